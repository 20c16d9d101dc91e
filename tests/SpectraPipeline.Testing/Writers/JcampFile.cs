using System.Globalization;
using System.Text;

namespace SpectraPipeline.Testing.Writers;

/// <summary>Encodings of ordinates in JCAMP-DX.</summary>
public enum JcampEncoding
{
    /// <summary>Numbers with blanks between them.</summary>
    Affn,

    /// <summary>Numbers joined by their signs.</summary>
    Pac,

    /// <summary>Sign and first digit as one letter.</summary>
    Sqz,

    /// <summary>Differences.</summary>
    Dif,

    /// <summary>Squeezed numbers, repeats counted.</summary>
    SqzDup,

    /// <summary>Differences, repeats counted.</summary>
    DifDup,
}

/// <summary>Writer of JCAMP-DX in every encoding, with the faults that real files have on demand.</summary>
public sealed record JcampFile
{
    private const string Squeezed = "@ABCDEFGHI";
    private const string SqueezedNegative = "@abcdefghi";
    private const string Difference = "%JKLMNOPQR";
    private const string DifferenceNegative = "%jklmnopqr";
    private const string Duplicate = " STUVWXYZs";

    /// <summary>Line end.</summary>
    public string LineEnd { get; init; } = "\r\n";

    /// <summary>Written before every <c>##</c>, as in the test files of ISAS.</summary>
    public string Indent { get; init; } = "";

    /// <summary>YFACTOR.</summary>
    public double YFactor { get; init; } = 0.001;

    /// <summary>Ordinates in a line.</summary>
    public int OrdinatesALine { get; init; } = 7;

    /// <summary>DIF lines repeat the last ordinate.</summary>
    public bool YChecks { get; init; } = true;

    /// <summary>NPOINTS as stated; null for the right number.</summary>
    public int? StatedPoints { get; init; }

    /// <summary>##END= is there.</summary>
    public bool End { get; init; } = true;

    /// <summary>Labels after the title: <c>DATA TYPE= INFRARED SPECTRUM</c>.</summary>
    public IReadOnlyList<string> Labels { get; init; } =
    ["JCAMP-DX= 4.24", "DATA TYPE= INFRARED SPECTRUM", "XUNITS= 1/CM", "YUNITS= ABSORBANCE"];

    /// <summary>Changes a line of the table before it is written: number of the line and the line; null leaves it out.</summary>
    public Func<int, string, string?> Damage { get; init; } = (_, line) => line;

    /// <summary>Integer ordinates (null is missing) on an even abscissa.</summary>
    public byte[] Even(double first, double step, IReadOnlyList<int?> ordinates, JcampEncoding encoding, string title = "even") =>
        Bytes(EvenBlock(first, step, ordinates, encoding, title));

    /// <summary>A compound file of blocks made by <see cref="EvenBlock"/> or by hand.</summary>
    public byte[] Link(int stated, params IReadOnlyList<string> blocks) =>
        Bytes(
            $"{Indent}##TITLE= compound\n{Indent}##JCAMP-DX= 5.01\n{Indent}##DATA TYPE= LINK\n{Indent}##BLOCKS= {stated}\n{string.Concat(blocks)}"
                + (End ? $"{Indent}##END=\n" : "")
        );

    /// <summary>Text as a file with this writer's line ends.</summary>
    public byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text.Replace("\n", LineEnd, StringComparison.Ordinal));

    /// <summary>One block, lines ended by LF.</summary>
    public string EvenBlock(double first, double step, IReadOnlyList<int?> ordinates, JcampEncoding encoding, string title = "even")
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Indent}##TITLE= {title}\n");
        foreach (string label in Labels)
            text.Append(CultureInfo.InvariantCulture, $"{Indent}##{label}\n");
        double last = first + (ordinates.Count - 1) * step;
        text.Append(CultureInfo.InvariantCulture, $"{Indent}##FIRSTX= {first:R}\n{Indent}##LASTX= {last:R}\n{Indent}##XFACTOR= 1.0\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"{Indent}##YFACTOR= {YFactor:R}  $$ a comment\n{Indent}##NPOINTS= {StatedPoints ?? ordinates.Count}\n"
        );
        text.Append(CultureInfo.InvariantCulture, $"{Indent}##XYDATA= (X++(Y..Y))\n").Append(Table(first, step, ordinates, encoding));
        return text.Append(End ? $"{Indent}##END=\n" : "").ToString();
    }

    /// <summary>The lines of a table.</summary>
    public string Table(double first, double step, IReadOnlyList<int?> ordinates, JcampEncoding encoding)
    {
        var text = new StringBuilder();
        bool differences = encoding is JcampEncoding.Dif or JcampEncoding.DifDup;
        bool endedInDifference = false;
        int number = 0;
        for (int at = 0; at < ordinates.Count; at += OrdinatesALine)
        {
            int end = Math.Min(ordinates.Count, at + OrdinatesALine);
            bool check = YChecks && endedInDifference;
            int from = check ? at - 1 : at;
            string line = (first + from * step).ToString("R", CultureInfo.InvariantCulture) + Line(ordinates, from, end, encoding);
            if (Damage(number++, line) is string kept)
                text.Append(kept).Append('\n');
            endedInDifference = differences && ordinates[end - 1] is not null && end - from > 1 && ordinates[end - 2] is not null;
        }
        // The last line is checked by one more that holds nothing else.
        if (YChecks && endedInDifference)
            text.Append(
                CultureInfo.InvariantCulture,
                $"{first + (ordinates.Count - 1) * step:R}{Line(ordinates, ordinates.Count - 1, ordinates.Count, encoding)}\n"
            );
        return text.ToString();
    }

    private static string Line(IReadOnlyList<int?> ordinates, int from, int end, JcampEncoding encoding)
    {
        var tokens = new List<string>();
        for (int i = from; i < end; i++)
            tokens.Add(
                ordinates[i] is not int y ? "?"
                : encoding == JcampEncoding.Affn ? " " + y.ToString(CultureInfo.InvariantCulture)
                : encoding == JcampEncoding.Pac ? y.ToString("+0;-0;+0", CultureInfo.InvariantCulture)
                : encoding is JcampEncoding.Dif or JcampEncoding.DifDup && i > from && ordinates[i - 1] is int before
                    ? Letters(y - before, Difference, DifferenceNegative)
                : Letters(y, Squeezed, SqueezedNegative)
            );
        return string.Concat(encoding is JcampEncoding.SqzDup or JcampEncoding.DifDup ? Counted(tokens) : tokens);
    }

    private static IEnumerable<string> Counted(List<string> tokens)
    {
        for (int i = 0; i < tokens.Count; )
        {
            int n = 1;
            while (i + n < tokens.Count && tokens[i + n] == tokens[i])
                n++;
            yield return tokens[i];
            if (n > 1)
            {
                string count = n.ToString(CultureInfo.InvariantCulture);
                yield return Duplicate[count[0] - '0'] + count[1..];
            }
            i += n;
        }
    }

    private static string Letters(int value, string positive, string negative)
    {
        string digits = Math.Abs(value).ToString(CultureInfo.InvariantCulture);
        return (value < 0 ? negative : positive)[digits[0] - '0'] + digits[1..];
    }
}

