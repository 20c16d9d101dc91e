using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.Princeton;

/// <summary>SPE 3.x of LightField: frames after an empty header, described by XML at the end of the file.</summary>
internal static class LightFieldFile
{
    /// <summary>Reads the file.</summary>
    public static SpectrumFile Read(FileBytes file)
    {
        ulong place = file.U64(678, "the place of the XML footer");
        if (place < SpeFrames.Start || place >= (ulong)file.Length)
            throw new BadFileException(
                678,
                "the place of the XML footer that describes the frames",
                $"byte {place} of {file.Length}{(place >= (ulong)file.Length ? ": the file is cut, and without its footer the frames cannot be told apart" : "")}"
            );
        var footer = LightFieldFooter.Read(file, (long)place);
        DataBlock frame = footer.Frame ?? throw new BadFileException((long)place, "a data block of type Frame in the XML footer", "none");
        var notes = new List<string>();
        SpePixel pixel = Pixel(frame, (long)place);
        (List<SpeRegion> regions, long length) = Regions(footer, pixel, (long)place);
        SpeFrames frames = Frames(file, frame, pixel, regions, length, (long)place, notes);
        regions = [.. regions.Select((r, i) => Axis(footer, r, footer.Regions[i], notes))];
        bool hasLaser = double.IsFinite(footer.LaserLine);
        if (hasLaser)
            notes.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"x is the wavelength; the Raman shift to the file's laser of {footer.LaserLine} nm is 1e7/{footer.LaserLine} - 1e7/x"
                )
            );
        var stamps = new FrameStamps(file, footer, frames, length, notes);
        return new()
        {
            Format = PrincetonSpeReader.Format,
            Technique = hasLaser ? "raman" : null,
            Spectra = (frames with { Regions = regions }).Spectra(stamps.Add, notes),
            Metadata = footer.Metadata,
            Notes = notes,
        };
    }

    private static SpePixel Pixel(DataBlock frame, long place) =>
        frame.Attributes.GetValueOrDefault("pixelFormat") switch
        {
            "MonochromeUnsigned16" => SpePixel.UInt16,
            "MonochromeUnsigned32" => SpePixel.UInt32,
            "MonochromeFloating32" => SpePixel.Float32,
            "MonochromeFloating64" => SpePixel.Float64,
            "MonochromeUnsigned8" => SpePixel.UInt8,
            string other => throw new BadFileException(place, "a pixelFormat Monochrome... of 8 to 64 bits", $"'{other}'"),
            null => throw new BadFileException(place, "the pixelFormat of the frames", "none"),
        };

    /// <summary>Regions one after the other within a frame, and the bytes that they take.</summary>
    private static (List<SpeRegion> Regions, long Length) Regions(LightFieldFooter footer, SpePixel pixel, long place)
    {
        var regions = new List<SpeRegion>();
        long offset = 0;
        foreach (DataBlock block in footer.Regions)
        {
            (long width, long height, long stride) = (block.Number("width"), block.Number("height"), block.Number("stride"));
            Int128 size = (Int128)Math.Max(0, width) * Math.Max(0, height) * SpePixels.Size(pixel);
            if (size <= 0 || size > int.MaxValue || (stride >= 0 && stride < size))
                throw new BadFileException(
                    place,
                    $"a region whose stride holds its pixels of {SpePixels.Size(pixel)} bytes",
                    $"{width} x {height} in {stride} bytes"
                );
            regions.Add(new((int)width, (int)height, offset));
            offset += stride < 0 ? (long)size : stride;
        }
        return regions.Count > 0
            ? (regions, offset)
            : throw new BadFileException(place, "a region of the frames in the XML footer", "none");
    }

    private static SpeFrames Frames(
        FileBytes file,
        DataBlock frame,
        SpePixel pixel,
        List<SpeRegion> regions,
        long length,
        long place,
        List<string> notes
    )
    {
        long stride = frame.Number("stride") >= 0 ? frame.Number("stride") : length;
        if (stride < length)
            throw new BadFileException(place, $"a stride of the frames of at least the {length} bytes of their regions", $"{stride}");
        long count = frame.Number("count");
        long whole = (place - SpeFrames.Start) / stride;
        if (whole == 0)
            throw new BadFileException(SpeFrames.Start, $"{stride} bytes for a frame", $"{place - SpeFrames.Start} before the XML footer");
        if (count < 1)
            notes.Add($"the footer does not count its frames; {whole} were found");
        else if (whole < count)
            notes.Add($"{whole} of {count} frames are whole and were read");
        return new(file, pixel, regions, stride, count < 1 ? whole : Math.Min(count, whole));
    }

    /// <summary>The wavelengths of a region: a list of its own length, or its part of the list of the whole sensor, the mean where pixels are binned.</summary>
    private static SpeRegion Axis(LightFieldFooter footer, SpeRegion region, DataBlock block, List<string> notes)
    {
        string[] ids = [.. footer.Frame!.Calibrations, .. block.Calibrations];
        double[]? list =
            footer.Wavelengths.Count == 0
                ? null
                : footer.Wavelengths.FirstOrDefault(w => ids.Contains(w.Id)).Wavelengths ?? footer.Wavelengths[0].Wavelengths;
        if (list is not null && list.Length == region.Width)
            return region with { X = list, XUnit = Unit.Nanometre };
        DataBlock? sensor = ids.Select(i => footer.SensorMappings.GetValueOrDefault(i)).FirstOrDefault(s => s is not null);
        long first = sensor?.Number("x") ?? -1;
        long bin = sensor?.Number("xBinning") ?? -1;
        if (list is null || first < 0 || bin < 1 || first + bin * region.Width > list.Length)
        {
            notes.Add(
                list is null
                    ? "no wavelengths: pixels counted from 1"
                    : $"the list of {list.Length} wavelengths does not fit a region of {region.Width} points: pixels counted from 1"
            );
            return region with { X = SpePixels.Numbers(region.Width) };
        }
        double[] x = new double[region.Width];
        for (int i = 0; i < x.Length; i++)
            x[i] = bin == 1 ? list[first + i] : list.AsSpan((int)(first + i * bin), (int)bin).ToArray().Average();
        return region with { X = x, XUnit = Unit.Nanometre };
    }

    /// <summary>Numbers that stand behind the regions of each frame: the clock of a series.</summary>
    private sealed class FrameStamps
    {
        private readonly FileBytes _file;
        private readonly SpeFrames _frames;
        private readonly LightFieldFooter _footer;
        private readonly long _offset;
        private readonly bool _there;

        public FrameStamps(FileBytes file, LightFieldFooter footer, SpeFrames frames, long offset, List<string> notes)
        {
            (_file, _footer, _frames, _offset) = (file, footer, frames, offset);
            long room = frames.Stride - offset;
            _there = footer.Fields.Count > 0 && room >= footer.Fields.Sum(f => f.Length);
            if (footer.Fields.Count > 0 && !_there)
                notes.Add(
                    $"the footer describes {footer.Fields.Count} numbers behind each frame, which has {room} bytes for them; left out"
                );
        }

        /// <summary>Gives a spectrum the numbers and the time of its frame.</summary>
        public SpectrumData Add(SpectrumData spectrum, Dictionary<string, string> entries, long frame)
        {
            double time = double.NaN;
            DateTime? acquired = _footer.Created;
            long at = SpeFrames.Start + frame * _frames.Stride + _offset;
            foreach (FrameField field in _there ? _footer.Fields : [])
            {
                (double value, string text) = Number(field, at);
                at += field.Length;
                entries.TryAdd(field.Name, text);
                // The first stamp is the start of the exposure where there is one; the end stands in for it.
                if (field.Resolution > 0 && double.IsNaN(time))
                    (time, acquired) = (value / field.Resolution, At(field.Origin, value / field.Resolution) ?? acquired);
            }
            return spectrum with { TimeS = time, Acquired = acquired };
        }

        private (double Value, string Text) Number(FrameField field, long at)
        {
            if (field.IsReal)
            {
                double real = field.Length == 8 ? _file.F64(at, field.Name) : _file.F32(at, field.Name);
                return (real, real.ToString("R", CultureInfo.InvariantCulture));
            }
            long ticks = field.Length == 8 ? _file.I64(at, field.Name) : _file.I32(at, field.Name);
            return (ticks, ticks.ToString(CultureInfo.InvariantCulture));
        }

        private static DateTime? At(DateTime? origin, double seconds) =>
            origin is DateTime o && o.Year is > 1900 and < 3000 && seconds is > -1e9 and < 1e9
                ? o.AddTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond))
                : null;
    }
}
