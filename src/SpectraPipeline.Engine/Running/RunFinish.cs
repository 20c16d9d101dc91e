using System.Collections;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Engine.Ingest;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.IO.Store;

namespace SpectraPipeline.Engine.Running;

/// <summary>What follows the last frame of the last series: parts become tables and spectra, faults are gathered, the ledger is completed.</summary>
internal sealed class RunFinish(
    PartStore store,
    Pipeline pipeline,
    List<SeriesState> series,
    Ledger ledger,
    RunProgress progress,
    CancellationToken cancellation
)
{
    /// <summary>The series in the order of the pipeline (they were worked off in the order of their needs).</summary>
    public List<SeriesState> Series { get; } = [.. pipeline.Series.Select(p => series.First(s => s.Plan == p))];

    /// <summary>Compacts the parts into the tables and spectra of the contract and completes the ledger.</summary>
    public (List<FileRow> Files, List<FaultRow> Faults) Tables()
    {
        progress.What = "spectra into one file a step";
        foreach (Stretch stretch in series.SelectMany(s => s.Stretches).Where(s => s.Chain is not null))
            store.Demand(stretch.PartsId, stretch.Blocks);
        List<AxisRow> axes = Spectra();
        progress.What = "faults and files";
        List<FileRow> files = FilesOf(store, Series);
        List<FaultRow> faults = FaultsOf(files);
        var place = Series.Index().ToDictionary(s => s.Item.Id, s => s.Index);
        foreach (Type table in TableSteps.AllTables)
        {
            cancellation.ThrowIfCancellationRequested();
            progress.What = $"table {ParquetTable.For(table).Name}";
            if (table == typeof(AxisRow))
                store.WriteTable(table, [axes]);
            else if (table == typeof(FileRow))
                store.WriteTable(table, [files]);
            else if (table == typeof(FaultRow))
                store.WriteTable(table, [faults.OrderBy(f => place.GetValueOrDefault(f.Series, int.MaxValue)).ToList()]);
            else if (table == typeof(FrameRow) || Series.Exists(s => s.Tables!.Rows(table) is not null))
                store.WriteTable(table, RowsBySeries(table));
            else
                store.CompactRows(table, [.. Series.SelectMany(s => s.PartIds)]);
        }
        // Hundreds of megabytes of a long series that the report does not need: it reads the tables.
        foreach (SeriesState s in Series)
            s.Tables = null;
        Count(files);
        return (files, faults);
    }

    private List<AxisRow> Spectra()
    {
        var axes = new List<AxisRow>();
        foreach (SeriesState s in Series)
        {
            foreach (Stretch stretch in s.Stretches)
            {
                cancellation.ThrowIfCancellationRequested();
                foreach (int link in stretch.Stored)
                    if (store.CompactSpectra(stretch.PartsId, stretch.Chain!.Links[link].Step.Id, s.Id) is { } axis)
                        axes.Add(axis);
                if (stretch.StoresStage && store.CompactSpectra(stretch.StagePartsId, stretch.Then!.Id, s.Id) is { } whole)
                    axes.Add(whole);
            }
        }
        return axes;
    }

    private List<FaultRow> FaultsOf(List<FileRow> files)
    {
        var found = new List<FaultRow>();
        foreach (SeriesState s in Series)
        {
            found.AddRange((List<FaultRow>)TableSteps.RowsOf(store, typeof(FaultRow), s));
            found.AddRange(s.Notes);
        }
        // A warning made while reading is in the parts and, of the last process, in memory: the newest wording stays.
        List<FaultRow> faults =
        [
            .. found.Where(f => f.Frame >= 0),
            .. found.Where(f => f.Frame < 0).GroupBy(f => (f.Series, f.Step, f.Code, f.Severity, f.File)).Select(g => g.Last()),
        ];
        faults.AddRange(FileNotes.Of(files));
        faults.AddRange(files.Where(f => f.Status == "refused").Select(Refused));
        return faults;
    }

    /// <summary>Rows of a table as they are wanted, one series after the other: those in memory after its table steps, else from its parts.</summary>
    private IEnumerable<IList> RowsBySeries(Type table)
    {
        foreach (SeriesState s in Series)
        {
            IList rows =
                s.Tables!.Rows(table) as IList
                ?? (table == typeof(FrameRow) ? LaterFrames.Of(store, s) : TableSteps.RowsOf(store, table, s));
            if (table == typeof(FrameRow))
                ledger.FramesStored[s.Id] = rows.Count;
            yield return rows;
        }
    }

    /// <summary>What became of the files, counted from their rows.</summary>
    private void Count(List<FileRow> files)
    {
        foreach (SeriesState s in Series)
        {
            var named = s.Paths.Select(Path.GetFullPath).ToHashSet();
            // Files that a table of frames names but that are not there count too: they are refused, not forgotten.
            ledger.FilesFound +=
                named.Count
                + files.Count(f => f.Series == s.Id && !named.Contains(Path.GetFullPath(Path.Combine(pipeline.Folder, f.File))));
        }
        ledger.FilesRead = files.Count(f => f.Status == "read");
        ledger.FilesRefused = files.Count(f => f.Status == "refused");
        ledger.FilesLeftOut = files.Count(f => f.Status == "left-out");
    }

    private static List<FileRow> FilesOf(PartStore store, IEnumerable<SeriesState> series)
    {
        var files = new List<FileRow>();
        foreach (SeriesState s in series)
        {
            var known = new HashSet<string>(StringComparer.Ordinal);
            foreach (FileRow file in store.ReadRows<FileRow>(s.Id).Concat(s.Source.Files))
                if (known.Add(file.File))
                    files.Add(file);
        }
        return files;
    }

    private static FaultRow Refused(FileRow file) =>
        new()
        {
            Series = file.Series,
            Frame = -1,
            File = file.File,
            Step = "read",
            Code = BadFileException.Code,
            Severity = "refused",
            Message = file.Message ?? "",
        };
}
