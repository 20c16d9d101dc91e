using System.Globalization;
using System.Text;

namespace SpectraPipeline.Testing.Writers;

/// <summary>Minimal writers of the text files of beamlines: a header in the manner of each program, then rows.</summary>
public static class BeamlineTextFile
{
    /// <summary>NSLS XDAC: entries, a line of dashes, right-aligned labels; V1.2 puts a blank line after every sixth row.</summary>
    public static byte[] Xdac(
        IReadOnlyList<string> labels,
        IEnumerable<double[]> rows,
        string created = "10/3/02 at 10:20:36 PM",
        int blankAfter = 6
    ) =>
        Text(
            "XDAC V1.2 Datafile V1\n"
                + $"\"fe.060\" created on {created} on X-11A\nRing energy= 2.58 GeV\nE0= 7112.00\nSRB= -200 -20 20 22k\nSettling time= 0.50\n\n\n"
                + $"Offsets= {string.Join(' ', labels.Skip(1).Select(_ => "9925.80"))}\nGains= {string.Join(' ', labels.Skip(1).Select(_ => "7.00"))}\n"
                + $"Iron foil, I0: 50%N2, It:N2\n\n{new string('-', 80)}\n        {string.Join("            ", labels)}\n",
            rows,
            "    ",
            blankAfter
        );

    /// <summary>APS MRCAT.</summary>
    public static byte[] Mrcat(IReadOnlyList<string> labels, IEnumerable<double[]> rows, string zone = "") =>
        Text(
            $"MRCAT_XAFS V0.4 Datafile\n\"a.002\" created at APS 10BM on Tue Jul  9 15:35:15 2019{zone}\nRing energy= 7.00 GeV\nE0= 6540.00\n"
                + $"Gains= 8.00 8.00\nMnO2 5B tape\n{new string('-', 90)}\n   {string.Join("       ", labels)}\n",
            rows,
            " "
        );

    /// <summary>APS LabVIEW: labels padded to 21 signs and cut, with a readable list above that has them in full.</summary>
    public static byte[] LabView(IReadOnlyList<string> labels, IEnumerable<double[]> rows, int points)
    {
        var list = new StringBuilder();
        for (int c = 0; c < labels.Count; c++)
            list.Append(CultureInfo.InvariantCulture, $"#  {c + 1}) {labels[c]}\n");
        return Text(
            "# 1-D Scan File created by LabVIEW Control Panel  3/9/2022  10:50:37 AM; Scan time 0 hrs 9 min 22 sec. \n#\n# User Comment:\n# Ti foil\n#\n"
                + string.Create(CultureInfo.InvariantCulture, $"# Scan config:\n#                 E0: 4966.00 eV   {points} points\n#\n")
                + $"# Here is a readable list of column headings:\n{list}#\n# Column Headings:\n#"
                + string.Concat(labels.Select(l => l.PadRight(21)[..21]))
                + "\n",
            rows,
            "        "
        );
    }

    /// <summary>APS Epics Scan: labels P1, D1 and what they stand for.</summary>
    public static byte[] Epics(IReadOnlyList<string> labels, IEnumerable<double[]> rows, int points)
    {
        string[] keys = [.. labels.Select((_, c) => c == 0 ? "P1" : $"D{c}")];
        return Text(
            "; Epics Scan 1 dimensional scan\n;  current scan  = 1\n; PV list:\n; Storage Ring Current (S:SRcurrentAI.VAL)\t = 101.743\n"
                + "; scan began at time: Thu Apr 10 16:50:32 2008\n;====\n"
                + string.Create(CultureInfo.InvariantCulture, $"; n_points      =      {points}\n; column labels:\n")
                + string.Concat(keys.Select((k, c) => $"; {k} = {{{labels[c]}}} --> 13BMA:record{c}.VAL\n"))
                + $";---------\n;  {string.Join(' ', keys)}\n",
            rows,
            "       "
        );
    }

