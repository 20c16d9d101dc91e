using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Sif;

/// <summary>Frames of a section as spectra: one a frame, with a channel for each row (track, line of an image).</summary>
internal static class SifFrames
{
    /// <summary>The spectra of a section.</summary>
    public static List<SpectrumData> Of(SifSection section, ReadHints hints, List<string> notes)
    {
        SifLayout layout = section.Layout;
        Signal signal = SignalOf(section.DataType, hints);
        (double[] Seconds, string? Note) times = Times(section);
        if (times.Note is string note)
            notes.Add(note);
        if (layout.Rows > 1)
            notes.Add($"a frame has {layout.Rows} rows (tracks or an image): each is a channel");
        SpectrumBudget.Allow(section.Frames * layout.Rows, layout.Width, section.DataAt);
        // By reference: frames without a calibration of their own share one list of coefficients.
        var axes = new Dictionary<double[], double[]>(ReferenceEqualityComparer.Instance);
        var spectra = new List<SpectrumData>();
        for (int f = 0; f < section.Frames; f++)
        {
            double[] coefficients = section.CalibrationOf(f);
            bool pixels = IsPixels(coefficients);
            double[] x = Axis(section, coefficients, axes);
            if (f == 0 && !pixels && (layout.Binning > 1 || layout.FirstPixel > 1))
                notes.Add("the calibration is taken to count the points of the frame from 1; binning and the first column are not applied");
            spectra.Add(
                new SpectrumData
                {
                    X = x,
                    XLabel = pixels ? "Pixel number" : "Wavelength",
                    XUnit = pixels ? Unit.Pixel : Unit.Nanometre,
                    Channels = Channels(section, f, signal),
                    Title = section.Frames > 1 ? string.Create(CultureInfo.InvariantCulture, $"{section.Part} {f + 1}") : section.Part,
                    Acquired =
                        f == 0 && double.IsNaN(times.Seconds[0]) ? section.Started : FileDates.After(section.Started, times.Seconds[f]),
                    TimeS = times.Seconds[f],
                }
            );
        }
        return spectra;
    }

    /// <summary>Puts the background, reference ... beside the signal: as channels where it fits frame by frame (or is one for all), else as a block of its own.</summary>
    public static void Join(List<SpectrumData> spectra, List<SpectrumData> others, string part)
    {
        bool oneForAll = others.Count == 1;
        bool fits =
            (oneForAll || others.Count == spectra.Count)
            && others[0].X.AsSpan().SequenceEqual(spectra[0].X)
            && others[0].Channels.Count == spectra[0].Channels.Count(c => c.Signal.Kind != SignalKind.Auxiliary);
        for (int i = 0; fits && i < spectra.Count; i++)
        {
            IEnumerable<ChannelData> added = others[oneForAll ? 0 : i]
                .Channels.Select(c => c with { Signal = new(SignalKind.Auxiliary, c.Signal.Unit) });
            spectra[i] = spectra[i] with { Channels = [.. spectra[i].Channels, .. added] };
        }
        if (fits)
            return;
        for (int i = 0; i < spectra.Count; i++)
            if (spectra[i].Block.Length == 0)
                spectra[i] = spectra[i] with { Block = "signal" };
        spectra.AddRange(others.Select(s => s with { Block = part }));
    }

    private static ChannelData[] Channels(SifSection section, int frame, Signal signal)
    {
        SifLayout layout = section.Layout;
        var channels = new ChannelData[layout.Rows];
        for (int r = 0; r < channels.Length; r++)
        {
            long at = section.DataAt + 4 * (frame * layout.FrameLength + (long)r * layout.Width);
            string name = channels.Length == 1 ? section.Part : string.Create(CultureInfo.InvariantCulture, $"{section.Part} row {r + 1}");
            channels[r] = new(name, section.File.F32s(at, layout.Width, "a frame"), signal);
        }
        return channels;
    }

    /// <summary>Pixels counted from 1, or their wavelength by a polynomial: λ(p) = Σ c_k p^k.</summary>
    private static double[] Axis(SifSection section, double[] coefficients, Dictionary<double[], double[]> axes)
    {
        if (axes.TryGetValue(coefficients, out double[]? known))
            return known;
        section.File.Allow(section.Layout.Width, section.DataAt, "the x axis");
        bool pixels = IsPixels(coefficients);
        double[] x = new double[section.Layout.Width];
        for (int p = 1; p <= x.Length; p++)
        {
            double sum = 0;
            for (int k = coefficients.Length - 1; k >= 0; k--)
                sum = sum * p + coefficients[k];
            x[p - 1] = pixels ? p : sum;
        }
        return axes[coefficients] = x;
    }

    // Without a spectrograph Solis writes the polynomial 0 1 0 0; the many numbers of an echelle spectrograph (Mechelle) are no polynomial of the pixel.
    private static bool IsPixels(double[] c) =>
        c.Length is < 2 or > 6 || (c[0] == 0 && c[1] is 0 or 1 && c.Skip(2).All(v => v == 0)) || !Array.Exists(c[1..], v => v != 0);

    private static Signal SignalOf(string dataType, ReadHints hints)
    {
        if (dataType.StartsWith("Counts", StringComparison.OrdinalIgnoreCase))
            return new(SignalKind.Counts, dataType.Contains("per second", StringComparison.OrdinalIgnoreCase) ? "counts/s" : "counts");
        Signal signal = SignalWords.Of(dataType);
        return signal.Kind == SignalKind.Unknown && hints.Quantity is SignalKind stated ? new(stated) : signal;
    }

    /// <summary>Time of each frame since the first: its stamp (µs), else the kinetic cycle time of the header.</summary>
    private static (double[] Seconds, string? Note) Times(SifSection section)
    {
        int n = (int)section.Frames;
        double[] seconds = new double[n];
        Array.Fill(seconds, double.NaN);
        if (section.Layout.Frames == 1)
            return (seconds, null);
        double[] stamps = section.StampsUs;
        bool rising = Enumerable.Range(1, stamps.Length - 1).All(i => stamps[i] > stamps[i - 1]);
        if (rising)
        {
            for (int i = 0; i < n; i++)
                seconds[i] = (stamps[i] - stamps[0]) * 1e-6;
            return (seconds, null);
        }
        if (!(section.CycleS > 0))
            return (seconds, "the frames have no time stamps and the header no cycle time");
        for (int i = 0; i < n; i++)
            seconds[i] = i * section.CycleS;
        return (seconds, "the frames have no time stamps: times are multiples of the kinetic cycle time");
    }
}
