using System.Globalization;
using System.Text;
using SpectraPipeline.IO.Store;
using SpectraPipeline.Report.Figures;
using SpectraPipeline.Report.Html;
using SpectraPipeline.Report.Page;
using SpectraPipeline.Report.Sources;
using SpectraPipeline.Report.Svg;

namespace SpectraPipeline.Report;

/// <summary>What was written.</summary>
/// <param name="Html">Full path of report.html.</param>
/// <param name="Figures">Full paths of the SVG files, in the order of the report.</param>
/// <param name="Problems">Figures and parts of the page that could not be made, and why; said in the report too.</param>
public sealed record ReportFiles(string Html, IReadOnlyList<string> Figures, IReadOnlyList<string> Problems);

/// <summary>Draws <c>figures/*.svg</c> and <c>report.html</c> of a result folder from its store alone.</summary>
public static class ReportWriter
{
    private const string PlotlyFile = "plotly-cartesian.min.js";

    /// <summary>Where plotly.js lies beside the program; without it the figures of a report stand still.</summary>
    public static string PlotlyPath => Path.Combine(AppContext.BaseDirectory, PlotlyFile);

    /// <summary>Opens a finished result folder and writes its report.</summary>
    public static ReportFiles Write(string resultFolder)
    {
        using ResultStore store = ResultStore.Open(resultFolder);
        return Write(store);
    }

    /// <summary>Writes the report of an open store; every file appears whole, by a rename.</summary>
    public static ReportFiles Write(ResultStore store)
    {
        ReportSource source = new(store);
        List<string> problems = [];
        List<Figure> figures = Draw(source, problems);
        string folder = Path.Combine(store.Folder, "figures");
        Directory.CreateDirectory(folder);
        List<string> written = [];
        foreach (Figure figure in figures)
        {
            string path = Path.Combine(folder, figure.Name + ".svg");
            WriteWhole(path, SvgRenderer.Render(figure));
            written.Add(path);
        }
        // A figure of an earlier report that this one does not draw would be taken for its own.
        foreach (string old in Directory.GetFiles(folder, "*.svg").Except(written))
            File.Delete(old);
        string html = Path.Combine(store.Folder, "report.html");
        WriteWhole(html, HtmlReport.Render(PageOf(source, figures, problems), PlotlyScript()));
        return new ReportFiles(html, written, problems);
    }

    /// <summary>The text of plotly.js; null where it does not lie beside the program.</summary>
    internal static string? PlotlyScript()
    {
        string plotly = PlotlyPath;
        return File.Exists(plotly) ? File.ReadAllText(plotly) : null;
    }

    private static List<Figure> Draw(ReportSource source, List<string> problems)
    {
        IReadOnlyList<string> wanted = source.Manifest.Figures;
        List<Figure> figures = [];
        string known = string.Join(", ", FigureCatalog.All.Select(f => f.Name));
        foreach (string name in wanted.Where(name => FigureCatalog.All.All(f => f.Name != name)))
            problems.Add($"{name}: there is no such figure; there are {known}");
        foreach ((string name, FigureMaker maker) in FigureCatalog.All)
        {
            // Page one always has its composite.
            if (wanted.Count > 0 && name != OverviewFigure.Name && !wanted.Contains(name))
                continue;
            try
            {
                // Layout and rendering are tried here too, so that a figure that cannot be drawn costs that figure and not the report.
                foreach (Figure figure in maker.Make(source))
                {
                    SvgRenderer.Render(figure);
                    figures.Add(figure);
                }
            }
#pragma warning disable CA1031 // One broken figure must not lose the report of a night's run; it is said on the page and to the caller.
            catch (Exception e) when (e is not OutOfMemoryException)
#pragma warning restore CA1031
            {
                problems.Add($"{name}: {e.GetType().Name}: {e.Message}");
            }
        }
        return figures;
    }

