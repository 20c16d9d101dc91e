using System.Globalization;
using SpectraPipeline.Numerics.Statistics;
using static SpectraPipeline.Stages.Bands.Wording;

namespace SpectraPipeline.Stages.Bands;

/// <summary>Sizes of two bands in the frames that hold at least one of them.</summary>
internal sealed class RatioPairs(TrackSignal above, TrackSignal below, HealthyFrames frames)
{
    /// <summary>Frames in which the fit says nothing of one of the two.</summary>
    public int LeftOut { get; } = Enumerable.Range(0, frames.Count).Count(i => IsLost(above, below, i));

    /// <summary>Groups with their names, in order of frames or potential, and how many of their frames were left out.</summary>
    public IEnumerable<(string Name, int[] Members, int LeftOut)> Groups(Ratio parameters)
    {
        int[] usable =
        [
            .. Enumerable
                .Range(0, frames.Count)
                .Where(i =>
                    !IsLost(above, below, i) && (above.Value[i] != 0 || below.Value[i] != 0) && above.Sigma[i] > 0 && below.Sigma[i] > 0
                ),
        ];
        return parameters.Group switch
        {
            RatioGrouping.All => usable.Length == 0 ? [] : [("all", usable, LeftOut)],
            RatioGrouping.Frame => usable.Select(i => (Text($"{frames.Number[i]}"), (int[])[i], 0)),
            _ => ByPotential([.. usable.Where(i => double.IsFinite(frames.Potential[i])).OrderBy(i => frames.Potential[i])], parameters),
        };
    }

    /// <summary>The ratio over some frames.</summary>
    public GroupRatio Of(int[] members, double correlation)
    {
        double a = 0,
            b = 0,
            aa = 0,
            bb = 0,
            ab = 0;
        foreach (int i in members)
        {
            (double sa, double sb) = (above.Sigma[i], below.Sigma[i]);
            // Weights that know nothing of the sizes keep the sums unbiased.
            double w = 1 / (sa * sb);
            (a, b) = (a + (w * above.Value[i]), b + (w * below.Value[i]));
            (aa, bb, ab) = (aa + (w * w * sa * sa), bb + (w * w * sb * sb), ab + (w * w * correlation * sa * sb));
        }
        double scatter = Scatter(members, a / b, correlation),
            freedom = scatter > 1 ? members.Length - 1 : double.PositiveInfinity,
            scale = Math.Max(1, scatter);
        return new(a, b, scale * aa, scale * bb, scale * ab, freedom, members.Length, scale) { Span = Span(members) };
    }

    /// <summary>Smallest and largest ratio of single frames whose lower band is surely there.</summary>
    private (double Low, double High) Span(int[] members)
    {
        double[] single =
        [
            .. members.Where(i => Math.Abs(below.Value[i]) > 3 * below.Sigma[i]).Select(i => above.Value[i] / below.Value[i]),
        ];
        return single.Length > 0 ? (single.Min(), single.Max()) : (double.NaN, double.NaN);
    }

    /// <summary>Mean square of a − R b in units of its error: above 1 the frames differ by more than their errors. 1 where it says nothing.</summary>
    private double Scatter(int[] members, double ratio, double correlation)
    {
        if (members.Length < 3 || !double.IsFinite(ratio))
            return 1;
        double sum = 0;
        foreach (int i in members)
        {
            (double sa, double sb) = (above.Sigma[i], below.Sigma[i]);
            double left = above.Value[i] - (ratio * below.Value[i]),
                variance = (sa * sa) - (2 * ratio * correlation * sa * sb) + (ratio * ratio * sb * sb);
            sum += left * left / Math.Max(variance, 1e-300);
        }
        return sum / (members.Length - 1);
    }

    private static bool IsLost(TrackSignal above, TrackSignal below, int i) =>
        !double.IsFinite(above.Value[i]) || !double.IsFinite(below.Value[i]);

    /// <summary>A group reaches from its lowest potential as far as the tolerance: neighbours alone would chain a slow sweep into one.</summary>
    private IEnumerable<(string, int[], int)> ByPotential(int[] sorted, Ratio parameters)
    {
        for (int from = 0, to; from < sorted.Length; from = to)
        {
            double low = frames.Potential[sorted[from]],
                // Rounding of a stated tolerance must not decide.
                high = low + parameters.PotentialTolerance + 1e-9;
            to = from + 1;
            while (to < sorted.Length && frames.Potential[sorted[to]] <= high)
                to++;
            int[] members = sorted[from..to];
            int lost = Enumerable
                .Range(0, frames.Count)
                .Count(i => frames.Potential[i] >= low && frames.Potential[i] <= high && IsLost(above, below, i));
            // Plus zero, so that no group is called minus zero.
            yield return (Text($"{Math.Round(members.Average(m => frames.Potential[m]), 3) + 0.0:0.000} V"), members, lost);
        }
    }
}

