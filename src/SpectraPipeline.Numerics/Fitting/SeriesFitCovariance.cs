namespace SpectraPipeline.Numerics.Fitting;

/// <summary>(J'J + P)⁻¹ of a series fit: the block of the coefficients, the bands of the smooth ones, and on demand the block of one frame's variables.</summary>
/// <remarks>
/// Of the inverse of the band only the band itself is made (K. Takahashi, J. Fagan, M. S. Chin, 8th PICA Conference, Minneapolis 1973, 63: S = D⁻¹ + (I - L')S run backwards), which is all
/// that a frame or the trace of the penalty needs. Cost linear in the frames. For smooth parameters it is the Bayesian covariance of the penalised fit (G. Wahba, J. R. Stat.
/// Soc. B 1983, 45, 133), which covers the truth on average over the frames, its bias included.
/// </remarks>
internal sealed class SeriesFitCovariance
{
    private readonly SeriesFitLayout _layout;
    private readonly SeriesFitEquations _equations;
    private readonly double[] _selected; // upper bands: [i·(bands+1) + m] = S(i, i + m)
    private readonly double[] _global;
    private readonly double[] _mixed; // Z·S_g, column by column of the coefficients

    /// <param name="layout">Order of the unknowns.</param>
    /// <param name="equations">After a solution without damping and with nothing put on bounds.</param>
    public SeriesFitCovariance(SeriesFitLayout layout, SeriesFitEquations equations)
    {
        (_layout, _equations) = (layout, equations);
        int globals = layout.Globals,
            size = equations.Bonded.BandLength.Length;
        _global = new double[globals * globals];
        for (int c = 0; c < globals; c++)
        {
            Span<double> column = _global.AsSpan(c * globals, globals);
            column[c] = 1;
            SymmetricFactor.Solve(equations.Bonded.Dense, globals, column);
        }
        _mixed = new double[size * globals];
        for (int c = 0; c < globals; c++)
        for (int e = 0; e < globals; e++)
        for (int i = 0; i < size; i++)
            _mixed[(c * size) + i] += equations.Bonded.Border[(e * size) + i] * _global[(c * globals) + e];
        _selected = Selected(size, equations.Bonded.Bands);
    }

    /// <summary>Covariance of two coefficients.</summary>
    public double Global(int c, int e) =>
        IsFree(_layout.FirstGlobal + c) && IsFree(_layout.FirstGlobal + e)
            ? _global[(c * _layout.Globals) + e] / (_equations.Bonded.DenseLength[c] * _equations.Bonded.DenseLength[e])
            : 0;

    /// <summary>Covariance of two smooth unknowns at most two knots apart, counted from 0.</summary>
    public double Smooth(int i, int j)
    {
        (i, j) = (Math.Min(i, j), Math.Max(i, j));
        if (!IsFree(_layout.FirstSmooth + i) || !IsFree(_layout.FirstSmooth + j))
            return 0;
        int size = _equations.Bonded.BandLength.Length;
        double value = _selected[(i * (_equations.Bonded.Bands + 1)) + j - i];
        for (int c = 0; c < _layout.Globals; c++)
            value += _mixed[(c * size) + i] * _equations.Bonded.Border[(c * size) + j];
        return value / (_equations.Bonded.BandLength[i] * _equations.Bonded.BandLength[j]);
    }

    /// <summary>tr(V·D₂'D₂) of a smooth variable: K less λ times this are the values that the data really determine.</summary>
    public double RoughTrace(int j)
    {
        double sum = 0;
        int smooth = _layout.SmoothCount;
        for (int knot = 0; knot < _layout.KnotPositions.Length; knot++)
        for (int back = 0; back <= Math.Min(2, knot); back++)
            sum += (back == 0 ? 1 : 2) * _layout.PenaltyAt(knot, knot - back) * Smooth((knot * smooth) + j, ((knot - back) * smooth) + j);
        return sum;
    }

