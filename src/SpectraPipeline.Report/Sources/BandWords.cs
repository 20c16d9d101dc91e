using SpectraPipeline.Core.Rows;
using SpectraPipeline.Report.Html;

namespace SpectraPipeline.Report.Sources;

/// <summary>How a band is named in figures and sentences.</summary>
internal static class BandWords
{
    /// <summary>Position with its error: 1662.3(4); without one to a tenth.</summary>
    public static string Position(in TrackRow track) =>
        double.IsFinite(track.CenterSe) && track.CenterSe > 0
            ? UncertainNumber.Format(track.Center, track.CenterSe)
            : UncertainNumber.Format(Math.Round(track.Center, 1));

    /// <summary>Position and unit.</summary>
    public static RichText Heading(in TrackRow track) => RichText.Plain(Position(track)) + RichText.Markup(" cm^{-1}");

    /// <summary>+ for a band above the baseline, − below, ± where it changes.</summary>
    public static string Sign(in TrackRow track) =>
        track.Sign > 0 ? "+"
        : track.Sign < 0 ? "\u2212"
        : "±";
}
