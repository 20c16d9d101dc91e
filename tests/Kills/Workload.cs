using System.Globalization;
using System.Text;
using SpectraPipeline.Testing;
using SpectraPipeline.Testing.Generators.Series;

namespace SpectraPipeline.Kills;

/// <summary>What is run and killed: a folder of Raman files (one spectrum each, one of them damaged, one cut short, one
/// with points of its own), one file with many spectra,
/// and scans of an X-ray absorption edge; steps on frames and on tables, all spectra kept, figures and report.</summary>
/// <param name="Pipeline">The pipeline file.</param>
/// <param name="Frames">Frames of each series, known from the writing.</param>
public sealed record Workload(string Pipeline, IReadOnlyDictionary<string, int> Frames)
{
    private const int Scans = 9;
    private const int Points = 120;

    /// <summary>Frames of a block of the engine. From a size of 0.4 on, the two long series have three blocks and more, so that a run can be killed
    /// when some of a series are there and some are not.</summary>
    public const int BlockFrames = 512;

    /// <summary>Writes inputs and pipeline.</summary>
    /// <param name="folder">An empty folder.</param>
    /// <param name="size">1 = about three seconds with two workers on two cores.</param>
    public static Workload Write(string folder, double size)
    {
        int files = (int)(2800 * size),
            rows = (int)(3200 * size);
        Directory.CreateDirectory(folder);
        string raman = Path.Combine(folder, "raman");
        BandSeriesFiles.Write(new BandSeries(files, Points), SeriesLayout.Files, raman);
        BandSeriesFiles.Write(new BandSeries(rows, Points, seed: 7), SeriesLayout.Rows, Path.Combine(folder, "map.csv"));
        // A refused file and a frame that does not reach over the axis: faults must survive a kill as rows do.
        File.WriteAllText(Frame(raman, files / 3), "no numbers here\n");
        string[] lines = File.ReadAllLines(Frame(raman, files / 2));
        File.WriteAllLines(Frame(raman, files / 2), lines[..(lines.Length / 2)]);
        // A frame with points of its own is brought to those of the others, and said.
        string[] odd = File.ReadAllLines(Frame(raman, files / 4));
        File.WriteAllLines(Frame(raman, files / 4), odd.Where((_, line) => line % 10 != 5));
        string scans = Path.Combine(folder, "xas");
        Directory.CreateDirectory(scans);
        string[] samples = Directory.GetFiles(Path.Combine(Corpus.Checkout, "data-samples", "methanol-amine", "xas"), "*.xdi");
        Array.Sort(samples, StringComparer.Ordinal);
        for (int scan = 0; scan < Scans; scan++)
            File.Copy(
                samples[scan % samples.Length],
                Path.Combine(scans, string.Create(CultureInfo.InvariantCulture, $"scan-{scan:D2}.xdi"))
            );
        string pipeline = Path.Combine(folder, "kills.yaml");
        File.WriteAllText(pipeline, Yaml, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return new Workload(
            pipeline,
            new Dictionary<string, int>
            {
                ["raman"] = files,
                ["map"] = rows,
                ["xas"] = Scans,
            }
        );
    }

    private static string Frame(string folder, int frame) =>
        Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"frame-{frame:D6}.csv"));

    private const string Yaml = """
        name: Killed and resumed
        context: { elements: [H, C, N, O, Zn], electrolyte: [K2CO3], species: [CH3OH], electrode: Zn, solvent: H2O }
        series:
          - id: raman
            files: raman/*.csv
            technique: raman
            quantity: counts
            keep: all
            steps:
              - baseline.arpls: { lambda: 1e4 }
              - peaks.fit:
                  shape: lorentzian
                  bands:
                    - { center: 1012, fwhm: 18 }
                    - { center: 1290, fwhm: 30 }
                    - { center: 1503, fwhm: 24 }
              - bands.track: {}
              - assign.bands: {}
          - id: map
            files: map.csv
            technique: raman
            quantity: counts
            steps:
              - shape.smooth: {}
              - baseline.arpls: { lambda: 1e4 }
              - peaks.find: { min-snr: 8 }
              - bands.track: {}
          - id: xas
            files: xas/*.xdi
            technique: xas
            edge: Zn K
            keep: all
            steps:
              - xas.normalize: {}
              - xas.autobk: { rbkg: 1.0, k-weight: 2 }
              - xas.fourier: { k-min: 3, k-max: 11, k-weight: 2, window: hanning, dk: 1 }
        report: { title: Killed and resumed }

        """;
}
