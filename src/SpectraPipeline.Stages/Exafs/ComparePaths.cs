using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Stages.Exafs;

/// <summary>Are the shells of two samples different: 3 neighbours here and 4 there, or the same within what the data tell?</summary>
[Stage(
    "xas.compare-paths",
    "Two intervals of 95 % that do not touch tell equal samples apart in 0.6 % of cases: N. Schenker, J. F. Gentleman, Am. Stat. 2001, 55, 182, doi:10.1198/000313001317097960; ratio: E. C. Fieller, J. R. Stat. Soc. B 1954, 16, 175.",
    Summary = "Compares number, distance and disorder of a shell with those of other series: separated only where the intervals do not touch.",
    Formula = "separated ⇔ high < low' or high' < low, each interval the union over the models that are tied; an n that a model fixes is no measurement and left out where another one frees it",
    Fails = "A common error of s02 moves both n alike: look at the ratio. Correlated n and sigma2 make both intervals wide; fixing sigma2 narrows them by an assumption that both samples must share.",
    HasPicture = false
)]
public sealed record ComparePaths : TableStage, IChoosesSeries
{
    private const double Normal = 1.959963984540054;

    /// <summary>The other series.</summary>
    [Param("Ids of the series to compare with; when left out all samples of the same edge that stand before it in the file.")]
    public IReadOnlyList<string> With { get; init; } = [];

    /// <summary>The shell.</summary>
    [Param(
        "Label of the path here and there; when left out the nearest shell here, and there the path of the same label, else the nearest."
    )]
    public string? Path { get; init; }

    private IReadOnlyList<string> Chosen { get; init; } = [];

    /// <inheritdoc />
    public override IReadOnlyList<string> OtherSeries => With.Count > 0 ? With : Chosen;

    /// <inheritdoc />
    public override IReadOnlyList<Type> Reads => [typeof(ExafsPathRow), typeof(ExafsFitRow)];

    /// <inheritdoc />
    public Stage Choosing(SeriesCard card, IReadOnlyList<SeriesCard> all)
    {
        ArgumentNullException.ThrowIfNull(card);
        // Only those before it: two series that compare with each other would wait for each other.
        return this with
        {
            Chosen =
            [
                .. all.TakeWhile(c => c.Id != card.Id)
                    .Where(c => c.Edge == card.Edge && c.Technique == card.Technique && c.Role is not ("foil" or "standard"))
                    .Select(c => c.Id),
            ],
        };
    }

    /// <inheritdoc />
    public override void Run(TableSet input, RowWriter output, RunContext run)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        FittedShell[] mine = FittedShell.Of(input, Path);
        if (Path is not null && mine.Length == 0)
            output.Warn("no-such-path", $"No fit of '{input.Card.Id}' has a path '{Path}'; its label is needed as xas.fit-paths has it.");
        foreach (string id in OtherSeries)
        {
            TableSet? other = input.Others.GetValueOrDefault(id);
            FittedShell[] others = other is null ? [] : FittedShell.Of(other, Path);
            if (others.Length == 0)
            {
                if (With.Count > 0)
                    output.Warn(
                        "nothing-to-compare",
                        $"'{id}' has no fitted path{(Path is null ? "" : $" '{Path}'")}: give it a step xas.fit-paths."
                    );
                continue;
            }
            var alikeBy = new Dictionary<string, FittedShell[]>();
            foreach (FittedShell shell in mine)
            {
                FittedShell[] alike = alikeBy.TryGetValue(shell.Label, out FittedShell[]? known)
                    ? known
                    : alikeBy[shell.Label] = Path is null ? FittedShell.Of(other!, shell.Label, orNearest: true) : others;
                FittedShell there = alike.LastOrDefault(o => o.Frame <= shell.Frame) ?? alike[0];
                foreach ((string quantity, ShellValue a, ShellValue b) in shell.Against(there))
                    output.Add(Row(input.Card.Id, output.Step, id, shell, there, quantity, a, b));
            }
        }
    }

    private static ExafsComparisonRow Row(
        string series,
        string step,
        string id,
        FittedShell here,
        FittedShell there,
        string quantity,
        ShellValue a,
        ShellValue b
    )
    {
        FiellerRatio ratio = FiellerRatio.Of(a.Value, b.Value, a.Variance, b.Variance, 0, Normal);
        bool known = double.IsFinite(a.Low) && double.IsFinite(a.High) && double.IsFinite(b.Low) && double.IsFinite(b.High);
        string verdict =
            !known ? "undecided"
            : a.High < b.Low || b.High < a.Low ? "separated"
            : "not-separated";
        return new ExafsComparisonRow
        {
            Series = series,
            Step = step,
            Frame = here.Frame,
            Other = id,
            OtherFrame = there.Frame,
            Path = here.Label,
            OtherPath = there.Label,
            Quantity = quantity,
            Value = a.Value,
            Low = a.Low,
            High = a.High,
            OtherValue = b.Value,
            OtherLow = b.Low,
            OtherHigh = b.High,
            Ratio = ratio.Ratio,
            RatioLow = double.IsFinite(ratio.Low) ? ratio.Low : double.NaN,
            RatioHigh = double.IsFinite(ratio.High) ? ratio.High : double.NaN,
            Verdict = verdict,
            Message = Sentence(quantity, here.Label, a, id, there.Label, b, verdict),
        };
    }

    private static string Sentence(string quantity, string path, ShellValue a, string id, string otherPath, ShellValue b, string verdict)
    {
        string format = quantity switch
        {
            "n" => "0.0",
            "r" => "0.000",
            _ => "0.0000",
        };
        string Text(ShellValue v) =>
            !double.IsFinite(v.Variance) && !double.IsFinite(v.Low + v.High)
                ? $"{v.Value.ToString(format, CultureInfo.InvariantCulture)} (fixed, or without an interval)"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{v.Value.ToString(format, CultureInfo.InvariantCulture)} ({v.Low.ToString(format, CultureInfo.InvariantCulture)} to {v.High.ToString(format, CultureInfo.InvariantCulture)})"
                );
        string end = verdict switch
        {
            "separated" => "the intervals do not touch: they differ",
            "not-separated" => "the intervals overlap: these data do not tell them apart",
            _ => "one of the intervals is not known",
        };
        return $"{quantity} of {path} is {Text(a)}, of {otherPath} in {id} {Text(b)}; {end}.";
    }
}
