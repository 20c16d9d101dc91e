using SpectraPipeline.Core;
using SpectraPipeline.Stages.Xas;
using SpectraPipeline.Testing.Generators;
using SpectraPipeline.Testing.Generators.Xas;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Xas;

public sealed class DeglitchTests
{
    private static readonly double[] s_energy = FaultyScan.Grid();

    [Fact]
    public void Says_how_many_points_where_and_what_took_their_place()
    {
        double[] mu = new FaultyScan { Glitches = [new(300, 3, 0.03, GlitchForm.Block)] }.Mu(s_energy, new NoiseSource(1)),
            clean = new FaultyScan().Mu(s_energy, new NoiseSource(1));
        XasChain.Result result = XasChain.Run(s_energy, [mu, clean], new Deglitch());
        string message = Assert.Single(result.Findings.Notes, n => n.Code == "glitch").Message;
        Assert.Contains("3 points in 1 places replaced by the cubic", message);
        Assert.Contains(FormattableString.Invariant($"{s_energy[300]:F2} to {s_energy[302]:F2} eV"), message);
        double[] cleaned = result.Values(0, "y");
        for (int i = 0; i < mu.Length; i++)
            if (i is >= 300 and < 303)
                Assert.Equal(clean[i], cleaned[i], 3e-3);
            else
                Assert.Equal(mu[i], cleaned[i]);
        Assert.Equal(clean, result.Values(0, "y", 1));
    }

    [Fact]
    public void Takes_out_what_is_named_and_nothing_else_unless_asked()
    {
        MadeGlitch[] glitches = [new(250, 2, 0.05, GlitchForm.Block), new(330, 1, 0.05, GlitchForm.Block)];
        double[] mu = new FaultyScan { Glitches = glitches }.Mu(s_energy, new NoiseSource(1));
        var places = new GlitchPlaces([(s_energy[250] - 0.1, s_energy[251] + 0.1), (9661, 9661)]);
        double[] named = XasChain.Run(s_energy, [mu], new Deglitch { Energies = places }).Values(0, "y"),
            both = XasChain.Run(s_energy, [mu], new Deglitch { Energies = places, Find = true }).Values(0, "y");
        int atEdge = Array.FindIndex(s_energy, e => e >= 9661);
        Assert.NotEqual(mu[atEdge], named[atEdge]);
        Assert.Equal(mu[330], named[330]);
        Assert.True(mu[250] - named[250] > 0.03);
        Assert.True(mu[330] - both[330] > 0.03);
    }

    [Fact]
    public void Masked_glitches_count_as_not_measured()
    {
        double[] mu = new FaultyScan { Glitches = [new(300, 2, 0.03, GlitchForm.Block)] }.Mu(s_energy, new NoiseSource(1));
        SpectralSeries series = XasChain.Run(s_energy, [mu], new Deglitch { Treatment = GlitchTreatment.Mask }).Outputs[0]!;
        Assert.Equal([300, 301], Enumerable.Range(0, mu.Length).Where(i => !series.Primary.Mask![i]));
        Assert.Null(XasChain.Run(s_energy, [mu], new Deglitch()).Outputs[0]!.Primary.Mask);
    }

    [Fact]
    public void A_glitch_taller_than_the_edge_is_not_taken_for_it()
    {
        double[] mu = new FaultyScan { Glitches = [new(310, 5, 3, GlitchForm.Peak)] }.Mu(s_energy, new NoiseSource(1)),
            clean = new FaultyScan().Mu(s_energy, new NoiseSource(1));
        double[] cleaned = XasChain.Run(s_energy, [mu], new Deglitch()).Values(0, "y");
        Assert.All(Enumerable.Range(300, 25), i => Assert.Equal(clean[i], cleaned[i], 0.01));
    }

    [Fact]
    public void The_incident_beam_of_the_files_is_seen_and_named()
    {
        double[] mu = new FaultyScan { Glitches = [new(300, 2, 0.01, GlitchForm.Block)] }.Mu(s_energy, new NoiseSource(1));
        double[] i0 = [.. s_energy.Select((_, i) => 1e6 - (100 * i) - (i is 300 or 301 ? 2e5 : 0))];
        var series = new SpectralSeries(
            "s",
            new Axis("energy", Unit.ElectronVolt, s_energy),
            [
                new Channel("mu", new Signal(SignalKind.Mu), 1, mu.Length, mu),
                new Channel("i0", new Signal(SignalKind.Auxiliary), 1, mu.Length, i0),
            ],
            [new FrameInfo { Frame = 0, File = "a" }]
        );
        FrameStageRun run = FrameStageRun.Of(series, null, new Deglitch());
        Assert.Contains(run.Findings.Notes, n => n.Code == "glitch" && n.Message.Contains("monochromator"));
    }

    [Fact]
    public void Wrong_places_are_refused_with_the_range_of_the_scan()
    {
        double[] mu = new FaultyScan().Mu(s_energy, new NoiseSource(1));
        Exception e = Assert.ThrowsAny<UserException>(() => XasChain.Run(s_energy, [mu], new Deglitch { Energies = new([(8000, 8000)]) }));
        Assert.Contains("9459", e.Message);
    }
}
