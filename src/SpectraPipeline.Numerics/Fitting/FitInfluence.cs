using SpectraPipeline.Numerics.LinearAlgebra;

namespace SpectraPipeline.Numerics.Fitting;

/// <summary>What each point of a spectrum does to a quantity of its fit, to first order: the vector that carries any error of the data, correlated or systematic, into the result.</summary>
/// <remarks>
/// With J the derivatives of the model divided by σ, a quantity with gradient q in the variables answers to errors e (divided by σ too) by g'e, g = J(J'J)⁻¹q; its
/// variance is g'Rg for errors of covariance R and g'g for independent ones, which is the standard error of the fit. The height of an absent band of curve b answers by
/// g = b⊥/(b⊥'b⊥), b⊥ the part of b that nothing else of the model can imitate. Variables held at a bound are taken as fixed. Valid as far as the model is linear over its errors.
/// Cost: one evaluation of the columns, then n·p a quantity; n·p² for <see cref="AtZero"/> and <see cref="PrepareTraces"/>.
/// </remarks>
public sealed class FitInfluence
{
    private readonly MultiPeakFit _fitter;
    private readonly double[] _x;
    private readonly double[] _position;
    private readonly double[] _weights;
    private readonly double[] _columns;
    private readonly double[] _inverseColumns;
    private readonly double[] _band;
    private readonly double[] _coefficient;
    private readonly double[] _matrix;
    private readonly double[] _length;
    private readonly double[] _cross;
    private readonly double[] _solution;
    private readonly int[] _free;
    private readonly int _perPeak;
    private int _freeCount;

    /// <summary>For one fitter and the axis it was made for.</summary>
    public FitInfluence(MultiPeakFit fitter, ReadOnlySpan<double> x)
    {
        ArgumentNullException.ThrowIfNull(fitter);
        _fitter = fitter;
        _x = x.ToArray();
        _perPeak = fitter.Shape.ParameterCount;
        int parameters = fitter.PeakCount * _perPeak + fitter.BackgroundTerms;
        _position = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
            _position[i] = fitter.Model.ScaledPosition(x[i]);
        _weights = new double[x.Length];
        _columns = new double[parameters * x.Length];
        _inverseColumns = new double[parameters * x.Length];
        _band = new double[x.Length];
        _coefficient = new double[parameters];
        _matrix = new double[parameters * parameters];
        (_length, _cross, _solution) = (new double[parameters], new double[parameters], new double[parameters]);
        _free = new int[parameters];
    }

    /// <summary>1/σ, 1 where no σ is given, 0 where a point does not count.</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>Free variables of the last fit.</summary>
    public int FreeVariables => _freeCount;

    private int Points => _x.Length;

    /// <summary>Takes the columns at the solution of the fit that was just made.</summary>
    /// <param name="sigma">What the fit was given.</param>
    /// <param name="use">What the fit was given.</param>
    public void Prepare(ReadOnlySpan<double> sigma, ReadOnlySpan<bool> use)
    {
        for (int i = 0; i < Points; i++)
            _weights[i] =
                !use.IsEmpty && !use[i] ? 0
                : sigma.IsEmpty ? 1
                : 1 / sigma[i];
        int peakParameters = _fitter.PeakCount * _perPeak;
        for (int k = 0; k < _fitter.PeakCount; k++)
        {
            int first = k * _perPeak;
            _fitter.Shape.AddWithDerivatives(_fitter.Parameters.Slice(first, _perPeak), _x, _band, _columns.AsSpan(first * Points), Points);
        }
        for (int b = 0; b < _fitter.BackgroundTerms; b++)
        {
            Span<double> column = Column(peakParameters + b);
            for (int i = 0; i < Points; i++)
                column[i] = b == 0 ? 1 : Column(peakParameters + b - 1)[i] * _position[i];
        }
        if (!(sigma.IsEmpty && use.IsEmpty))
            for (int p = 0; p < _coefficient.Length; p++)
            {
                Span<double> column = Column(p);
                // Background columns are built one from the other, so weights come last.
                for (int i = 0; i < Points; i++)
                    column[i] *= _weights[i];
            }
        _freeCount = 0;
        for (int v = 0; v < _fitter.States.Length; v++)
            if (_fitter.LimitStates[v] == VariableState.Free)
                _freeCount++;
    }

    /// <summary>Influence on a quantity of a band.</summary>
    /// <param name="peak">Band, from 0.</param>
    /// <param name="gradient">∂quantity/∂parameter of the band.</param>
    /// <param name="influence">Receives g, one value a point, in units of the quantity over σ.</param>
    public void Of(int peak, ReadOnlySpan<double> gradient, Span<double> influence)
    {
        int count = _fitter.States.Length;
        Span<double> wanted = _cross.AsSpan(0, count);
        wanted.Clear();
        for (int k = 0; k < _perPeak; k++)
            if (_fitter.Map.Variable[(peak * _perPeak) + k] is var v and >= 0 && IsFree(v))
                wanted[v] += _fitter.Map.Factor[(peak * _perPeak) + k] * gradient[k];
        influence.Clear();
        AddVariables(Step(wanted), (0, 0), influence);
    }

