using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Report.Html;
using SpectraPipeline.Report.Sources;

namespace SpectraPipeline.Report.Preview;

/// <summary>The page of a preview: a section a step, in the order of the pipeline, and at the end what a preview cannot show.</summary>
internal static class PreviewPage
{
    public static ReportPage Of(PreviewInput input)
    {
        FramePreview first = input.Variants[0];
        string frame = first.Info.Frame.ToString(CultureInfo.InvariantCulture);
        List<ReportSection> sections = [AsRead(first)];
        List<PreviewStep> left = [];
        bool isVaried = false;
        for (int i = 0; i < first.Steps.Count; i++)
        {
            isVaried |= input.Varied?.Step == first.Steps[i].Id;
            if (first.Steps[i].NeedsWholeSeries)
                left.Add(first.Steps[i]);
            else
                sections.Add(Section(input, i, isVaried));
        }
        if (left.Count > 0)
            sections.Add(
                new("left-out", "Not in a preview", [new Items([.. left.Select(s => RichText.Plain($"{s.Id}: {s.NotRun}. {s.Summary}"))])])
            );
        return new ReportPage(RichText.Plain($"Preview: frame {frame} of {first.Series}"), Facts(input), sections)
        {
            Style = HtmlReport.Resource("preview.css"),
            Script = HtmlReport.Resource("preview.js"),
        };
    }

    private static List<RichText> Facts(PreviewInput input)
    {
        FramePreview first = input.Variants[0];
        FrameInfo info = first.Info;
        string where = $"{input.Pipeline}: {info.File}";
        if (info.IndexInFile > 0)
            where += string.Create(CultureInfo.InvariantCulture, $", spectrum {info.IndexInFile} of the file");
        List<string> what =
        [
            first.Frames == 1
                ? "the only frame of the series"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"frame {info.Frame} of a series of {first.Frames} (0 to {first.Frames - 1})"
                ),
        ];
        if (double.IsFinite(info.TimeS))
            what.Add(string.Create(CultureInfo.InvariantCulture, $"{info.TimeS:g6} s"));
        if (double.IsFinite(info.PotentialV))
            what.Add(string.Create(CultureInfo.InvariantCulture, $"{info.PotentialV:g4} V"));
        what.Add(RangeOf(first.AsRead.Axis));
        List<RichText> facts = [RichText.Plain(where), RichText.Plain(string.Join(", ", what))];
        if (input.Varied is { } varied)
            facts.Add(RichText.Plain($"Varied: {varied.Step}, {varied.Parameter} = {string.Join(", ", varied.Values)}"));
        return facts;
    }

    private static string RangeOf(Axis axis) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{axis.Length} points from {axis[0]:g6} to {axis[axis.Length - 1]:g6} {axis.Unit.Symbol}"
        );

    private static ReportSection AsRead(FramePreview preview)
    {
        List<Block> blocks = [];
        if (preview.ReadFault is { } fault)
            blocks.Add(Of(fault));
        else if (preview.Info.Note.Length > 0)
            blocks.Add(new Notice("flag", preview.Info.Note));
        blocks.AddRange(preview.Doubts.Select(d => new Notice(d.Severity == "note" ? "note" : "warning", d.Message)));
        if (preview.ReadFault is null)
            blocks.Add(Still(StepFigure.OfInput(preview.AsRead, preview.AsRead.Primary.Name, "step-0")));
        return new("step-0", "As read", blocks);
    }

    private static ReportSection Section(PreviewInput input, int index, bool isVaried)
    {
        List<PreviewStep> all = [.. input.Variants.Take(isVaried ? input.Variants.Count : 1).Select(v => v.Steps[index])];
        PreviewStep step = all[0];
        string name = string.Create(CultureInfo.InvariantCulture, $"step-{index + 1}");
        VariedParameter? varied = isVaried ? input.Varied : null;
        var variants = new StepVariants(all, varied, varied?.Parameter ?? "");
        List<Block> blocks =
        [
            new StepHead(step.Summary, step.Input is null ? "" : Reads(step), step.NotRun is null ? step.Taken : null),
            new Parameters(step.Parameters, varied?.Step == step.Id ? (varied.Parameter, string.Join(", ", varied.Values)) : null),
            .. Notices(variants),
        ];
        if (StepFigure.Of(variants, name) is { } figure)
            blocks.Add(Still(figure));
        else if (variants.HasResult)
            blocks.Add(new Notice("note", "This step found nothing to draw in the frame."));
        blocks.AddRange(PreviewTables.Of(variants, name));
        string title = string.Create(
            CultureInfo.InvariantCulture,
            $"{index + 1}  {step.Id}{(step.Id == step.Stage ? "" : $" ({step.Stage})")}"
        );
        return new(name, title, blocks);
    }

    private static string Reads(PreviewStep step) =>
        step.InputFrom == "read" ? $"the file ({step.InputChannel})" : $"{step.InputFrom} ({step.InputChannel})";

    private static FigureBlock Still(Figure figure) => new(figure) { IsFile = false };

    /// <summary>Faults, flags and warnings of a step; what all variants share is said once.</summary>
    private static IEnumerable<Notice> Notices(StepVariants variants)
    {
        var said = new List<(Notice Notice, List<string> Values)>();
        for (int i = 0; i < variants.All.Count; i++)
            foreach (Notice notice in Notices(variants.All[i]))
            {
                if (said.Find(s => s.Notice == notice) is { Values: { } values })
                    values.Add(variants.ValueOf(i));
                else
                    said.Add((notice, [variants.ValueOf(i)]));
            }
        return said.Select(s =>
            s.Values.Count == variants.All.Count
                ? s.Notice
                : s.Notice with
                {
                    Text = $"{variants.Parameter} {string.Join(", ", s.Values)}: {s.Notice.Text}",
                }
        );
    }

    private static IEnumerable<Notice> Notices(PreviewStep step)
    {
        if (step.NotRun is { } reason)
            yield return new Notice("note", char.ToUpperInvariant(reason[0]) + reason[1..] + ".");
        if (step.Fault is { } fault)
            yield return Of(fault);
        if (step.Findings is not null && step.Fault is null && step.Output is null && step.Findings.Tables.Count == 0)
            yield return new Notice("note", "The step found nothing in this frame.");
        foreach (FaultRow note in step.Findings?.Notes ?? [])
            yield return new Notice(
                note.Severity == "flagged" ? "flag"
                    : note.Severity == "warning" ? "warning"
                    : "fault",
                note.Message
            );
    }

    private static Notice Of(Fault fault) =>
        new(
            "fault",
            fault.Code == "internal-error"
                ? "An error of the program; please report it with the lines below.\n" + fault.Message
                : fault.Message
        );
}
