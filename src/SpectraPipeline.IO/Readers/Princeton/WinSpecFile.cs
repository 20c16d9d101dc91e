using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Princeton;

/// <summary>SPE 2.x of WinSpec and WinView: everything stands in the header of 4100 bytes.</summary>
internal static class WinSpecFile
{
    private const int Nanometres = 4;
    private const int RamanShift = 6;
    private const int MostRegions = 10;

    /// <summary>Reads the file.</summary>
    public static SpectrumFile Read(FileBytes file)
    {
        var notes = new List<string>();
        SpePixel pixel = (SpePixel)file.I16(108, "the type of pixel");
        int size = SpePixels.Size(pixel);
        if (size == 0)
            throw new BadFileException(108, "a type of pixel (0 to 3, 5, 6 or 8)", $"{(int)pixel}");
        double laser = file.F64(3311, "the laser line");
        bool hasLaser = double.IsFinite(laser) && laser is > 100 and < 20000;
        if (hasLaser)
            notes.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"x is the wavelength; the Raman shift to the header's laser of {laser} nm is 1e7/{laser} - 1e7/x"
                )
            );
        (IReadOnlyList<SpeRegion> regions, long length) = Regions(file, size, notes);
        long frames = Frames(file, length, notes);
        regions = [.. regions.Select(r => Axis(file, r, notes))];
        DateTime? acquired = Acquired(file);
        string title = file.Text(200, 80, "a comment");
        List<SpectrumData> spectra = new SpeFrames(file, pixel, regions, length, frames).Spectra(
            (s, _, _) => s with { Acquired = acquired, Title = title },
            notes
        );
        return new()
        {
            Format = PrincetonSpeReader.Format,
            Technique = hasLaser || file.U8(3016, "the unit on the screen") == RamanShift ? "raman" : null,
            Spectra = spectra,
            Metadata = Metadata(file),
            Notes = notes,
        };
    }

    /// <summary>The regions of a frame: one of xdim by ydim, unless several fill the file exactly.</summary>
    private static (IReadOnlyList<SpeRegion> Regions, long Length) Regions(FileBytes file, int size, List<string> notes)
    {
        int width = file.U16(42, "the width");
        int height = file.U16(656, "the height");
        int count = file.I16(1510, "the number of regions");
        long data = file.Length - SpeFrames.Start;
        if (count is > 1 and <= MostRegions)
        {
            var regions = new List<SpeRegion>();
            long length = 0;
            for (int r = 0; r < count; r++)
            {
                int[] v = [.. Enumerable.Range(0, 6).Select(i => (int)file.U16(1512 + 12 * r + 2 * i, "a region"))];
                int w = v[2] > 0 ? (v[1] - v[0] + 1) / v[2] : 0;
                int h = v[5] > 0 ? (v[4] - v[3] + 1) / v[5] : 0;
                if (w < 1 || h < 1)
                    break;
                regions.Add(new(w, h, length));
                length += (long)w * h * size;
            }
            if (regions.Count == count && data >= length && data % length == 0)
                return (regions, length);
            notes.Add($"the header lists {count} regions that do not fill the file; read as frames of {width} x {height}");
        }
        if (width == 0 || height == 0)
            throw new BadFileException(width == 0 ? 42 : 656, "frames of at least one pixel", $"{width} x {height}");
        return ([new(width, height, 0)], (long)width * height * size);
    }

    /// <summary>Frames in the file: the header's number is that of frames wanted, also where fewer were taken.</summary>
    private static long Frames(FileBytes file, long length, List<string> notes)
    {
        long claimed = file.I32(1446, "the number of frames");
        long data = file.Length - SpeFrames.Start;
        long whole = data / length;
        if (whole == 0)
            throw new BadFileException(SpeFrames.Start, $"{length} bytes for a frame", $"{data} bytes to the end of the file");
        if (whole < claimed)
            notes.Add($"{whole} of {claimed} frames are whole and were read: the file is cut or the measurement was broken off");
        else if (claimed < whole && (claimed < 1 || data % length == 0))
            notes.Add($"the header counts {claimed} frames and the file holds {whole}; all were read");
        else
            return claimed;
        return whole;
    }

    private static SpeRegion Axis(FileBytes file, SpeRegion region, List<string> notes)
    {
        int order = file.U8(3101, "the order of the calibration");
        double[] c = file.F64s(3263, 6, "the calibration");
        if (
            file.U8(3098, "the calibration") != 1
            || order is < 1 or > 5
            || c.Take(order + 1).Any(v => !double.IsFinite(v))
            || c[1..].All(v => v == 0)
        )
        {
            notes.Add("no calibration of x: pixels counted from 1");
            return region with { X = SpePixels.Numbers(region.Width) };
        }
        double[] x = new double[region.Width];
        for (int i = 0; i < x.Length; i++)
        {
            // Pixels count from 1.
            double sum = 0;
            for (int k = order; k >= 0; k--)
                sum = sum * (i + 1) + c[k];
            x[i] = sum;
        }
        if (x.Any(v => !double.IsFinite(v)))
            throw new BadFileException(3263, "a calibration that gives finite x", string.Join(", ", c.Take(order + 1)));
        int unit = file.U8(3100, "the unit of the calibration");
        if (unit != Nanometres)
            notes.Add($"the calibration is in a unit of code {unit} that is not known here");
        return region with { X = x, XUnit = unit == Nanometres ? Unit.Nanometre : Unit.None };
    }

    /// <summary>Start of the measurement: UTC where the header has the time of day both local and UTC, which gives the zone.</summary>
    private static DateTime? Acquired(FileBytes file)
    {
        string date = file.Text(20, 10, "the date");
        string local = file.Text(172, 7, "the time");
        if (!DateTime.TryParseExact(date + local, "ddMMMyyyyHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime start))
            return null;
        if (
            !DateTime.TryParseExact(
                file.Text(179, 7, "the time"),
                "HHmmss",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out DateTime utc
            )
        )
            return start;
        // The date is local. Clocks are 10 hours behind (Hawaii) to 13 hours ahead (New Zealand in summer), which gives the day of the UTC time.
        TimeSpan ahead = start.TimeOfDay - utc.TimeOfDay;
        ahead =
            ahead > TimeSpan.FromHours(13) ? ahead - TimeSpan.FromDays(1)
            : ahead <= TimeSpan.FromHours(-11) ? ahead + TimeSpan.FromDays(1)
            : ahead;
        return ahead.Ticks % TimeSpan.FromMinutes(15).Ticks == 0
            ? FileDates.After(DateTime.SpecifyKind(start, DateTimeKind.Utc), -ahead.TotalSeconds)
            : start;
    }

    /// <summary>What the header says, under the names that its description gives the fields.</summary>
    private static Dictionary<string, string> Metadata(FileBytes file)
    {
        var metadata = new Dictionary<string, string>();
        Number("version", file.F32(1992, "version"));
        Number("exp_sec", file.F32(10, "exp_sec"));
        Text("date", 20, 10);
        Text("ExperimentTimeLocal", 172, 7);
        Text("ExperimentTimeUTC", 179, 7);
        Number("DetTemperature", file.F32(36, "DetTemperature"));
        Number("SpecCenterWlNm", file.F32(72, "SpecCenterWlNm"));
        Number("SpecGrooves", file.F32(650, "SpecGrooves"));
        Number("accumulations", file.I32(668, "accumulations"));
        Number("laser_position", file.F64(3311, "laser_position"));
        for (int i = 0; i < 5; i++)
            Text(string.Create(CultureInfo.InvariantCulture, $"comment {i + 1}"), 200 + 80 * i, 80);
        for (int r = 0; r < Math.Clamp((int)file.I16(1510, "NumROI"), 0, MostRegions); r++)
            metadata[string.Create(CultureInfo.InvariantCulture, $"ROI {r + 1}")] = string.Join(
                ' ',
                Enumerable.Range(0, 6).Select(i => file.U16(1512 + 12 * r + 2 * i, "a region").ToString(CultureInfo.InvariantCulture))
            );
        Text("x string", 3018, 40);
        Number("x polynom_unit", file.U8(3100, "polynom_unit"));
        metadata["x polynom_coeff"] = string.Join(
            ' ',
            file.F64s(3263, 6, "polynom_coeff").Select(v => v.ToString("R", CultureInfo.InvariantCulture))
        );
        return metadata;

        void Number(string key, double value)
        {
            if (double.IsFinite(value) && value != 0)
                metadata[key] = value.ToString(CultureInfo.InvariantCulture);
        }

        void Text(string key, int offset, int length)
        {
            string text = file.Text(offset, length, key);
            if (text.Length > 0 && !text.Any(char.IsControl))
                metadata[key] = text;
        }
    }
}
