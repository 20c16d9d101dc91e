namespace SpectraPipeline.Report.Figures;

/// <summary>The colour scale of a map of spectra.</summary>
internal static class MapScale
{
    /// <summary>Part of the points that the scale covers.</summary>
    private const double Covered = 0.998;

    /// <summary>Signed maps from −x to x, others from lowest to highest; a few extreme points (a cut-off, a spike) go beyond the scale rather than
    /// bleach everything else, and then the note says so.</summary>
    public static (ColourScale Scale, string Note) Of(double[] z, bool isSigned)
    {
        double[] sorted = [.. z.Where(double.IsFinite).Select(v => isSigned ? Math.Abs(v) : v).Order()];
        if (sorted.Length == 0)
            return (new ColourScale(Palette.Cividis, 0, 1), "");
        double low = isSigned ? 0 : sorted[0];
        double high = sorted[^1];
        double most = sorted[(int)(Covered * (sorted.Length - 1))];
        bool cut = most > low && high - low > 1.5 * (most - low);
        if (cut)
            high = most;
        if (high <= low)
            high = low + 1;
        string note = cut ? " The strongest 0.2 % of the points go beyond the colour scale." : "";
        return (isSigned ? ColourScale.Symmetric(high) : new ColourScale(Palette.Cividis, low, high), note);
    }
}