/// <summary>What a test of a ratio found.</summary>
internal readonly record struct RatioTest(double Against, double P, string Verdict);

/// <summary>Weighted sums of two bands over a group, with variances; their ratio.</summary>
internal readonly record struct GroupRatio(double A, double B, double Vaa, double Vbb, double Vab, double Freedom, int Frames, double Scale)
{
    // Beyond three times their errors the frames have not one ratio: a mean of them is a number that none of them has.
    private const double Most = 3;

    /// <summary>Smallest and largest ratio of single frames.</summary>
    public (double Low, double High) Span { get; init; } = (double.NaN, double.NaN);

    /// <summary>The frames differ by many times their errors.</summary>
    public bool IsNotOne => Scale > Most * Most;

    /// <summary>95 % interval; where the frames have not one ratio at least what they span.</summary>
    public (double Low, double High) Limits
    {
        get
        {
            FiellerRatio interval = Interval;
            double low = double.IsFinite(interval.Low) ? interval.Low : double.NaN,
                high = double.IsFinite(interval.High) ? interval.High : double.NaN;
            return IsNotOne && double.IsFinite(Span.Low) ? (Math.Min(low, Span.Low), Math.Max(high, Span.High)) : (low, high);
        }
    }

    public double Ratio => Interval.Kind == FiellerKind.Bounded ? Interval.Ratio : double.NaN;

    public FiellerRatio Interval => FiellerRatio.Of(A, B, Vaa, Vbb, Vab, Student.Half95(Freedom));

    public string? Note
    {
        get
        {
            string bound = Interval.Kind switch
            {
                FiellerKind.Bounded => "",
                FiellerKind.Everything => "no limits: both bands may be 0",
                _ => "no limits: the band below the line may be 0",
            };
            string scatter =
                IsNotOne
                    ? string.Create(
                        CultureInfo.InvariantCulture,
                        $"not one ratio: frames scatter by {Math.Sqrt(Scale):0.0} of their errors, and single ones run from {Span.Low:g3} to {Span.High:g3}, which the interval holds; take group: potential or frame"
                    )
                : Scale > 1.5
                    ? string.Create(
                        CultureInfo.InvariantCulture,
                        $"frames scatter by {Math.Sqrt(Scale):0.0} of their errors, which widens the interval"
                    )
                : "";
            return bound.Length + scatter.Length == 0 ? null : string.Join("; ", ((string[])[bound, scatter]).Where(s => s.Length > 0));
        }
    }

    /// <summary>Error of A − r B.</summary>
    private double ErrorAt(double r) => Math.Sqrt(Math.Max(0, Vaa - (2 * r * Vab) + (r * r * Vbb)));

    /// <summary>Against a number. Two one-sided tests of A − (r ∓ margin) B: linear, so exact as Fieller's interval is.</summary>
    public RatioTest TestAgainst(double expected, double? margin)
    {
        FiellerRatio interval = Interval;
        if (interval.Kind != FiellerKind.Bounded)
            return new(expected, double.NaN, "undecided");
        double m = margin ?? 0,
            sign = Math.Sign(B),
            above = sign * (A - ((expected - m) * B)) / ErrorAt(expected - m),
            below = sign * (((expected + m) * B) - A) / ErrorAt(expected + m),
            p = margin is null ? double.NaN : Math.Max(Student.Above(above, Freedom), Student.Above(below, Freedom));
        return new(expected, p, Verdict(p, interval.Low > expected + m || interval.High < expected - m));
    }

    /// <summary>Against another group: the difference of the ratios, errors propagated.</summary>
    public RatioTest TestAgainst(in GroupRatio other, double margin)
    {
        if (double.IsNaN(Ratio) || double.IsNaN(other.Ratio))
            return new(other.Ratio, double.NaN, "undecided");
        double difference = Ratio - other.Ratio,
            own = ErrorAt(Ratio) / B,
            its = other.ErrorAt(other.Ratio) / other.B,
            error = Math.Sqrt((own * own) + (its * its)),
            freedom = Math.Min(Freedom, other.Freedom),
            p = Math.Max(Student.Above((difference + margin) / error, freedom), Student.Above((margin - difference) / error, freedom));
        return new(other.Ratio, p, Verdict(p, Math.Abs(difference) - (Student.Half95(freedom) * error) > margin));
    }

    private static string Verdict(double p, bool outside) =>
        p < 0.05 ? "equivalent"
        : outside ? "different"
        : "undecided";
}
