using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.Stages.Exafs;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Exafs;

public sealed class PathParsingTests
{
    private const string Contract = """
        models:
          - name: Zn-N
            paths: [ { file: feff/zn-n.dat, label: Zn-N } ]
          - name: Zn-N + Zn-Zn
            paths:
              - { file: feff/zn-n.dat, label: Zn-N, n: 2..6 start 3, delta-r: dr, sigma2: ss, e0: de0, s02: 0.95 }
              - { file: feff/zn-zn.dat, label: Zn-Zn, n: 0.. start 1, delta-r: 0, sigma2: 0.008, e0: de0, s02: 0.95 }
        variables: { ss: 0.003..0.015 start 0.006, dr: 0, de0: 2 }
        k-weights: [2, 3]
        r-min: 1.0
        r-max: 2.9
        """;

    [Fact]
    public void The_example_of_the_contract_is_read_as_it_is_meant()
    {
        FitPaths stage = ExafsRun.Stage(Contract);
        Assert.Equal(["Zn-N", "Zn-N + Zn-Zn"], stage.Listed.Select(m => m.Name));
        ScatteringPath first = stage.Listed[1].Paths.Paths[0];
        Assert.Equal((2, 3, 6), (first.Values[0].Lower, first.Values[0].Start, first.Values[0].Upper));
        Assert.True(first.Values[0].IsVaried && first.Values[1].IsNumber);
        Assert.Equal("dr", first.Values[3].Expression!.SoleVariable);
        PathValue shell = stage.Listed[1].Paths.Paths[1].Values[0];
        Assert.Equal((0, 1, double.PositiveInfinity), (shell.Lower, shell.Start, shell.Upper));
        Assert.Equal([2, 3], stage.KWeights);
        Assert.False(stage.MakesRivals);
    }

    // The manifest keeps parameters as text, and a run from the manifest must be the same run.
    [Theory]
    [InlineData(Contract)]
    [InlineData(
        "paths: [ { file: 'a, b.dat', label: \"x: y\", n: 'min(4, nn)', s02: from series zn-foil }, feff/feff0002.dat ]\nvariables: { nn: start 3, bb: ..5 start 1 }"
    )]
    [InlineData(
        "paths: { file: a.dat, delta-r: '-dr*reff', e0: -3..3 }\nvariables: { dr: 0.1 }\nrestraints: [ { value: 2*dr, equals: 0.1, sigma: 0.02 } ]"
    )]
    public void Text_of_the_parameters_reads_as_the_same_parameters(string parameters)
    {
        FitPaths stage = ExafsRun.Stage(parameters);
        string again = string.Join(
            '\n',
            new (string Name, string? Text)[]
            {
                ("paths", stage.Paths?.ToText()),
                ("models", stage.Models?.ToText()),
                ("variables", stage.Variables?.ToText()),
                ("restraints", stage.Restraints?.ToText()),
            }
                .Where(p => p.Text is not null)
                .Select(p => $"{p.Name}: {p.Text}")
        );
        FitPaths read = ExafsRun.Stage(again);
        Assert.Equal(
            (stage.Paths, stage.Models, stage.Variables, stage.Restraints),
            (read.Paths, read.Models, read.Variables, read.Restraints)
        );
    }

    [Theory]
    [InlineData("{ file: a.dat, sigma: 0.01 }", "path a.dat has no 'sigma'. Did you mean 'sigma2'?", 8, 34)]
    [InlineData("{ label: Zn-N }", "path Zn-N: a file is needed", 8, 19)]
    [InlineData("{ file: a.dat, n: 6..2 }", "n of path a.dat: '6..2' has bounds that run backwards", 8, 37)]
    [InlineData("{ file: a.dat, n: 2..6 start 7 }", "'2..6 start 7' starts outside its bounds", 8, 42)]
    [InlineData("{ file: a.dat, n: 0.003 start 0.2 }", "has a start without bounds: write 'a..b start 0.2', or 'start 0.2' alone", 8, 43)]
    [InlineData("{ file: a.dat, n: 2..x }", "'2..x' has no number as upper bound", 8, 40)]
    [InlineData("{ file: a.dat, n: 3..3 }", "equal bounds; write the number alone", 8, 37)]
    [InlineData(
        "{ file: a.dat, delta-r: 2*dr + }",
        "'2*dr +' is no expression: expected a number, a name or '(', but it ends there",
        8,
        49
    )]
    [InlineData("{ file: a.dat, sigma2: enstein(300, th) }", "there is no function 'enstein'. Did you mean 'einstein'?", 8, 42)]
    [InlineData("{ file: a.dat, n: from series x }", "only s02 can come from another series", 8, 37)]
    [InlineData("{ file: a.dat, s02: from series }", "'from series' is no expression", 8, 44)]
    [InlineData("{ file: a.dat }, { file: b/a.dat }", "the label 'a' is there twice", 8, 36)]
    public void Mistakes_on_a_path_are_told_with_line_and_column(string paths, string words, long line, long column)
    {
        var (_, issues) = ExafsRun.Load($"paths: [{paths}]");
        PipelineIssue issue = issues.First(i => i.Message.Contains(words, StringComparison.Ordinal));
        Assert.Equal((line, column), (issue.Line, issue.Column));
    }

