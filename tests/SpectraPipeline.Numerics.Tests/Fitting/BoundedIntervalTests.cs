using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Testing.Generators;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Fitting;

public sealed class BoundedIntervalTests
{
    private static readonly int[] s_quantities = [PeakShape.Center, PeakShape.FullWidth, PeakShape.Height, ProfileInterval.Area];
    private static readonly double[] s_axis = [.. Enumerable.Range(0, 301).Select(i => (double)i)];

    // The truth lies on the bound, so that about half of the fits end on it and the others close to it. 60 σ, as in a good Raman spectrum.
    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    public void Is_what_refits_find_within_a_few_per_cent_of_a_standard_error(double fraction)
    {
        const int Draws = 40;
        int held = 0;
        (double sum, double worst) = (0, 0);
        for (int seed = 0; seed < Draws; seed++)
        {
            MultiPeakFit fitter = Fitted(seed, 60, fraction);
            held += fitter.IsAtBound(0, PeakShape.Extra) ? 1 : 0;
            QuantityInterval[] quick = Bounded(fitter);
            QuantityInterval[] slow = Refitted(fitter, quick);
            for (int q = 0; q < slow.Length; q++)
            {
                Assert.Equal((IntervalEnd.Closed, IntervalEnd.Closed), (quick[q].LowEnd, quick[q].HighEnd));
                // The interval is four standard errors long where no bound cuts it.
                double error = (slow[q].High - slow[q].Low) / 4;
                double off = Math.Max(Math.Abs(slow[q].Low - quick[q].Low), Math.Abs(slow[q].High - quick[q].High)) / error;
                sum += off / (Draws * slow.Length);
                worst = Math.Max(worst, off);
            }
        }
        Assert.InRange(held, Draws / 4, Draws * 3 / 4);
        Assert.True(sum < 0.02 && worst < 0.06, $"mean {sum:g3}, worst {worst:g3} standard errors");
    }

    [Fact]
    public void Far_from_bounds_is_the_standard_error()
    {
        MultiPeakFit fitter = Fitted(1, 200, 0.5);
        PeakEstimate band = fitter.Peak(0);
        QuantityInterval[] found = Bounded(fitter);
        double[] errors = [band.CenterError, band.FullWidthError, band.HeightError];
        for (int q = 0; q < errors.Length; q++)
        {
            double value = Value(fitter, s_quantities[q]);
            Assert.Equal(2, (value - found[q].Low) / errors[q], 1e-6);
            Assert.Equal(2, (found[q].High - value) / errors[q], 1e-6);
        }
        // Height times width: not straight itself, and followed.
        Assert.Equal(4, (found[3].High - found[3].Low) / band.AreaError, 1e-3);
    }

    [Fact]
    public void A_width_ends_on_its_bound()
    {
        const double Most = 30;
        MultiPeakFit fitter = Fit(2, 60, 0.5, f => f.SetBounds(0, PeakShape.FullWidth, 5, Most));
        QuantityInterval[] quick = Bounded(fitter);
        QuantityInterval width = quick[1];
        Assert.Equal((IntervalEnd.Closed, IntervalEnd.Bound), (width.LowEnd, width.HighEnd));
        Assert.Equal(Most, width.High, 1e-9);
        Assert.Equal(Refitted(fitter, quick)[1].Low, width.Low, 0.03 * (width.High - width.Low));
    }

    // A height of 0 hides position and width: there is no matrix to go by.
    [Fact]
    public void Is_refused_where_variables_have_no_influence()
    {
        MultiPeakFit fitter = Fit(3, -60, 0.5, f => f.SetBounds(0, PeakShape.Height, 0, double.PositiveInfinity));
        Assert.Equal(0, fitter.Peak(0).Height);
        Assert.False(new BoundedInterval(fitter).Take());
    }

    private static QuantityInterval[] Bounded(MultiPeakFit fitter)
    {
        var bounded = new BoundedInterval(fitter);
        Assert.True(bounded.Take());
        return
        [
            .. s_quantities.Select(q =>
            {
                Assert.True(bounded.TryOf(0, q, 4 * fitter.NoiseVariance, out QuantityInterval interval));
                return interval;
            }),
        ];
    }

    private static QuantityInterval[] Refitted(MultiPeakFit fitter, QuantityInterval[] guess)
    {
        var profile = new ProfileInterval(fitter);
        QuantityInterval[] found =
        [
            .. s_quantities.Select(
                (q, i) => profile.Of(0, q, Value(fitter, q), (guess[i].High - guess[i].Low) / 2, 4 * fitter.NoiseVariance, 1e4)
            ),
        ];
        profile.Restore();
        return found;
    }

    private static double Value(MultiPeakFit fitter, int quantity) =>
        quantity == ProfileInterval.Area ? fitter.Peak(0).Area : fitter.Parameters[quantity];

    private static MultiPeakFit Fitted(int seed, double height, double fraction) => Fit(seed, height, fraction, _ => { });

    private static MultiPeakFit Fit(int seed, double height, double fraction, Action<MultiPeakFit> bound)
    {
        NoiseSource random = NoiseSource.For((ulong)seed, "bounded");
        double[] y = [.. s_axis.Select(_ => random.NextNormal())];
        PeakShapes.PseudoVoigt.Add([150, height, 30, fraction], s_axis, y);
        var fitter = new MultiPeakFit(PeakShapes.PseudoVoigt, 1, 0, s_axis);
        fitter.SetStart(0, PeakShape.Center, 152);
        fitter.SetStart(0, PeakShape.FullWidth, 27);
        fitter.SetStart(0, PeakShape.Extra, 0.5);
        bound(fitter);
        PeakFitQuality quality = fitter.Fit(y, [], [], new FitLimits());
        Assert.True(quality.Converged);
        return fitter;
    }
}
