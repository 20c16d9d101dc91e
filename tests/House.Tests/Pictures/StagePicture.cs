using SpectraPipeline.Core;
using SpectraPipeline.Engine.Catalog;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.Engine.Running;
using SpectraPipeline.Report;
using SpectraPipeline.Report.Sources;
using SpectraPipeline.Report.Svg;

namespace House.Tests.Pictures;

/// <summary>The picture of one stage for docs/stages.md: what it reads, what it makes of it, and the truth where it is known.</summary>
/// <param name="stages">The catalogue.</param>
internal sealed class StagePicture(StageCatalog stages)
{
    private static readonly Colour s_grey = new(0xA0, 0xA0, 0xA0);

    /// <summary>Stages that show themselves only on data of their own kind, or not with defaults.</summary>
    private static readonly Dictionary<string, (Func<ExampleSpectra> Example, string Parameters)> s_cases = new()
    {
        ["baseline.anchors"] = (() => ExampleSpectra.Difference, "points: [920, 1120, 1300, 1480, 1700, 1930]"),
        ["baseline.dietrich"] = (() => ExampleSpectra.Difference, "degree: 2, smooth-half-window: 8, num-std: 2"),
        ["baseline.fabc"] = (() => ExampleSpectra.Difference, "lambda: 1e7, scale: 30"),
        ["baseline.golotvin"] = (() => ExampleSpectra.Difference, "half-window: 25, num-std: 6"),
        ["baseline.polynomial"] = (
            () => ExampleSpectra.Difference,
            "degree: 2, regions: [900..960, 1130..1160, 1300..1340, 1450..1490, 1660..1730, 1880..1940]"
        ),
        ["baseline.shirley"] = (() => ExampleSpectra.Step, ""),
        ["baseline.std-distribution"] = (() => ExampleSpectra.Difference, ""),
        ["shape.convert"] = (() => ExampleSpectra.Transmittance, ""),
        ["shape.crop"] = (() => ExampleSpectra.Absorbance, "from: 1200, to: 1700"),
        ["shape.despike"] = (() => ExampleSpectra.Raman, "method: temporal"),
        ["shape.calibrate"] = (() => ExampleSpectra.Absorbance, "shift: 25"),
        ["shape.mask"] = (() => ExampleSpectra.Absorbance, "regions: 1350..1450"),
        ["shape.raman-intensity"] = (() => ExampleSpectra.Raman, "laser: 785, temperature: 298"),
        ["shape.remove-template"] = (() => ExampleSpectra.Fringed, "templates: fringe"),
        ["shape.response"] = (() => ExampleSpectra.Raman, "series: lamp"),
        ["shape.resample"] = (() => ExampleSpectra.Absorbance, "step: 12, method: area"),
        ["shape.smooth"] = (() => ExampleSpectra.Noisy, "window: 21"),
    };

    public string Svg(string name)
    {
        var (example, parameters) = s_cases.TryGetValue(name, out var own) ? own : (() => ExampleSpectra.Absorbance, "");
        ExampleSpectra spectra = example();
        (SpectralSeries output, Fault? fault) = Run(name, parameters, spectra.Series);
        if (fault is not null)
            throw new InvalidOperationException($"{name}: {fault.Message}");
        bool isBaseline = output.Find("baseline") is not null;
        string said = parameters.Length == 0 ? "defaults" : parameters;
        return SvgRenderer.Render(
            new Figure
            {
                Name = name,
                Width = FigureWidth.TwoColumns,
                HeightMillimetres = 85,
                RowWeights = [1.3, 1],
                Panels = isBaseline ? Baseline(spectra, output) : Plain(spectra.Series, output),
                Caption = RichText.Plain($"{name} ({said}) on a made spectrum."),
            }
        );
    }

    private static Panel[] Baseline(ExampleSpectra spectra, SpectralSeries output)
    {
        List<Layer> above = [Line(spectra.Series.Axis, spectra.Series.Primary, "spectrum", s_grey)];
        if (spectra.Baseline is { } truth)
            above.Add(
                new LineLayer(spectra.Series.Axis.Values.ToArray(), truth)
                {
                    Name = "true baseline",
                    Dash = LineDash.Dashed,
                    Thickness = 1.1,
                }
            );
        Colour[] rivals = [OkabeIto.SkyBlue, OkabeIto.Orange, OkabeIto.Line(4)];
        above.AddRange(
            output
                .Channels.Where(c => c.Name.StartsWith("rival-", StringComparison.Ordinal))
                .Select((c, i) => Line(output.Axis, c, c.Name, rivals[i % 3], 0.6))
        );
        above.Add(Line(output.Axis, output["baseline"], "baseline", OkabeIto.Vermillion, 1.1));
        return
        [
            Upper(spectra.Series, above),
            Lower(output, [new HorizontalLineLayer(0), Line(output.Axis, output.Primary, "corrected", OkabeIto.Blue)]),
        ];
    }

    private static Panel[] Plain(SpectralSeries input, SpectralSeries output) =>
        [
            Upper(input, [Line(input.Axis, input.Primary, "before", s_grey)]),
            Lower(
                output,
                [
                    .. output.Signal.IsSigned ? [new HorizontalLineLayer(0)] : Array.Empty<Layer>(),
                    Line(output.Axis, output.Primary, "after", OkabeIto.Blue),
                ]
            ),
        ];

    private static Panel Upper(SpectralSeries s, IReadOnlyList<Layer> layers) =>
        new()
        {
            X = SeriesSource.XAxisOf(s.Axis),
            Y = SeriesSource.YAxisOf(s.Signal),
            Layers = layers,
        };

    private static Panel Lower(SpectralSeries s, IReadOnlyList<Layer> layers) => Upper(s, layers) with { Row = 1 };

    /// <summary>The middle frame; masked stretches are left blank.</summary>
    private static LineLayer Line(Axis axis, Channel channel, string name, Colour colour, double thickness = 0.8)
    {
        double[] y = channel[ExampleSpectra.Middle].ToArray();
        for (int i = 0; i < y.Length; i++)
            if (channel.Mask is { } use && !use[(ExampleSpectra.Middle * y.Length) + i])
                y[i] = double.NaN;
        return new(axis.Values.ToArray(), y)
        {
            Name = name,
            Colour = colour,
            Thickness = thickness,
        };
    }

    private (SpectralSeries Output, Fault? Fault) Run(string name, string parameters, SpectralSeries series)
    {
        StageInfo info = stages.Find(name)!;
        var said = new List<string>();
        var node = (MapNode)YamlNodes.Read($"v: {{ {parameters} }}", (_, _, m) => said.Add(m))!;
        Stage? stage = new ParamBinder((_, m) => said.Add(m), null).Bind(info, node.Entries[0].Value);
        if (stage is null || said.Count > 0)
            throw new InvalidOperationException($"{name}: {string.Join("; ", said)}");
        KernelChain chain = KernelChain.Wire(
            [new StepPlan(name, name, stage, null, 1, 1)],
            new SeriesCard { Id = series.Id, Reference = new FrameSelection(0, 0) },
            series.Frames,
            (first, count) => SeriesSlice.Rows(series, first, count),
            new RunContext(TimeProvider.System),
            new Dictionary<string, SpectralSeries> { ["lamp"] = ExampleSpectra.Step.Series }
        );
        BlockResult result = new BlockRunner(chain).Run(series, new Findings(series.Id, name));
        return (result.Outputs[0]!, result.Faults[0][ExampleSpectra.Middle]);
    }
}
