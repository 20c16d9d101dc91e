using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Jcamp;

/// <summary>Goes through the records of a file once: blocks open and close, each table becomes a spectrum with the labels before it.</summary>
/// <param name="lines">The file.</param>
/// <param name="fileLength">Its length in bytes.</param>
/// <param name="hints">What the pipeline says.</param>
internal sealed class JcampAssembly(TextLines lines, long fileLength, ReadHints hints)
{
    private const int MostCopied = 200_000;
    private readonly JcampTable _tables = new(lines, fileLength);
    private readonly List<(JcampBlock Block, SpectrumData Data, string Technique, string[] Kind)> _spectra = [];
    private readonly List<(int Spectrum, string Text)> _notes = [];
    private readonly List<LabelBag?> _pages = [];
    private readonly Dictionary<JcampBlock, Dictionary<string, string>> _own = [];
    private readonly Dictionary<LabelBag, Dictionary<string, string>> _ofPage = [];
    private readonly Dictionary<JcampBlock, (double TimeS, double PotentialV)> _states = [];
    private readonly Dictionary<(string Units, string? Technique), Unit> _units = [];
    private JcampBlock? _block;
    private JcampBlock? _link;
    private bool _titleSeen;
    private int _copied;
    private long _points;

    /// <summary>Takes the next record.</summary>
    public void Take(JcampRecord record)
    {
        if (record.Key == "TITLE")
            Open();
        // Records before the first TITLE belong to the first block; what stands behind the last END to none.
        if (_block is null && _titleSeen)
            return;
        if (_block is null)
            Push(null);
        if (record.Key == "END")
            Close();
        else if (TableForm.DefaultOf(record.Key) is not null)
            Table(record);
        else
            _block!.Add(record, lines);
    }

    private void Open()
    {
        bool first = !_titleSeen;
        _titleSeen = true;
        if (first && _block is not null)
            return;
        // Only a compound block holds others: any other block that is still open lacks its END.
        while (_block is { IsLink: false })
            _block = _block.Parent;
        Push(_block);
    }

    private void Push(JcampBlock? parent)
    {
        if (parent is not null)
            parent.Held = (parent.Held.All + 1, parent.Held.WithTables);
        _link ??= parent;
        _block = new JcampBlock(parent);
    }

    private void Close()
    {
        _block!.Ended = true;
        _block = _block.Parent;
    }

    private void Table(JcampRecord record)
    {
        var notes = new List<string>();
        JcampBlock block = _block!;
        if (_tables.Read(block, record, notes) is var (x, symbols, y))
        {
            if (block.Tables++ == 0 && block.Parent is JcampBlock parent)
                parent.Held = (parent.Held.All, parent.Held.WithTables + 1);
            foreach (string key in (ReadOnlySpan<string>)["XFACTOR", "YFACTOR", "FIRSTX", "LASTX", "NPOINTS"])
                if (block[key].Length > 0 && JcampNumber.Read(block[key]) is null)
                    notes.Add($"{key} '{DialectGuess.Shorten(block[key])}' is no number");
            Spectrum(block, record, x, symbols, y, notes);
        }
        foreach (string note in notes)
            _notes.Add((_spectra.Count, note));
    }

    private void Spectrum(
        JcampBlock block,
        JcampRecord record,
        double[] x,
        IReadOnlyList<string> symbols,
        IReadOnlyList<double[]> y,
        List<string> notes
    )
    {
        _points += x.Length;
        SpectrumBudget.Allow(_spectra.Count + 1, _points / (_spectra.Count + 1), lines.Offset(record.Line));
        var page = new JcampPage(block, symbols[0], units => UnitOf(units, null));
        string dataType = JcampWords.Short(block["DATATYPE"]);
        string? technique = JcampWords.Technique(dataType) ?? hints.Technique;
        Unit unit = UnitOf(page.UnitsOf(symbols[0]), technique);
        var channels = new List<ChannelData>();
        for (int c = 0; c < y.Count; c++)
        {
            Signal signal = JcampWords.SignalOf(page.UnitsOf(symbols[c + 1]), unit);
            signal = JcampWords.Transmittance(signal, y[c], block.Axes(symbols[0], symbols[c + 1]).Y.Max, notes);
            if (c == 0 && signal.Kind == SignalKind.Unknown && hints.Quantity is SignalKind stated)
                signal = signal with { Kind = stated };
            channels.Add(
                new(
                    page.NameOf(symbols[c + 1]),
                    y[c],
                    c > 0 && signal.Kind == SignalKind.Unknown ? new(SignalKind.Auxiliary, signal.Unit) : signal
                )
            );
        }
        if (record.Key is "PEAKTABLE" or "PEAKASSIGNMENTS")
            notes.Add("a table of peaks, not a spectrum with all its points");
        (double time, double potential) = StateOf(block);
        string title = block["TITLE"];
        var data = new SpectrumData
        {
            X = x,
            XLabel = page.LabelOf(symbols[0]),
            XUnit = unit,
            Channels = channels,
            Title = page.Text.Length is > 0 and < 100 && title.Length < 500 ? $"{title} ({page.Text})" : title,
            Acquired = JcampDates.Read(block["LONGDATE"], block["DATE"], block["TIME"]),
            TimeS = double.IsNaN(page.TimeS) ? time : page.TimeS,
            PotentialV = double.IsNaN(page.PotentialV) ? potential : page.PotentialV,
        };
        _spectra.Add((block, data, technique ?? "", [dataType, JcampWords.Short(channels[0].Name), page.UnitsOf(symbols[1])]));
        _pages.Add(block.InPage ? block.PageMetadata : null);
    }

