using SpectraPipeline.Numerics.Baselines;
using SpectraPipeline.Numerics.Tests.Reference;

namespace SpectraPipeline.Numerics.Tests.Baselines;

/// <summary>BEADS step by step as in table 3 of the paper, in 31 digits: A, B, D and Λ as band matrices, multiplied out and solved.</summary>
internal static class BeadsTwin
{
    public static (double[] Baseline, int Iterations) Fit(double[] spectrum, BeadsOptions o)
    {
        int n = spectrum.Length;
        TwoDoubles[] parabola = Parabola(spectrum, o.FitParabola),
            y = [.. spectrum.Zip(parabola, (v, p) => v - p)];
        (Band a, Band b) = Filter(n, o);
        Band bb = b.Times(b);
        TwoDoubles pull = o.Lambda0 * (1 - o.Asymmetry) / 2;
        TwoDoubles[] d = [.. bb.Times(a.Solve(y)).Zip(a.Times(Fill(n, pull)), (p, q) => p - q)],
            x = y;
        TwoDoubles old = 0;
        for (int iteration = 1; ; iteration++)
        {
            var m = new Band(n, 2);
            AddDifferences(m, x, o);
            for (int i = 0; i < n; i++)
                m[i, i] += o.Lambda0 * (1 + o.Asymmetry) / 2 / Larger(TwoDoubles.Abs(x[i]), o.Epsilon0);
            x = a.Times(a.Times(m).Times(a).Plus(bb).Solve(d));
            TwoDoubles[] rest = [.. y.Zip(x, (p, q) => p - q)],
                high = b.Times(a.Solve(rest));
            TwoDoubles cost = Cost(x, high, o);
            double change = (double)(TwoDoubles.Abs(cost - old) / Larger(TwoDoubles.Abs(old), 2.3e-308));
            old = cost;
            if (change < o.Tolerance || iteration > o.MaxIterations)
                return ([.. Enumerable.Range(0, n).Select(i => (double)(rest[i] - high[i] + parabola[i]))], iteration);
        }
    }

    private static TwoDoubles[] Parabola(double[] y, bool fit)
    {
        if (!fit)
            return Fill(y.Length, 0);
        TwoDoubles lowest = y.Min(),
            first = y[0] - lowest,
            last = y[^1] - lowest,
            bend = (first + last) * 0.5;
        return
        [
            .. Enumerable
                .Range(0, y.Length)
                .Select(i => (TwoDoubles)(2.0 * i) / (y.Length - 1) - 1)
                .Select(x => lowest + (bend - first) * x + bend * x * x),
        ];
    }

    /// <summary>t = ((1 − cos ω)/(1 + cos ω))ᵈ, ω = 2π fc.</summary>
    private static (Band A, Band B) Filter(int n, BeadsOptions o)
    {
        // cos by its series: a double's cosine near 1 would leave 8 digits of t.
        TwoDoubles omega = new TwoDoubles(Math.PI, 1.2246467991473532e-16) * 2 * o.Cutoff,
            cosine = 0,
            term = 1;
        for (int k = 2; k < 80; k += 2)
        {
            cosine += term;
            term = -term * omega * omega / (k * (k - 1));
        }
        TwoDoubles t = 1;
        for (int k = 0; k < o.FilterDegree; k++)
            t *= (1 - cosine) / (1 + cosine);
        double[] row = o.FilterDegree == 1 ? [2, -1] : [6, -4, 1];
        var a = new Band(n, o.FilterDegree);
        var b = new Band(n, o.FilterDegree);
        for (int i = 0; i < n; i++)
        for (int j = Math.Max(0, i - o.FilterDegree); j <= Math.Min(n - 1, i + o.FilterDegree); j++)
        {
            b[i, j] = row[Math.Abs(i - j)];
            a[i, j] = b[i, j] + t * Math.Abs(row[Math.Abs(i - j)]);
        }
        return (a, b);
    }

    /// <summary>λ₁ D₁′Λ₁D₁ + λ₂ D₂′Λ₂D₂.</summary>
    private static void AddDifferences(Band m, TwoDoubles[] x, BeadsOptions o)
    {
        (TwoDoubles[] first, TwoDoubles[] second) = Differences(x, o.SmoothHalfWindow);
        double[] d1 = [-1, 1],
            d2 = [1, -2, 1];
        for (int i = 0; i < first.Length; i++)
        for (int p = 0; p < 2; p++)
        for (int q = 0; q < 2; q++)
            m[i + p, i + q] += d1[p] * d1[q] * (TwoDoubles)o.Lambda1 / Bend(first[i], o);
        for (int i = 0; i < second.Length; i++)
        for (int p = 0; p < 3; p++)
        for (int q = 0; q < 3; q++)
            m[i + p, i + q] += d2[p] * d2[q] * (TwoDoubles)o.Lambda2 / Bend(second[i], o);
    }

    /// <summary>u/φ′(u).</summary>
    private static TwoDoubles Bend(TwoDoubles u, BeadsOptions o) =>
        o.Cost == BeadsCost.Logarithm ? u + o.Epsilon1 : TwoDoubles.Sqrt(u * u + o.Epsilon1);

