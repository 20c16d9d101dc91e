using System.Globalization;
using System.Text;

namespace SpectraPipeline.Testing.Writers;

/// <summary>Minimal writer of 9809 files (Photon Factory, SPring-8).</summary>
public sealed record PhotonFactoryFile
{
    /// <summary>d of the crystal (Å); no entry when null.</summary>
    public double? Spacing { get; init; } = 3.13551;

    /// <summary>Modes of the detectors: 1 = I0, 2 = behind the sample, 3 = fluorescence.</summary>
    public IReadOnlyList<int> Modes { get; init; } = [1, 2];

    /// <summary>Dark counts per second of the detectors.</summary>
    public IReadOnlyList<double> Offsets { get; init; } = [0, 0];

    /// <summary>First energy of the plan (eV).</summary>
    public double Initial { get; init; } = 6606.2;

    /// <summary>Points that the header announces.</summary>
    public int Points { get; init; } = 3;

    /// <summary>Repetitions.</summary>
    public int Repetitions { get; init; } = 1;

    /// <summary>Rows: angle asked for, angle observed, time, counts of each detector.</summary>
    public byte[] Write(IEnumerable<double[]> rows)
    {
        var text = new StringBuilder();
        text.Append("  9809     KEK-PF   BL9A\n Fe010           22.05.11 17:26 - 22.05.11 18:33 Serial#1\n iron oxide\n");
        text.Append(" Ring :   2.5 GeV   425.1 mA -  449.9 mA\n");
        string d = Spacing is double s ? string.Create(CultureInfo.InvariantCulture, $"D=  {s} A") : "";
        text.Append(CultureInfo.InvariantCulture, $" Mono :   Si(111)       {d}    Initial angle= 13.93250 deg\n");
        text.Append(CultureInfo.InvariantCulture, $" BL9A      Transmission( 2)   Repetition=  {Repetitions}     Points= {Points}\n");
        text.Append(" Param file : test       energy axis(2)     Block =    1\n\n");
        text.Append(" Block      Init-Eng  Final-Eng      Step/eV     Time/s       Num\n");
        text.Append(CultureInfo.InvariantCulture, $"     1        {Initial}   8211.20         6.50       1.00        {Points}\n");
        text.Append(CultureInfo.InvariantCulture, $" Ortec(-1)     NDCH = {Modes.Count + 1}\n");
        text.Append("  Angle(c)  Angle(o)    time/s").Append(Cells(Enumerable.Range(2, Modes.Count).Select(n => (double)n)));
        text.Append("\n      Mode         0         0").Append(Cells(Modes.Select(m => (double)m)));
        text.Append("\n    Offset         0         0").Append(Cells(Offsets)).Append('\n');
        foreach (double[] row in rows)
            text.Append(Cells(row)).Append('\n');
        return Encoding.ASCII.GetBytes(text.Append('\n').ToString());
    }

    private static string Cells(IEnumerable<double> values) =>
        string.Concat(values.Select(v => string.Create(CultureInfo.InvariantCulture, $"  {v:R}")));
}

/// <summary>A 9809 scan.</summary>
public sealed class PhotonFactorySamples : ISampleSource
{
    private const double PlanckTimesLight = 12398.419843320025;

    /// <inheritdoc />
    public IEnumerable<SampleFile> Samples()
    {
        double[] energies = [.. Enumerable.Range(0, SampleFiles.Points).Select(SampleFiles.X)];
        double[] angles = [.. energies.Select(e => Math.Asin(PlanckTimesLight / (2 * 3.13551 * e)) * 180 / Math.PI)];
        double[] counts = [.. energies.Select((_, i) => SampleFiles.Value(0, i))];
        yield return new(
            "photon-factory",
            "9809.dat",
            new PhotonFactoryFile { Points = angles.Length, Initial = 9000 }.Write(
                angles.Select((a, i) => (double[])[a, a, 1, counts[i], 2 * counts[i]])
            )
        )
        {
            Truth = [(energies, counts)],
        };
    }
}
