using System.Buffers.Binary;
using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.Witec;

/// <summary>A TDGraph: the spectra of a point, line or map.</summary>
internal sealed class WitecGraph
{
    private static readonly int[] s_sizes = [0, 8, 4, 2, 1, 4, 2, 1, 1, 4, 8];

    private readonly WitecObjects _objects;
    private readonly WitecTag _graph;

    /// <summary>A graph among the objects of a file.</summary>
    public WitecGraph(WitecObjects objects, WitecObject item)
    {
        _objects = objects;
        Caption = item.Caption;
        _graph = item.Tag.Find("TDGraph") ?? throw new BadFileException(item.Tag.Start, "TDGraph in an object of that class", "none");
    }

    /// <summary>What the project calls it.</summary>
    public string Caption { get; }

    /// <summary>The spectra in the order of the file.</summary>
    /// <param name="block">Which graph of several.</param>
    /// <param name="acquired">When it was measured; null when not stated.</param>
    /// <param name="notes">Doubts.</param>
    /// <exception cref="BadFileException">Sizes that are none, or no spectrum in full.</exception>
    public List<SpectrumData> Spectra(string block, DateTime? acquired, List<string> notes)
    {
        (long sizeX, long sizeY, long points) = (_graph.Whole("SizeX"), _graph.Whole("SizeY"), _graph.Whole("SizeGraph"));
        WitecTag? values = _graph.Find("GraphData");
        WitecTag? data = values?.Find("Data");
        long type = values?.Whole("DataType") ?? 0;
        if (
            data is null
            || sizeX is < 1 or > int.MaxValue
            || sizeY is < 1 or > int.MaxValue
            || points is < 1 or > int.MaxValue
            || type < 1
            || type >= s_sizes.Length
        )
            throw new BadFileException(
                _graph.Start,
                $"sizes and a type of values (1 to {s_sizes.Length - 1}) of the graph '{Caption}'",
                $"{sizeX} x {sizeY} x {points} of type {type}"
            );
        long here = data.Length / s_sizes[type] / points;
        long claimed = sizeX * sizeY;
        if (here == 0 || (here < claimed && !data.IsCut))
            throw new BadFileException(
                data.Start,
                $"{claimed} spectra of {points} values of the graph '{Caption}'",
                $"{data.Length} bytes"
            );
        SpectrumBudget.Allow(Math.Min(here, claimed), points, data.Start);
        if (here < claimed)
            notes.Add($"the file was cut: '{Caption}' has {here} of {claimed} spectra in full");
        // FileBytes knows that the bytes are there; a byte becomes a double, which is less than the factor that is allowed.
        (double[] x, Unit unit, string label) = WitecAxis.Of(Object("XTransformationID"), Object("XInterpretationID"), (int)points, notes);
        string signal = Object("ZInterpretationID")?.Find("TDZInterpretation")?.Text("UnitName") ?? "";
        var spectra = new List<SpectrumData>();
        bool[] lines = Lines(sizeY, notes);
        Func<long, long, Dictionary<string, string>> place = claimed > 1 ? Places() : static (_, _) => [];
        bool rowsFirst = _graph.Whole("DataFieldInverted") != 0;
        for (long k = 0; k < Math.Min(here, claimed); k++)
        {
            (long column, long row) = rowsFirst ? (k % sizeX, k / sizeX) : (k / sizeY, k % sizeY);
            if (!lines[Math.Min(row, lines.Length - 1)])
                continue;
            double[] y = Values(data, (int)type, k * points, (int)points);
            spectra.Add(
                new SpectrumData
                {
                    X = x,
                    XLabel = label,
                    XUnit = unit,
                    Channels = [new ChannelData(signal.Length > 0 ? signal : "y", y, SignalOf(signal))],
                    Title = claimed > 1 ? string.Create(CultureInfo.InvariantCulture, $"{Caption} ({column}/{row})") : Caption,
                    Block = block,
                    // The notes state when the measurement began.
                    Acquired = k == 0 ? acquired : null,
                    Metadata = place(column, row),
                }
            );
        }
        return spectra;
    }

