using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Stages.Xas;

/// <summary>Edge of a scan, its step, and how many of its points were measured: a mask ends a scan that was broken off.</summary>
internal readonly record struct ScanEdge(double E0, double Step, int Measured);

/// <summary>The linear maps μ → χ of the frames of a series: one for each edge and length of a scan.</summary>
internal sealed class AutobkMaps(AutobkParameters p, double[] energies, double[] standard)
{
    // Found edges sit on grid points, so a series meets few of them.
    private const int MostMaps = 64;
    private readonly Dictionary<(double E0, int Points), AutobkFit> _maps = [];
    private readonly Normalization _own = new(new NormalizationSettings { E0 = p.E0 });

    /// <summary>Edge and step of the last normalisation, else the frame's own.</summary>
    /// <exception cref="XasDataException">It has none.</exception>
    public ScanEdge EdgeOf(in FrameIn input)
    {
        double e0 = p.E0 ?? input.Scalar("e0");
        double step = input.Scalar("edge_step");
        int measured = MeasuredRange.Of(input.Mask, energies.Length);
        if (double.IsFinite(e0) && double.IsFinite(step))
            return new(e0, step, measured);
        NormalizationSummary found = _own.Apply(energies.AsSpan(0, measured), input.Y[..measured]);
        return new(p.E0 ?? found.E0, found.EdgeStep, measured);
    }

    /// <summary>The map of a scan.</summary>
    /// <exception cref="XasDataException"><c>k-range-short</c>: it ends before there is EXAFS.</exception>
    public AutobkFit For(ScanEdge scan)
    {
        if (!(PhotoelectronWavenumber.FromEnergy(energies[Math.Max(scan.Measured, 1) - 1] - scan.E0) > p.KMin + 1))
            throw new XasDataException("k-range-short", "The scan ends before k-min + 1 Å-1: there is no EXAFS in it.");
        if (_maps.TryGetValue((scan.E0, scan.Measured), out AutobkFit? known))
            return known;
        if (_maps.Count == MostMaps)
            _maps.Clear();
        return _maps[(scan.E0, scan.Measured)] = new AutobkFit(energies.AsSpan(0, scan.Measured), scan.E0, p.Settings);
    }

    /// <summary>χ of the standard on the grid of a frame, which may reach a point less, or more, than that of the series; it is held or cut likewise.</summary>
    public ReadOnlySpan<double> StandardFor(int points)
    {
        if (standard.Length == 0 || standard.Length >= points)
            return standard.AsSpan(0, Math.Min(standard.Length, points));
        double[] longer = new double[points];
        standard.CopyTo(longer, 0);
        return longer;
    }
}
