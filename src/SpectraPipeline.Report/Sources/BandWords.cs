using SpectraPipeline.Core.Rows;
using SpectraPipeline.Report.Html;

namespace SpectraPipeline.Report.Sources;

/// <summary>How a band is named in figures and sentences.</summary>
internal static class BandWords
{
    /// <summary>Position with its error: 1662.3(4); without one, as where it was held, plainly.</summary>
    public static string Position(in TrackRow track) => UncertainNumber.Format(track.Center, track.CenterSe);

    /// <summary>Position and unit.</summary>
    public static RichText Heading(in TrackRow track, RichText unit) =>
        RichText.Plain(Position(track)) + (unit.IsEmpty ? RichText.Empty : RichText.Plain(" ") + unit);

    /// <summary>+ for a band above the baseline, − below, ± where it changes.</summary>
    public static string Sign(in TrackRow track) =>
        track.Sign > 0 ? "+"
        : track.Sign < 0 ? "\u2212"
        : "±";
}
