using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace SpectraPipeline.Testing.Writers;

/// <summary>Athena projects in both forms.</summary>
public static class AthenaProjectText
{
    /// <summary>The Perl form.</summary>
    /// <param name="groups">Label, further args as written, x, y.</param>
    public static byte[] Perl(params (string Label, string Args, double[] X, double[] Y)[] groups)
    {
        var text = new StringBuilder(
            "# Athena project file -- Athena version 0.8.061\n# This file created at 19:25:43 on 14 June, 2011\n\n"
        );
        for (int k = 0; k < groups.Length; k++)
        {
            var (label, args, x, y) = groups[k];
            text.Append(
                CultureInfo.InvariantCulture,
                $"$old_group = 'grp{k}';\n@args = ('bkg_cl',0,'label','{label}'{(args.Length > 0 ? "," : "")}{args});\n"
            );
            text.Append(CultureInfo.InvariantCulture, $"@x = ({List(x)});\n@y = ({List(y)});\n[record]   # create object\n\n");
        }
        text.Append(
            "@journal = ('first line','it\\'s the second');\n\n%plot_features = ('c4' => 'darkorange','kw' => '2');\n\n@indicator = (0,['',' ',' ']);\n\n1;\n"
        );
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>The JSON form.</summary>
    public static byte[] Json(params (string Label, double[] X, double[] Y)[] groups)
    {
        var text = new StringBuilder("{\"_____header1\": \"# Athena project file -- Demeter version 0.9.26\",\n");
        for (int k = groups.Length - 1; k >= 0; k--)
            text.Append(
                CultureInfo.InvariantCulture,
                $"\"g{k}\": {{ \"args\": {{\"label\":\"{groups[k].Label}\",\"is_xmu\":1}}, \"x\": [{Quoted(groups[k].X, '"')}], \"y\": [{string.Join(',', groups[k].Y.Select(Text))}] }},\n"
            );
        text.Append("\"_____order\": [").AppendJoin(',', groups.Select((_, k) => $"\"g{k}\"")).Append("],\n\"_____journal\": \"\"\n}\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>gzip.</summary>
    public static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    private static string List(double[] values) => Quoted(values, '\'');

    private static string Quoted(double[] values, char quote) => string.Join(',', values.Select(v => $"{quote}{Text(v)}{quote}"));

    private static string Text(double v) => v.ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>Samples of Athena projects.</summary>
public sealed class AthenaSamples : ISampleSource
{
    /// <inheritdoc />
    public IEnumerable<SampleFile> Samples()
    {
        IReadOnlyList<(double[] X, double[] Y)> two = SampleFiles.Truth(2);
        yield return new(
            "athena-project",
            "perl.prj",
            AthenaProjectText.Perl([.. two.Select((t, k) => ($"scan {k}", "'is_xmu',1", t.X, t.Y))])
        )
        {
            Truth = two,
        };
        yield return new("athena-project", "json.prj", AthenaProjectText.Json([.. two.Select((t, k) => ($"scan {k}", t.X, t.Y))]))
        {
            Truth = two,
        };
    }
}
