namespace SpectraPipeline.Numerics.Statistics;

/// <summary>Squares of a kinetic form as a function of the logarithms of its rates, the sizes solved for.</summary>
internal sealed class KineticProblem
{
    private const int Grid = 80,
        PairGrid = 32;

    private readonly KineticForm _form;
    private readonly KineticSetting _setting;
    private readonly double[] _t,
        _y,
        _root,
        _terms;
    private readonly int _count;

    public KineticProblem(
        KineticForm form,
        KineticSetting setting,
        ReadOnlySpan<double> t,
        ReadOnlySpan<double> y,
        ReadOnlySpan<double> weight
    )
    {
        (_form, _setting) = (form, setting);
        _count = KineticCurve.Terms(form, setting);
        double zero = setting.HasStart ? setting.Start : t[0];
        int n = t.Length;
        (_t, _y, _root, _terms) = (new double[n], new double[n], new double[n], new double[2 * n]);
        for (int i = 0; i < n; i++)
        {
            _t[i] = t[i] - zero;
            _root[i] = Math.Sqrt(weight[i]);
            _y[i] = y[i] * _root[i];
        }
        Sizes = new double[_count];
    }

    /// <summary>Sizes of the last evaluation.</summary>
    public double[] Sizes { get; }

    /// <summary>Rates at a point of the search: ln k₁ and, of a pair, ln of how many times slower the second is, less 5 %.</summary>
    public static (double K1, double K2) RatesOf(ReadOnlySpan<double> at) =>
        at.Length switch
        {
            0 => (double.NaN, double.NaN),
            1 => (Math.Exp(at[0]), double.NaN),
            _ => (Math.Exp(at[0]), Math.Exp(at[0]) / (1.05 + Math.Exp(at[1]))),
        };

    /// <summary>Σ w r² with the best sizes, by Gram and Schmidt on at most two weighted columns.</summary>
    public double Squares(ReadOnlySpan<double> at)
    {
        int n = _t.Length;
        (double k1, double k2) = RatesOf(at);
        KineticCurve.Fill(_form, _setting, _t, k1, k2, _terms);
        double aa = 0,
            ab = 0,
            ay = 0;
        for (int i = 0; i < n; i++)
        {
            double a = _terms[i] * _root[i];
            (aa, ay) = (aa + (a * a), ay + (a * _y[i]));
            if (_count > 1)
                ab += a * _terms[n + i] * _root[i];
        }
        double onA = aa > 0 ? ab / aa : 0,
            first = aa > 0 ? ay / aa : 0,
            bb = 0,
            by = 0;
        for (int i = 0; _count > 1 && i < n; i++)
        {
            double b = (_terms[n + i] - (onA * _terms[i])) * _root[i];
            (bb, by) = (bb + (b * b), by + (b * (_y[i] - (first * _terms[i] * _root[i]))));
        }
        double second = bb > 1e-24 * aa ? by / bb : 0;
        Sizes[0] = first - (onA * second);
        if (_count > 1)
            Sizes[1] = second;
        double squares = 0;
        for (int i = 0; i < n; i++)
        {
            double r = _y[i] - (_root[i] * ((Sizes[0] * _terms[i]) + (_count > 1 ? second * _terms[n + i] : 0)));
            squares += r * r;
        }
        return squares;
    }

    /// <summary>ln of the best single rate: a grid, then the golden section.</summary>
    public double Search(double low, double high)
    {
        int best = 0;
        double lowest = double.PositiveInfinity;
        for (int i = 0; i <= Grid; i++)
            if (Squares([low + ((high - low) * i / Grid)]) is var squares && squares < lowest)
                (lowest, best) = (squares, i);
        double a = low + ((high - low) * Math.Max(0, best - 1) / Grid),
            b = low + ((high - low) * Math.Min(Grid, best + 1) / Grid);
        const double Ratio = 0.6180339887498949;
        double left = b - (Ratio * (b - a)),
            right = a + (Ratio * (b - a)),
            atLeft = Squares([left]),
            atRight = Squares([right]);
        for (int i = 0; i < 60; i++)
            if (atLeft < atRight)
            {
                (b, right, atRight) = (right, left, atLeft);
                left = b - (Ratio * (b - a));
                atLeft = Squares([left]);
            }
            else
            {
                (a, left, atLeft) = (left, right, atRight);
                right = a + (Ratio * (b - a));
                atRight = Squares([right]);
            }
        return (a + b) / 2;
    }

