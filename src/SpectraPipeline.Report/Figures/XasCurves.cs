using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Wavelets;
using SpectraPipeline.Report.Sources;

namespace SpectraPipeline.Report.Figures;

/// <summary>Spectra of XAS series as the figure draws them.</summary>
internal static class XasCurves
{
    /// <summary>Curves that can be told apart in one panel.</summary>
    private const int MostCurves = 6;

    /// <summary>Maps that are drawn beside each other.</summary>
    private const int MostMaps = 3;

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
        // A sample says more than a standard: where not all maps are drawn, a sample's is.
        List<(SeriesSource Series, int Frame)> maps = [.. frames.Where(f => f.Series.StepWith(SignalKind.WaveletMap) is not null)];
        List<WaveletInput> wavelets =
        [
            .. (maps.Count <= MostMaps ? maps : [.. maps.OrderBy(f => f.Series.Card.Role is "standard" or "foil" ? 1 : 0).Take(1)])
                .Select(f => WaveletOf(source, frames, f.Series, f.Frame))
                .OfType<WaveletInput>(),
        ];
        return new XasInput
        {
            Name = name,
            Norm = Curves(frames, SignalKind.Norm, "norm"),
            Chi = chi,
            Magnitude = Curves(frames, SignalKind.ChiR, "mag"),
            RealPart = frames.Count <= MostRealParts ? Curves(frames, SignalKind.ChiR, "re") : [],
            Wavelets = wavelets,
            WaveletsStored = maps.Count,
            KWeight = weight,
            EdgeEnergy = source
                .Edges.Where(e => series.Any(s => s.Id == e.Series))
                .Select(e => e.E0)
                .Where(double.IsFinite)
                .DefaultIfEmpty(double.NaN)
                .First(),
            KMin = Shared(series, "k-min"),
            KMax = Shared(series, "k-max"),
        };
    }

    /// <summary>The weight of the transform, which the panel of chi(k) shows too.</summary>
    private static int KWeight(IReadOnlyList<SeriesSource> series) => (int)(Parameter(series, "k-weight") ?? 2);

    /// <summary>A parameter of the transform that all series which say it agree on.</summary>
    private static double? Shared(IReadOnlyList<SeriesSource> series, string name)
    {
        double?[] values = [.. series.Select(s => Parameter([s], name)).Where(v => v is not null).Distinct()];
        return values.Length == 1 ? values[0] : null;
    }

    private static double? Parameter(IReadOnlyList<SeriesSource> series, string name)
    {
        string? text = series.SelectMany(s => s.Card.Steps).LastOrDefault(step => step.Stage == "xas.fourier")?.Parameter(name);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null;
    }

    /// <summary>What tells a curve from the others: potential, file or frame, with the series where there are several.</summary>
    private static string Label(List<(SeriesSource Series, int Frame)> frames, SeriesSource series, int frame)
    {
        bool several = frames.Select(f => f.Series.Id).Distinct().Count() > 1;
        if (series.Frames.Count <= 1 && several)
            return series.Id;
        FrameRow row = series.Frames.FirstOrDefault(f => f.Frame == frame);
        int[] shown = [.. frames.Where(f => f.Series == series).Select(f => f.Frame)];
        string?[] stems = [.. series.Frames.Where(f => shown.Contains(f.Frame)).Select(f => Path.GetFileNameWithoutExtension(f.File))];
        string own =
            series.Variable == Variable.Potential ? Html.UncertainNumber.Significant(series.At(frame, Variable.Potential), 3) + " V"
            : stems.Distinct().Count() == stems.Length ? Path.GetFileNameWithoutExtension(row.File)
            : double.IsFinite(row.TimeS) ? Html.UncertainNumber.Significant(row.TimeS, 3) + " s"
            : $"{Path.GetFileNameWithoutExtension(row.File)}, spectrum {(row.IndexInFile + 1).ToString(CultureInfo.InvariantCulture)}";
        return several ? $"{series.Id}, {own}" : own;
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
            curves.Add(
                new(
                    RichText.Plain(Label(frames, series, frame)),
                    spectra.Axis.Values.ToArray(),
                    found[0].ToArray(),
                    RowIds.Spectrum(series.Id, step, frame)
                )
                {
                    Flagged = series.Frames.Any(f => f.Frame == frame && f.Status == "flagged"),
                }
            );
        }
        return [.. curves];
    }

    private static WaveletInput? WaveletOf(
        ReportSource source,
        List<(SeriesSource Series, int Frame)> frames,
        SeriesSource series,
        int frame
    )
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
            Of = Label(frames, series, frame),
            LobeR = known ? lobe.RMax : null,
            Lobes =
            [
                .. source
                    .WaveletLobes.Where(l => l.Series == series.Id && l.Frame == frame)
                    .Select(l => new LobeInput(l.KMax, l.RMax, l.Amplitude, RowIds.Of(l))
                    {
                        KInterval = (l.KMaxLow, l.KMaxHigh),
                        RInterval = (l.RMaxLow, l.RMaxHigh),
                        AtEdge = l.EdgeEffect,
                    }),
            ],
            Ends = EndsOf(series, lobe, map.Axis),
        };
    }

    /// <summary>Where the kernel of the map reaches beyond the data; null in folders that do not say its parameters.</summary>
    private static (double Reach, double From, double To)? EndsOf(SeriesSource series, in WaveletLobeRow lobe, Axis k)
    {
        StepView? step = series.Card.Steps.LastOrDefault(s => s.Stage == "xas.wavelet");
        if (lobe.Series is null || Number(step, "k-min") is not double from)
            return null;
        double reach =
            double.IsFinite(lobe.Kappa + lobe.Sigma) ? MorletWavelet.EdgeReach(lobe.Kappa, lobe.Sigma, 1)
            : double.IsFinite(lobe.Order) ? CauchyWavelet.EdgeReach((int)lobe.Order, 1)
            : double.NaN;
        return double.IsFinite(reach) ? (reach, from, Number(step, "k-max") ?? k[k.Length - 1]) : null;
    }

    private static double? Number(StepView? step, string name) =>
        double.TryParse(step?.Parameter(name), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null;
}
