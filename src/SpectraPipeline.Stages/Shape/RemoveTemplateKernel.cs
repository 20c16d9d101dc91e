using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Templates;

namespace SpectraPipeline.Stages.Shape;

/// <summary>Fits and removes templates frame by frame, each by itself.</summary>
internal sealed class RemoveTemplateKernel : FrameKernel
{
    private const string Stage = "shape.remove-template";
    private readonly Axis _axis;
    private readonly NamedTemplate[] _templates;
    private readonly TemplateRegression? _regression;
    private readonly int[] _fitted;
    private readonly int _first,
        _end;
    private readonly double[] _y;
    private readonly bool[] _use;
    private readonly string? _beyond;

    /// <param name="input">What the stage works on.</param>
    /// <param name="templates">The templates.</param>
    /// <param name="options">Background and weights.</param>
    /// <param name="fitted">Points of the axis that are fitted.</param>
    /// <param name="first">First point that is corrected.</param>
    /// <param name="end">The point after the last.</param>
    public RemoveTemplateKernel(
        StageInput input,
        NamedTemplate[] templates,
        TemplateRegressionOptions options,
        int[] fitted,
        int first,
        int end
    )
        : base(Shape(input, templates))
    {
        (_axis, _templates, _fitted, _first, _end) = (input.Axis, templates, fitted, first, end);
        _beyond = Beyond();
        (_y, _use) = (new double[fitted.Length], new bool[fitted.Length]);
        if (fitted.Length > 3)
            _regression = new TemplateRegression([.. fitted.Select(i => input.Axis[i])], [.. templates.Select(t => t.Term)], options);
        // Too short a range for a background and the templates: said frame by frame it would be the same sentence each time.
        if (_regression?.MostColumns + 3 > fitted.Length)
            _regression = null;
    }

    /// <summary>Says where from and to go beyond what was measured of a template; null when they do not.</summary>
    private string? Beyond()
    {
        int outside = 0;
        NamedTemplate? worst = null;
        foreach (NamedTemplate template in _templates)
        {
            int count = 0;
            for (int i = _first; i < _end; i++)
                count += template.Term.Covers(_axis[i]) ? 0 : 1;
            if (count > outside)
                (outside, worst) = (count, template);
        }
        return worst is null
            ? null
            : FormattableString.Invariant(
                $"{Stage}: '{worst.Name}' was measured from {worst.Windows[0].From:g6} to {worst.Windows[^1].To:g6} {_axis.Unit}{(worst.Windows.Count > 1 ? " with gaps" : "")}; at {outside} of the {_end - _first} points from {_axis[_first]:g6} to {_axis[_end - 1]:g6} it is not known and nothing of it was removed. Give from and to, or measure it over the whole range."
            );
    }

    private static OutputShape Shape(StageInput input, NamedTemplate[] templates) =>
        new(input.Axis, ("corrected", input.Signal), ("template", new Signal(SignalKind.Auxiliary, input.Signal.Unit)))
        {
            Scalars =
            [
                .. templates.SelectMany(t =>
                    (string[])[$"{t.Name} amplitude", $"{t.Name} amplitude se", $"{t.Name} shift", $"{t.Name} shift se"]
                ),
            ],
        };

    public override void Apply(in FrameIn input, in FrameOut output, Findings findings)
    {
        Span<double> removed = output[1];
        removed.Clear();
        input.Y.CopyTo(output[0]);
        if (_regression is null)
        {
            findings.Warn(
                "template-not-here",
                FormattableString.Invariant(
                    $"{Stage}: {_fitted.Length} points lie where {string.Join(", ", _templates.Select(t => t.Name))} has anything, too few to tell; nothing was removed. Widen from and to, or leave the step out."
                )
            );
            return;
        }
        for (int i = 0; i < _fitted.Length; i++)
        {
            _y[i] = input.Y[_fitted[i]];
            _use[i] = input.Mask.IsEmpty || input.Mask[_fitted[i]];
        }
        if (_regression.Fit(_y, input.Mask.IsEmpty ? [] : _use) is not { } outcome)
        {
            findings.Flag(
                "template-not-fitted",
                $"{Stage}: two templates are alike here, or too few points are left beside mask and bands; nothing was removed. Leave one template out or widen the range."
            );
            return;
        }
        if (_beyond is not null)
            findings.Warn("template-ends", _beyond);
        _regression.AddTemplates(_axis.Values[_first.._end], removed[_first.._end]);
        Span<double> corrected = output[0];
        for (int i = _first; i < _end; i++)
            corrected[i] -= removed[i];
        for (int k = 0; k < _templates.Length; k++)
            Say(k, outcome, output, findings);
        // What was not removed may move on: nothing depends on it.
        bool removesAny = false;
        for (int k = 0; k < _templates.Length; k++)
            removesAny |= _regression[k].StandsOut && !double.IsNaN(_regression[k].Amplitude);
        if (!outcome.Converged && removesAny)
            findings.Flag(
                "template-not-converged",
                $"{Stage}: shifts or weights still moved after {outcome.Iterations} rounds; amplitudes may depend on max-iterations. Hold shift at 0, or narrow the range."
            );
    }

    private string NoFringe(in TemplateEstimate best) =>
        double.IsNaN(best.Amplitude)
            ? $"{Stage}: the range is too short for a fringe of the periods allowed; nothing was removed. Widen from and to, or period."
            : FormattableString.Invariant(
                $"{Stage}: no fringe stands out; the likeliest has a period of {best.Period:g4} {_axis.Unit} and an amplitude of {best.Amplitude:g3} ± {best.AmplitudeError:g2}, which bands explain as well. None was removed. Give period if you know it."
            );

    private void Say(int k, in TemplateOutcome outcome, in FrameOut output, Findings findings)
    {
        TemplateEstimate found = _regression![k];
        string name = _templates[k].Name;
        output.SetScalar(4 * k, found.Amplitude);
        output.SetScalar((4 * k) + 1, found.AmplitudeError);
        output.SetScalar((4 * k) + 2, found.Shift);
        output.SetScalar((4 * k) + 3, found.ShiftError);
        if (_templates[k].IsFringe && !(found.StandsOut && found.Amplitude > 0))
            findings.Flag("fringe-not-found", NoFringe(found));
        else if (double.IsNaN(found.Amplitude))
            findings.Warn(
                "template-like-background",
                $"{Stage}: the background could imitate {name} in this range, so it was left in; lower degree, or widen from and to."
            );
        if (found.AtLimit)
            findings.Flag(
                "template-shift-at-limit",
                $"{Stage}: {name} is shifted by at least {Math.Abs(found.Shift):g3} {_axis.Unit}; raise shift."
            );
        findings.Add(
            new TemplateRow
            {
                Series = findings.Series,
                Step = findings.Step,
                Frame = findings.Frame,
                Template = name,
                Amplitude = found.Amplitude,
                AmplitudeSe = found.AmplitudeError,
                Shift = found.Shift,
                ShiftSe = found.ShiftError,
                Width = found.Broadening,
                WidthSe = found.BroadeningError,
                Period = found.Period,
                PeriodSe = found.PeriodError,
                R2 = found.PartialR2,
                LeftOut = outcome.LeftOut,
                Converged = outcome.Converged,
            }
        );
    }
}
