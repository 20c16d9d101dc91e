using SpectraPipeline.Numerics.LinearAlgebra;

namespace SpectraPipeline.Numerics.Fitting;

/// <summary>J'J, J'r and χ² of all frames at one point; the frames are weighed by 1/variance.</summary>
internal sealed class SeriesFitPoint(SeriesFitLayout layout)
{
    public double[] Unknowns { get; } = new double[layout.Unknowns];

    /// <summary>Frame by frame, row-major, lower triangle.</summary>
    public double[] Gram { get; } = new double[layout.Frames * layout.Variables * layout.Variables];

    public double[] Gradient { get; } = new double[layout.Frames * layout.Variables];

    /// <summary>χ² of each frame.</summary>
    public double[] ChiSquare { get; } = new double[layout.Frames];

    public double Total { get; set; }
}

/// <summary>
/// The linear system of a step of a series fit, (J'J + P + λD) d = J'r - P·unknowns with P the penalty of the smooth parameters, solved by elimination: the local variables of
/// each frame first (dense, frame by frame), then the smooth ones (a band over the knots), then the coefficients (dense). Cost linear in the frames.
/// </summary>
/// <remarks>With L the local and B the bonded variables of a frame, X = H_LL⁻¹[H_LB, r_L], each frame leaves the Schur complement H_BB - H_BL X on its bonded variables.
/// Everything is scaled to a unit diagonal before it is factorised, so that a pivot is what the unknowns before it leave of an unknown.</remarks>
internal sealed class SeriesFitEquations
{
    private const double Singular = 1e-13;
    private const double Breath = 1e-9;

    private readonly SeriesFitLayout _layout;
    private readonly int _local,
        _bonded,
        _bands,
        _knotUnknowns;
    private readonly double[] _back,
        _factor,
        _length,
        _column,
        _work,
        _schur,
        _right,
        _move,
        _rest;
    private readonly double[] _band,
        _bandLength,
        _border,
        _dense,
        _denseLength;
    private readonly int[] _free;

    public SeriesFitEquations(SeriesFitLayout layout)
    {
        _layout = layout;
        (_local, _bonded) = (layout.LocalCount, layout.Bonded.Length);
        _bands = 2 * layout.SmoothCount;
        _knotUnknowns = layout.KnotPositions.Length * layout.SmoothCount;
        _back = new double[layout.Frames * _local * (_bonded + 1)];
        _factor = new double[_local * _local];
        (_length, _column, _work, _free) = (new double[_local], new double[_local], new double[_local + layout.Globals], new int[_local]);
        _schur = new double[_bonded * (_bonded + 1)];
        _right = new double[_knotUnknowns + layout.Globals];
        (_move, _rest) = (new double[layout.Variables], new double[layout.Variables]);
        _band = new double[_knotUnknowns * (_bands + 1)];
        _bandLength = new double[_knotUnknowns];
        _border = new double[_knotUnknowns * layout.Globals];
        _dense = new double[layout.Globals * layout.Globals];
        _denseLength = new double[layout.Globals];
        Lambda = new double[layout.SmoothCount];
        States = new VariableState[layout.Unknowns];
        IsOpen = new bool[layout.Unknowns];
        Step = new double[layout.Unknowns];
        IsSingular = new bool[layout.Frames];
    }

    /// <summary>Weight of the roughness of each smooth variable.</summary>
    public double[] Lambda { get; }

    public VariableState[] States { get; }

    /// <summary>Free and not yet put on a bound by the step.</summary>
    public bool[] IsOpen { get; }

    /// <summary>On entry the moves of unknowns that were put on a bound, on return the whole step.</summary>
    public double[] Step { get; }

    /// <summary>The local variables of a frame depend on each other; its errors mean nothing.</summary>
    public bool[] IsSingular { get; }

