using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.LabSpec;

/// <summary>The lines <c>#Key=[tab]value</c> above a table of LabSpec 5 and 6.</summary>
internal sealed class LabSpecHeader
{
    private const int MostLines = 5000;

    // Keys that LabSpec writes and, with '#' before and '=' behind, nothing else that is known.
    private static readonly string[] s_known =
    [
        "Acq. time",
        "Accumulation",
        "Exposition",
        "Acquired",
        "AxisType[",
        "AxisUnit[",
        "Binning",
        "Detector",
        "Grating",
        "Hole",
        "ICS correction",
        "Instrument",
        "Laser",
        "ND Filter",
        "Objective",
        "Readout mode",
        "Spec. width",
        "Spectro",
        "Spike filter",
    ];

    private LabSpecHeader() { }

    /// <summary>Entries under their own keys; a key that comes twice with another meaning (Range) gets a number.</summary>
    public Dictionary<string, string> Entries { get; } = [];

    /// <summary>First line below the header.</summary>
    public int DataLine { get; private set; }

    /// <summary>Entries, and how many of them LabSpec is known for.</summary>
    public int Known { get; private set; }

    /// <summary>Reads the entries from the top down to the first line that is none.</summary>
    public static LabSpecHeader Read(TextLines lines)
    {
        var header = new LabSpecHeader();
        int i = 0;
        for (; i < Math.Min(lines.Count, MostLines); i++)
        {
            ReadOnlySpan<byte> line = lines[i].Trim(" \t"u8);
            if (line.IsEmpty && lines[i].IndexOf((byte)'\t') < 0)
                continue;
            int equals = line.IndexOf((byte)'=');
            if (line.IsEmpty || line[0] != '#' || equals < 2)
                break;
            header.Add(lines.Text(i).Trim());
        }
        header.DataLine = i;
        return header;
    }

    /// <summary>Axis as the header states it; 0 is the intensity, 1 the spectral axis, 2 and above the coordinates.</summary>
    public LabSpecAxis Axis(int index)
    {
        string n = index.ToString(CultureInfo.InvariantCulture);
        string type = Entries.GetValueOrDefault($"AxisType[{n}]", "");
        string unit = Entries.GetValueOrDefault($"AxisUnit[{n}]", "");
        return type.Length + unit.Length == 0 ? LabSpecAxis.Unknown : new(type, unit);
    }

    /// <summary>Number of coordinates that the header names.</summary>
    public int Coordinates()
    {
        int n = 0;
        while (Entries.ContainsKey(string.Create(CultureInfo.InvariantCulture, $"AxisType[{n + 2}]")))
            n++;
        return n;
    }

    /// <summary>Unit of x: from its axis entry, else from the entry that gives the position or range of the spectrometer in it.</summary>
    public Unit? XUnit()
    {
        if (Axis(1).UnitText is { Length: > 0 } stated)
            return LabSpecAxis.SpectralUnit(stated);
        foreach (string key in Entries.Keys)
            if (
                (key.StartsWith("Spectro (", StringComparison.Ordinal) || key.StartsWith("Range (", StringComparison.Ordinal))
                && key.EndsWith(')')
                && LabSpecAxis.SpectralUnit(key[(key.IndexOf('(', StringComparison.Ordinal) + 1)..^1]) is Unit unit
            )
                return unit;
        return null;
    }

    /// <summary>When: <c>Acquired</c> to the second, else <c>Date</c>; dates with two readings stay text.</summary>
    public DateTime? Acquired()
    {
        foreach (string key in (ReadOnlySpan<string>)["Acquired", "Date"])
            if (Entries.TryGetValue(key, out string? text) && FileDates.Read(text) is DateTime date)
                return date;
        return null;
    }

    private void Add(string line)
    {
        int equals = line.IndexOf('=', StringComparison.Ordinal);
        string key = line[1..equals].Trim();
        string unique = key;
        for (int n = 2; !Entries.TryAdd(unique, line[(equals + 1)..].Trim()) && n < 100; n++)
            unique = string.Create(CultureInfo.InvariantCulture, $"{key} ({n})");
        if (Array.Exists(s_known, k => key.StartsWith(k, StringComparison.Ordinal)))
            Known++;
    }
}
