using SpectraPipeline.Numerics.Statistics;
using SpectraPipeline.Numerics.Templates;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Templates;

public sealed class TemplateRegressionTests(ITestOutputHelper output)
{
    private static readonly double[] s_x = [.. Enumerable.Range(0, 366).Select(i => 1250 + (2.0 * i))];
    private static readonly TemplateCurve s_vapour = TemplateCurve.OfLines(WaterVapour.Lines(), 4);
    private static readonly TemplateRegressionOptions s_spline = new(KnotSpacing: 16);

    [Fact]
    public void Without_noise_amplitude_and_shift_are_exact()
    {
        double[] y = [.. s_x.Select(x => 0.3 + (1e-4 * (x - 1500)) + (0.02 * s_vapour.At(x - 0.7).Value))];
        var fit = new TemplateRegression(s_x, [new(s_vapour, 2, false)], s_spline);
        TemplateOutcome end = fit.Fit(y, [])!.Value;
        Assert.True(end.Converged);
        Assert.Equal(0.02, fit[0].Amplitude, 1e-6);
        Assert.Equal(0.7, fit[0].Shift, 1e-4);
        double[] removed = new double[s_x.Length];
        fit.AddTemplates(s_x, removed);
        for (int i = 0; i < s_x.Length; i++)
            Assert.Equal(0.02 * s_vapour.At(s_x[i] - 0.7).Value, removed[i], 1e-6);
    }