    private static (TwoDoubles[] First, TwoDoubles[] Second) Differences(TwoDoubles[] x, int half)
    {
        TwoDoubles[] first = [.. x.Skip(1).Zip(x, (p, q) => p - q)],
            second = [.. first.Skip(1).Zip(first, (p, q) => p - q)];
        return ([.. Smooth(first, half).Select(TwoDoubles.Abs)], [.. Smooth(second, half).Select(TwoDoubles.Abs)]);
    }

    /// <summary>Mean of 2 h + 1 values; the sequence is followed by its mirror image, again and again.</summary>
    private static IEnumerable<TwoDoubles> Smooth(TwoDoubles[] v, int half)
    {
        TwoDoubles[] there = [.. v, .. v.Reverse()];
        for (int i = 0; i < v.Length; i++)
        {
            TwoDoubles sum = 0;
            for (int k = i - half; k <= i + half; k++)
                sum += there[(k % there.Length + there.Length) % there.Length];
            yield return sum / (2 * half + 1);
        }
    }

    private static TwoDoubles Cost(TwoDoubles[] x, TwoDoubles[] high, BeadsOptions o)
    {
        double r = o.Asymmetry;
        TwoDoubles small = o.Epsilon0,
            cost = 0;
        foreach (TwoDoubles h in high)
            cost += 0.5 * h * h;
        foreach (TwoDoubles v in x)
            cost +=
                o.Lambda0
                * (
                    v > small ? v
                    : v < -small ? -r * v
                    : (1 + r) / (4 * small) * v * v + (1 - r) / 2 * v + small * (1 + r) / 4
                );
        (TwoDoubles[] first, TwoDoubles[] second) = Differences(x, o.SmoothHalfWindow);
        foreach ((TwoDoubles[] values, double lambda) in new[] { (first, o.Lambda1), (second, o.Lambda2) })
        foreach (TwoDoubles u in values)
            cost +=
                lambda
                * (o.Cost == BeadsCost.Logarithm ? u - o.Epsilon1 * Math.Log((double)u + o.Epsilon1) : TwoDoubles.Sqrt(u * u + o.Epsilon1));
        return cost;
    }

    private static TwoDoubles Larger(TwoDoubles a, TwoDoubles b) => a > b ? a : b;

    private static TwoDoubles[] Fill(int n, TwoDoubles value) => [.. Enumerable.Repeat(value, n)];

    /// <summary>A band matrix with as many diagonals above as below.</summary>
    private sealed class Band(int n, int width)
    {
        private readonly TwoDoubles[] _values = new TwoDoubles[n * (2 * width + 1)];

        public TwoDoubles this[int i, int j]
        {
            get => Math.Abs(i - j) <= width ? _values[i * (2 * width + 1) + j - i + width] : 0;
            set => _values[i * (2 * width + 1) + j - i + width] = value;
        }

        private int Width => width;

        public Band Times(Band other)
        {
            var product = new Band(n, width + other.Width);
            for (int i = 0; i < n; i++)
            for (int k = Math.Max(0, i - width); k <= Math.Min(n - 1, i + width); k++)
            for (int j = Math.Max(0, k - other.Width); j <= Math.Min(n - 1, k + other.Width); j++)
                product[i, j] += this[i, k] * other[k, j];
            return product;
        }

        public Band Plus(Band other)
        {
            var sum = new Band(n, Math.Max(width, other.Width));
            for (int i = 0; i < n; i++)
            for (int j = Math.Max(0, i - sum.Width); j <= Math.Min(n - 1, i + sum.Width); j++)
                sum[i, j] = this[i, j] + other[i, j];
            return sum;
        }

        public TwoDoubles[] Times(TwoDoubles[] z)
        {
            TwoDoubles[] result = Fill(n, 0);
            for (int i = 0; i < n; i++)
            for (int j = Math.Max(0, i - width); j <= Math.Min(n - 1, i + width); j++)
                result[i] += this[i, j] * z[j];
            return result;
        }

        /// <summary>Gauss without pivots, rows above by rows below: all matrices here are positive definite.</summary>
        public TwoDoubles[] Solve(TwoDoubles[] right)
        {
            var m = new Band(n, width);
            _values.CopyTo(m._values, 0);
            TwoDoubles[] z = [.. right];
            for (int p = 0; p < n; p++)
            for (int i = p + 1; i <= Math.Min(n - 1, p + width); i++)
            {
                TwoDoubles f = m[i, p] / m[p, p];
                z[i] -= f * z[p];
                for (int j = p; j <= Math.Min(n - 1, p + width); j++)
                    m[i, j] -= f * m[p, j];
            }
            for (int i = n - 1; i >= 0; i--)
            {
                for (int j = i + 1; j <= Math.Min(n - 1, i + width); j++)
                    z[i] -= m[i, j] * z[j];
                z[i] /= m[i, i];
            }
            return z;
        }
    }
}
