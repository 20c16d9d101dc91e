using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Simd;
using SpectraPipeline.Numerics.Statistics;
using SpectraPipeline.Stages.Baseline;

namespace SpectraPipeline.Stages.Shape;

/// <summary>How <see cref="Average"/> averages.</summary>
public enum AverageMethod
{
    /// <summary>Arithmetic mean.</summary>
    Mean,

    /// <summary>Median of each point: one bad frame in a group does nothing.</summary>
    Median,

    /// <summary>Mean with the inverse squared noise of each frame as its weight.</summary>
    Weighted,
}

/// <summary>Fewer, better frames: means of groups of neighbours, or of all.</summary>
[Stage(
    "shape.average",
    "Definition; the noise that weighs the frames: F. Stoehr et al., DER_SNR, ASP Conf. Ser. 394 (2008) 505",
    Summary = "Averages groups of frames into one frame each; time and potential are averaged with them.",
    Formula = "mean ȳ = Σ y/n; median of each point; weighted ȳ = Σ y σ⁻²/Σ σ⁻², σ = 1.4826/√6 · median|2yᵢ − yᵢ₋₂ − yᵢ₊₂| of the frame",
    Fails = "What changes within a group is smeared. The median's noise is 25 % above the mean's. Rows of later steps count the mean frames: the table averages says which frames, times and potentials they are."
)]
public sealed record Average : SeriesStage
{
    private const int FewestForNoise = 5;

    /// <summary>Groups.</summary>
    [Param("Which frames go together: all, so many in a row, or potential (frames in a row at one potential).")]
    public FrameGroup Group { get; init; } = FrameGroup.All;

    /// <summary>Method.</summary>
    [Param("Method.")]
    public AverageMethod Method { get; init; } = AverageMethod.Mean;

    /// <summary>Equal potentials.</summary>
    [Param("Potentials that differ by no more from the first of their group are one potential.", Min = 0, Max = 10, Unit = "V")]
    public double PotentialTolerance { get; init; } = 0.005;

    /// <inheritdoc />
    public override SpectralSeries Run(SpectralSeries input, StageInput about, Findings findings)
    {
        IReadOnlyList<(int First, int Count)> groups = Group.Of(input.Info, PotentialTolerance);
        if (Group == FrameGroup.Potential && input.Info.All(i => double.IsNaN(i.PotentialV)))
            throw new UserException(
                $"shape.average: no frame of series '{input.Id}' has a potential; give a log or a table of frames, or group: 10."
            );
        bool[] counts = [.. Enumerable.Range(0, input.Frames).Select(f => Counts(input, f, findings, "shape.average"))];
        int[][] members = [.. groups.Select(g => Enumerable.Range(g.First, g.Count).Where(f => counts[f]).ToArray())];
        double[] weights = Weights(input, counts, findings);
        var faults = new Fault?[groups.Count];
        for (int g = 0; g < groups.Count; g++)
            if (members[g].Length == 0)
                faults[g] = new Fault(
                    findings.Step,
                    "nothing-to-average",
                    $"All frames from {groups[g].First} to {groups[g].First + groups[g].Count - 1} are faulted or hold a number that is none."
                );
        Channel[] channels = [.. input.Channels.Select(c => Averaged(c, members, weights))];
        FrameInfo[] info = [.. members.Select((m, g) => InfoOf(g, [.. Of(input, m, groups[g])]))];
        for (int g = 0; g < groups.Count; g++)
            findings.Add(RowOf(info[g], groups[g], members[g], input, findings));
        var output = new SpectralSeries(input.Id, input.Axis, channels, info, faults, 0, input.Axis2);
        foreach (var (name, values) in input.Scalars)
            members.Select(m => Mean(m.Select(f => values[f]))).ToArray().CopyTo(output.AddScalar(name), 0);
        return output;
    }

    internal static IEnumerable<FrameInfo> Of(SpectralSeries input, int[] members, (int First, int Count) group) =>
        members.Length > 0 ? members.Select(f => input.Info[f]) : [input.Info[group.First]];

    /// <summary>A frame counts when it is healthy and all its numbers are numbers; one NaN would be the mean of the whole group.</summary>
    internal static bool Counts(SpectralSeries input, int frame, Findings findings, string stage)
    {
        if (input.Faults[frame] is not null)
            return false;
        if (Finite.FirstNot(input.Primary[frame]) is var bad && bad < 0)
            return true;
        int before = findings.Frame;
        findings.Frame = input.FirstFrame + frame;
        findings.Flag(
            "input-not-finite",
            FormattableString.Invariant(
                $"{stage}: point {bad + 1} ({input.Axis[bad % input.Axis.Length]:g6} {input.Axis.Unit}) of {input.Info[frame].File} is {input.Primary[frame][bad]}; the frame was left out of its group. Put shape.mask with non-finite before to keep its other points."
            )
        );
        findings.Frame = before;
        return false;
    }

