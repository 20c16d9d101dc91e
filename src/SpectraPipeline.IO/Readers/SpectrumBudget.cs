using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers;

/// <summary>Refuses what is a picture rather than spectra: each spectrum costs some hundred bytes beside its values, so very many of very few points
/// would take far more memory than the file.</summary>
internal static class SpectrumBudget
{
    private const long AlwaysAllowed = 65_536;

    // A spectrum with its metadata takes some 600 bytes, no more than eight times what 16 points in double precision do.
    private const int FewestPoints = 16;

    /// <summary>Allows any number of spectra of at least 16 points, and 65 536 of fewer.</summary>
    /// <exception cref="BadFileException">More, and shorter ones.</exception>
    public static void Allow(long spectra, long points, long offset)
    {
        if (spectra > AlwaysAllowed && points < FewestPoints)
            throw new BadFileException(
                offset,
                $"spectra of at least {FewestPoints} points where there are more than {AlwaysAllowed}",
                $"{spectra} of {points} points: pictures rather than spectra"
            );
    }
}