    private static Signal SignalOf(string unit) =>
        unit.Contains("cts", StringComparison.OrdinalIgnoreCase) || unit.Contains("count", StringComparison.OrdinalIgnoreCase)
            ? new(SignalKind.Counts, unit)
            : new(SignalKind.Unknown, unit);

    /// <summary>The object that an entry of the graph names; null when the entry or the object is not there (old files lack some).</summary>
    private WitecTag? Object(string entry) => _objects.Find(_graph.Whole(entry))?.Tag;

    /// <summary>Which lines of a map were measured: those that are not valid hold nothing.</summary>
    private bool[] Lines(long sizeY, List<string> notes)
    {
        if (_graph.Find("LineValid") is not { Type: 8 } tag || tag.Length != sizeY)
            return [true];
        bool[] lines = new bool[tag.Length];
        for (int i = 0; i < lines.Length; i++)
            lines[i] = tag.File.U8(tag.Start + i, "LineValid") != 0;
        int missing = lines.Count(l => !l);
        if (missing == lines.Length)
            return [true];
        if (missing > 0)
            notes.Add($"'{Caption}': {missing} of {lines.Length} lines were not measured and are left out");
        return lines;
    }

    /// <summary>Where a spectrum was taken: W + R S (p − M) of its column and row p, as the space transformation says.</summary>
    private Func<long, long, Dictionary<string, string>> Places()
    {
        WitecTag? transformation = Object("SpaceTransformationID");
        if (transformation?.Find("TDSpaceTransformation")?.Find("ViewPort3D") is not { } view)
            return static (_, _) => [];
        string unit = transformation.Find("TDTransformation")?.Text("StandardUnit") is { Length: > 0 } stated ? $" ({stated})" : "";
        (double[] model, double[] world) = (view.Numbers("ModelOrigin"), view.Numbers("WorldOrigin"));
        (double[] scale, double[] rotation) = (view.Numbers("Scale"), view.Numbers("Rotation"));
        if (model.Length < 3 || world.Length < 3 || scale.Length < 9 || rotation.Length < 9)
            return static (_, _) => [];
        return (column, row) =>
        {
            double[] p = Times(rotation, Times(scale, [column - model[0], row - model[1], -model[2]]));
            var place = new Dictionary<string, string>(3);
            for (int i = 0; i < 3; i++)
                // Beyond nine decimals (10^-15 m) there is only rounding of the product.
                place["XYZ"[i] + unit] = Math.Round(p[i] + world[i], 9).ToString("R", CultureInfo.InvariantCulture);
            return place;
        };
    }

    /// <summary>A 3 x 3 matrix, stored column by column, times a vector.</summary>
    private static double[] Times(double[] m, double[] v) =>
        [.. Enumerable.Range(0, 3).Select(r => m[r] * v[0] + m[3 + r] * v[1] + m[6 + r] * v[2])];

    private static double[] Values(WitecTag data, int type, long first, int count)
    {
        FileBytes file = data.File;
        long at = data.Start + first * s_sizes[type];
        if (type == 9)
            return file.F32s(at, count, "a spectrum");
        if (type == 10)
            return file.F64s(at, count, "a spectrum");
        ReadOnlySpan<byte> bytes = file.Slice(at, (long)count * s_sizes[type], "a spectrum");
        double[] values = new double[count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> v = bytes[(i * s_sizes[type])..];
            values[i] = type switch
            {
                1 => BinaryPrimitives.ReadInt64LittleEndian(v),
                2 => BinaryPrimitives.ReadInt32LittleEndian(v),
                3 => BinaryPrimitives.ReadInt16LittleEndian(v),
                4 => (sbyte)v[0],
                5 => BinaryPrimitives.ReadUInt32LittleEndian(v),
                6 => BinaryPrimitives.ReadUInt16LittleEndian(v),
                _ => v[0],
            };
        }
        return values;
    }
}
