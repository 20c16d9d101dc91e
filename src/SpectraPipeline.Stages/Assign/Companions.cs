using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Stages.Assign;

/// <summary>A partner band of a row's group: is it where it should be?</summary>
/// <param name="Row">The partner.</param>
/// <param name="Detectable">Probability that it would have been found when all strengths of the group are a third of what is expected, as expected, and three
/// times that.</param>
/// <param name="Band">Index of the band found in its window, or −1.</param>
/// <param name="Fit">How well the size of the band found fits, 0.3 to 1.</param>
internal readonly record struct Partner(LibraryRow Row, (double Weak, double Usual, double Strong) Detectable, int Band, double Fit);

/// <summary>Bands of one species appear together: what the others of the group say.</summary>
/// <remarks>
/// For each partner in range: factor = (1 − D) + D·seen·B; the product over the partners is averaged over three common strengths, because the ratio of
/// this band to all the others may be off together. D is the probability that the partner rises above the detection limit,
/// Φ(ln(expected height/limit)/0.8)·0.9; expected height = own height × ratio of the strengths, known to a factor e^0.8. Seen is 0, or 0.3 to 1 with the
/// posterior that the band found there belongs to the group. B = 1/(expected number of bands there by chance), 1 to 4. So a strong partner that is missing
/// costs up to a factor 10, a partner out of range, under water or too weak costs nothing (science notes 3.3, C_group).
/// </remarks>
internal sealed class Companions
{
    private const double HeightSpread = 0.8;
    private const double AlwaysMissed = 0.1; // selection rules, orientation: a partner may be silent for no fault of the species
    private const double Hidden = 0.2; // of the detectability, under water, in a broad hump, beneath a band of the other sign
    private const double LostInBaseline = 150; // cm-1; a band this wide goes with the baseline
    private const double Common = 3; // common factor of the strengths
    private const double Least = 1e-3,
        Most = 20;

    private readonly IReadOnlyList<BandFeatures> _bands;
    private readonly DetectionLimits _limits;
    private readonly double _low,
        _high,
        _margin;
    private readonly bool _water;

    public Companions(
        IReadOnlyList<BandFeatures> bands,
        DetectionLimits limits,
        double low,
        double high,
        double calibrationError,
        bool water
    )
    {
        (_bands, _limits, _low, _high, _margin, _water) = (bands, limits, low, high, 2 * calibrationError, water);
    }

    /// <summary>The partners of a row that the measured range holds.</summary>
    public Partner[] PartnersOf(LibraryRow row, int band, IEnumerable<LibraryRow> group) =>
        [
            .. group
                .Where(p =>
                    p.Technique == row.Technique
                    && !SameFeature(p, row)
                    && p.Center - (p.Fwhm / 2) >= _low
                    && p.Center + (p.Fwhm / 2) <= _high
                )
                .Select(p => Judge(p, row, band)),
        ];

    /// <summary>ln of the product over the partners.</summary>
    /// <param name="partners">Partners of a row.</param>
    /// <param name="belongs">Posterior that a band belongs to the row's group.</param>
    public double LnFactor(Partner[] partners, Func<int, double> belongs)
    {
        double weak = 1,
            usual = 1,
            strong = 1;
        foreach (Partner partner in partners)
        {
            double seen = partner.Band < 0 ? 0 : (0.3 + (0.7 * belongs(partner.Band))) * partner.Fit * Surprise(partner.Row);
            weak *= 1 + (partner.Detectable.Weak * (seen - 1));
            usual *= 1 + (partner.Detectable.Usual * (seen - 1));
            strong *= 1 + (partner.Detectable.Strong * (seen - 1));
        }
        return Math.Log(Math.Clamp((weak / 4) + (usual / 2) + (strong / 4), Least, Most));
    }

    private double Surprise(LibraryRow row)
    {
        double chance = (_bands.Count - 1) * (row.High - row.Low + (2 * _margin)) / (_high - _low);
        return Math.Clamp(1 / Math.Max(chance, 1e-9), 1, 4);
    }

    private static bool SameFeature(LibraryRow a, LibraryRow b) =>
        ReferenceEquals(a, b) || Math.Abs(a.Center - b.Center) < Math.Max(a.Fwhm, b.Fwhm) / 2;

    private Partner Judge(LibraryRow partner, LibraryRow row, int band)
    {
        BandFeatures own = _bands[band];
        double expected = Math.Abs(own.Height) * partner.Strength / row.Strength,
            limit = _limits.At(partner.Center);
        int best = -1;
        double fit = 0;
        bool covered = false;
        for (int j = 0; j < _bands.Count; j++)
        {
            BandFeatures other = _bands[j];
            if (j == band)
                continue;
            bool together = own.Sign == 0 || other.Sign == 0 || own.Sign == other.Sign;
            if (!together)
            {
                covered |= Math.Abs(other.Center - partner.Center) < other.Fwhm / 2;
                continue;
            }
            if (other.Center < partner.Low - _margin || other.Center > partner.High + _margin)
                continue;
            double u = Math.Log(Math.Abs(other.Height) / expected) / (1.5 * HeightSpread),
                size = double.IsFinite(u) ? Math.Max(0.3, Math.Exp(-0.5 * u * u)) : 0.3;
            if (size > fit)
                (best, fit) = (j, size);
        }
        double open = covered || partner.Fwhm > LostInBaseline || (_water && UnderWater(partner.Center)) ? Hidden : 1;
        return new(partner, (Detectable(expected / Common), Detectable(expected), Detectable(expected * Common)), best, fit);

        double Detectable(double height) =>
            height > 0 && limit > 0 ? open * (1 - AlwaysMissed) * Densities.NormalCumulative(Math.Log(height / limit) / HeightSpread) : 0;
    }

    /// <summary>Bend and stretch of liquid water leave no noise-free window there.</summary>
    private static bool UnderWater(double center) => center is > 1590 and < 1690 or > 3000 and < 3700;
}