/// <summary>Samples of JCAMP-DX.</summary>
public sealed class JcampSamples : ISampleSource
{
    private const int Points = SampleFiles.Points;

    /// <inheritdoc />
    public IEnumerable<SampleFile> Samples()
    {
        foreach (JcampEncoding encoding in Enum.GetValues<JcampEncoding>())
            yield return new("jcamp-dx", $"{encoding}.dx", new JcampFile().Even(9000, 1.5, Counts(0), encoding)) { Truth = [Truth(0)] };
        var file = new JcampFile();
        yield return new(
            "jcamp-dx",
            "link.jdx",
            file.Link(
                2,
                file.EvenBlock(9000, 1.5, Counts(0), JcampEncoding.DifDup, "a"),
                file.EvenBlock(9000, 1.5, Counts(1), JcampEncoding.Pac, "b")
            )
        )
        {
            Truth = [Truth(0), Truth(1)],
        };
        yield return new("jcamp-dx", "ntuples.jdx", file.Bytes(Ntuples())) { Truth = [Truth(0), Truth(1), Truth(2)] };
        yield return new("jcamp-dx", "points.jdx", file.Bytes(PointText())) { Truth = SampleFiles.Truth(1) };
    }

    private static (double[] X, double[] Y) Truth(int k) =>
        ([.. Enumerable.Range(0, Points).Select(SampleFiles.X)], [.. Counts(k).Select(c => (c ?? 0) * 0.001)]);

    private static int?[] Counts(int k) =>
        [.. Enumerable.Range(0, Points).Select(i => (int?)(int)Math.Round(1000 * (SampleFiles.Value(k, i) - 2)))];

    private static string Ntuples()
    {
        var text = new StringBuilder(
            "##TITLE= series\n##JCAMP-DX= 5.01\n##DATA TYPE= INFRARED SPECTRUM\n##NTUPLES= INFRARED SPECTRUM\n"
                + "##VAR_NAME= WAVENUMBER, ABSORBANCE, TIME\n##SYMBOL= X, Y, T\n##VAR_TYPE= INDEPENDENT, DEPENDENT, PAGE\n"
                + $"##VAR_DIM= {Points}, {Points}, 3\n##UNITS= 1/CM, ABSORBANCE, SECONDS\n##FIRST= 9000, , 0\n"
                + $"##LAST= {SampleFiles.X(Points - 1).ToString(CultureInfo.InvariantCulture)}, , 20\n##FACTOR= 1, 0.001, 1\n"
        );
        for (int k = 0; k < 3; k++)
            text.Append(CultureInfo.InvariantCulture, $"##PAGE= T={10 * k}\n##DATA TABLE= (X++(Y..Y)), XYDATA\n")
                .Append(new JcampFile().Table(9000, 1.5, Counts(k), JcampEncoding.DifDup));
        return text.Append("##END NTUPLES= INFRARED SPECTRUM\n##END=\n").ToString();
    }

    private static string PointText()
    {
        var text = new StringBuilder(
            "##TITLE= points\n##DATA TYPE= RAMAN SPECTRUM\n##XUNITS= 1/CM\n##YUNITS= COUNTS\n##XYPOINTS= (XY..XY)\n"
        );
        for (int i = 0; i < Points; i++)
            text.Append(CultureInfo.InvariantCulture, $"{SampleFiles.X(i):R}, {SampleFiles.Value(0, i):R};{(i % 2 == 1 ? '\n' : ' ')}");
        return text.Append("##END=\n").ToString();
    }
}
