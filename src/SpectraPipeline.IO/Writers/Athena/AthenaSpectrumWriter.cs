using System.Globalization;
using System.IO.Compression;
using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Writers.Athena;

/// <summary>Athena project (Perl form, gzip): one group a spectrum. mu is the spectrum's own, or made of its channels as a run would make it; entries
/// of an Athena project come back as its parameters.</summary>
[Writer("athena", "Athena project with one group a spectrum (X-ray absorption)", ".prj", IsBinary = true)]
public sealed class AthenaSpectrumWriter : SpectrumWriter
{
    private const string Format = "athena-project";
    private const double SmallestElectronVolts = 100;
    private const double LargestKilo = 120;
    private static readonly string[] s_others = ["i0", "signal", "stddev"];

    /// <inheritdoc />
    public override void Write(SpectrumFile file, Stream output)
    {
        var text = new StringBuilder("# Athena project file -- Demeter version 0.9.26\n# Written by SpectraPipeline\n\n");
        for (int k = 0; k < file.Spectra.Count; k++)
            Group(text, file.Spectra[k], k, file.Format == Format);
        text.Append("@journal = ();\n\n\n1;\n\n\n# Local Variables:\n# truncate-lines: t\n# End:\n");
        using var gzip = new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true);
        gzip.Write(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static void Group(StringBuilder text, SpectrumData s, int k, bool hasParameters)
    {
        double scale =
            s.XUnit == Unit.KiloElectronVolt || IsKilo(s) ? 1000
            : s.XUnit == Unit.None && s.X.Min() >= SmallestElectronVolts ? 1
            : s.XUnit == Unit.ElectronVolt || s.XUnit == Unit.PerAngstrom || s.XUnit == Unit.Pixel ? 1
            : throw new UserException(
                $"Spectrum {k} is over {(s.XUnit.Symbol.Length > 0 ? s.XUnit.Symbol : "an unknown unit")}; Athena takes photon energies (eV) or k (1/Å). "
                    + "Label the column 'energy (eV)'."
            );
        (SignalKind kind, double[] y) = Y(s, k);
        string name = Name(k);
        var args = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in s.Metadata)
            // Athena's own parameters; entries of other formats would confuse it.
            if (hasParameters && key.Length > 0 && key.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_'))
                args[key] = value;
        args["label"] = s.Title.Length > 0 ? s.Title.ReplaceLineEndings(" ") : $"spectrum {k}";
        args["datagroup"] = args["tag"] = name;
        args["datatype"] =
            kind == SignalKind.ChiK ? "chi"
            : kind == SignalKind.Norm ? "norm"
            : "xmu";
        args["is_xmu"] = kind == SignalKind.ChiK ? "0" : "1";
        args["is_chi"] = kind == SignalKind.ChiK ? "1" : "0";
        args["is_nor"] = kind == SignalKind.Norm ? "1" : "0";
        args["is_pixel"] = s.XUnit == Unit.Pixel ? "1" : "0";
        text.Append(CultureInfo.InvariantCulture, $"$old_group = '{name}';\n@args = (");
        text.AppendJoin(',', args.Select(a => $"'{Escaped(a.Key)}','{Escaped(a.Value)}'")).Append(");\n");
        Array(text, "x", scale == 1 ? s.X : [.. s.X.Select(v => v * scale)]);
        Array(text, "y", y);
        foreach (string other in s_others)
            if (s.Channels.FirstOrDefault(c => SignalWords.Key(c.Name) == other) is { } channel && !ReferenceEquals(channel.Values, y))
                Array(text, other, channel.Values);
        text.Append("[record]   # create object and set arrays\n\n");
    }

    /// <summary>Energies without a unit that rise within 1 to 120 are keV, as ingest takes them.</summary>
    private static bool IsKilo(SpectrumData s) => s.XUnit == Unit.None && s.X.Min() >= 1 && s.X.Max() <= LargestKilo && s.X[0] < s.X[^1];

    private static (SignalKind Kind, double[] Y) Y(SpectrumData s, int k)
    {
        ChannelData first = s.Channels[0];
        if (first.Signal.Kind is SignalKind.Mu or SignalKind.Norm or SignalKind.ChiK)
            return (first.Signal.Kind, first.Values);
        if (new XasColumns(s).First is { } mu)
            return (SignalKind.Mu, mu.Values);
        if (s.Channels.Count == 1)
            return (s.XUnit == Unit.PerAngstrom ? SignalKind.ChiK : SignalKind.Mu, first.Values);
        throw new UserException(
            $"Spectrum {k}: which of the columns {string.Join(", ", s.Channels.Select(c => c.Name))} make mu is not known from their names. Convert to csv and name one column mu."
        );
    }

    private static void Array(StringBuilder text, string name, double[] values)
    {
        text.Append('@').Append(name).Append(" = (");
        for (int i = 0; i < values.Length; i++)
        {
            if (i > 0)
                text.Append(',');
            text.Append('\'').Append(values[i].ToString("R", CultureInfo.InvariantCulture)).Append('\'');
        }
        text.Append(");\n");
    }

    /// <summary>Five letters, as Athena names its groups.</summary>
    private static string Name(int k)
    {
        Span<char> letters = ['s', 'a', 'a', 'a', 'a'];
        for (int i = 4; i > 0; i--, k /= 26)
            letters[i] = (char)('a' + k % 26);
        return new string(letters);
    }

    private static string Escaped(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal).ReplaceLineEndings(" ");
}
