using System.Globalization;
using System.Text;

namespace SpectraPipeline.Cli.Tests;

/// <summary>A temporary folder with small Raman-like spectra and a pipeline on them.</summary>
internal sealed class Workspace : IDisposable
{
    public const int Points = 160;
    public const string Header = "# Raman shift (cm-1), counts\n";

    public string Root { get; } = Directory.CreateTempSubdirectory("spectra cli é ").FullName;

    public string this[string name] => Path.Combine(Root, name);

    /// <summary>Points of a frame: one band at 1150 cm-1 on a slope, with a deterministic ripple in place of noise.</summary>
    public static (double X, double Y)[] Points160(int frame = 0) =>
        [
            .. Enumerable
                .Range(0, Points)
                .Select(i =>
                {
                    double x = 1000 + (2 * i);
                    double band = (20 + frame) * Math.Exp(-Math.Pow((x - 1150) / 14, 2));
                    return (x, Math.Round(100 + (0.1 * i) + band + (0.3 * Math.Sin((7.3 * i * i) + (3 * frame))), 4));
                }),
        ];

    /// <summary>Two columns of text.</summary>
    public static string Text(IEnumerable<(double X, double Y)> points, string header = Header)
    {
        var text = new StringBuilder(header);
        foreach (var (x, y) in points)
            text.Append(CultureInfo.InvariantCulture, $"{x:R},{y:R}\n");
        return text.ToString();
    }

    /// <summary>Writes a file and gives its path.</summary>
    public string Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    /// <summary>Writes frame-0.csv, frame-1.csv ...</summary>
    public Workspace WithFrames(int frames)
    {
        for (int f = 0; f < frames; f++)
            Write($"frame-{f}.csv", Text(Points160(f)));
        return this;
    }

    /// <summary>Text of a small pipeline.</summary>
    public static string Yaml(string files = "frame-*.csv", string more = "") =>
        $$"""
            name: small
            series:
              - id: s
                files: {{files}}
                technique: raman
                quantity: counts{{(more.Length == 0 ? "" : "\n    " + more)}}
                steps:
                  - baseline.arpls: { lambda: 1e4 }
                  - peaks.find: { min-snr: 8 }
                  - bands.track: {}

            """;

    /// <summary>Writes a pipeline and gives its path.</summary>
    public string Pipeline(string yaml) => Write("p.yaml", yaml);

    /// <summary>Runs a pipeline into <c>out</c>.</summary>
    public Outcome Run(string yaml, params string[] more) => Spectra.Run(["run", Pipeline(yaml), "--out", this["out"], .. more]);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
