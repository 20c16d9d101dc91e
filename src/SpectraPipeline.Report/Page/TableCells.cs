using SpectraPipeline.Report.Html;
using SpectraPipeline.Report.Sources;

namespace SpectraPipeline.Report.Page;

/// <summary>Columns and cells of the tables, in one letter where a row has ten of them.</summary>
internal static class TableCells
{
    private const int DigestLetters = 12;

    public static TableColumn Words(string header) => new(RichText.Markup(header), false);

    public static TableColumn Number(string header) => new(RichText.Markup(header), true);

    public static TableColumn Number(string header, RichText unit) =>
        new(unit.IsEmpty ? RichText.Markup(header) : RichText.Markup(header + " / ") + unit, true);

    public static TableCell T(string? text) => TableCell.Of(text);

    public static TableCell V(double value) => TableCell.Of(double.IsNaN(value) ? null : value);

    public static TableCell E(double value, double error) => TableCell.Of(double.IsNaN(value) ? null : value, error);

    /// <summary>A value with its 95 % interval; with its standard error where there is no interval.</summary>
    public static TableCell B(double value, double low, double high, double error = double.NaN) =>
        double.IsNaN(value) || (double.IsNaN(low) && double.IsNaN(high)) ? E(value, error) : TableCell.Between(value, low, high);

    /// <summary>The beginning of a digest, the whole of it on hover.</summary>
    public static TableCell Digest(string? text) =>
        text is { Length: > DigestLetters } ? TableCell.Of(text[..DigestLetters] + "…") with { Whole = text } : T(text);

    /// <summary>The unit that all series with tracks share; where they do not, the heading says that it is that of the axis.</summary>
    public static RichText AxisUnit(ReportSource source)
    {
        List<RichText> units =
        [
            .. source.Tracks.Select(t => t.Series).Distinct().Select(source.UnitOf).DistinctBy(unit => unit.ToString()),
        ];
        return units.Count switch
        {
            0 => RichText.Markup("cm^{-1}"),
            1 => units[0],
            _ => "unit of the axis",
        };
    }
}
