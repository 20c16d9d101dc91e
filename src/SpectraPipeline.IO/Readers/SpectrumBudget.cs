using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers;

/// <summary>Refuses what is a picture rather than spectra: each spectrum costs some hundred bytes beside its values, so very many of very few points
/// would take far more memory than the file.</summary>
internal static class SpectrumBudget
{
    private const long AlwaysAllowed = 65_536;
    private const int FewestPoints = 8;

    /// <summary>Allows any number of spectra of at least 8 points, and 65 536 of fewer.</summary>
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
