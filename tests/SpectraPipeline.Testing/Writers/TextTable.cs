using System.Globalization;
using System.Text;

namespace SpectraPipeline.Testing.Writers;

/// <summary>Minimal writer of delimited text in its varieties.</summary>
public sealed record TextTable
{
    public string Separator { get; init; } = ",";

    public char DecimalSign { get; init; } = '.';

    public string LineEnd { get; init; } = "\n";

    /// <summary>Lines above the numbers, labels included.</summary>
    public IReadOnlyList<string> Header { get; init; } = [];

    /// <summary>Lines under the numbers.</summary>
    public IReadOnlyList<string> Footer { get; init; } = [];

    /// <summary>Format of a number; 17 digits unless told.</summary>
    public string Number { get; init; } = "R";

    public bool TrailingSeparator { get; init; }

    public Encoding Encoding { get; init; } = new UTF8Encoding(false);

    /// <summary>Rows of cells to the bytes of a file.</summary>
    public byte[] Write(IEnumerable<double[]> rows)
    {
        var text = new StringBuilder();
        foreach (string line in Header)
            text.Append(line).Append(LineEnd);
        foreach (double[] row in rows)
        {
            text.AppendJoin(Separator, row.Select(Cell));
            text.Append(TrailingSeparator ? Separator : "").Append(LineEnd);
        }
        foreach (string line in Footer)
            text.Append(line).Append(LineEnd);
        return [.. Encoding.GetPreamble(), .. Encoding.GetBytes(text.ToString())];
    }

    private string Cell(double v) => v.ToString(Number, CultureInfo.InvariantCulture).Replace('.', DecimalSign);
}