    [Fact]
    public void A_template_that_is_not_there_has_no_amplitude_and_no_shift()
    {
        var noise = new SeededNormal(5, "none");
        int beyond = 0;
        var fit = new TemplateRegression(s_x, [new(s_vapour, 2, true)], s_spline);
        for (int d = 0; d < 200; d++)
        {
            double[] y = [.. s_x.Select(_ => noise.Next())];
            Assert.NotNull(fit.Fit(y, []));
            beyond += Math.Abs(fit[0].Amplitude) > 1.96 * fit[0].AmplitudeError ? 1 : 0;
        }
        Assert.InRange(beyond, 2, 20);
        Assert.Equal(double.NaN, fit[0].Shift);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.03)]
    public void Intervals_of_amplitude_shift_and_width_cover_the_truth_under_bands(double bandHeight)
    {
        _bandHeight = bandHeight;
        // 500 spectra: vapour of any amplitude, shift and width, on fluctuating slopes, under bands of a sample 20 to 90 cm⁻¹ wide of either sign.
        var random = new SeededNormal(20, "coverage");
        var fit = new TemplateRegression(s_x, [new(s_vapour, 3, true)], s_spline);
        int amplitude = 0,
            shift = 0,
            width = 0,
            shifts = 0,
            widths = 0;
        double worst = 0,
            bias = 0;
        for (int d = 0; d < 500; d++)
        {
            double a = 0.01 * (2 + random.Next()),
                s = 0.6 * random.Next(),
                broad = 1.5;
            double seen = Math.Sqrt(16 + (broad * broad));
            TemplateCurve there =
                d % 50 == 0 || _broadened is null ? _broadened = TemplateCurve.OfLines(WaterVapour.Lines(), seen) : _broadened;
            // The broadened curve is 1 at its top, the sharp one convolved is lower.
            double lower = Lowered;
            (double[] y, double[] _) = Sample(random);
            for (int i = 0; i < y.Length; i++)
                y[i] += (a * lower * there.At(s_x[i] - s).Value) + (0.0005 * random.Next());
            Assert.NotNull(fit.Fit(y, []));
            TemplateEstimate found = fit[0];
            double off = (found.Amplitude - a) / found.AmplitudeError;
            bias += off / 500;
            worst = Math.Max(worst, Math.Abs(off));
            amplitude += Math.Abs(off) < 1.96 ? 1 : 0;
            if (double.IsNaN(found.Shift))
                continue;
            shifts++;
            shift += Math.Abs(found.Shift - s) < 1.96 * found.ShiftError ? 1 : 0;
            if (double.IsNaN(found.Broadening))
                continue;
            widths++;
            width += Math.Abs(found.Broadening - broad) < 1.96 * found.BroadeningError ? 1 : 0;
        }
        output.WriteLine(
            $"coverage: amplitude {amplitude / 500.0:P1}, shift {shift / (double)shifts:P1}, width {width / (double)widths:P1} of {widths}; worst {worst:g3} errors, bias {bias:g3} errors"
        );
        // 95 % in 500 draws is 93 to 97 % within two standard deviations.
        Assert.InRange(amplitude / 500.0, 0.925, 0.975);
        Assert.InRange(shift / (double)shifts, 0.925, 0.975);
        Assert.InRange(width / (double)widths, 0.91, 0.98);
    }

    [Fact]
    public void Areas_of_bands_under_the_template_are_kept_within_the_noise()
    {
        var random = new SeededNormal(21, "areas");
        var fit = new TemplateRegression(s_x, [new(s_vapour, 2, true)], s_spline);
        double sum = 0,
            square = 0,
            stated = 0,
            templateArea = 2 * s_x.Where(x => x is >= 1600 and <= 1700).Sum(x => s_vapour.At(x + 0.4).Value);
        const double noise = 0.0005;
        for (int d = 0; d < 200; d++)
        {
            (double[] bands, double[] _) = Sample(random);
            double[] y = [.. bands.Select((v, i) => v + (0.03 * s_vapour.At(s_x[i] + 0.4).Value) + (noise * random.Next()))];
            Assert.NotNull(fit.Fit(y, []));
            double[] removed = new double[s_x.Length];
            fit.AddTemplates(s_x, removed);
            // Area from 1600 to 1700 of what is left, minus the truth.
            double area = 0;
            for (int i = 0; i < y.Length; i++)
                if (s_x[i] is >= 1600 and <= 1700)
                    area += 2 * (y[i] - removed[i] - bands[i]);
            (sum, square) = (sum + area, square + (area * area));
            stated += Math.Pow(fit[0].AmplitudeError * templateArea, 2) / 200;
        }
        // The noise of the 51 points, and the stated error of the amplitude times the area of the template.
        double alone = 2 * noise * Math.Sqrt(51),
            expected = Math.Sqrt((alone * alone) + stated);
        output.WriteLine(
            $"area: mean {sum / 200:g3}, rms {Math.Sqrt(square / 200):g3}; noise alone {alone:g3}, with the amplitude's error {expected:g3}"
        );
        Assert.True(Math.Sqrt(square / 200) < 1.2 * expected);
        Assert.True(Math.Abs(sum / 200) < 4 * expected / Math.Sqrt(200));
    }

    [Fact]
    public void Water_under_bands_of_the_sample_keeps_its_amplitude()
    {
        double[] x = [.. Enumerable.Range(0, 400).Select(i => 1400 + i * 1.0)];
        TemplateCurve water = TemplateCurve.Of(LiquidWater.At, 300, 4400, 60);
        var random = new SeededNormal(22, "water");
        var fit = new TemplateRegression(x, [new(water, 15, false)], new(Degree: 1, Bands: OverlyingBands.Positive));
        int covered = 0;
        for (int d = 0; d < 500; d++)
        {
            double a = 0.5 + (0.1 * random.Next()),
                s = 3 * random.Next();
            double[] y =
            [
                .. x.Select(v =>
                    0.01
                    + (2e-5 * (v - 1600))
                    + (a * water.At(v - s).Value)
                    + (0.05 * Math.Exp(-Math.Pow((v - 1455) / 9, 2)))
                    + (0.08 * Math.Exp(-Math.Pow((v - 1720) / 8, 2)))
                    + (0.0005 * random.Next())
                ),
            ];
            Assert.NotNull(fit.Fit(y, []));
            covered += Math.Abs(fit[0].Amplitude - a) < 1.96 * fit[0].AmplitudeError ? 1 : 0;
        }
        output.WriteLine($"water: coverage {covered / 500.0:P1}");
        Assert.InRange(covered / 500.0, 0.90, 0.985);
    }

    [Fact]
    public void Fringes_are_found_at_their_period_beside_a_template()
    {
        double[] x = [.. Enumerable.Range(0, 500).Select(i => 900 + (2.0 * i))];
        TemplateCurve vapour = s_vapour;
        var random = new SeededNormal(23, "fringes");
        var fit = new TemplateRegression(x, [TemplateTerm.Fringes, new(vapour, 2, false)], new(Degree: 3));
        int period = 0,
            amplitude = 0;
        for (int d = 0; d < 200; d++)
        {
            double p = 60 + (3 * random.Next()),
                a = 0.004 * (1 + (0.2 * random.Next())),
                phase = 3 * random.Next();
            double[] y =
            [
                .. x.Select(v =>
                    0.1 + (1e-5 * v) + (a * Math.Cos((2 * Math.PI * v / p) + phase)) + (0.01 * vapour.At(v).Value) + (0.001 * random.Next())
                ),
            ];
            Assert.NotNull(fit.Fit(y, []));
            period += Math.Abs(fit[0].Period - p) < 1.96 * fit[0].PeriodError ? 1 : 0;
            amplitude += Math.Abs(fit[0].Amplitude - a) < 1.96 * fit[0].AmplitudeError ? 1 : 0;
        }
        output.WriteLine($"fringes: coverage of the period {period / 200.0:P1}, of the amplitude {amplitude / 200.0:P1}");
        Assert.InRange(period / 200.0, 0.89, 0.99);
        Assert.InRange(amplitude / 200.0, 0.89, 0.99);
    }

    [Fact]
    public void A_template_that_the_background_imitates_stays_out()
    {
        TemplateCurve slope = TemplateCurve.Of(v => 1 + (1e-3 * v), 1000, 2000, 100);
        var fit = new TemplateRegression(s_x, [new(slope, 0, false)], new(Degree: 2));
        Assert.NotNull(fit.Fit([.. s_x.Select((v, i) => v + Math.Sin(i))], []));
        Assert.Equal(double.NaN, fit[0].Amplitude);
    }

    [Fact]
    public void Masked_points_do_not_count()
    {
        double[] y = [.. s_x.Select(x => 0.02 * s_vapour.At(x).Value)];
        bool[] use = [.. s_x.Select(x => x is < 1600 or > 1640)];
        for (int i = 0; i < y.Length; i++)
            if (!use[i])
                y[i] = 1e6;
        var fit = new TemplateRegression(s_x, [new(s_vapour, 2, false)], s_spline);
        Assert.NotNull(fit.Fit(y, use));
        Assert.Equal(0.02, fit[0].Amplitude, 1e-5);
    }

    private TemplateCurve? _broadened;

    /// <summary>Factor from the curve scaled to 1 at 4 cm⁻¹ to the one at √(4² + 1.5²): heights of the strongest points before scaling.</summary>
    private static double Lowered { get; } = Top(Math.Sqrt(16 + 2.25)) * 4 / (Top(4) * Math.Sqrt(16 + 2.25));

    private static double Top(double resolution)
    {
        IReadOnlyList<SpectralLine> lines = WaterVapour.Lines();
        double top = 0;
        for (double x = 1500; x < 1800; x += 0.05)
            top = Math.Max(
                top,
                lines
                    .Where(l => Math.Abs(l.Position - x) < 20)
                    .Sum(l => l.Strength * Math.Exp(-4 * Math.Log(2) * Math.Pow((x - l.Position) / resolution, 2)))
            );
        return top;
    }

    private double _bandHeight = 0.03;

    private (double[] Y, double[] Bands) Sample(SeededNormal random)
    {
        double[] bands = new double[s_x.Length];
        for (int b = 0; b < 4; b++)
        {
            double center = 1300 + (150 * b) + (20 * random.Next()),
                fwhm = Math.Clamp(50 + (20 * random.Next()), 25, 90),
                height = _bandHeight * random.Next();
            for (int i = 0; i < bands.Length; i++)
                bands[i] += height * Math.Exp(-4 * Math.Log(2) * Math.Pow((s_x[i] - center) / fwhm, 2));
        }
        double slope = 1e-5 * random.Next();
        return ([.. bands.Select((v, i) => v + 0.1 + (slope * (s_x[i] - 1500)))], bands);
    }
}
