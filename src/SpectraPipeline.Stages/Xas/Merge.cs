using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Xas;
using SpectraPipeline.Stages.Shape;

namespace SpectraPipeline.Stages.Xas;

/// <summary>What <see cref="Merge"/> does with scans that are unlike the others.</summary>
public enum ScanOutliers
{
    /// <summary>They are flagged and left out.</summary>
    LeaveOut,

    /// <summary>They are flagged and merged all the same.</summary>
    Keep,
}

/// <summary>Merges repeated scans, with an error of each point.</summary>
[Stage(
    "xas.merge",
    "This project; the practice and its weights: B. Ravel, M. Newville, J. Synchrotron Rad. 12 (2005) 537, doi:10.1107/S0909049505012719",
    Summary = "Means of groups of scans, or of all, with the standard error of each point; scans unlike the others are named with the reason and left out.",
    Formula = "μ̄ = Σwμ/Σw, w = 1, 1/σ² or the edge step; σ of the mean = √(Σ w r²/(n − 1)/Σw) (noise) or √(Σ r²/(n − 1)·Σw²)/Σw, r = what a scan differs from the median by besides offset, slope and factor, pooled over neighbouring points (30 degrees of freedom); outlier: rms r > D̃ + threshold·(1.4826 MAD D + 2D̃/√2p) and 1.5 D̃, four scans or more",
    Fails = "Faults that all scans share are in no error: glitches at fixed energies, harmonics, self-absorption. Scans whose energies drift are smeared: align them first (xas.align). What changes within a group is smeared. Nothing is extrapolated: where a scan has no points (masked) the others are averaged."
)]
public sealed record Merge : SeriesStage
{
    /// <summary>Groups.</summary>
    [Param("Which frames go together: all, so many in a row, or potential (frames in a row at one potential).")]
    public FrameGroup Group { get; init; } = FrameGroup.All;

    /// <summary>Weights.</summary>
    [Param("What each scan counts.")]
    public MergeWeights Weights { get; init; } = MergeWeights.Equal;

    /// <summary>Outliers.</summary>
    [Param("What is done with scans that are unlike the others.")]
    public ScanOutliers Outliers { get; init; } = ScanOutliers.LeaveOut;

    /// <summary>Limit of an outlier.</summary>
    [Param("Robust standard deviations by which an outlier differs more than the others do.", Min = 1, Max = 1e6)]
    public double Threshold { get; init; } = 4;

    /// <summary>Equal potentials.</summary>
    [Param("Potentials that differ by no more from the first of their group are one potential.", Min = 0, Max = 10, Unit = "V")]
    public double PotentialTolerance { get; init; } = 0.005;

    /// <inheritdoc />
    public override SpectraNeed Reads => new(SignalKind.Mu, SignalKind.Norm, SignalKind.ChiK, SignalKind.Unknown);

    /// <inheritdoc />
    public override SpectralSeries Run(SpectralSeries input, StageInput about, Findings findings)
    {
        if (input.Axis2 is not null)
            throw new UserException("xas.merge merges spectra; this is a map.");
        if (Group == FrameGroup.Potential && input.Info.All(i => double.IsNaN(i.PotentialV)))
            throw new UserException(
                $"xas.merge: no frame of series '{input.Id}' has a potential; give a log or a table of frames, or group: 10."
            );
        IReadOnlyList<(int First, int Count)> groups = Group.Of(input.Info, PotentialTolerance);
        bool[] counts = [.. Enumerable.Range(0, input.Frames).Select(f => Average.Counts(input, f, findings, "xas.merge"))];
        return new MergeRun(this, input, findings).Of(groups, counts);
    }
}

/// <summary>One run of xas.merge.</summary>
internal sealed class MergeRun(Merge stage, SpectralSeries input, Findings findings)
{
    private readonly double[] _axis = [.. input.Axis.Values];
    private readonly int _points = input.Axis.Length;

