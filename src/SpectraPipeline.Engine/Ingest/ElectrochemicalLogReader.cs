using System.Globalization;
using System.Security.Cryptography;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.IO;
using SpectraPipeline.IO.Readers;

namespace SpectraPipeline.Engine.Ingest;

/// <summary>Files of a potentiostat to one log.</summary>
internal static class ElectrochemicalLogReader
{
    /// <summary>Reads the files of <c>log:</c>.</summary>
    /// <exception cref="LogException">A file is missing, no log, has no times or potentials, or its times run backwards.</exception>
    public static ElectrochemicalLog Read(LogPlan plan, string baseFolder, string series, ReaderCatalog readers)
    {
        IReadOnlyList<string> paths = Paths(plan, baseFolder);
        var notes = new List<(string Code, bool IsWarning, string Message)>();
        List<Piece> pieces = [.. paths.Select(p => Of(p, baseFolder, series, readers, notes))];
        if (pieces.Count > 1 && pieces.TrueForAll(p => p.Started is not null))
            pieces = [.. pieces.OrderBy(p => p.Started!.Value.AddSeconds(p.Time[0]))];
        return Joined(pieces, plan, notes);
    }

    /// <summary>Full paths of the files of a log; none where there is no log.</summary>
    /// <exception cref="LogException">A file is missing.</exception>
    public static IReadOnlyList<string> Paths(LogPlan? plan, string baseFolder)
    {
        try
        {
            return plan is null ? [] : FileGlobs.Expand(baseFolder, plan.Files);
        }
        catch (UserException e)
        {
            throw new LogException($"log: {e.Message}");
        }
    }

    private sealed record Piece(FileRow File, double[] Time, double[] Potential, double[] Current, DateTime? Started);

    private static ElectrochemicalLog Joined(List<Piece> pieces, LogPlan plan, List<(string Code, bool IsWarning, string Message)> notes)
    {
        DateTime? origin = pieces.TrueForAll(p => p.Started is not null) ? pieces[0].Started : null;
        var time = new List<double>();
        var starts = new List<int>();
        foreach ((int i, Piece piece) in pieces.Index())
        {
            double shift = origin is null ? 0 : (piece.Started!.Value - origin.Value).TotalSeconds;
            if (i > 0)
                shift += LogJoint.Between(pieces[i - 1].File.File, time[^1], piece.File.File, piece.Time, shift, origin is not null, notes);
            starts.Add(time.Count);
            time.AddRange(piece.Time.Select(t => t + shift));
        }
        double sign = plan.CurrentSign == CurrentSign.CathodicPositive ? -1 : 1;
        return new ElectrochemicalLog(
            [.. time],
            [.. pieces.SelectMany(p => p.Potential)],
            [.. pieces.SelectMany(p => p.Current).Select(c => sign * c)],
            starts
        )
        {
            Name = pieces.Count == 1 ? pieces[0].File.File : $"{pieces[0].File.File} and {pieces.Count - 1} more",
            Started = origin,
            Format = pieces[0].File.Format ?? "",
            Files = [.. pieces.Select(p => p.File)],
            Notes = notes,
        };
    }

