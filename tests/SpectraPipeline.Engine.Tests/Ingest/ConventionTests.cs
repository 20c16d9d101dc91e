using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Engine.Ingest;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.Engine.Running;
using SpectraPipeline.Stages.Shape;
using Xunit;
using Convert = SpectraPipeline.Stages.Shape.Convert;

namespace SpectraPipeline.Engine.Tests.Ingest;

/// <summary>Whatever convention a file is written in: absorbance is what stages see first, and what was read stands beside it.</summary>
public sealed class ConventionTests : IDisposable
{
    private const int Points = 21;
    private readonly IngestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("%T", null, SignalKind.Transmittance, SignalKind.Absorbance, 100, 0)]
    [InlineData("%T", SignalKind.Transmittance, SignalKind.Transmittance, SignalKind.Absorbance, 100, 0)]
    [InlineData("dR/R (%)", SignalKind.RelativeDifference, SignalKind.RelativeDifference, SignalKind.DifferenceAbsorbance, 100, -1)]
    [InlineData("dR/R", null, SignalKind.RelativeDifference, SignalKind.DifferenceAbsorbance, 1, -1)]
    [InlineData("transmittance", null, SignalKind.Transmittance, SignalKind.Absorbance, 1, 0)]
    [InlineData("y", SignalKind.Transmittance, SignalKind.Transmittance, SignalKind.Absorbance, 1, 0)]
    [InlineData("y", SignalKind.ReflectanceRatio, SignalKind.ReflectanceRatio, SignalKind.DifferenceAbsorbance, 1, 0)]
    [InlineData("y", SignalKind.RelativeDifference, SignalKind.RelativeDifference, SignalKind.DifferenceAbsorbance, 1, -1)]
    public void Every_convention_becomes_the_absorbance_and_is_kept_as_it_was(
        string label,
        SignalKind? quantity,
        SignalKind kept,
        SignalKind primary,
        double scale,
        double offset
    )
    {
        double[] truth = [.. Enumerable.Range(0, Points).Select(i => 0.3 * Math.Sin(i) + 0.3)];
        double[] written = Write("a.csv", label, [.. truth.Select(a => scale * (Math.Pow(10, -a) + offset))]);
        using FrameSource source = _folder.Open(quantity: quantity);
        SpectralSeries block = source.ReadBlock(0, 1);
        Assert.Equal(primary, block.Signal.Kind);
        Assert.Equal(kept, block.Channels[1].Signal.Kind);
        Assert.Equal(written, block.Channels[1][0].ToArray());
        for (int i = 0; i < Points; i++)
            Assert.Equal(truth[i], block.Primary[0][i], 1e-12);
        Assert.DoesNotContain(false, block.Primary.Mask!);
        Assert.Contains("formed", new Signal(SignalKind.DifferenceAbsorbance).Convention, StringComparison.Ordinal);
        FaultRow said = Assert.Single(source.Notes);
        Assert.Equal((FrameSource.ReadAsCode, "note"), (said.Code, said.Severity));
        Assert.Contains("shape.convert: {to: ", said.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_frame_that_states_per_cent_among_fractions_is_read_by_its_own_unit()
    {
        double[] fractions = [.. Enumerable.Range(0, Points).Select(i => 0.3 + 0.01 * i)];
        Write("a.csv", "transmittance", fractions);
        Write("b.csv", "%T", [.. fractions.Select(t => 100 * t)]);
        Write("c.csv", "transmittance", [.. fractions.Select(t => 100 * t)]);
        Write("d.csv", "transmittance", fractions);
        Write("e.csv", "transmittance", fractions);
        using FrameSource source = _folder.Open(quantity: null);
        SpectralSeries block = source.ReadBlock(0, 5);
        for (int i = 0; i < Points; i++)
        {
            Assert.Equal(block.Primary[0][i], block.Primary[1][i], 1e-12);
            Assert.Equal(fractions[i], block.Channels[1][1][i], 1e-12);
        }
        Assert.Contains("per cent", block.Info[1].Note, StringComparison.Ordinal);
        // Without a statement there is a doubt and no guess.
        FaultRow doubt = Assert.Single(source.Notes, n => n.Severity == "flagged");
        Assert.Equal((2, "scale-doubt"), (doubt.Frame, doubt.Code));
        Assert.Contains("far larger", doubt.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_frame_of_fractions_among_per_cent_is_flagged()
    {
        double[] percent = [.. Enumerable.Range(0, Points).Select(i => 30 + 1.0 * i)];
        Write("a.csv", "%T", percent);
        Write("b.csv", "transmittance", [.. percent.Select(t => t / 100)]);
        Write("c.csv", "transmittance", percent);
        using FrameSource source = _folder.Open(quantity: null);
        source.ReadBlock(0, 3);
        FaultRow doubt = Assert.Single(source.Notes, n => n.Severity == "flagged");
        Assert.Equal((1, "scale-doubt"), (doubt.Frame, doubt.Code));
    }

    [Theory]
    [InlineData(ConvertTarget.Absorbance)]
    [InlineData(ConvertTarget.KubelkaMunk)]
    public void A_conversion_that_needs_light_survives_a_dark_point(ConvertTarget to)
    {
        Write("a.csv", "transmittance", [.. Enumerable.Range(0, Points).Select(i => i == 7 ? -1e-3 : 0.1)]);
        using FrameSource source = _folder.Open(quantity: null);
        double[] converted = Run(source, new Convert { To = to });
        Assert.All(converted, v => Assert.Equal(to == ConvertTarget.Absorbance ? 1 : 4.05, v, 1e-12));
    }

    [Theory]
    [InlineData("transmittance", null, 1, ConvertTarget.Transmittance)]
    [InlineData("%T", null, 100, ConvertTarget.PercentTransmittance)]
    [InlineData("y", SignalKind.ReflectanceRatio, 1, ConvertTarget.Transmittance)]
    [InlineData("y", SignalKind.RelativeDifference, 1, ConvertTarget.RelativeDifference)]
    public void The_way_back_that_is_said_gives_the_numbers_as_read(string label, SignalKind? quantity, double scale, ConvertTarget to)
    {
        double[] written = Write("a.csv", label, [.. Enumerable.Range(0, Points).Select(i => scale * (i == 7 ? -1.5 : 0.1 + 0.01 * i))]);
        using FrameSource source = _folder.Open(quantity: quantity);
        double[] back = Run(source, new Convert { To = to });
        for (int i = 0; i < Points; i++)
            Assert.Equal(written[i], back[i], 1e-12);
        string said = source.Notes.Single(n => n.Code == FrameSource.ReadAsCode).Message;
        Assert.Contains($"{{to: {to}}}", said.Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(SignalKind.Absorbance)]
    [InlineData(SignalKind.SingleBeam)]
    [InlineData(SignalKind.Counts)]
    public void What_is_no_ratio_stays_what_it_is(SignalKind quantity)
    {
        _folder.WithSpectrum("a.csv", 1000, 1020);
        using FrameSource source = _folder.Open(quantity: quantity);
        SpectralSeries block = source.ReadBlock(0, 1);
        Assert.Equal(quantity, Assert.Single(block.Channels).Signal.Kind);
        Assert.Null(block.Primary.Mask);
    }

    [Fact]
    public void Points_without_light_are_masked_and_cost_no_frame()
    {
        double[] written = Write(
            "a.csv",
            "transmittance",
            [.. Enumerable.Range(0, Points).Select(i => i is 0 or 7 or 8 or 20 ? -1e-3 * (i % 2) : 0.1)]
        );
        Write("b.csv", "transmittance", [.. Enumerable.Range(0, Points).Select(_ => 0.5)]);
        Write("c.csv", "transmittance", [.. Enumerable.Range(0, Points).Select(_ => -0.5)]);
        using FrameSource source = _folder.Open(quantity: null);
        SpectralSeries block = source.ReadBlock(0, 3);
        Assert.Null(block.Faults[0]);
        Assert.Equal([0, 7, 8, 20], Enumerable.Range(0, Points).Where(i => !block.Primary.Mask![i]));
        Assert.All(block.Primary[0].ToArray(), a => Assert.Equal(1, a, 1e-12));
        Assert.Equal(written, block.Channels[1][0].ToArray());
        Assert.Contains("4 points", block.Info[0].Note, StringComparison.Ordinal);
        Assert.Empty(block.Info[1].Note);
        Assert.Equal("transmittance-not-positive", block.Faults[2]?.Code);
        string said = Assert.Single(source.Notes, n => n.Severity == "warning").Message;
        Assert.Contains("whose transmittance is not positive", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Per_cent_that_nobody_states_show_in_the_values_and_are_said()
    {
        Write("a.csv", "transmittance", [.. Enumerable.Range(0, Points).Select(i => i == 5 ? 1.5 : 80.0)]);
        using FrameSource source = _folder.Open(quantity: null);
        SpectralSeries block = source.ReadBlock(0, 1);
        Assert.Equal("%", block.Channels[1].Signal.Unit);
        Assert.Equal(-Math.Log10(0.015), block.Primary[0][5], 1e-12);
        FaultRow said = Assert.Single(source.Notes, n => n.Severity == "warning");
        // A fraction taken for per cent is a hundred times too small: its absorbance is too high.
        Assert.Contains("2 higher", said.Message, StringComparison.Ordinal);
        Assert.Equal("percent-taken", said.Code);
    }

    [Fact]
    public void A_frame_off_the_axis_is_converted_after_it_was_brought_there()
    {
        Write("a.csv", "transmittance", [.. Enumerable.Range(0, Points).Select(i => 0.5 + 0.01 * i)]);
        _folder.With(
            "b.csv",
            "wavenumber (cm-1),transmittance\n"
                + string.Concat(Enumerable.Range(-1, Points + 1).Select(i => IngestFolder.Line(1000.5 + i, 0.6 + 0.02 * i)))
        );
        using FrameSource source = _folder.Open(quantity: null);
        SpectralSeries block = source.ReadBlock(0, 2);
        for (int i = 0; i < Points; i++)
            Assert.Equal(-Math.Log10(block.Channels[1][1][i]), block.Primary[1][i], 1e-15);
    }

    [Fact]
    public void A_conversion_in_the_pipeline_still_finds_what_was_read()
    {
        double[] written = Write("a.csv", "transmittance", [.. Enumerable.Range(0, Points).Select(i => 0.5 + 0.01 * i)]);
        using FrameSource source = _folder.Open(quantity: null);
        double[] absorbance = Run(source, new Convert());
        Assert.Equal(written.Select(t => -Math.Log10(t)), absorbance);
        Assert.Equal(written, Run(source, new Convert { To = ConvertTarget.Transmittance }));
        // Without one, stages work on the absorbance.
        Assert.Equal(absorbance[3..7], Run(source, new Crop { From = 1003, To = 1006 }));
    }

    [Fact]
    public void Another_reference_is_a_step_and_no_second_reading()
    {
        // R/R0 against a state that the series never shows; then against its own second frame.
        double[] first = [.. Enumerable.Range(0, Points).Select(i => 0.9 + 0.001 * i)],
            second = [.. Enumerable.Range(0, Points).Select(i => 1.1 - 0.002 * i)];
        Write("a.csv", "y", first);
        Write("b.csv", "y", second);
        using FrameSource source = _folder.Open(quantity: SignalKind.ReflectanceRatio);
        double[] again = Run(source, new Difference { Reference = new FrameSelection(1, 1) });
        for (int i = 0; i < Points; i++)
            Assert.Equal(-Math.Log10(first[i] / second[i]), again[i], 1e-15);
    }

    private static double[] Run(FrameSource source, FrameStage stage)
    {
        var card = new SeriesCard { Id = "s", Technique = "ir" };
        KernelChain chain = KernelChain.Wire(
            [new StepPlan("step", "step", stage, null, 1, 1)],
            card,
            source.Frames,
            source.ReadBlock,
            IngestFolder.Run,
            new Dictionary<string, SpectralSeries>()
        );
        return new BlockRunner(chain).Run(source.ReadBlock(0, 1), new Findings("s", "step")).Outputs[0]!.Primary[0].ToArray();
    }

    private double[] Write(string name, string label, double[] y)
    {
        _folder.With(name, $"wavenumber (cm-1),{label}\n" + string.Concat(y.Select((v, i) => IngestFolder.Line(1000 + i, v))));
        return y;
    }
}
