using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Splines;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>What every baseline of penalised splines is told.</summary>
/// <param name="Lambda">Stiffness λ &gt; 0.</param>
/// <param name="Knots">Knots from the first to the last point.</param>
/// <param name="Degree">Degree of the spline's polynomials, 1 to 5.</param>
/// <param name="Order">Order of the difference of coefficients that is penalised, 1 to 3.</param>
/// <param name="Tolerance">Stops when the change that the method looks at falls below this.</param>
/// <param name="MaxIterations">Stops after this many repetitions: at most MaxIterations + 1 solutions.</param>
public sealed record PSplineBaselineOptions(
    double Lambda,
    int Knots = 100,
    int Degree = 3,
    int Order = 2,
    double Tolerance = 1e-3,
    int MaxIterations = 50
)
{
    /// <summary>Why these options cannot work on so many points; null when they can.</summary>
    public string? Refusal(int points) =>
        !(Lambda > 0) || double.IsInfinity(Lambda) ? $"lambda must be positive and finite, not {Lambda}"
        : !(Tolerance >= 0) ? $"the tolerance must not be negative, {Tolerance} is"
        : MaxIterations < 0 ? $"max-iterations must not be negative, {MaxIterations} is"
        : Knots < 2 ? $"a spline needs at least 2 knots, not {Knots}"
        : Degree is < 1 or > PSplineBasis.MaxDegree ? $"the degree must lie between 1 and {PSplineBasis.MaxDegree}, {Degree} does not"
        : Order is < 1 or > DifferencePenalty.MaxOrder ? $"the order must lie between 1 and {DifferencePenalty.MaxOrder}, {Order} does not"
        : Knots + Degree - 1 <= Order
            ? $"{Knots} knots of degree {Degree} make {Knots + Degree - 1} functions; a difference of order {Order} needs more"
        : points <= Order ? $"a difference of order {Order} needs more than {Order} points, not {points}"
        : null;

    internal void Check(int points)
    {
        if (Refusal(points) is { } why)
            throw new ArgumentException(why);
    }
}
