using SpectraPipeline.Core;
using SpectraPipeline.Engine.Catalog;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.Stages.Baseline;
using Xunit;

namespace SpectraPipeline.Engine.Tests.Pipelines;

/// <summary>What a user sees who makes a mistake in a pipeline file.</summary>
public sealed class PipelineLoaderTests
{
    private static readonly StageCatalog s_stages = StageCatalog.From(typeof(ArPls).Assembly);

    [Fact]
    public void Says_all_mistakes_at_once_with_line_column_and_suggestion()
    {
        string yaml = """
            name: bad
            serie: []
            series:
              - id: a
                files: x/*.txt
                technique: ramen
                steps:
                  - baseline.arpl: { lambda: 1e6 }
                  - baseline.arpls: { lamda: 1e6 }
                  - baseline.arpls: { lambda: -3, max-iterations: many }
                  - shape.crop: { from: 1600, to: 850 }
                  - shape.smooth: { method: savitsky-golay }
            """;
        string[] said = [.. Issues(yaml)];
        Assert.Equal(
            [
                "bad.yaml(2,1): The pipeline has no key 'serie'. Did you mean 'series'?",
                "bad.yaml(6,16): series.technique: 'ramen' is not one of ir, atr-ir, raman, xas, xps, voltammetry. Did you mean 'raman'?",
                "bad.yaml(8,9): No stage is called 'baseline.arpl'. Did you mean 'baseline.arpls'?",
                "bad.yaml(9,27): baseline.arpls has no parameter 'lamda'. Did you mean 'lambda'?",
                "bad.yaml(10,35): baseline.arpls.lambda: -3 lies outside [0.001, 1e+15]. Stiffness; ten times more lets the baseline follow only features nearly twice as wide.",
                "bad.yaml(10,55): baseline.arpls.max-iterations: 'many' is not a number.",
                "bad.yaml(11,21): shape.crop: from (1600) must lie below to (850).",
                "bad.yaml(12,33): shape.smooth.method: 'savitsky-golay' is not one of savitzky-golay, whittaker, gaussian, whittaker-gcv. Did you mean 'savitzky-golay'?",
            ],
            said
        );
    }

    [Theory]
    [InlineData("from: 1000 cm-1", 1000)]
    [InlineData("from: 1e3", 1000)]
    [InlineData("from: 1000", 1000)]
    public void Reads_a_number_with_or_without_its_unit(string parameter, double expected)
    {
        var crop = Assert.IsType<SpectraPipeline.Stages.Shape.Crop>(Stage($"shape.crop: {{ {parameter} }}", "raman"));
        Assert.Equal(expected, crop.From);
    }

    [Fact]
    public void Converts_keV_on_an_energy_axis()
    {
        var crop = Assert.IsType<SpectraPipeline.Stages.Shape.Crop>(Stage("shape.crop: { from: 9.6 keV }", "xas"));
        Assert.Equal(9600, crop.From!.Value, 9);
    }

    [Theory]
    [InlineData("shape.crop: { from: 9.6 keV }", "is given in cm-1")]
    [InlineData("shape.crop: { from: 10 parsec }", "is not a unit that is known here")]
    [InlineData("shape.crop: { from: '1000,5' }", "write the decimal point as '.'")]
    [InlineData("baseline.arpls: { lambda: 1e5 cm-1 }", "is a pure number")]
    [InlineData("baseline.arpls: { max-iterations: 2.5 }", "is not a whole number")]
    [InlineData("baseline.arpls: 3", "expected parameters")]
    public void Says_what_is_wrong_with_a_value(string step, string message) =>
        Assert.Contains(message, Assert.Single(Issues(Series(step))), StringComparison.Ordinal);

