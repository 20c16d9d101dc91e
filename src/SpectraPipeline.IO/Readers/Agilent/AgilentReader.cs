using System.Text.RegularExpressions;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.Agilent;

/// <summary>Agilent (Varian) Resolutions Pro images of focal-plane detectors: single tiles (.dat, .seq), tiles of a mosaic (.dmd, .drd), and whole
/// mosaics (.dmt). One spectrum for each pixel.</summary>
[Reader(
    "agilent-fpa",
    "Agilent Resolutions Pro: infrared images, tiles and mosaics",
    ".dat",
    ".seq",
    ".dmt",
    ".dmd",
    ".drd",
    ".bsp",
    ".hdr"
)]
public sealed partial class AgilentReader : Reader
{
    private static ReadOnlySpan<byte> EnviSignature => "ENVI"u8;

    /// <inheritdoc />
    public override Claim Sniff(ReadOnlySpan<byte> head, string name) =>
        head.StartsWith(AgilentTile.Signature) || AgilentParameters.Is(head) || IsEnvi(head) ? Claim.Certain : Claim.No;

    /// <inheritdoc />
    public override SpectrumFile Read(ReadOnlyMemory<byte> bytes, string name, ReadHints hints)
    {
        string own = Path.GetFileNameWithoutExtension(name);
        if (IsEnvi(bytes.Span))
            throw new BadFileException(
                0,
                "spectra",
                $"an ENVI header, which only describes the image beside it: open '{own}.dat' (Agilent tiles are read)"
            );
        if (!AgilentParameters.Is(bytes.Span))
            return Tile(AgilentTile.Open(bytes), name, hints);
        AgilentParameters parameters = AgilentParameters.Read(bytes);
        bool mosaic = parameters.IsMosaic || name.EndsWith(".dmt", StringComparison.OrdinalIgnoreCase);
        if (!mosaic)
            throw new BadFileException(
                0,
                "spectra of an image",
                $"the parameters of a tile (.bsp): open '{own}.dat' for its spectra or '{own}.seq' for its interferograms"
            );
        AgilentMosaic all = AgilentMosaic.Open(own, hints);
        return Image(all.Columns, all.Rows, all.Points, all.Read(), parameters, null, all.Notes);
    }

    private static SpectrumFile Tile(AgilentTile tile, string name, ReadHints hints)
    {
        string own = Path.GetFileNameWithoutExtension(name);
        string mosaic = TileNumber().Replace(own, "");
        ReadOnlyMemory<byte>? parameters = hints.Beside(own + ".bsp") ?? hints.Beside(mosaic + ".dmt");
        ReadOnlyMemory<byte>? envi = hints.Beside(own + ".hdr") ?? (mosaic == own ? null : hints.Beside(mosaic + ".hdr"));
        var notes = new List<string>();
        if (parameters is null && envi is null)
            notes.Add($"'{own}.bsp' (or '{mosaic}.dmt'), which holds the axis, is not beside this file: x counts points and y has no name");
        return Image(
            tile.Columns,
            tile.Rows,
            tile.Points,
            tile.Read(),
            parameters is ReadOnlyMemory<byte> p ? AgilentParameters.Read(p) : null,
            envi,
            notes
        );
    }

    private static SpectrumFile Image(
        int columns,
        int rows,
        int points,
        double[][] values,
        AgilentParameters? parameters,
        ReadOnlyMemory<byte>? envi,
        List<string> notes
    )
    {
        AgilentAxis? known = parameters is null ? null : AgilentAxis.From(parameters, points);
        known ??= envi is ReadOnlyMemory<byte> e ? AgilentAxis.FromEnvi(e, points) : null;
        if (known is null && (parameters is not null || envi is not null))
            notes.Add($"the files beside this one have no axis of {points} points: x counts points");
        AgilentAxis axis = known ?? AgilentAxis.Counted(points, interferogram: false);
        double size = parameters?.PixelSize ?? double.NaN;
        var spectra = new SpectrumData[values.Length];
        for (int p = 0; p < spectra.Length; p++)
        {
            (int row, int column) = (p / columns, p % columns);
            spectra[p] = new SpectrumData
            {
                X = axis.X,
                XUnit = axis.Unit,
                XLabel = axis.XLabel,
                Channels = [new(axis.YLabel, values[p], axis.Signal)],
                Title = $"row {row}, column {column}",
                Acquired = parameters?.Acquired,
                Metadata = new AgilentPixel(row, column, size),
            };
        }
        return new SpectrumFile
        {
            Format = "agilent-fpa",
            Technique = "ir",
            Spectra = spectra,
            Metadata = new Dictionary<string, string>(parameters?.Entries ?? new Dictionary<string, string>())
            {
                ["Columns"] = $"{columns}",
                ["Rows"] = $"{rows}",
            },
            Notes = notes,
        };
    }

    private static bool IsEnvi(ReadOnlySpan<byte> head) =>
        head.StartsWith(EnviSignature) && head.Length > 4 && head[4] is (byte)'\r' or (byte)'\n' && head.IndexOf("lines"u8) > 0;

    // NAME_0000_0001: tile at x 0, y 1 of the mosaic NAME.
    [GeneratedRegex(@"_\d{4}_\d{4}$")]
    private static partial Regex TileNumber();
}
