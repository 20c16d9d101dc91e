using System.Text;

namespace SpectraPipeline.Testing.Writers;

/// <summary>Minimal writer of WITec projects: a tree of tags with objects that name each other by number.</summary>
public sealed record WitecFile
{
    /// <summary>First eight letters: those of old (WIT_PRCT) or new (WIT_PR06) projects.</summary>
    public string Signature { get; init; } = "WIT_PRCT";

    /// <summary>Objects: class, number, caption, and what they hold.</summary>
    public required IReadOnlyList<(string Class, int Id, string Caption, WitecNode[] Body)> Objects { get; init; }

    /// <summary>Spectra as TDGraph with the numbers of its axis, place, interpretation and unit of y (0 names none).</summary>
    /// <param name="spectra">In the order of the file.</param>
    /// <param name="sizeX">Columns; rows follow from the number of spectra.</param>
    /// <param name="x">Number of the transformation of x.</param>
    /// <param name="interpretation">Number of the interpretation of x.</param>
    /// <param name="place">Number of the space transformation.</param>
    /// <param name="unit">Number of the interpretation of y.</param>
    public static WitecNode[] Graph(
        IReadOnlyList<double[]> spectra,
        int sizeX,
        int x = 0,
        int interpretation = 0,
        int place = 0,
        int unit = 0
    ) =>
        [
            WitecNode.Of(
                "TDGraph",
                WitecNode.Of("SizeX", sizeX),
                WitecNode.Of("SizeY", spectra.Count / sizeX),
                WitecNode.Of("SizeGraph", spectra[0].Length),
                WitecNode.Of("SpaceTransformationID", place),
                WitecNode.Of("XTransformationID", x),
                WitecNode.Of("XInterpretationID", interpretation),
                WitecNode.Of("ZInterpretationID", unit),
                WitecNode.Of(
                    "GraphData",
                    WitecNode.Of("DataType", 9),
                    WitecNode.Bytes("Data", [.. spectra.SelectMany(s => s).SelectMany(v => BitConverter.GetBytes((float)v))])
                )
            ),
        ];

    /// <summary>A transformation with its unit.</summary>
    public static WitecNode[] Transformation(string name, string unit, params WitecNode[] fields) =>
        [WitecNode.Of("TDTransformation", WitecNode.Of("StandardUnit", unit)), WitecNode.Of(name, fields)];

    /// <summary>The unit that the project shows x in, and the laser.</summary>
    public static WitecNode[] Interpretation(int unitIndex, double laser) =>
        [
            WitecNode.Of("TDInterpretation", WitecNode.Of("UnitIndex", unitIndex)),
            WitecNode.Of("TDSpectralInterpretation", WitecNode.Of("ExcitationWaveLength", [laser])),
        ];

    /// <summary>The bytes of the file.</summary>
    public byte[] Write()
    {
        var data = new List<WitecNode>();
        for (int i = 0; i < Objects.Count; i++)
        {
            var (name, id, caption, body) = Objects[i];
            data.Add(WitecNode.Of($"DataClassName {i}", name));
            data.Add(WitecNode.Of($"Data {i}", [WitecNode.Of("TData", WitecNode.Of("ID", id), WitecNode.Of("Caption", caption)), .. body]));
        }
        var file = new List<byte>(Encoding.ASCII.GetBytes(Signature));
        WitecNode
            .Of(
                "WITec Project",
                WitecNode.Of("Version", 5),
                WitecNode.Of("Data", [.. data]),
                WitecNode.Of("Viewer", WitecNode.Of("NumberOfViewer", 0))
            )
            .Write(file);
        return [.. file];
    }
}

/// <summary>A tag of a WITec file.</summary>
/// <param name="Name">Name.</param>
/// <param name="Type">Type of its value.</param>
/// <param name="Value">Bytes of the value; empty for a container.</param>
/// <param name="Children">Tags in a container.</param>
public sealed record WitecNode(string Name, int Type, byte[] Value, WitecNode[] Children)
{
    /// <summary>A container.</summary>
    public static WitecNode Of(string name, params WitecNode[] children) => new(name, 0, [], children);

    /// <summary>A 32-bit integer.</summary>
    public static WitecNode Of(string name, int value) => new(name, 5, BitConverter.GetBytes(value), []);

    /// <summary>Doubles.</summary>
    public static WitecNode Of(string name, double[] values) => new(name, 2, [.. values.SelectMany(BitConverter.GetBytes)], []);

    /// <summary>A text.</summary>
    public static WitecNode Of(string name, string text) =>
        new(name, 9, [.. BitConverter.GetBytes(text.Length), .. Encoding.Latin1.GetBytes(text)], []);

    /// <summary>Bytes.</summary>
    public static WitecNode Bytes(string name, byte[] bytes) => new(name, 7, bytes, []);

    /// <summary>Truth values.</summary>
    public static WitecNode Flags(string name, params byte[] flags) => new(name, 8, flags, []);

    /// <summary>Appends the tag; places in it count from the beginning of the file.</summary>
    public void Write(List<byte> file)
    {
        byte[] name = Encoding.Latin1.GetBytes(Name);
        file.AddRange([.. BitConverter.GetBytes(name.Length), .. name, .. BitConverter.GetBytes(Type)]);
        int fields = file.Count;
        file.AddRange(new byte[16]);
        int start = file.Count;
        file.AddRange(Value);
        foreach (WitecNode child in Children)
            child.Write(file);
        byte[] places = [.. BitConverter.GetBytes((long)start), .. BitConverter.GetBytes((long)file.Count)];
        for (int i = 0; i < places.Length; i++)
            file[fields + i] = places[i];
    }
}

/// <summary>Samples of WITec projects: a line on a polynomial axis, and two graphs, one of them without an axis.</summary>
public sealed class WitecSamples : ISampleSource
{
    /// <inheritdoc />
    public IEnumerable<SampleFile> Samples()
    {
        var truth = SampleFiles.Truth(3, singlePrecision: true);
        WitecNode[] axis = WitecFile.Transformation(
            "TDSpectralTransformation",
            "nm",
            WitecNode.Of("SpectralTransformationType", 0),
            WitecNode.Of("Polynom", [SampleFiles.X(0), 1.5, 0])
        );
        WitecNode[] graph = WitecFile.Graph([.. truth.Select(t => t.Y)], 3, x: 7);
        yield return new(
            "witec-project",
            "line.wip",
            new WitecFile { Objects = [("TDSpectralTransformation", 7, "axis", axis), ("TDGraph", 8, "line", graph)] }.Write()
        )
        {
            Truth = truth,
        };
        var pixels = Enumerable.Range(0, SampleFiles.Points).Select(i => (double)i).ToArray();
        yield return new(
            "witec-project",
            "two graphs.wid",
            new WitecFile
            {
                Signature = "WIT_DA06",
                Objects =
                [
                    ("TDGraph", 8, "spectrum", WitecFile.Graph([truth[0].Y], 1, x: 7)),
                    ("TDSpectralTransformation", 7, "axis", axis),
                    ("TDGraph", 9, "spectrum", WitecFile.Graph([truth[1].Y], 1)),
                ],
            }.Write()
        )
        {
            Truth = [truth[0], (pixels, truth[1].Y)],
        };
    }
}
