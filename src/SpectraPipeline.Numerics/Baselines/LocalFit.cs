using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Where local fits are made and which points each of them sees.</summary>
internal sealed class LocalWindows
{
    /// <param name="x">The axis, strictly ascending.</param>
    /// <param name="points">Points of a window, at most those of the axis.</param>
    /// <param name="delta">Fits are this part of the range apart at most; 0: one at every point.</param>
    public LocalWindows(ReadOnlySpan<double> x, int points, double delta)
    {
        // -1..1, so that the places do not depend on the unit of the axis.
        double range = x[^1] - x[0],
            offset = (-x[^1] - x[0]) / range,
            scale = 2 / range;
        X = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
            X[i] = offset + (scale * x[i]);
        Points = points;
        var centres = new List<int> { 0 };
        double reach = X[0] + (2 * delta);
        for (int i = 1; i < x.Length - 1; i++)
        {
            // The last point within reach of the fit before is the next one.
            if (delta > 0 && X[i + 1] < reach)
                continue;
            centres.Add(i);
            reach = X[i] + (2 * delta);
        }
        if (centres[^1] < x.Length - 2)
            centres.Add(x.Length - 2);
        if (x.Length > 1)
            centres.Add(x.Length - 1);
        Centres = [.. centres];
        Left = new int[Centres.Length];
        int left = 0;
        for (int k = 0; k < Centres.Length; k++)
        {
            double here = X[Centres[k]];
            while (left + points < x.Length && here - X[left] > X[left + points] - here)
                left++;
            Left[k] = Centres[k] == x.Length - 1 ? x.Length - points : left;
        }
    }

    /// <summary>The axis from −1 to 1.</summary>
    public double[] X { get; }

    /// <summary>Points of a window.</summary>
    public int Points { get; }

    /// <summary>Points at which fits are made, the first and the last among them.</summary>
    public int[] Centres { get; }

    /// <summary>First point of each window: the nearest points to its centre.</summary>
    public int[] Left { get; }
}

/// <summary>Local polynomials at every point of an axis.</summary>
internal abstract class LocalFit
{
    public static LocalFit Over(LocalWindows windows, int degree, LaneWidth width) =>
        width == LaneWidth.Bits512 || (width == LaneWidth.Automatic && Vector512.IsHardwareAccelerated)
            ? new LocalFit<Eight512>(windows, degree)
            : new LocalFit<Eight256>(windows, degree);

    /// <summary>Value of the local polynomial at every point.</summary>
    /// <param name="y">Values.</param>
    /// <param name="weights">v² of every point.</param>
    /// <param name="z">Holds the values before, receives the fit.</param>
    public abstract void Apply(ReadOnlySpan<double> y, ReadOnlySpan<double> weights, Span<double> z);
}

