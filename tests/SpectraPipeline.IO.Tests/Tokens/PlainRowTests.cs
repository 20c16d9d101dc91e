using System.Globalization;
using System.Text;
using SpectraPipeline.IO.Tokens;
using Xunit;

namespace SpectraPipeline.IO.Tests.Tokens;

public sealed class PlainRowTests
{
    private static readonly Dialect[] s_dialects =
    [
        new((byte)',', (byte)'.'),
        new((byte)'\t', (byte)'.'),
        new((byte)';', (byte)','),
        new(0, (byte)'.'),
        new(0, (byte)','),
    ];

    // What cells may be, right and wrong; both ways must agree on every row of them.
    private static readonly string[] s_oddCells =
    [
        "",
        " ",
        ".",
        "-",
        "5.",
        ".5",
        "-.5",
        "+3",
        "1e5",
        "1.2.3",
        "nan",
        "--",
        "\"4\"",
        "1 2",
        "12345678901234567",
        "x",
        "1:2",
        "/",
        "0",
        "-0",
    ];

    [Fact]
    public void Gives_the_bits_of_the_framework_whatever_the_length_of_the_line()
    {
        var random = new Random(1);
        for (int round = 0; round < 20_000; round++)
        {
            Dialect dialect = s_dialects[round % s_dialects.Length];
            double[] values = [.. Enumerable.Range(0, 1 + random.Next(30)).Select(_ => Value(random))];
            string[] texts = [.. values.Select(v => v.ToString(Format(random), CultureInfo.InvariantCulture))];
            byte[] line = Encoding.ASCII.GetBytes(
                string.Join(Separator(dialect), texts.Select(t => t.Replace('.', (char)dialect.DecimalSign)))
            );
            double[] cells = new double[values.Length];
            int n = NumberRow.Read(line, dialect, cells);
            Assert.Equal(values.Length, n);
            Assert.Equal(texts.Select(t => double.Parse(t, CultureInfo.InvariantCulture)), cells);
        }
    }

    [Fact]
    public void Agrees_with_the_general_way_on_rows_of_any_cells()
    {
        var random = new Random(2);
        int plain = 0;
        for (int round = 0; round < 100_000; round++)
        {
            Dialect dialect = s_dialects[round % s_dialects.Length];
            IEnumerable<string> texts = Enumerable
                .Range(0, 1 + random.Next(20))
                .Select(_ =>
                    random.Next(8) == 0
                        ? s_oddCells[random.Next(s_oddCells.Length)]
                        : Value(random).ToString(Format(random), CultureInfo.InvariantCulture).Replace('.', (char)dialect.DecimalSign)
                );
            byte[] line = Encoding.ASCII.GetBytes(string.Join(Separator(dialect), texts));
            double[] fast = new double[21];
            double[] slow = new double[21];
            int n = PlainRow.Read(line, dialect, fast);
            if (n == PlainRow.NotPlain)
                continue;
            plain++;
            Assert.Equal(NumberRow.General(line, dialect, slow), n);
            Assert.Equal(slow, fast);
        }
        Assert.True(!System.Runtime.Intrinsics.X86.Sse41.IsSupported || plain > 20_000, $"only {plain} rows took the plain way");
    }

    [Fact]
    public void A_line_inside_a_text_gives_what_it_gives_alone()
    {
        var random = new Random(3);
        int plain = 0;
        for (int round = 0; round < 2_000; round++)
        {
            Dialect dialect = s_dialects[round % s_dialects.Length];
            TextLines lines = Text(random, dialect, columns: 1 + random.Next(4), odd: 12);
            double[] inside = new double[8];
            double[] alone = new double[8];
            for (int i = 0; i < lines.Count; i++)
            {
                Assert.Equal(NumberRow.General(lines[i], dialect, alone), NumberRow.Read(lines.Bytes, lines.Place(i), dialect, inside));
                (int from, int length) = lines.Place(i);
                if (PlainRow.Read(lines.Bytes, from, length, dialect, inside) is var n and > 0)
                {
                    plain++;
                    Assert.Equal(alone[..n], inside[..n]);
                }
            }
        }
        Assert.True(!System.Runtime.Intrinsics.X86.Sse41.IsSupported || plain > 30_000, $"only {plain} rows took the plain way");
    }

