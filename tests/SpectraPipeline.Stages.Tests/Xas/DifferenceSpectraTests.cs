using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Statistics;
using SpectraPipeline.Stages.Xas;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Xas;

public sealed class DifferenceSpectraTests
{
    private static XasChain.Result Run(DifferenceSpectra stage, params double[][] frames) =>
        XasChain.Run(new Axis("energy", Unit.ElectronVolt, EdgeFrames.Energy), new Signal(SignalKind.Norm), frames, stage);

    [Fact]
    public void A_white_line_that_grows_gives_its_area_within_the_error()
    {
        var noise = new SeededNormal(71, "difference");
        double[][] frames = [.. Enumerable.Range(0, 5).Select(i => EdgeFrames.Edge(0, 0.4 + (i == 4 ? 0.05 : 0), noise, 0.002))];
        XasChain.Result result = Run(new DifferenceSpectra { Reference = new FrameSelection(0, 3) }, frames);
        DifferenceAreaRow last = result.Rows<DifferenceAreaRow>().Single(r => r.Frame == 4);
        // 0.05·exp(−(E/3)²): area 0.05·3·√π, largest 0.05 at 9663.5 eV.
        Assert.InRange(last.Area, 0.05 * 3 * Math.Sqrt(Math.PI) - (4 * last.AreaSe), 0.05 * 3 * Math.Sqrt(Math.PI) + (4 * last.AreaSe));
        Assert.InRange(last.LargestEnergy, 9662, 9665);
        Assert.Equal("differs", last.Verdict);
        Assert.Equal(SignalKind.DifferenceNorm, result.Outputs[0]!.Signal.Kind);
        Assert.True(result.Outputs[0]!.Signal.IsSigned);
        Assert.DoesNotContain("reference-assumed", result.Flags);
    }

    [Fact]
    public void Noise_alone_differs_no_oftener_than_asked_for()
    {
        var noise = new SeededNormal(73, "zero line");
        double[][] frames = [.. Enumerable.Range(0, 400).Select(_ => EdgeFrames.Edge(0, 0.4, noise, 0.002))];
        DifferenceAreaRow[] rows = [.. Run(new DifferenceSpectra { Level = 0.05 }, frames).Rows<DifferenceAreaRow>()];
        Assert.Equal("reference", rows[0].Verdict);
        Assert.InRange(rows.Count(r => r.Verdict == "differs") / 399.0, 0.02, 0.08);
        Assert.InRange(rows.Skip(1).Count(r => Math.Abs(r.Area) < Student.Normal975 * r.AreaSe) / 399.0, 0.9, 1);
        // Noise of both spectra: √2 times 0.002; the median of second differences is 3 % off it for so few points.
        Assert.InRange(rows.Skip(1).Average(r => r.Noise), 0.0026, 0.0031);
    }

    [Fact]
    public void A_reference_of_another_grid_is_interpolated_and_one_at_another_edge_is_refused()
    {
        double[] x = EdgeFrames.Energy,
            fine = [.. Enumerable.Range(0, 800).Select(i => 9500 + (0.48 * i))];
        SpectralSeries Other(double[] grid) =>
            new(
                "ref",
                new Axis("energy", Unit.ElectronVolt, grid),
                [
                    new Channel(
                        "norm",
                        new Signal(SignalKind.Norm),
                        1,
                        grid.Length,
                        [.. grid.Select(e => 0.5 + (Math.Atan((e - 9659) / 1.2) / Math.PI))]
                    ),
                ],
                [new FrameInfo { Frame = 0, File = "made" }]
            );
        double[] y = [.. x.Select(e => 0.5 + (Math.Atan((e - 9659) / 1.2) / Math.PI))];
        var stage = new DifferenceSpectra { Reference = new FrameSelection(0, -1, "ref") };
        Findings found = EdgeFrames.Run(
            stage,
            EdgeFrames.Series("s", y),
            new FinishedSeries(new SeriesCard { Id = "ref" }, _ => Other([.. fine, 9890]))
        );
        Assert.InRange(Math.Abs(found.List<DifferenceAreaRow>()[0].Largest), 0, 2e-3);
        Assert.Throws<UserException>(() =>
            EdgeFrames.Run(
                stage,
                EdgeFrames.Series("s", y),
                new FinishedSeries(new SeriesCard { Id = "ref" }, _ => Other([.. fine.Select(e => e - 700)]))
            )
        );
    }
}
