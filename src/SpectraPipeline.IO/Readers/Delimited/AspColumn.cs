using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Delimited;

/// <summary>PerkinElmer .asp: number of points, first x, last x, three codes, then y one to a line; x is even between first and last.</summary>
internal static class AspColumn
{
    private const int HeaderLines = 6;
    private const int MostPoints = 50_000_000;

    public static SpectrumFile Read(TextLines lines, Dialect dialect)
    {
        var numbers = new List<double>();
        double[] cell = new double[1];
        for (int i = 0; i < lines.Count; i++)
        {
            int n = NumberRow.Read(lines.Bytes, lines.Place(i), dialect, cell);
            if (n == 0)
                continue;
            if (n != 1)
                throw new BadFileException(
                    lines.Offset(i),
                    "one number, as in the other lines",
                    $"'{DialectGuess.Shorten(lines.Text(i))}'",
                    i + 1
                );
            numbers.Add(cell[0]);
        }
        if (numbers.Count < HeaderLines + 1 || numbers[0] % 1 != 0 || numbers[0] is < 2 or > MostPoints || numbers[1] == numbers[2])
            throw new BadFileException(
                0,
                "x and y in two columns (or the count, first x, last x and three codes of an .asp file)",
                "a single column of numbers",
                1
            );
        int points = (int)numbers[0];
        if (numbers.Count != HeaderLines + points)
            throw new BadFileException(
                lines.Offset(lines.Count - 1),
                $"{points} values, as the first line says",
                $"{numbers.Count - HeaderLines}; the file was probably cut",
                lines.Count
            );
        double first = numbers[1];
        double last = numbers[2];
        double[] x = new double[points];
        for (int i = 0; i < points; i++)
            x[i] = first + (last - first) * i / (points - 1);
        return new SpectrumFile
        {
            Format = "delimited",
            Spectra =
            [
                new SpectrumData
                {
                    X = x,
                    XLabel = "wavenumber",
                    // Code 1 is the only x code seen; its file runs from 4000 to 650.
                    XUnit = numbers[3] == 1 ? Unit.PerCm : Unit.None,
                    Channels = [new("y", [.. numbers.Skip(HeaderLines)], new(SignalKind.Unknown))],
                },
            ],
            Metadata = new Dictionary<string, string>
            {
                ["x code"] = numbers[3].ToString(CultureInfo.InvariantCulture),
                ["y code"] = numbers[4].ToString(CultureInfo.InvariantCulture),
                ["code 3"] = numbers[5].ToString(CultureInfo.InvariantCulture),
            },
            Notes = ["x is not in the file but even between its first and last value; the y code has no published meaning"],
        };
    }
}