    /// <summary>Covariance of the variables of a frame, n × n; zero where held, NaN in the local ones when they depend on each other.</summary>
    public void Frame(SeriesFitPoint point, int frame, Span<double> covariance)
    {
        int n = _layout.Variables,
            bonded = _layout.Bonded.Length,
            local = _layout.LocalCount;
        covariance.Clear();
        double[] own = new double[bonded * bonded];
        for (int c = 0; c < bonded; c++)
        for (int e = 0; e < bonded; e++)
            covariance[(_layout.Bonded[c] * n) + _layout.Bonded[e]] = own[(c * bonded) + e] = Between(frame, c, e);
        ReadOnlySpan<double> back = _equations.Back(frame);
        // -X·C_B, then A⁻¹ + X·C_B·X'.
        double[] cross = new double[local * bonded];
        for (int a = 0; a < local; a++)
        for (int c = 0; c < bonded; c++)
        {
            double value = 0;
            for (int e = 0; e < bonded; e++)
                value -= back[(e * local) + a] * own[(e * bonded) + c];
            cross[(a * bonded) + c] = value;
            (int i, int j) = (_layout.LocalVariables[a], _layout.Bonded[c]);
            covariance[(i * n) + j] = covariance[(j * n) + i] = value;
        }
        int free = _equations.FactorLocal(point, frame, [], 0, out _, _equations.IsSingular[frame] ? 1e-9 : 0);
        int[] open = _equations.FreeLocal[..free].ToArray();
        double[] column = new double[local];
        for (int k = 0; k < free; k++)
        {
            column.AsSpan().Clear();
            column[k] = 1;
            _equations.SolveLocal(free, column);
            for (int m = 0; m < free; m++)
            {
                double value = column[m];
                for (int c = 0; c < bonded; c++)
                    value -= cross[(open[m] * bonded) + c] * back[(c * local) + open[k]];
                covariance[(_layout.LocalVariables[open[m]] * n) + _layout.LocalVariables[open[k]]] = _equations.IsSingular[frame]
                    ? double.NaN
                    : value;
            }
        }
    }

    private double Between(int frame, int c, int e)
    {
        double sum = 0;
        for (int s = 0; s <= _layout.Degree(c); s++)
        for (int t = 0; t <= _layout.Degree(e); t++)
            sum +=
                _layout.Share(frame, c, s)
                * _layout.Share(frame, e, t)
                * OfUnknowns(_layout.Unknown(frame, c, s), _layout.Unknown(frame, e, t));
        return sum;
    }

    private double OfUnknowns(int u, int w)
    {
        (u, w) = (Math.Min(u, w), Math.Max(u, w));
        if (u >= _layout.FirstGlobal)
            return Global(u - _layout.FirstGlobal, w - _layout.FirstGlobal);
        (int i, int c) = (u - _layout.FirstSmooth, w - _layout.FirstGlobal);
        if (c < 0)
            return Smooth(i, w - _layout.FirstSmooth);
        return IsFree(u) && IsFree(w)
            ? -_mixed[(c * _equations.Bonded.BandLength.Length) + i] / (_equations.Bonded.BandLength[i] * _equations.Bonded.DenseLength[c])
            : 0;
    }

    private bool IsFree(int unknown) => _equations.States[unknown] == VariableState.Free;

    private double[] Selected(int size, int bands)
    {
        int width = bands + 1;
        double[] inverse = new double[size * width];
        ReadOnlySpan<double> factor = _equations.Bonded.Band;
        for (int i = size - 1; i >= 0; i--)
        for (int j = Math.Min(size - 1, i + bands); j >= i; j--)
        {
            double value = i == j ? factor[i * width] : 0;
            for (int k = i + 1; k <= Math.Min(size - 1, i + bands); k++)
            {
                (int low, int high) = (Math.Min(k, j), Math.Max(k, j));
                value -= factor[(k * width) + k - i] * inverse[(low * width) + high - low];
            }
            inverse[(i * width) + j - i] = value;
        }
        return inverse;
    }
}
