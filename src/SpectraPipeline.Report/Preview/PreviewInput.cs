using SpectraPipeline.Core;

namespace SpectraPipeline.Report.Preview;

/// <summary>What a preview page is drawn from: one frame through its steps, once, or once for each value of one parameter.</summary>
public sealed record PreviewInput
{
    /// <summary>File of the pipeline, as the user named it.</summary>
    public required string Pipeline { get; init; }

    /// <summary>The frame through the steps; with <see cref="Varied"/> one for each value, alike before the varied step.</summary>
    public required IReadOnlyList<FramePreview> Variants { get; init; }

    /// <summary>The parameter that was varied; null when there is one variant.</summary>
    public VariedParameter? Varied { get; init; }
}

/// <summary>A parameter that was tried with several values.</summary>
/// <param name="Step">Id of the step.</param>
/// <param name="Parameter">Name of the parameter.</param>
/// <param name="Values">The values as given, one a variant.</param>
public sealed record VariedParameter(string Step, string Parameter, IReadOnlyList<string> Values);

/// <summary>One step of all variants that ran, with the colour and the name of each.</summary>
internal sealed class StepVariants
{
    private readonly IReadOnlyList<string> values;

    public StepVariants(IReadOnlyList<PreviewStep> all, VariedParameter? varied, string parameter)
    {
        All = all;
        Parameter = parameter;
        values = varied?.Values ?? [];
        ran = [.. Enumerable.Range(0, all.Count).Where(i => all[i].NotRun is null && all[i].Fault is null && all[i].Input is not null)];
    }

    private readonly int[] ran;

    /// <summary>The step in every variant, also where it was not run.</summary>
    public IReadOnlyList<PreviewStep> All { get; }

    public PreviewStep First => All[0];

    /// <summary>Name of the varied parameter; empty when nothing is varied or the step lies before it.</summary>
    public string Parameter { get; }

    public bool IsVaried => All.Count > 1;

    /// <summary>Variants that have a result.</summary>
    public IEnumerable<(PreviewStep Step, string Value, Colour Colour)> Ran => ran.Select(i => (All[i], ValueOf(i), ColourOf(i)));

    public bool HasResult => ran.Length > 0;

    /// <summary>The value of variant i; empty when nothing is varied.</summary>
    public string ValueOf(int index) => index < values.Count && IsVaried ? values[index] : "";

    /// <summary>From dark to light in the order of the values, so that a trend shows; blue for a lone curve.</summary>
    private Colour ColourOf(int index) => IsVaried ? ColourScale.ForLines(0, All.Count - 1).At(index) : OkabeIto.Blue;
}
