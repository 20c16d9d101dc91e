using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Testing.Generators;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Fitting;

public sealed class SeriesFitTests
{
    private const double Noise = 0.01;
    private static readonly double[] s_x = [.. Enumerable.Range(0, 61).Select(i => (double)i)];

    private static double[] Potentials(int frames) =>
        [.. Enumerable.Range(0, frames).Select(f => 0.1 + (0.8 * f / Math.Max(1, frames - 1)))];

    private static double[] Spectrum(double[] x, NoiseSource noise, params (double Center, double Height, double Width)[] bands) =>
        Spectrum(x, noise, 1, bands);

    private static double[] Spectrum(
        double[] x,
        NoiseSource noise,
        double noiseShare,
        params (double Center, double Height, double Width)[] bands
    )
    {
        double[] y = new double[x.Length];
        foreach (var (center, height, width) in bands)
            PeakShapes.Lorentzian.Add([center, height, width], x, y);
        for (int i = 0; i < y.Length; i++)
            y[i] += 0.1 + (noiseShare * Noise * noise.NextNormal());
        return y;
    }

    private static SeriesFrames Overlapped(int frames, int seed, bool sigma, double[]? x = null, double noiseShare = 1)
    {
        x ??= s_x;
        NoiseSource noise = NoiseSource.For((ulong)seed, "series fit");
        double[] at = Potentials(frames);
        double[] values =
        [
            .. at.SelectMany(
                (e, f) => Spectrum(x, noise, noiseShare, (22 + (15 * e), 1 - (0.6 * e), 12), (31 + (5 * e), 0.4 + (0.5 * e), 9))
            ),
        ];
        return new(x.Length, values, sigma ? [.. values.Select((_, i) => noiseShare * Noise * (1 + (0.2 * (i % 3))))] : null, null, at);
    }

    private static MultiPeakFit Fitter(double[]? x = null)
    {
        var fitter = new MultiPeakFit(PeakShapes.Lorentzian, 2, 1, x ?? s_x);
        double[] centers = [26, 34];
        for (int k = 0; k < 2; k++)
        {
            fitter.SetStart(k, PeakShape.Center, centers[k]);
            fitter.SetStart(k, PeakShape.FullWidth, 10);
            fitter.SetStart(k, PeakShape.Height, double.NaN);
        }
        return fitter;
    }

    private static SeriesFit Joint(
        MultiPeakFit fitter,
        SeriesFrames frames,
        OverFrames center,
        OverFrames width,
        double lambda = double.NaN
    )
    {
        double[] centers = new double[frames.Count * fitter.PeakCount];
        centers.AsSpan().Fill(double.NaN);
        var limits = new FitLimits(Offset: 1e-6);
        var alone = new SeriesFitFrames(fitter, frames, centers, limits);
        OverFrames[] bonds = [.. Enumerable.Range(0, fitter.PeakCount).SelectMany(_ => (OverFrames[])[center, OverFrames.Free, width])];
        var fit = new SeriesFit(fitter, frames, alone, bonds, lambda);
        fit.Fit(limits);
        return fit;
    }