    [Fact]
    public void A_run_of_rows_gives_what_its_lines_give()
    {
        var random = new Random(4);
        int inRuns = 0;
        for (int round = 0; round < 2_000; round++)
        {
            Dialect dialect = s_dialects[round % s_dialects.Length];
            int columns = 1 + random.Next(5);
            TextLines lines = Text(random, dialect, columns, odd: 60);
            double[] values = new double[columns * lines.Count];
            double[] alone = new double[columns];
            for (int i = 0; i < lines.Count; i++)
            {
                int rows = PlainRow.ReadRows(lines.Bytes, lines.Starts[i..], lines.Lengths[i..], dialect, columns, values);
                for (int r = 0; r < rows; r++)
                {
                    Assert.Equal(columns, NumberRow.General(lines[i + r], dialect, alone));
                    Assert.Equal(alone, values[(r * columns)..((r + 1) * columns)]);
                }
                inRuns += rows;
                i += rows;
            }
        }
        Assert.True(!System.Runtime.Intrinsics.X86.Sse41.IsSupported || inRuns > 20_000, $"only {inRuns} rows were in runs");
    }

    [Fact]
    public void A_run_of_rows_does_not_write_beyond_its_room()
    {
        TextLines lines = TextLines.Of(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("12.5,3.25\n", 40))));
        double[] values = new double[21];
        Assert.Equal(
            System.Runtime.Intrinsics.X86.Sse41.IsSupported ? 10 : 0,
            PlainRow.ReadRows(lines.Bytes, lines.Starts, lines.Lengths, new((byte)',', (byte)'.'), 2, values)
        );
        Assert.Equal(0, values[20]);
    }

    /// <summary>Some forty lines of short numbers with any line ends; one line in <paramref name="odd"/> holds odd cells, is blank, or has a cell too many.</summary>
    private static TextLines Text(Random random, Dialect dialect, int columns, int odd)
    {
        string[] ends = ["\n", "\r\n", "\r"];
        string end = ends[random.Next(3)];
        string text = string.Concat(
            Enumerable
                .Range(0, 40)
                .Select(_ =>
                {
                    bool isOdd = random.Next(odd) == 0;
                    IEnumerable<string> cells = Enumerable
                        .Range(0, isOdd ? random.Next(columns + 2) : columns)
                        .Select(_ =>
                            isOdd && random.Next(2) == 0
                                ? s_oddCells[random.Next(s_oddCells.Length)]
                                : (random.Next(200_000) * 0.01 - 500)
                                    .ToString(random.Next(4) == 0 ? "0.00000" : "0.##", CultureInfo.InvariantCulture)
                                    .Replace('.', (char)dialect.DecimalSign)
                        );
                    return string.Join(Separator(dialect), cells) + (random.Next(50) == 0 ? ends[random.Next(3)] : end);
                })
        );
        return TextLines.Of(Encoding.ASCII.GetBytes(random.Next(2) == 0 ? text : text.TrimEnd('\r', '\n')));
    }

    [Fact]
    public void More_cells_than_fit_are_counted()
    {
        double[] two = new double[2];
        Assert.Equal(4, NumberRow.Read("1.25,2.25,3.25,4.25,"u8[..^1], new((byte)',', (byte)'.'), two));
        Assert.Equal([1.25, 2.25], two);
    }

    private static double Value(Random random) => (random.NextDouble() - 0.3) * Math.Pow(10, random.Next(-6, 8));

    private static string Format(Random random) =>
        random.Next(5) switch
        {
            0 => "R",
            1 => "F6",
            2 => "F0",
            3 => "F2",
            _ => "0.000000000000000",
        };

    private static string Separator(Dialect dialect) => dialect.IsBlankSeparated ? "  " : ((char)dialect.Separator).ToString();
}
