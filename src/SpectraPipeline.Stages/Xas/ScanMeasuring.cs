using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Stages.Xas;

/// <summary>What a scan tells by itself: edge step, noise, usable k, glitches, lost beam.</summary>
internal sealed class ScanMeasuring
{
    private const double LeastBeam = 0.3;
    private const int JumpReach = 8,
        FewestPoints = 10;
    private readonly double[] _energies;
    private readonly double _e0;
    private readonly GlitchFinder _glitches;
    private readonly GlitchSettings _settings;
    private readonly int _widest;
    private readonly Dictionary<int, ScanMeasure?> _byLength = [];

    public ScanMeasuring(double[] energies, double e0, NeighbourCubic model, double threshold)
    {
        (_energies, _e0) = (energies, e0);
        (_widest, _settings) = (model.Widest, new GlitchSettings { Threshold = threshold });
        _glitches = new GlitchFinder(model, _settings);
        _byLength[energies.Length] = Made(energies, model);
    }

    /// <summary>Of scans that reach the end of the axis; null where that is too close behind the edge.</summary>
    public ScanMeasure? Whole => _byLength[_energies.Length];

    /// <summary>Measures one scan.</summary>
    public void Of(ScanRecord scan)
    {
        if (scan.Length < _energies.Length)
            scan.Add(
                "partial",
                false,
                $"The scan ends at {_energies[scan.Length - 1]:F1} eV, k = {Math.Max(0, PhotoelectronWavenumber.FromEnergy(_energies[scan.Length - 1] - _e0)):F2} Å-1; the series goes to {_energies[^1]:F1} eV."
            );
        if (scan.Incident.Least < LeastBeam)
            scan.Add("i0-loss", true, $"The incident beam falls to {scan.Incident.Least:P0} of its median within the scan.");
        if (scan.Length == _energies.Length)
            Glitches(scan, _glitches);
        else if (scan.Length >= FewestPoints)
            Glitches(scan, new GlitchFinder(new NeighbourCubic(_energies.AsSpan(0, scan.Length), _widest), _settings));
        else
            scan.Cleaned = scan.Mu;
        try
        {
            Measure(scan);
        }
        catch (XasDataException e)
        {
            scan.Add("no-edge", true, e.Message);
        }
    }

    private void Glitches(ScanRecord scan, GlitchFinder finder)
    {
        finder.Find(scan.Mu.AsSpan(0, scan.Length), [], _e0);
        scan.Cleaned = [.. finder.Cleaned, .. scan.Mu.AsSpan(scan.Length)];
        scan.Glitches = [.. finder.Found];
    }

    private void Measure(ScanRecord scan)
    {
        ReadOnlySpan<double> mu = scan.Mu.AsSpan(0, scan.Length);
        if (MeasureOf(scan.Length) is not { } measure)
        {
            // Without EXAFS the edge can still be judged.
            var normalization = new Normalization(new NormalizationSettings { E0 = _e0 });
            NormalizationSummary found = normalization.Apply(_energies.AsSpan(0, scan.Length), mu);
            scan.Measures = scan.Measures with { EdgeStep = found.EdgeStep, NoiseMu = found.PreEdgeNoise };
            return;
        }
        scan.Measures = measure.Of(mu);
        if (scan.Length == _energies.Length)
            scan.Chi = [.. measure.Chi];
        if (double.IsNaN(scan.Measures.KMaxUsable))
            scan.Add(
                "no-signal",
                false,
                $"The noise of χ(k) ({scan.Measures.NoiseChi:G2}) exceeds its signal from k = {ScanMeasure.KStart:F0} Å-1 on."
            );
    }

    private ScanMeasure? MeasureOf(int length)
    {
        if (!_byLength.TryGetValue(length, out ScanMeasure? known))
        {
            double[] energies = _energies[..length];
            _byLength[length] = known = Made(energies, new NeighbourCubic(energies, 1));
        }
        return known;
    }

    private ScanMeasure? Made(double[] energies, NeighbourCubic model)
    {
        try
        {
            return new ScanMeasure(energies, _e0, model);
        }
        catch (XasDataException)
        {
            // A scan of the edge alone has no EXAFS to judge.
            return null;
        }
    }

    /// <summary>Names glitches; the corners of a jump are none.</summary>
    public void NameGlitches(ScanRecord scan)
    {
        Glitch[] real =
        [
            .. scan.Glitches.Where(g =>
                scan.JumpAt < 0 || g.First > scan.JumpAt + JumpReach || g.First + g.Count < scan.JumpAt - JumpReach
            ),
        ];
        if (real.Length == 0)
            return;
        Glitch largest = real.MaxBy(g => g.Deviation);
        scan.Add(
            "glitch",
            false,
            $"{real.Sum(g => g.Count)} points deviate from the curve through their neighbours, most at {_energies[largest.First]:F1} eV ({largest.Deviation:F0} standard deviations); xas.deglitch takes them out."
        );
    }
}
