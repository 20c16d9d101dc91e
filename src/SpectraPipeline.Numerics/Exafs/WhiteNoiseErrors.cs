using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Numerics.Exafs;

/// <summary>Errors of the last fit of an <see cref="ExafsFit"/> for noise that is independent from point to point of χ(k), its size from the residuals.</summary>
/// <remarks>
/// <para>
/// The field's errors count N_idp residuals of one variance. Weighted by kⁿ and cut by windows, noise of χ(k) is neither: in k space, where the 160 points of the range are
/// independent, those errors are eight times too large; in R space they are 20 % too large for a nitrogen shell and too small for others. Here the noise goes the way of the
/// data: C = s²·(J'J)⁻¹·J'ΣJ·(J'J)⁻¹, Σ = W·D·W' the covariance of the residuals (P. J. Huber's form for a known Σ), D = ε_k² at each point,
/// s² = Σr²/tr[(1 − H)Σ], with ν = tr[(1 − H)Σ]²/tr[((1 − H)Σ)²] degrees of freedom (F. E. Satterthwaite, Biometrics Bull. 2 (1946) 110, doi:10.2307/3002019).
/// </para>
/// <para>
/// Residuals that an F-test (5 %) finds no larger than the noise that χ(R) has from 15 to 30 Å, or than the noise given, are pooled with it: some 40 degrees of freedom instead of
/// 4, t of 2.0 instead of 2.8. Larger ones are a misfit of the model, and then count alone. Noise that is given counts as known exactly: twice too large, it makes all intervals twice too wide
/// (<see cref="IsBelowNoise"/>). On one generated shell, and on N before C, 95 % intervals that follow cover the truth as often as they should, within three binomial errors of some hundred draws (tests);
/// other models, data sparser than the k grid and noise that is not white are not promised.
/// </para>
/// <para>Variables at a bound count as free: how far they could move is what an interval asks. Cost: tens of microseconds.</para>
/// </remarks>
public sealed class WhiteNoiseErrors
{
    private const double Singular = 1e-13;
    private const double Level = 0.05;

    // Degrees of freedom beyond which nothing changes.
    private const double Many = 1e6;

    private readonly ExafsFit _fit;
    private readonly NormalFactor _factor;
    private readonly int[] _free;
    private readonly int[] _part;
    private readonly double[] _gram;
    private readonly double[] _inverse;
    private readonly double[] _score;
    private readonly double[] _second;
    private readonly double[] _product;
    private readonly double[] _work;
    private readonly double[] _points;
    private readonly double[] _rows;
    private readonly double[] _variance;
    private readonly double[] _weighed;
    private int _count;

    /// <summary>For one fit.</summary>
    public WhiteNoiseErrors(ExafsFit fit)
    {
        ArgumentNullException.ThrowIfNull(fit);
        _fit = fit;
        int count = fit.VariableCount;
        _factor = new NormalFactor(count);
        (_free, _part) = (new int[count], new int[count]);
        (_gram, _inverse, _score) = (new double[count * count], new double[count * count], new double[count * count]);
        (_second, _product) = (new double[count * count], new double[count * count]);
        _work = new double[count];
        int points = fit.DataSets.Max(s => s.Residual.Points);
        _points = new double[count * points];
        _rows = new double[count * fit.DataSets.Max(s => s.Rows)];
        (_variance, _weighed) = (new double[points], new double[points]);
    }

    /// <summary>Degrees of freedom ν of the size of the noise; NaN when nothing is left or variables depend on each other.</summary>
    public double Freedom { get; private set; }

    /// <summary>s²: 1 when the residuals are what ε_k says.</summary>
    public double Scale { get; private set; }

    /// <summary>s² of the residuals alone: what they are over what ε_k says.</summary>
    public double MisfitScale { get; private set; }

    /// <summary>Degrees of freedom of <see cref="MisfitScale"/>.</summary>
    public double MisfitFreedom { get; private set; }

    /// <summary>Whether the residuals are no larger than the noise, which is then taken from both.</summary>
    public bool IsNoise { get; private set; }

    /// <summary>Whether the residuals are smaller than the noise as an F-test (5 %) sees it: noise that was given is then too large, and so are errors and intervals.</summary>
    public bool IsBelowNoise { get; private set; }

    /// <summary>Takes the last fit: what a data set was given since then is not seen.</summary>
    public void Update()
    {
        (Freedom, Scale, IsNoise, IsBelowNoise) = (double.NaN, double.NaN, false, false);
        (MisfitFreedom, MisfitScale) = (double.NaN, double.NaN);
        _fit.Evaluate(_fit.Values, _gram, _work);
        _count = 0;
        for (int v = 0; v < _fit.VariableCount; v++)
            if (_fit.TakesPart(v) && _gram[v * (_fit.VariableCount + 1)] > 0)
                _free[_count++] = v;
        ReadOnlySpan<int> free = _free.AsSpan(0, _count);
        _inverse.AsSpan().Clear();
        if (_count == 0 || !(_factor.Factorize(free, _gram, _fit.VariableCount, default, 0) > Singular))
            return;
        _factor.Inverse(free, _fit.VariableCount, _inverse);
        _score.AsSpan().Clear();
        _second.AsSpan().Clear();
        (double trace, double square) = (0, 0);
        for (int i = 0; i < _fit.DataSets.Count; i++)
        {
            (double first, double second) = AddSet(i);
            (trace, square) = (trace + first, square + second);
        }
        Multiply(_inverse, _score, _product);
        double mean = trace - Trace(_product);
        double spread = square - (2 * TraceOfProduct(_inverse, _second)) + TraceOfProduct(_product, _product);
        if (!(mean > 1e-9 * trace) || !(spread > 0))
            return;
        (MisfitScale, MisfitFreedom) = (_fit.Statistics.SumOfSquares / mean, mean * mean / spread);
        Pool();
        Finish();
    }