    /// <summary>Weight of each frame; the same for all unless they are weighed by their noise, which is that of the points that count.</summary>
    private double[] Weights(SpectralSeries input, bool[] counts, Findings findings)
    {
        double[] weights = new double[input.Frames];
        Array.Fill(weights, 1);
        if (Method != AverageMethod.Weighted)
            return weights;
        double[] used = new double[input.Points],
            scratch = new double[input.Points];
        for (int f = 0; f < input.Frames; f++)
        {
            if (!counts[f])
                continue;
            ReadOnlySpan<bool> use = input.Primary.Mask is { } m ? m.AsSpan(f * input.Points, input.Points) : [];
            ReadOnlySpan<double> y = MaskBridge.Used(input.Primary[f], use, used);
            if (y.Length < FewestForNoise)
            {
                findings.Warn(
                    "weights-equal",
                    $"shape.average: {y.Length} points of a frame count, {FewestForNoise} are needed for its noise; all frames were weighed alike, as by method: mean."
                );
                Array.Fill(weights, 1);
                return weights;
            }
            weights[f] = 1 / Math.Pow(NoiseEstimate.FromSecondDifference(y, scratch), 2);
        }
        // A frame without noise (the reference of a difference) would be the mean all by itself.
        double largest = weights.Where((w, f) => counts[f] && double.IsFinite(w)).DefaultIfEmpty(1).Max();
        return [.. weights.Select(w => double.IsFinite(w) ? w : largest)];
    }

    private Channel Averaged(Channel channel, int[][] members, double[] weights)
    {
        int points = channel.Points;
        double[] values = new double[members.Length * points];
        double[]? sigma = channel.Sigma is null ? null : new double[values.Length];
        bool[]? mask = channel.Mask is null ? null : new bool[values.Length];
        for (int g = 0; g < members.Length; g++)
        {
            double[] column = new double[members[g].Length];
            for (int p = 0; p < points; p++)
            {
                // Frames whose mask leaves the point out do not count, unless all of them do.
                int[] used = channel.Mask is { } m ? [.. members[g].Where(f => m[(f * points) + p])] : members[g];
                if (mask is not null)
                    mask[(g * points) + p] = used.Length > 0;
                int[] of = used.Length > 0 ? used : members[g];
                for (int k = 0; k < of.Length; k++)
                    column[k] = channel.Values[(of[k] * points) + p];
                values[(g * points) + p] =
                    of.Length == 0 ? double.NaN
                    : Method == AverageMethod.Median ? Median.InPlace(column.AsSpan(0, of.Length))
                    : WeightedMean(column, of, weights);
                if (sigma is not null)
                    sigma[(g * points) + p] = Error(channel.Sigma!, of, weights, points, p);
            }
        }
        return new(channel.Name, channel.Signal, members.Length, points, values, sigma, mask);
    }

    private static double WeightedMean(double[] column, int[] of, double[] weights)
    {
        double sum = 0,
            total = 0;
        for (int k = 0; k < of.Length; k++)
            (sum, total) = (sum + (weights[of[k]] * column[k]), total + weights[of[k]]);
        return sum / total;
    }

    /// <summary>Standard deviation of the mean; the median's is √(π/2) of it.</summary>
    private double Error(double[] sigma, int[] of, double[] weights, int points, int p)
    {
        double sum = 0,
            total = 0;
        foreach (int f in of)
            (sum, total) = (sum + Math.Pow(weights[f] * sigma[(f * points) + p], 2), total + weights[f]);
        return Math.Sqrt(sum) / total * (Method == AverageMethod.Median && of.Length > 2 ? Math.Sqrt(Math.PI / 2) : 1);
    }

    /// <summary>When, where and at which potential a mean frame is.</summary>
    internal static FrameInfo InfoOf(int group, FrameInfo[] frames)
    {
        double potential = Mean(frames.Select(f => f.PotentialV)),
            between = Mean(frames.Select(f => Math.Pow(f.PotentialV - potential, 2))),
            within = Mean(frames.Select(f => f.PotentialSdV * f.PotentialSdV));
        return frames[0] with
        {
            Frame = group,
            TimeS = Mean(frames.Select(f => f.TimeS)),
            PotentialV = potential,
            PotentialSdV = double.IsNaN(within)
                ? frames.Length > 1
                    ? Math.Sqrt(between)
                    : double.NaN
                : Math.Sqrt(within + between),
            PotentialIrV = Mean(frames.Select(f => f.PotentialIrV)),
            PotentialRheV = Mean(frames.Select(f => f.PotentialRheV)),
            CurrentA = Mean(frames.Select(f => f.CurrentA)),
            Note = "",
        };
    }

    /// <summary>Mean of what is known; NaN when nothing is.</summary>
    internal static double Mean(IEnumerable<double> values) => values.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();

    /// <summary>Which frames a mean frame was made from.</summary>
    internal static AverageRow RowOf(
        FrameInfo info,
        (int First, int Count) group,
        int[] members,
        SpectralSeries input,
        Findings findings
    ) =>
        new()
        {
            Series = findings.Series,
            Step = findings.Step,
            Frame = info.Frame,
            FirstFrame = input.Info[group.First].Frame,
            LastFrame = input.Info[group.First + group.Count - 1].Frame,
            Frames = members.Length,
            FirstFile = input.Info[group.First].File,
            LastFile = input.Info[group.First + group.Count - 1].File,
            TimeS = info.TimeS,
            PotentialV = info.PotentialV,
            PotentialSdV = info.PotentialSdV,
            CurrentA = info.CurrentA,
        };
}
