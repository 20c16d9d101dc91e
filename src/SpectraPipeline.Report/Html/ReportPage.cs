namespace SpectraPipeline.Report.Html;

/// <summary>A report as data: sections of blocks.</summary>
public sealed record ReportPage(RichText Title, IReadOnlyList<RichText> Facts, IReadOnlyList<ReportSection> Sections)
{
    /// <summary>Styles after those of every page.</summary>
    public string Style { get; init; } = "";

    /// <summary>Script between the plotting library and that of every page.</summary>
    public string Script { get; init; } = "";
}

/// <param name="Id">Letters, digits, hyphens: the anchor.</param>
public sealed record ReportSection(string Id, string Title, IReadOnlyList<Block> Blocks);

public abstract record Block;

public sealed record Words(RichText Text) : Block;

/// <summary>A list of sentences.</summary>
public sealed record Items(IReadOnlyList<RichText> Sentences) : Block;

/// <summary>One thing found, with the grade of its evidence and the rows it stands on.</summary>
/// <param name="Grade">A to D, or empty.</param>
/// <param name="RowIds">Rows that it links to.</param>
public sealed record Finding(RichText Statement, string Verdict, string Grade, RichText Detail, IReadOnlyList<string> RowIds) : Block;

public sealed record FigureBlock(Figure Figure) : Block
{
    /// <summary>It lies beside the page as figures/NAME.svg too.</summary>
    public bool IsFile { get; init; } = true;
}

/// <summary>Text to be copied as it stands: a methods paragraph, BibTeX.</summary>
public sealed record CopyText(string Label, string Text, bool Monospace) : Block;

/// <summary>A table; more rows than <see cref="MostRows"/> are left to the Parquet file, and the table says so.</summary>
public sealed record TableBlock(string Id, RichText Caption, IReadOnlyList<TableColumn> Columns, IReadOnlyList<TableRow> Rows) : Block
{
    public const int MostRows = 1000;

    /// <summary>Rows of the table in the store, where only the first were made into rows of the page.</summary>
    public int Total { get; init; }

    /// <summary>Longer tables than this start folded.</summary>
    public const int MostOpenRows = 25;
}

public sealed record TableColumn(RichText Header, bool IsNumber);

/// <param name="Id">Row of the store, such as 'bands:ir/12/3': shown on hover, anchor of links.</param>
public sealed record TableRow(string Id, IReadOnlyList<TableCell> Cells);

/// <summary>Text, or a number with its standard error or its interval.</summary>
public readonly record struct TableCell(RichText? Text, double? Value, double? Error)
{
    /// <summary>Shown on hover where the cell holds the beginning alone; else null.</summary>
    public string? Whole { get; init; }

    /// <summary>Ends of the 95 % interval, a NaN where it is open; null where there is none.</summary>
    public (double Low, double High)? Interval { get; init; }

    public static TableCell Between(double value, double low, double high) => new(null, value, null) { Interval = (low, high) };

    public static TableCell Of(string? text) => new(RichText.Plain(text ?? ""), null, null);

    public static TableCell Of(double? value, double? error = null) => new(null, value, error);
}