    /// <summary>Influence on the height of a band of height zero, everything else of the model free.</summary>
    /// <param name="band">Parameters of the band with height 1.</param>
    /// <param name="insteadOf">Band of the model whose place it takes, -1 for none.</param>
    /// <param name="influence">Receives g; NaN where the others can imitate the band.</param>
    public void AtZero(ReadOnlySpan<double> band, int insteadOf, Span<double> influence)
    {
        (int First, int End) own = insteadOf < 0 ? (0, 0) : (insteadOf * _perPeak, (insteadOf + 1) * _perPeak);
        _band.AsSpan().Clear();
        _fitter.Shape.Add(band, _x, _band);
        for (int i = 0; i < Points; i++)
            _band[i] *= _weights[i];
        int free = Gather(own);
        _band.CopyTo(influence);
        double squares = Products.Dot(_band, _band);
        if (free > 0 && !(SymmetricFactor.Factorize(_matrix.AsSpan(0, free * free), free, _solution) > 1e-12))
        {
            influence.Fill(double.NaN);
            return;
        }
        SymmetricFactor.Solve(_matrix.AsSpan(0, free * free), free, _cross.AsSpan(0, free));
        double information = squares;
        for (int a = 0; a < free; a++)
        {
            Span<double> column = InverseColumn(a);
            double scaled = _cross[a] / _length[a];
            information -= scaled * Products.Dot(column, _band);
            Products.AddScaled(influence, -scaled, column);
        }
        if (!(information > 1e-12 * squares))
        {
            influence.Fill(double.NaN);
            return;
        }
        for (int i = 0; i < Points; i++)
            influence[i] /= information;
    }

    /// <summary>Takes from a change of the data (divided by σ) what the fit would follow, so that what stays is what it would leave in the residual.</summary>
    public void LeaveResidual(Span<double> change)
    {
        int count = _fitter.States.Length;
        Span<double> wanted = _cross.AsSpan(0, count);
        wanted.Clear();
        for (int p = 0; p < _coefficient.Length; p++)
            if (_fitter.Map.Variable[p] is var v and >= 0 && IsFree(v))
                wanted[v] += _fitter.Map.Factor[p] * Products.Dot(Column(p), change);
        AddVariables(Step(wanted), (0, 0), change, -1);
    }

    /// <summary>Makes ready for <see cref="Trace"/>.</summary>
    public void PrepareTraces()
    {
        int count = _fitter.States.Length;
        int free = 0;
        for (int v = 0; v < count; v++)
            if (IsFree(v))
                _free[free++] = v;
        for (int a = 0; a < free; a++)
        {
            Span<double> row = InverseColumn(a);
            Span<double> step = _solution.AsSpan(0, count);
            step.Clear();
            for (int b = 0; b < free; b++)
                step[_free[b]] = _fitter.Inverse[(_free[a] * count) + _free[b]];
            row.Clear();
            AddVariables(step, (0, 0), row);
        }
    }

    /// <summary>Σ Hᵢ,ᵢ₊ₗ, H = J(J'J)⁻¹J' the projection on what the model can describe: how much of the noise the fit swallows at a lag; its number of free variables at lag 0.</summary>
    public double Trace(int lag)
    {
        double sum = 0;
        int length = Points - lag;
        for (int a = 0; a < _freeCount; a++)
        for (int p = 0; p < _coefficient.Length; p++)
            if (_fitter.Map.Variable[p] == _free[a])
                sum += _fitter.Map.Factor[p] * Products.Dot(Column(p)[..length], InverseColumn(a)[lag..]);
        return sum;
    }

    // Columns of the free variables without the band that is left out, their normalised products (lower triangle) and their products with the band.
    private int Gather((int First, int End) own)
    {
        int free = 0;
        for (int v = 0; v < _fitter.States.Length; v++)
        {
            if (_fitter.LimitStates[v] != VariableState.Free)
                continue;
            Span<double> step = _solution.AsSpan(0, _fitter.States.Length);
            step.Clear();
            step[v] = 1;
            Span<double> column = InverseColumn(free);
            column.Clear();
            AddVariables(step, own, column);
            double square = Products.Dot(column, column);
            if (!(square > 0))
                continue;
            _length[free] = Math.Sqrt(square);
            free++;
        }
        for (int a = 0; a < free; a++)
        {
            for (int b = 0; b < a; b++)
                _matrix[(a * free) + b] = Products.Dot(InverseColumn(a), InverseColumn(b)) / (_length[a] * _length[b]);
            _matrix[(a * free) + a] = 1;
            _cross[a] = Products.Dot(InverseColumn(a), _band) / _length[a];
        }
        return free;
    }

    // (J'J)⁻¹ times a gradient, free variables only.
    private Span<double> Step(ReadOnlySpan<double> wanted)
    {
        int count = _fitter.States.Length;
        Span<double> step = _solution.AsSpan(0, count);
        for (int v = 0; v < count; v++)
        {
            step[v] = 0;
            if (IsFree(v))
                for (int w = 0; w < count; w++)
                    if (IsFree(w))
                        step[v] += _fitter.Inverse[(v * count) + w] * wanted[w];
        }
        return step;
    }

    private void AddVariables(ReadOnlySpan<double> step, (int First, int End) leaveOut, Span<double> sum, double sign = 1)
    {
        for (int p = 0; p < _coefficient.Length; p++)
            if (_fitter.Map.Variable[p] is var v and >= 0 && step[v] != 0 && !(p >= leaveOut.First && p < leaveOut.End))
                Products.AddScaled(sum, sign * _fitter.Map.Factor[p] * step[v], Column(p));
    }

    private bool IsFree(int variable) => _fitter.States[variable] == VariableState.Free;

    private Span<double> Column(int parameter) => _columns.AsSpan(parameter * Points, Points);

    private Span<double> InverseColumn(int k) => _inverseColumns.AsSpan(k * Points, Points);
}