    // What the covariance is made of: factors of the last solution.
    internal ReadOnlySpan<double> Band => _band;
    internal ReadOnlySpan<double> BandLength => _bandLength;
    internal ReadOnlySpan<double> Border => _border;
    internal ReadOnlySpan<double> Dense => _dense;
    internal ReadOnlySpan<double> DenseLength => _denseLength;
    internal int Bands => _bands;

    internal ReadOnlySpan<double> Back(int frame) => _back.AsSpan(frame * _local * (_bonded + 1), _local * (_bonded + 1));

    /// <summary>Solves for the open unknowns; false when the matrix cannot be solved.</summary>
    /// <param name="point">Where.</param>
    /// <param name="scale">D; empty without damping.</param>
    /// <param name="damping">λ of Marquardt.</param>
    public bool Solve(SeriesFitPoint point, ReadOnlySpan<double> scale, double damping)
    {
        _band.AsSpan().Clear();
        _border.AsSpan().Clear();
        _dense.AsSpan().Clear();
        _right.AsSpan().Clear();
        for (int f = 0; f < _layout.Frames; f++)
            if (!Eliminate(point, f, scale, damping))
                return false;
        Penalise(point.Unknowns);
        Damp(scale, damping);
        if (!SolveBonded())
            return false;
        for (int f = 0; f < _layout.Frames; f++)
            Substitute(f);
        return true;
    }

    /// <summary>The factor of H_LL of a frame, scaled: open variables, their number, and the lengths that they were divided by.</summary>
    internal int FactorLocal(
        SeriesFitPoint point,
        int frame,
        ReadOnlySpan<double> scale,
        double damping,
        out double pivot,
        double ridge = 0
    )
    {
        int n = _layout.Variables;
        ReadOnlySpan<double> gram = point.Gram.AsSpan(frame * n * n, n * n);
        int free = 0;
        for (int a = 0; a < _local; a++)
            if (IsOpen[(frame * _local) + a])
                _free[free++] = a;
        for (int k = 0; k < free; k++)
        {
            int i = _layout.LocalVariables[_free[k]];
            double diagonal = (gram[(i * n) + i] * (1 + ridge)) + (damping > 0 ? damping * scale[(frame * _local) + _free[k]] : 0);
            _length[k] = Math.Sqrt(diagonal);
            for (int m = 0; m < k; m++)
                _factor[(k * free) + m] = At(gram, i, _layout.LocalVariables[_free[m]]) / (_length[k] * _length[m]);
            _factor[(k * free) + k] = 1;
        }
        pivot = free == 0 ? 1 : SymmetricFactor.Factorize(_factor.AsSpan(0, free * free), free, _work);
        return free;
    }

    internal ReadOnlySpan<int> FreeLocal => _free;

    /// <summary>H_LL⁻¹ times a vector of the frame whose factor is there, in place.</summary>
    internal void SolveLocal(int free, Span<double> values)
    {
        for (int k = 0; k < free; k++)
            values[k] /= _length[k];
        SymmetricFactor.Solve(_factor.AsSpan(0, free * free), free, values);
        for (int k = 0; k < free; k++)
            values[k] /= _length[k];
    }

    internal double At(ReadOnlySpan<double> gram, int a, int b) => gram[(Math.Max(a, b) * _layout.Variables) + Math.Min(a, b)];

