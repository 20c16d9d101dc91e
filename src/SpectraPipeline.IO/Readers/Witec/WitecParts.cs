using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Witec;

/// <summary>Names of the files of one WITec graph export: <c>name_Header.txt</c> (or <c>name (Header).txt</c>), <c>name_X-Axis.txt</c>,
/// <c>name_Y-Axis.txt</c>, or <c>name-x.dat</c> and <c>name-y.dat</c> without a header.</summary>
/// <param name="Header">Name of the header; null when the way of naming has none.</param>
/// <param name="X">Name of the file of x.</param>
/// <param name="Y">Name of the file of all intensities.</param>
internal sealed record WitecParts(string? Header, string X, string Y)
{
    private static readonly (string? Header, string X, string Y)[] s_ways =
    [
        ("_Header", "_X-Axis", "_Y-Axis"),
        (" (Header)", " (X-Axis)", " (Y-Axis)"),
        (null, "-x", "-y"),
    ];

    /// <summary>The parts that a name belongs to; null when it is none of them. The spelling of the name given is kept for the others.</summary>
    public static WitecParts? Of(string name)
    {
        // A packed part has packed partners.
        string end = Path.GetExtension(name);
        string plain = Path.GetFileNameWithoutExtension(name);
        if (string.Equals(end, ".gz", StringComparison.OrdinalIgnoreCase))
            (end, plain) = (Path.GetExtension(plain) + end, Path.GetFileNameWithoutExtension(plain));
        foreach ((string? header, string x, string y) in s_ways)
        foreach (string? part in (ReadOnlySpan<string?>)[header, x, y])
            if (part is not null && plain.Length > part.Length && plain.EndsWith(part, StringComparison.OrdinalIgnoreCase))
            {
                string stem = plain[..^part.Length];
                return new(header is null ? null : stem + header + end, stem + x + end, stem + y + end);
            }
        return null;
    }

    /// <summary>Numbers of a file with one number a line.</summary>
    /// <exception cref="BadFileException">Anything but one number in a line.</exception>
    public static double[] Column(ReadOnlyMemory<byte> bytes, string name)
    {
        if (!TextLines.IsText(bytes.Span))
            throw new BadFileException(0, $"text in '{name}'", "control bytes");
        TextLines lines = TextLines.Of(bytes);
        var numbers = new List<double>();
        double[] cell = new double[1];
        Dialect dialect = new(0, bytes.Span.IndexOf((byte)',') >= 0 && bytes.Span.IndexOf((byte)'.') < 0 ? (byte)',' : (byte)'.');
        for (int i = 0; i < lines.Count; i++)
        {
            int n = NumberRow.Read(lines[i], dialect, cell);
            if (n == 0)
                continue;
            if (n != 1)
                throw new BadFileException(
                    lines.Offset(i),
                    $"one number in each line of '{name}'",
                    $"'{DialectGuess.Shorten(lines.Text(i))}'",
                    i + 1
                );
            numbers.Add(cell[0]);
        }
        return [.. numbers];
    }
}
