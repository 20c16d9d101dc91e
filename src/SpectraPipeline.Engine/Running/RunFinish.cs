using System.Collections;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Engine.Ingest;
using SpectraPipeline.Engine.Pipelines;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.IO.Store;

namespace SpectraPipeline.Engine.Running;

/// <summary>What follows the last frame of the last series: parts become tables and spectra, faults are gathered, the ledger is completed.</summary>
internal sealed class RunFinish(PartStore store, Pipeline pipeline, List<SeriesState> series, Ledger ledger, RunProgress progress)
{
    /// <summary>The series in the order of the pipeline (they were worked off in the order of their needs).</summary>
    public List<SeriesState> Series { get; } = [.. pipeline.Series.Select(p => series.First(s => s.Plan == p))];

    /// <summary>Compacts the parts into the tables and spectra of the contract and completes the ledger.</summary>
    public (List<FileRow> Files, List<FaultRow> Faults) Tables()
    {
        progress.What = "store";
        IReadOnlyList<string> order = [.. pipeline.Series.Select(s => s.Card.Id)];
        var axes = new List<AxisRow>();
        foreach (SeriesState s in Series)
        {
            foreach (Stretch stretch in s.Stretches)
            {
                foreach (int link in stretch.Stored)
                    if (store.CompactSpectra(stretch.PartsId, stretch.Chain!.Links[link].Step.Id, s.Id) is { } axis)
                        axes.Add(axis);
                if (stretch.StoresStage && store.CompactSpectra(stretch.StagePartsId, stretch.Then!.Id, s.Id) is { } whole)
                    axes.Add(whole);
            }
        }
        List<FileRow> files = FilesOf(store, Series);
        var faults = Series.SelectMany(s => TableSteps.RowsOf(store, typeof(FaultRow), s).Cast<FaultRow>().Concat(s.Notes)).ToList();
        // A warning made while reading is in the parts and, of the last process, in memory: the newest wording stays.
        faults =
        [
            .. faults.Where(f => f.Frame >= 0),
            .. faults.Where(f => f.Frame < 0).GroupBy(f => (f.Series, f.Step, f.Code, f.Severity, f.File)).Select(g => g.Last()),
        ];
        faults.AddRange(FileNotes.Of(files));
        faults.AddRange(files.Where(f => f.Status == "refused").Select(Refused));
        var inMemory = new Dictionary<Type, IList>
        {
            [typeof(AxisRow)] = axes,
            [typeof(FileRow)] = files,
            [typeof(FaultRow)] = faults,
        };
        foreach (Type table in TableSteps.AllTables)
        {
            if (!inMemory.TryGetValue(table, out IList? rows) && series.Exists(s => s.Tables!.Rows(table) is not null))
                rows = Gather(table, store, Series);
            if (rows is not null)
                store.CompactRows(table, rows, order);
            else
                store.CompactRows(table, [.. Series.SelectMany(s => s.PartIds)]);
        }
        foreach (SeriesState s in series)
        {
            var named = s.Paths.Select(Path.GetFullPath).ToHashSet();
            // Files that a table of frames names but that are not there count too: they are refused, not forgotten.
            ledger.FilesFound +=
                named.Count
                + files.Count(f => f.Series == s.Id && !named.Contains(Path.GetFullPath(Path.Combine(pipeline.Folder, f.File))));
            ledger.FramesStored[s.Id] = TableSteps.RowsOf(store, typeof(FrameRow), s).Count;
        }
        ledger.FilesRead = files.Count(f => f.Status == "read");
        ledger.FilesRefused = files.Count(f => f.Status == "refused");
        ledger.FilesLeftOut = files.Count(f => f.Status == "left-out");
        return (files, faults);
    }

    /// <summary>Rows that some series hold in memory after their table steps, with those of the other series from the parts.</summary>
    private static ArrayList Gather(Type table, PartStore store, IEnumerable<SeriesState> series)
    {
        var rows = new ArrayList();
        foreach (SeriesState s in series)
        foreach (object row in s.Tables!.Rows(table) is IEnumerable inMemory ? inMemory : TableSteps.RowsOf(store, table, s))
            rows.Add(row);
        return rows;
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
