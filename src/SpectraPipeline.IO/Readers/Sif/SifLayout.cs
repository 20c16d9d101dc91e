using System.Text.RegularExpressions;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.Sif;

/// <summary>Shape of the data of a .sif: frames of one or more areas of the detector.</summary>
/// <param name="Frames">Frames that the header claims.</param>
/// <param name="FrameLength">Values of one frame.</param>
/// <param name="Width">Columns, the points of a spectrum.</param>
/// <param name="Rows">Rows of a frame: 1 for a spectrum, more for tracks and images.</param>
/// <param name="Binning">Detector pixels that a point sums along the spectrum.</param>
/// <param name="FirstPixel">Detector column of the first point, from 1.</param>
internal sealed partial record SifLayout(long Frames, long FrameLength, int Width, int Rows, long Binning, long FirstPixel)
{
    // A row needs at least a value, so rows beyond this are no tracks.
    private const long MostAreas = 4096;

    /// <summary>What is odd about it; null when nothing is.</summary>
    public string? Doubt { get; private init; }

    /// <summary>The record that ends the header of old and new versions alike: a version from 65538 on and eight numbers.</summary>
    public static Match Find(string line) => Record().Match(line);

    /// <summary>Reads the areas behind that record and checks that the sizes agree.</summary>
    /// <exception cref="BadFileException">They do not, or are no sizes.</exception>
    public static SifLayout Read(Match record, SifCursor cursor, long at)
    {
        long[] n = new long[8];
        for (int i = 0; i < n.Length; i++)
            n[i] =
                SifCursor.Whole(record.Groups[i + 1].Value)
                ?? throw new BadFileException(at, "the size of the data", $"'{SifCursor.Shorten(record.Value)}'");
        (long frames, long areas, long total, long frameLength) = (n[4], n[5], n[6], n[7]);
        if (frames < 1 || frameLength < 1 || areas is < 1 or > MostAreas || total / frames != frameLength || total % frames != 0)
            throw new BadFileException(
                at,
                "frames, areas, all values and values of a frame that agree",
                $"{frames}, {areas}, {total}, {frameLength}"
            );
        return Areas(cursor, areas, frames, frameLength);
    }

    private static SifLayout Areas(SifCursor cursor, long areas, long frames, long frameLength)
    {
        long width = 0;
        long rows = 0;
        long binning = 1;
        long first = 1;
        long sum = 0;
        bool even = true;
        for (long a = 0; a < areas; a++)
        {
            long at = cursor.At;
            string line = cursor.Line("an area of the detector (65538 left top right bottom vertical-binning horizontal-binning)");
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 7 || words.Skip(1).Take(6).Any(w => SifCursor.Whole(w) is null or < 0 or > 1 << 24))
                throw new BadFileException(at, "seven numbers of an area of the detector", $"'{SifCursor.Shorten(line)}'");
            long[] v = [.. words.Skip(1).Take(6).Select(w => SifCursor.Whole(w)!.Value)];
            if (v[4] < 1 || v[5] < 1)
                throw new BadFileException(at, "binning of at least 1", $"{v[4]} x {v[5]}");
            (long w, long h) = ((1 + v[2] - v[0]) / v[5], (1 + v[1] - v[3]) / v[4]);
            if (w < 1 || h < 1)
                throw new BadFileException(at, "an area of at least one point", $"{w} x {h}");
            even &= a == 0 || w == width;
            (width, rows, binning, first, sum) = (w, rows + h, v[5], v[0], sum + w * h);
        }
        if (even && sum == frameLength && sum <= int.MaxValue)
            return new(frames, frameLength, (int)width, (int)rows, binning, first);
        // Frames put together from several grating positions or orders state one area, and more values than it has.
        if (frameLength > int.MaxValue)
            throw new BadFileException(cursor.At, "a frame of fewer than 2^31 values", $"{frameLength}");
        return new(frames, frameLength, (int)frameLength, 1, 1, 1)
        {
            Doubt = $"the areas of the detector hold {sum} values and a frame {frameLength}: a frame is taken as one spectrum",
        };
    }

    [GeneratedRegex(
        @"(?:655[3-9][0-9]) ([0-9]{1,10}) ([0-9]{1,10}) ([0-9]{1,10}) ([0-9]{1,10}) ([0-9]{1,10}) ([0-9]{1,10}) ([0-9]{1,12}) ([0-9]{1,12})\s*$"
    )]
    private static partial Regex Record();
}
