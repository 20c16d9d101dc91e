using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Testing.Generators;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Fitting;

public sealed class NoiseAutocorrelationTests
{
    private const int Points = 400;
    private static readonly double[] s_axis = [.. Enumerable.Range(0, Points).Select(i => (double)i)];

    // Stated rule: white noise is taken for correlated once in 400 frames.
    [Fact]
    public void White_noise_counts_each_point_for_itself()
    {
        int mistaken = 0;
        for (int i = 0; i < 2000; i++)
        {
            (MultiPeakFit fitter, double[] residual) = Fitted(i, 1);
            var noise = new NoiseAutocorrelation(Points);
            if (!noise.Detect(residual, Points, fitter.Quality.Variables))
                mistaken++;
            else
                Assert.Equal((1, 1), (noise.Points, noise.VarianceFactor));
        }
        Assert.InRange(mistaken, 0, 12);
    }

    // A mean over m points: ρ falls in a straight line to 0 at m, 1 + 2Σρ = m.
    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    public void Means_over_points_share_as_many(int window)
    {
        double sum = 0;
        const int Repeats = 300;
        for (int i = 0; i < Repeats; i++)
            sum += Estimated(i, window).Noise.Points / Repeats;
        // The window reaches past the correlation: no bias but that of a ratio, a few per cent.
        Assert.Equal(window, sum, 0.1 * window);
    }

    // The error of the height that is claimed is the scatter that is found.
    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    public void Variance_of_a_height_is_its_scatter(int window)
    {
        const int Repeats = 600;
        (double claimed, double sum, double squares) = (0, 0, 0);
        double[] answer = new double[Points];
        for (int i = 0; i < Repeats; i++)
        {
            (MultiPeakFit fitter, FitInfluence influence, NoiseAutocorrelation noise) = Estimated(i, window);
            PeakEstimate band = fitter.Peak(0);
            influence.Of(0, [0, 1, 0], answer);
            claimed += band.HeightError * band.HeightError * noise.Inflation(answer) / Repeats;
            (sum, squares) = (sum + band.Height, squares + (band.Height * band.Height));
        }
        double scatter = (squares - (sum * sum / Repeats)) / (Repeats - 1);
        // The claim is widened on purpose by (t/1.96)² of the few degrees of freedom of the estimate: 1.05 to 1.15; the scatter is known to 6 %.
        Assert.InRange(claimed / scatter, 0.92, 1.3);
    }

    [Fact]
    public void Influence_gives_the_standard_errors_of_the_fit_for_white_noise()
    {
        (MultiPeakFit fitter, _) = Fitted(1, 1);
        var influence = new FitInfluence(fitter, s_axis);
        influence.Prepare([], []);
        double[] answer = new double[Points];
        PeakEstimate band = fitter.Peak(0);
        double[] errors = [band.CenterError, band.HeightError, band.FullWidthError];
        for (int p = 0; p < 3; p++)
        {
            double[] unit = new double[3];
            unit[p] = 1;
            influence.Of(0, unit, answer);
            Assert.Equal(errors[p], Math.Sqrt(answer.Sum(a => a * a) * fitter.NoiseVariance), 1e-9 * errors[p]);
        }
        influence.AtZero([band.Center, 1, band.FullWidth], 0, answer);
        Assert.Equal(fitter.HeightErrorAtZero(0), Math.Sqrt(answer.Sum(a => a * a) * fitter.NoiseVariance), 1e-9);
        influence.PrepareTraces();
        Assert.Equal(5, influence.Trace(0), 1e-6);
    }

    // δ that the fit can follow leaves nothing; δ that it answers to by influence is what a new fit finds.
    [Fact]
    public void Influence_is_the_change_that_a_new_fit_finds()
    {
        (MultiPeakFit fitter, _) = Fitted(2, 1);
        double[] change = [.. s_axis.Select(x => 1e-3 * Math.Cos(x / 15))];
        var influence = new FitInfluence(fitter, s_axis);
        influence.Prepare([], []);
        double[] answer = new double[Points];
        influence.Of(0, [1, 0, 0], answer);
        double expected = answer.Zip(change, (a, b) => a * b).Sum();
        double before = fitter.Peak(0).Center;
        double[] left = [.. change];
        influence.LeaveResidual(left);
        influence.LeaveResidual(change = [.. change.Zip(left, (a, b) => a - b)]);
        Assert.All(change, c => Assert.Equal(0, c, 1e-9));
        double[] y = Spectrum(2, 1);
        for (int i = 0; i < Points; i++)
            y[i] += 1e-3 * Math.Cos(s_axis[i] / 15);
        fitter.Fit(y, [], [], new FitLimits(Offset: 1e-7));
        Assert.Equal(expected, fitter.Peak(0).Center - before, 0.02 * Math.Abs(expected));
    }

    private static (MultiPeakFit Fitter, FitInfluence Influence, NoiseAutocorrelation Noise) Estimated(int seed, int window)
    {
        (MultiPeakFit fitter, double[] residual) = Fitted(seed, window);
        var influence = new FitInfluence(fitter, s_axis);
        var noise = new NoiseAutocorrelation(Points);
        Assert.False(noise.Detect(residual, Points, fitter.Quality.Variables));
        influence.Prepare([], []);
        noise.Estimate(residual, Points, influence);
        return (fitter, influence, noise);
    }

    private static (MultiPeakFit Fitter, double[] Residual) Fitted(int seed, int window)
    {
        double[] y = Spectrum(seed, window);
        var fitter = new MultiPeakFit(PeakShapes.Gaussian, 1, 1, s_axis);
        fitter.SetStart(0, PeakShape.Center, 198);
        fitter.SetStart(0, PeakShape.FullWidth, 35);
        fitter.SetStart(0, PeakShape.Height, double.NaN);
        fitter.Fit(y, [], [], new FitLimits(Offset: 1e-6));
        double[] curve = new double[Points];
        fitter.Curve(curve, []);
        return (fitter, [.. y.Zip(curve, (a, b) => a - b)]);
    }

    private static double[] Spectrum(int seed, int window)
    {
        NoiseSource random = NoiseSource.For((ulong)seed, $"shared noise {window}");
        double[] white = [.. Enumerable.Range(0, Points + window).Select(_ => random.NextNormal())];
        double[] y = [.. s_axis.Select((_, i) => white.AsSpan(i, window).ToArray().Sum() / Math.Sqrt(window))];
        PeakShapes.Gaussian.Add([200, 30, 40], s_axis, y);
        return y;
    }
}