    // Seven frames as one curve of 427 points, every unknown a column: no elimination anywhere.
    [Theory]
    [InlineData(OverFrames.Linear, OverFrames.Shared)]
    [InlineData(OverFrames.Quadratic, OverFrames.Linear)]
    [InlineData(OverFrames.Smooth, OverFrames.Shared)]
    [InlineData(OverFrames.Smooth, OverFrames.Smooth)]
    [InlineData(OverFrames.Linear, OverFrames.Free)]
    public void Agrees_with_a_dense_fit_of_all_frames_as_one_curve(OverFrames center, OverFrames width)
    {
        const int Count = 7;
        SeriesFrames frames = Overlapped(Count, 1, sigma: true, noiseShare: 0.1);
        MultiPeakFit fitter = Fitter();
        SeriesFit fit = Joint(fitter, frames, center, width, lambda: 3);
        Assert.True(fit.Outcome.Converged, fit.Outcome.ToString());
        double[] lambda = fit.Lambdas.ToArray();
        var dense = new DenseSeries(frames, s_x, center, width, lambda);
        var minimiser = new BoundedLevenbergMarquardt(dense.Variables);
        double[] v = dense.Start();
        double[] low = [.. v.Select(_ => double.NegativeInfinity)],
            high = [.. v.Select(_ => double.PositiveInfinity)];
        FitOutcome outcome = minimiser.Minimize(dense.Problem, v, low, high, new FitLimits(Offset: 1e-6));
        double[] covariance = new double[v.Length * v.Length];
        Assert.True(minimiser.Covariance(dense.Problem, v, covariance));
        Assert.True(outcome.Converged, outcome.ToString());
        dense.Polish(v, covariance);
        Assert.Equal(1, fit.Outcome.ChiSquare / outcome.ChiSquare, 1e-9);
        for (int f = 0; f < Count; f++)
        {
            fit.Adopt(f);
            for (int k = 0; k < 2; k++)
            {
                PeakEstimate band = fitter.Peak(k);
                (double value, double error)[] expected =
                [
                    dense.Of(v, covariance, f, k, 0),
                    dense.Of(v, covariance, f, k, 1),
                    dense.Of(v, covariance, f, k, 2),
                ];
                Assert.Equal(1, band.Center / expected[0].value, 1e-8);
                Assert.Equal(1, band.Height / expected[1].value, 1e-8);
                Assert.Equal(1, band.FullWidth / expected[2].value, 1e-8);
                Assert.Equal(1, band.CenterError / expected[0].error, 1e-6);
                Assert.Equal(1, band.HeightError / expected[1].error, 1e-6);
                Assert.Equal(1, band.FullWidthError / expected[2].error, 1e-6);
            }
        }
    }

    // Two bands half a width apart, moving together at 50 cm-1/V, or one at 50 and the other at 30, so that they cross: no single frame tells two from one well,
    // and none tells which is which.
    [Theory]
    [InlineData(50, true)]
    [InlineData(50, false)]
    [InlineData(30, true)]
    public void Slope_of_bands_that_no_frame_resolves_covers_the_truth(double second, bool sigma)
    {
        const int Draws = 200,
            Count = 12;
        double[] x = [.. Enumerable.Range(0, 121).Select(i => 2040 + i * 1.0)];
        double[] at = Potentials(Count);
        int inside = 0;
        double squares = 0;
        for (int draw = 0; draw < Draws; draw++)
        {
            NoiseSource noise = NoiseSource.For((ulong)draw, "stark");
            double[] values =
            [
                .. at.SelectMany((e, f) => Spectrum(x, noise, (2070 + (50 * e), 0.6, 20), (2080 + (second * e), 0.3 + (0.4 * e), 20))),
            ];
            var fitter = new MultiPeakFit(PeakShapes.Lorentzian, 2, 0, x);
            for (int k = 0; k < 2; k++)
            {
                fitter.SetStart(k, PeakShape.Center, 2085 + (15 * k));
                fitter.SetStart(k, PeakShape.FullWidth, 18);
                fitter.SetBounds(k, PeakShape.FullWidth, 5, 60);
                fitter.SetStart(k, PeakShape.Height, double.NaN);
            }
            double[]? errors = sigma ? [.. values.Select(_ => Noise)] : null;
            SeriesFit fit = Joint(fitter, new(x.Length, values, errors, null, at), OverFrames.Linear, OverFrames.Shared);
            SeriesTrend[] trends = [fit.Trend(0, PeakShape.Center), fit.Trend(1, PeakShape.Center)];
            // Bands that cross may come in either order.
            SeriesTrend first = second == 50 ? trends[0] : trends.MaxBy(t => t.Slope);
            double slope = (first.Slope - 50) / first.SlopeError;
            inside += Math.Abs(slope) <= 1.96 ? 1 : 0;
            squares += slope * slope;
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"STARK {second} covered {inside} of {Draws}, mean square {squares / Draws:F2}");
        Assert.InRange(inside, 0.92 * Draws, 0.98 * Draws);
        // The mean of 200 squares scatters by 0.1.
        Assert.Equal(1, squares / Draws, 0.3);
    }

