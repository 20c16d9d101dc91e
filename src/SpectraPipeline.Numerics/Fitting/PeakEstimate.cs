namespace SpectraPipeline.Numerics.Fitting;

/// <summary>One fitted band. A standard error is NaN where the fit does not determine it: fixed, held at a bound, or without influence.</summary>
/// <param name="Center">Position, unit of the axis.</param>
/// <param name="CenterError">Its standard error.</param>
/// <param name="Height">Height above background, signed, unit of the data.</param>
/// <param name="HeightError">Its standard error.</param>
/// <param name="FullWidth">Full width at half height, unit of the axis.</param>
/// <param name="FullWidthError">Its standard error.</param>
/// <param name="Fraction">First further parameter of the shape (fraction of a pseudo-Voigt, lorentz-share of a Voigt ...); NaN for shapes without.</param>
/// <param name="FractionError">Its standard error.</param>
/// <param name="Area">∫ band dx over the whole axis.</param>
/// <param name="AreaError">Its standard error, by propagation with the full covariance.</param>
/// <param name="AtBound">A parameter of the band ended on one of its bounds; errors are then conditional on that.</param>
public readonly record struct PeakEstimate(
    double Center,
    double CenterError,
    double Height,
    double HeightError,
    double FullWidth,
    double FullWidthError,
    double Fraction,
    double FractionError,
    double Area,
    double AreaError,
    bool AtBound
)
{
    /// <summary>Full width as the instrument records it, by which bands overlap; the full width where no instrument line is in the shape.</summary>
    public double RecordedWidth { get; init; } = FullWidth;
}

/// <summary>Quality of a fit.</summary>
/// <param name="ChiSquare">Σ ((data - model)/σ)², σ = 1 where none is given.</param>
/// <param name="ReducedChiSquare">χ²/(points - variables); NaN when nothing is left over.</param>
/// <param name="Points">Points that count.</param>
/// <param name="Variables">Parameters that were varied, those that ended at a bound included.</param>
/// <param name="Bic">Bayesian information criterion n·ln(χ²/n) + k·ln n (Schwarz, Ann. Stat. 1978, 6, 461, doi:10.1214/aos/1176344136).</param>
/// <param name="Evaluations">Evaluations of model and Jacobian.</param>
/// <param name="End">Why the iteration ended.</param>
/// <param name="Offset">Distance to the minimum in standard errors.</param>
/// <param name="Converged">Whether that distance is small enough to trust the digits.</param>
public readonly record struct PeakFitQuality(
    double ChiSquare,
    double ReducedChiSquare,
    int Points,
    int Variables,
    double Bic,
    int Evaluations,
    FitEnd End,
    double Offset,
    bool Converged
);
