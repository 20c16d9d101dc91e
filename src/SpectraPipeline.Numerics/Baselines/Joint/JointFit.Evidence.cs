using SpectraPipeline.Numerics.LinearAlgebra;

namespace SpectraPipeline.Numerics.Baselines.Joint;

/// <summary>What the data say for bands and baseline together: significance of a band, marginal likelihood, covariance of the spline.</summary>
internal sealed partial class JointFit
{
    /// <summary>ln det of the Hessian and, for each band, (height / standard error)².</summary>
    private void Weigh(int size)
    {
        _hessian.AsSpan(0, size * size).CopyTo(_damped);
        if (!LowerFactor.Factorize(_damped, size))
            return;
        _logHessian = 0;
        for (int a = 0; a < size; a++)
            _logHessian += 2 * Math.Log(_damped[a * size + a]);
        for (int k = 0; k < Bands.Count; k++)
        {
            int first = Each * k;
            double variance = 0;
            for (int i = first; i < size; i++)
            {
                double value =
                    (i == first ? 1 : 0) - Products.Dot(_damped.AsSpan(i * size + first, i - first), _step.AsSpan(first, i - first));
                _step[i] = value / _damped[i * size + i];
                variance += _step[i] * _step[i];
            }
            ref JointBand band = ref Bands[k];
            band.Significance = band.Height * band.Height / variance / Variance;
        }
    }

    private void TakeEvidence()
    {
        TakeBandsOff();
        Prepare();
        double left = Solve(evaluate: true),
            logWeights = 0,
            free = Math.Max(5, _used - Spline.Order);
        for (int i = 0; i < _weights.Length; i++)
            if (_weights[i] > 0)
                logWeights += Math.Log(_weights[i]);
        double priors = 0;
        for (int k = 0; k < Bands.Count; k++)
        {
            JointBand band = Bands[k];
            double fraction = (band.Fraction - _shape.Mean) / _shape.Spread;
            // A height up to itself, a centre anywhere, a width within a factor of e^±1.5: what a band costs.
            priors += fraction * fraction + 2 * Math.Log(Math.Max(Math.Abs(band.Height), 1) * 9 / band.Fwhm) - Each * Math.Log(2 * Math.PI);
        }
        Evidence =
            (1 + NoisePrior) * free * Math.Log((left + NoisePrior * free) / ((1 + NoisePrior) * free))
            - logWeights
            + Spline.LogDeterminant
            - (Spline.Count - Spline.Order) * LogLambda * Math.Log(10)
            - Spline.LogPenalty
            + Spline.Order * Math.Log(_reach * _reach * Spline.Count)
            + (Bands.Count > 0 ? _logHessian : 0)
            + priors;
    }

    /// <summary>Diagonal and three side diagonals of the covariance of the spline's coefficients, the bands' freedom included: row i holds (i, i−m) at 4i+m.</summary>
    public void Covariance(Span<double> covariance)
    {
        int count = Spline.Count,
            size = Each * Bands.Count;
        TakeBandsOff();
        Prepare();
        Solve(evaluate: true);
        covariance.Clear();
        for (int i = 0; i < count; i++)
        {
            Array.Clear(_coefficients);
            _coefficients[i] = 1;
            Spline.Solve(_coefficients);
            for (int m = 0; m <= 3 && m <= i; m++)
                covariance[4 * i + m] = _coefficients[i - m];
        }
        if (size > 0)
            AddBands(covariance, size);
        for (int i = 0; i < covariance.Length; i++)
            covariance[i] *= Variance;
        _right.CopyTo(_coefficients, 0);
        Spline.Solve(_coefficients);
    }

    /// <summary>A⁻¹C S⁻¹ C′A⁻¹ of the band parameters.</summary>
    private void AddBands(Span<double> covariance, int size)
    {
        int count = Spline.Count;
        Differentiate();
        FormHessian();
        TakeBandsOff();
        _hessian.AsSpan(0, size * size).CopyTo(_damped);
        if (!LowerFactor.Factorize(_damped, size))
            return;
        // _projected holds D^(-1/2)L⁻¹C′; with L⁻ᵀD^(-1/2) it becomes A⁻¹C.
        for (int a = 0; a < size; a++)
        {
            Span<double> row = _projected.AsSpan(a * count, count);
            for (int i = 0; i < count; i++)
                row[i] *= Math.Sqrt(Spline.InversePivot(i));
            Spline.Backward(row);
        }
        for (int a = 0; a < size; a++)
        {
            Span<double> row = _projected.AsSpan(a * count, count);
            for (int b = 0; b < a; b++)
                Products.AddScaled(row, -_damped[a * size + b], _projected.AsSpan(b * count, count));
            double inverse = 1 / _damped[a * size + a];
            for (int i = 0; i < count; i++)
                row[i] *= inverse;
            for (int i = 0; i < count; i++)
            for (int m = 0; m <= 3 && m <= i; m++)
                covariance[4 * i + m] += row[i] * row[i - m];
        }
    }
}