    [Theory]
    [InlineData("paths: []", "the list of paths is empty")]
    [InlineData("models: []", "the list of models is empty")]
    [InlineData("models: [ { name: A } ]", "model A needs paths")]
    [InlineData("models: [ { paths: [a.dat] } ]", "model 1 needs a name")]
    [InlineData("models: [ { name: A, path: [a.dat] } ]", "model 1 has no 'path'. Did you mean 'paths'?")]
    [InlineData("models: [ { name: A, paths: [a.dat] }, { name: A, paths: [b.dat] } ]", "two models are named 'A'")]
    [InlineData("paths: [a.dat]\nmodels: [ { name: A, paths: [a.dat] } ]", "give paths or models, not both")]
    [InlineData(
        "paths: [ { file: a.dat, delta-r: drr } ]\nvariables: { dr: 0 }",
        "(line 8, column 44): 'drr' names drr, which is no variable. Did you mean 'dr'?"
    )]
    [InlineData("paths: [ { file: a.dat, delta-r: dr } ]", "the step has no variables; add variables: { dr: 0 }")]
    [InlineData("paths: [a.dat]\nvariables: { a: 2*b, b: a + 1 }", "the variable a follows from itself: '2*b'")]
    [InlineData("paths: [a.dat]\nvariables: { reff: 2 }", "'reff' has a meaning of its own")]
    [InlineData("paths: [a.dat]\nvariables: { my-var: 2 }", "'my-var' cannot be the name of a variable")]
    [InlineData("paths: [a.dat]\nvariables: [ 1 ]", "expected { name: value }")]
    [InlineData(
        "paths: [a.dat]\nvariables: { a: 1 }\nrestraints: [ { value: a, equals: 1 } ]",
        "restraint 1 needs value, equals and a sigma above 0"
    )]
    [InlineData(
        "paths: [a.dat]\nvariables: { a: 1 }\nrestraints: [ { value: a, equals: 1, sgma: 1 } ]",
        "restraint 1 has no 'sgma'. Did you mean 'sigma'?"
    )]
    [InlineData("paths: [a.dat]\nvariables: { a: 1 }\nrestraints: [ { value: a*reff, equals: 1, sigma: 1 } ]", "is about a path")]
    [InlineData("paths: [a.dat]\nk-weights: [2, 2]", "k-weights needs different powers")]
    [InlineData("paths: [a.dat]\nr-min: 3\nr-max: 2", "r-min (3) must lie below r-max (2)")]
    public void What_cannot_be_meant_is_refused(string parameters, string words)
    {
        var (_, issues) = ExafsRun.Load(parameters);
        Assert.True(issues.Any(i => i.Message.Contains(words, StringComparison.Ordinal)), string.Join('\n', issues.Select(i => i.Message)));
    }

    [Fact]
    public void All_mistakes_of_one_path_are_told_at_once()
    {
        var (_, issues) = ExafsRun.Load("paths: [ { fil: a.dat, n: 0.003 start 0.2, sigma2: 0.01 start 0.006, e0: 3..1, delta-r: 2* } ]");
        Assert.Equal(6, issues.Count);
    }

    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        var (_, issues) = ExafsRun.Load("paths: [ { file: a.dat, n: 6..2, sgma2: 1 }, { label: b } ]\nvariables: { 2x: 1 }");
        Assert.Equal(4, issues.Count);
    }
}
