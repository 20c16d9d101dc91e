namespace SpectraPipeline.Core;

/// <summary>What y is. Stages choose their input by it (CONTRACT section 2: "the newest earlier output of the kind that it reads").</summary>
public enum SignalKind
{
    /// <summary>Not stated.</summary>
    Unknown,

    /// <summary>Absorbance, -log10(I/I0).</summary>
    Absorbance,

    /// <summary>Difference absorbance, dA = -log10(R/R0); positive = formed.</summary>
    DifferenceAbsorbance,

    /// <summary>Relative change (R - R0)/R0; positive = consumed.</summary>
    RelativeDifference,

    /// <summary>Transmittance or reflectance against an empty beam.</summary>
    Transmittance,

    /// <summary>Single-beam intensity.</summary>
    SingleBeam,

    /// <summary>Detector counts (Raman).</summary>
    Counts,

    /// <summary>Electric current of a voltammogram.</summary>
    Current,

    /// <summary>X-ray absorption coefficient times thickness.</summary>
    Mu,

    /// <summary>Edge-step normalised mu.</summary>
    Norm,

    /// <summary>chi(k).</summary>
    ChiK,

    /// <summary>Fourier transform of k^n chi(k).</summary>
    ChiR,

    /// <summary>Back-transformed chi(q).</summary>
    ChiQ,

    /// <summary>Wavelet transform: a map over k and R, flattened.</summary>
    WaveletMap,

    /// <summary>Difference of detector counts to a reference (Raman).</summary>
    DifferenceCounts,

    /// <summary>An auxiliary channel: baseline, background, fit, residual, monitor ...</summary>
    Auxiliary,

    // New kinds go last: parts on disk hold the numbers of those above.

    /// <summary>R/R0 against the same sample in its reference state; below 1 = formed.</summary>
    ReflectanceRatio,

    /// <summary>Kubelka-Munk function of a diffuse reflectance.</summary>
    KubelkaMunk,

    /// <summary>Difference of normalised mu to a reference.</summary>
    DifferenceNorm,
}

/// <summary>What a channel holds: kind and unit.</summary>
/// <param name="Kind">What y is.</param>
/// <param name="Unit">Unit of y as text (empty when dimensionless).</param>
public sealed record Signal(SignalKind Kind, string Unit = "")
{
    /// <summary>True where negative values are meant: differences, chi and their transforms.</summary>
    public bool IsSigned =>
        Kind
            is SignalKind.DifferenceAbsorbance
                or SignalKind.RelativeDifference
                or SignalKind.DifferenceCounts
                or SignalKind.DifferenceNorm
                or SignalKind.ChiK
                or SignalKind.ChiR
                or SignalKind.ChiQ
                or SignalKind.Current;

    /// <summary>A ratio of two intensities, or the relative change of one; may be written in per cent.</summary>
    public bool IsRatio => Kind is SignalKind.Transmittance or SignalKind.ReflectanceRatio or SignalKind.RelativeDifference;

    /// <summary>Where y goes as something forms: -1 down, as the intensities do, 1 up.</summary>
    public int FormedSign => IsRatio ? -1 : 1;

    /// <summary>A value as I/I0 or, of a difference, R/R0.</summary>
    public double ToTransmittance(double y)
    {
        double scale = Unit == "%" ? 0.01 : 1;
        return Kind switch
        {
            SignalKind.Absorbance or SignalKind.DifferenceAbsorbance => Math.Pow(10, -y),
            SignalKind.RelativeDifference => 1 + scale * y,
            // The smaller root of R² − 2(1 + F)R + 1 = 0; of a negative F (noise) that of zero.
            SignalKind.KubelkaMunk => 1 / (1 + Math.Max(y, 0) + Math.Sqrt(Math.Max(y, 0) * (Math.Max(y, 0) + 2))),
            _ => scale * y,
        };
    }

    /// <summary>−log10 of I/I0 or R/R0; no number below 0, infinite at 0.</summary>
    public static double ToAbsorbance(double transmittance) => -Math.Log10(transmittance);

    /// <summary>In which convention y is written and what its sign means, in words; empty where there is only one way to write it.</summary>
    public string Convention =>
        Kind switch
        {
            SignalKind.Absorbance => "A = −log10(I/I0)",
            SignalKind.DifferenceAbsorbance => "ΔA = −log10(R/R0), positive = formed",
            SignalKind.RelativeDifference => $"ΔR/R0 = (R − R0)/R0{Percent}, negative = formed",
            SignalKind.ReflectanceRatio => $"R/R0{Percent}, below {(Unit == "%" ? "100 %" : "1")} = formed",
            SignalKind.Transmittance => $"I/I0{Percent}, bands point down",
            SignalKind.KubelkaMunk => "(1 − R)²/(2R)",
            SignalKind.DifferenceCounts => "I − I0, positive = formed",
            SignalKind.DifferenceNorm => "μ − μ0 in edge steps, positive = more absorption",
            _ => "",
        };

    private string Percent => Unit == "%" ? " in per cent" : "";

    /// <summary>The kind that the pipeline's <c>quantity:</c> names, or null.</summary>
    public static SignalKind? FromQuantity(string quantity) =>
        quantity.Trim().ToLowerInvariant() switch
        {
            "absorbance" => SignalKind.Absorbance,
            "difference-absorbance" => SignalKind.DifferenceAbsorbance,
            "relative-difference" => SignalKind.RelativeDifference,
            "transmittance" => SignalKind.Transmittance,
            "reflectance-ratio" => SignalKind.ReflectanceRatio,
            "kubelka-munk" => SignalKind.KubelkaMunk,
            "single-beam" => SignalKind.SingleBeam,
            "counts" => SignalKind.Counts,
            "current" => SignalKind.Current,
            "mu" => SignalKind.Mu,
            "norm" => SignalKind.Norm,
            "chi" => SignalKind.ChiK,
            _ => null,
        };

    /// <summary>The words that <c>quantity:</c> accepts.</summary>
    public static IReadOnlyList<string> Quantities { get; } =
    [
        "absorbance",
        "difference-absorbance",
        "relative-difference",
        "transmittance",
        "reflectance-ratio",
        "kubelka-munk",
        "single-beam",
        "counts",
        "current",
        "mu",
        "norm",
        "chi",
    ];
}