    private static ReportPage PageOf(ReportSource source, List<Figure> figures, List<string> problems)
    {
        List<Block> found = [.. Section("what was found", () => Findings.Found(source), problems)];
        Figure? overview = figures.FirstOrDefault(f => f.Name == OverviewFigure.Name) ?? figures.FirstOrDefault();
        if (overview is not null)
            found.Add(new FigureBlock(overview));
        IReadOnlyList<Block> decide = Section("what would decide", () => Findings.Decide(source), problems);
        IReadOnlyList<Block> excluded = Section("what was excluded", () => Excluded.Blocks(source), problems);
        IReadOnlyList<Block> tables = Tables.Blocks(source, problems);
        IReadOnlyList<Block> methods = Section("methods", () => Methods.Blocks(source), problems);
        List<Block> rest = [.. figures.Where(f => f != overview).Select(f => new FigureBlock(f))];
        if (problems.Count > 0)
            rest.Add(new Items([.. problems.Select(p => RichText.Plain("Could not be made: " + p))]));
        List<RichText> facts = [];
        Section(
            "facts",
            () =>
            {
                facts = Facts(source);
                return [];
            },
            problems
        );
        List<ReportSection> sections =
        [
            new("found", "What was found", found),
            new("decide", "What would decide", decide),
            new("excluded", "What was excluded", excluded),
            new("figures", "Figures", rest),
            new("tables", "Tables", tables),
            new("methods", "Methods and references", methods),
        ];
        return new ReportPage(RichText.Plain(source.Manifest.Title), facts, [.. sections.Where(s => s.Blocks.Count > 0)]);
    }

    /// <summary>A section, or a sentence in its place where it could not be made: one bad row must not lose the report of a night's run.</summary>
    internal static IReadOnlyList<Block> Section(string name, Func<IReadOnlyList<Block>> make, List<string> problems)
    {
        try
        {
            return make();
        }
#pragma warning disable CA1031 // As with figures: said on the page and to the caller.
        catch (Exception e) when (e is not OutOfMemoryException)
#pragma warning restore CA1031
        {
            problems.Add($"{name}: {e.GetType().Name}: {e.Message}");
            return [new Words(RichText.Plain($"This part ({name}) could not be made: {e.Message}"))];
        }
    }

    /// <summary>Sample, cell, dates.</summary>
    private static List<RichText> Facts(ReportSource source)
    {
        ManifestView m = source.Manifest;
        List<RichText> facts = [];
        (string Key, string Word)[] known =
        [
            ("electrode", "Electrode"),
            ("electrolyte", "electrolyte"),
            ("solvent", "solvent"),
            ("species", "put in"),
            ("products", "found otherwise"),
        ];
        RichText cell = RichText.Empty;
        foreach ((string key, string word) in known)
            if (m.Text("context", key) is { Length: > 0 } value)
                cell += RichText.Plain((cell.IsEmpty ? "" : "; ") + word + " ") + Species(value);
        if (!cell.IsEmpty)
            facts.Add(cell);
        facts.Add(
            RichText.Plain(
                string.Join(
                    "; ",
                    source.Series.Select(s =>
                        $"{s.Id} ({s.Frames.Count.ToString(CultureInfo.InvariantCulture)} {(s.Frames.Count == 1 ? "frame" : "frames")})"
                    )
                )
            )
        );
        string ended = m.Text("ended");
        if (ended.Length >= 16)
            facts.Add(RichText.Plain($"Run of {ended[..10]} {ended[11..16]} UTC, {m.Text("program")} {m.Text("version").Split('+')[0]}"));
        return facts;
    }

    /// <summary>A list of names, each set as a formula where it is one.</summary>
    private static RichText Species(string list)
    {
        RichText text = RichText.Empty;
        foreach (string name in list.Split(", "))
            text += RichText.Plain(text.IsEmpty ? "" : ", ") + ChemicalText.Of(name);
        return text;
    }

    private static void WriteWhole(string path, string text)
    {
        string beside = path + ".tmp";
        File.WriteAllText(beside, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        File.Move(beside, path, overwrite: true);
    }
}
