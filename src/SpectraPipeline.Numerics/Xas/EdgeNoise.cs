using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Numerics.Xas;

/// <summary>Noise of a normalised spectrum near its edge, from the scatter of the points.</summary>
/// <remarks>
/// Median scatter about local cubics, half as wide as those that find the edge, in two ranges: before the edge (300 to 15 eV below it) and around it (15 eV below to 30 eV
/// above), which sees that less light comes through above the edge. Where the second is half as large again as the first it is taken alone, else the root mean square
/// of both. The median keeps the few points out where a cubic is too stiff for the edge. Assumes independent points. Cost: a local fit a point.
/// </remarks>
public sealed class EdgeNoise
{
    private const double From = -300,
        Around = -15,
        To = 30,
        Apart = 1.5;
    private const int Fewest = 10;
    private readonly LocalCubic _local = new();
    private double[] _scatter = [];

    /// <summary>Standard deviation of a point.</summary>
    /// <param name="energy">eV, increasing.</param>
    /// <param name="norm">Absorption.</param>
    /// <param name="e0">Edge, eV.</param>
    /// <param name="halfWidth">Of the local cubics that find the edge, eV.</param>
    /// <returns>0 for a spectrum without noise; NaN when neither range has ten points.</returns>
    public double Near(ReadOnlySpan<double> energy, ReadOnlySpan<double> norm, double e0, double halfWidth)
    {
        double before = Scatter(energy, norm, e0 + From, e0 + Around, halfWidth / 2),
            around = Scatter(energy, norm, e0 + Around, e0 + To, halfWidth / 2);
        return double.IsNaN(before) || around > Apart * before ? around
            : double.IsNaN(around) ? before
            : Math.Sqrt(((before * before) + (around * around)) / 2);
    }

    private double Scatter(ReadOnlySpan<double> energy, ReadOnlySpan<double> norm, double from, double to, double halfWidth)
    {
        int first = EnergyGrid.AtOrBelow(energy, from),
            end = EnergyGrid.AtOrBelow(energy, to) + 1;
        if (end - first < Fewest)
            return double.NaN;
        if (_scatter.Length < end - first)
            _scatter = new double[end - first];
        for (int i = first; i < end; i++)
        {
            _local.Place(energy, energy[i], halfWidth);
            _scatter[i - first] = Math.Abs(norm[i] - _local.Derivative(norm, 0)) / Math.Sqrt(Math.Max(1e-3, _local.ResidualShare(i)));
        }
        return Median.MadToDeviation * Median.InPlace(_scatter.AsSpan(0, end - first));
    }
}
