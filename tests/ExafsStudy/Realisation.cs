using System.Globalization;
using SpectraPipeline.Testing.Generators;

namespace SpectraPipeline.ExafsStudy;

/// <summary>How much is drawn.</summary>
/// <param name="Sites">Displaced sites of each structure.</param>
/// <param name="Draws">Draws of noise for each site.</param>
/// <param name="Seed">Seed of sites and noise.</param>
/// <param name="Cache">Folder of what FEFF calculated.</param>
internal sealed record StudySize(int Sites, int Draws, ulong Seed, string Cache);

/// <summary>One generated spectrum.</summary>
/// <param name="Site">What it was made of.</param>
/// <param name="Chi">χ with noise.</param>
internal sealed record Realisation(Site Site, double[] Chi)
{
    /// <summary>All of a structure, draw after draw, so that neighbours in the list are of different sites.</summary>
    /// <param name="pocket">The structure.</param>
    /// <param name="size">How many.</param>
    /// <param name="noise">Standard deviation of a point of χ(k); white: in k²χ it rises as k².</param>
    /// <param name="mixed">What becomes of the χ of a site before noise is added; null for nothing.</param>
    public static Realisation[] Of(Pocket pocket, StudySize size, double noise, Func<double[], double[]>? mixed = null)
    {
        Site[] sites = [.. Enumerable.Range(0, size.Sites).Select(s => pocket.Site(size.Seed, s))];
        return
        [
            .. from draw in Enumerable.Range(0, size.Draws)
            from site in Enumerable.Range(0, size.Sites)
            select new Realisation(
                sites[site],
                Noisy(mixed?.Invoke(sites[site].Chi) ?? sites[site].Chi, noise, size.Seed, $"{pocket.Name} {site} {draw}")
            ),
        ];
    }

    private static double[] Noisy(double[] chi, double noise, ulong seed, string words)
    {
        var random = NoiseSource.For(seed, string.Create(CultureInfo.InvariantCulture, $"exafs noise {noise} {words}"));
        return [.. chi.Select(c => c + (noise * random.NextNormal()))];
    }
}