    /// <summary>Thousands of tables have the same unit; finding it out takes longer than decoding a short table.</summary>
    private Unit UnitOf(string units, string? technique)
    {
        if (!_units.TryGetValue((units, technique), out Unit? unit))
            _units[(units, technique)] = unit = JcampWords.UnitOf(units, technique);
        return unit;
    }

    private (double TimeS, double PotentialV) StateOf(JcampBlock block)
    {
        if (!_states.TryGetValue(block, out (double, double) state))
            _states[block] = state = HeaderFields.Of(
                block.Metadata.ToDictionary().Where(m => m.Key.Length < 64 && m.Value.Length < 64).ToDictionary()
            );
        return state;
    }

    /// <summary>The file, when all records are taken.</summary>
    /// <exception cref="BadFileException">No table has a point.</exception>
    public SpectrumFile Finish(List<JcampRecord> records, List<string> comments)
    {
        if (_spectra.Count == 0)
            throw new BadFileException(
                lines.Offset(records[^1].Line),
                "a table of numbers (XYDATA, XYPOINTS, PEAK TABLE, PEAK ASSIGNMENTS, DATA TABLE)",
                _notes.Count > 0 ? "tables without points" : $"{records.Count} labels and no table",
                records[^1].Line + 1
            );
        JcampBlock top = _spectra[0].Block;
        while (top.Parent is not null)
            top = top.Parent;
        Dictionary<string, string> metadata = top.Metadata.ToDictionary();
        if (comments.Count > 0)
            metadata["$$"] = string.Join('\n', comments);
        bool[] varies = [.. Enumerable.Range(0, 3).Select(k => _spectra.Select(s => s.Kind[k]).Distinct().Skip(1).Any())];
        var spectra = new List<SpectrumData>();
        for (int i = 0; i < _spectra.Count; i++)
        {
            var (block, data, _, kind) = _spectra[i];
            spectra.Add(
                data with
                {
                    Metadata = MetadataOf(block, top, _pages[i]),
                    Block = string.Join(' ', kind.Where((_, k) => varies[k]).Distinct()).Trim(),
                }
            );
        }
        string[] techniques = [.. _spectra.Select(s => s.Technique).Distinct()];
        return new SpectrumFile
        {
            Format = "jcamp-dx",
            Technique = techniques is [{ Length: > 0 } one] ? one : null,
            Spectra = spectra,
            Metadata = metadata,
            Notes = AllNotes(),
        };
    }

    private Dictionary<string, string> MetadataOf(JcampBlock block, JcampBlock top, LabelBag? page)
    {
        if (!_own.TryGetValue(block, out Dictionary<string, string>? own))
            _own[block] = own = block == top ? [] : block.Metadata.ToDictionary();
        if (page is null)
            return own;
        // The tables of one page share what it says.
        if (_ofPage.TryGetValue(page, out Dictionary<string, string>? all))
            return all;
        _ofPage[page] = all = page.ToDictionary();
        // A damaged file may have thousands of labels and of pages: their product is not kept.
        _copied += own.Count;
        if (_copied > MostCopied)
            return all;
        foreach (var (key, value) in own)
            all.TryAdd(key, value);
        return all;
    }

    private List<string> AllNotes()
    {
        var notes = new List<string>();
        string dataType = string.Join(", ", _spectra.Select(s => s.Kind[0]).Distinct().Where(d => IsOther(JcampWords.Technique(d))));
        if (dataType.Length > 0)
            notes.Add($"DATA TYPE is {dataType}: decoded, but neither infrared nor Raman nor X-ray absorption");
        if (_spectra.Exists(s => !s.Block.Ended))
            notes.Add("##END= is missing behind a table; if the file was cut inside its last number, nothing shows it");
        if (_link is JcampBlock link)
            NoteBlocks(link, notes);
        // What many spectra have in common is said once.
        foreach (var group in _notes.GroupBy(n => n.Text))
            notes.Add(
                _spectra.Count == 1 ? group.Key
                : group.Count() == 1 ? string.Create(CultureInfo.InvariantCulture, $"spectrum {group.First().Spectrum}: {group.Key}")
                : string.Create(CultureInfo.InvariantCulture, $"{group.Count()} of {_spectra.Count} spectra: {group.Key}")
            );
        return notes;
    }

    private static void NoteBlocks(JcampBlock link, List<string> notes)
    {
        (int all, int withTables) = link.Held;
        if (!link.Ended)
            notes.Add("##END= of the compound file is missing");
        // Some writers count the compound block itself.
        if (JcampNumber.Count(link["BLOCKS"]) is int stated && stated != all && stated != all + 1)
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"BLOCKS is {stated} and {all} blocks are there"));
        if (all > withTables)
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"blocks without a spectrum (structures, text): {all - withTables}"));
    }

    private static bool IsOther(string? technique) => technique is not (null or "ir" or "raman" or "xas" or "uv-vis");
}