    public SpectralSeries Of(IReadOnlyList<(int First, int Count)> groups, bool[] counts)
    {
        var faults = new Fault?[groups.Count];
        double[] values = new double[groups.Count * _points],
            sigma = new double[values.Length];
        bool[]? mask = input.Primary.Mask is null ? null : new bool[values.Length];
        var members = new int[groups.Count][];
        for (int g = 0; g < groups.Count; g++)
        {
            int[] healthy = [.. Enumerable.Range(groups[g].First, groups[g].Count).Where(f => counts[f])];
            members[g] =
                healthy.Length == 0 ? [] : MergeGroup(healthy, values.AsSpan(g * _points, _points), sigma.AsSpan(g * _points, _points));
            if (members[g].Length == 0)
                faults[g] = new Fault(
                    findings.Step,
                    "nothing-to-merge",
                    healthy.Length == 0
                        ? $"All frames from {groups[g].First} to {groups[g].First + groups[g].Count - 1} are faulted or hold a number that is none."
                        : $"All frames from {groups[g].First} to {groups[g].First + groups[g].Count - 1} hold one value from end to end: a dead channel, or the wrong column? Look at the files and at the columns of the input."
                );
            for (int p = 0; mask is not null && p < _points; p++)
                mask[(g * _points) + p] = members[g].Any(f => input.Primary.Mask![(f * _points) + p]);
        }
        FrameInfo[] info = [.. members.Select((m, g) => Average.InfoOf(g, [.. Average.Of(input, m, groups[g])]))];
        for (int g = 0; g < groups.Count; g++)
            findings.Add(Average.RowOf(info[g], groups[g], members[g], input, findings));
        Channel[] channels =
        [
            new(input.Primary.Name, input.Signal, groups.Count, _points, values, sigma, mask),
            new("sigma", new Signal(SignalKind.Auxiliary, input.Signal.Unit), groups.Count, _points, [.. sigma]),
            .. input.Channels.Skip(1).Where(c => c.Name != "sigma").Select(c => Averaged(c, members)),
        ];
        var output = new SpectralSeries(input.Id, input.Axis, channels, info, faults);
        foreach (var (name, scalars) in input.Scalars)
            members.Select(m => Average.Mean(m.Select(f => scalars[f]))).ToArray().CopyTo(output.AddScalar(name), 0);
        return output;
    }

    /// <summary>Merges one group; returns the frames that were merged.</summary>
    private int[] MergeGroup(int[] frames, Span<double> values, Span<double> sigma)
    {
        if (Array.TrueForAll(frames, f => MergedScan.IsFlat(Measured(f))))
            return [];
        double e0 = EdgeOf(frames);
        var merged = new MergedScan(_axis, e0);
        double[][] scans = [.. frames.Select(Bridged)];
        LendMasked(frames, scans);
        IReadOnlyList<ScanOutlier> outliers = merged.Outliers(scans, stage.Threshold);
        foreach (ScanOutlier outlier in outliers)
            Say(frames[outlier.Scan], outlier);
        if (stage.Outliers == ScanOutliers.LeaveOut && outliers.Count > 0)
        {
            int[] kept = [.. Enumerable.Range(0, frames.Length).Where(i => outliers.All(o => o.Scan != i))];
            (frames, scans) = ([.. kept.Select(i => frames[i])], [.. kept.Select(i => scans[i])]);
        }
        if (frames.Length == 1)
            findings.Warn(
                "one-scan",
                "Some groups have one scan: nothing tells its error but second differences, which the signal enters; sigma is an upper limit there."
            );
        merged.Merge(scans, [.. frames.Select(MaskOf)], stage.Weights, StepsOf(frames, scans));
        if (merged.WeighedAlike)
            findings.Warn(
                "weights-equal",
                $"Some groups were weighed alike: of one or two scans, or of scans without noise, weights: {(stage.Weights == MergeWeights.Noise ? "noise" : "edge-step")} cannot be told."
            );
        merged.Mean.CopyTo(values);
        merged.Error.CopyTo(sigma);
        return frames;
    }

    private bool[]? MaskOf(int frame) => input.Primary.Mask is { } m ? [.. m.AsSpan(frame * _points, _points)] : null;

    private ReadOnlySpan<double> Measured(int frame) =>
        input.Primary[frame][..MeasuredRange.Of(input.Primary.Mask is { } m ? m.AsSpan(frame * _points, _points) : [], _points)];

    private double[] Bridged(int frame)
    {
        double[] y = [.. input.Primary[frame]];
        if (MaskOf(frame) is { } mask && mask.Contains(true))
            MaskBridge.Fill(_axis, y, mask, y);
        return y;
    }

