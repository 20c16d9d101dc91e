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
        head.StartsWith(AgilentTile.Signature) || AgilentParameters.Is(head) || IsEnvi(head) ? Claim.Certain
        // The names of the streams may lie behind the head.
        : head.StartsWith(AgilentParameters.DocumentSignature) && Path.GetExtension(name).ToLowerInvariant() is ".bsp" or ".dmt"
            ? Claim.Possible
        : Claim.No;

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
        return Image((all.Columns, all.Rows), all.Read(), Axis(parameters, all.Points, [], hints, all.Notes), parameters, all.Notes);
    }

    private static SpectrumFile Tile(AgilentTile tile, string name, ReadHints hints)
    {
        string own = Path.GetFileNameWithoutExtension(name);
        string mosaic = TileNumber().Replace(own, "");
        var notes = new List<string>();
        AgilentParameters? parameters = (hints.Beside(own + ".bsp") ?? hints.Beside(mosaic + ".dmt")) is ReadOnlyMemory<byte> beside
            ? AgilentParameters.Read(beside)
            : null;
        AgilentAxis axis = Axis(parameters, tile.Points, [own, mosaic], hints, notes);
        return Image((tile.Columns, tile.Rows), tile.Read(), axis, parameters, notes);
    }

    /// <summary>The axis out of the parameters, else out of the ENVI header of one of these names, else a count of points with a note.</summary>
    private static AgilentAxis Axis(AgilentParameters? parameters, int points, string[] names, ReadHints hints, List<string> notes)
    {
        if (parameters is not null && AgilentAxis.From(parameters, points) is AgilentAxis stated)
            return stated;
        bool envi = false;
        foreach (string name in names.Distinct(StringComparer.Ordinal))
            if (hints.Beside(name + ".hdr") is ReadOnlyMemory<byte> header)
            {
                envi = true;
                if (AgilentAxis.FromEnvi(header, points) is AgilentAxis listed)
                    return listed;
            }
        notes.Add(
            parameters is not null || envi
                ? $"the files beside this one have no axis of {points} points: x counts points"
                : $"'{names[0]}.bsp' (or '{names[^1]}.dmt'), which holds the axis, is not beside this file: x counts points and y has no name"
        );
        return AgilentAxis.Counted(points);
    }

    private static SpectrumFile Image(
        (int Columns, int Rows) size,
        double[][] values,
        AgilentAxis axis,
        AgilentParameters? parameters,
        List<string> notes
    )
    {
        double edge = parameters?.PixelSize ?? double.NaN;
        var spectra = new SpectrumData[values.Length];
        for (int p = 0; p < spectra.Length; p++)
        {
            (int row, int column) = (p / size.Columns, p % size.Columns);
            spectra[p] = new SpectrumData
            {
                X = axis.X,
                XUnit = axis.Unit,
                XLabel = axis.XLabel,
                Channels = [new(axis.YLabel, values[p], axis.Signal)],
                Title = $"row {row}, column {column}",
                Acquired = parameters?.Acquired,
                Metadata = new AgilentPixel(row, column, edge),
            };
        }
        return new SpectrumFile
        {
            Format = "agilent-fpa",
            Technique = "ir",
            Spectra = spectra,
            Metadata = new Dictionary<string, string>(parameters?.Entries ?? new Dictionary<string, string>())
            {
                ["Columns"] = $"{size.Columns}",
                ["Rows"] = $"{size.Rows}",
            },
            Notes = notes,
        };
    }

    private static bool IsEnvi(ReadOnlySpan<byte> head) =>
        head.StartsWith(EnviSignature) && head.Length > 4 && head[4] is (byte)'\r' or (byte)'\n' && head.IndexOf("lines"u8) > 0;

    // NAME_0000_0001: tile at x 0, y 1 of the mosaic NAME.
    [GeneratedRegex(@"_[0-9]{4}_[0-9]{4}$")]
    private static partial Regex TileNumber();
}
