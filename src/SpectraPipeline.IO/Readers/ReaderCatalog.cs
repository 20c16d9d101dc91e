using System.Reflection;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers;

/// <summary>All readers, found by attribute. Content decides; the name only breaks ties.</summary>
public sealed class ReaderCatalog
{
    private const int HeadBytes = 8192;
    private readonly (ReaderAttribute About, Reader Reader)[] _readers;

    private ReaderCatalog((ReaderAttribute, Reader)[] readers) => _readers = readers;

    /// <summary>The readers of this assembly.</summary>
    public static ReaderCatalog Default { get; } = From(typeof(ReaderCatalog).Assembly);

    /// <summary>The readers of given assemblies.</summary>
    public static ReaderCatalog From(params Assembly[] assemblies) =>
        new([
            .. from a in assemblies
            from t in a.GetTypes()
            let about = t.GetCustomAttribute<ReaderAttribute>()
            where about is not null
            orderby about.Format
            select (about, (Reader)Activator.CreateInstance(t)!),
        ]);

    /// <summary>Every reader.</summary>
    public IReadOnlyList<(ReaderAttribute About, Reader Reader)> All => _readers;

    /// <summary>Names of the formats.</summary>
    public IEnumerable<string> Formats => _readers.Select(r => r.About.Format);

    /// <summary>Reads a file: picks the reader by content, or the named one.</summary>
    /// <exception cref="BadFileException">No reader knows the file, two claim it alike, or its bytes are bad.</exception>
    public SpectrumFile Read(string path, ReadHints hints, string? format = null) =>
        Read(FileContent.Read(path), Path.GetFileName(path), hints with { Path = path }, format);

    /// <summary>Reads bytes: picks the reader by content, or the named one.</summary>
    /// <exception cref="BadFileException">No reader knows the file, two claim it alike, or its bytes are bad.</exception>
    public SpectrumFile Read(ReadOnlyMemory<byte> bytes, string name, ReadHints hints, string? format = null)
    {
        if (GzipFile.Is(bytes.Span))
            bytes = GzipFile.Unpack(bytes);
        if (bytes.Length == 0)
            throw new BadFileException(0, "a spectrum", "an empty file");
        (ReaderAttribute _, Reader reader) = format is null ? Choose(bytes.Span, name) : Named(format);
        SpectrumFile file = reader.Read(bytes, name, hints);
        IReadOnlyList<string> doubts = file.Spectra.Count > 1 ? LabelOrder.Notes([.. file.Spectra.Select(s => s.Title)]) : [];
        return doubts.Count == 0 ? file : file with { Notes = [.. file.Notes, .. doubts] };
    }

    /// <summary>The reader whose claim is strongest; an extension breaks a tie.</summary>
    public (ReaderAttribute About, Reader Reader) Choose(ReadOnlySpan<byte> bytes, string name)
    {
        ReadOnlySpan<byte> head = bytes[..Math.Min(bytes.Length, HeadBytes)];
        var claims = new List<(ReaderAttribute About, Reader Reader, Claim Claim)>();
        foreach (var (about, reader) in _readers)
            if (reader.Sniff(head, name) is var claim and not Claim.No)
                claims.Add((about, reader, claim));
        if (claims.Count == 0)
            throw new BadFileException(
                0,
                $"one of the formats that are read ({_readers.Length}, listed in docs/formats)",
                ForeignFormat.Of(bytes, name)
                    ?? (
                        TextLines.LooksLikeText(head) && TextLines.FirstLine(head).Trim() is { Length: > 0 } line
                            ? $"text that holds no table of numbers: '{DialectGuess.Shorten(line)}'"
                            : $"bytes that none of them knows ({Convert.ToHexString(head[..Math.Min(8, head.Length)])} ...)"
                    )
            );
        Claim best = claims.Max(c => c.Claim);
        var top = claims.Where(c => c.Claim == best).ToList();
        string extension = Path.GetExtension(name).ToLowerInvariant();
        if (top.Count > 1 && top.Where(c => c.About.Extensions.Contains(extension)).ToList() is { Count: > 0 } named)
            top = named;
        if (top.Count > 1)
            throw new BadFileException(
                0,
                "one format",
                $"two equal claims: {string.Join(" and ", top.Select(c => c.About.Format))}; name one of them"
            );
        return (top[0].About, top[0].Reader);
    }

    private (ReaderAttribute About, Reader Reader) Named(string format)
    {
        foreach (var r in _readers)
            if (string.Equals(r.About.Format, format, StringComparison.OrdinalIgnoreCase))
                return r;
        // 'opus', 'spc': a word that only one name holds is enough.
        var holding = _readers
            .Where(r => format.Length > 2 && r.About.Format.Contains(format, StringComparison.OrdinalIgnoreCase))
            .ToList();
        if (holding.Count == 1)
            return holding[0];
        string meant =
            holding.Count > 1
                ? $" Which of {string.Join(", ", holding.Select(r => r.About.Format))}?"
                : $" Known: {string.Join(", ", Formats)}.";
        throw new UserException($"There is no reader for a format '{format}'.{meant}");
    }
}
