namespace SpectraPipeline.Report.Figures;

/// <summary>What is drawn over a wavelet map: where the ends of the data pull it, its maxima with their intervals.</summary>
internal static class WaveletMarks
{
    private static readonly Colour s_white = new(255, 255, 255);

    public static IEnumerable<Layer> Of(WaveletInput wavelet, ColourScale scale, FigureAxis k, double top)
    {
        if (wavelet.Ends is { } ends)
            foreach ((double end, int inward) in ((double, int)[])[(ends.From, 1), (ends.To, -1)])
                yield return Edge(wavelet, ends, end, inward, k, top);
        foreach (LobeInput lobe in wavelet.Lobes.Where(l => l.R <= top))
        {
            // Black on the bright maximum, white on the dark.
            Colour colour = scale.At(lobe.Amplitude).TextOn;
            yield return Bar([lobe.KInterval.Low, lobe.KInterval.High], [lobe.R, lobe.R], colour, lobe.RowId);
            yield return Bar([lobe.K, lobe.K], [lobe.RInterval.Low, lobe.RInterval.High], colour, lobe.RowId);
            yield return new PointsLayer([lobe.K], [lobe.R])
            {
                Colour = colour,
                Hollow = lobe.AtEdge,
                Size = 3,
                RowIds = [lobe.RowId],
            };
        }
    }

    /// <summary>k at which the kernel just reaches the end, over R, from where both ends meet.</summary>
    private static LineLayer Edge(
        WaveletInput wavelet,
        (double Reach, double From, double To) ends,
        double end,
        int inward,
        FigureAxis axis,
        double top
    )
    {
        // Below where the two lines meet no place is free of both ends.
        double least = 2 * ends.Reach / (ends.To - ends.From);
        double[] r = [least, .. wavelet.R.Where(v => v > least && v <= top)];
        double[] k =
        [
            .. r.Select(v => end + (inward * ends.Reach / v)).Select(v => v >= (axis.Low ?? v) && v <= (axis.High ?? v) ? v : double.NaN),
        ];
        return new LineLayer(k, r)
        {
            Colour = s_white,
            Dash = LineDash.Dashed,
            Thickness = 0.6,
            RowIds = [wavelet.RowId],
        };
    }

    private static LineLayer Bar(double[] x, double[] y, Colour colour, string row) =>
        new(x, y)
        {
            Colour = colour,
            Thickness = 0.8,
            RowIds = [row],
        };
}