    [Fact]
    public void Gives_repeated_steps_ids_of_their_own_and_takes_input_by_id()
    {
        Pipeline p = Load(
            Series(
                "shape.crop: {}\n      - shape.crop: { from: 5 }\n        id: narrow\n      - shape.smooth: {}\n        input: shape.crop\n      - shape.crop: {}"
            )
        );
        Assert.Equal(["shape.crop", "narrow", "shape.smooth", "shape.crop-2"], p.Series[0].Steps.Select(s => s.Id));
        Assert.Equal("shape.crop", p.Series[0].Steps[2].Input);
    }

    [Fact]
    public void Refuses_an_input_that_is_no_earlier_step() =>
        Assert.Contains(
            "input: 'shape.corp' is no earlier step of series 's'. Did you mean 'shape.crop'?",
            Assert.Single(Issues(Series("shape.crop: {}\n      - shape.smooth: {}\n        input: shape.corp"))),
            StringComparison.Ordinal
        );

    [Fact]
    public void Overrides_a_parameter_of_a_step_whose_name_has_a_dot()
    {
        var (pipeline, issues) = new PipelineLoader(s_stages).LoadText(
            Series("baseline.arpls: { lambda: 10 }"),
            "p.yaml",
            ["s.baseline.arpls.lambda=1e6"]
        );
        Assert.Empty(issues);
        Assert.Equal(1e6, Assert.IsType<ArPls>(pipeline!.Series[0].Steps[0].Stage).Lambda);
    }

    [Fact]
    public void Says_that_an_override_meets_nothing() =>
        Assert.Contains(
            "there is no step 'baseline.asls' in a series 's'",
            Assert
                .Single(
                    new PipelineLoader(s_stages).LoadText(Series("baseline.arpls: {}"), "p.yaml", ["s.baseline.asls.lambda=1e6"]).Issues
                )
                .Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Extends_the_context_for_a_series()
    {
        Pipeline p = Load(
            """
            context: { elements: [H, O], ph: 14, solvent: H2O }
            series:
              - id: s
                files: a.csv
                context: { elements: [N], ph: 1, isotopes: { N: 15 } }
                steps: [ shape.crop: {} ]
            """
        );
        Context c = p.Series[0].Card.Context;
        Assert.Equal(["H", "O", "N"], c.Elements);
        Assert.Equal((1.0, "H2O", 15), (c.Ph!.Value, c.Solvent!, c.Isotopes["N"]));
        Assert.Equal(14, p.Context.Ph);
    }

    [Theory]
    [InlineData("series: [")]
    [InlineData("a: b: c")]
    [InlineData("")]
    [InlineData("[1, 2]")]
    [InlineData("series: 3")]
    [InlineData("series: [ 3 ]")]
    [InlineData("x: &a [*a]\nseries: []")]
    [InlineData("series:\n  - id: s\n    files: a\n    steps: { shape.crop: {} }")]
    [InlineData("series:\n  - id: ../../etc\n    files: a\n    steps: [ shape.crop: {} ]")]
    [InlineData("series:\n\t- id: s")]
    public void Answers_hostile_text_with_a_message(string yaml)
    {
        string[] said = [.. Issues(yaml)];
        Assert.NotEmpty(said);
        Assert.All(said, s => Assert.StartsWith("bad.yaml(", s, StringComparison.Ordinal));
    }

    private static string Series(string step) =>
        $"series:\n  - id: s\n    files: a.csv\n    technique: raman\n    steps:\n      - {step}\n";

    private static Stage Stage(string step, string technique) =>
        Load(Series(step).Replace("technique: raman", "technique: " + technique, StringComparison.Ordinal)).Series[0].Steps[0].Stage;

    private static Pipeline Load(string yaml)
    {
        var (pipeline, issues) = new PipelineLoader(s_stages).LoadText(yaml, "bad.yaml");
        Assert.Empty(issues);
        return pipeline!;
    }

    private static IEnumerable<string> Issues(string yaml) =>
        new PipelineLoader(s_stages).LoadText(yaml, "bad.yaml").Issues.Select(i => i.ToString());
}
