using System.Buffers.Binary;

namespace SpectraPipeline.Testing.Writers.Omnic;

/// <summary>Minimal writer of .srs: a series of spectra on an even time axis.</summary>
public sealed record OmnicSeriesFile
{
    public float FirstMinute { get; init; } = 0.25f;

    public float StepMinutes { get; init; } = 0.5f;

    /// <summary>Start of the series.</summary>
    public DateTime Time { get; init; } = new(2024, 5, 6, 7, 8, 9, DateTimeKind.Utc);

    /// <summary>The copy of the time that confirms it.</summary>
    public bool RepeatTime { get; init; } = true;

    /// <summary>Label of spectrum k.</summary>
    public Func<int, string> Label { get; init; } = k => $"Linked spectrum at {k}.";

    /// <summary>Number of spectra in the set-up; null writes the true one.</summary>
    public int? Claimed { get; init; }

    /// <summary>First word of the set-up: 0 in a series in time, 5 in a map.</summary>
    public ushort Along { get; init; }

    /// <summary>Key of a further block (0x06: a region of a map).</summary>
    public int? Extra { get; init; }

    public byte XUnit { get; init; } = 1;

    /// <summary>The file; the header names the high end of x first, the samples ascend.</summary>
    public byte[] Write(double lowX, double highX, IReadOnlyList<double[]> spectra)
    {
        int points = spectra[0].Length;
        byte[] info = new byte[264];
        BinaryPrimitives.WriteUInt16LittleEndian(info, Along);
        OmnicTable.Text("A series").CopyTo(info, 2);
        BinaryPrimitives.WriteSingleLittleEndian(info.AsSpan(66), FirstMinute);
        BinaryPrimitives.WriteSingleLittleEndian(info.AsSpan(70), FirstMinute + (spectra.Count - 1) * StepMinutes);
        BinaryPrimitives.WriteSingleLittleEndian(info.AsSpan(74), StepMinutes);
        BinaryPrimitives.WriteInt32LittleEndian(info.AsSpan(90), Claimed ?? spectra.Count);
        // A block that ends 836 bytes behind the start of the header block: 140 + 56 + 12 + 632.
        byte[] custom = new byte[632];
        if (RepeatTime)
            BinaryPrimitives.WriteUInt32LittleEndian(custom.AsSpan(628), OmnicTable.Seconds(Time));
        var table = new OmnicTable
        {
            Series = true,
            Kind = 11,
            Time = Time,
        };
        table.Add(0x02, OmnicTable.Header(points, highX, lowX, XUnit, 17), 1);
        table.Add(0x6A, OmnicTable.Instrument(1.8988f), 1).Add(0x69, new byte[12], 1).Add(0x92, custom, 1).Add(0x145, info, 1);
        if (Extra is int key)
            table.Add(key, new byte[24], 1);
        table.Add(0x1B, OmnicTable.Text("Serie gemessen\r\n\t Y-Achse:\tExtinktion\r\n\0"), 1);
        // The background has a header and intensities of its own.
        table.Add(0x02, OmnicTable.Header(points, highX, lowX, 1, 15)).Add(0x03, OmnicTable.Floats(spectra[0].Reverse()));
        table.Add(0x6B, OmnicTable.TitleBlock("Background", Time)).Add(0x12D, Data(spectra), 1);
        return table.Write();
    }

    private byte[] Data(IReadOnlyList<double[]> spectra)
    {
        var data = new List<byte>(new byte[196]);
        for (int k = 0; k < spectra.Count; k++)
        {
            byte[] head = new byte[100];
            BinaryPrimitives.WriteInt32LittleEndian(head, 32);
            BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(4), (int)((FirstMinute + k * StepMinutes) * 6000));
            byte[] label = OmnicTable.Text(Label(k));
            label.CopyTo(head, 16);
            // What follows the zero behind the label is left from earlier and means nothing.
            head.AsSpan(16 + label.Length + 1, 10).Fill(0xC9);
            data.AddRange(head);
            data.AddRange(OmnicTable.Floats(spectra[k]));
        }
        return [.. data];
    }
}
