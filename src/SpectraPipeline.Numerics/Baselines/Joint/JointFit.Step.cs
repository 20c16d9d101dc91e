using SpectraPipeline.Numerics.LinearAlgebra;

namespace SpectraPipeline.Numerics.Baselines.Joint;

/// <summary>The solver: a damped Gauss-Newton step of all bands with the baseline eliminated; derivatives and Hessian.</summary>
internal sealed partial class JointFit
{
    /// <summary>One damped Gauss-Newton step of all bands; λ and weights stay.</summary>
    private double Step(out double after)
    {
        Prepare();
        double before = Solve(evaluate: true) + PriorSquares();
        Differentiate();
        FormHessian();
        int size = Each * Bands.Count;
        _before.CopyFrom(Bands);
        double damping = 1e-3;
        bool better = false;
        after = before;
        for (int attempt = 0; attempt < 4; attempt++)
        {
            _hessian.AsSpan(0, size * size).CopyTo(_damped);
            for (int a = 0; a < size; a++)
                _damped[a * size + a] *= 1 + damping;
            _gradient.AsSpan(0, size).CopyTo(_step);
            damping = 20 * damping + 1e-2;
            if (!LowerFactor.Factorize(_damped, size))
                continue;
            LowerFactor.SolveLower(_damped, size, _step);
            LowerFactor.SolveUpper(_damped, size, _step);
            Move();
            Bands.Sum(_position, Curve);
            TakeBandsOff();
            for (int i = 0; i < _rest.Length; i++)
                _weighted[i] = _weights[i] * _rest[i];
            Spline.Project(_weighted, 0, _right);
            after = Solve(evaluate: false) + PriorSquares();
            better = after <= before + 1e-9;
            if (better)
                break;
            Bands.CopyFrom(_before);
        }
        if (!better)
        {
            Bands.Sum(_position, Curve);
            TakeBandsOff();
            Prepare();
            after = Solve(evaluate: false) + PriorSquares();
        }
        Spline.Evaluate(_coefficients, Baseline);
        Weigh(size);
        return before;
    }

    /// <summary>Derivatives by height, centre / width, ln width and Lorentzian part.</summary>
    private void Differentiate()
    {
        int n = _position.Length;
        for (int k = 0; k < Bands.Count; k++)
        {
            JointBand band = Bands[k];
            // A Gaussian ends soon; the tails of a Lorentzian are followed to 12 widths.
            double reach = band.Fwhm * (3 + 9 * Math.Min(1, band.Fraction / 0.1));
            (int first, int end) = BandList.PointsWithin(_position, band.Center, reach);
            (_starts[k], _ends[k]) = (first, end);
            Span<double> height = _columns.AsSpan(Each * k * n, n),
                center = _columns.AsSpan((Each * k + 1) * n, n),
                width = _columns.AsSpan((Each * k + 2) * n, n),
                fraction = _columns.AsSpan((Each * k + 3) * n, n);
            double scale = 2 / band.Fwhm;
            for (int i = first; i < end; i++)
            {
                double z = (_position[i] - band.Center) * scale,
                    square = z * z,
                    lorentz = 1 / (1 + square),
                    gauss = square < 34 ? Math.Exp(-BandList.Ln2 * square) : 0;
                double slope = -2 * z * (lorentz * lorentz * band.Fraction + BandList.Ln2 * gauss * (1 - band.Fraction));
                height[i] = band.Fraction * lorentz + (1 - band.Fraction) * gauss;
                center[i] = -2 * band.Height * slope;
                width[i] = -z * band.Height * slope;
                fraction[i] = band.Height * (lorentz - gauss);
            }
        }
    }

    /// <summary>J′MJ and J′We with the priors, M what the baseline leaves free.</summary>
    private void FormHessian()
    {
        int size = Each * Bands.Count,
            n = _position.Length,
            count = Spline.Count;
        // Residuals times weights; kept in _rest's place until the step is taken.
        for (int i = 0; i < n; i++)
            _rest[i] = _weights[i] * (_rest[i] - Baseline[i]);
        for (int a = 0; a < size; a++)
        {
            int first = _starts[a / Each],
                end = _ends[a / Each];
            ReadOnlySpan<double> column = _columns.AsSpan(a * n + first, end - first);
            Span<double> weighted = _weighted.AsSpan(first, end - first);
            for (int i = 0; i < weighted.Length; i++)
                weighted[i] = column[i] * _weights[first + i];
            Span<double> projected = _projected.AsSpan(a * count, count);
            Spline.Project(weighted, first, projected);
            Spline.Forward(projected);
            for (int i = 0; i < count; i++)
                projected[i] *= Math.Sqrt(Spline.InversePivot(i));
            _gradient[a] = Products.Dot(column, _rest.AsSpan(first, end - first));
            for (int b = 0; b <= a; b++)
            {
                int from = Math.Max(first, _starts[b / Each]),
                    to = Math.Min(end, _ends[b / Each]);
                double sum = to > from ? Products.Dot(_weighted.AsSpan(from, to - from), _columns.AsSpan(b * n + from, to - from)) : 0;
                _hessian[a * size + b] = sum - Products.Dot(projected, _projected.AsSpan(b * count, count));
            }
        }
        _shape.Measure(Bands);
        for (int k = 0; k < Bands.Count; k++)
        {
            JointBand band = Bands[k];
            _hessian[Each * k * size + Each * k] += 1e-6;
            Prior(size, Each * k + 1, (band.Center - band.FoundCenter) / band.Fwhm, CenterSpread);
            Prior(size, Each * k + 2, Math.Log(band.Fwhm / band.FoundFwhm), WidthSpread);
            Prior(size, Each * k + 3, band.Fraction - _shape.Mean, _shape.Spread);
        }
    }
}
