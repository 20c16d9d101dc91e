using SpectraPipeline.Numerics.LinearAlgebra;

namespace SpectraPipeline.Numerics.Baselines.Joint;

/// <summary>The baseline for given bands: weights of the points, λ by restricted likelihood, the spline's coefficients.</summary>
internal sealed partial class JointFit
{
    private const double LeastMisfit = 0.003,
        MostMisfit = 0.03,
        FirstMisfit = 0.02; // κ: error of a band's shape as a share of its height
    private const double LowestLogLambda = -3,
        HighestLogLambda = 8.5;
    private const int LambdaSteps = 24;

    private void TakeBandsOff()
    {
        for (int i = 0; i < _rest.Length; i++)
            _rest[i] = Values[i] - Curve[i];
    }

    private void SetWeights()
    {
        double k2 = _misfit * _misfit;
        for (int i = 0; i < _weights.Length; i++)
            _weights[i] = _use[i] / (1 + k2 * Curve[i] * Curve[i]);
    }

    /// <summary>κ² = Σ w²s²(e² − σ²) / Σ w²s⁴ over points where bands stand above the noise.</summary>
    private void MeasureMisfit()
    {
        double above = 0,
            below = 0;
        for (int i = 0; i < _weights.Length; i++)
        {
            double square = Curve[i] * Curve[i];
            if (square < 25)
                continue;
            double e = _rest[i] - Baseline[i],
                scaled = _weights[i] * _weights[i] * square;
            above += scaled * (e * e - Variance);
            below += scaled * square;
        }
        _misfit = below > 0 ? Math.Sqrt(Math.Clamp(above / below, LeastMisfit * LeastMisfit, MostMisfit * MostMisfit)) : FirstMisfit;
    }

    private double FreePoints => Math.Max(5, _used - Each * Bands.Count - Spline.Order);

    /// <summary>Weighted squares that the baseline leaves, λ Σ(Δᵈc)² included.</summary>
    private double Left()
    {
        double left = 0;
        for (int i = 0; i < _rest.Length; i++)
            left += _weights[i] * _rest[i] * _rest[i];
        return Math.Max(left - Products.Dot(_coefficients, _right), 0);
    }

    private void Prepare()
    {
        Spline.Weigh(_weights);
        for (int i = 0; i < _rest.Length; i++)
            _weighted[i] = _weights[i] * _rest[i];
        Spline.Project(_weighted, 0, _right);
    }

    /// <summary>λ of the largest restricted likelihood on a grid, refined by a parabola.</summary>
    private void ChooseLambda(double floor)
    {
        Prepare();
        if (!double.IsNaN(FixedLogLambda))
        {
            LogLambda = Math.Max(FixedLogLambda, floor);
            return;
        }
        const double Step = (HighestLogLambda - LowestLogLambda) / (LambdaSteps - 1);
        Span<double> criterion = stackalloc double[LambdaSteps];
        int best = -1;
        int from = Math.Clamp((int)Math.Ceiling((floor - LowestLogLambda) / Step), 0, LambdaSteps - 1);
        for (int k = from; k < LambdaSteps; k++)
        {
            criterion[k] = Restricted(LowestLogLambda + k * Step);
            if (best < 0 || criterion[k] < criterion[best])
                best = k;
        }
        double shift = 0;
        if (best > from && best < LambdaSteps - 1)
        {
            double bend = criterion[best - 1] - 2 * criterion[best] + criterion[best + 1];
            shift = bend > 0 ? Math.Clamp(0.5 * (criterion[best - 1] - criterion[best + 1]) / bend, -0.5, 0.5) : 0;
        }
        LogLambda = Math.Max(LowestLogLambda + (best + shift) * Step, floor);
    }

    private double Restricted(double logLambda)
    {
        Spline.Factorize(Math.Pow(10, logLambda));
        _right.CopyTo(_coefficients, 0);
        Spline.Solve(_coefficients);
        double free = FreePoints;
        return (1 + NoisePrior) * free * Math.Log((Left() + NoisePrior * free) / ((1 + NoisePrior) * free))
            + Spline.LogDeterminant
            - (Spline.Count - Spline.Order) * logLambda * Math.Log(10);
    }

    private double Solve(bool evaluate)
    {
        Spline.Factorize(Math.Pow(10, LogLambda));
        _right.CopyTo(_coefficients, 0);
        Spline.Solve(_coefficients);
        double left = Left();
        Variance = Math.Max(left / FreePoints, 0.3);
        if (evaluate)
            Spline.Evaluate(_coefficients, Baseline);
        return left;
    }
}
