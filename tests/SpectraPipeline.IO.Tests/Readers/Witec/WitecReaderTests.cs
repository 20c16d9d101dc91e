using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.Testing.Writers;
using Xunit;

namespace SpectraPipeline.IO.Tests.Readers.Witec;

public sealed class WitecReaderTests
{
    private static readonly double[] s_y = [5, 7.5, -3, 70000];

    [Fact]
    public void A_polynomial_has_three_coefficients_of_pixels_from_0()
    {
        SpectrumData spectrum = Assert.Single(Read(Axis(0, WitecNode.Of("Polynom", [500, 0.5, -0.25, 1000]))).Spectra);
        Assert.Equal([500, 500.25, 500, 499.25], spectrum.X);
        Assert.Equal(Unit.Nanometre, spectrum.XUnit);
        Assert.Equal(s_y, spectrum.Channels[0].Values);
        Assert.Equal("graph", spectrum.Title);
        Assert.Equal("", spectrum.Block);
    }

    [Fact]
    public void A_free_polynomial_is_constant_outside_of_its_bins()
    {
        WitecNode[] fields =
        [
            WitecNode.Of("FreePolynom", [500, 2, 1]),
            WitecNode.Of("FreePolynomOrder", 2),
            WitecNode.Of("FreePolynomStartBin", [1.0]),
            WitecNode.Of("FreePolynomStopBin", [2.0]),
        ];
        Assert.Equal([503, 503, 508, 508], Read(Axis(2, fields)).Spectra[0].X);
    }

    [Fact]
    public void The_grating_equation_gives_the_centre_wavelength_at_the_centre_pixel()
    {
        SpectrumData spectrum = Read(Grating(nC: 2)).Spectra[0];
        Assert.Equal(931.1863403320312, spectrum.X[2], 1e-9);
        // Near the centre dλ/di = d cos β x / (f m) for a detector that is not inclined; here within the inclination's 1 - cos δ.
        double alpha = Math.Asin(931.1863403320312 / (2 * 3333.333251953125 * Math.Cos(0.4328670799732208 / 2))) - 0.4328670799732208 / 2;
        double slope = 3333.333251953125 * Math.Cos(alpha + 0.4328670799732208) * 0.026 / 299.650146484375;
        Assert.Equal(slope, (spectrum.X[3] - spectrum.X[1]) / 2, slope * 2e-4);
    }

    [Fact]
    public void A_real_axis_has_the_limits_that_WITec_stored_with_it()
    {
        string? path = Testing.Corpus.Path("corpus/formats/witec/LineScans.WIP");
        Assert.SkipWhen(path is null, "needs corpus/formats/witec");
        SpectrumFile file = ReaderCatalog.Default.Read(path!, ReadHints.None);
        Assert.Equal(100, file.Spectra.Count);
        // The window of the project (TVMultiGraphForm) stores the limits of the whole x axis in double precision, and of y of the first spectrum,
        // two per cent wider, in single precision. A wrong sign of the inclination moves the first by 2.5 cm-1.
        foreach (var (k, low, high) in (ReadOnlySpan<(int, float, float)>)[(0, 1009.8f, 66800.2f), (50, 1034.28f, 66799.72f)])
        {
            SpectrumData spectrum = file.Spectra[k];
            Assert.Equal(107.1857355016302, spectrum.X[0], 1e-11);
            Assert.Equal(3378.069881398812, spectrum.X[^1], 1e-11);
            double[] y = spectrum.Channels[0].Values;
            Assert.Equal(low, (float)(y.Min() - 0.02 * (y.Max() - y.Min())));
            Assert.Equal(high, (float)(y.Max() + 0.02 * (y.Max() - y.Min())));
        }
        Assert.Equal(new DateTime(2015, 7, 6, 11, 1, 23), file.Spectra[0].Acquired);
        Assert.Equal(new DateTime(2015, 7, 6, 11, 3, 8), file.Spectra[50].Acquired);
        Assert.Equal(("-10", "9.6"), (file.Spectra[0].Metadata["X (µm)"], file.Spectra[49].Metadata["X (µm)"]));
        Assert.Equal(("0", "-9.6"), (file.Spectra[51].Metadata["X (µm)"], file.Spectra[51].Metadata["Y (µm)"]));
        Assert.Equal("T1: 300 g/mm BLZ=750nm", file.Metadata["LineX_000 Information.Grating"]);
        Assert.Equal("raman", file.Technique);
    }

