using SpectraPipeline.Numerics.Statistics;
using SpectraPipeline.Numerics.Templates;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Templates;

public sealed class FringeSearchTests(ITestOutputHelper output)
{
    private const int Spectra = 200;
    private const double Amplitude = 0.06,
        Noise = 0.006;
    private static readonly double[] s_x = [.. Enumerable.Range(0, 700).Select(i => 900 + (1.5 * i))];

    [Fact]
    public void Strong_bands_at_even_distances_are_not_taken_for_the_fringe()
    {
        var fit = new TemplateRegression(s_x, [TemplateTerm.Fringes], new());
        double[] clean = [.. FiveBands(9).Zip(s_x, (y, x) => y + (Amplitude * Math.Cos(2 * Math.PI * (x - 900) / 48)))];
        Assert.NotNull(fit.Fit(clean, []));
        TemplateEstimate found = fit[0];
        Assert.True(found.StandsOut);
        Assert.Equal(48, found.Period, 0.1);
        Assert.Equal(Amplitude, found.Amplitude, 3 * found.AmplitudeError);

        // The same without the fringe: bands 190 cm⁻¹ apart are none.
        Assert.NotNull(fit.Fit(FiveBands(10), []));
        Assert.False(fit[0].StandsOut);
        double[] removed = new double[s_x.Length];
        fit.AddTemplates(s_x, removed);
        Assert.All(removed, v => Assert.Equal(0, v));
    }

    [Fact]
    public void Fringes_under_bands_ten_times_as_high_are_found_with_period_and_amplitude()
    {
        // One to eight Lorentzian or Gaussian bands anywhere, half widths 8 to 32 cm⁻¹, heights 1 to 10 fringes; periods 15 to 200 cm⁻¹, as many short as long by their logarithm.
        var random = new SeededNormal(48, "fringes under bands");
        var fit = new TemplateRegression(s_x, [TemplateTerm.Fringes], new());
        int found = 0,
            period = 0,
            amplitude = 0,
            elsewhere = 0,
            shortOnes = 0,
            shortFound = 0;
        for (int d = 0; d < Spectra; d++)
        {
            double p = 15 * Math.Pow(200 / 15.0, Uniform(random)),
                phase = 2 * Math.PI * Uniform(random);
            double[] y = [.. Bands(random).Zip(s_x, (v, x) => v + (Amplitude * Math.Cos((2 * Math.PI * x / p) + phase)))];
            TemplateEstimate best = fit.Fit(y, []) is null ? default : fit[0];
            bool hasPeriod = best.StandsOut && Math.Abs((best.Period / p) - 1) < 0.01,
                hasBoth = hasPeriod && Math.Abs(best.Amplitude - Amplitude) < 3 * best.AmplitudeError;
            found += best.StandsOut ? 1 : 0;
            period += hasPeriod ? 1 : 0;
            amplitude += hasBoth ? 1 : 0;
            elsewhere += best.StandsOut && Math.Abs((best.Period / p) - 1) > 0.05 ? 1 : 0;
            shortOnes += p < 80 ? 1 : 0;
            shortFound += p < 80 && hasPeriod ? 1 : 0;
        }
        output.WriteLine(
            $"of {Spectra}: {found} stand out, {period} with the period within 1 %, {amplitude} also the amplitude within 3 errors; {elsewhere} at another period; below 80 cm-1 {shortFound} of {shortOnes}"
        );
        // Fewer than eight crests under many strong bands are not always told from these; what is said must be right.
        Assert.True(period >= 0.9 * Spectra);
        Assert.True(amplitude >= 0.9 * found);
        Assert.True(elsewhere <= 0.02 * Spectra);
        Assert.True(shortFound >= 0.97 * shortOnes);
    }

    [Fact]
    public void Nothing_is_removed_where_there_is_no_fringe()
    {
        var random = new SeededNormal(49, "no fringes");
        var fit = new TemplateRegression(s_x, [TemplateTerm.Fringes], new());
        int removed = 0;
        for (int d = 0; d < Spectra; d++)
            if (fit.Fit(Bands(random), []) is not null && fit[0].StandsOut)
                removed++;
        output.WriteLine($"false removals: {removed} of {Spectra}");
        Assert.True(removed < 0.02 * Spectra);
    }

    [Fact]
    public void A_period_that_is_told_is_searched_alone()
    {
        double[] y = [.. s_x.Select(x => Math.Cos(2 * Math.PI * x / 48) + (0.3 * Math.Cos(2 * Math.PI * x / 31)))];
        var fit = new TemplateRegression(s_x, [TemplateTerm.Fringes with { Period = (28, 34) }], new());
        Assert.NotNull(fit.Fit(y, []));
        Assert.InRange(fit[0].Period, 28, 34);
        var free = new TemplateRegression(s_x, [TemplateTerm.Fringes], new());
        Assert.NotNull(free.Fit(y, []));
        Assert.Equal(48, free[0].Period, 0.2);
    }

    /// <summary>The direction of two normal deviates.</summary>
    private static double Uniform(SeededNormal random) => 0.5 + (Math.Atan2(random.Next(), random.Next()) / (2 * Math.PI));

    private static double Curve(double x)
    {
        double t = (x - s_x[0]) / (s_x[^1] - s_x[0]);
        return 0.25 + (0.5 * t) + (0.35 * Math.Sin(2.6 * t)) - (0.4 * t * t * t);
    }

    private static double[] FiveBands(ulong seed)
    {
        var random = new SeededNormal(seed, "five bands");
        (double At, double Height, double Width)[] bands =
        [
            (0.12, 0.42, 0.012),
            (0.3, 0.3, 0.02),
            (0.48, 0.55, 0.015),
            (0.63, 0.24, 0.03),
            (0.85, 0.36, 0.018),
        ];
        double range = s_x[^1] - s_x[0];
        return
        [
            .. s_x.Select(x =>
                Curve(x) + bands.Sum(b => b.Height / (1 + Math.Pow((((x - s_x[0]) / range) - b.At) / b.Width, 2))) + (Noise * random.Next())
            ),
        ];
    }

    private static double[] Bands(SeededNormal random)
    {
        double[] y = [.. s_x.Select(x => Curve(x) + (Noise * random.Next()))];
        int bands = 1 + (int)(8 * Uniform(random));
        for (int b = 0; b < bands; b++)
        {
            double height = Amplitude * (1 + (9 * Uniform(random))),
                width = 8 + (24 * Uniform(random)),
                center = 900 + (1050 * Uniform(random));
            bool isLorentzian = Uniform(random) < 0.5;
            for (int i = 0; i < y.Length; i++)
            {
                double u = (s_x[i] - center) / width;
                y[i] += height * (isLorentzian ? 1 / (1 + (u * u)) : Math.Exp(-Math.Log(2) * u * u));
            }
        }
        return y;
    }
}
