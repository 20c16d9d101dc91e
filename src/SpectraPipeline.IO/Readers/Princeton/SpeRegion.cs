using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.Princeton;

/// <summary>A region of the detector: each of its rows is a spectrum.</summary>
/// <param name="Width">Points of a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Offset">First byte within a frame.</param>
internal sealed record SpeRegion(int Width, int Height, long Offset)
{
    /// <summary>x of its rows, one array for all.</summary>
    public double[] X { get; init; } = [];

    /// <summary>Unit of x.</summary>
    public Unit XUnit { get; init; } = Unit.Pixel;
}

/// <summary>Frames of regions of rows, one after the other.</summary>
/// <param name="File">The file.</param>
/// <param name="Pixel">How pixels are stored.</param>
/// <param name="Regions">Regions of a frame in their order.</param>
/// <param name="Stride">Bytes from frame to frame.</param>
/// <param name="Count">Frames that are whole.</param>
internal sealed record SpeFrames(FileBytes File, SpePixel Pixel, IReadOnlyList<SpeRegion> Regions, long Stride, long Count)
{
    /// <summary>Bytes before the first frame.</summary>
    public const int Start = 4100;

    /// <summary>Every row as a spectrum: by frame, region, row.</summary>
    /// <param name="finish">Adds what is known of a frame: its number from 0 and its first byte.</param>
    /// <param name="notes">Doubts.</param>
    public List<SpectrumData> Spectra(Func<SpectrumData, Dictionary<string, string>, long, SpectrumData> finish, List<string> notes)
    {
        long rows = Count * Regions.Sum(r => (long)r.Height);
        foreach (SpeRegion region in Regions)
        {
            SpectrumBudget.Allow(rows, region.Width, Start);
            if (region.Height > 1)
                notes.Add($"a region of {region.Width} x {region.Height} pixels: each of its {region.Height} rows is a spectrum");
        }
        var spectra = new List<SpectrumData>();
        for (long frame = 0; frame < Count; frame++)
        for (int r = 0; r < Regions.Count; r++)
        for (int row = 0; row < Regions[r].Height; row++)
        {
            var entries = new Dictionary<string, string>();
            if (Count > 1)
                entries["frame"] = (frame + 1).ToString(CultureInfo.InvariantCulture);
            if (Regions[r].Height > 1)
                entries["row"] = (row + 1).ToString(CultureInfo.InvariantCulture);
            spectra.Add(finish(Row(frame, r, row, entries), entries, frame));
        }
        return spectra;
    }

    private SpectrumData Row(long frame, int r, int row, Dictionary<string, string> entries)
    {
        SpeRegion region = Regions[r];
        long offset = Start + frame * Stride + region.Offset + (long)row * region.Width * SpePixels.Size(Pixel);
        return new()
        {
            X = region.X,
            XUnit = region.XUnit,
            XLabel = region.XUnit == Unit.Pixel ? "Pixel" : "Wavelength",
            Channels = [new("Intensity", SpePixels.Row(File, offset, region.Width, Pixel), new Signal(SignalKind.Counts))],
            Block = Regions.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $"ROI {r + 1}") : "",
            Metadata = entries,
        };
    }
}
