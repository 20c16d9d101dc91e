using SpectraPipeline.Numerics.Splines;

namespace SpectraPipeline.Numerics.Xas;

/// <summary>Which data, grid, knots and R rows an AUTOBK fit uses; follows Larch's choice of every index.</summary>
internal sealed class AutobkGrid
{
    private const int FewestFunctions = 5;
    private const int MostFunctions = 128;
    private readonly double[] _dataK;
    private readonly double[] _k;

    public AutobkGrid(ReadOnlySpan<double> energy, double e0, AutobkSettings settings)
    {
        EnergyPoints = energy.Length;
        First = EnergyGrid.AtOrBelow(energy, e0);
        double kEnd = PhotoelectronWavenumber.FromEnergy(energy[^1] - e0);
        KMax = Math.Min(settings.KMax ?? double.PositiveInfinity, kEnd);
        double range = KMax - settings.KMin;
        if (!(range > 1))
            throw new XasDataException(
                "no-exafs",
                $"The scan reaches k = {kEnd:F2} Å⁻¹ above E0 = {e0:F1} eV; from k = {settings.KMin} that is too little for EXAFS."
            );
        int last = Math.Min(energy.Length, 2 + EnergyGrid.AtOrBelow(energy, e0 + PhotoelectronWavenumber.ToEnergy(KMax))) - 1;
        if (last - First + 1 < FewestFunctions + 2)
            throw new XasDataException("no-exafs", $"{last - First + 1} points above the edge are too few for a background spline.");
        _dataK = new double[last - First + 1];
        for (int i = 0; i < _dataK.Length; i++)
            _dataK[i] = PhotoelectronWavenumber.FromEnergy(energy[First + i] - e0);
        _k = new double[(int)(1.01 + KMax / settings.KStep)];
        for (int j = 0; j < _k.Length; j++)
            _k[j] = j * settings.KStep;
        double rStep = Math.PI / (settings.KStep * settings.TransformLength);
        double background = Math.Max(settings.RBackground, 2 * rStep);
        int wanted = 1 + (int)(2 * background * range / Math.PI);
        RRows = (int)(1 + (wanted - 1) * Math.PI / (2 * rStep * range));
        int functions = Math.Clamp(wanted, FewestFunctions, MostFunctions);
        if (2 * RRows < functions)
            throw new XasDataException(
                "autobk-singular",
                $"rbkg = {settings.RBackground} Å leaves fewer values of the transform than knots; raise it."
            );
        Basis = CubicBSpline.ThroughSites(Sites(functions, settings.KMin, range));
    }

    /// <summary>Points of the energy axis.</summary>
    public int EnergyPoints { get; }

    /// <summary>Index of the first energy used: the last one at or below the edge.</summary>
    public int First { get; }

    /// <summary>End of the k-range after capping at the data, Å⁻¹.</summary>
    public double KMax { get; }

    /// <summary>k of the energies used; the first is not positive.</summary>
    public ReadOnlySpan<double> DataK => _dataK;

    /// <summary>The even grid of χ.</summary>
    public ReadOnlySpan<double> K => _k;

    /// <summary>Values of R that count as background, from R = 0.</summary>
    public int RRows { get; }

    /// <summary>Basis of the background.</summary>
    public CubicBSpline Basis { get; }

    // Even sites, each moved to the nearest measured k.
    private double[] Sites(int functions, double kMin, double range)
    {
        double[] sites = new double[functions];
        for (int i = 0; i < functions; i++)
        {
            sites[i] = _dataK[EnergyGrid.Nearest(_dataK, kMin + i * range / (functions - 1))];
            if (i > 0 && sites[i] <= sites[i - 1])
                throw new XasDataException(
                    "autobk-singular",
                    $"The scan is too coarse near k = {sites[i]:F2} Å⁻¹ for {functions} knots; lower rbkg."
                );
        }
        return sites;
    }
}
