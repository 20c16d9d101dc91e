using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Spec;

/// <summary>One scan of a SPEC file: the lines from <c>#S</c> to the next, with the table among them.</summary>
/// <remarks>SPEC writes a row as soon as it is counted, so the last scan of a file may be unfinished and its last line cut: what is whole is kept.</remarks>
internal sealed class SpecScan
{
    private readonly Dictionary<string, string> _entries = [];
    private readonly List<string> _comments = [];
    private readonly List<double> _values = [];
    private string _labels = "";
    private int _width;

    private SpecScan(string number, string command) => (Number, Command) = (number, command);

    /// <summary>Number in the file, as written; numbers may repeat.</summary>
    public string Number { get; }

    /// <summary>The command that was typed: <c>ascan energy 8900 9100 200 1</c>.</summary>
    public string Command { get; }

    /// <summary>When it began, as written without a zone; null when it does not say.</summary>
    public DateTime? Acquired { get; private set; }

    /// <summary>Columns of the table.</summary>
    public int Width => _width;

    /// <summary>Rows of the table.</summary>
    public int Rows => _width == 0 ? 0 : _values.Count / _width;

    /// <summary>Multichannel spectra among the rows, which are passed over.</summary>
    public int Multichannel { get; private set; }

    /// <summary>The last line of the file was cut inside the row.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Control lines under their own keys, motor positions under the motors' names.</summary>
    public IReadOnlyDictionary<string, string> Entries => _entries;

    /// <summary>Reads the scan that begins at a line; afterwards <paramref name="line"/> is that of the next scan or file header.</summary>
    /// <exception cref="BadFileException">A row that is not numbers or not as long as the others.</exception>
    public static SpecScan Read(TextLines lines, ref int line, IReadOnlyList<string> motors)
    {
        string[] words = lines.Text(line)[3..].Trim().Split([' ', '\t'], 2, StringSplitOptions.RemoveEmptyEntries);
        var scan = new SpecScan(words[0], words.Length > 1 ? words[1].Trim() : "");
        scan._entries["#S"] = lines.Text(line)[3..].Trim();
        int firstRow = -1;
        int positions = 0;
        for (line++; line < lines.Count; line++)
        {
            ReadOnlySpan<byte> bytes = lines[line];
            if (SpecLine.BeginsScan(bytes) || bytes.StartsWith("#F "u8))
                break;
            if (SpecLine.IsBlank(bytes))
                continue;
            if (bytes[0] == '@')
                scan.PassMultichannel(lines, ref line);
            else if (bytes[0] == '#')
                scan.Control(lines.Text(line), motors, ref positions);
            else
                scan.Row(lines, line, ref firstRow);
        }
        if (scan._comments.Count > 0)
            scan._entries["#C"] = string.Join('\n', scan._comments);
        return scan;
    }

    /// <summary>Labels of the columns, as many as there are columns.</summary>
    public string[] Labels(List<string> notes)
    {
        string[] labels = SpecLine.Names(_labels, _width);
        if (labels.Length != _width)
            notes.Add($"scan {Number}: {labels.Length} labels for {_width} columns; those without a label are called colN");
        return ScanColumns.Fit(labels, _width);
    }

    /// <summary>The table by columns.</summary>
    public double[][] Columns()
    {
        double[][] columns = new double[_width][];
        for (int c = 0; c < _width; c++)
        {
            columns[c] = new double[Rows];
            for (int r = 0; r < columns[c].Length; r++)
                columns[c][r] = _values[r * _width + c];
        }
        return columns;
    }

    /// <summary>The macro of the command: ascan, zapline ...</summary>
    public string Macro => Command.Split([' ', '\t', '('], 2)[0];

    /// <summary>The first motor of the command; null for scans over time or without arguments.</summary>
    public string? Motor =>
        Command.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries) is { Length: > 1 } words
        && (char.IsLetter(words[1][0]) || words[1][0] == '_')
            ? words[1]
            : null;

    /// <summary>Points that ascan, dscan, a2scan ... were asked for: motors x (name, start, end), intervals, time; null for other commands.</summary>
    public int? Asked
    {
        get
        {
            string[] words = Command.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            string macro = Macro;
            int motors =
                macro is "ascan" or "dscan" or "lup" ? 1
                : macro.Length == 6
                && macro[0] is 'a' or 'd'
                && macro[1] is >= '2' and <= '5'
                && macro.EndsWith("scan", StringComparison.Ordinal)
                    ? macro[1] - '0'
                : 0;
            return
                motors > 0
                && words.Length > 1 + 3 * motors
                && int.TryParse(words[1 + 3 * motors], NumberStyles.None, CultureInfo.InvariantCulture, out int intervals)
                && intervals < int.MaxValue
                ? intervals + 1
                : null;
        }
    }

    private void Control(string text, IReadOnlyList<string> motors, ref int positions)
    {
        (string key, string value) = SpecLine.Split(text);
        if (key == "#L" && _labels.Length == 0)
            _labels = value;
        else if (key == "#D")
            Acquired ??= FileDates.Read(value);
        if (key == "#C")
            _comments.Add(value);
        else if (SpecLine.IsNumbered(key, 'P') && motors.Count > 0)
            foreach (string position in value.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
                Add(positions < motors.Count ? motors[positions++] : key, position);
        else
            Add(key, value);
    }

    private void Add(string key, string value)
    {
        if (value.Length > 0 && !_entries.TryAdd(key, value) && key.StartsWith('#') && _entries[key].Length < 10_000)
            _entries[key] += "\n" + value;
    }

    /// <summary>A multichannel spectrum goes on over lines that end with a backslash.</summary>
    private void PassMultichannel(TextLines lines, ref int line)
    {
        Multichannel++;
        while (line + 1 < lines.Count && lines[line].TrimEnd(" \t"u8).EndsWith("\\"u8) && !SpecLine.BeginsScan(lines[line + 1]))
            line++;
    }

    private void Row(TextLines lines, int line, ref int firstRow)
    {
        var blanks = new Dialect(0, (byte)'.');
        if (_width == 0)
            (_width, firstRow) = (Math.Max(0, NumberRow.Read(lines[line], blanks, [])), line);
        bool last = line == lines.Count - 1 && !lines.EndsWithLineBreak;
        double[] cells = new double[_width];
        int n = _width < 1 ? NumberRow.NotNumbers : NumberRow.Read(lines[line], blanks, cells);
        if (n == _width)
        {
            _values.AddRange(cells);
            return;
        }
        if (last)
        {
            IsCut = true;
            return;
        }
        throw new BadFileException(
            lines.Offset(line),
            _width < 1 || line == firstRow
                ? $"a row of numbers of scan {Number}, or a control line"
                : $"{_width} numbers as in line {firstRow + 1}",
            n > 0 ? $"{n}" : $"'{DialectGuess.Shorten(lines.Text(line))}'",
            line + 1
        );
    }
}
