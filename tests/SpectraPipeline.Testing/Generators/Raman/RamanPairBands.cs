namespace SpectraPipeline.Testing.Generators.Raman;

/// <summary>The bands of the two runs of case 003-B; heights put the weak ones at 3 to 10 times the noise at −1.8 V.</summary>
public static class RamanPairBands
{
    private static readonly RamanBand _nitrate = new("NO3- aqueous", "nitrate_aq_R", "nu1", 1045, 10, 2600, null);

    public static IReadOnlyList<RamanBand> Without(RamanPairVariant variant) =>
        [
            _nitrate,
            AdsorbedNitrate(variant),
            Nitrite("NO2_ads_R_noCHO", "nu_as(NO2)", 1284, 22, 430),
            Nitrite("NO2_ads_R_noCHO", "nu(N=O)", 1444, 25, 400),
            Hydroxylamine(variant, "NH2OH_R", 930),
            Imide(),
        ];

    public static IReadOnlyList<RamanBand> With(RamanPairVariant variant)
    {
        RamanBand[] cyclohexanone =
        [
            new("cyclohexanone", "cyclohexanone_R", "delta(CH2)", 1446, 22, 260, null),
            new("cyclohexanone", "cyclohexanone_R", "ring breathing", 752, 10, 700, null),
        ];
        // Bubbles: nothing is intercepted, all bands are those of the run without, only weaker.
        if (variant == RamanPairVariant.DimmedByBubbles)
            return [.. Without(variant), .. cyclohexanone];
        return
        [
            _nitrate,
            AdsorbedNitrate(variant),
            Nitrite("NO2_ads_R_CHO", "nu_as(NO2)", 1273, 22, 430),
            Nitrite("NO2_ads_R_CHO", "nu(N=O)", 1446, 25, 400),
            Hydroxylamine(variant, "NH2OH_R_2", 922),
            .. cyclohexanone,
        ];
    }

    private static RamanBand AdsorbedNitrate(RamanPairVariant variant) =>
        variant == RamanPairVariant.Urea
            ? new("urea aqueous", "urea_R", "nu_s(CN)", 1004, 10, 320, null)
            : new("*NO3-", "NO3_ads_R", "nu(NO3) ads", 1004, 15, 260, -0.5);

    private static RamanBand Nitrite(string group, string mode, double center, double fwhm, double height) =>
        new("*NO2-", group, mode, center, fwhm, height, -1.0);

    private static RamanBand Hydroxylamine(RamanPairVariant variant, string group, double center) =>
        variant == RamanPairVariant.Perchlorate
            ? new("ClO4- aqueous", "perchlorate_R", "nu1", 934, 9, 400, null)
            : new("*NH2OH", group, "nu(N-O)", center, 18, 360, -1.2);

    private static RamanBand Imide() => new("*HNH", "HNH_R", "sym. bend", 1380, 28, 300, -1.4);
}
