namespace SpectraPipeline.Testing.Generators.Infrared;

/// <summary>Case 000-E and its traps: what looks like the paper's two bands and what it is made of.</summary>
public enum AtrIrVariant
{
    /// <summary>V1: carbonate leaves (1415), a carbonyl grows (1662).</summary>
    Formaldehyde,

    /// <summary>V2: no organic band; the water bend grows to +2 mOD and moves to 1655.</summary>
    ShiftingWater,

    /// <summary>V3: DMF, 1651 with 1389 and 1094.</summary>
    Dimethylformamide,

    /// <summary>V4: iminium C=N at 1672.</summary>
    Iminium,

    /// <summary>V4 with ¹⁵N amine: 1646.</summary>
    IminiumNitrogen15,

    /// <summary>V5: the purge fails, vapour lines only.</summary>
    VapourOnly,

    /// <summary>V6: carbamate grows at 1410 where carbonate leaves.</summary>
    Carbamate,

    /// <summary>V7: ¹³CH₃OH; the carbonyl at 1625, under the water bend.</summary>
    FormaldehydeCarbon13,

    /// <summary>V7 in D₂O: the same band in the open.</summary>
    FormaldehydeCarbon13HeavyWater,

    /// <summary>V8: acetate in place of carbonate.</summary>
    Acetate,

    /// <summary>V8: borate in place of carbonate.</summary>
    Borate,
}

/// <summary>The bands of each variant.</summary>
public static class AtrIrVariants
{
    private const double Slow = 60;
    private const double Fast = 45;

    private static readonly AtrIrBand _carbonate = new("CO3 2- (desorbed)", "carbonate_desorbed", "nu3", 1415, 50, -3.0, Fast);
    private static readonly AtrIrBand _methanol = new("CH3OH aqueous", "MeOH", "nu(C-O)", 1016, 22, -0.8, Slow);

    public static bool InHeavyWater(AtrIrVariant variant) => variant == AtrIrVariant.FormaldehydeCarbon13HeavyWater;

    public static IReadOnlyList<AtrIrBand> Bands(AtrIrVariant variant) =>
        variant switch
        {
            AtrIrVariant.Formaldehyde => [_carbonate, .. Formaldehyde(1662, 1485, 2850), _methanol],
            AtrIrVariant.ShiftingWater => [_carbonate, _methanol],
            AtrIrVariant.Dimethylformamide =>
            [
                _carbonate,
                new("DMF aqueous", "DMF_aq", "nu(C=O) amide I", 1651, 35, 1.6, Slow),
                new("DMF aqueous", "DMF_aq", "delta/nu(CN)", 1389, 18, 0.9, Slow),
                new("DMF aqueous", "DMF_aq", "rho(CH3)", 1094, 16, 0.5, Slow),
                _methanol,
            ],
            AtrIrVariant.Iminium => [_carbonate, Iminium(1672), _methanol],
            AtrIrVariant.IminiumNitrogen15 => [_carbonate, Iminium(1646), _methanol],
            AtrIrVariant.VapourOnly => [],
            AtrIrVariant.Carbamate =>
            [
                _carbonate with
                {
                    Height = -1.6,
                },
                new("methylcarbamate", "carbamate", "nu_as(COO)", 1578, 35, 2.2, Fast),
                new("methylcarbamate", "carbamate", "delta(NH)", 1494, 25, 0.8, Fast),
                new("methylcarbamate", "carbamate", "nu_s(COO)", 1410, 25, 2.4, Fast),
                _methanol,
            ],
            AtrIrVariant.FormaldehydeCarbon13 or AtrIrVariant.FormaldehydeCarbon13HeavyWater =>
            [
                _carbonate,
                .. Formaldehyde(1625, 1478, 2841),
                _methanol with
                {
                    Center = 993,
                },
            ],
            AtrIrVariant.Acetate =>
            [
                new("CH3COO- aqueous", "acetate", "nu_s(OCO)", 1414, 25, -3.0, Fast),
                new("CH3COO- aqueous", "acetate", "nu_as(OCO)", 1552, 40, -4.2, Fast),
                .. Formaldehyde(1662, 1485, 2850),
                _methanol,
            ],
            AtrIrVariant.Borate => [new("B(OH)3", "boric", "nu3", 1410, 60, -3.0, Fast), .. Formaldehyde(1662, 1485, 2850), _methanol],
            _ => throw new ArgumentOutOfRangeException(nameof(variant), variant, "no such variant"),
        };

    private static AtrIrBand[] Formaldehyde(double carbonyl, double bend, double stretch) =>
        [
            new("*CH2O", "CH2O_ads", "nu(C=O)", carbonyl, 40, 1.6, Slow),
            new("*CH2O", "CH2O_ads", "delta(CH2)", bend, 25, 0.25, Slow),
            new("*CH2O", "CH2O_ads", "nu_s(CH2)", stretch, 40, 0.3, Slow),
        ];

    private static AtrIrBand Iminium(double center) => new("iminium CH2=N(CH3)2+", "iminium", "nu(C=N)", center, 35, 1.5, Slow);
}
