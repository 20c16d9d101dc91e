namespace SpectraPipeline.Numerics.Fitting;

/// <summary>A bonded parameter over the frames.</summary>
/// <param name="Reference">Position at which value, slope and curvature hold.</param>
/// <param name="Value">Value there.</param>
/// <param name="ValueError">Its standard error.</param>
/// <param name="Slope">Slope there; NaN for a shared or smooth parameter.</param>
/// <param name="SlopeError">Its standard error.</param>
/// <param name="Curvature">Factor of the squared distance from the reference; NaN unless quadratic.</param>
/// <param name="CurvatureError">Its standard error.</param>
/// <param name="Lambda">Weight of the roughness of a smooth one; else NaN.</param>
/// <param name="EffectiveVariables">Values that the data determine.</param>
public readonly record struct SeriesTrend(
    double Reference,
    double Value,
    double ValueError,
    double Slope,
    double SlopeError,
    double Curvature,
    double CurvatureError,
    double Lambda,
    double EffectiveVariables
);
