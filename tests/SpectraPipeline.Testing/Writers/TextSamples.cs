namespace SpectraPipeline.Testing.Writers;

/// <summary>Samples of delimited text and XDI.</summary>
public sealed class TextSamples : ISampleSource
{
    private const int Points = SampleFiles.Points;

    /// <inheritdoc />
    public IEnumerable<SampleFile> Samples() =>
        [
            new("delimited", "two-columns.csv", new TextTable().Write(Rows(1))) { Truth = SampleFiles.Truth(1) },
            new(
                "delimited",
                "comma.txt",
                new TextTable
                {
                    Separator = "\t",
                    DecimalSign = ',',
                    LineEnd = "\r\n",
                    Header = ["# cm-1\tabsorbance"],
                }.Write(Rows(1))
            )
            {
                Truth = SampleFiles.Truth(1),
            },
            new("delimited", "wide.csv", new TextTable { Header = ["wavenumber_cm-1,0.1 V,0.2 V,0.3 V"] }.Write(Rows(3)))
            {
                Truth = SampleFiles.Truth(3),
            },
            new("delimited", "long.txt", new TextTable { Separator = "\t", Header = ["#Time\t#Wave\t#Intensity"] }.Write(Long()))
            {
                Truth = SampleFiles.Truth(3),
            },
            new("delimited", "one.asp", new TextTable { LineEnd = "\r\n" }.Write(Asp())) { Truth = SampleFiles.Truth(1) },
            new(
                "xdi",
                "scan.xdi",
                XdiText.Write(
                    ["energy eV", "i0", "itrans"],
                    Rows(2),
                    "Element.symbol: Zn",
                    "Element.edge: K",
                    "Scan.start_time: 2026-01-02T03:04:05"
                )
            )
            {
                Truth = SampleFiles.Truth(1),
            },
        ];

    private static IEnumerable<double[]> Rows(int spectra) =>
        Enumerable
            .Range(0, Points)
            .Select(i => (double[])[SampleFiles.X(i), .. Enumerable.Range(0, spectra).Select(k => SampleFiles.Value(k, i))]);

    private static IEnumerable<double[]> Long() =>
        Enumerable
            .Range(0, 3)
            .SelectMany(k => Enumerable.Range(0, Points).Select(i => (double[])[10.0 * k, SampleFiles.X(i), SampleFiles.Value(k, i)]));

    private static IEnumerable<double[]> Asp() =>
        new double[] { Points, SampleFiles.X(0), SampleFiles.X(Points - 1), 1, 2, 4 }
            .Concat(Enumerable.Range(0, Points).Select(i => SampleFiles.Value(0, i)))
            .Select(v => (double[])[v]);
}
