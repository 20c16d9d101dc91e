using System.Text;
using SpectraPipeline.Report.Html;

namespace SpectraPipeline.Report.Preview;

/// <summary>Writes a preview as one HTML file that needs nothing else.</summary>
public static class PreviewWriter
{
    // Stands in the style of every page that this class writes and in no other.
    private const string Mark = "/* spectra preview */";

    /// <summary>How much of a file is looked at to tell whether it is a preview: the styles end before.</summary>
    private const int Beginning = 1 << 15;

    /// <summary>Writes the page; it appears whole, by a rename. The folder is the user's: what is written beside has a name of its own and takes no
    /// file that is there.</summary>
    public static void Write(string path, PreviewInput input)
    {
        string full = Path.GetFullPath(path),
            beside = Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.{Environment.ProcessId}.tmp");
        byte[] page = Encoding.UTF8.GetBytes(Render(input, ReportWriter.PlotlyScript()));
        var file = new FileStream(beside, FileMode.CreateNew, FileAccess.Write);
        try
        {
            using (file)
                file.Write(page);
            File.Move(beside, full, overwrite: true);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }

    /// <summary>The page.</summary>
    /// <param name="input">The frame through its steps.</param>
    /// <param name="plotlyScript">The text of plotly.js; null leaves the figures still.</param>
    public static string Render(PreviewInput input, string? plotlyScript)
    {
        ReportPage page = PreviewPage.Of(input);
        return HtmlReport.Render(page with { Style = Mark + "\n" + page.Style }, plotlyScript);
    }

    /// <summary>A file is an earlier preview, which may be written over.</summary>
    public static bool IsPreview(string path)
    {
        char[] head = new char[Beginning];
        using StreamReader reader = new(path);
        int read = reader.ReadBlock(head, 0, head.Length);
        return head.AsSpan(0, read).Contains(Mark, StringComparison.Ordinal);
    }
}
