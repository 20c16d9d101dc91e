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