    private bool Eliminate(SeriesFitPoint point, int frame, ReadOnlySpan<double> scale, double damping)
    {
        int n = _layout.Variables;
        ReadOnlySpan<double> gram = point.Gram.AsSpan(frame * n * n, n * n);
        // What was put on a bound moves the target of the others.
        _layout.Expand(Step, frame, _move);
        point.Gradient.AsSpan(frame * n, n).CopyTo(_rest);
        for (int j = 0; j < n; j++)
            if (_move[j] != 0)
                for (int i = 0; i < n; i++)
                    _rest[i] -= At(gram, i, j) * _move[j];
        int free = FactorLocal(point, frame, scale, damping, out double pivot);
        IsSingular[frame] = !(pivot > Singular);
        if (IsSingular[frame])
        {
            if (damping > 0 || double.IsNaN(pivot))
                return false;
            // Without damping nothing else helps: a breath of it, and no errors for this frame.
            free = FactorLocal(point, frame, scale, 0, out pivot, Breath);
            if (!(pivot > 0))
                return false;
        }
        Span<double> back = _back.AsSpan(frame * _local * (_bonded + 1), _local * (_bonded + 1));
        back.Clear();
        for (int c = 0; c <= _bonded; c++)
        {
            for (int k = 0; k < free; k++)
                _column[k] =
                    c == _bonded
                        ? _rest[_layout.LocalVariables[_free[k]]]
                        : At(gram, _layout.LocalVariables[_free[k]], _layout.Bonded[c]);
            SolveLocal(free, _column);
            for (int k = 0; k < free; k++)
                back[(c * _local) + _free[k]] = _column[k];
        }
        if (_bonded == 0)
            return true;
        for (int c = 0; c < _bonded; c++)
        for (int e = 0; e <= _bonded; e++)
        {
            if (e > c && e < _bonded)
                continue;
            int i = _layout.Bonded[c];
            double value = e == _bonded ? _rest[i] : At(gram, i, _layout.Bonded[e]);
            for (int k = 0; k < free; k++)
                value -= At(gram, _layout.LocalVariables[_free[k]], i) * back[(e * _local) + _free[k]];
            _schur[(c * (_bonded + 1)) + e] = value;
        }
        Scatter(frame);
        return true;
    }

    // The frame's complement goes to the knots and coefficients that its bonded variables are made of.
    private void Scatter(int frame)
    {
        for (int c = 0; c < _bonded; c++)
        for (int term = 0; term <= _layout.Degree(c); term++)
        {
            int u = _layout.Unknown(frame, c, term);
            if (!IsOpen[u])
                continue;
            double share = _layout.Share(frame, c, term);
            _right[u - _layout.FirstSmooth] += share * _schur[(c * (_bonded + 1)) + _bonded];
            for (int e = 0; e <= c; e++)
            for (int other = 0; other <= (e == c ? term : _layout.Degree(e)); other++)
            {
                int w = _layout.Unknown(frame, e, other);
                if (IsOpen[w])
                    Add(u, w, share * _layout.Share(frame, e, other) * _schur[(c * (_bonded + 1)) + e]);
            }
        }
    }

    private void Add(int u, int w, double value)
    {
        int high = Math.Max(u, w) - _layout.FirstSmooth,
            low = Math.Min(u, w) - _layout.FirstSmooth;
        if (high < _knotUnknowns)
            _band[(high * (_bands + 1)) + high - low] += value;
        else if (low < _knotUnknowns)
            _border[((high - _knotUnknowns) * _knotUnknowns) + low] += value;
        else
            _dense[((high - _knotUnknowns) * _layout.Globals) + low - _knotUnknowns] += value;
    }

    private void Penalise(ReadOnlySpan<double> unknowns)
    {
        int smooth = _layout.SmoothCount;
        for (int knot = 0; knot < _layout.KnotPositions.Length; knot++)
        for (int j = 0; j < smooth; j++)
        {
            int u = _layout.FirstSmooth + (knot * smooth) + j;
            if (!IsOpen[u])
                continue;
            _right[(knot * smooth) + j] -= Lambda[j] * (_layout.Rough(unknowns, j, knot) + _layout.Rough(Step, j, knot));
            for (int back = 0; back <= Math.Min(2, knot); back++)
                if (IsOpen[u - (back * smooth)])
                    Add(u, u - (back * smooth), Lambda[j] * _layout.PenaltyAt(knot, knot - back));
        }
    }

    private void Damp(ReadOnlySpan<double> scale, double damping)
    {
        for (int i = 0; i < _right.Length; i++)
        {
            int u = _layout.FirstSmooth + i;
            double more =
                !IsOpen[u] ? 1
                : damping > 0 ? damping * scale[u]
                : 0;
            if (!IsOpen[u])
                _right[i] = 0;
            Add(u, u, more);
        }
    }

