namespace SpectraPipeline.Numerics.Xas;

/// <summary>The three regions of a step scan: even steps of energy before the edge and, finer, around it; even steps of k above. Energies in eV relative to E₀.</summary>
/// <remarks>
/// Grid and defaults as Larch's rebin_xafs (2026): M. Newville, J. Phys. Conf. Ser. 430 (2013) 012007, doi:10.1088/1742-6596/430/1/012007. Every region begins with its
/// first energy and ends before that of the next; its step is stretched so that it holds a whole number of them, 1 + int(0.1 + range/step) ends counted.
/// </remarks>
public sealed record ScanRegions
{
    /// <summary>Edge energy, eV.</summary>
    public required double E0 { get; init; }

    /// <summary>Start; null = the first whole step after the start of the scan.</summary>
    public double? PreFrom { get; init; }

    /// <summary>Step before the edge.</summary>
    public double PreStep { get; init; } = 2;

    /// <summary>Start of the region around the edge.</summary>
    public double XanesFrom { get; init; } = -30;

    /// <summary>Step around the edge; null = 0.05·max(1, int(E₀/1250)), about E₀/25000.</summary>
    public double? XanesStep { get; init; }

    /// <summary>Start of the region above the edge.</summary>
    public double ExafsFrom { get; init; } = 15;

    /// <summary>Step of k above the edge, Å⁻¹.</summary>
    public double KStep { get; init; } = 0.05;

    /// <summary>Step around the edge that is used.</summary>
    public double UsedXanesStep => XanesStep ?? 0.05 * Math.Max(1, (int)(E0 / 1250));

    /// <summary>The grid within a scan; regions that the scan does not reach are left out.</summary>
    /// <param name="first">First energy of the scan, eV.</param>
    /// <param name="last">Last energy of the scan, eV.</param>
    /// <returns>Energies in eV, increasing, none outside the scan.</returns>
    public double[] Grid(double first, double last)
    {
        double from = PreFrom ?? PreStep * (int)((first - E0) / PreStep);
        var grid = new List<double>();
        AddEven(grid, from, Math.Min(XanesFrom, last - E0), PreStep, static x => x);
        AddEven(grid, Math.Max(from, XanesFrom), Math.Min(ExafsFrom, last - E0), UsedXanesStep, static x => x);
        AddEven(
            grid,
            PhotoelectronWavenumber.FromEnergy(Math.Max(from, ExafsFrom)),
            PhotoelectronWavenumber.FromEnergy(last - E0),
            KStep,
            PhotoelectronWavenumber.ToEnergy
        );
        return [.. grid.Where(e => e >= first && e <= last)];
    }

    private void AddEven(List<double> grid, double from, double to, double step, Func<double, double> energy)
    {
        if (!(to > from))
            return;
        int steps = (int)(0.1 + ((to - from) / step));
        for (int i = 0; i < steps; i++)
            grid.Add(E0 + energy(from + (i * (to - from) / steps)));
    }
}
