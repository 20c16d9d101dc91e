using SpectraPipeline.Numerics.Baselines;
using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Simd;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Baselines;

/// <summary>The elimination without row exchanges, on weights that jump from point to point.</summary>
public sealed class ReweightedLanesTests(ITestOutputHelper output)
{
    private const int Points = 80;

    /// <summary>(W + D₁′D₁ + λ (I − ηW) D′D) z = W y once, with given weights.</summary>
    private readonly struct Given(double[] weights, double eta) : IReweighting
    {
        private readonly double[] _weights = weights;
        private readonly double _eta = eta;

        public static bool ScalesRows => true;
        public static bool FirstDifferencesApart => true;
        public static bool KeepsLevel => true; // the equations as they stand
        public double FirstDifferences => 1;

        public void Start(ReadOnlySpan<double> y, Span<double> weights, Span<double> auxiliary, ref LaneProgress progress) =>
            _weights.CopyTo(weights);

        public TLanes RowScale<TLanes>(TLanes weight, TLanes auxiliary)
            where TLanes : struct, ILanes<TLanes> => TLanes.MultiplyAdd(TLanes.Create(-_eta), weight, TLanes.Create(1));

        public ReweightingParameters Next(in SolutionSums sums, ref LaneProgress progress) => default;

        public TLanes Weight<TLanes>(TLanes residual, TLanes auxiliary, in LaneParameters<TLanes> parameters)
            where TLanes : struct, ILanes<TLanes> => TLanes.Create(1);

        public void Judge(double weightChange, double meanWeight, WhittakerBaselineOptions options, ref LaneProgress progress) =>
            progress.Stop = BaselineStop.Converged;
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    [InlineData(0.99)]
    public void Every_equation_is_met_to_rounding(double eta)
    {
        // drPLS is the one system whose pivots no theorem protects. |Az − b| in each row beside what it is made of, |A||z| + |b|: rounding times a small factor
        // for an elimination with exchanges, and for one that needs none.
        // (At η = 1, which DrPls refuses, a row without stiffness among stiff ones can have a pivot of zero: 1e-5 was measured.)
        var random = new Random(11);
        double worst = 0;
        int lost = 0;
        for (int trial = 0; trial < 20; trial++)
        for (int order = 1; order <= 3; order++)
        for (int exponent = -3; exponent <= 12; exponent++)
        {
            double[] w = [.. Enumerable.Range(0, Points).Select(_ => Weight(random))],
                y = [.. Enumerable.Range(0, Points).Select(_ => random.NextDouble())],
                z = new double[Points];
            double lambda = Math.Pow(10, exponent);
            var outcome = new BaselineOutcome[1];
            new ReweightedBaseline<Given>(
                Points,
                new WhittakerBaselineOptions(lambda, Order: order),
                new Given(w, eta),
                LaneWidth.Automatic
            ).Fit(y, z, outcome);
            if (outcome[0].Stop == BaselineStop.Singular)
                lost++;
            else
                worst = Math.Max(worst, RowError(w, y, z, lambda, order, eta));
        }
        output.WriteLine($"eta {eta}: worst row {worst:E1}, {lost} of 960 given up");
        Assert.InRange(worst, 0, 1e-15);
        Assert.Equal(0, lost);
    }

    private static double Weight(Random random) =>
        random.Next(3) switch
        {
            0 => 0,
            1 => 1,
            _ => random.NextDouble(),
        };

    private static double RowError(double[] w, double[] y, double[] z, double lambda, int order, double eta)
    {
        double[] penalty = new double[Points * (order + 1)],
            first = new double[Points * 2];
        DifferencePenalty.Fill(Points, order, penalty);
        DifferencePenalty.Fill(Points, 1, first);
        double Band(double[] bands, int d, int i, int j)
        {
            int m = Math.Abs(i - j);
            return m > d ? 0 : bands[Math.Max(i, j) * (d + 1) + m];
        }
        double worst = 0;
        for (int i = 0; i < Points; i++)
        {
            double sum = -w[i] * y[i],
                size = Math.Abs(sum);
            for (int j = 0; j < Points; j++)
            {
                double a = (i == j ? w[i] : 0) + Band(first, 1, i, j) + lambda * (1 - eta * w[i]) * Band(penalty, order, i, j);
                sum += a * z[j];
                size += Math.Abs(a * z[j]);
            }
            worst = Math.Max(worst, Math.Abs(sum) / size);
        }
        return worst;
    }
}
