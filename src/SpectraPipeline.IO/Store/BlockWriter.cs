using System.Collections;
using Microsoft.Win32.SafeHandles;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Store;

/// <summary>What one block of frames gave. Nothing of it is visible before <see cref="Commit"/>, which is one rename. One object a worker.</summary>
public sealed class BlockWriter : IDisposable
{
    private readonly string _folder,
        _beside;
    private readonly Action<StoredBlock> _committed;
    private readonly BlockPayload _payload = new();
    private bool _done;

    internal BlockWriter(string folder, Action<StoredBlock> committed)
    {
        (_folder, _beside, _committed) = (folder, folder + PartStore.Unfinished, committed);
        if (Directory.Exists(_beside))
            Directory.Delete(_beside, recursive: true);
        Directory.CreateDirectory(_beside);
    }

    /// <summary>Adds rows (a List or array of a row record).</summary>
    /// <param name="step">Id of the step that found them; <c>read</c> for files and frames.</param>
    /// <param name="rowType">The row record.</param>
    /// <param name="rows">The rows.</param>
    public void WriteRows(string step, Type rowType, IList rows)
    {
        if (rows.Count == 0)
            return;
        ParquetTable table = ParquetTable.For(rowType);
        _payload.Add(EntryKind.Rows, step, table.Name, to => table.Save(to, rows));
    }

    /// <summary>Stores the spectra that a step gave for this block, with all channels, sigma, mask, scalars, faults and frame information.</summary>
    /// <param name="step">Id of the step.</param>
    /// <param name="block">The spectra; a faulted row is stored as NULL.</param>
    /// <param name="isFlagged">Frame numbers that carry a doubt (flagged by any step).</param>
    public void WriteSpectra(string step, SpectralSeries block, Predicate<int>? isFlagged = null)
    {
        SpectraLayout layout = SpectraTable.WritePart(block, isFlagged, Path.Combine(_beside, StoredBlock.PartName(step)));
        _payload.Add(EntryKind.Card, step, "", SpectraCard.From(block, layout).Write);
    }

    /// <summary>Stores a text under a name, to be read by <see cref="StoredBlock.Json"/>.</summary>
    public void WriteJson(string name, string json) => _payload.Add(EntryKind.Text, "", name, to => to.Write(json));

    /// <summary>Makes the block visible in one step; a block of the same number is replaced.</summary>
    public void Commit()
    {
        ObjectDisposedException.ThrowIf(_done, this);
        ReadOnlySpan<byte> payload = _payload.Close();
        using (
            SafeFileHandle file = File.OpenHandle(Path.Combine(_beside, StoredBlock.ContainerName), FileMode.CreateNew, FileAccess.Write)
        )
        {
            RandomAccess.Write(file, BlockContainer.Header(payload), 0);
            RandomAccess.Write(file, payload, BlockContainer.HeaderBytes);
        }
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
        _committed(StoredBlock.Committed(_payload.Entries, _folder));
        Dispose();
    }

    /// <summary>Drops what was not committed.</summary>
    public void Dispose()
    {
        if (_done)
            return;
        _done = true;
        _payload.Dispose();
        if (Directory.Exists(_beside))
            Directory.Delete(_beside, recursive: true);
    }
}
