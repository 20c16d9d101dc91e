namespace SpectraPipeline.Numerics.Xas;

/// <summary>Why a spectrum cannot be shifted onto another, in words.</summary>
internal static class AlignmentRefusals
{
    public static XasDataException NoOverlap(string what, ReadOnlySpan<double> energy, (double From, double To) window, string why) =>
        new(
            "no-overlap",
            FormattableString.Invariant(
                $"{what} runs from {(energy.IsEmpty ? double.NaN : energy[0]):F1} to {(energy.IsEmpty ? double.NaN : energy[^1]):F1} eV, the window from {window.From:F1} to {window.To:F1} eV: {why}. Is it a scan over the same edge?"
            )
        );

    public static XasDataException TooLarge(double shift, double most) =>
        new(
            "shift-too-large",
            FormattableString.Invariant(
                $"The best shift, {shift:F1} eV, lies at the end of what was looked at, ±{most:g} eV. Raise max-shift if the scan may lie so far off; else it is another edge or a broken reference."
            )
        );

    public static XasDataException Unlike(double low, double high, double rest) =>
        new(
            "unlike-reference",
            FormattableString.Invariant(
                $"No edge like that of the target between {low:F1} and {high:F1} eV: it explains {Math.Max(0, 1 - rest):P0} of what is there. A broken reference, another foil, or a shift beyond max-shift?"
            )
        );

    public static XasDataException Unsettled(double low, double high) =>
        new(
            "unlike-reference",
            FormattableString.Invariant(
                $"No shift between {low:F1} and {high:F1} eV at which scan and target agree better than beside it: noise is as steep as the edge. Use method: norm, a target of less noise, or more points."
            )
        );
}
