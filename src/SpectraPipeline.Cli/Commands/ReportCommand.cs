using System.CommandLine;
using SpectraPipeline.IO.Store;
using SpectraPipeline.Report;

namespace SpectraPipeline.Cli.Commands;

/// <summary><c>spectra report DIR</c>: figures and report again from the store alone.</summary>
internal static class ReportCommand
{
    public static Command Create(App app)
    {
        var folder = new Argument<string>("folder") { Description = "Result folder." };
        var command = new Command("report", "Render figures and report again from the store alone.") { folder };
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(folder)!;
            using ResultStore store = ResultStore.Open(path);
            ReportWriter.Write(store);
            app.Terminal.Out.WriteLine(Path.Combine(path, "report.html"));
            return 0;
        });
        return command;
    }

    /// <summary>The last step of a run, before its manifest is written.</summary>
    public static void Draw(string folder, string manifest)
    {
        using ResultStore store = ResultStore.OpenUnfinished(folder, manifest);
        ReportWriter.Write(store);
    }
}
