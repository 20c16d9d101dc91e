using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Stages.Xas;

/// <summary>How well the optimum fits, and what its residual says about the noise.</summary>
internal sealed class LcfQuality
{
    /// <param name="stage">The parameters.</param>
    /// <param name="setup">The standards.</param>
    /// <param name="best">The optimum.</param>
    /// <param name="y">Fitted values of the unknown.</param>
    /// <param name="fit">The fit there.</param>
    /// <param name="sigma">Noise of a point of the unknown; NaN when not known.</param>
    public LcfQuality(Lcf stage, LcfSetup setup, LcfSolution best, ReadOnlySpan<double> y, ReadOnlySpan<double> fit, double sigma)
    {
        int points = y.Length;
        Points = points;
        Variables = LcfRanking.Variables(stage, LcfSetup.Size(best.Support));
        double squares = 0,
            neighbours = 0,
            before = 0;
        for (int i = 0; i < points; i++)
        {
            double d = y[i] - fit[i];
            squares += d * d;
            neighbours += d * before;
            before = d;
        }
        Squares = squares;
        TargetSquares = Products.Dot(y, y);
        RFactor = squares / TargetSquares;
        Sigma = sigma;
        double noise = sigma * sigma;
        for (int j = 0; j < best.Weights.Length; j++)
            if (best.Weights[j] != 0)
                noise += best.Weights[j] * best.Weights[j] * setup.Standards[j].Sigma * setup.Standards[j].Sigma;
        ChiSquare = noise > 0 ? squares / noise : double.NaN;
        ReducedChiSquare = ChiSquare / Math.Max(1, points - Variables);
        Deviation = Math.Sqrt(squares / Math.Max(1, points - Variables));
        double correlation = squares > 0 ? neighbours / squares : 0;
        Shared = correlation > 2 / Math.Sqrt(points) ? (1 + correlation) / (1 - Math.Min(correlation, 0.95)) : 1;
    }

    /// <summary>Fitted points.</summary>
    public int Points { get; }

    /// <summary>Free variables, those at a bound left out.</summary>
    public int Variables { get; }

    /// <summary>Σd².</summary>
    public double Squares { get; }

    /// <summary>Σy².</summary>
    public double TargetSquares { get; }

    /// <summary>Σd²/Σy².</summary>
    public double RFactor { get; }

    /// <summary>Noise of a point of the unknown.</summary>
    public double Sigma { get; }

    /// <summary>Σd² over the noise of unknown and standards; NaN when that is not known.</summary>
    public double ChiSquare { get; }

    /// <summary>χ² over degrees of freedom.</summary>
    public double ReducedChiSquare { get; }

    /// <summary>Standard deviation of the residual.</summary>
    public double Deviation { get; }

    /// <summary>Points that share one piece of noise, at least 1.</summary>
    public double Shared { get; }

    /// <summary>Largest Σd² that still agrees with the data at 95 %.</summary>
    public double Ceiling
    {
        get
        {
            double t = Student.Half95(Math.Max(1, Points / Shared - Variables));
            return Squares + t * t * Deviation * Deviation * Shared;
        }
    }

    /// <summary>What reduced χ² says.</summary>
    public string Verdict =>
        !double.IsFinite(ReducedChiSquare) ? "noise-unknown"
        : ReducedChiSquare > 1 + 4 * Math.Sqrt(2.0 / Math.Max(1, Points - Variables)) ? "misfit"
        : "within-noise";
}
