using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Report.Sources;

namespace SpectraPipeline.Report.Figures;

/// <summary>Spectra of XAS series as the figure draws them.</summary>
internal static class XasCurves
{
    /// <summary>Curves that can be told apart in one panel.</summary>
    private const int MostCurves = 6;

    /// <summary>More real parts than these hide each other.</summary>
    private const int MostRealParts = 3;

    public static bool HasAny(SeriesSource series) =>
        series.StepWith(SignalKind.Norm) is not null
        || series.StepWith(SignalKind.ChiK) is not null
        || series.StepWith(SignalKind.ChiR) is not null;

    public static XasInput InputOf(ReportSource source, IReadOnlyList<SeriesSource> series, string name)
    {
        List<(SeriesSource Series, int Frame)> frames = [];
        int each = Math.Max(1, MostCurves / series.Count);
        foreach (SeriesSource s in series.Take(MostCurves))
            frames.AddRange(s.Healthy(each).Select(frame => (s, frame)));
        int weight = KWeight(series);
        NamedCurve[] chi = Curves(frames, SignalKind.ChiK, "chi");
        foreach (NamedCurve curve in chi)
            for (int i = 0; i < curve.X.Length; i++)
                curve.Y[i] *= Math.Pow(curve.X[i], weight);
        return new XasInput
        {
            Name = name,
            Norm = Curves(frames, SignalKind.Norm, "norm"),
            Chi = chi,
            Magnitude = Curves(frames, SignalKind.ChiR, "mag"),
            RealPart = frames.Count <= MostRealParts ? Curves(frames, SignalKind.ChiR, "re") : [],
            // A sample says more than a standard, and is shown where there is one.
            Wavelet = frames
                .OrderBy(f => f.Series.Card.Role is "standard" or "foil" ? 1 : 0)
                .Select(f => WaveletOf(source, f.Series, f.Frame))
                .FirstOrDefault(w => w is not null),
            KWeight = weight,
        };
    }

    /// <summary>The weight of the transform, which the panel of chi(k) shows too.</summary>
    private static int KWeight(IReadOnlyList<SeriesSource> series)
    {
        string? text = series.SelectMany(s => s.Card.Steps).LastOrDefault(step => step.Stage == "xas.fourier")?.Parameter("k-weight");
        return int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int weight) ? weight : 2;
    }

    private static NamedCurve[] Curves(List<(SeriesSource Series, int Frame)> frames, SignalKind kind, string channel)
    {
        List<NamedCurve> curves = [];
        foreach ((SeriesSource series, int frame) in frames)
        {
            if (series.StepWith(kind) is not { } step)
                continue;
            SpectralSeries spectra = series.Read(step, [frame]);
            if (spectra.Frames == 0 || (spectra.Find(channel) ?? spectra.Find(kind)) is not { } found)
                continue;
            string label = series.Frames.Count > 1 ? $"{series.Id}, frame {frame.ToString(CultureInfo.InvariantCulture)}" : series.Id;
            curves.Add(
                new(RichText.Plain(label), spectra.Axis.Values.ToArray(), found[0].ToArray(), RowIds.Spectrum(series.Id, step, frame))
            );
        }
        return [.. curves];
    }

    private static WaveletInput? WaveletOf(ReportSource source, SeriesSource series, int frame)
    {
        if (series.StepWith(SignalKind.WaveletMap) is not { } step)
            return null;
        SpectralSeries map = series.Read(step, [frame]);
        if (map.Frames == 0 || map.Axis2 is null)
            return null;
        WaveletLobeRow lobe = source.WaveletLobes.FirstOrDefault(l => l.Series == series.Id && l.Frame == frame && l.Lobe == 1);
        bool known = lobe.Series is not null && double.IsFinite(lobe.KResolution);
        return new(
            map.Axis.Values.ToArray(),
            map.Axis2.Values.ToArray(),
            map.Primary[0].ToArray(),
            known ? lobe.KResolution / 2 : null,
            null,
            RowIds.Spectrum(series.Id, step, frame)
        )
        {
            Of = series.Id,
            LobeR = known ? lobe.RMax : null,
        };
    }
}