    /// <summary>Standard error of a quantity, √(g'Cg).</summary>
    /// <param name="gradient">g, its derivatives by the variables of the paths.</param>
    public double ErrorOf(ReadOnlySpan<double> gradient) => Math.Sqrt(Math.Max(0, Form(_score, gradient)));

    /// <summary>g'(J'J)⁻¹g: how a rise of Σr² and a distance of the quantity go together.</summary>
    internal double Flatness(ReadOnlySpan<double> gradient) => Form(_inverse, gradient);

    private double Form(double[] matrix, ReadOnlySpan<double> gradient)
    {
        double sum = double.IsNaN(Scale) ? double.NaN : 0;
        for (int a = 0; a < gradient.Length; a++)
        for (int b = 0; gradient[a] != 0 && b < gradient.Length; b++)
            sum += gradient[a] * gradient[b] * matrix[(a * _fit.VariableCount) + b];
        return sum;
    }

    // Adds J'ΣJ and J'Σ²J of a data set; returns tr Σ and tr Σ².
    private (double First, double Second) AddSet(int index)
    {
        ExafsDataSet set = _fit.DataSets[index];
        int first = _fit.FirstCoefficient(index);
        ExafsResidual residual = set.Residual;
        Span<double> variance = _variance.AsSpan(0, residual.Points);
        set.Variance(variance);
        // Of many data sets with variables of their own, each has few.
        int part = 0;
        for (int c = 0; c < _count; c++)
        {
            int v = _free[c];
            bool own = v >= first && v < first + set.Coefficients;
            if (!own && !(v < _fit.Variables && set.Matters(v)))
                continue;
            Span<double> points = _points.AsSpan(part * residual.Points, residual.Points);
            Span<double> rows = _rows.AsSpan(part * set.Rows, set.Rows);
            _part[part++] = v;
            residual.ApplyTransposed(own ? set.BackgroundColumn(v - first) : set.Column(v), points);
            Span<double> weighed = _weighed.AsSpan(0, points.Length);
            for (int j = 0; j < points.Length; j++)
            {
                weighed[j] = variance[j] * points[j];
                points[j] *= Math.Sqrt(variance[j]);
            }
            residual.Apply(weighed, rows);
        }
        for (int a = 0; a < part; a++)
        for (int b = 0; b < part; b++)
        {
            int at = (_part[a] * _fit.VariableCount) + _part[b];
            _score[at] += Products.Dot(
                _points.AsSpan(a * residual.Points, residual.Points),
                _points.AsSpan(b * residual.Points, residual.Points)
            );
            _second[at] += Products.Dot(_rows.AsSpan(a * set.Rows, set.Rows), _rows.AsSpan(b * set.Rows, set.Rows));
        }
        return residual.NoiseTraces(variance);
    }

    // Residuals that noise explains say the same as the noise of 15 to 30 Å; larger ones are a misfit, and then count alone.
    private void Pool()
    {
        double known = 0;
        foreach (ExafsDataSet set in _fit.DataSets)
            known += set.Noise.WhiteFreedom;
        known = Math.Min(known, Many);
        if (known == 0)
        {
            (Freedom, Scale) = (MisfitFreedom, MisfitScale);
            return;
        }
        IsBelowNoise = FisherTail.Probability(1 / MisfitScale, known, MisfitFreedom) <= Level;
        IsNoise = FisherTail.Probability(MisfitScale, MisfitFreedom, known) > Level;
        Freedom = IsNoise ? MisfitFreedom + known : MisfitFreedom;
        Scale = IsNoise ? ((MisfitFreedom * MisfitScale) + known) / Freedom : MisfitScale;
    }

    // C = s²·(J'J)⁻¹J'ΣJ(J'J)⁻¹, and what restraints scatter: their targets have a standard deviation of 1.
    private void Finish()
    {
        int count = _fit.VariableCount;
        double weight = _fit.RestraintWeight;
        for (int i = 0; i < _score.Length; i++)
            _score[i] *= Scale;
        for (int r = 0; r < _fit.RestraintCount; r++)
        {
            ReadOnlySpan<double> slope = _fit.RestraintSlope(r);
            for (int a = 0; a < slope.Length; a++)
            for (int b = 0; b < slope.Length; b++)
                _score[(a * count) + b] += weight * weight * slope[a] * slope[b];
        }
        Multiply(_inverse, _score, _product);
        Multiply(_product, _inverse, _score);
    }

    private void Multiply(double[] left, double[] right, double[] result)
    {
        int count = _fit.VariableCount;
        result.AsSpan().Clear();
        for (int i = 0; i < count; i++)
        for (int k = 0; k < count; k++)
            if (left[(i * count) + k] is var factor and not 0)
                Products.AddScaled(result.AsSpan(i * count, count), factor, right.AsSpan(k * count, count));
    }

    private double Trace(double[] matrix)
    {
        double sum = 0;
        for (int i = 0; i < _fit.VariableCount; i++)
            sum += matrix[i * (_fit.VariableCount + 1)];
        return sum;
    }

    private double TraceOfProduct(double[] left, double[] right)
    {
        double sum = 0;
        int count = _fit.VariableCount;
        for (int i = 0; i < count; i++)
        for (int k = 0; k < count; k++)
            sum += left[(i * count) + k] * right[(k * count) + i];
        return sum;
    }
}
