using SpectraPipeline.Core.Rows;
using SpectraPipeline.Report.Sources;

namespace SpectraPipeline.Report.Figures;

/// <summary>Where on the axis of a figure the stretches lie that the tracker counts in frames.</summary>
internal static class MergedStretches
{
    /// <summary>A stretch reaches half way to the frames before and after it; where the potential turned in it, from its lowest to its highest.</summary>
    /// <param name="stretches">Stretches of one track.</param>
    /// <param name="at">Where a frame stands; NaN where that is not known.</param>
    public static IReadOnlyList<MergedStretch> Of(IEnumerable<TrackStretchRow> stretches, Func<int, double> at)
    {
        List<MergedStretch> found = [];
        foreach (TrackStretchRow stretch in stretches)
        {
            IEnumerable<double> inside = Enumerable.Range(stretch.FirstFrame, stretch.LastFrame - stretch.FirstFrame + 1).Select(at);
            double[] x =
            [
                .. inside
                    .Append((at(stretch.FirstFrame - 1) + at(stretch.FirstFrame)) / 2)
                    .Append((at(stretch.LastFrame) + at(stretch.LastFrame + 1)) / 2)
                    .Where(double.IsFinite),
            ];
            if (x.Length > 0 && x.Max() > x.Min())
                found.Add(new MergedStretch(x.Min(), x.Max(), RowIds.Of(stretch)));
        }
        return found;
    }
}
