using System.Globalization;

namespace SpectraPipeline.Fuzz;

/// <summary>How much to try.</summary>
/// <param name="Mutations">Mutations of every seed file.</param>
/// <param name="Seconds">Go on at least so long a format, where a family's time is shared by its formats.</param>
/// <param name="Seed">Another seed, other damage.</param>
internal sealed record FuzzSettings(int Mutations, double Seconds, int Seed)
{
    /// <summary>As arguments for a worker.</summary>
    public string[] Words =>
        [
            Mutations.ToString(CultureInfo.InvariantCulture),
            Seconds.ToString(CultureInfo.InvariantCulture),
            Seed.ToString(CultureInfo.InvariantCulture),
        ];

    public static FuzzSettings Of(ReadOnlySpan<string> words) =>
        new(
            int.Parse(words[0], CultureInfo.InvariantCulture),
            double.Parse(words[1], CultureInfo.InvariantCulture),
            int.Parse(words[2], CultureInfo.InvariantCulture)
        );
}
