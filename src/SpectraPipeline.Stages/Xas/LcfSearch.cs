using SpectraPipeline.Numerics.LinearAlgebra;

namespace SpectraPipeline.Stages.Xas;

/// <summary>Looks for the optimum of all standards and of every combination, over the shift of the energies where that is free.</summary>
/// <remarks>For a fixed shift the optimum is exact. Over the shift Σd² has several minima: it is evaluated every 0.2 eV of the whole range, a quarter of the narrowest
/// feature of an edge, and the three lowest local minima are refined; the least counts.</remarks>
internal sealed class LcfSearch
{
    private const double Step = 0.2;
    private const int Minima = 3;
    private const double Golden = 0.6180339887498949;
    private readonly Lcf _stage;
    private readonly LcfSetup _setup;
    private readonly LcfProblem _problem;
    private readonly double[] _shifts,
        _all,
        _trial,
        _least,
        _leastAt,
        _weights;
    private readonly ulong _everything;

    public LcfSearch(Lcf stage, LcfSetup setup, LcfProblem problem)
    {
        (_stage, _setup, _problem) = (stage, setup, problem);
        int steps = IsShifted ? (int)Math.Ceiling(stage.MaxShift / Step) : 0;
        _shifts = [.. Enumerable.Range(-steps, 2 * steps + 1).Select(i => steps == 0 ? 0 : i * stage.MaxShift / steps)];
        int standards = setup.Standards.Length;
        _all = new double[_shifts.Length];
        _trial = new double[standards];
        _least = new double[setup.Sets.Length];
        _leastAt = new double[setup.Sets.Length];
        _weights = new double[setup.Sets.Length * standards];
        _everything = ulong.MaxValue >> (64 - standards);
    }

    private bool IsShifted => _stage.EnergyShift != LcfShift.None;

    /// <summary>The optimum over all standards.</summary>
    public LcfSolution Best { get; private set; } = null!;

    /// <summary>Solves everything for the frame that the problem holds.</summary>
    public void Run()
    {
        _least.AsSpan().Fill(double.PositiveInfinity);
        for (int i = 0; i < _shifts.Length; i++)
        {
            ConstrainedLeastSquares fit = _problem.At(_shifts[i]);
            _all[i] = fit.Solve(_everything, _stage.NonNegative, _stage.Sum, _trial);
            for (int s = 0; s < _setup.Sets.Length; s++)
            {
                double squares = fit.Solve(_setup.Sets[s], _stage.NonNegative, _stage.Sum, _trial);
                if (!(squares < _least[s]))
                    continue;
                (_least[s], _leastAt[s]) = (squares, _shifts[i]);
                _trial.CopyTo(_weights.AsSpan(s * _trial.Length));
            }
        }
        Best = IsShifted ? BestMinimum() : Solved(_everything, 0);
    }

    /// <summary>Σd² of each combination that is one: none of its weights is 0; on the steps of the scan.</summary>
    public IEnumerable<(int Index, ulong Set, double Squares)> Combinations()
    {
        for (int s = 0; s < _setup.Sets.Length; s++)
        {
            ulong set = _setup.Sets[s];
            int weights = 0;
            foreach (double w in _weights.AsSpan(s * _trial.Length, _trial.Length))
                weights += w != 0 ? 1 : 0;
            if (weights == LcfSetup.Size(set))
                yield return (s, set, _least[s]);
        }
    }

    /// <summary>A combination, its shift refined.</summary>
    public LcfSolution Refined(int index) => IsShifted ? Refined(_setup.Sets[index], _leastAt[index]) : Solved(_setup.Sets[index], 0);

    /// <summary>Second derivative of Σd² with the shift at the optimum, the weights following; NaN without a shift.</summary>
    public double Curvature()
    {
        const double step = 0.02;
        double second = IsShifted
            ? (Squares(_everything, Best.Shift + step) - 2 * Best.Squares + Squares(_everything, Best.Shift - step)) / (step * step)
            : double.NaN;
        return second > 0 ? second : double.NaN;
    }

    private LcfSolution BestMinimum()
    {
        IEnumerable<int> minima = Enumerable
            .Range(0, _all.Length)
            .Where(i => (i == 0 || _all[i] <= _all[i - 1]) && (i == _all.Length - 1 || _all[i] < _all[i + 1]))
            .OrderBy(i => _all[i])
            .Take(Minima);
        return minima.Select(i => Refined(_everything, _shifts[i])).MinBy(s => s.Squares)!;
    }

    // Golden section within a step on either side.
    private LcfSolution Refined(ulong set, double shift)
    {
        double step = _stage.MaxShift / ((_shifts.Length - 1) / 2),
            low = Math.Max(-_stage.MaxShift, shift - step),
            high = Math.Min(_stage.MaxShift, shift + step),
            left = high - Golden * (high - low),
            right = low + Golden * (high - low),
            atLeft = Squares(set, left),
            atRight = Squares(set, right);
        while (high - low > 1e-6)
            if (atLeft < atRight)
            {
                (high, right, atRight) = (right, left, atLeft);
                left = high - Golden * (high - low);
                atLeft = Squares(set, left);
            }
            else
            {
                (low, left, atLeft) = (left, right, atRight);
                right = low + Golden * (high - low);
                atRight = Squares(set, right);
            }
        LcfSolution inside = Solved(set, 0.5 * (low + high)),
            start = Solved(set, shift);
        return start.Squares < inside.Squares ? start : inside;
    }

    private double Squares(ulong set, double shift) => _problem.At(shift).Solve(set, _stage.NonNegative, _stage.Sum, _trial);

    private LcfSolution Solved(ulong set, double shift)
    {
        double[] weights = new double[_trial.Length];
        double squares = _problem.At(shift).Solve(set, _stage.NonNegative, _stage.Sum, weights);
        return new LcfSolution(set, weights, squares, shift);
    }
}