    /// <summary>The best pair of rates: a grid, then the simplex.</summary>
    public double[] SearchPair(double low, double high)
    {
        double[] best = [low, 0];
        double lowest = double.PositiveInfinity;
        for (int i = 0; i <= PairGrid; i++)
        for (int j = 0; j <= PairGrid; j++)
        {
            double[] at = [low + ((high - low) * i / PairGrid), -4 + (10.0 * j / PairGrid)];
            if (Squares(at) is var squares && squares < lowest)
                (lowest, best) = (squares, at);
        }
        return NelderMead.Minimize(at => Squares(at), best, [(high - low) / PairGrid, 10.0 / PairGrid], 200);
    }

    /// <summary>95 % interval of 1/k: every k with S(k) ≤ S_min (1 + F/f). An end is open where S stays below that out to a hundred times the range searched.</summary>
    public (double Low, double High) Profile(double at, double squares, int freedom, double low, double high)
    {
        double half = Student.Half95(freedom),
            limit = squares * (1 + (half * half / freedom)) + 1e-300;
        double fast = End(at, high + Math.Log(100)),
            slow = End(at, low - Math.Log(100));
        Squares([at]);
        return (Math.Exp(-fast), Math.Exp(-slow));

        double End(double from, double to)
        {
            const int Steps = 200;
            double inside = from;
            for (int i = 1; i <= Steps; i++)
            {
                double outside = from + ((to - from) * i / Steps);
                if (Squares([outside]) <= limit)
                {
                    inside = outside;
                    continue;
                }
                for (int b = 0; b < 40; b++)
                {
                    double middle = (inside + outside) / 2;
                    (inside, outside) = Squares([middle]) <= limit ? (middle, outside) : (inside, middle);
                }
                return inside;
            }
            return double.NaN;
        }
    }

    /// <summary>Standard errors of the logarithms of the rates: (J'WJ)⁻¹ s² over rates and sizes; NaN where it is singular.</summary>
    public double[] Errors(double[] at, double variance)
    {
        (double k1, double k2) = RatesOf(at);
        double[] logs = at.Length == 2 ? [Math.Log(k1), Math.Log(k2)] : at;
        int n = _t.Length,
            p = logs.Length + _count;
        Squares(at);
        double[] sizes = [.. Sizes],
            up = new double[2 * n],
            down = new double[2 * n],
            jacobian = new double[p * n];
        const double Step = 1e-5;
        for (int r = 0; r < logs.Length; r++)
        {
            Fill(logs, r, Step, up);
            Fill(logs, r, -Step, down);
            for (int i = 0; i < n; i++)
            for (int j = 0; j < _count; j++)
                jacobian[(r * n) + i] += sizes[j] * (up[(j * n) + i] - down[(j * n) + i]) / (2 * Step) * _root[i];
        }
        for (int j = 0; j < _count; j++)
        for (int i = 0; i < n; i++)
            jacobian[((logs.Length + j) * n) + i] = _terms[(j * n) + i] * _root[i];
        return [.. Enumerable.Range(0, logs.Length).Select(r => Math.Sqrt(variance / Alone(jacobian, p, n, r)))];
    }

    private void Fill(double[] logs, int rate, double step, double[] terms)
    {
        double k1 = Math.Exp(logs[0] + (rate == 0 ? step : 0)),
            k2 = logs.Length > 1 ? Math.Exp(logs[1] + (rate == 1 ? step : 0)) : double.NaN;
        KineticCurve.Fill(_form, _setting, _t, k1, k2, terms);
    }

    /// <summary>Squares of a column freed of what the others can imitate: the inverse of its diagonal element of (J'J)⁻¹. NaN when nothing is left.</summary>
    private static double Alone(double[] jacobian, int columns, int n, int column)
    {
        var kept = new List<double[]>();
        double[] own = [];
        // The column itself comes last, twice through Gram and Schmidt against rounding.
        foreach (int c in Enumerable.Range(0, columns).Where(c => c != column).Append(column))
        {
            own = jacobian.AsSpan(c * n, n).ToArray();
            double whole = Dot(own, own);
            for (int pass = 0; pass < 2; pass++)
                foreach (double[] other in kept)
                {
                    double part = Dot(own, other);
                    for (int i = 0; i < n; i++)
                        own[i] -= part * other[i];
                }
            double left = Dot(own, own);
            if (c == column)
                return left > 1e-20 * whole ? left : double.NaN;
            if (left > 1e-20 * whole)
                kept.Add([.. own.Select(v => v / Math.Sqrt(left))]);
        }
        return double.NaN;

        static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
    }
}
