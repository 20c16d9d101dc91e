using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Stages.Peaks;
using SpectraPipeline.Testing.Generators;

namespace SpectraPipeline.PeakStudy;

/// <summary>What the stage stated of a band.</summary>
internal enum Statement
{
    /// <summary>A standard error, to be trusted.</summary>
    Regular,

    /// <summary>An interval by profile likelihood or bootstrap.</summary>
    Interval,

    /// <summary>An interval, and that it is unreliable.</summary>
    Flagged,

    /// <summary>That the band is not detected.</summary>
    NotDetected,

    /// <summary>Nothing: the fit did not converge, or the frame was faulted.</summary>
    Failed,
}

/// <summary>One quantity of one band.</summary>
/// <param name="Quantity">0 to 3: center, fwhm, height, area.</param>
/// <param name="Statement">What was stated.</param>
/// <param name="Covers">The truth lies within what was stated.</param>
internal readonly record struct Answer(int Quantity, Statement Statement, bool Covers);

/// <summary>Fits of spectra with known truth.</summary>
internal static class FitStudy
{
    public const int Quantities = 4;
    public static readonly string[] Names = ["center", "fwhm", "height", "area"];

    public static List<Answer> Of(StudySpectrum spectrum, Intervals intervals = Intervals.Auto)
    {
        var stage = new Fit
        {
            Shape = spectrum.Shape,
            Bands = spectrum.Listed,
            Intervals = intervals,
            Resamples = 200,
        };
        Findings? findings = StageRun.Of(stage, StudySpectrum.Axis, spectrum.Y, []);
        var answers = new List<Answer>();
        bool isFlagged = findings?.IsFlaggedBy("fit", 0) ?? false;
        for (int k = 0; k < spectrum.Truth.Length; k++)
        {
            BandRow? row = findings?.List<BandRow>()[k];
            for (int q = 0; q < Quantities; q++)
                answers.Add(Of(q, row, spectrum.Truth[k], isFlagged));
        }
        return answers;
    }

    private static Answer Of(int quantity, BandRow? row, TrueBand truth, bool isFlagged)
    {
        if (row is not { Converged: true } band)
            return new(quantity, Statement.Failed, false);
        (double value, double total, double low, double high, double wanted) = quantity switch
        {
            0 => (band.Center, band.CenterSeTotal, band.CenterLow, band.CenterHigh, truth.Center),
            1 => (band.Fwhm, band.FwhmSeTotal, band.FwhmLow, band.FwhmHigh, truth.Fwhm),
            2 => (band.Height, band.HeightSeTotal, band.HeightLow, band.HeightHigh, truth.Height),
            _ => (band.Area, band.AreaSeTotal, band.AreaLow, band.AreaHigh, truth.Area),
        };
        bool hasInterval = double.IsFinite(low) && double.IsFinite(high);
        // Bounds of the user are exact: a value that rounds to one is in.
        double rounding = 1e-9 * Math.Abs(wanted);
        bool covers = hasInterval ? low - rounding <= wanted && wanted <= high + rounding : Math.Abs(value - wanted) <= 1.96 * total;
        Statement statement =
            isFlagged ? Statement.Flagged
            : band.IntervalMethod == "not-detected" ? Statement.NotDetected
            : hasInterval ? Statement.Interval
            : double.IsFinite(total) ? Statement.Regular
            : Statement.Failed;
        return new(quantity, statement, statement <= Statement.Interval && covers);
    }
}

/// <summary>Counts of answers.</summary>
internal sealed class Tally
{
    private readonly int[,] _count = new int[FitStudy.Quantities, 5];
    private readonly int[,] _covers = new int[FitStudy.Quantities, 5];

    public void Add(IEnumerable<Answer> answers)
    {
        foreach (Answer answer in answers)
        {
            _count[answer.Quantity, (int)answer.Statement]++;
            _covers[answer.Quantity, (int)answer.Statement] += answer.Covers ? 1 : 0;
        }
    }

    /// <summary>Several together.</summary>
    public static Tally Sum(IEnumerable<Tally> tallies)
    {
        var sum = new Tally();
        foreach (Tally tally in tallies)
            for (int q = 0; q < FitStudy.Quantities; q++)
            for (int s = 0; s < 5; s++)
            {
                sum._count[q, s] += tally._count[q, s];
                sum._covers[q, s] += tally._covers[q, s];
            }
        return sum;
    }

    public int Count(Statement statement, int quantity = -1) => Sum(_count, statement, quantity);

    /// <summary>Answers of all kinds.</summary>
    public int All(int quantity = -1) => Enum.GetValues<Statement>().Sum(s => Count(s, quantity));

    public double Share(Statement statement, int quantity = -1) => Count(statement, quantity) / (double)All(quantity);

    /// <summary>Share of statements of a kind that hold the truth; NaN when there are fewer than <paramref name="least"/>.</summary>
    public double Coverage(Statement statement, int quantity = -1, int least = 1) =>
        Count(statement, quantity) < least ? double.NaN : Sum(_covers, statement, quantity) / (double)Count(statement, quantity);

    /// <summary>Share of what was stated without a flag that holds the truth.</summary>
    public double Stated(int quantity = -1, int least = 1)
    {
        int count = Count(Statement.Regular, quantity) + Count(Statement.Interval, quantity);
        int covers = Sum(_covers, Statement.Regular, quantity) + Sum(_covers, Statement.Interval, quantity);
        return count < least ? double.NaN : covers / (double)count;
    }

    /// <summary>Share of all fits whose statement holds the truth: failed, flagged and undetected ones count as misses.</summary>
    public double Total(int quantity = -1) =>
        (Sum(_covers, Statement.Regular, quantity) + Sum(_covers, Statement.Interval, quantity)) / (double)All(quantity);

    private static int Sum(int[,] counts, Statement statement, int quantity)
    {
        int sum = 0;
        for (int q = 0; q < FitStudy.Quantities; q++)
            sum += quantity < 0 || q == quantity ? counts[q, (int)statement] : 0;
        return sum;
    }
}
