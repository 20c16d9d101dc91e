namespace SpectraPipeline.Report.Figures;

/// <summary>Layers that every figure of tracks draws alike.</summary>
internal static class TrackLayers
{
    /// <summary>The onset: a bar over its interval with a tick, near the axis, so that onsets of several bands do not cover each other.</summary>
    public static IEnumerable<Layer> Onset(TrackInput track, Colour colour, int lane)
    {
        if (track.Onset is { } onset)
            yield return new MarksLayer([onset.At])
            {
                Lane = lane,
                Low = [onset.Low],
                High = [onset.High],
                Colour = colour,
                Dash = LineDash.Solid,
                Thickness = 1.2,
                RowIds = [onset.RowId],
            };
    }

    /// <summary>What the shade of <see cref="Merged"/> means.</summary>
    public const string MergedWords = "Yellow: merged with another track; what is fitted there belongs to both.";

    /// <summary>A shade over the stretches in which the track could not be told from another.</summary>
    public static IEnumerable<Layer> Merged(TrackInput track, FigureAxis y, bool named)
    {
        if (y is not { Low: double low, High: double high })
            yield break;
        for (int i = 0; i < track.Merged.Count; i++)
            yield return new BandLayer([track.Merged[i].From, track.Merged[i].To], [low, low], [high, high])
            {
                Name = named && i == 0 ? "merged" : null,
                Colour = OkabeIto.Yellow,
                Opacity = 0.35,
                RowIds = [track.Merged[i].RowId],
            };
    }

    /// <summary>Markers for some of the points of a quantity.</summary>
    public static PointsLayer Points(TrackInput track, TrackedQuantity quantity, IReadOnlyList<int> chosen, Colour colour)
    {
        return new PointsLayer([.. chosen.Select(i => track.X[i])], [.. chosen.Select(i => quantity.Value[i])])
        {
            ErrorBelow = Of(quantity.Below),
            ErrorAbove = Of(quantity.Above),
            Colour = colour,
            Size = track.X.Length > 60 ? 2.2 : 3.2,
            RowIds = [.. chosen.Select(i => i < track.RowIds.Count ? track.RowIds[i] : "")],
        };

        double[]? Of(double[] bars) => bars.Length == 0 ? null : [.. chosen.Select(i => bars[i])];
    }
}
