using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Stages.Baseline;

/// <summary>The single method, with its parameter, that comes nearest to a baseline: what a referee can repeat with any program.</summary>
/// <remarks>arPLS for bands of one sign, λ in half decades from 1e2 to 1e9; classification by standard deviations for bands of both, half windows from 5 to 40 points.</remarks>
internal sealed class NearestMethod(Axis axis)
{
    private const int Steps = 15;
    private static readonly int[] s_windows = [5, 8, 12, 18, 27, 40];
    private static readonly double[] s_lambdas = [.. Enumerable.Range(0, Steps).Select(k => Math.Pow(10, 2 + k / 2.0))];

    private static readonly string[] s_arplsWords =
    [
        .. Enumerable.Range(0, Steps).Select(k => FormattableString.Invariant($"baseline.arpls lambda 1e{2 + k / 2.0:0.0}")),
    ];
    private static readonly string[] s_windowWords =
    [
        .. s_windows.Select(w => FormattableString.Invariant($"baseline.std-distribution half-window {w}")),
    ];

    private readonly double[] _curve = new double[axis.Length];
    private Numerics.Baselines.ArPls[]? _arpls;
    private Numerics.Baselines.StdDistribution[]? _windows;

    /// <summary>Name, λ (NaN where there is none) and root mean square distance.</summary>
    /// <param name="values">Spectrum, bands upwards.</param>
    /// <param name="baseline">The baseline, as it is handed on.</param>
    /// <param name="sign">−1 where the spectrum was turned over.</param>
    /// <param name="signed">Bands of both signs.</param>
    public (string Method, double Lambda, double Distance) To(
        ReadOnlySpan<double> values,
        ReadOnlySpan<double> baseline,
        double sign,
        bool signed
    )
    {
        (string Method, double Lambda, double Distance) best = ("", double.NaN, double.PositiveInfinity);
        if (signed)
        {
            _windows ??=
            [
                .. s_windows
                    .Where(w => w < axis.Length)
                    .Select(w => new Numerics.Baselines.StdDistribution(axis.Length, new StdDistributionOptions(w))),
            ];
            for (int k = 0; k < _windows.Length; k++)
            {
                _windows[k].Fit(axis.Values, values, _curve);
                if (Distance(baseline, sign) is var distance && distance < best.Distance)
                    best = (s_windowWords[k], double.NaN, distance);
            }
            return best.Method.Length > 0 ? best : ("none", double.NaN, double.NaN);
        }
        _arpls ??= [.. s_lambdas.Select(l => new Numerics.Baselines.ArPls(axis.Length, new WhittakerBaselineOptions(l, 1e-3, 50, 2)))];
        for (int k = 0; k < _arpls.Length; k++)
        {
            _arpls[k].Fit(values, _curve);
            if (Distance(baseline, sign) is var distance && distance < best.Distance)
                best = (s_arplsWords[k], s_lambdas[k], distance);
        }
        return best.Method.Length > 0 ? best : ("none", double.NaN, double.NaN);
    }

    private double Distance(ReadOnlySpan<double> baseline, double sign)
    {
        double squares = 0;
        for (int i = 0; i < baseline.Length; i++)
            squares += (sign * _curve[i] - baseline[i]) * (sign * _curve[i] - baseline[i]);
        return Math.Sqrt(squares / baseline.Length);
    }
}
