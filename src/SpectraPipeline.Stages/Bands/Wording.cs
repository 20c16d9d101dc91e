namespace SpectraPipeline.Stages.Bands;

/// <summary>Sentences that say the same in every culture.</summary>
internal static class Wording
{
    /// <summary>The text with points in its numbers.</summary>
    public static string Text(FormattableString text) => FormattableString.Invariant(text);
}