/// <inheritdoc />
internal sealed class LocalFit<T> : LocalFit
    where T : struct, IEight<T>
{
    // Part of a term that those below it must leave; less is rounding.
    private const double Distinct = 1e-12;
    private readonly LocalWindows _windows;
    private readonly int _degree;
    private readonly double[] _inverse;
    private readonly double[] _x;
    private readonly double[] _weights;
    private readonly double[] _weighted;

    public LocalFit(LocalWindows windows, int degree)
    {
        (_windows, _degree) = (windows, degree);
        double[] x = windows.X;
        // Eight points may reach beyond the last window: weights there are zero.
        (_x, _weights, _weighted) = (new double[x.Length + 8], new double[x.Length + 8], new double[x.Length + 8]);
        x.CopyTo(_x);
        _inverse = new double[windows.Centres.Length];
        for (int k = 0; k < _inverse.Length; k++)
        {
            double centre = x[windows.Centres[k]];
            int left = windows.Left[k];
            _inverse[k] = 1 / Math.Max(centre - x[left], x[left + windows.Points - 1] - centre);
        }
    }

    public override void Apply(ReadOnlySpan<double> y, ReadOnlySpan<double> weights, Span<double> z)
    {
        weights.CopyTo(_weights);
        for (int i = 0; i < y.Length; i++)
            _weighted[i] = weights[i] * y[i];
        int before = 0;
        for (int k = 0; k < _windows.Centres.Length; k++)
        {
            int centre = _windows.Centres[k];
            z[centre] = _degree == 2 ? Parabola(k, z[centre]) : Line(k, z[centre]);
            double slope = (z[centre] - z[before]) / (_x[centre] - _x[before]);
            for (int i = before + 1; i < centre; i++)
                z[i] = z[before] + (slope * (_x[i] - _x[before]));
            before = centre;
        }
    }

    private double Line(int k, double before)
    {
        ref double x = ref MemoryMarshal.GetArrayDataReference(_x);
        ref double v = ref MemoryMarshal.GetArrayDataReference(_weights);
        ref double vy = ref MemoryMarshal.GetArrayDataReference(_weighted);
        T centre = T.Create(_x[_windows.Centres[k]]),
            inverse = T.Create(_inverse[k]),
            one = T.Create(1),
            zero = T.Create(0);
        T s0 = zero,
            s1 = zero,
            s2 = zero,
            t0 = zero,
            t1 = zero;
        nuint end = (nuint)(_windows.Left[k] + _windows.Points);
        for (nuint j = (nuint)_windows.Left[k]; j < end; j += 8)
        {
            T u = (T.Load(ref x, j) - centre) * inverse;
            T far = T.Abs(u);
            T near = T.Max(one - (far * far * far), zero); // also ends the window: what lies beyond is farther than 1
            T kernel = near * near * near;
            T w = kernel * T.Load(ref v, j),
                wy = kernel * T.Load(ref vy, j),
                wu = w * u;
            s0 += w;
            s1 += wu;
            s2 = T.MultiplyAdd(wu, u, s2);
            t0 += wy;
            t1 = T.MultiplyAdd(wy, u, t1);
        }
        (double sum, double first, double square) = (T.Sum(s0), T.Sum(s1), T.Sum(s2));
        (double value, double slope) = (T.Sum(t0), T.Sum(t1));
        if (!(sum > 0))
            return before;
        double spread = square - (first * first / sum);
        return _degree == 0 || !(spread > Distinct * square)
            ? value / sum
            : (value - (first * (slope - (first * value / sum)) / spread)) / sum;
    }

    private double Parabola(int k, double before)
    {
        ref double x = ref MemoryMarshal.GetArrayDataReference(_x);
        ref double v = ref MemoryMarshal.GetArrayDataReference(_weights);
        ref double vy = ref MemoryMarshal.GetArrayDataReference(_weighted);
        T centre = T.Create(_x[_windows.Centres[k]]),
            inverse = T.Create(_inverse[k]),
            one = T.Create(1),
            zero = T.Create(0);
        T s0 = zero,
            s1 = zero,
            s2 = zero,
            s3 = zero,
            s4 = zero,
            t0 = zero,
            t1 = zero,
            t2 = zero;
        nuint end = (nuint)(_windows.Left[k] + _windows.Points);
        for (nuint j = (nuint)_windows.Left[k]; j < end; j += 8)
        {
            T u = (T.Load(ref x, j) - centre) * inverse;
            T far = T.Abs(u);
            T near = T.Max(one - (far * far * far), zero);
            T kernel = near * near * near;
            T w = kernel * T.Load(ref v, j),
                wy = kernel * T.Load(ref vy, j),
                uu = u * u,
                wu = w * u;
            s0 += w;
            s1 += wu;
            s2 = T.MultiplyAdd(w, uu, s2);
            s3 = T.MultiplyAdd(wu, uu, s3);
            s4 = T.MultiplyAdd(w * uu, uu, s4);
            t0 += wy;
            t1 = T.MultiplyAdd(wy, u, t1);
            t2 = T.MultiplyAdd(wy, uu, t2);
        }
        return Solve(T.Sum(s0), T.Sum(s1), T.Sum(s2), T.Sum(s3), T.Sum(s4), T.Sum(t0), T.Sum(t1), T.Sum(t2), before);
    }

    /// <summary>Value at u = 0: elimination from the constant term up; a term that adds nothing is left out.</summary>
    private static double Solve(double s0, double s1, double s2, double s3, double s4, double t0, double t1, double t2, double before)
    {
        if (!(s0 > 0))
            return before;
        double d11 = s2 - (s1 * s1 / s0),
            d12 = s3 - (s1 * s2 / s0),
            d22 = s4 - (s2 * s2 / s0),
            e1 = t1 - (s1 * t0 / s0),
            e2 = t2 - (s2 * t0 / s0);
        double slope = 0,
            curve = 0;
        if (d11 > Distinct * s2)
        {
            double rest = d22 - (d12 * d12 / d11);
            if (rest > Distinct * s4)
                curve = (e2 - (d12 * e1 / d11)) / rest;
            slope = (e1 - (d12 * curve)) / d11;
        }
        return (t0 - (s1 * slope) - (s2 * curve)) / s0;
    }
}
