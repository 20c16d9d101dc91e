namespace SpectraPipeline.Report;

/// <summary>Numbers to colours: potential, time, intensity.</summary>
/// <param name="Low">Value of the first colour.</param>
/// <param name="High">Value of the last colour; may be below Low, which turns the scale over.</param>
/// <param name="PaletteTo">How far up the palette to go: lines on white stop at 0.88, before the yellow that paper swallows.</param>
public sealed record ColourScale(Palette Palette, double Low, double High, double PaletteTo = 1)
{
    /// <summary>For lines on white paper.</summary>
    public static ColourScale ForLines(double low, double high) => new(Palette.Viridis, low, high, 0.88);

    /// <summary>For signed maps: zero in the middle, the same length both ways.</summary>
    public static ColourScale Symmetric(double largest) => new(Palette.Diverging, -largest, largest);

    /// <summary>Where a value lies between Low (0) and High (1); unclamped, 0.5 when both ends are the same.</summary>
    public double Fraction(double value) => High == Low ? 0.5 : (value - Low) / (High - Low);

    public Colour At(double value) => AtFraction(Fraction(value));

    public Colour AtFraction(double fraction) => Palette.At(Math.Clamp(fraction, 0, 1) * PaletteTo);
}