    private static Piece Of(
        string path,
        string baseFolder,
        string series,
        ReaderCatalog readers,
        List<(string Code, bool IsWarning, string Message)> notes
    )
    {
        string name = Path.GetRelativePath(baseFolder, path).Replace('\\', '/');
        byte[] bytes;
        try
        {
            bytes = FileContent.Read(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LogException($"log: {name} cannot be opened: {e.Message}");
        }
        Columns all = IsPlainTable(bytes) ? OfTable(path) : OfInstrument(path, name, bytes, readers, notes);
        int[] known =
        [
            .. Enumerable.Range(0, all.Time.Length).Where(i => double.IsFinite(all.Time[i]) && double.IsFinite(all.Potential[i])),
        ];
        if (known.Length < 2)
            throw new LogException($"log: {name} holds {known.Length} rows with a time and a potential; a log needs at least two.");
        for (int k = 1; k < known.Length; k++)
            if (all.Time[known[k]] < all.Time[known[k - 1]])
                throw new LogException(
                    $"log: the time in {name} falls from {Text(all.Time[known[k - 1]])} s to {Text(all.Time[known[k]])} s at row {known[k] + 1}: two techniques or two runs in one file? Split it there and list both: log: {{ file: [first, second] }}."
                );
        return new Piece(
            new FileRow
            {
                Series = series,
                File = name,
                Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)),
                Format = all.Format,
                Reader = all.Format,
                Status = "read",
            },
            [.. known.Select(i => all.Time[i])],
            [.. known.Select(i => all.Potential[i])],
            [.. known.Select(i => all.Current[i])],
            all.Started
        );
    }

    private sealed record Columns(string Format, double[] Time, double[] Potential, double[] Current, DateTime? Started);

    private static Columns OfInstrument(
        string path,
        string name,
        byte[] bytes,
        ReaderCatalog readers,
        List<(string Code, bool IsWarning, string Message)> notes
    )
    {
        SpectrumFile content;
        try
        {
            content = readers.Read(bytes, Path.GetFileName(path), new ReadHints("voltammetry") { Path = path });
        }
        catch (BadFileException e)
        {
            throw new LogException($"log: {name}: {e.Message}");
        }
        SpectrumData[] curves = OneTechnique(content, name, notes);
        var columns = new LogColumns(name, notes);
        foreach (string note in content.Notes)
            notes.Add(("log-note", true, $"log: {name}: {note}."));
        return new(
            content.Format,
            [.. curves.SelectMany(c => Times(c, name, content))],
            [.. curves.SelectMany(columns.Potential)],
            [.. curves.SelectMany(columns.Current)],
            curves[0].Acquired
        );
    }

    /// <summary>A table under the names that tables of frames have: <c>time_s,potential_v,current_a</c>.</summary>
    private static bool IsPlainTable(byte[] bytes)
    {
        int end = Array.IndexOf(bytes, (byte)'\n');
        ReadOnlySpan<byte> first = end < 0 ? [] : bytes.AsSpan(0, Math.Min(end, 1000));
        return first.IndexOf("time_s"u8) >= 0 && first.IndexOf("potential_v"u8) >= 0;
    }

    private static Columns OfTable(string path)
    {
        List<FramesTableRow> rows;
        try
        {
            rows = FramesTable.Read(path).Rows;
        }
        catch (UserException e)
        {
            throw new LogException($"log: {e.Message}");
        }
        return new("table", [.. rows.Select(r => r.TimeS)], [.. rows.Select(r => r.PotentialV)], [.. rows.Select(r => r.CurrentA)], null);
    }

    /// <summary>The curves of the first kind (Gamry: CURVE before OCVCURVE); others are said.</summary>
    private static SpectrumData[] OneTechnique(SpectrumFile content, string name, List<(string Code, bool IsWarning, string Message)> notes)
    {
        string block = content.Spectra[0].Block;
        string[] others = [.. content.Spectra.Select(s => s.Block).Where(b => b != block).Distinct()];
        if (others.Length > 0)
            notes.Add(
                (
                    "log-blocks",
                    true,
                    $"log: {name} holds {string.Join(", ", others.Prepend(block))}, each with a time of its own; {block} is taken. Export the others to files of their own and list them to have them too."
                )
            );
        return [.. content.Spectra.Where(s => s.Block == block)];
    }

    private static IEnumerable<double> Times(SpectrumData curve, string name, SpectrumFile content)
    {
        if (curve.XUnit.Quantity == Quantity.Time)
            return curve.X.Select(x => x * curve.XUnit.Scale);
        if (LogColumns.IsTimeName(curve.XLabel))
            return curve.X;
        if (content.Format == "chi-text" && LogColumns.ByScanRate(curve, content) is { } byRate)
            return byRate;
        throw new LogException(
            $"log: {name} has no column of times (its first is '{curve.XLabel}'; read as {content.Format}). Export it with the time (EC-Lab: time/s; CHI: Time/sec), or give times and potentials in a table: frames: FILE.csv (file,time_s,potential_v)."
        );
    }

    private static string Text(double v) => v.ToString("0.###", CultureInfo.InvariantCulture);
}
