using System.CommandLine;
using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.IO.Writers;

namespace SpectraPipeline.Cli.Commands;

/// <summary><c>spectra convert FILE --to FORMAT -o OUT</c>: one file, or several into a folder, to another format.</summary>
internal static class ConvertCommand
{
    public static Command Create(App app)
    {
        string known = string.Join(", ", SpectrumWriter.All.Select(w => w.About.Format));
        var files = new Argument<string[]>("files")
        {
            Description = "The file; several files go into a folder.",
            Arity = ArgumentArity.OneOrMore,
        };
        var to = new Option<string?>("--to") { Description = $"{known}; by the extension of OUT when left out." };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "File to write, or an existing folder; standard output when left out.",
        };
        var format = new Option<string?>("--format") { Description = "Format of the files; by content when left out." };
        var technique = new Option<string?>("--technique") { Description = "ir, raman, xas ... when the file does not say." };
        var block = new Option<string?>("--block") { Description = "Only the spectra of one block (OPUS: AB, ScSm ...)." };
        var spectrum = new Option<int?>("--spectrum") { Description = "Only the spectrum of this number, counted from 0." };
        var command = new Command("convert", "One file to another format.") { files, to, output, format, technique, block, spectrum };
        command.SetAction(parsed =>
            Run(
                app,
                parsed.GetValue(files)!,
                parsed.GetValue(to),
                parsed.GetValue(output),
                new Wanted(parsed.GetValue(format), parsed.GetValue(technique), parsed.GetValue(block), parsed.GetValue(spectrum))
            )
        );
        return command;
    }

    private sealed record Wanted(string? Format, string? Technique, string? Block, int? Spectrum);

    private static int Run(App app, string[] files, string? to, string? output, Wanted wanted)
    {
        bool folder = output is not null && Directory.Exists(output);
        if (files.Length > 1 && !folder)
            throw new UserException($"{files.Length} files need an existing folder to go to: -o FOLDER.");
        (WriterAttribute about, SpectrumWriter writer) = Writer(to, output);
        if (output is null && about.IsBinary)
            throw new UserException($"{about.Format} is not text and would be damaged on its way to the terminal: name a file with -o.");
        string?[] targets = [.. files.Select(f => folder ? Path.Combine(output!, NameIn(files, f) + about.Extension) : output)];
        CheckTargets(files, targets);
        int refused = 0;
        for (int k = 0; k < files.Length; k++)
        {
            string path = files[k];
            try
            {
                Convert(app, path, writer, targets[k], wanted);
            }
            // Several files: one that cannot be read costs itself only.
            catch (Exception e) when (files.Length > 1 && e is BadFileException or IOException or UnauthorizedAccessException)
            {
                app.Terminal.Error.WriteLine($"{path} cannot be read: {e.Message}");
                refused++;
            }
        }
        return refused == 0 ? 0 : Program.DoneWithFaults;
    }

    /// <summary>The name without its extension; with it where the extension counts (OPUS: run.0, run.1) or two files share the rest.</summary>
    private static string NameIn(string[] files, string path)
    {
        string stem = Path.GetFileNameWithoutExtension(path);
        bool counts = Path.GetExtension(path) is { Length: > 1 } extension && extension.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;
        return counts || files.Count(f => Path.GetFileNameWithoutExtension(f).Equals(stem, StringComparison.OrdinalIgnoreCase)) > 1
            ? Path.GetFileName(path)
            : stem;
    }

    /// <summary>Refuses before anything is written: an input that an output would replace, and two inputs with one output.</summary>
    private static void CheckTargets(string[] files, string?[] targets)
    {
        var inputs = new HashSet<string>(files.Select(Path.GetFullPath), StringComparer.OrdinalIgnoreCase);
        var outputs = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        for (int k = 0; k < files.Length; k++)
        {
            if (targets[k] is not string target)
                continue;
            if (inputs.Contains(Path.GetFullPath(target)))
                throw new UserException($"-o {target} is an input itself; it would be lost. Name another file or folder.");
            if (!outputs.TryAdd(Path.GetFullPath(target), files[k]))
                throw new UserException(
                    $"{outputs[Path.GetFullPath(target)]} and {files[k]} would both become {target}. Convert them one by one, each with -o FILE."
                );
        }
    }

    private static (WriterAttribute About, SpectrumWriter Writer) Writer(string? to, string? output)
    {
        string extension = Path.GetExtension(output ?? "").ToLowerInvariant();
        string? name =
            to ?? (extension == ".dx" ? "jcamp" : SpectrumWriter.All.FirstOrDefault(w => w.About.Extension == extension).About?.Format);
        foreach (var w in SpectrumWriter.All)
            if (string.Equals(w.About.Format, name, StringComparison.OrdinalIgnoreCase))
                return w;
        string known = string.Join(", ", SpectrumWriter.All.Select(w => w.About.Format));
        throw new UserException(
            name is null
                ? $"--to says into what: {known}."
                : $"--to {name}: there is no such writer. Known: {known}.{Suggestion.For(name, SpectrumWriter.All.Select(w => w.About.Format))}"
        );
    }

    private static void Convert(App app, string path, SpectrumWriter writer, string? target, Wanted wanted)
    {
        if (!File.Exists(path))
            throw new UserException(
                Directory.Exists(path) ? $"'{path}' is a folder; name its files (FOLDER/*.spa)." : $"There is no file '{path}'."
            );
        if (target is not null && Path.GetDirectoryName(Path.GetFullPath(target)) is string into && !Directory.Exists(into))
            throw new UserException($"-o {target}: there is no folder '{into}'. Make it first.");
        SpectrumFile file = Select(ReaderCatalog.Default.Read(path, new ReadHints(wanted.Technique), wanted.Format), path, wanted);
        foreach (string note in file.Notes)
            app.Terminal.Error.WriteLine($"note: {note}");
        using var bytes = new MemoryStream();
        writer.Write(file, bytes);
        if (target is null)
        {
            app.Terminal.Out.Write(System.Text.Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length));
            return;
        }
        bool replaced = File.Exists(target);
        Put(bytes, target);
        app.Terminal.Error.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{target}: {file.Spectra.Count} x {file.Spectra[0].X.Length} points from {file.Format}{(replaced ? "; the file that was there is replaced" : "")}"
            )
        );
    }

    /// <summary>Beside, then renamed: a full disk leaves no half of a file under the name that was asked for. Links are written through.</summary>
    private static void Put(MemoryStream bytes, string target)
    {
        if (File.Exists(target) && (File.GetAttributes(target) & FileAttributes.ReparsePoint) != 0)
        {
            using FileStream through = File.Create(target);
            bytes.WriteTo(through);
            return;
        }
        string beside = target + ".part";
        using (FileStream part = File.Create(beside))
            bytes.WriteTo(part);
        File.Move(beside, target, overwrite: true);
    }

    private static SpectrumFile Select(SpectrumFile file, string path, Wanted wanted)
    {
        IReadOnlyList<SpectrumData> spectra = file.Spectra;
        if (wanted.Block is string block)
        {
            spectra = [.. spectra.Where(s => string.Equals(s.Block, block, StringComparison.OrdinalIgnoreCase))];
            if (spectra.Count == 0)
                throw new UserException(
                    $"--block {block}: {path} holds {string.Join(", ", file.Spectra.Select(s => s.Block.Length > 0 ? s.Block : "one kind of spectra without a name").Distinct())}."
                );
        }
        if (wanted.Spectrum is int number)
            spectra =
                number >= 0 && number < spectra.Count
                    ? [spectra[number]]
                    : throw new UserException($"--spectrum {number}: {path} holds {spectra.Count}, counted from 0.");
        return file with { Spectra = spectra };
    }
}
