using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Statistics;
using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Stages.Xas;

/// <summary>What a scan shows only beside the others: jumps and drifts of energy and edge step, noise, bubbles, a beam that went, a step within the scan.</summary>
internal sealed class ScanNeighbours(Quality stage, SpectralSeries input, double[] energies, double e0)
{
    private const int Fewest = 3,
        Reach = 3;
    private const double LeastShift = 0.1,
        BadShift = 1,
        LeastStep = 0.01,
        BadStep = 0.2,
        BeamLoss = 0.3,
        NoiseTimes = 2,
        BadNoiseTimes = 5,
        LeastJump = 5e-3,
        BadJump = 2e-2,
        MostShiftForJump = 0.5;

    /// <summary>Compares all scans.</summary>
    public void Compare(IReadOnlyList<ScanRecord> scans)
    {
        if (scans.Count < Fewest)
            return;
        Shifts(scans);
        Energies(scans);
        Steps(scans);
        Noises(scans);
        Beams(scans);
        Jumps(scans);
    }

    /// <summary>By the foil where every frame has one, so that chemistry is no drift; by the scans themselves otherwise.</summary>
    private void Shifts(IReadOnlyList<ScanRecord> scans)
    {
        Channel? foil = input.Find("reference");
        bool hasFoil = foil is not null && scans.All(s => Numerics.Simd.Finite.FirstNot(foil[s.Frame]) < 0);
        double[][] rows = [.. scans.Select(s => hasFoil ? foil![s.Frame].ToArray() : s.Mu)];
        double[] median = MedianOf(rows, [.. scans.Select(s => s.Length)]);
        double edge = hasFoil ? EdgeOf(median) : e0;
        // A scan that ends early is compared as far as it goes.
        var byLength = new Dictionary<int, ScanComparison>();
        for (int i = 0; i < scans.Count; i++)
        {
            int length = scans[i].Length;
            if (!byLength.TryGetValue(length, out ScanComparison? comparison))
            {
                byLength[length] = comparison = new ScanComparison(energies[..length]);
                comparison.SetReference(median.AsSpan(0, length), edge);
            }
            scans[i].Shift = comparison.Compare(rows[i].AsSpan(0, length)).Shift;
        }
    }

    private double EdgeOf(double[] median)
    {
        try
        {
            return new EdgeFinder().Find(energies, median);
        }
        catch (XasDataException)
        {
            return double.NaN;
        }
    }

    private void Energies(IReadOnlyList<ScanRecord> scans)
    {
        double[] shifts = [.. scans.Select(s => s.Shift)];
        var off = new NeighbourDeviation(shifts);
        for (int i = 0; i < scans.Count; i++)
            if (off.IsOff(i, stage.Threshold, LeastShift))
                scans[i]
                    .Add(
                        "energy-jump",
                        Math.Abs(off.Deviations[i]) > BadShift,
                        $"Its energies lie {off.Deviations[i]:+0.00;-0.00} eV off those of its neighbours."
                    );
            else if (Math.Abs(shifts[i]) > stage.MaxDrift)
                scans[i]
                    .Add(
                        "energy-drift",
                        false,
                        $"Its energies lie {shifts[i]:+0.00;-0.00} eV off the median of the series; align (xas.align)."
                    );
    }

    private void Steps(IReadOnlyList<ScanRecord> scans)
    {
        // A scan that ends early has its post-edge line over another range: its step is not comparable.
        double[] steps = [.. scans.Select(s => IsWhole(s) ? Math.Log(s.Measures.EdgeStep) : double.NaN)];
        var off = new NeighbourDeviation(steps);
        double[] finite = [.. steps.Where(double.IsFinite)];
        double usual = Median.InPlace(finite);
        for (int i = 0; i < scans.Count; i++)
        {
            double change = Math.Exp(off.Deviations[i]) - 1,
                drift = Math.Exp(steps[i] - usual) - 1;
            if (off.IsOff(i, stage.Threshold, LeastStep))
                scans[i]
                    .Add(
                        change < 0 && off.ComesBack[i] ? "bubbles" : "edge-step-jump",
                        Math.Abs(change) > BadStep,
                        change < 0 && off.ComesBack[i]
                            ? (FormattableString)
                                $"Its edge step is {-change:P1} less than before and after: a bubble, or less sample in the beam."
                            : (FormattableString)$"Its edge step is {change:+0.0%;-0.0%} off that of its neighbours."
                    );
            else if (Math.Abs(drift) > stage.MaxStepDrift)
                scans[i].Add("edge-step-drift", false, $"Its edge step is {drift:+0.0%;-0.0%} off the median of the series.");
        }
    }

