using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Assign;

/// <summary>What is wrong with a line of a library file.</summary>
/// <param name="File">File.</param>
/// <param name="Line">Line, counted from 1.</param>
/// <param name="Message">What and what was expected.</param>
public readonly record struct LibraryProblem(string File, int Line, string Message)
{
    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{File}({Line}): {Message}");
}

/// <summary>Bands that are known: rows of <c>config/library/intermediates.csv</c> and of files that a pipeline names.</summary>
public sealed class ReferenceLibrary
{
    /// <summary>Name that stands for the program's own file.</summary>
    public const string Builtin = "builtin";

    private static readonly string[] Required =
    [
        "row_id",
        "species",
        "formula",
        "state",
        "technique",
        "center_cm1",
        "low_cm1",
        "high_cm1",
        "fwhm_cm1",
        "sign_rule",
        "group_id",
        "support",
        "confidence",
    ];

    private readonly ILookup<string, LibraryRow> _groups;

    /// <summary>Keeps the rows and groups them.</summary>
    public ReferenceLibrary(IReadOnlyList<LibraryRow> rows)
    {
        Rows = rows;
        _groups = rows.ToLookup(r => r.Group);
    }

    /// <summary>All rows in order of the files.</summary>
    public IReadOnlyList<LibraryRow> Rows { get; }

    /// <summary>Rows of one group.</summary>
    public IEnumerable<LibraryRow> Group(string group) => _groups[group];

    /// <summary>Reads files: <c>builtin</c>, or paths relative to the pipeline file.</summary>
    /// <exception cref="UserException">A file is missing or has a bad line; every problem is in the message.</exception>
    public static ReferenceLibrary Load(IEnumerable<string> names, RunContext run)
    {
        ReferenceLibrary library = Read(names, run, out IReadOnlyList<string> problems);
        return problems.Count == 0
            ? library
            : throw new UserException("The reference library has problems:\n" + string.Join('\n', problems.Select(p => "  " + p)));
    }

    /// <summary>Where a file lies: <c>builtin</c> in the program's configuration, others relative to the pipeline file.</summary>
    public static string PathOf(string name, RunContext run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return name == Builtin
            ? Path.Combine(run.ConfigFolder, "library", "intermediates.csv")
            : Path.GetFullPath(Path.Combine(run.PipelineFolder, name));
    }

    /// <summary>Reads what can be read and says what cannot.</summary>
    /// <param name="names"><c>builtin</c>, or paths relative to the pipeline file.</param>
    /// <param name="run">Where the folders are.</param>
    /// <param name="said">What is wrong, one sentence each.</param>
    public static ReferenceLibrary Read(IEnumerable<string> names, RunContext run, out IReadOnlyList<string> said)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(run);
        var rows = new List<LibraryRow>();
        var missing = new List<string>();
        var problems = new List<LibraryProblem>();
        foreach (string name in names)
        {
            string path = PathOf(name, run);
            if (File.Exists(path))
                rows.AddRange(Parse(File.ReadAllText(path), name, problems).Rows);
            else
                missing.Add(
                    name == Builtin
                        ? $"The reference library is not at {path}. Reinstall the program or name a file: library: [my-bands.csv]."
                        : $"Library file '{name}' does not exist (looked for {path})."
                );
        }
        foreach (IGrouping<string, LibraryRow> same in rows.GroupBy(r => r.RowId).Where(g => g.Count() > 1))
            problems.Add(
                new(
                    string.Join(", ", names),
                    0,
                    $"row_id '{same.Key}' occurs {same.Count()} times; an assignment could not say which row it means."
                )
            );
        said = [.. missing, .. problems.Select(p => p.ToString())];
        return new(rows);
    }

    /// <summary>Reads the text of one file; rows that are well formed come back, the others are named.</summary>
    /// <param name="text">UTF-8 text with a header line; order of columns free, more columns allowed.</param>
    /// <param name="file">Name for messages.</param>
    /// <param name="problems">Receives what is wrong.</param>
    public static ReferenceLibrary Parse(string text, string file, ICollection<LibraryProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(problems);
        var rows = new List<LibraryRow>();
        Dictionary<string, int>? columns = null;
        foreach ((int line, string[] fields) in CsvText.Records(text.TrimStart('\uFEFF')))
        {
            if (columns is null)
            {
                columns = fields.Select((name, i) => (name.Trim(), i)).DistinctBy(c => c.Item1).ToDictionary(c => c.Item1, c => c.i);
                string[] missing = [.. Required.Where(r => !columns.ContainsKey(r))];
                if (missing.Length == 0)
                    continue;
                problems.Add(new(file, line, $"the header lacks {string.Join(", ", missing)}."));
                return new([]);
            }
            if (fields.Length != columns.Count)
            {
                problems.Add(
                    new(file, line, $"{fields.Length} fields, the header has {columns.Count}; a field with a comma needs double quotes.")
                );
                continue;
            }
            int before = problems.Count;
            LibraryRow row = new LibraryLine(file, line, fields, columns, problems).Read();
            if (problems.Count == before)
                rows.Add(row);
        }
        if (columns is null)
            problems.Add(new(file, 1, "the file is empty."));
        return new(rows);
    }
}
