using SpectraPipeline.Engine.Ingest;
using SpectraPipeline.IO.Store;

namespace SpectraPipeline.Engine.Running.Reuse;

/// <summary>Where fitted clocks are kept: in the parts while a run goes on, with what can be used again when it has ended.</summary>
internal static class EarlierClocks
{
    /// <summary>Those of the run that is continued or repeated; none with <c>--fresh</c>.</summary>
    public static FittedClocks Of(RunOptions options, IReadOnlyDictionary<string, string> code, RunProgress progress) =>
        FittedClocks.Of(
            string.Join(' ', code.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key}={c.Value}")),
            options.Fresh ? [] : [OfFinished(options.ReuseFrom ?? options.OutputFolder), OfBroken(options.OutputFolder)],
            series => progress.Before = series.Length == 0 ? "" : $"{series}: clock of the log; all spectra are read once for it"
        );

    /// <summary>Keeps them for a resume. Where they cannot be written they are fitted anew then; whether the run can go on, its blocks will say.</summary>
    public static void Keep(string folder, FittedClocks clocks)
    {
        if (clocks.Count == 0)
            return;
        string path = Of(folder);
        try
        {
            File.WriteAllText(path + ".tmp", clocks.ToJson());
            File.Move(path + ".tmp", path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Said above.
        }
    }

    private static string Of(string folder) => Path.Combine(folder, ".parts", FittedClocks.FileName);

    private static string? OfFinished(string folder)
    {
        using ReusableRun? run = ReusableRun.Open(folder);
        return run is null ? null : RunIdentity.Of(run.Notes).Clocks;
    }

    private static string? OfBroken(string folder)
    {
        try
        {
            return File.Exists(Of(folder)) ? File.ReadAllText(Of(folder)) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Then it is fitted anew.
            return null;
        }
    }
}
