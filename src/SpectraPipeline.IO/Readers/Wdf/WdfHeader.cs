using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.Wdf;

/// <summary>The first chunk of a .wdf, 512 bytes: how many spectra of how many points, how and when they were taken.</summary>
internal sealed class WdfHeader
{
    /// <summary>Bytes of the header.</summary>
    public const int Size = 512;

    private const ulong MultitrackFlag = 8;

    private WdfHeader() { }

    /// <summary>Bits of the file: 1 several x lists, 2 checksums, 4 cosmic rays removed by hardware, 8 multitrack, 16 saturated spectra exist.</summary>
    public ulong Flags { get; private init; }

    /// <summary>Points of each spectrum.</summary>
    public uint Points { get; private init; }

    /// <summary>Spectra that the measurement was planned to have; arrays in the file have this length.</summary>
    public long Capacity { get; private init; }

    /// <summary>Spectra that were collected: fewer than planned when the measurement was stopped.</summary>
    public long Count { get; private init; }

    /// <summary>Rows of pixels that a point has beyond one (images).</summary>
    public uint YLength { get; private init; }

    /// <summary>Length of the x list.</summary>
    public uint XLength { get; private init; }

    /// <summary>Number of data origins in the chunk ORGN.</summary>
    public uint Origins { get; private init; }

    /// <summary>x lists in the chunk XLST: one, or one a track.</summary>
    public uint Tracks { get; private init; }

    /// <summary>What y is.</summary>
    public required Signal Signal { get; init; }

    /// <summary>Begin of the measurement; null when not stated.</summary>
    public DateTime? Started { get; private init; }

    /// <summary>Title of the measurement.</summary>
    public required string Title { get; init; }

    /// <summary>The entries as metadata.</summary>
    public Dictionary<string, string> Metadata { get; } = [];

    /// <summary>Reads and checks the header.</summary>
    /// <exception cref="BadFileException">No WDF1 chunk of 512 bytes, or no points, or no spectrum.</exception>
    public static WdfHeader Read(FileBytes file)
    {
        if (!file.Has(0, "WDF1"u8))
            throw new BadFileException(0, "WDF1, the signature of Renishaw WiRE", "something else");
        _ = file.Slice(0, Size, "the header of a Renishaw WiRE file");
        ulong size = file.U64(8, "the size of the header");
        if (size != Size)
            throw new BadFileException(8, $"a header of {Size} bytes", $"{size}");
        ulong flags = file.U64(16, "flags");
        uint tracks = file.U32(52, "number of tracks");
        ulong capacity = file.U64(64, "number of planned spectra");
        ulong count = file.U64(72, "number of spectra");
        var header = new WdfHeader
        {
            Flags = flags,
            Points = file.U32(60, "points per spectrum"),
            Capacity = capacity > long.MaxValue ? -1 : (long)capacity,
            Count = count > long.MaxValue ? -1 : (long)count,
            YLength = file.U32(84, "length of the y list"),
            XLength = file.U32(88, "length of the x list"),
            Origins = file.U32(92, "number of data origins"),
            Tracks = (flags & MultitrackFlag) != 0 && tracks > 1 ? tracks : 1,
            Signal = WdfCodes.Signal(file.U32(152, "unit of y")),
            Started = WdfCodes.FileTime(file.I64(136, "start of the measurement")),
            Title = file.Text(240, 160, "title"),
        };
        header.Check();
        header.Describe(file);
        return header;
    }

    private void Check()
    {
        if (Points == 0)
            throw new BadFileException(60, "points per spectrum", "0");
        if (Count == 0)
            throw new BadFileException(72, "at least one spectrum", "a measurement of which none was collected");
        if (Count < 0 || Capacity < Count)
            throw new BadFileException(72, $"at most the {Capacity} planned spectra", $"{Count} spectra");
        if (XLength != Points)
            throw new BadFileException(88, $"an x list as long as a spectrum ({Points})", $"{XLength}");
    }

    private void Describe(FileBytes file)
    {
        Add("Title", Title);
        Add("User", file.Text(208, 32, "user"));
        Add("Application", file.Text(96, 24, "application"));
        string version = string.Join('.', Enumerable.Range(0, 4).Select(k => file.U16(120 + 2 * k, "version")));
        Add("ApplicationVersion", version == "0.0.0.0" ? "" : version);
        Add("ScanType", WdfCodes.Scan(file.U32(128, "kind of scan")));
        Add("MeasurementType", WdfCodes.Measurement(file.U32(132, "kind of measurement")));
        Add("PointsPerSpectrum", $"{Points}");
        Add("Capacity", $"{Capacity}");
        Add("Count", $"{Count}");
        Add("Accumulations", $"{file.U32(80, "accumulations")}");
        Add("StartTime", Text(Started));
        Add("EndTime", Text(WdfCodes.FileTime(file.I64(144, "end of the measurement"))));
        Add("Uuid", new Guid(file.Slice(24, 16, "uuid")).ToString());
        Add("Flags", $"{Flags}");
        Add("Status", $"{file.U32(56, "status")}");
        float laser = file.F32(156, "wavenumber of the laser");
        if (!float.IsFinite(laser) || laser <= 0)
            return;
        Add("LaserWavenumber (cm-1)", laser.ToString("R", CultureInfo.InvariantCulture));
        Add("LaserWavelength (nm)", (1e7 / laser).ToString("R", CultureInfo.InvariantCulture));
    }

    private static string Text(DateTime? time) => time?.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture) ?? "";

    private void Add(string key, string value)
    {
        if (value.Length > 0)
            Metadata[key] = value;
    }
}