    [Theory]
    [InlineData(0, "nm", 500)]
    [InlineData(2, "cm-1", 20000)]
    [InlineData(3, "cm-1", 5000)]
    [InlineData(4, "eV", 2.4796839686640052)]
    [InlineData(6, "nm", 500)]
    public void X_is_in_the_unit_that_the_project_shows(int index, string unit, double first)
    {
        SpectrumFile file = Read(
            ("TDSpectralTransformation", 7, "axis", Spectral(0, WitecNode.Of("Polynom", [500, 1]))),
            ("TDSpectralInterpretation", 6, "unit", WitecFile.Interpretation(index, 400)),
            ("TDGraph", 8, "graph", WitecFile.Graph([s_y], 1, x: 7, interpretation: 6))
        );
        Assert.Equal(unit, file.Spectra[0].XUnit.Symbol);
        Assert.Equal(first, file.Spectra[0].X[0], 1e-9);
        Assert.Equal(index == 3 ? "raman" : null, file.Technique);
        Assert.Equal(index == 6 ? 1 : 0, file.Notes.Count);
        Assert.Equal("400", file.Metadata["unit.ExcitationWaveLength (nm)"]);
    }

    [Fact]
    public void Tables_and_linear_axes_are_read()
    {
        SpectrumFile file = Read(
            ("TDLUTTransformation", 3, "table", WitecFile.Transformation("TDLUTTransformation", "nm", WitecNode.Of("LUT", [1, 3, 4, 9]))),
            ("TDLinearTransformation", 4, "time", Linear()),
            ("TDGraph", 8, "a", WitecFile.Graph([s_y], 1, x: 3)),
            ("TDGraph", 9, "b", WitecFile.Graph([s_y], 1, x: 4))
        );
        Assert.Equal([1, 3, 4, 9], file.Spectra[0].X);
        Assert.Equal([9.5, 10, 10.5, 11], file.Spectra[1].X);
        Assert.Equal(Unit.Second, file.Spectra[1].XUnit);
        Assert.Equal(["a", "b"], file.Spectra.Select(s => s.Block));
    }

    [Fact]
    public void Without_a_transformation_points_are_counted_with_a_note()
    {
        // Altaxo fails on projects of version 2 for want of an entry that they do not have.
        SpectrumFile file = Read(("TDGraph", 8, "graph", WitecFile.Graph([s_y], 1, x: 99)));
        Assert.Equal([0, 1, 2, 3], file.Spectra[0].X);
        Assert.Equal(Unit.Pixel, file.Spectra[0].XUnit);
        Assert.Single(file.Notes);
    }

    [Fact]
    public void A_map_runs_along_y_first_unless_it_says_otherwise()
    {
        double[][] spectra =
        [
            [1, 1],
            [2, 2],
            [3, 3],
            [4, 4],
            [5, 5],
            [6, 6],
        ];
        WitecNode[] place = WitecFile.Transformation(
            "TDSpaceTransformation",
            "µm",
            WitecNode.Of(
                "ViewPort3D",
                WitecNode.Of("ModelOrigin", [1, 0, 0]),
                WitecNode.Of("WorldOrigin", [100, 200, 5]),
                WitecNode.Of("Scale", [10, 0, 0, 0, 20, 0, 0, 0, 1]),
                WitecNode.Of("Rotation", [0, 1, 0, -1, 0, 0, 0, 0, 1])
            )
        );
        WitecNode graph = WitecFile.Graph(spectra, 3, place: 5)[0];
        SpectrumFile file = Read(("TDSpaceTransformation", 5, "place", place), ("TDGraph", 8, "map", [graph]));
        Assert.Equal(["map (0/0)", "map (0/1)", "map (1/0)", "map (1/1)", "map (2/0)", "map (2/1)"], file.Spectra.Select(s => s.Title));
        // Column 2, row 1: turned by 90 degrees and shifted, 10 (2 - 1) goes along y and 20 along -x.
        Assert.Equal(
            ("80", "210", "5"),
            (file.Spectra[5].Metadata["X (µm)"], file.Spectra[5].Metadata["Y (µm)"], file.Spectra[5].Metadata["Z (µm)"])
        );
        WitecNode inverted = graph with { Children = [.. graph.Children, WitecNode.Flags("DataFieldInverted", 1)] };
        Assert.Equal(
            ["map (0/0)", "map (1/0)", "map (2/0)", "map (0/1)", "map (1/1)", "map (2/1)"],
            Read(("TDGraph", 8, "map", [inverted])).Spectra.Select(s => s.Title)
        );
        Assert.Equal([2, 2], file.Spectra[1].Channels[0].Values);
    }

