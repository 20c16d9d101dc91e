using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Athena;

/// <summary>Athena projects: groups of X-ray absorption spectra with the parameters of their analysis, written as Perl by Athena and as JSON by Larch.
/// The Perl is parsed, never run. gzip is taken off before.</summary>
[Reader("athena-project", "Athena project: groups of X-ray absorption spectra with their parameters", ".prj")]
public sealed class AthenaReader : Reader
{
    private static readonly string[] s_others = ["i0", "signal", "stddev"];

    /// <inheritdoc />
    public override Claim Sniff(ReadOnlySpan<byte> head, string name)
    {
        ReadOnlySpan<byte> h = (head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? head[3..] : head).TrimStart(" \t\r\n"u8);
        return IsPerl(h) || IsJson(h) ? Claim.Certain : Claim.No;
    }

    /// <inheritdoc />
    public override SpectrumFile Read(ReadOnlyMemory<byte> bytes, string name, ReadHints hints)
    {
        ReadOnlySpan<byte> head = bytes.Span[..Math.Min(bytes.Length, 8192)];
        if (Sniff(head, name) == Claim.No)
            throw new BadFileException(0, "'# Athena project file' in the first line, or the same in JSON", "something else", 1);
        AthenaProject project = IsJson(head.TrimStart(" \t\r\n\xEF\xBB\xBF"u8)) ? AthenaJson.Read(bytes) : AthenaPerl.Read(bytes);
        var notes = new List<string>(project.Notes);
        var spectra = new List<SpectrumData>();
        foreach (AthenaGroup group in project.Groups)
            if (Spectrum(group, notes) is SpectrumData spectrum)
                spectra.Add(spectrum);
        if (spectra.Count == 0)
            throw new BadFileException(0, "a group with x and y", $"{project.Groups.Count} groups without");
        return new SpectrumFile
        {
            Format = "athena-project",
            Technique = "xas",
            Spectra = spectra,
            Metadata = project.Metadata,
            Notes = notes,
        };
    }

    private static bool IsPerl(ReadOnlySpan<byte> head) => head.StartsWith("# Athena project file"u8);

    private static bool IsJson(ReadOnlySpan<byte> head) => head.StartsWith("{"u8) && head.IndexOf("Athena project file"u8) >= 0;

    private static SpectrumData? Spectrum(AthenaGroup group, List<string> notes)
    {
        string label = group.Args.TryGetValue("label", out string? l) && l.Length > 0 ? l : group.Name;
        if (!group.Arrays.TryGetValue("x", out double[]? x) || !group.Arrays.TryGetValue("y", out double[]? y) || x.Length == 0)
        {
            notes.Add($"group '{label}' has no x and y and was passed over");
            return null;
        }
        if (x.Length != y.Length)
            throw new BadFileException(group.Offset, $"{x.Length} values of y as of x in group '{label}'", $"{y.Length}");
        bool pixel = IsOn(group, "is_pixel");
        bool chi = IsOn(group, "is_chi") || group.Args.GetValueOrDefault("datatype") == "chi";
        SignalKind kind =
            chi ? SignalKind.ChiK
            : IsOn(group, "is_nor") || group.Args.GetValueOrDefault("datatype") == "norm" ? SignalKind.Norm
            : SignalKind.Mu;
        if (
            group.Args.TryGetValue("bkg_eshift", out string? shift)
            && double.TryParse(shift, NumberStyles.Float, CultureInfo.InvariantCulture, out double eV)
            && eV != 0
        )
            notes.Add($"group '{label}': Athena shows its energies shifted by {shift} eV (bkg_eshift); x is as stored, without the shift");
        var channels = new List<ChannelData> { new(kind == SignalKind.ChiK ? "chi" : "mu", y, new(kind)) };
        foreach (string other in s_others)
            if (group.Arrays.TryGetValue(other, out double[]? values) && values.Length == x.Length)
                channels.Add(new(other, values, new(SignalKind.Auxiliary)));
        return new SpectrumData
        {
            X = x,
            XLabel =
                pixel ? "pixel"
                : chi ? "k"
                : "energy",
            XUnit =
                pixel ? Unit.Pixel
                : chi ? Unit.PerAngstrom
                : Unit.ElectronVolt,
            Title = label,
            Channels = channels,
            // Spectra on k or on pixels are no frames of a series of energies.
            Block =
                pixel ? "pixel"
                : chi ? "chi"
                : "",
            Metadata = group.Args,
        };
    }

    private static bool IsOn(AthenaGroup group, string key) => group.Args.TryGetValue(key, out string? v) && v == "1";
}

/// <summary>What a project holds.</summary>
internal sealed class AthenaProject
{
    public List<AthenaGroup> Groups { get; } = [];
    public Dictionary<string, string> Metadata { get; } = [];
    public List<string> Notes { get; } = [];
}

/// <summary>One group: parameters under Athena's names, arrays x, y, i0 ...</summary>
internal sealed record AthenaGroup(string Name, long Offset)
{
    public Dictionary<string, string> Args { get; init; } = [];
    public Dictionary<string, double[]> Arrays { get; init; } = [];
}
