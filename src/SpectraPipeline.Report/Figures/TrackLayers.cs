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

    /// <summary>Markers for some of the points of a quantity.</summary>
    public static PointsLayer Points(TrackInput track, TrackedQuantity quantity, IReadOnlyList<int> chosen, Colour colour)
    {
        double[]? error = quantity.Error.Length == 0 ? null : [.. chosen.Select(i => quantity.Error[i])];
        return new PointsLayer([.. chosen.Select(i => track.X[i])], [.. chosen.Select(i => quantity.Value[i])])
        {
            ErrorBelow = error,
            ErrorAbove = error,
            Colour = colour,
            Size = track.X.Length > 60 ? 2.2 : 3.2,
            RowIds = [.. chosen.Select(i => i < track.RowIds.Count ? track.RowIds[i] : "")],
        };
    }
}
