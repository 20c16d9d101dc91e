using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Stages.Xas;

/// <summary>Do more scans help? Noise of means of 1, 2, 4 … scans of the series, and how many a goal takes.</summary>
internal sealed class ScansEnough
{
    private readonly NoiseAgainstScans _noise;
    private readonly double _goal;

    private ScansEnough(NoiseAgainstScans noise, double goal) => (_noise, _goal) = (noise, goal);

    /// <summary>Scans like this one that the goal takes; infinite where what all scans share is too much, NaN where the goal is beyond the data.</summary>
    public double Needed(ScanRecord scan)
    {
        if (double.IsNaN(_goal) || double.IsNaN(scan.Measures.NoiseChi))
            return double.NaN;
        double own = Math.Sqrt(Math.Max(0, (scan.Measures.NoiseChi * scan.Measures.NoiseChi) - (_noise.Shared * _noise.Shared)));
        return new NoiseAgainstScans(own, _noise.Shared).Needed(_goal);
    }

    /// <summary>Writes the rows and the verdict; null where no scan has a χ(k).</summary>
    public static ScansEnough? Of(Quality stage, IReadOnlyList<ScanRecord> scans, ScanMeasure? measure, Findings findings)
    {
        double[][] chi = [.. scans.Where(s => s.Chi is not null && !s.IsBad).Select(s => s.Chi!)];
        if (measure is null || chi.Length == 0)
            return null;
        var points = new List<(int Scans, int Means, double Noise, double KMax)>();
        for (int n = 1; ; n = Math.Min(2 * n, chi.Length))
        {
            points.Add(Means(chi, n, measure));
            if (n == chi.Length)
                break;
        }
        var fit = NoiseAgainstScans.Fit(
            [.. points.Select(p => p.Scans)],
            [.. points.Select(p => p.Noise)],
            [.. points.Select(p => p.Means)]
        );
        foreach (var (n, means, noise, kMax) in points)
            findings.Add(
                new ScanNoiseRow
                {
                    Series = findings.Series,
                    Step = findings.Step,
                    Scans = n,
                    Means = means,
                    NoiseChi = noise,
                    NoiseChiFit = fit.Of(n),
                    Floor = points.Count > 1 ? fit.Shared : double.NaN,
                    KMaxUsable = kMax,
                }
            );
        // The envelope is that of the mean of all scans, which was looked at last.
        double amplitude = measure.Amplitude(stage.GoalKMax, points[^1].Noise);
        var enough = new ScansEnough(fit, amplitude > 0 ? amplitude / stage.GoalSnr : double.NaN);
        findings.Warn("scans-enough", enough.Words(stage, chi.Length, points[^1].Noise, points[^1].KMax, amplitude, measure.KEnd));
        return enough;
    }

    private static (int, int, double, double) Means(double[][] chi, int scans, ScanMeasure measure)
    {
        double[] mean = new double[chi[0].Length];
        int means = chi.Length / scans;
        double squares = 0,
            kMax = double.NaN;
        for (int m = 0; m < means; m++)
        {
            Array.Clear(mean);
            for (int s = m * scans; s < (m + 1) * scans; s++)
            for (int i = 0; i < mean.Length; i++)
                mean[i] += chi[s][i] / scans;
            (double noise, _, kMax) = measure.OfChi(mean);
            squares += noise * noise;
        }
        return (scans, means, Math.Sqrt(squares / means), kMax);
    }

    private string Words(Quality stage, int scans, double noise, double kMax, double amplitude, double kEnd)
    {
        var text = new System.Text.StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"The mean of {scans} scan{(scans == 1 ? "" : "s")} has a noise of {noise:G2} in χ(k){(double.IsNaN(kMax) ? " and no signal above it" : $" and is usable to k = {kMax.ToString("F1", CultureInfo.InvariantCulture)} Å-1{(kMax >= kEnd ? ", the end of the scans" : "")}")}. "
        );
        if (scans > 1)
            text.Append(
                CultureInfo.InvariantCulture,
                $"{(_noise.Shared < _noise.Own / Math.Sqrt(scans) ? $"It falls with the number of scans: twice as many would give {_noise.Of(2 * scans).ToString("G2", CultureInfo.InvariantCulture)}" : $"More scans help little: {_noise.Shared.ToString("G2", CultureInfo.InvariantCulture)} of it is common to all scans (glitches at fixed energies, harmonics, shells that leak to high R)")}. "
            );
        double needed = double.IsNaN(_goal) ? double.NaN : _noise.Needed(_goal);
        text.Append(CultureInfo.InvariantCulture, $"An amplitude of {stage.GoalSnr:g} times the noise at k = {stage.GoalKMax:g} Å-1 ");
        text.Append(
            stage.GoalKMax > kEnd ? "lies beyond the end of the scans."
            : !(amplitude > 0) ? "cannot be planned for: these scans show no signal there."
            : double.IsInfinity(needed) ? "is out of reach of any number of scans like these."
            : string.Create(CultureInfo.InvariantCulture, $"takes {needed:F0} such scans.")
        );
        return text.ToString();
    }
}
