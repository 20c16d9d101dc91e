using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.PerkinElmer;

/// <summary>An image (.fsm): a grid of positions (block 5100), the history with the settings (5104), one block of single values a pixel (5105).</summary>
internal static class PeImage
{
    private const int HeaderLength = 44;

    /// <summary>The spectra in the order of the file: the first coordinate runs fastest.</summary>
    /// <exception cref="BadFileException">No grid, no pixel, or a pixel of another length.</exception>
    public static SpectrumFile Read(FileBytes file, string description)
    {
        var notes = new List<string>();
        PeGrid? grid = null;
        PeDataSet? data = null;
        var pixels = new List<long>();
        for (long at = HeaderLength; at + 6 <= file.Length; )
        {
            int id = file.U16(at, "a block");
            long length = file.I32(at + 2, "the length of a block");
            long content = at + 6;
            if (length < 0)
                throw new BadFileException(at + 2, "the length of a block", $"{length}");
            if (!file.Holds(content, length))
                break;
            if (id == PeNames.Image)
                grid ??= PeGrid.Read(file, content, length);
            else if (id == PeNames.ImageHistory && data is null)
                data = History(file, content, length, notes);
            else if (id == PeNames.ImageSpectrum)
                pixels.Add(Pixel(grid, content, length));
            at = content + length;
        }
        if (grid is null || pixels.Count == 0)
            throw new BadFileException(HeaderLength, "a grid and at least one pixel", grid is null ? "no grid" : "no pixel");
        if (pixels.Count != (long)grid.ColumnCount * grid.RowCount)
            notes.Add($"{pixels.Count} of {(long)grid.ColumnCount * grid.RowCount} pixels are in the file");
        SpectrumBudget.Allow(pixels.Count, grid.Points, HeaderLength);
        return Assemble(file, description, grid, data, pixels, notes);
    }

    private static long Pixel(PeGrid? grid, long content, long length)
    {
        if (grid is null)
            throw new BadFileException(content, $"the grid (block {PeNames.Image}) before the first pixel", "a pixel");
        return length == 4L * grid.Points
            ? content
            : throw new BadFileException(content, $"{4L * grid.Points} bytes for {grid.Points} points of a pixel", $"{length}");
    }

    /// <summary>The history holds a whole data set, that of the first pixel; only what it says about the measurement is wanted.</summary>
    private static PeDataSet? History(FileBytes file, long content, long length, List<string> notes)
    {
        try
        {
            return PeMember.Read(file, content, content + length, notes).Find(m => m.Id == PeNames.DataSet) is PeMember set
                ? new(file, set)
                : null;
        }
        catch (BadFileException e)
        {
            notes.Add($"the history is damaged: {e.Message}");
            return null;
        }
    }

    private static SpectrumFile Assemble(
        FileBytes file,
        string description,
        PeGrid grid,
        PeDataSet? data,
        List<long> pixels,
        List<string> notes
    )
    {
        Unit unit = PeDataSet.UnitOf(grid.XUnit, notes);
        Signal signal = PeDataSet.SignalOf(grid.YUnit);
        double[] x = file.Even(grid.First, grid.Last, grid.Points, HeaderLength, "the axis");
        DateTime? acquired = data?.Acquired;
        var spectra = new List<SpectrumData>();
        for (int k = 0; k < pixels.Count; k++)
        {
            (int column, int row) = (k % grid.ColumnCount, k / grid.ColumnCount);
            spectra.Add(
                new()
                {
                    X = x,
                    XLabel = grid.XUnit,
                    XUnit = unit,
                    Channels = [new(grid.YUnit, file.F32s(pixels[k], grid.Points, "a pixel"), signal)],
                    Title = string.Create(CultureInfo.InvariantCulture, $"[{column},{row}]"),
                    Acquired = acquired,
                    Metadata = new Dictionary<string, string>
                    {
                        ["X"] = (grid.X + column * grid.XStep).ToString("R", CultureInfo.InvariantCulture),
                        ["Y"] = (grid.Y + row * grid.YStep).ToString("R", CultureInfo.InvariantCulture),
                    },
                }
            );
        }
        var metadata = new Dictionary<string, string>(grid.Metadata) { ["Description"] = description };
        foreach (var (key, text) in data?.Metadata ?? [])
            metadata.TryAdd(key, text);
        return new()
        {
            Format = "perkinelmer-sp",
            Technique = PeDataSet.TechniqueOf(data?.Technique, unit, signal),
            Spectra = spectra,
            Metadata = metadata,
            Notes = notes,
        };
    }
}

/// <summary>The grid of an image: positions in µm and the axis of the spectra.</summary>
internal sealed record PeGrid(double X, double XStep, int ColumnCount, double Y, double YStep, int RowCount)
{
    private const int Doubles = 10;

    private static readonly string[] s_doubles =
    [
        "X delta",
        "Y delta",
        "Z delta",
        "Z start",
        "Z end",
        "4D start",
        "4D end",
        "X start",
        "Y start",
        "Z initial",
    ];

    private static readonly string[] s_labels = ["First axis label", "Second axis label", "X axis label", "Y axis label"];

    /// <summary>Ends of the spectral axis.</summary>
    public double First { get; private init; }

    /// <inheritdoc cref="First" />
    public double Last { get; private init; }

    /// <summary>Points of a spectrum.</summary>
    public int Points { get; private init; }

    /// <summary>Unit of the spectral axis as the file writes it.</summary>
    public string XUnit => Metadata.GetValueOrDefault(s_labels[2], "");

    /// <summary>Unit of y as the file writes it.</summary>
    public string YUnit => Metadata.GetValueOrDefault(s_labels[3], "");

    /// <summary>Everything the grid's block says.</summary>
    public Dictionary<string, string> Metadata { get; } = [];

    /// <summary>Reads block 5100: a name, ten reals, three counts, four labels; texts are preceded by their length.</summary>
    public static PeGrid Read(FileBytes file, long content, long length)
    {
        long end = content + length;
        long at = content;
        string name = Text(file, ref at, end);
        double[] reals = file.F64s(at, Doubles, "the grid of the image");
        at += 8 * Doubles;
        int[] counts = [file.I32(at, "columns"), file.I32(at + 4, "rows"), file.I32(at + 8, "points")];
        at += 12;
        if (Array.Exists(counts, c => c < 1) || !double.IsFinite(reals[3]) || !double.IsFinite(reals[4]))
            throw new BadFileException(content, "columns, rows, points and the ends of the axis", $"{counts[0]}, {counts[1]}, {counts[2]}");
        file.Allow(counts[2], content, "the axis");
        var grid = new PeGrid(reals[7], reals[0], counts[0], reals[8], reals[1], counts[1])
        {
            First = reals[3],
            Last = reals[4],
            Points = counts[2],
        };
        grid.Metadata["Image"] = name;
        for (int i = 0; i < Doubles; i++)
            grid.Metadata[s_doubles[i]] = reals[i].ToString("R", CultureInfo.InvariantCulture);
        grid.Metadata["Columns"] = counts[0].ToString(CultureInfo.InvariantCulture);
        grid.Metadata["Rows"] = counts[1].ToString(CultureInfo.InvariantCulture);
        foreach (string label in s_labels)
            grid.Metadata[label] = Text(file, ref at, end);
        return grid;
    }

    private static string Text(FileBytes file, ref long at, long end)
    {
        if (at + 2 > end)
            return "";
        long length = Math.Min(file.U16(at, "the length of a text"), end - at - 2);
        string text = file.Text(at + 2, length, "a text of the grid");
        at += 2 + length;
        return text;
    }
}
