using SpectraPipeline.Core;
using SpectraPipeline.Stages.Shape;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Shape;

public sealed class RamanIntensityTests
{
    // SI, written out here so that a slip in the stage's constant shows.
    private const double PlanckTimesLight = 6.62607015e-34 * 2.99792458e10;
    private const double Boltzmann = 1.380649e-23;
    private static readonly double[] s_shift = [-1000.0, -200, -100, 100, 200, 520.5, 1000, 3000];

    [Theory]
    [InlineData(RamanDetector.Photons, 3)]
    [InlineData(RamanDetector.Energy, 4)]
    public void Takes_out_of_an_intensity_what_the_textbook_puts_in(RamanDetector detector, int power)
    {
        const double Laser = 532,
            Temperature = 350;
        double line = 1e7 / Laser;
        // Stokes: (ν₀ − ν)ᵐ (n + 1)/ν; anti-Stokes: (ν₀ + |ν|)ᵐ n/|ν|; n = 1/(exp(hc|ν|/kT) − 1). Scattering strength 7 everywhere.
        double[] intensity =
        [
            .. s_shift.Select(v =>
            {
                double n = 1 / (Math.Exp(PlanckTimesLight * Math.Abs(v) / (Boltzmann * Temperature)) - 1);
                return 7 * Math.Pow((line - v) / line, power) * (v > 0 ? n + 1 : n) / Math.Abs(v);
            }),
        ];
        var stage = new RamanIntensity
        {
            Laser = Laser,
            Temperature = Temperature,
            Detector = detector,
        };
        double[] reduced = FrameStageRun.Of(Shifts(intensity), null, stage).Output.Primary[0].ToArray();
        Assert.All(reduced, r => Assert.Equal(7, r, 1e-12));
        double[] population = FrameStageRun
            .Of(Shifts(intensity), null, stage with { Form = RamanForm.BoseEinstein })
            .Output.Primary[0]
            .ToArray();
        for (int i = 0; i < s_shift.Length; i++)
            Assert.Equal(7 / Math.Abs(s_shift[i]), population[i], 1e-9);
    }

    [Fact]
    public void Without_a_laser_only_the_temperature_goes_and_that_is_said()
    {
        FrameStageRun run = FrameStageRun.Of(
            Shifts([.. s_shift.Select(_ => 1.0)]),
            null,
            new RamanIntensity { Form = RamanForm.BoseEinstein }
        );
        Assert.Equal("laser-unknown", Assert.Single(run.Findings.Notes).Code);
        Assert.Equal(1, run.Output.Primary[0][^1], 1e-5); // at 3000 cm-1 and room temperature nothing is thermally excited
    }

    [Fact]
    public void Absolute_wavenumbers_and_wavelengths_are_refused()
    {
        SpectralSeries absolute = FrameStageRun.Series([18000, 19000], SignalKind.Counts, [1.0, 1]);
        Assert.ThrowsAny<UserException>(() => FrameStageRun.Of(absolute, null, new RamanIntensity { Laser = 532 }));
        var wavelengths = new SpectralSeries("s", new Axis("wavelength", Unit.Nanometre, [540.0, 550]), absolute.Channels, absolute.Info);
        Assert.ThrowsAny<UserException>(() => FrameStageRun.Of(wavelengths, null, new RamanIntensity()));
    }

    private static SpectralSeries Shifts(double[] y)
    {
        SpectralSeries series = FrameStageRun.Series(s_shift, SignalKind.Counts, y);
        return new("s", new Axis("raman_shift", Unit.RamanShift, s_shift), series.Channels, series.Info);
    }
}