    private bool SolveBonded()
    {
        int globals = _layout.Globals,
            width = _bands + 1;
        for (int i = 0; i < _knotUnknowns; i++)
            _bandLength[i] = Math.Sqrt(_band[i * width]);
        for (int c = 0; c < globals; c++)
            _denseLength[c] = Math.Sqrt(_dense[(c * globals) + c]);
        for (int i = 0; i < _knotUnknowns; i++)
        {
            for (int m = 0; m <= Math.Min(_bands, i); m++)
                _band[(i * width) + m] /= _bandLength[i] * _bandLength[i - m];
            _right[i] /= _bandLength[i];
        }
        SymmetricBands.Factor(_band, _bands);
        for (int i = 0; i < _knotUnknowns; i++)
            if (!(_band[i * width] is > 0 and < 1 / Singular))
                return false;
        Span<double> smooth = _right.AsSpan(0, _knotUnknowns);
        Span<double> wanted = _right.AsSpan(_knotUnknowns);
        double[] raw = (double[])_border.Clone();
        for (int c = 0; c < globals; c++)
        {
            Span<double> column = _border.AsSpan(c * _knotUnknowns, _knotUnknowns);
            for (int i = 0; i < _knotUnknowns; i++)
                column[i] /= _bandLength[i] * _denseLength[c];
            column.CopyTo(raw.AsSpan(c * _knotUnknowns));
            SymmetricBands.Solve(_band, _bands, column);
        }
        SymmetricBands.Solve(_band, _bands, smooth);
        for (int c = 0; c < globals; c++)
        {
            ReadOnlySpan<double> own = raw.AsSpan(c * _knotUnknowns, _knotUnknowns);
            wanted[c] = (wanted[c] / _denseLength[c]) - Products.Dot(own, smooth);
            for (int e = 0; e <= c; e++)
                _dense[(c * globals) + e] =
                    (_dense[(c * globals) + e] / (_denseLength[c] * _denseLength[e]))
                    - Products.Dot(own, _border.AsSpan(e * _knotUnknowns, _knotUnknowns));
        }
        if (globals > 0 && !Solved(wanted))
            return false;
        for (int c = 0; c < globals; c++)
        for (int i = 0; i < _knotUnknowns; i++)
            smooth[i] -= _border[(c * _knotUnknowns) + i] * wanted[c];
        for (int i = 0; i < _right.Length; i++)
        {
            int u = _layout.FirstSmooth + i;
            double length = i < _knotUnknowns ? _bandLength[i] : _denseLength[i - _knotUnknowns];
            _right[i] = IsOpen[u] ? _right[i] / length : 0;
        }
        return true;
    }

    private bool Solved(Span<double> wanted)
    {
        // The band left less than a unit diagonal: that is what the pivots are measured against.
        double pivot = SymmetricFactor.Factorize(_dense, wanted.Length, _work);
        if (!(pivot > Singular))
            return false;
        SymmetricFactor.Solve(_dense, wanted.Length, wanted);
        return true;
    }

    private void Substitute(int frame)
    {
        ReadOnlySpan<double> back = Back(frame);
        for (int a = 0; a < _local; a++)
            if (IsOpen[(frame * _local) + a])
                Step[(frame * _local) + a] = back[(_bonded * _local) + a];
        for (int c = 0; c < _bonded; c++)
        {
            double move = 0;
            for (int term = 0; term <= _layout.Degree(c); term++)
                move += _layout.Share(frame, c, term) * _right[_layout.Unknown(frame, c, term) - _layout.FirstSmooth];
            for (int a = 0; a < _local; a++)
                if (IsOpen[(frame * _local) + a])
                    Step[(frame * _local) + a] -= back[(c * _local) + a] * move;
        }
        if (frame == _layout.Frames - 1)
            for (int i = 0; i < _right.Length; i++)
                if (IsOpen[_layout.FirstSmooth + i])
                    Step[_layout.FirstSmooth + i] = _right[i];
    }
}
