using SpectraPipeline.Core;
using SpectraPipeline.Report.Sources;

namespace SpectraPipeline.Report.Figures;

/// <summary>What page one is drawn from: spectra as a map along time or potential, heights of the tracks, the current, on one axis.</summary>
public sealed record OverviewInput(
    string Name,
    FigureAxis X,
    FigureAxis Spectral,
    FigureAxis Signal,
    double[] At,
    double[] Wavenumber,
    double[] Map,
    bool IsDifference,
    IReadOnlyList<TrackInput> Tracks,
    IReadOnlyList<CompanionInput> Companions,
    string RowId
)
{
    /// <summary>The sign of ΔR/R0: a loss of light is negative where something formed.</summary>
    public bool NegativeMeansFormed { get; init; }
}

/// <summary>The composite of page one.</summary>
[Figure(Name, 0)]
public sealed class OverviewFigure : FigureMaker
{
    public const string Name = "overview";
    private const int MostColumns = 400;
    private const int MostTracks = 4;

    public override IEnumerable<Figure> Make(ReportSource source)
    {
        SeriesSource? series = source
            .Series.Where(s => s.VibrationalStep is not null && s.Healthy(3).Count > 2)
            .OrderBy(s => s.Card.Role is "sample" or "" ? 0 : 1)
            .ThenBy(s => s.Tracks.Any() ? 0 : 1)
            .FirstOrDefault();
        if (series is null)
            yield break;
        yield return Draw(InputOf(source, series));
    }

    public static Figure Draw(OverviewInput input)
    {
        FigureAxis x = input.X with { Group = "x" };
        (ColourScale scale, string note) = MapScale.Of(input.Map, input.IsDifference);
        int rows = 1 + (input.Tracks.Count > 0 ? 1 : 0) + input.Companions.Count;
        List<Panel> panels =
        [
            new Panel
            {
                X = x,
                // Along the page upward, so the convention of the lying axis does not apply.
                Y = input.Spectral with
                {
                    Direction = AxisDirection.Ascending,
                },
                Layers = [new HeatmapLayer(input.At, input.Wavenumber, input.Map, scale) { RowIds = [input.RowId] }],
                Bar = new(scale, input.Signal),
            },
        ];
        if (input.Tracks.Count > 0)
            panels.Add(
                new Panel
                {
                    X = x,
                    Y = TrackRange.OfHeights(input.Signal, input.Tracks),
                    Layers = [new HorizontalLineLayer(0), .. Heights(input.Tracks)],
                }
            );
        panels.AddRange(
            input.Companions.Select(companion => new Panel
            {
                X = x,
                Y = companion.Y,
                Layers = BandEvolutionFigure.CompanionLayers(companion, named: true),
            })
        );
        return new Figure
        {
            Name = input.Name,
            Width = FigureWidth.TwoColumns,
            HeightMillimetres = 60 + (36 * (rows - 1)),
            RowWeights = [1.5, .. Enumerable.Repeat(1.0, rows - 1)],
            Panels =
            [
                .. panels.Select(
                    (panel, i) =>
                        panel with
                        {
                            Row = i,
                            Letter = ((char)('a' + i)).ToString(),
                            X = i == rows - 1 ? panel.X : panel.X with { Labelled = false },
                        }
                ),
            ],
            Caption = RichText.Plain(Caption(input) + note),
        };
    }

    private static string Caption(OverviewInput input)
    {
        string caption = "(a) Spectra as a map";
        caption +=
            !input.IsDifference ? "."
            : input.NegativeMeansFormed ? ", orange positive (lost), blue negative (formed)."
            : ", orange positive (formed), blue negative (lost).";
        if (input.Tracks.Count > 0)
            caption +=
                $" (b) Heights of the bands; bars: {string.Join(" or ", input.Tracks.Select(t => t.Bars).Distinct())}"
                + (input.Tracks.Any(t => t.Below.Any(below => below)) ? "; open: below the limit of detection" : "")
                + (
                    input.Tracks.Any(t => t.Onset is not null) ? "; bars with a tick over the axis: onsets with their 95 % intervals." : "."
                );
        return caption + (input.Companions.Count > 0 ? $" ({(char)('a' + (input.Tracks.Count > 0 ? 2 : 1))}) Current." : "");
    }

    private static IEnumerable<Layer> Heights(IReadOnlyList<TrackInput> tracks)
    {
        int lane = 0;
        for (int i = 0; i < tracks.Count; i++)
        {
            TrackInput track = tracks[i];
            Colour colour = OkabeIto.Line(i);
            foreach (Layer onset in TrackLayers.Onset(track, colour, lane))
            {
                yield return onset;
                lane++;
            }
            yield return new LineLayer(track.X, track.Height.Value) { Colour = colour, Thickness = 0.4 };
            ILookup<bool, int> found = Enumerable
                .Range(0, track.X.Length)
                .Where(frame => double.IsFinite(track.Height.Value[frame]))
                .ToLookup(track.IsBelow);
            foreach (bool below in (bool[])[true, false])
                if (found[below].Any())
                    yield return TrackLayers.Points(track, track.Height, [.. found[below]], colour) with
                    {
                        Name = !below || !found[false].Any() ? track.Heading : null,
                        Marker = OkabeIto.Marker(i),
                        Hollow = below,
                    };
        }
    }

    private static OverviewInput InputOf(ReportSource source, SeriesSource series)
    {
        string step = series.VibrationalStep!;
        SpectralSeries spectra = series.Read(step, [.. series.Healthy(MostColumns)]);
        Signal signal = series.VibrationalSignal;
        int[] rows = [.. Enumerable.Range(0, spectra.Frames).Where(i => spectra.Faults[i] is null)];
        // The axis must only rise: a potential that turns back gives way to time.
        double[] at = [.. rows.Select(i => series.At(spectra.Info[i].Frame, series.Variable))];
        Variable variable = series.Variable == Variable.Potential && IsStrict(at) ? Variable.Potential : series.Ordered;
        at = [.. rows.Select(i => series.At(spectra.Info[i].Frame, variable))];
        double[] map = new double[spectra.Points * rows.Length];
        for (int column = 0; column < rows.Length; column++)
        {
            double[] y = SeriesSource.Spectrum(spectra, rows[column]);
            for (int row = 0; row < y.Length; row++)
                map[(row * rows.Length) + column] = y[row];
        }
        return new OverviewInput(
            Name,
            series.AxisOf(variable),
            SeriesSource.XAxisOf(spectra.Axis),
            SeriesSource.YAxisOf(signal),
            at,
            spectra.Axis.Values.ToArray(),
            map,
            signal.Kind is SignalKind.DifferenceAbsorbance or SignalKind.RelativeDifference,
            [.. EvolutionRows.Tracks(source, series, variable).Take(MostTracks)],
            EvolutionRows.Companions(series, variable),
            $"spectra:{series.Id}/{step}"
        )
        {
            NegativeMeansFormed = signal.FormedSign < 0,
        };
    }

    private static bool IsStrict(double[] values)
    {
        for (int i = 1; i < values.Length; i++)
            if (!double.IsFinite(values[i]) || values[i] == values[i - 1] || (values[i] > values[i - 1]) != (values[1] > values[0]))
                return false;
        return values.Length > 1;
    }
}
