using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.Omnic;

/// <summary>The block (key 0x02) that says what a spectrum's x and y are.</summary>
/// <param name="Points">Number of points.</param>
/// <param name="XCode">Code of the unit of x.</param>
/// <param name="YCode">Code of the unit of y.</param>
/// <param name="FirstX">x of the first point as stored (usually the highest wavenumber).</param>
/// <param name="LastX">x of the last point.</param>
internal sealed record OmnicHeader(long Points, byte XCode, byte YCode, double FirstX, double LastX)
{
    private const int Needed = 100;
    private const int InterferogramPoints = 2;

    // The names are ours: the block has numbers at places, not keys.
    private static readonly (int Offset, string Name)[] s_counts =
    [
        (28, "Scan points"),
        (32, "Interferogram peak position"),
        (36, "Sample scans"),
        (44, "FFT points"),
        (52, "Background scans"),
    ];

    private static readonly (int Offset, string Name)[] s_numbers =
    [
        (80, "Reference laser frequency (cm-1)"),
        (84, "Sample spacing"),
        (96, "Raman excitation"),
    ];

    /// <summary>Settings of the measurement.</summary>
    public required IReadOnlyDictionary<string, string> Entries { get; init; }

    /// <summary>x counts the points of an interferogram.</summary>
    public bool IsInterferogram => XCode == InterferogramPoints;

    /// <summary>ir, raman, or null where the unit of x leaves it open.</summary>
    public string? Technique =>
        XCode switch
        {
            1 or InterferogramPoints => "ir",
            32 => "raman",
            _ => null,
        };

    /// <summary>Unit of x and its label.</summary>
    public (Unit Unit, string Label) X =>
        XCode switch
        {
            1 => (Unit.PerCm, "wavenumber"),
            InterferogramPoints => (Unit.None, "data points"),
            3 => (Unit.Nanometre, "wavelength"),
            4 => (Unit.Micrometre, "wavelength"),
            32 => (Unit.RamanShift, "Raman shift"),
            _ => (Unit.None, ""),
        };

    /// <summary>What y is and its label.</summary>
    public (Signal Signal, string Label) Y =>
        YCode switch
        {
            11 => (new(SignalKind.Transmittance, "%"), "%Reflectance"),
            12 => (new(SignalKind.Absorbance), "log(1/R)"),
            15 => (new(SignalKind.SingleBeam), "Single beam"),
            16 => (new(SignalKind.Transmittance, "%"), "%Transmittance"),
            17 => (new(SignalKind.Absorbance), "Absorbance"),
            20 => (new(SignalKind.Unknown), "Kubelka-Munk"),
            21 => (new(SignalKind.Transmittance), "Reflectance"),
            22 => (new(SignalKind.Unknown, "V"), "Volts"),
            23 => (new(SignalKind.Transmittance), "Transmittance"),
            26 => (new(SignalKind.Unknown), "Photoacoustic"),
            31 => (new(SignalKind.Counts), "Raman intensity"),
            _ => (new(SignalKind.Unknown), $"y unit {YCode}"),
        };

    /// <summary>True when the other header gives the same x.</summary>
    public bool SameAxis(OmnicHeader other) => (Points, FirstX, LastX) == (other.Points, other.FirstX, other.LastX);

    /// <summary>Reads the block.</summary>
    /// <exception cref="BadFileException">It is cut, has no points, or its ends are no numbers.</exception>
    public static OmnicHeader Read(FileBytes bytes, OmnicBlock block)
    {
        if (block.Length < Needed)
            throw new BadFileException(block.Position, $"a header of at least {Needed} bytes", $"{block.Length} bytes");
        long at = block.Position;
        _ = bytes.Slice(at, block.Length, "the header of a spectrum (key 0x02)");
        uint points = bytes.U32(at + 4, "the number of points");
        float first = bytes.F32(at + 16, "the first x");
        float last = bytes.F32(at + 20, "the last x");
        if (points == 0)
            throw new BadFileException(at + 4, "a number of points", "0");
        if (!float.IsFinite(first) || !float.IsFinite(last) || (points > 1 && first == last))
            throw new BadFileException(
                at + 16,
                $"two ends of an x-axis of {points} points",
                string.Create(CultureInfo.InvariantCulture, $"{first} and {last}")
            );
        return new(points, bytes.U8(at + 8, "the unit of x"), bytes.U8(at + 12, "the unit of y"), first, last)
        {
            Entries = Settings(bytes, at),
        };
    }

    private static Dictionary<string, string> Settings(FileBytes bytes, long at)
    {
        var entries = new Dictionary<string, string>();
        foreach (var (offset, name) in s_counts)
            entries[name] = bytes.U32(at + offset, name).ToString(CultureInfo.InvariantCulture);
        // 1/100 s in the file.
        entries["Collection time (s)"] = (bytes.U32(at + 68, "the collection time") / 100.0).ToString(CultureInfo.InvariantCulture);
        foreach (var (offset, name) in s_numbers)
            if (bytes.F32(at + offset, name) is var value and not 0)
                entries[name] = value.ToString(CultureInfo.InvariantCulture);
        return entries;
    }
}
