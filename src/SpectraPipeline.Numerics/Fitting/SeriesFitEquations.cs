namespace SpectraPipeline.Numerics.Fitting;

/// <summary>
/// The linear system of a step of a series fit, (J'J + P + λD) d = J'r - P·unknowns with P the penalty of the smooth parameters, solved by elimination: the local variables of
/// each frame first (dense, frame by frame), then the smooth ones (a band over the knots), then the coefficients (dense). Cost linear in the frames.
/// </summary>
/// <remarks>With L the local and B the bonded variables of a frame, X = H_LL⁻¹[H_LB, r_L], each frame leaves the Schur complement H_BB - H_BL X on its bonded variables.
/// Everything is scaled to a unit diagonal before it is factorised, so that a pivot is what the unknowns before it leave of an unknown.</remarks>
internal sealed class SeriesFitEquations
{
    private const double Breath = 1e-9;

    private readonly SeriesFitLayout _layout;
    private readonly int _local,
        _bonded;
    private readonly double[] _back,
        _factor,
        _length,
        _column,
        _work,
        _schur,
        _move,
        _rest;
    private readonly int[] _free;

    public SeriesFitEquations(SeriesFitLayout layout)
    {
        _layout = layout;
        (_local, _bonded) = (layout.LocalCount, layout.Bonded.Length);
        Bonded = new SeriesBondedSystem(layout);
        _back = new double[layout.Frames * _local * (_bonded + 1)];
        _factor = new double[_local * _local];
        (_length, _column, _work, _free) = (new double[_local], new double[_local], new double[_local], new int[_local]);
        _schur = new double[_bonded * (_bonded + 1)];
        (_move, _rest) = (new double[layout.Variables], new double[layout.Variables]);
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

    /// <summary>The system of smooth unknowns and coefficients.</summary>
    public SeriesBondedSystem Bonded { get; }

    internal ReadOnlySpan<double> Back(int frame) => _back.AsSpan(frame * _local * (_bonded + 1), _local * (_bonded + 1));

    /// <summary>States of the variables of a frame, and which belong to it alone.</summary>
    public (VariableState[] States, bool[] IsLocal) StatesOf(int frame)
    {
        var states = new VariableState[_layout.Variables];
        bool[] local = new bool[_layout.Variables];
        for (int a = 0; a < _local; a++)
        {
            states[_layout.LocalVariables[a]] = States[(frame * _local) + a];
            local[_layout.LocalVariables[a]] = true;
        }
        for (int c = 0; c < _bonded; c++)
        {
            bool free = false;
            for (int term = 0; term <= _layout.Degree(c); term++)
                free |= States[_layout.Unknown(frame, c, term)] == VariableState.Free;
            states[_layout.Bonded[c]] = free ? VariableState.Free : VariableState.Held;
        }
        return (states, local);
    }

    /// <summary>Solves for the open unknowns; false when the matrix cannot be solved.</summary>
    /// <param name="point">Where.</param>
    /// <param name="scale">D; empty without damping.</param>
    /// <param name="damping">λ of Marquardt.</param>
    public bool Solve(SeriesFitPoint point, ReadOnlySpan<double> scale, double damping)
    {
        Bonded.Clear();
        for (int f = 0; f < _layout.Frames; f++)
            if (!Eliminate(point, f, scale, damping))
                return false;
        Penalise(point.Unknowns);
        Bonded.Damp(IsOpen, scale, damping);
        if (!Bonded.Solve(IsOpen))
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
        IsSingular[frame] = !(pivot > SeriesBondedSystem.Singular);
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
                    c == _bonded ? _rest[_layout.LocalVariables[_free[k]]] : At(gram, _layout.LocalVariables[_free[k]], _layout.Bonded[c]);
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
            Bonded.Right[u - _layout.FirstSmooth] += share * _schur[(c * (_bonded + 1)) + _bonded];
            for (int e = 0; e <= c; e++)
            for (int other = 0; other <= (e == c ? term : _layout.Degree(e)); other++)
            {
                int w = _layout.Unknown(frame, e, other);
                if (IsOpen[w])
                    Bonded.Add(u, w, share * _layout.Share(frame, e, other) * _schur[(c * (_bonded + 1)) + e]);
            }
        }
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
            Bonded.Right[(knot * smooth) + j] -= Lambda[j] * (_layout.Rough(unknowns, j, knot) + _layout.Rough(Step, j, knot));
            for (int back = 0; back <= Math.Min(2, knot); back++)
                if (IsOpen[u - (back * smooth)])
                    Bonded.Add(u, u - (back * smooth), Lambda[j] * _layout.PenaltyAt(knot, knot - back));
        }
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
                move += _layout.Share(frame, c, term) * Bonded.Right[_layout.Unknown(frame, c, term) - _layout.FirstSmooth];
            for (int a = 0; a < _local; a++)
                if (IsOpen[(frame * _local) + a])
                    Step[(frame * _local) + a] -= back[(c * _local) + a] * move;
        }
        if (frame == _layout.Frames - 1)
            for (int i = 0; i < Bonded.Right.Length; i++)
                if (IsOpen[_layout.FirstSmooth + i])
                    Step[_layout.FirstSmooth + i] = Bonded.Right[i];
    }
}