    [Fact]
    public void Lines_of_a_map_that_were_not_measured_are_left_out()
    {
        WitecNode graph = WitecFile.Graph(
            [
                [1, 1],
                [2, 2],
                [3, 3],
                [4, 4],
            ],
            2
        )[0];
        graph = graph with { Children = [.. graph.Children, WitecNode.Flags("LineValid", 1, 0)] };
        SpectrumFile file = Read(("TDGraph", 8, "map", [graph]));
        Assert.Equal(["map (0/0)", "map (1/0)"], file.Spectra.Select(s => s.Title));
        Assert.Equal([3, 3], file.Spectra[1].Channels[0].Values);
        Assert.Contains("'map': 1 of 2 lines were not measured and are left out", file.Notes);
    }

    [Theory]
    [InlineData(1, 8, -2)]
    [InlineData(2, 4, -2)]
    [InlineData(3, 2, -2)]
    [InlineData(4, 1, -2)]
    [InlineData(5, 4, 4294967294.0)]
    [InlineData(6, 2, 65534)]
    [InlineData(7, 1, 254)]
    public void Values_can_be_integers(int type, int size, double expected)
    {
        byte[] bytes = [.. Enumerable.Repeat((byte)0xFF, 2 * size)];
        bytes[0] = 0xFE;
        WitecNode graph = WitecNode.Of(
            "TDGraph",
            WitecNode.Of("SizeX", 1),
            WitecNode.Of("SizeY", 1),
            WitecNode.Of("SizeGraph", 2),
            WitecNode.Of("GraphData", WitecNode.Of("DataType", type), WitecNode.Bytes("Data", bytes))
        );
        Assert.Equal(expected, Read(("TDGraph", 8, "graph", [graph])).Spectra[0].Channels[0].Values[0]);
    }

    [Theory]
    [InlineData("Montag, 6. Juli 2015", "2015-07-06")]
    [InlineData("Dienstag, 3. M\\'e4rz 2020", "2020-03-03")]
    [InlineData("Monday, October 21, 2019", "2019-10-21")]
    [InlineData("10/11/2019", null)]
    public void The_notes_of_a_measurement_state_when_it_began(string date, string? expected)
    {
        string rtf =
            $"{{\\rtf1\\ansi{{\\fonttbl{{\\f0 Arial;}}}}\\pard\\tx2400\\b Scan_000\r\n\\par \\b0 Time:\\tab 11:01:23\r\n\\par Date:\\tab {date}\r\n\\par }}";
        SpectrumFile file = Read(
            ("TDText", 2, "Scan_000 Information", [WitecNode.Of("TDStream", WitecNode.Bytes("StreamData", Encoding.Latin1.GetBytes(rtf)))]),
            ("TDGraph", 8, "Scan_000_Spec.Data 1", WitecFile.Graph([s_y], 1))
        );
        Assert.Equal("11:01:23", file.Metadata["Scan_000 Information.Time"]);
        Assert.Equal(expected is null ? null : expected + " 11:01:23", file.Spectra[0].Acquired?.ToString("yyyy-MM-dd HH:mm:ss"));
    }

    [Fact]
    public void Cut_inside_the_values_keeps_the_complete_spectra()
    {
        byte[] bytes = new WitecFile { Objects = [("TDGraph", 8, "line", WitecFile.Graph([s_y, s_y, s_y], 3))] }.Write();
        // What follows the values: the container Viewer with its number.
        int behind = 4 + 6 + 20 + 4 + 14 + 20 + 4;
        SpectrumFile file = Read(bytes[..^(behind + 4)]);
        Assert.Equal(2, file.Spectra.Count);
        Assert.Contains("the file was cut: 'line' has 2 of 3 spectra in full", file.Notes);
        Assert.Equal(3, Read(bytes[..^behind]).Spectra.Count);
    }

