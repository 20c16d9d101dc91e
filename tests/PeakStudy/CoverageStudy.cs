using SpectraPipeline.Stages.Peaks;
using SpectraPipeline.Testing.Generators;

namespace SpectraPipeline.PeakStudy;

/// <summary>A grid of tallies over the signal to noise and something else.</summary>
/// <param name="Rows">Words for each row.</param>
/// <param name="Cells">[row][column].</param>
internal sealed record TallyGrid(string[] Rows, Tally[][] Cells);

/// <summary>All tallies of the study.</summary>
/// <param name="Fits">Fits made.</param>
/// <param name="Pairs">Two bands, rows by separation.</param>
/// <param name="Singles">One band and bands at bounds, rows by case.</param>
/// <param name="Noises">Correlated noise, isolated bands, rows by kind.</param>
/// <param name="Bootstrap">Isolated and paired bands at SNR 5 to 20 by bootstrap.</param>
internal sealed record CoverageResult(int Fits, TallyGrid Pairs, TallyGrid Singles, TallyGrid Noises, Tally Bootstrap);

/// <summary>20 000 fits by default: half of them pairs over the map, the rest single bands, bounds, correlated noise, and a few by bootstrap.</summary>
internal static class CoverageStudy
{
    public const double LowestSnr = 3;
    public const double HighestSnr = 100;
    public const double LowestSeparation = 0.3;
    public const double HighestSeparation = 3;
    public const int SnrCells = 8;
    public const int SeparationCells = 8;

    private static readonly (StudyCase Case, string Words)[] s_singles =
    [
        (StudyCase.Isolated, "one band"),
        (StudyCase.GaussianLimit, "fraction at 0"),
        (StudyCase.LorentzianLimit, "fraction at 1"),
        (StudyCase.WidthAtBound, "width at its bound"),
        (StudyCase.WeakShoulder, "height at least 0, neighbour 5 x"),
    ];

    /// <summary>Runs the study; the same seed gives the same numbers.</summary>
    public static CoverageResult Of(int fits, ulong seed)
    {
        int noiseKinds = Enum.GetValues<NoiseKind>().Length;
        TallyGrid pairs = Grid(SeparationCells, r => $"{Edge(r, SeparationCells, LowestSeparation, HighestSeparation):0.00}");
        TallyGrid singles = Grid(s_singles.Length, r => s_singles[r].Words);
        TallyGrid noises = Grid(noiseKinds, r => StudyNoise.Words((NoiseKind)r));
        int made = 0;
        int each = fits / 2 / (SnrCells * SeparationCells);
        for (int row = 0; row < SeparationCells; row++)
        for (int column = 0; column < SnrCells; column++)
        for (int i = 0; i < each; i++, made++)
        {
            NoiseSource random = NoiseSource.For(seed, $"pair {row} {column} {i}");
            double separation = Within(row, SeparationCells, LowestSeparation, HighestSeparation, random);
            pairs.Cells[row][column].Add(One(StudyCase.Pair, NoiseKind.White, column, separation, random));
        }
        each = fits / 4 / (SnrCells * s_singles.Length);
        for (int row = 0; row < s_singles.Length; row++)
        for (int column = 0; column < SnrCells; column++)
        for (int i = 0; i < each; i++, made++)
        {
            NoiseSource random = NoiseSource.For(seed, $"single {row} {column} {i}");
            singles.Cells[row][column].Add(One(s_singles[row].Case, NoiseKind.White, column, 1, random));
        }
        each = fits / 5 / (SnrCells * noiseKinds);
        for (int row = 0; row < noiseKinds; row++)
        for (int column = 0; column < SnrCells; column++)
        for (int i = 0; i < each; i++, made++)
        {
            NoiseSource random = NoiseSource.For(seed, $"noise {row} {column} {i}");
            noises.Cells[row][column].Add(One(StudyCase.Isolated, (NoiseKind)row, column, 1, random));
        }
        var bootstrap = new Tally();
        for (int i = 0; i < fits / 20; i++, made++)
        {
            NoiseSource random = NoiseSource.For(seed, $"bootstrap {i}");
            double snr = Math.Exp(random.NextUniform(Math.Log(5), Math.Log(30)));
            StudyCase kind = i % 2 == 0 ? StudyCase.Isolated : StudyCase.Pair;
            NoiseKind noise = i % 4 < 2 ? NoiseKind.White : NoiseKind.ZeroFilled2;
            bootstrap.Add(FitStudy.Of(StudySpectrum.Draw(kind, noise, snr, 1.2, random), Intervals.Bootstrap));
        }
        return new(made, pairs, singles, noises, bootstrap);
    }

    /// <summary>Lower edge of a cell of a logarithmic grid.</summary>
    public static double Edge(int cell, int cells, double low, double high) => low * Math.Pow(high / low, cell / (double)cells);

    private static double Within(int cell, int cells, double low, double high, NoiseSource random) =>
        low * Math.Pow(high / low, (cell + random.NextUniform()) / cells);

    private static List<Answer> One(StudyCase kind, NoiseKind noise, int column, double separation, NoiseSource random)
    {
        double snr = Within(column, SnrCells, LowestSnr, HighestSnr, random);
        return FitStudy.Of(StudySpectrum.Draw(kind, noise, snr, separation, random));
    }

    private static TallyGrid Grid(int rows, Func<int, string> words) =>
        new(
            [.. Enumerable.Range(0, rows).Select(words)],
            [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, SnrCells).Select(_ => new Tally()).ToArray())]
        );
}
