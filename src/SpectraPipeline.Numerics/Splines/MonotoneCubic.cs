namespace SpectraPipeline.Numerics.Splines;

/// <summary>The piecewise cubic through (xᵢ, yᵢ) that never swings beyond its points: it rises where they rise and is flat where they turn.</summary>
/// <remarks>
/// F. N. Fritsch, R. E. Carlson, SIAM J. Numer. Anal. 17 (1980) 238, doi:10.1137/0717021, with the slopes of F. N. Fritsch, J. Butland, SIAM J. Sci. Stat. Comput. 5
/// (1984) 300, doi:10.1137/0905021: mᵢ = 0 where the chords dᵢ₋₁, dᵢ differ in sign, else (w₁ + w₂)/(w₁/dᵢ₋₁ + w₂/dᵢ), w₁ = 2hᵢ + hᵢ₋₁, w₂ = hᵢ + 2hᵢ₋₁; at the ends the
/// one-sided three-point slope, cut to the sign of its chord and to three times it where the next chord turns (MATLAB's and scipy's pchip). The first derivative
/// is continuous, the second is not. Two points give a straight line. Each worker needs its own instance because the last y is kept. Cost: O(sites + positions).
/// </remarks>
public sealed class MonotoneCubic
{
    private readonly double[] _x;
    private readonly double[] _step;
    private readonly double[] _chord;
    private readonly double[] _y;
    private readonly double[] _slope;

    /// <param name="x">Two or more strictly increasing sites.</param>
    /// <exception cref="ArgumentException">Fewer than two sites, or not increasing.</exception>
    public MonotoneCubic(ReadOnlySpan<double> x)
    {
        if (x.Length < 2)
            throw new ArgumentException($"a cubic needs at least 2 sites, not {x.Length}", nameof(x));
        _x = x.ToArray();
        (_step, _chord) = (new double[x.Length - 1], new double[x.Length - 1]);
        for (int i = 0; i < _step.Length; i++)
        {
            _step[i] = x[i + 1] - x[i];
            if (!(_step[i] > 0))
                throw new ArgumentException($"site {i + 1} = {x[i + 1]} does not exceed site {i} = {x[i]}", nameof(x));
        }
        (_y, _slope) = (new double[x.Length], new double[x.Length]);
    }

    /// <summary>Interpolates <paramref name="y"/>; later evaluations refer to it.</summary>
    /// <param name="y">One value per site.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public void Fit(ReadOnlySpan<double> y)
    {
        if (y.Length != _x.Length)
            throw new ArgumentException($"{y.Length} values for {_x.Length} sites", nameof(y));
        y.CopyTo(_y);
        for (int i = 0; i < _chord.Length; i++)
            _chord[i] = (y[i + 1] - y[i]) / _step[i];
        int last = _chord.Length - 1;
        if (last == 0)
        {
            _slope[0] = _slope[1] = _chord[0];
            return;
        }
        for (int i = 1; i <= last; i++)
        {
            double w1 = (2 * _step[i]) + _step[i - 1],
                w2 = _step[i] + (2 * _step[i - 1]);
            _slope[i] = _chord[i - 1] * _chord[i] > 0 ? (w1 + w2) / ((w1 / _chord[i - 1]) + (w2 / _chord[i])) : 0;
        }
        _slope[0] = EndSlope(_step[0], _step[1], _chord[0], _chord[1]);
        _slope[last + 1] = EndSlope(_step[last], _step[last - 1], _chord[last], _chord[last - 1]);
    }

    /// <summary>Values of the last fitted curve at non-decreasing positions; beyond the sites the value of the nearest one.</summary>
    /// <param name="at">Where to evaluate, non-decreasing.</param>
    /// <param name="result">One value per position.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public void Evaluate(ReadOnlySpan<double> at, Span<double> result)
    {
        if (at.Length != result.Length)
            throw new ArgumentException($"{at.Length} positions and {result.Length} results", nameof(result));
        int i = 0;
        for (int j = 0; j < at.Length; j++)
        {
            double x = Math.Clamp(at[j], _x[0], _x[^1]);
            while (i < _step.Length - 1 && x > _x[i + 1])
                i++;
            double h = _step[i],
                s = x - _x[i],
                curve = ((3 * _chord[i]) - (2 * _slope[i]) - _slope[i + 1]) / h,
                twist = (_slope[i] - (2 * _chord[i]) + _slope[i + 1]) / (h * h);
            result[j] = _y[i] + (s * (_slope[i] + (s * (curve + (s * twist)))));
        }
    }

    private static double EndSlope(double step, double nextStep, double chord, double nextChord)
    {
        double slope = ((((2 * step) + nextStep) * chord) - (step * nextChord)) / (step + nextStep);
        if (!(slope * chord > 0))
            return 0;
        return chord * nextChord <= 0 && Math.Abs(slope) > 3 * Math.Abs(chord) ? 3 * chord : slope;
    }
}
