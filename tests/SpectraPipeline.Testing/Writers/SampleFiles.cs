namespace SpectraPipeline.Testing.Writers;

/// <summary>A small file of a format.</summary>
/// <param name="Format">Name of the format, as in its reader's attribute.</param>
/// <param name="Name">File name.</param>
/// <param name="Bytes">The file.</param>
public sealed record SampleFile(string Format, string Name, byte[] Bytes);

/// <summary>At least one file of each format, made here, so that the contract tests of readers run on a bare clone.</summary>
public static class SampleFiles
{
    private const int Points = 40;

    /// <summary>All samples.</summary>
    public static IReadOnlyList<SampleFile> All { get; } =
    [
        new("delimited", "two-columns.csv", new TextTable().Write(Rows(1))),
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
        ),
        new("delimited", "wide.csv", new TextTable { Header = ["wavenumber_cm-1,0.1 V,0.2 V,0.3 V"] }.Write(Rows(3))),
        new("delimited", "long.txt", new TextTable { Separator = "\t", Header = ["#Time\t#Wave\t#Intensity"] }.Write(Long())),
        new("delimited", "one.asp", new TextTable { LineEnd = "\r\n" }.Write(Asp())),
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
        ),
    ];

    /// <summary>Value of spectrum k at point i in the samples.</summary>
    public static double Value(int k, int i) => Math.Sin(0.3 * i + k) + 2 + 1.0 / 3;

    /// <summary>x of point i in the samples.</summary>
    public static double X(int i) => 9000 + 1.5 * i;

    private static IEnumerable<double[]> Rows(int spectra) =>
        Enumerable.Range(0, Points).Select(i => (double[])[X(i), .. Enumerable.Range(0, spectra).Select(k => Value(k, i))]);

    private static IEnumerable<double[]> Long() =>
        Enumerable.Range(0, 3).SelectMany(k => Enumerable.Range(0, Points).Select(i => (double[])[10.0 * k, X(i), Value(k, i)]));

    private static IEnumerable<double[]> Asp() =>
        new double[] { Points, X(0), X(Points - 1), 1, 2, 4 }
            .Concat(Enumerable.Range(0, Points).Select(i => Value(0, i)))
            .Select(v => (double[])[v]);
}
