using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers.Nexus.Parent;

namespace SpectraPipeline.IO.Readers.Nexus;

/// <summary>NeXus and other HDF5 files with spectra. libhdf5 opens them in a child process, because a damaged file can kill it.</summary>
[Reader(
    "nexus",
    "NeXus/HDF5: NXxas, NXdata, scans of beamlines (Diamond, SOLEIL, MAX IV, ESRF), PTIR Studio",
    ".nxs",
    ".h5",
    ".hdf5",
    ".hdf",
    ".nx5",
    ".ptir"
)]
public sealed class NexusReader : Reader
{
    private const int MostNotes = 20;

    // Not the state of a file: processes that wait for the next one.
    private readonly Hdf5Children _children = new();

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', (byte)'\r', (byte)'\n', 0x1A, (byte)'\n'];

    /// <inheritdoc />
    public override Claim Sniff(ReadOnlySpan<byte> head, string name)
    {
        if (head.StartsWith(Signature))
            return Claim.Certain;
        // A user block of 512 bytes, or a power of two times that, may come first.
        for (int at = 512; at + Signature.Length <= head.Length; at *= 2)
            if (head[at..].StartsWith(Signature))
                return Claim.Certain;
        return Claim.No;
    }

    /// <inheritdoc />
    public override SpectrumFile Read(ReadOnlyMemory<byte> bytes, string name, ReadHints hints)
    {
        if (Sniff(bytes.Span, name) != Claim.Certain)
            throw new BadFileException(0, "the signature of HDF5", "other bytes");
        if (hints.Path is string path && IsThis(path, bytes))
            return _children.With(path, bytes.Length, Take);
        // Bytes without a file, or unpacked from one.
        string copy = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(copy, bytes.Span);
            return _children.With(copy, bytes.Length, Take);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadFileException(0, "room for a copy of the file, which libhdf5 needs", $"that it cannot be written: {e.Message}");
        }
        finally
        {
            File.Delete(copy);
        }
    }

    private static bool IsThis(string path, ReadOnlyMemory<byte> bytes) =>
        new FileInfo(path) is { Exists: true } f && f.Length == bytes.Length;

    private static SpectrumFile Take(OpenHdf5File file)
    {
        Findings found = NexusLayout.Of(file.Root);
        List<string> missing =
        [
            .. file.Root.All().Where(n => n.Problem.Length > 0).Select(n => $"'{n.Path}': {n.Problem}").Take(MostNotes),
        ];
        if (found.Plans.Count == 0)
            throw new BadFileException(
                0,
                "a spectrum (NXxas, NXdata, or an energy with data beside it)",
                Nothing(file.Root, found, missing)
            );
        var notes = new List<string>();
        var cutter = new NexusSpectra(file, notes);
        bool few = found.Plans.Count <= 64;
        SpectrumData[] spectra = [.. found.Plans.SelectMany(p => cutter.Of(p, few))];
        notes.AddRange(missing);
        notes.AddRange(found.Reasons.Distinct().Except(missing).Take(MostNotes));
        return new SpectrumFile
        {
            Format = "nexus",
            Technique = found.Plans[0].Technique ?? (spectra[0].XUnit.Quantity == Quantity.PhotonEnergy ? "xas" : null),
            Spectra = spectra,
            Metadata = NexusMetadata.OfFile(file.Root),
            Notes = notes,
        };
    }

    private static string Nothing(Hdf5Node root, Findings found, List<string> missing)
    {
        if (found.Reasons.Count > 0)
            return $"none: {string.Join("; ", found.Reasons.Distinct().Take(3))}";
        if (missing.Count > 0)
            return $"none: {string.Join("; ", missing.Take(3))}";
        Hdf5Node? largest = root.All().Where(n => n.IsArray).MaxBy(n => n.Count);
        return largest is null
            ? "no array of numbers"
            : $"arrays without a spectral axis, such as '{largest.Path}' ({string.Join(" x ", largest.Shape!)})";
    }
}
