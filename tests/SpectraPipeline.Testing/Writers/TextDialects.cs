using System.Globalization;
using System.Text;

namespace SpectraPipeline.Testing.Writers;

/// <summary>Minimal writers of the text dialects of instruments' programs that are read as delimited text. Each takes x and the spectra.</summary>
public static class TextDialects
{
    /// <summary>Ocean Optics (OOIBase32, SpectraSuite, OceanView): entries, a mark, two columns, for older programs an end mark.</summary>
    public static byte[] OceanOptics(double[] x, double[] y, string axis = "Raman Shifts", string processed = "", bool endMark = true) =>
        Ascii(
            "Data from a.txt Node\n\nDate: Mon Dec 16 09:57:07 CET 2019\nUser: nobody\nIntegration Time (sec): 2.000000E0\n"
                + $"XAxis mode: {axis}\nNumber of Pixels in Spectrum: {x.Length}\n>>>>>Begin {processed}Spectral Data<<<<<\n"
                + Rows("\t", x, y)
                + (endMark ? $">>>>>End {processed}Spectral Data<<<<<\n" : "")
        );

    /// <summary>OceanView's series: a row of x, then date, milliseconds since 1970 and a spectrum in each row.</summary>
    public static byte[] OceanViewSeries(double[] x, IReadOnlyList<double[]> spectra, long firstMilliseconds, int stepMilliseconds) =>
        Ascii(
            "Data from Node\n\nUser: nobody\nXAxis mode: Wavelengths\n>>>>>Begin Spectral Data<<<<<\n\t\t"
                + string.Join('\t', x.Select(R))
                + "\n"
                + string.Concat(
                    spectra.Select(
                        (s, k) =>
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"2019-12-16 09:57:{10 + k}.250\t{firstMilliseconds + (long)k * stepMilliseconds}\t{string.Join('\t', s.Select(R))}\n"
                            )
                    )
                )
        );

    /// <summary>B&amp;W Tek: <c>key;value</c>, then ten columns with decimal commas; pixels outside the calibration have blanks for x and y.</summary>
    public static byte[] BwTek(double[] x, double[] y, int without = 0, char sign = ',')
    {
        var text = new StringBuilder(
            "File Version;BWRam4.15_10\r\nDate;2025-02-19 12:06:04\r\ntitle;BWS465\r\nlaser_wavelength;785.02\r\n"
        );
        text.Append("intigration times(us);500000\r\n");
        text.Append("Pixel;Wavelength;Wavenumber;Raman Shift;Dark;Reference;Raw data #1;Dark Subtracted #1;%TR #1;Absorbance #1;\r\n");
        for (int i = -without; i < x.Length; i++)
        {
            string shift = i < 0 ? "   " : R(x[i]);
            string counts = i < 0 ? "   " : R(y[i]);
            text.Append(
                CultureInfo.InvariantCulture,
                $"{i + without};{780 + 0.25 * i};{12700 - 4 * i};{shift};1093;65535;{1100.5 + i};{counts};0;0;\r\n"
            );
        }
        return Ascii(text.ToString().Replace('.', sign));
    }

    /// <summary>Renishaw's long text: <c>#X #Y #Wave #Intensity</c> and others; the place stays the same through a spectrum.</summary>
    public static byte[] Renishaw(string[] places, double[] x, IReadOnlyList<double[]> spectra) =>
        Ascii(
            string.Join("\t\t", places.Append("Wave").Append("Intensity").Select(l => "#" + l))
                + "\n"
                + string.Concat(
                    spectra.Select(
                        (s, k) =>
                            string.Concat(
                                x.Select((v, i) => string.Join("\t\t", [.. places.Select((_, p) => R((p + 1) * k)), R(v), R(s[i])]) + "\n")
                            )
                    )
                )
        );

    /// <summary>Shimadzu's text: the name of the data in quotes, quoted labels with the unit as a word.</summary>
    public static byte[] Shimadzu(double[] x, double[] y) =>
        Ascii(
            "\"C:\\UVData\\sample 1 - RawData\"\r\n\"Wavelength nm.\",\"Abs.\"\r\n"
                + Rows(",", x, y).Replace("\n", "\r\n", StringComparison.Ordinal)
        );

    /// <summary>Andor Solis: columns with a comma behind the last, images under each other, the settings as a footer.</summary>
    /// <param name="x">x of every image.</param>
    /// <param name="images">Images: tracks by points.</param>
    /// <param name="announced">Number in Kinetics Series.</param>
    public static byte[] Solis(double[] x, IReadOnlyList<double[][]> images, int announced) =>
        Ascii(
            string.Concat(images.SelectMany(tracks => x.Select((v, i) => $"{R(v)},{string.Concat(tracks.Select(t => R(t[i]) + ","))}\r\n")))
                + "\r\n\r\nDate and Time:                Mon Oct 25 21:01:48 2021\r\nData Type:                    Counts\r\nAcquisition Mode:             Kinetics\r\n"
                + string.Create(
                    CultureInfo.InvariantCulture,
                    $"Kinetic Cycle Time (secs):    0.25\r\nNumber in Kinetics Series:    {announced}\r\n"
                )
        );

    /// <summary>Orange's three rows of header: names, types, flags; numbers in front, the other columns behind.</summary>
    public static byte[] Orange(double[] x, IReadOnlyList<double[]> spectra) =>
        Ascii(
            string.Join(',', x.Select(R))
                + ",time_s,label\r\n"
                + string.Concat(x.Select(_ => "continuous,"))
                + "continuous,string\r\n"
                + new string(',', x.Length)
                + "meta,meta\r\n"
                + string.Concat(
                    spectra.Select(
                        (s, k) => string.Create(CultureInfo.InvariantCulture, $"{string.Join(',', s.Select(R))},{10 * k},\"a, {k}\"\r\n")
                    )
                )
        );

    /// <summary>Pairs of columns of Cary: the names of the spectra over x.</summary>
    public static byte[] Cary(double[] x, IReadOnlyList<double[]> spectra) =>
        Ascii(
            string.Concat(spectra.Select((_, k) => $"Sample {k},,"))
                + "\r\n"
                + string.Concat(spectra.Select(_ => "Wavelength (nm),Abs,"))
                + "\r\n"
                + string.Concat(x.Select((v, i) => string.Concat(spectra.Select(s => $"{R(v)},{R(s[i])},")) + "\r\n"))
                + "\r\nSample 0\r\nScan Software Version: 3.00(182)\r\n"
        );

    /// <summary>French: <c>;</c>, decimal commas, a row of names and one of units, the date in words.</summary>
    public static byte[] French(double[] x, double[] y, Encoding encoding, string date = "16 décembre 2019 09:57:07") =>
        [
            .. encoding.GetPreamble(),
            .. encoding.GetBytes(
                $"Échantillon;Essai 1\r\nDate;{date}\r\n\r\nNombre d'onde;Absorbance\r\ncm-1;u.a.\r\n"
                    + Rows(";", x, y).Replace('.', ',').Replace("\n", "\r\n", StringComparison.Ordinal)
            ),
        ];

    private static string Rows(string separator, double[] x, double[] y) =>
        string.Concat(x.Select((v, i) => $"{R(v)}{separator}{R(y[i])}\n"));

    private static string R(double v) => v.ToString("R", CultureInfo.InvariantCulture);

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);
}