    /// <summary>SSRL text: labels one to a line after <c>Data:</c>.</summary>
    public static byte[] Ssrl(IReadOnlyList<string> labels, IEnumerable<double[]> rows, int points) =>
        Text(
            "SSRL   EXAFS Data Collector 1.3       \nSun May 21 00:13:57 2006              \n"
                + string.Create(CultureInfo.InvariantCulture, $"PTS:        {points} COLS:          {labels.Count}\n")
                + "TRANS.DET\nAGK16.RGN\n2-3 unfocused\n4 2000\nAg:Cys 1:2 solid\n \n \n \n\nWeights: \n"
                + string.Concat(labels.Select(_ => " 1.000 "))
                + "\nOffsets: \n"
                + string.Concat(labels.Select(_ => " 0.000 "))
                + $"\nData: \n{string.Join("   \n", labels)}\n\n",
            rows,
            " "
        );

    /// <summary>DESY FIO: the scan's name before every label; alone it is the scanned energy and then mu.</summary>
    public static byte[] Fio(IReadOnlyList<string> labels, IEnumerable<double[]> rows) =>
        Text(
            "!\n! Comments\n%c\n EXAFS-Scan started at 24-Nov-2004 16:43:58\n Name: cu_rt from 8800 to 10198.76\n!\n! Data\n%d\n"
                + string.Concat(labels.Select((l, c) => $" Col {c + 1} CU_RT{(l.Length > 0 ? "_" : "")}{l}  FLOAT \n")),
            rows,
            "  "
        );

    /// <summary>CLS: process variables and labels in lines that begin with #(1), rows with commas.</summary>
    public static byte[] Cls(IReadOnlyList<string> variables, IReadOnlyList<string> labels, IEnumerable<double[]> rows) =>
        Text(
            "# CLS Data Acquisition\n# Thu Mar  1 11:48:45 2012\n"
                + $"#(1)\t{string.Join('\t', variables.Select(v => $"\"{v}\""))}\n#(1)\t{string.Join('\t', labels.Select(l => $"\"{l}\""))}\n"
                + "# Background counts time=0(x .1 microseconds), 0, 0\n",
            rows,
            ", ",
            lead: false
        );

    /// <summary>LURE: one line about the scan, the number of points, rows without labels.</summary>
    public static byte[] Lure(IEnumerable<double[]> rows, int points) =>
        Text(
            string.Create(
                CultureInfo.InvariantCulture,
                $" 1PL 2/ 0/  .01; 24; 7; 21;MOUV. 39= 324904;1E-09/3E-10;;HeN in I0\n {points} \n"
            ),
            rows,
            " "
        );

    private static byte[] Text(string header, IEnumerable<double[]> rows, string between, int blankAfter = 0, bool lead = true)
    {
        var text = new StringBuilder(header);
        int n = 0;
        foreach (double[] row in rows)
        {
            text.Append(lead ? between : "")
                .AppendJoin(between, row.Select(v => v.ToString("R", CultureInfo.InvariantCulture)))
                .Append('\n');
            if (blankAfter > 0 && ++n % blankAfter == 0)
                text.Append('\n');
        }
        return Encoding.ASCII.GetBytes(text.ToString());
    }
}

/// <summary>One file of each family of beamline text.</summary>
public sealed class BeamlineTextSamples : ISampleSource
{
    /// <inheritdoc />
    public IEnumerable<SampleFile> Samples()
    {
        const int n = SampleFiles.Points;
        double[][] rows = [.. Enumerable.Range(0, n).Select(i => (double[])[SampleFiles.X(i), SampleFiles.Value(0, i), 100 + i % 7])];
        string[] labels = ["Energy", "I0", "It"];
        (string, byte[])[] files =
        [
            ("fe.060", BeamlineTextFile.Xdac(labels, rows)),
            ("mrcat.002", BeamlineTextFile.Mrcat(labels, rows)),
            ("labview.0001", BeamlineTextFile.LabView(["Mono Energy *", "I0", "IT"], rows, n)),
            ("epics.001", BeamlineTextFile.Epics(labels, rows, n)),
            ("ssrl.dat", BeamlineTextFile.Ssrl(["Achieved Energy", "I0", "I1"], rows, n)),
            ("cu.fio", BeamlineTextFile.Fio(["", "C1", "C2"], rows)),
            ("lure.dat", BeamlineTextFile.Lure(rows, n)),
        ];
        foreach (var (name, bytes) in files)
            yield return new("beamline-text", name, bytes) { Truth = SampleFiles.Truth(1) };
    }
}