    [Fact]
    public void Smooth_positions_come_nearer_to_the_truth_than_free_ones_and_their_errors_say_how_near()
    {
        const int Count = 60,
            Draws = 20;
        double[] at = [.. Enumerable.Range(0, Count).Select(f => (double)f)];
        (double free, double smooth, double claimed, double effective) = (0, 0, 0, 0);
        for (int draw = 0; draw < Draws; draw++)
        {
            NoiseSource noise = NoiseSource.For((ulong)draw, "smooth");
            double[] truth = [.. at.Select(f => 30 + (6 * Math.Sin(f / 12)))];
            double[] values = [.. truth.SelectMany(c => Spectrum(s_x, noise, (c, 0.06, 12)))];
            var fitter = new MultiPeakFit(PeakShapes.Lorentzian, 1, 0, s_x);
            fitter.SetStart(0, PeakShape.Center, 30);
            fitter.SetStart(0, PeakShape.FullWidth, 12);
            fitter.SetStart(0, PeakShape.Height, double.NaN);
            var frames = new SeriesFrames(s_x.Length, values, null, null, at);
            SeriesFit own = Joint(fitter, frames, OverFrames.Free, OverFrames.Shared);
            for (int f = 0; f < Count; f++)
            {
                own.Adopt(f);
                free += Math.Pow(fitter.Peak(0).Center - truth[f], 2);
            }
            SeriesFit fit = Joint(fitter, frames, OverFrames.Smooth, OverFrames.Shared);
            for (int f = 0; f < Count; f++)
            {
                fit.Adopt(f);
                PeakEstimate band = fitter.Peak(0);
                smooth += Math.Pow(band.Center - truth[f], 2);
                claimed += Math.Pow((band.Center - truth[f]) / band.CenterError, 2);
            }
            effective += fit.Trend(0, PeakShape.Center).EffectiveVariables;
        }
        double n = Count * Draws;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"SMOOTH free {Math.Sqrt(free / n):F3}, smooth {Math.Sqrt(smooth / n):F3}, squared in claimed errors {claimed / n:F2}, effective {effective / Draws:F1} of {Count}"
        );
        Assert.True(smooth < 0.4 * free);
        Assert.InRange(claimed / n, 0.6, 1.5);
        Assert.InRange(effective / Draws, 4, 25);
    }

    [Fact]
    public void A_straight_line_needs_two_values_of_a_smooth_parameter()
    {
        SeriesFrames frames = Overlapped(30, 5, sigma: true);
        SeriesFit fit = Joint(Fitter(), frames, OverFrames.Smooth, OverFrames.Shared);
        Assert.InRange(fit.Trend(0, PeakShape.Center).EffectiveVariables, 2, 4);
        Assert.InRange(fit.Trend(1, PeakShape.Center).EffectiveVariables, 2, 4);
    }

    [Fact]
    public void A_reversed_series_gives_the_same_fit()
    {
        const int Count = 20;
        SeriesFrames forward = Overlapped(Count, 3, sigma: false);
        double[] turned = [.. Enumerable.Range(0, Count).SelectMany(f => forward.Values(Count - 1 - f).ToArray())];
        foreach (OverFrames center in (OverFrames[])[OverFrames.Linear, OverFrames.Smooth])
        {
            (MultiPeakFit a, MultiPeakFit b) = (Fitter(), Fitter());
            SeriesFit one = Joint(a, forward, center, OverFrames.Shared);
            SeriesFit other = Joint(
                b,
                new(forward.Points, turned, null, null, [.. forward.Positions.Reverse()]),
                center,
                OverFrames.Shared
            );
            for (int f = 0; f < Count; f++)
            {
                one.Adopt(f);
                other.Adopt(Count - 1 - f);
                for (int p = 0; p < a.Parameters.Length; p++)
                    Assert.Equal(a.Parameters[p], b.Parameters[p], 1e-8);
                Assert.Equal(1, a.Peak(1).CenterError / b.Peak(1).CenterError, 1e-7);
            }
        }
    }

    [Fact]
    public void Shared_width_at_its_bound_is_held_and_the_rest_conditional()
    {
        SeriesFrames frames = Overlapped(8, 4, sigma: true);
        MultiPeakFit fitter = Fitter();
        fitter.SetBounds(0, PeakShape.FullWidth, 2, 8);
        fitter.SetBounds(1, PeakShape.FullWidth, 2, 8);
        SeriesFit fit = Joint(fitter, frames, OverFrames.Linear, OverFrames.Shared);
        Assert.True(fit.Outcome.Converged, fit.Outcome.ToString());
        fit.Adopt(3);
        Assert.True(fitter.IsAtBound(0, PeakShape.FullWidth));
        Assert.Equal(8, fitter.Peak(0).FullWidth);
        Assert.True(double.IsNaN(fitter.Peak(0).FullWidthError));
        Assert.True(fitter.Peak(0).CenterError > 0);
    }

    // A measurement, not a promise: it runs on request only (-explicit only).
    [Fact(Explicit = true)]
    public void Says_what_two_thousand_frames_cost()
    {
        double[] x = [.. Enumerable.Range(0, 400).Select(i => i * 0.2)];
        foreach (int count in (int[])[500, 2000])
        {
            SeriesFrames frames = Overlapped(count, 9, sigma: false, x);
            MultiPeakFit fitter = Fitter(x);
            double[] centers = new double[count * 2];
            centers.AsSpan().Fill(double.NaN);
            SeriesFitFrames? alone = null;
            double own = BestOf(3, () => alone = new SeriesFitFrames(fitter, frames, centers, new FitLimits()));
            foreach (OverFrames center in (OverFrames[])[OverFrames.Linear, OverFrames.Smooth])
            {
                OverFrames[] bonds = [center, OverFrames.Free, OverFrames.Shared, center, OverFrames.Free, OverFrames.Shared];
                double together = BestOf(
                    3,
                    () =>
                    {
                        var fit = new SeriesFit(fitter, frames, alone!, bonds, double.NaN);
                        fit.Fit(new FitLimits());
                        Assert.True(fit.Outcome.Converged, fit.Outcome.ToString());
                    }
                );
                TestContext.Current.TestOutputHelper?.WriteLine(
                    $"COST {count} frames of 400 points, 2 bands, CPU: alone {own / count:F0} us a frame, {center} {together / count:F0} us a frame"
                );
            }
        }

        static double BestOf(int runs, Action action) =>
            Enumerable
                .Range(0, runs)
                .Min(_ =>
                {
                    TimeSpan before = Environment.CpuUsage.TotalTime;
                    action();
                    return (Environment.CpuUsage.TotalTime - before).TotalMicroseconds;
                });
    }

    /// <summary>The same model with every unknown a column of one Jacobian; Lorentzian bands, background of degree 1, the penalty as more points.</summary>
    private sealed class DenseSeries
    {
        private readonly SeriesFrames _frames;
        private readonly double[] _x;
        private readonly OverFrames[] _bond;
        private readonly List<(int Frame, int Band, int Parameter, int Variable, double Factor)> _terms = [];
        private readonly List<(int Variable, double Weight)[]> _penalties = [];
        private readonly int _bonded;

        public DenseSeries(SeriesFrames frames, double[] x, OverFrames center, OverFrames width, double[] lambda)
        {
            (_frames, _x, _bond) = (frames, x, [center, OverFrames.Free, width]);
            int count = frames.Count,
                next = 0,
                smooth = 0;
            for (int k = 0; k < 2; k++)
            for (int p = 0; p < 3; p++)
            {
                int degree = _bond[p] - OverFrames.Shared;
                if (_bond[p] is OverFrames.Free)
                    continue;
                for (int f = 0; f < count; f++)
                {
                    double e = (frames.Positions[f] - frames.Positions[0]) / (frames.Positions[^1] - frames.Positions[0]);
                    if (_bond[p] is OverFrames.Smooth)
                        _terms.Add((f, k, p, next + f, 1));
                    else
                        for (int d = 0; d <= degree; d++)
                            _terms.Add((f, k, p, next + d, Math.Pow(e, d)));
                }
                if (_bond[p] is OverFrames.Smooth)
                {
                    double root = Math.Sqrt(lambda[smooth++]);
                    for (int f = 2; f < count; f++)
                        _penalties.Add([(next + f, root), (next + f - 1, -2 * root), (next + f - 2, root)]);
                }
                next += _bond[p] is OverFrames.Smooth ? count : degree + 1;
            }
            _bonded = next;
            for (int f = 0; f < count; f++)
            {
                for (int k = 0; k < 2; k++)
                for (int p = 0; p < 3; p++)
                    if (_bond[p] is OverFrames.Free)
                        _terms.Add((f, k, p, next++, 1));
                _terms.Add((f, 2, 0, next++, 1));
                _terms.Add((f, 2, 1, next++, 1));
            }
            Variables = next;
            int rows = (count * x.Length) + _penalties.Count;
            Problem = new CurveProblem(Model, Variables, rows);
            double[] data = new double[rows],
                sigma = new double[rows];
            sigma.AsSpan().Fill(1);
            for (int f = 0; f < count; f++)
            {
                frames.Values(f).CopyTo(data.AsSpan(f * x.Length));
                frames.Sigma(f).CopyTo(sigma.AsSpan(f * x.Length));
            }
            Problem.SetData(data, sigma, []);
        }

        public int Variables { get; }

        public CurveProblem Problem { get; }

        /// <summary>What was put in, so that both look for the same minimum.</summary>
        public double[] Start()
        {
            double[] v = new double[Variables];
            foreach (var (f, k, p, variable, factor) in _terms)
            {
                double e = _frames.Positions[f];
                double[][] truth =
                [
                    [22 + (15 * e), 1 - (0.6 * e), 12],
                    [31 + (5 * e), 0.4 + (0.5 * e), 9],
                    [0.1, 0],
                ];
                bool isConstant = _terms.TrueForAll(t => t.Variable != variable || t.Factor == 1);
                // Levels from the first frame, slopes from the last.
                if (isConstant && (variable >= _bonded || _bond[p] is OverFrames.Smooth || f == 0))
                    v[variable] = truth[k][p];
                else if (f == _frames.Count - 1 && !isConstant && _terms.Any(t => t.Variable == variable && t.Factor > 0 && t.Factor < 0.2))
                    v[variable] =
                        k == 0 && p == 0 ? 12
                        : p == 0 ? 4
                        : 0;
            }
            return v;
        }

        /// <summary>Plain Gauss-Newton steps, so that no rule of when to stop is left in the comparison.</summary>
        public void Polish(double[] v, double[] covariance)
        {
            double[] gram = new double[covariance.Length],
                gradient = new double[v.Length];
            for (int round = 0; round < 4; round++)
            {
                Problem.Evaluate(v, gram, gradient);
                for (int i = 0; i < v.Length; i++)
                    v[i] += Products.Dot(covariance.AsSpan(i * v.Length, v.Length), gradient);
            }
        }

        public (double Value, double Error) Of(double[] v, double[] covariance, int frame, int band, int parameter)
        {
            var terms = _terms.Where(t => t.Frame == frame && t.Band == band && t.Parameter == parameter).ToList();
            double variance = terms.Sum(a => terms.Sum(b => a.Factor * b.Factor * covariance[(a.Variable * Variables) + b.Variable]));
            return (terms.Sum(t => t.Factor * v[t.Variable]), Math.Sqrt(variance));
        }

        private void Model(ReadOnlySpan<double> v, Span<double> model, Span<double> jacobian, int stride)
        {
            jacobian.Clear();
            model.Clear();
            int n = _x.Length;
            double[] derivatives = new double[3 * n];
            for (int f = 0; f < _frames.Count; f++)
            {
                double[] parameters = new double[9];
                foreach (var t in _terms)
                    if (t.Frame == f)
                        parameters[(3 * t.Band) + t.Parameter] += t.Factor * v[t.Variable];
                Span<double> curve = model.Slice(f * n, n);
                for (int i = 0; i < n; i++)
                    curve[i] = parameters[6] + (parameters[7] * U(i));
                for (int k = 0; k < 2; k++)
                {
                    PeakShapes.Lorentzian.AddWithDerivatives(parameters.AsSpan(3 * k, 3), _x, curve, derivatives, n);
                    foreach (var t in _terms)
                        if (t.Frame == f && t.Band == k)
                            for (int i = 0; i < n; i++)
                                jacobian[(t.Variable * stride) + (f * n) + i] += t.Factor * derivatives[(t.Parameter * n) + i];
                }
                foreach (var t in _terms)
                    if (t.Frame == f && t.Band == 2)
                        for (int i = 0; i < n; i++)
                            jacobian[(t.Variable * stride) + (f * n) + i] = t.Parameter == 0 ? 1 : U(i);
            }
            for (int r = 0; r < _penalties.Count; r++)
                foreach (var (variable, weight) in _penalties[r])
                {
                    model[(_frames.Count * n) + r] += weight * v[variable];
                    jacobian[(variable * stride) + (_frames.Count * n) + r] = weight;
                }
        }

        private double U(int i) => (2.0 * i / (_x.Length - 1)) - 1;
    }
}
