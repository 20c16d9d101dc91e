using System.Globalization;
using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Writers.Jcamp;

/// <summary>Writes spectra as JCAMP-DX 5.01 in plain numbers (AFFN) that give back every double to the bit.</summary>
/// <remarks>
/// An x that the formula of the standard, FIRSTX + i (LASTX - FIRSTX)/(NPOINTS - 1), gives back to the bit is written as <c>##XYDATA= (X++(Y..Y))</c> where
/// no ordinate is missing or needs an exponent, which other readers of packed tables get wrong; all else as <c>##XYPOINTS= (XY..XY)</c>. Factors are 1, numbers the shortest decimals that round to the double. NaN is <c>?</c>; infinity is written 1E+999.
/// Several spectra or channels become the blocks of a compound file, one each. Metadata becomes labels <c>##$KEY=</c> (<see cref="JcampText.OriginalKey"/>).
/// Lines end with CR LF and hold at most 80 signs, but for metadata that is longer.
/// </remarks>
public static class JcampWriter
{
    private const int MostColumns = 80;

    /// <summary>Writes a file.</summary>
    /// <param name="output">Takes UTF-8 text; stays open.</param>
    /// <param name="file">At least one spectrum, each with points.</param>
    /// <exception cref="ArgumentException">No spectrum, or one without points.</exception>
    public static void Write(Stream output, SpectrumFile file)
    {
        if (file.Spectra.Count == 0 || file.Spectra.Any(s => s.X.Length == 0 || s.Channels.Count == 0))
            throw new ArgumentException("JCAMP-DX needs spectra with at least one point and one channel.", nameof(file));
        using var text = new StreamWriter(output, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\r\n" };
        int blocks = file.Spectra.Sum(s => s.Channels.Count);
        if (blocks > 1)
        {
            Core(text, file, file.Spectra[0].Title, "LINK");
            Label(text, "BLOCKS", Number(blocks));
            Metadata(text, file.Metadata);
        }
        int id = 0;
        foreach (SpectrumData spectrum in file.Spectra)
        foreach (ChannelData channel in spectrum.Channels)
            Block(text, file, spectrum, channel, blocks > 1 ? ++id : 0);
        if (blocks > 1)
            Label(text, "END", "");
    }

    /// <summary>The labels that the standard demands of every block.</summary>
    private static void Core(StreamWriter text, SpectrumFile file, string title, string dataType)
    {
        Label(text, "TITLE", JcampText.OneLine(title));
        Label(text, "JCAMP-DX", "5.01 $$ SpectraPipeline");
        Label(text, "DATA TYPE", dataType);
        Label(text, "ORIGIN", Stated(file, "ORIGIN", "SpectraPipeline"));
        Label(text, "OWNER", Stated(file, "OWNER", "not stated"));
    }

    private static string Stated(SpectrumFile file, string key, string otherwise) =>
        file.Metadata.TryGetValue(key, out string? value) && JcampText.OneLine(value) is { Length: > 0 and < 60 } line ? line : otherwise;

    private static void Block(StreamWriter text, SpectrumFile file, SpectrumData spectrum, ChannelData channel, int id)
    {
        double[] x = spectrum.X;
        bool even = IsEven(x) && Array.TrueForAll(channel.Values, IsPlain);
        Core(text, file, spectrum.Title, JcampVocabulary.DataType(file.Technique, spectrum.XUnit));
        Label(text, "DATA CLASS", even ? "XYDATA" : "XYPOINTS");
        if (id > 0)
            Label(text, "BLOCK_ID", Number(id));
        if (spectrum.Acquired is DateTime acquired)
            Label(text, "LONGDATE", JcampText.LongDate(acquired));
        var metadata = new Dictionary<string, string>(spectrum.Metadata);
        if (id == 0)
            foreach (var (key, value) in file.Metadata)
                metadata.TryAdd(key, value);
        State(metadata, spectrum);
        Metadata(text, metadata);
        Label(text, "XUNITS", JcampVocabulary.XUnits(spectrum));
        Label(text, "YUNITS", JcampVocabulary.YUnits(channel.Signal, channel.Name));
        Label(text, "XLABEL", JcampText.OneLine(spectrum.XLabel));
        Label(text, "YLABEL", JcampText.OneLine(channel.Name));
        Label(text, "XFACTOR", "1");
        Label(text, "YFACTOR", "1");
        Range(text, x, channel.Values);
        if (even)
            Ordinates(text, x, channel.Values);
        else
            Points(text, x, channel.Values);
        Label(text, "END", "");
    }

    /// <summary>Time in the series and potential as labels that the reader knows, where the metadata does not say them already.</summary>
    private static void State(Dictionary<string, string> metadata, SpectrumData spectrum)
    {
        (double time, double potential) = HeaderFields.Of(metadata);
        if (double.IsFinite(spectrum.TimeS) && time != spectrum.TimeS)
            metadata["ELAPSED TIME"] = JcampText.Shortest(spectrum.TimeS) + " s";
        if (double.IsFinite(spectrum.PotentialV) && potential != spectrum.PotentialV)
            metadata["POTENTIAL"] = JcampText.Shortest(spectrum.PotentialV) + " V";
    }

    private static void Metadata(StreamWriter text, IReadOnlyDictionary<string, string> metadata)
    {
        foreach (var (key, value) in metadata)
            Label(text, "$" + JcampText.EscapeKey(key), JcampText.EscapeValue(value));
    }

    private static void Range(StreamWriter text, double[] x, double[] y)
    {
        // The standard demands numbers here; where the ends of x are none (NaN), the labels are left out and the pairs say what is known.
        foreach (var (label, value) in new[] { ("FIRSTX", x[0]), ("LASTX", x[^1]), ("MAXX", Max(x)), ("MINX", -Max(x, -1)) })
            if (double.IsFinite(value))
                Label(text, label, JcampText.Shortest(value));
        foreach (var (label, value) in new[] { ("FIRSTY", y[0]), ("MAXY", Max(y)), ("MINY", -Max(y, -1)) })
            if (double.IsFinite(value))
                Label(text, label, JcampText.Shortest(value));
        Label(text, "NPOINTS", Number(x.Length));
    }

    private static double Max(double[] values, double sign = 1)
    {
        double max = double.NegativeInfinity;
        foreach (double v in values)
            max = double.IsFinite(v) ? Math.Max(max, sign * v) : max;
        return max;
    }

    /// <summary>True when FIRSTX, LASTX and NPOINTS give back every x to the bit.</summary>
    private static bool IsEven(double[] x)
    {
        if (x.Length < 2 || !double.IsFinite(x[0]) || !double.IsFinite(x[^1]))
            return false;
        double step = (x[^1] - x[0]) / (x.Length - 1);
        if (step == 0 || !double.IsFinite(step) || !Array.TrueForAll(x, IsPlain))
            return false;
        for (int i = 0; i < x.Length - 1; i++)
            if (BitConverter.DoubleToInt64Bits(x[0] + i * step) != BitConverter.DoubleToInt64Bits(x[i]))
                return false;
        return true;
    }

    /// <summary>Digits alone: readers that take E for a packed digit, or leave out what is missing, then agree.</summary>
    private static bool IsPlain(double value) =>
        double.IsFinite(value) && !JcampText.Shortest(value).Contains('E', StringComparison.Ordinal);

    private static void Ordinates(StreamWriter text, double[] x, double[] y)
    {
        Label(text, "DELTAX", JcampText.Shortest((x[^1] - x[0]) / (x.Length - 1)));
        Label(text, "XYDATA", "(X++(Y..Y))");
        var line = new StringBuilder();
        for (int i = 0; i < x.Length; i++)
        {
            string value = JcampText.Shortest(y[i]);
            if (line.Length > 0 && line.Length + 1 + value.Length > MostColumns)
                Flush(text, line);
            if (line.Length == 0)
                line.Append(JcampText.Shortest(x[i]));
            line.Append(' ').Append(value);
        }
        Flush(text, line);
    }

    private static void Points(StreamWriter text, double[] x, double[] y)
    {
        Label(text, "XYPOINTS", "(XY..XY)");
        var line = new StringBuilder();
        for (int i = 0; i < x.Length; i++)
        {
            string pair = $"{JcampText.Shortest(x[i])}, {JcampText.Shortest(y[i])}";
            if (line.Length > 0 && line.Length + 2 + pair.Length > MostColumns)
                Flush(text, line);
            line.Append(line.Length > 0 ? "; " : "").Append(pair);
        }
        Flush(text, line);
    }

    private static void Flush(StreamWriter text, StringBuilder line)
    {
        text.WriteLine(line);
        line.Clear();
    }

    private static void Label(StreamWriter text, string label, string value) =>
        text.WriteLine(value.Length == 0 ? $"##{label}=" : $"##{label}= {value}");

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
