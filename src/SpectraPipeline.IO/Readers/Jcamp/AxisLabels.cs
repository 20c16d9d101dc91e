namespace SpectraPipeline.IO.Readers.Jcamp;

/// <summary>What a file states about the axes of one table.</summary>
/// <param name="First">FIRSTX.</param>
/// <param name="Last">LASTX.</param>
/// <param name="Step">DELTAX.</param>
/// <param name="Points">NPOINTS.</param>
/// <param name="XFactor">XFACTOR, 1 when not stated.</param>
/// <param name="YFactor">YFACTOR, 1 when not stated.</param>
internal sealed record AxisLabels(double? First, double? Last, double? Step, int? Points, double XFactor, double YFactor)
{
    /// <summary>FIRSTY, MINY and MAXY, which only check.</summary>
    public (double? First, double? Min, double? Max) Y { get; init; }
}
