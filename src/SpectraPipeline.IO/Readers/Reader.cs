using System.Collections.ObjectModel;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers;

/// <summary>Makes a class a reader: name of the format, what it is, usual extensions (which only break ties).</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ReaderAttribute(string format, string summary, params string[] extensions) : Attribute
{
    /// <summary>Name of the format, kebab-case.</summary>
    public string Format { get; } = format;

    /// <summary>One line: what the format is.</summary>
    public string Summary { get; } = summary;

    /// <summary>Usual extensions with the dot, lower case.</summary>
    public ReadOnlyCollection<string> Extensions { get; } = extensions.AsReadOnly();
}

/// <summary>How sure a reader is that the bytes are its format.</summary>
public enum Claim
{
    /// <summary>Not this format.</summary>
    No,

    /// <summary>Could be (generic text).</summary>
    Possible,

    /// <summary>Looks like it.</summary>
    Likely,

    /// <summary>A signature that nothing else has.</summary>
    Certain,
}

/// <summary>What the pipeline says about the files, for readers of formats that do not say it themselves.</summary>
/// <param name="Technique">ir, atr-ir, raman, xas ...; null when not stated.</param>
/// <param name="Quantity">What y is; null when not stated.</param>
public sealed record ReadHints(string? Technique = null, SignalKind? Quantity = null)
{
    /// <summary>Nothing is known.</summary>
    public static ReadHints None { get; } = new();

    /// <summary>Where the file is, for formats that keep a spectrum in several files; null when there are only bytes.</summary>
    public string? Path { get; init; }

    /// <summary>Bytes of a file in the same folder, or null when it is not there. Only a bare name is looked up: nothing in a file leads out of its folder.
    /// A name in other upper and lower case is taken when the exact one is missing, since instruments write for Windows.</summary>
    /// <exception cref="BadFileException">It is there and cannot be opened.</exception>
    public ReadOnlyMemory<byte>? Beside(string fileName)
    {
        if (Path is null || fileName.Length == 0 || fileName.AsSpan().IndexOfAny('/', '\\', '\0') >= 0 || fileName is "." or "..")
            return null;
        string path = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!, fileName);
        try
        {
            // Not in one conditional expression: its null would be a null array, which converts to an empty file.
            if ((File.Exists(path) ? path : OtherCase(path)) is string found)
                return FileContent.Read(found);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadFileException(0, $"the file '{fileName}' beside this one", $"that it cannot be opened: {e.Message}");
        }
    }

    private static string? OtherCase(string path)
    {
        (string folder, string name) = (System.IO.Path.GetDirectoryName(path)!, System.IO.Path.GetFileName(path));
        if (name.AsSpan().IndexOfAny('*', '?') >= 0 || !Directory.Exists(folder))
            return null;
        var anyCase = new EnumerationOptions { MatchCasing = MatchCasing.CaseInsensitive };
        return Directory.EnumerateFiles(folder, name, anyCase).Order(StringComparer.Ordinal).FirstOrDefault();
    }
}

/// <summary>Bytes to nouns for one format. A reader is stateless; it never sorts, mends or makes up.</summary>
public abstract class Reader
{
    /// <summary>Looks at the first bytes (up to 8192) and the name.</summary>
    /// <remarks>Every file of a folder passes all readers, so what is not their format must cost next to nothing: look for a few bytes of the signature first
    /// (<c>StartsWith</c>, <c>IndexOf("..."u8)</c>, <see cref="Tokens.TextLines.FirstLine"/>), and decode, split into lines or match patterns only
    /// where they are there.</remarks>
    public abstract Claim Sniff(ReadOnlySpan<byte> head, string name);

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="BadFileException">The bytes are not what the format demands; nothing else may be thrown for bad bytes.</exception>
    public abstract SpectrumFile Read(ReadOnlyMemory<byte> bytes, string name, ReadHints hints);
}

/// <summary>What a file holds, in the file's own order.</summary>
public sealed record SpectrumFile
{
    /// <summary>Format that read it.</summary>
    public required string Format { get; init; }

    /// <summary>ir, raman, xas ...; null when the file does not say.</summary>
    public string? Technique { get; init; }

    /// <summary>The spectra.</summary>
    public required IReadOnlyList<SpectrumData> Spectra { get; init; }

    /// <summary>Everything the file says about itself, under its original keys.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Doubts: decimal comma assumed, footer skipped, labels out of order.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>One spectrum in the file's own order of points: x and one or more channels on it.</summary>
public sealed record SpectrumData
{
    /// <summary>x-values in the order of the file (often descending; possibly with duplicates).</summary>
    public required double[] X { get; init; }

    /// <summary>Label of x in the file.</summary>
    public string XLabel { get; init; } = "";

    /// <summary>Unit of x; <see cref="Unit.None"/> when the file does not say and it cannot be known.</summary>
    public Unit XUnit { get; init; } = Unit.None;

    /// <summary>The channels; the first is the spectrum proper.</summary>
    public required IReadOnlyList<ChannelData> Channels { get; init; }

    /// <summary>Title or label of the spectrum (column label, scan name).</summary>
    public string Title { get; init; } = "";

    /// <summary>Which of several things a file may hold side by side this is (OPUS: <c>AB</c>, <c>ScSm</c>; a SPEC or HDF5 scan: its kind); empty
    /// when the file holds one. Spectra of one block form a series; the block of the first spectrum is the one that a pipeline takes.</summary>
    public string Block { get; init; } = "";

    /// <summary>Acquisition time as the file states it: UTC where the file states the zone, of kind Unspecified where it does not; null when it states none.</summary>
    public DateTime? Acquired { get; init; }

    /// <summary>Time since the start of the series as the file states it (s); NaN when it does not.</summary>
    public double TimeS { get; init; } = double.NaN;

    /// <summary>Electrode potential as the file states it (V); NaN when it does not.</summary>
    public double PotentialV { get; init; } = double.NaN;

    /// <summary>Metadata of this spectrum beyond the file's.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}

/// <summary>One column of numbers on x.</summary>
/// <param name="Name">Label in the file.</param>
/// <param name="Values">Values, as many as x; NaN where the file says NaN or leaves the cell empty.</param>
/// <param name="Signal">What it is, Unknown when the file does not say.</param>
public sealed record ChannelData(string Name, double[] Values, Signal Signal);
