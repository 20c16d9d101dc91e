using System.Globalization;
using System.Text;

namespace SpectraPipeline.Testing.Writers;

/// <summary>One scan to be written.</summary>
/// <param name="Command">What was typed: <c>ascan energy 9000 9010 10 1</c>.</param>
/// <param name="Labels">Labels of the columns.</param>
/// <param name="Rows">The table.</param>
public sealed record SpecScanText(string Command, IReadOnlyList<string> Labels, IReadOnlyList<double[]> Rows)
{
    /// <summary>Text of <c>#D</c>; none when null.</summary>
    public string? Date { get; init; }

    /// <summary>Lines after the header of the scan, before the rows (<c>#C ...</c>, <c>@A ...</c>).</summary>
    public IReadOnlyList<string> Extra { get; init; } = [];

    /// <summary>Positions of the motors.</summary>
    public IReadOnlyList<double> Positions { get; init; } = [];
}

/// <summary>Minimal writer of SPEC data files.</summary>
public sealed record SpecFile
{
    /// <summary>Names of the motors, eight to a line.</summary>
    public IReadOnlyList<string> Motors { get; init; } = [];

    /// <summary>The lines <c>#F #E #D</c> stand at the top.</summary>
    public bool HasFileHeader { get; init; } = true;

    /// <summary>What parts labels.</summary>
    public string Between { get; init; } = "  ";

    /// <summary>The file.</summary>
    public byte[] Write(params IReadOnlyList<SpecScanText> scans)
    {
        var text = new StringBuilder();
        if (HasFileHeader)
            text.Append("#F test.dat\n#E 1371554237\n#D Fri Jun 28 13:38:56 2013\n#C experiment  User = test\n");
        Lines(text, 'O', Motors);
        for (int k = 0; k < scans.Count; k++)
        {
            SpecScanText scan = scans[k];
            text.Append(CultureInfo.InvariantCulture, $"\n#S {k + 1}  {scan.Command}\n");
            if (scan.Date is not null)
                text.Append(CultureInfo.InvariantCulture, $"#D {scan.Date}\n");
            Lines(text, 'P', [.. scan.Positions.Select(Number)]);
            text.Append(CultureInfo.InvariantCulture, $"#N {scan.Labels.Count}\n#L {string.Join(Between, scan.Labels)}\n");
            foreach (string line in scan.Extra)
                text.Append(line).Append('\n');
            foreach (double[] row in scan.Rows)
                text.AppendJoin(' ', row.Select(Number)).Append('\n');
        }
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static void Lines(StringBuilder text, char key, IReadOnlyList<string> words)
    {
        for (int i = 0; i < words.Count; i += 8)
            text.Append(CultureInfo.InvariantCulture, $"#{key}{i / 8} {string.Join("  ", words.Skip(i).Take(8))}\n");
    }

    private static string Number(double v) => v.ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>A SPEC file of two scans.</summary>
public sealed class SpecSamples : ISampleSource
{
    /// <inheritdoc />
    public IEnumerable<SampleFile> Samples()
    {
        SpecScanText Scan(int k) =>
            new(
                "ascan energy 9000 9058.5 39 1",
                ["energy", "i0", "Counter 27"],
                [.. Enumerable.Range(0, SampleFiles.Points).Select(i => (double[])[SampleFiles.X(i), SampleFiles.Value(k, i), i])]
            )
            {
                Date = $"Fri Jun 28 13:4{k}:15 2013",
                Positions = [0.5, -1],
                Extra = ["#C a remark", "@A 1 2 3\\", " 4 5 6"],
            };
        yield return new("spec", "scans.dat", new SpecFile { Motors = ["samplez", "mono th"] }.Write(Scan(0), Scan(1)))
        {
            Truth = SampleFiles.Truth(2),
        };
    }
}