/// <summary>Samples of the dialects.</summary>
public sealed class TextDialectSamples : ISampleSource
{
    /// <inheritdoc />
    public IEnumerable<SampleFile> Samples()
    {
        var one = SampleFiles.Truth(1);
        var three = SampleFiles.Truth(3);
        (double[] x, double[] y) = one[0];
        double[][] ys = [.. three.Select(t => t.Y)];
        SampleFile Sample(string name, byte[] bytes, IReadOnlyList<(double[], double[])> truth) =>
            new("delimited", name, bytes) { Truth = truth };
        return
        [
            Sample("ocean-optics.txt", TextDialects.OceanOptics(x, y), one),
            Sample("oceanview-series.txt", TextDialects.OceanViewSeries(x, ys, 1576486630250, 1000), three),
            Sample("bwtek.txt", TextDialects.BwTek(x, y, without: 4), one),
            Sample("renishaw.txt", TextDialects.Renishaw(["X", "Y"], x, ys), three),
            Sample("shimadzu.txt", TextDialects.Shimadzu(x, y), one),
            Sample("solis.asc", TextDialects.Solis(x, [.. ys.Select(s => new[] { s, s })], 3), three),
            Sample("orange.csv", TextDialects.Orange(x, ys), three),
            Sample("cary.csv", TextDialects.Cary(x, ys), three),
            Sample("french.csv", TextDialects.French(x, y, Encoding.Latin1), one),
            Sample("french-utf16.txt", TextDialects.French(x, y, Encoding.Unicode), one),
        ];
    }
}
