using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>λ D′D of order 2 as the lanes need it: rows in both directions, and the product with a spectrum.</summary>
internal sealed class LanePenalty
{
    private readonly int _points;
    private readonly double _lambda;
    private readonly double[] _left; // first value of each row of D
    private readonly double[] _right; // last value of each row of D; the middle one is minus both

    public LanePenalty(int points, WhittakerBaselineOptions options)
    {
        (_points, _lambda) = (points, options.Lambda);
        double[] rows = new double[3 * (points - 2)];
        DifferencePenalty.FillRows(points, 2, options.Axis.Span, rows);
        _left = [.. rows.Where((_, i) => i % 3 == 0)];
        _right = [.. rows.Where((_, i) => i % 3 == 2)];
        Up = GC.AllocateUninitializedArray<double>(3 * points, pinned: true);
        DifferencePenalty.Fill(points, 2, options.Axis.Span, Up);
        for (int i = 0; i < Up.Length; i++)
            Up[i] *= _lambda;
        Down = GC.AllocateArray<double>(3 * points, pinned: true);
        for (int k = 0; k < points; k++)
        for (int m = 0; m < 3 && k >= m; m++)
            Down[3 * k + m] = Up[3 * (points - 1 - k + m) + m];
    }

    /// <summary>First value of each row of D.</summary>
    public double[] Left => _left;

    /// <summary>Last value of each row of D.</summary>
    public double[] Right => _right;

    /// <summary>λ.</summary>
    public double Lambda => _lambda;

    /// <summary>Row i: the diagonal and the two bands before it.</summary>
    public double[] Up { get; }

    /// <summary>Rows from the last to the first: the diagonal and the two bands after it.</summary>
    public double[] Down { get; }

    /// <summary>Doubles of scratch that <see cref="Multiply"/> needs.</summary>
    public int ScratchLength => 2 * (_points + 2);

    /// <summary>λ D′D y by differences of differences: no digits are lost when y sits on a high level.</summary>
    /// <param name="y">Spectrum.</param>
    /// <param name="result">Receives the product; as long as the spectrum.</param>
    /// <param name="scratch"><see cref="ScratchLength"/> doubles.</param>
    public unsafe void Multiply<TLanes>(double* y, double* result, double* scratch)
        where TLanes : struct, ILanes<TLanes>
    {
        // From the third on: the difference at each row of D, times the row's outer values; zeros around.
        double* left = scratch,
            right = scratch + _points + 2;
        left[0] = left[1] = left[_points] = left[_points + 1] = 0;
        right[0] = right[1] = right[_points] = right[_points + 1] = 0;
        int k = 0;
        fixed (
            double* outerLeft = _left,
                outerRight = _right
        )
        {
            for (; k + TLanes.Count <= _points - 2; k += TLanes.Count)
            {
                TLanes l = TLanes.Load(outerLeft + k),
                    r = TLanes.Load(outerRight + k),
                    middle = TLanes.Load(y + k + 1);
                TLanes d = r * (TLanes.Load(y + k + 2) - middle) - l * (middle - TLanes.Load(y + k));
                (l * d).Store(left + k + 2);
                (r * d).Store(right + k + 2);
            }
            for (; k < _points - 2; k++)
            {
                double d = outerRight[k] * (y[k + 2] - y[k + 1]) - outerLeft[k] * (y[k + 1] - y[k]);
                (left[k + 2], right[k + 2]) = (outerLeft[k] * d, outerRight[k] * d);
            }
        }
        int i = 0;
        for (TLanes lambda = TLanes.Create(_lambda); i + TLanes.Count <= _points; i += TLanes.Count)
        {
            TLanes l = TLanes.Load(left + i + 2) - TLanes.Load(left + i + 1),
                r = TLanes.Load(right + i + 1) - TLanes.Load(right + i);
            (lambda * (l - r)).Store(result + i);
        }
        for (; i < _points; i++)
            result[i] = _lambda * (left[i + 2] - left[i + 1] - (right[i + 1] - right[i]));
    }

    /// <summary><see cref="Multiply"/> for a spectrum in each lane, which come point by point: same operations, same bits.</summary>
    internal unsafe struct Row<TLanes>(TLanes mask, double* target, int step)
        where TLanes : struct, ILanes<TLanes>
    {
        private TLanes _before; // the last point
        private TLanes _step; // the last difference
        private TLanes _left1;
        private TLanes _right1;
        private TLanes _right2;

        /// <summary>The next points.</summary>
        /// <param name="y">Their values in all lanes.</param>
        /// <param name="first">Number of the first of them.</param>
        /// <param name="count">How many.</param>
        /// <param name="left">First value of each row of D.</param>
        /// <param name="right">Last value of each row of D.</param>
        /// <param name="lambda">λ.</param>
        public void Take(double* y, int first, int count, double* left, double* right, double lambda)
        {
            TLanes before = _before,
                last = _step,
                left1 = _left1,
                right1 = _right1,
                right2 = _right2,
                chosen = mask,
                factor = TLanes.Create(lambda);
            double* to = target;
            for (int k = first - 2; k < first - 2 + count; k++, y += TLanes.Count)
            {
                TLanes value = TLanes.Load(y);
                TLanes difference = value - before;
                if (k >= 0)
                {
                    TLanes l = TLanes.Create(left[k]),
                        r = TLanes.Create(right[k]);
                    TLanes d = r * difference - l * last;
                    TLanes left0 = l * d;
                    TLanes.Select(chosen, factor * (left0 - left1 - (right1 - right2)), TLanes.Load(to)).Store(to);
                    to += step;
                    right2 = right1;
                    right1 = r * d;
                    left1 = left0;
                }
                before = value;
                last = difference;
            }
            target = to;
            (_before, _step, _left1, _right1, _right2) = (before, last, left1, right1, right2);
        }

        /// <summary>The last two points, which no further row of D touches.</summary>
        public void End(double lambda)
        {
            TLanes zero = default,
                factor = TLanes.Create(lambda);
            TLanes.Select(mask, factor * (zero - _left1 - (_right1 - _right2)), TLanes.Load(target)).Store(target);
            target += step;
            TLanes.Select(mask, factor * (zero - zero - (zero - _right1)), TLanes.Load(target)).Store(target);
        }
    }
}
