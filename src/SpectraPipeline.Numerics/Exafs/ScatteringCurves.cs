using System.Runtime.Intrinsics;
using SpectraPipeline.Numerics.Splines;

namespace SpectraPipeline.Numerics.Exafs;

/// <summary>The four functions of a FEFF path that χ(k) needs, as not-a-knot cubics of k: phase, amplitude, real momentum and mean free path.</summary>
/// <remarks>The four lie side by side in one register, so that a point costs two chains of three multiply-adds for values and slopes of all.</remarks>
internal sealed class ScatteringCurves
{
    private const int Functions = 4;

    private readonly double[] _sites;

    // Coefficient m of function f in interval i: [(4i + m)·4 + f].
    private readonly double[] _cubics;

    public ScatteringCurves(FeffPath path)
    {
        int n = path.K.Length;
        _sites = path.K;
        _cubics = new double[(n - 1) * 4 * Functions];
        var spline = new NotAKnotSpline(path.K);
        double[] values = new double[n];
        double[] one = new double[4 * (n - 1)];
        for (int f = 0; f < Functions; f++)
        {
            for (int i = 0; i < n; i++)
                values[i] = f switch
                {
                    0 => path.CentralPhase[i] + path.Phase[i],
                    1 => path.Magnitude[i] * path.Reduction[i],
                    2 => path.Momentum[i],
                    _ => path.MeanFreePath[i],
                };
            spline.Fit(values);
            spline.Cubics(one);
            for (int j = 0; j < one.Length; j++)
                _cubics[j * Functions + f] = one[j];
        }
    }

    /// <summary>Values and slopes at non-decreasing q; the outermost cubics hold beyond the ends.</summary>
    /// <param name="q">Å⁻¹.</param>
    /// <param name="rows">Receives phase, amplitude, momentum, mean free path and their four slopes: [row·stride + point].</param>
    /// <param name="stride">At least as long as q.</param>
    public void Sample(ReadOnlySpan<double> q, Span<double> rows, int stride)
    {
        ReadOnlySpan<double> cubics = _cubics;
        int interval = 0;
        int last = _sites.Length - 2;
        for (int j = 0; j < q.Length; j++)
        {
            while (interval < last && q[j] > _sites[interval + 1])
                interval++;
            Vector256<double> t = Vector256.Create(q[j] - _sites[interval]);
            ReadOnlySpan<double> c = cubics.Slice(interval * 4 * Functions, 4 * Functions);
            Vector256<double> c1 = Vector256.Create(c[4..]);
            Vector256<double> c2 = Vector256.Create(c[8..]);
            Vector256<double> c3 = Vector256.Create(c[12..]);
            Vector256<double> value = Vector256.FusedMultiplyAdd(c3, t, c2);
            value = Vector256.FusedMultiplyAdd(value, t, c1);
            value = Vector256.FusedMultiplyAdd(value, t, Vector256.Create(c));
            Vector256<double> slope = Vector256.FusedMultiplyAdd(Vector256.Create(3.0) * c3, t, c2 + c2);
            slope = Vector256.FusedMultiplyAdd(slope, t, c1);
            for (int f = 0; f < Functions; f++)
            {
                rows[f * stride + j] = value.GetElement(f);
                rows[(Functions + f) * stride + j] = slope.GetElement(f);
            }
        }
    }
}
