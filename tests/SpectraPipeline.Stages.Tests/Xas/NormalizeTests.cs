using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Stages.Xas;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Xas;

public sealed class NormalizeTests
{
    [Fact]
    public void Recovers_the_edge_and_the_step_of_a_made_spectrum()
    {
        (double[] energy, double[] mu) = XasChain.Made(step: 1.5);
        XasChain.Result result = XasChain.Run(
            energy,
            [mu],
            new Normalize
            {
                PostFrom = 100,
                PreFrom = -150,
                PreTo = -30,
            }
        );
        EdgeRow edge = Assert.Single(result.Rows<EdgeRow>());
        Assert.InRange(edge.E0, 9658, 9662);
        // The arctangent has 2 % of its step still to come 25 eV from the edge; the oscillations average out.
        Assert.InRange(edge.EdgeStep, 1.5 * 0.96, 1.5 * 1.04);
        Assert.InRange(edge.E0HalfStep, 9655, 9663);
        Assert.Contains("pre -150.0..-30.0, post 100.0..", edge.Message, StringComparison.Ordinal);
        Assert.Empty(result.Flags);
    }

    [Fact]
    public void An_edge_that_jumps_between_frames_is_flagged_on_the_frame_that_jumps()
    {
        double[][] frames = [XasChain.Made().Mu, XasChain.Made(1).Mu, XasChain.Made(11).Mu, XasChain.Made(11).Mu];
        XasChain.Result result = XasChain.Run(XasChain.Made().Energy, frames, new Normalize());
        FaultRow flag = Assert.Single(result.Findings.Notes);
        Assert.Equal(("e0-jump", 2), (flag.Code, flag.Frame));
        Assert.Equal(4, result.Rows<EdgeRow>().Count);
    }

    [Fact]
    public void Transmission_instead_of_absorption_is_flagged()
    {
        (double[] energy, double[] mu) = XasChain.Made();
        double[] transmission = [.. mu.Select(v => Math.Exp(-v))];
        Assert.Contains("edge-inverted", XasChain.Run(energy, [transmission], new Normalize { E0 = 9660 }).Flags);
    }

    [Fact]
    public void A_step_near_the_noise_is_flagged()
    {
        (double[] energy, double[] mu) = XasChain.Made(noise: 0.3);
        Assert.Contains("edge-weak", XasChain.Run(energy, [mu], new Normalize { E0 = 9660 }).Flags);
    }

    [Fact]
    public void A_frame_without_an_edge_is_a_fault_and_spares_the_others()
    {
        (double[] energy, double[] mu) = XasChain.Made();
        XasChain.Result result = XasChain.Run(energy, [mu, new double[mu.Length], mu], new Normalize());
        Assert.Equal("no-edge", result.Faults[0][1]!.Code);
        Assert.Equal([0, 2], result.Rows<EdgeRow>().Select(r => r.Frame));
    }

    [Fact]
    public void Kiloelectronvolts_give_the_same_edge_in_electronvolts()
    {
        (double[] energy, double[] mu) = XasChain.Made();
        var axis = new Axis("energy", Unit.KiloElectronVolt, [.. energy.Select(e => e / 1000)]);
        EdgeRow kilo = Assert.Single(XasChain.Run(axis, new Signal(SignalKind.Mu), [mu], new Normalize()).Rows<EdgeRow>());
        EdgeRow plain = Assert.Single(XasChain.Run(energy, [mu], new Normalize()).Rows<EdgeRow>());
        Assert.Equal(plain.E0, kilo.E0, 6);
        Assert.Equal(plain.EdgeStep, kilo.EdgeStep, 9);
    }

    [Fact]
    public void An_edge_outside_the_scan_or_an_axis_that_is_no_energy_is_refused()
    {
        (double[] energy, double[] mu) = XasChain.Made();
        Assert.ThrowsAny<UserException>(() => XasChain.Run(energy, [mu], new Normalize { E0 = 8979 }));
        var wavenumbers = new Axis("wavenumber", Unit.PerCm, energy);
        Assert.ThrowsAny<UserException>(() => XasChain.Run(wavenumbers, new Signal(SignalKind.Unknown), [mu], new Normalize()));
    }

    [Fact]
    public void Flatten_puts_the_flattened_spectrum_first()
    {
        (double[] energy, double[] mu) = XasChain.Made();
        XasChain.Result flat = XasChain.Run(energy, [mu], new Normalize { Flatten = true });
        XasChain.Result norm = XasChain.Run(energy, [mu], new Normalize());
        Assert.Equal("flat", flat.Outputs[0]!.Primary.Name);
        Assert.Equal(norm.Values(0, "flat"), flat.Outputs[0]!.Primary[0].ToArray());
        Assert.Equal(norm.Values(0, "norm"), flat.Values(0, "norm"));
    }
}