    private void Noises(IReadOnlyList<ScanRecord> scans)
    {
        var off = new NeighbourDeviation([.. scans.Select(s => Math.Log(s.Measures.NoiseMu))]);
        for (int i = 0; i < scans.Count; i++)
            if (off.Deviations[i] > 0 && off.IsOff(i, stage.Threshold / 2, Math.Log(NoiseTimes)))
                scans[i]
                    .Add(
                        "noise",
                        off.Deviations[i] > Math.Log(BadNoiseTimes),
                        $"Its noise is {Math.Exp(off.Deviations[i]):F1} times that of its neighbours."
                    );
    }

    private static void Beams(IReadOnlyList<ScanRecord> scans)
    {
        var off = new NeighbourDeviation([.. scans.Select(s => Math.Log(s.Incident.Median))]);
        for (int i = 0; i < scans.Count; i++)
            if (off.Deviations[i] < Math.Log(1 - BeamLoss))
                scans[i]
                    .Add(
                        "i0-loss",
                        off.Deviations[i] < Math.Log(BeamLoss),
                        $"The incident beam is {1 - Math.Exp(off.Deviations[i]):P0} weaker than in its neighbours."
                    );
    }

    /// <summary>Steps in what a scan differs by from the median of those around it.</summary>
    private void Jumps(IReadOnlyList<ScanRecord> scans)
    {
        // A shift of the energies has its own name.
        var comparison = new ScanComparison(energies, removesShift: true);
        double[] scratch = new double[2 * energies.Length];
        // A scan that ends early would leave a step in the median of its neighbours.
        scans = [.. scans.Where(IsWhole)];
        if (scans.Count < Fewest)
            return;
        for (int i = 0; i < scans.Count; i++)
        {
            int first = Math.Clamp(i - Reach, 0, Math.Max(0, scans.Count - (2 * Reach) - 1)),
                end = Math.Min(scans.Count, first + (2 * Reach) + 1);
            double[][] others = [.. Enumerable.Range(first, end - first).Where(j => j != i).Select(j => scans[j].Mu)];
            double[] median = MedianOf(others, [.. others.Select(o => o.Length)]);
            comparison.SetReference(median, e0);
            // Beyond first order a shift leaves corners of its own.
            if (Math.Abs(comparison.Compare(scans[i].Mu).Shift) > MostShiftForJump)
                continue;
            ScanJump jump = JumpOf(comparison, scans[i].Length, scratch);
            // A glitch of several points looks like two jumps until it is taken out; a jump only loses its corners.
            comparison.Compare(scans[i].Cleaned);
            if (Math.Abs(JumpOf(comparison, scans[i].Length, scratch).Height) < Math.Abs(jump.Height) / 3)
                continue;
            double height = jump.Height / scans[i].Measures.EdgeStep;
            if (!(jump.Deviation > stage.Threshold) || !(Math.Abs(height) > LeastJump))
                continue;
            scans[i].JumpAt = jump.Point;
            scans[i]
                .Add(
                    "jump",
                    Math.Abs(height) > BadJump,
                    $"μ jumps by {height:+0.0%;-0.0%} of the edge step at {energies[jump.Point]:F1} eV."
                );
        }
    }

    private bool IsWhole(ScanRecord scan) => scan.Length == energies.Length;

    private ScanJump JumpOf(ScanComparison comparison, int length, double[] scratch) =>
        ScanJump.Largest(comparison.Residual[..length], energies, e0 - 20, e0 + 100, scratch);

    /// <summary>Median of what was measured at every point; behind the last measured point of all, of what stands there.</summary>
    private static double[] MedianOf(double[][] rows, int[] lengths)
    {
        double[] median = new double[rows[0].Length],
            column = new double[rows.Length];
        int longest = lengths.Max();
        for (int p = 0; p < median.Length; p++)
        {
            int count = 0;
            for (int r = 0; r < rows.Length; r++)
                if (p < lengths[r] || p >= longest)
                    column[count++] = rows[r][p];
            median[p] = Median.InPlace(column.AsSpan(0, count));
        }
        return median;
    }
}
