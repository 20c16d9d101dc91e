using SpectraPipeline.Numerics.LinearAlgebra;

namespace SpectraPipeline.Numerics.Fitting;

/// <summary>What is left of the equations of a series once the frames' own variables are gone: a band for the smooth unknowns, bordered by a dense block for the coefficients.</summary>
/// <remarks>The band by LDL', the border by its Schur complement. Unknowns are counted from the first smooth one.</remarks>
internal sealed class SeriesBondedSystem
{
    /// <summary>Pivots at or below this part of a diagonal are no pivots.</summary>
    public const double Singular = 1e-13;

    private readonly SeriesFitLayout _layout;
    private readonly int _bands,
        _knotUnknowns;
    private readonly double[] _band,
        _bandLength,
        _border,
        _raw,
        _dense,
        _denseLength,
        _right,
        _work;

    public SeriesBondedSystem(SeriesFitLayout layout)
    {
        _layout = layout;
        _bands = 2 * layout.SmoothCount;
        _knotUnknowns = layout.KnotPositions.Length * layout.SmoothCount;
        _band = new double[_knotUnknowns * (_bands + 1)];
        _bandLength = new double[_knotUnknowns];
        (_border, _raw) = (new double[_knotUnknowns * layout.Globals], new double[_knotUnknowns * layout.Globals]);
        _dense = new double[layout.Globals * layout.Globals];
        (_denseLength, _work) = (new double[layout.Globals], new double[layout.Globals]);
        _right = new double[_knotUnknowns + layout.Globals];
    }

    /// <summary>Right side, and after <see cref="Solve"/> the solution.</summary>
    public double[] Right => _right;

    public int Bands => _bands;

    /// <summary>After a solution: factors of the band, and what its unknowns were divided by.</summary>
    public ReadOnlySpan<double> Band => _band;

    /// <inheritdoc cref="Band"/>
    public ReadOnlySpan<double> BandLength => _bandLength;

    /// <summary>After a solution: the border, solved with the band, column by column.</summary>
    public ReadOnlySpan<double> Border => _border;

    /// <summary>After a solution: factors of the coefficients' Schur complement, and what they were divided by.</summary>
    public ReadOnlySpan<double> Dense => _dense;

    /// <inheritdoc cref="Dense"/>
    public ReadOnlySpan<double> DenseLength => _denseLength;

    public void Clear()
    {
        _band.AsSpan().Clear();
        _border.AsSpan().Clear();
        _dense.AsSpan().Clear();
        _right.AsSpan().Clear();
    }

    /// <summary>Adds to the matrix, between two unknowns in either order.</summary>
    public void Add(int u, int w, double value)
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

    /// <summary>Damps the open unknowns and takes the others out.</summary>
    public void Damp(ReadOnlySpan<bool> isOpen, ReadOnlySpan<double> scale, double damping)
    {
        for (int i = 0; i < _right.Length; i++)
        {
            int u = _layout.FirstSmooth + i;
            double more =
                !isOpen[u] ? 1
                : damping > 0 ? damping * scale[u]
                : 0;
            if (!isOpen[u])
                _right[i] = 0;
            Add(u, u, more);
        }
    }

    /// <summary>Solves in place; false when an unknown depends on those before it.</summary>
    public bool Solve(ReadOnlySpan<bool> isOpen)
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
        for (int c = 0; c < globals; c++)
        {
            Span<double> column = _border.AsSpan(c * _knotUnknowns, _knotUnknowns);
            for (int i = 0; i < _knotUnknowns; i++)
                column[i] /= _bandLength[i] * _denseLength[c];
            column.CopyTo(_raw.AsSpan(c * _knotUnknowns));
            SymmetricBands.Solve(_band, _bands, column);
        }
        SymmetricBands.Solve(_band, _bands, smooth);
        for (int c = 0; c < globals; c++)
        {
            ReadOnlySpan<double> own = _raw.AsSpan(c * _knotUnknowns, _knotUnknowns);
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
            _right[i] = isOpen[u] ? _right[i] / length : 0;
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
}
