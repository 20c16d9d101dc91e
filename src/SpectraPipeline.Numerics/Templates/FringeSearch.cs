namespace SpectraPipeline.Numerics.Templates;

/// <summary>Highest peak of the periodogram of a residual: the frequency of interference fringes, on any axis.</summary>
/// <remarks>
/// Weighted power (Σ w r cos)²/Σ w cos² + (Σ w r sin)²/Σ w sin² as of N. R. Lomb, Astrophys. Space Sci. 39 (1976) 447, doi:10.1007/BF00648343, without its phase, on frequencies from 2 to n/4 periods in the
/// range, four to a period of the range. Fewer than two periods are a background. The peak is refined by a parabola. Cost: O(n²).
/// </remarks>
internal sealed class FringeSearch
{
    private const double FewestPeriods = 2;
    private const int PerPeriod = 4;
    private readonly double[] _turnCos,
        _turnSin,
        _cos,
        _sin;
    private readonly double[] _power;
    private readonly double _step;

    public FringeSearch(ReadOnlySpan<double> x)
    {
        int n = x.Length;
        double range = x[^1] - x[0],
            middle = (x[0] + x[^1]) / 2;
        _step = 1 / (PerPeriod * range);
        (_turnCos, _turnSin, _cos, _sin) = (new double[n], new double[n], new double[n], new double[n]);
        for (int i = 0; i < n; i++)
            (_turnSin[i], _turnCos[i]) = Math.SinCos(2 * Math.PI * _step * (x[i] - middle));
        _power = new double[Math.Max(0, (int)((n / 4.0 - FewestPeriods) * PerPeriod))];
    }

    /// <summary>Frequency in periods a unit of the axis; 0 when the range is too short.</summary>
    public double Find(ReadOnlySpan<double> residual, ReadOnlySpan<double> weights)
    {
        if (_power.Length < 3)
            return 0;
        const int before = (int)(FewestPeriods * PerPeriod);
        _cos.AsSpan().Fill(1);
        _sin.AsSpan().Clear();
        for (int f = 0; f < before; f++)
            Turn();
        int best = 0;
        for (int f = 0; f < _power.Length; f++)
        {
            double c = 0,
                s = 0,
                cc = 0,
                ss = 0;
            for (int i = 0; i < residual.Length; i++)
            {
                double wr = weights[i] * residual[i];
                c += wr * _cos[i];
                s += wr * _sin[i];
                cc += weights[i] * _cos[i] * _cos[i];
                ss += weights[i] * _sin[i] * _sin[i];
            }
            _power[f] = (cc > 0 ? c * c / cc : 0) + (ss > 0 ? s * s / ss : 0);
            if (_power[f] > _power[best])
                best = f;
            Turn();
        }
        double offset = 0;
        if (best > 0 && best < _power.Length - 1)
        {
            double bend = _power[best - 1] - (2 * _power[best]) + _power[best + 1];
            offset = bend < 0 ? 0.5 * (_power[best - 1] - _power[best + 1]) / bend : 0;
        }
        return (before + best + offset) * _step;
    }

    private void Turn()
    {
        for (int i = 0; i < _cos.Length; i++)
            (_cos[i], _sin[i]) = ((_cos[i] * _turnCos[i]) - (_sin[i] * _turnSin[i]), (_sin[i] * _turnCos[i]) + (_cos[i] * _turnSin[i]));
    }
}
