namespace SpectraPipeline.Stages.Xas;

/// <summary>How far a scan goes whose end is masked (partial: keep): what lies behind was never measured.</summary>
internal static class MeasuredRange
{
    /// <summary>Points up to the last one that counts; all where no mask is.</summary>
    public static int Of(ReadOnlySpan<bool> mask, int points) => mask.IsEmpty ? points : Math.Max(mask.LastIndexOf(true) + 1, 0);

    /// <summary>Copies what was measured and holds its last value behind it, where the mask says that nothing is.</summary>
    public static void CopyHeld(ReadOnlySpan<double> measured, Span<double> result)
    {
        measured.CopyTo(result);
        if (!measured.IsEmpty)
            result[measured.Length..].Fill(measured[^1]);
    }
}
