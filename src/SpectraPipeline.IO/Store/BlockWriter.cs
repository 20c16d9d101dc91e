using System.Collections;
using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Store.DuckDb;

namespace SpectraPipeline.IO.Store;

/// <summary>What one block of frames gave. Nothing of it is visible before <see cref="Commit"/>, which is one rename. One object a worker.</summary>
public sealed class BlockWriter : IDisposable
{
    private readonly string _folder,
        _beside;
    private int _rowFiles;
    private bool _done;

    internal BlockWriter(string folder)
    {
        (_folder, _beside) = (folder, folder + PartStore.Unfinished);
        if (Directory.Exists(_beside))
            Directory.Delete(_beside, recursive: true);
        Directory.CreateDirectory(_beside);
    }

    /// <summary>Adds rows (a List or array of a row record).</summary>
    public void WriteRows(Type rowType, IList rows)
    {
        if (rows.Count == 0)
            return;
        ParquetTable table = ParquetTable.For(rowType);
        // Numbered, so that rows given in several calls keep their order.
        string number = (_rowFiles++).ToString("D4", CultureInfo.InvariantCulture);
        table.Save(Path.Combine(_beside, $"rows.{table.Name}.{number}.bin"), rows);
    }

    /// <summary>Stores the spectra that a step gave for this block, with all channels, sigma, mask, scalars, faults and frame information.</summary>
    /// <param name="step">Id of the step.</param>
    /// <param name="block">The spectra; a faulted row is stored as NULL.</param>
    /// <param name="isFlagged">Frame numbers that carry a doubt (flagged by any step).</param>
    public void WriteSpectra(string step, SpectralSeries block, Predicate<int>? isFlagged = null)
    {
        IReadOnlyList<SpectraGroup> groups = SpectraTable.WritePart(
            block,
            isFlagged,
            Path.Combine(_beside, PartStore.SpectraName(step, "parquet"))
        );
        (SpectraCard.From(block) with { Groups = groups }).Write(Path.Combine(_beside, PartStore.SpectraName(step, "json")));
    }

    /// <summary>Stores a text under a name, to be read by <see cref="PartStore.ReadJson"/> on resuming.</summary>
    public void WriteJson(string name, string json) => File.WriteAllText(Path.Combine(_beside, PartStore.JsonName(name)), json);

    /// <summary>Makes the block visible in one step; a block of the same number is replaced.</summary>
    public void Commit()
    {
        ObjectDisposedException.ThrowIf(_done, this);
        if (Directory.Exists(_folder))
        {
            // A folder cannot be renamed over another. A crash between the two renames loses the old block, which is computed again.
            string old = _folder + ".old" + PartStore.Unfinished;
            if (Directory.Exists(old))
                Directory.Delete(old, recursive: true);
            Directory.Move(_folder, old);
            Directory.Move(_beside, _folder);
            Directory.Delete(old, recursive: true);
        }
        else
            Directory.Move(_beside, _folder);
        Dispose();
    }

    /// <summary>Drops what was not committed.</summary>
    public void Dispose()
    {
        if (_done)
            return;
        _done = true;
        if (Directory.Exists(_beside))
            Directory.Delete(_beside, recursive: true);
    }
}