    [Fact]
    public void Fewer_values_than_claimed_in_a_whole_file_are_refused()
    {
        WitecNode graph = WitecFile.Graph([s_y, s_y], 2)[0];
        graph = graph with { Children = [WitecNode.Of("SizeX", 3), .. graph.Children.Skip(1)] };
        BadFileException e = Assert.Throws<BadFileException>(() => Read(("TDGraph", 8, "line", [graph])));
        Assert.Contains("3 spectra of 4 values", e.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void A_project_without_spectra_says_so() =>
        Assert.Contains("TDGraph", Assert.Throws<BadFileException>(() => Read(("TDText", 1, "a", []))).Expected, StringComparison.Ordinal);

    [Fact]
    public void A_tag_that_points_elsewhere_is_refused()
    {
        byte[] bytes = new WitecFile { Objects = [("TDGraph", 8, "line", WitecFile.Graph([s_y], 1))] }.Write();
        // The begin of the root's value, behind its name and type: a jump back would never end.
        bytes[8 + 4 + 13 + 4] = 8;
        BadFileException e = Assert.Throws<BadFileException>(() => Read(bytes));
        Assert.Contains("the value of 'WITec Project'", e.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tag_that_reaches_out_of_its_container_is_refused_in_a_whole_file()
    {
        byte[] bytes = new WitecFile { Objects = [("TDGraph", 8, "line", WitecFile.Graph([s_y], 1))] }.Write();
        // The last tag is NumberOfViewer: its end stands before its 4 bytes.
        BitConverter.GetBytes((long)bytes.Length + 1).CopyTo(bytes, bytes.Length - 12);
        _ = Assert.Single(Read(bytes).Spectra);
        int data = bytes.AsSpan().IndexOf("Data"u8) + 4 + 4 + 8;
        BitConverter.GetBytes((long)bytes.Length + 1).CopyTo(bytes, data);
        BadFileException e = Assert.Throws<BadFileException>(() => Read(bytes));
        Assert.Contains("the value of 'Data'", e.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void Very_many_spectra_of_next_to_no_points_are_refused()
    {
        double[][] many = [.. Enumerable.Repeat<double[]>([3, 4], 70_000)];
        BadFileException e = Assert.Throws<BadFileException>(() => Read(("TDGraph", 8, "map", WitecFile.Graph(many, 700))));
        Assert.Contains("spectra of at least 16 points", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_graphs_that_name_one_huge_axis_are_refused()
    {
        WitecNode[] axis = WitecFile.Transformation("TDLUTTransformation", "nm", WitecNode.Of("LUT", new double[100_000]));
        (string, int, string, WitecNode[])[] graphs =
        [
            .. Enumerable.Range(8, 300).Select(k => ("TDGraph", k, "graph", WitecFile.Graph([s_y], 1, x: 7))),
        ];
        BadFileException e = Assert.Throws<BadFileException>(() => Read([("TDLUTTransformation", 7, "axis", axis), .. graphs]));
        Assert.Contains("more tags to walk", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_project_of_very_many_graphs_on_one_axis_is_read()
    {
        WitecNode[] axis = WitecFile.Transformation("TDLUTTransformation", "nm", WitecNode.Of("LUT", new double[1024]));
        (string, int, string, WitecNode[])[] graphs =
        [
            .. Enumerable.Range(8, 3000).Select(k => ("TDGraph", k, "graph", WitecFile.Graph([new double[1024]], 1, x: 7))),
        ];
        Assert.Equal(3000, Read([("TDLUTTransformation", 7, "axis", axis), .. graphs]).Spectra.Count);
    }

    private static (string, int, string, WitecNode[])[] Axis(int type, params WitecNode[] fields) =>
        [("TDSpectralTransformation", 7, "axis", Spectral(type, fields)), ("TDGraph", 8, "graph", WitecFile.Graph([s_y], 1, x: 7))];

    private static WitecNode[] Spectral(int type, params WitecNode[] fields) =>
        WitecFile.Transformation("TDSpectralTransformation", "nm", [WitecNode.Of("SpectralTransformationType", type), .. fields]);

    private static WitecNode[] Linear() =>
        WitecFile.Transformation(
            "TDLinearTransformation",
            "s",
            WitecNode.Of("ModelOrigin_D", [1.0]),
            WitecNode.Of("WorldOrigin_D", [10.0]),
            WitecNode.Of("Scale_D", [0.5])
        );

    private static (string, int, string, WitecNode[])[] Grating(double nC) =>
        Axis(
            1,
            WitecNode.Of("nC", [nC]),
            WitecNode.Of("LambdaC", [931.1863403320312]),
            WitecNode.Of("Gamma", [0.4328670799732208]),
            WitecNode.Of("Delta", [-0.012547646649181843]),
            WitecNode.Of("m", [1.0]),
            WitecNode.Of("d", [3333.333251953125]),
            WitecNode.Of("x", [0.026]),
            WitecNode.Of("f", [299.650146484375])
        );

    private static SpectrumFile Read(params (string, int, string, WitecNode[])[] objects) =>
        Read(new WitecFile { Objects = objects }.Write());

    private static SpectrumFile Read(byte[] bytes) => ReaderCatalog.Default.Read(bytes, "a.wip", ReadHints.None);
}
