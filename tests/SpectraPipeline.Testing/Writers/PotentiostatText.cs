using System.Globalization;
using System.Text;

namespace SpectraPipeline.Testing.Writers;

/// <summary>Texts as potentiostats and mass spectrometers export them.</summary>
public static class PotentiostatText
{
    /// <summary>EC-Lab text.</summary>
    /// <param name="labels">Labels with units.</param>
    /// <param name="rows">Cells of the rows, as written.</param>
    /// <param name="started">Value of 'Acquisition started on'.</param>
    public static byte[] EcLab(
        IReadOnlyList<string> labels,
        IEnumerable<IEnumerable<string>> rows,
        string started = "03/15/2026 10:20:30.123"
    )
    {
        string[] header =
        [
            "",
            "Cyclic Voltammetry",
            "",
            "Run on channel : 1 (SN 1234)",
            "Electrode connection : standard",
            $"Acquisition started on : {started}",
            "Comments : Ag4Pd2 on Ti4",
            "Ei (V)              0,000               ",
            "dE/dt               20,000              ",
            "",
        ];
        var text = new StringBuilder("EC-Lab ASCII FILE\r\n");
        text.Append(CultureInfo.InvariantCulture, $"Nb header lines : {header.Length + 3}                          \r\n");
        foreach (string line in header)
            text.Append(line).Append("\r\n");
        text.AppendJoin('\t', labels).Append("\t\r\n");
        foreach (IEnumerable<string> row in rows)
            text.AppendJoin('\t', row).Append("\r\n");
        return Encoding.Latin1.GetBytes(text.ToString());
    }