    /// <summary>Where a scan was not measured it is no outlier: there it takes the mean of those that were.</summary>
    private void LendMasked(int[] frames, double[][] scans)
    {
        if (input.Primary.Mask is not { } mask)
            return;
        for (int p = 0; p < _points; p++)
        {
            double mean = Average.Mean(frames.Where(f => mask[(f * _points) + p]).Select(f => input.Primary.Values[(f * _points) + p]));
            for (int s = 0; s < frames.Length && double.IsFinite(mean); s++)
                if (!mask[(frames[s] * _points) + p] && !MergedScan.IsFlat(Measured(frames[s])))
                    scans[s][p] = mean;
        }
    }

    private double EdgeOf(int[] frames)
    {
        if (
            input.Scalars.TryGetValue("e0", out double[]? e0)
            && Average.Mean(frames.Select(f => e0[f])) is var mean
            && double.IsFinite(mean)
        )
            return mean;
        if (input.Axis.Unit.Quantity is not (Quantity.PhotonEnergy or Quantity.Dimensionless))
            return double.NaN;
        try
        {
            return new EdgeFinder().Find(_axis, Bridged(frames[0]));
        }
        catch (XasDataException)
        {
            // Without an edge the shift of an outlier is not told; everything else is.
            return double.NaN;
        }
    }

    private double[] StepsOf(int[] frames, double[][] scans)
    {
        if (stage.Weights != MergeWeights.EdgeStep)
            return [];
        if (input.Scalars.TryGetValue("edge_step", out double[]? known) && Array.TrueForAll(frames, f => known[f] > 0))
            return [.. frames.Select(f => known[f])];
        try
        {
            var normalization = new Normalization(new NormalizationSettings());
            return [.. frames.Select(f => normalization.Apply(_axis.AsSpan(0, Measured(f).Length), Measured(f)).EdgeStep)];
        }
        catch (XasDataException e)
        {
            throw new UserException($"xas.merge: weights: edge-step needs an edge step of every scan. {e.Message} Take weights: noise.");
        }
    }

    private static string Far(ScanOutlier outlier) =>
        double.IsPositiveInfinity(outlier.Times)
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $"{outlier.Times:F1} times as far from the median of its group as the others: ");

    private void Say(int frame, ScanOutlier outlier)
    {
        (findings.Frame, int before) = (input.FirstFrame + frame, findings.Frame);
        ScanDifference d = outlier.Difference;
        string why =
            !d.Follows ? "it does not follow the others: a dead or inverted channel, or another sample"
            : d.ShiftShare > 0.5
                ? string.Create(CultureInfo.InvariantCulture, $"its energies lie {d.Shift:+0.00;-0.00} eV off; align the scans first")
            : d.Noise > 0.7 * d.Rms ? string.Create(CultureInfo.InvariantCulture, $"its noise is {d.Noise:G2} a point")
            : $"its shape differs over many points: a jump, a drift or another sample";
        findings.Flag(
            "scan-outlier",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{input.Info[frame].File}: {Far(outlier)}{why}. {(stage.Outliers == ScanOutliers.LeaveOut ? "Left out of the merge (outliers: keep merges it)." : "Merged all the same.")}"
            )
        );
        findings.Frame = before;
    }

    /// <summary>Channels beside the spectrum: plain means, without what is no number and without what stands behind the end of a scan.</summary>
    private Channel Averaged(Channel channel, int[][] members)
    {
        int points = channel.Points;
        bool[]? mask = channel.Mask ?? (points == _points ? input.Primary.Mask : null);
        double[] values = new double[members.Length * points];
        for (int g = 0; g < members.Length; g++)
        for (int p = 0; p < points; p++)
        {
            int[] measured = mask is null ? members[g] : [.. members[g].Where(f => mask[(f * points) + p])];
            // Where no scan was measured the spectrum has its mask; what stands there is as good as anything finite.
            if (measured.Length == 0)
                measured = members[g];
            values[(g * points) + p] = Average.Mean(measured.Select(f => channel.Values[(f * points) + p]));
        }
        return new(channel.Name, channel.Signal, members.Length, points, values);
    }
}