    /// <summary>CHI text.</summary>
    public static byte[] Chi(string labels, IEnumerable<IEnumerable<string>> rows)
    {
        var text = new StringBuilder(
            "Sept. 12, 2026   10:04:50\r\nCyclic Voltammetry\r\nFile: cv1.bin\r\nData Source: Experiment\r\nInstrument Model:  CHI660E\r\nHeader: \r\nNote: \r\n\r\n"
                + "Init E (V) = 0\r\nScan Rate (V/s) = 0.05\r\nSegment = 2\r\n\r\nResults:\r\n\r\n"
        );
        text.Append(labels).Append("\r\n\r\n");
        foreach (IEnumerable<string> row in rows)
            text.AppendJoin(", ", row).Append("\r\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>Gamry .DTA with tables: name, columns, units, rows.</summary>
    public static byte[] Gamry(params (string Name, string Columns, string Units, IEnumerable<IEnumerable<string>> Rows)[] tables)
    {
        var text = new StringBuilder(
            "EXPLAIN\r\nTAG\tCV\r\nTITLE\tLABEL\tCyclic Voltammetry\tTest &Identifier\r\nDATE\tLABEL\t3/25/2026\tDate\r\nTIME\tLABEL\t10:20:30\tTime\r\n"
                + "SCANRATE\tQUANT\t1.00000E+002\tScan &Rate (mV/s)\r\nEOC\tQUANT\t1.2E-001\tOpen Circuit (V)\r\nNOTES\tNOTES\t1\t&Notes...\r\n\ta note\r\n"
        );
        foreach (var (name, columns, units, rows) in tables)
        {
            var all = rows.ToList();
            text.Append(CultureInfo.InvariantCulture, $"{name}\tTABLE\t{all.Count}\r\n\t{columns}\r\n\t{units}\r\n");
            foreach (IEnumerable<string> row in all)
                text.Append('\t').AppendJoin('\t', row).Append("\r\n");
        }
        return Encoding.Latin1.GetBytes(text.ToString());
    }

    /// <summary>NOVA text.</summary>
    public static byte[] Autolab(string labels, IEnumerable<IEnumerable<string>> rows, char separator = ';') =>
        Encoding.UTF8.GetBytes(labels + "\r\n" + string.Concat(rows.Select(r => string.Join(separator, r) + "\r\n")));

    /// <summary>Quadera text: one time axis an ion; the first group has an unnamed column more.</summary>
    public static byte[] Quadera(IReadOnlyList<string> ions, IReadOnlyList<IReadOnlyList<(double Seconds, double Current)>> values)
    {
        var text = new StringBuilder(
            "Sourcefile\tscan.sac\r\nExporttime\t7/16/2026 08:00:00\r\n\r\nStart Time\t7/15/2026 02:49:59.000\r\nEnd Time\t\r\n\r\n\t\t\t"
        );
        text.AppendJoin("\t\t\t", ions).Append("\r\nTime\t\tTime Relative [s]\tIon Current [A]");
        for (int k = 1; k < ions.Count; k++)
            text.Append("\tTime\tTime Relative [s]\tIon Current [A]");
        text.Append("\r\n");
        var start = new DateTime(2026, 7, 15, 2, 50, 0);
        for (int i = 0; i < values[0].Count; i++)
        {
            for (int k = 0; k < ions.Count; k++)
            {
                (double seconds, double current) = values[k][i];
                string date = start.AddSeconds(seconds).ToString("M/d/yyyy HH:mm:ss.fff", CultureInfo.InvariantCulture);
                text.Append(k == 0 ? "" : "\t").Append(date).Append(k == 0 ? " \t0\t" : " \t");
                text.Append(Comma(seconds)).Append('\t').Append(Comma(current));
            }
            text.Append("\r\n");
        }
        return Encoding.Latin1.GetBytes(text.ToString());
    }

    /// <summary>A number with a decimal comma that reads back to the same bits.</summary>
    public static string Comma(double v) => Point(v).Replace('.', ',');

    /// <summary>A number that reads back to the same bits.</summary>
    public static string Point(double v) => v.ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>Samples of potentiostat and mass-spectrometer texts: time (or potential) is x, the current the first channel.</summary>
public sealed class PotentiostatSamples : ISampleSource
{
    /// <inheritdoc />
    public IEnumerable<SampleFile> Samples()
    {
        string[] labels = ["mode", "time/s", "Ewe/V", "<I>/mA", "cycle number"];
        yield return new("ec-lab-mpt", "cv.mpt", PotentiostatText.EcLab(labels, Rows(PotentiostatText.Comma, "2"))) { Truth = Truth };
        yield return new("chi-text", "it.txt", PotentiostatText.Chi("Time/sec, Current/A", Short(PotentiostatText.Point)))
        {
            Truth = Truth,
        };
        yield return new(
            "gamry-dta",
            "cv.dta",
            PotentiostatText.Gamry(
                ("CURVE1", "Pt\tT\tVf\tIm\tOver", "#\ts\tV vs. Ref.\tA\tbits", Rows(PotentiostatText.Point, "0", "..........."))
            )
        )
        {
            Truth = Truth,
        };
        yield return new(
            "autolab-text",
            "nova.txt",
            PotentiostatText.Autolab("Index;Time (s);WE(1).Potential (V);WE(1).Current (A);Scan", Rows(PotentiostatText.Point, "1"))
        )
        {
            Truth = Truth,
        };
        yield return new(
            "pfeiffer-quadera",
            "ms.asc",
            PotentiostatText.Quadera(["22 - CO2", "32 - O2"], [.. Enumerable.Range(0, 2).Select(k => Series(k).ToList())])
        )
        {
            Truth = SampleFiles.Truth(2),
        };
    }

    private static IReadOnlyList<(double[] X, double[] Y)> Truth => SampleFiles.Truth(1);

    private static IEnumerable<string[]> Rows(Func<double, string> number, string first, string last = "1") =>
        Enumerable
            .Range(0, SampleFiles.Points)
            .Select(i => (string[])[first, number(SampleFiles.X(i)), number(0.01 * i), number(SampleFiles.Value(0, i)), last]);

    private static IEnumerable<string[]> Short(Func<double, string> number) =>
        Enumerable.Range(0, SampleFiles.Points).Select(i => (string[])[number(SampleFiles.X(i)), number(SampleFiles.Value(0, i))]);

    private static IEnumerable<(double, double)> Series(int k) =>
        Enumerable.Range(0, SampleFiles.Points).Select(i => (SampleFiles.X(i), SampleFiles.Value(k, i)));
}
