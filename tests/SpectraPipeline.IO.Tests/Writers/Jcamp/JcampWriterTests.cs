using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.IO.Writers.Jcamp;
using SpectraPipeline.Testing.Writers;
using Xunit;

namespace SpectraPipeline.IO.Tests.Writers.Jcamp;

public sealed class JcampWriterTests
{
    [Fact]
    public void Any_spectrum_comes_back_to_the_bit()
    {
        var random = new Random(11);
        for (int round = 0; round < 400; round++)
        {
            int n = random.Next(1, 60);
            double[] x = X(random, n);
            double[] y = [.. Enumerable.Range(0, n).Select(_ => Value(random))];
            SpectrumFile back = Back(Write(One(x, y)));
            SpectrumData spectrum = Assert.Single(back.Spectra);
            Assert.Equal(Bits(x), Bits(spectrum.X));
            Assert.Equal(Bits(y), Bits(Assert.Single(spectrum.Channels).Values));
        }
    }

    [Theory]
    [InlineData(4000, -1.928, 2000)]
    [InlineData(400, 0.25, 3)]
    [InlineData(-1e15, 1e9, 50)]
    [InlineData(0.01, 1e-4, 50)]
    public void An_even_axis_is_written_by_its_ends(double first, double step, int n)
    {
        double last = first + step * (n - 1);
        double[] x = [.. Enumerable.Range(0, n).Select(i => i == n - 1 ? last : first + i * ((last - first) / (n - 1)))];
        string text = Write(One(x, [.. x.Select((_, i) => Math.Sin(i))]));
        Assert.Contains("##XYDATA= (X++(Y..Y))\r\n", text, StringComparison.Ordinal);
        Assert.Equal(Bits(x), Bits(Back(text).Spectra[0].X));
        // One x that is off by its last bit is no even axis any more.
        x[n / 2] = Math.BitIncrement(x[n / 2]);
        text = Write(One(x, x));
        Assert.Contains("##XYPOINTS= (XY..XY)\r\n", text, StringComparison.Ordinal);
        Assert.Equal(Bits(x), Bits(Back(text).Spectra[0].X));
    }

    [Theory]
    [InlineData("A")]
    [InlineData("mA")]
    [InlineData("µA")]
    public void Currents_keep_their_unit(string unit)
    {
        SpectrumFile file = One([1, 2, 3], [1, 3, 2]);
        SpectrumData spectrum = file.Spectra[0];
        file = file with { Spectra = [spectrum with { Channels = [new ChannelData("<I>", [1, 3, 2], new(SignalKind.Current, unit))] }] };
        Assert.Equal(new Signal(SignalKind.Current, unit), Back(Write(file)).Spectra[0].Channels[0].Signal);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(1e-300)]
    [InlineData(-1e300)]
    public void Missing_and_extreme_ordinates_are_written_as_pairs(double value)
    {
        string text = Write(One([1, 2, 3], [1, value, 2]));
        Assert.Contains("##XYPOINTS= (XY..XY)\r\n", text, StringComparison.Ordinal);
        Assert.Equal(Bits([1, value, 2]), Bits(Back(text).Spectra[0].Channels[0].Values));
    }

    [Fact]
    public void Every_block_has_the_labels_that_the_standard_demands_and_lines_of_80_signs()
    {
        var random = new Random(3);
        SpectrumFile file = One(
            [.. Enumerable.Range(0, 500).Select(i => 4000 - 2.0 * i)],
            [.. Enumerable.Range(0, 500).Select(_ => random.NextDouble())]
        );
        SpectrumData uneven = file.Spectra[0] with { X = [.. file.Spectra[0].X.Select(v => v * v)] };
        string text = Write(file with { Spectra = [file.Spectra[0], uneven] });
        Assert.All(text.Split("\r\n"), l => Assert.True(l.Length <= 80, l));
        string[] blocks = text.Split("##TITLE=")[1..];
        Assert.Equal(3, blocks.Length);
        Assert.Contains("##DATA TYPE= LINK\r\n", blocks[0], StringComparison.Ordinal);
        Assert.Contains("##BLOCKS= 2\r\n", blocks[0], StringComparison.Ordinal);
        foreach (string block in blocks)
        foreach (string label in (string[])["JCAMP-DX", "DATA TYPE", "ORIGIN", "OWNER"])
            Assert.Contains($"\r\n##{label}= ", block, StringComparison.Ordinal);
        foreach (string block in blocks[1..])
        foreach (
            string label in (string[])
                [
                    "DATA CLASS",
                    "XUNITS",
                    "YUNITS",
                    "XFACTOR",
                    "YFACTOR",
                    "FIRSTX",
                    "LASTX",
                    "MAXX",
                    "MINX",
                    "MAXY",
                    "MINY",
                    "FIRSTY",
                    "NPOINTS",
                ]
        )
            Assert.Contains($"\r\n##{label}= ", block, StringComparison.Ordinal);
        Assert.EndsWith("##END=\r\n##END=\r\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_spectrum_is_comes_back()
    {
        var when = new DateTime(2026, 1, 2, 3, 4, 5, 678, DateTimeKind.Utc);
        double[] x = [1000, 1001, 1003];
        var channels = new List<ChannelData>
        {
            new("first", [1, 2, double.NaN], new(SignalKind.DifferenceAbsorbance)),
            new("second", [50, 20, 30], new(SignalKind.Transmittance, "%")),
        };
        var spectrum = new SpectrumData
        {
            X = x,
            XLabel = "wavenumber",
            XUnit = Unit.PerCm,
            Title = "Cu, 0.2 V",
            Channels = channels,
            Acquired = when,
            TimeS = 12.3456789,
            PotentialV = -0.1,
        };
        SpectrumFile back = Back(
            Write(
                new SpectrumFile
                {
                    Format = "test",
                    Technique = "ir",
                    Spectra = [spectrum, spectrum with { Acquired = null }],
                }
            )
        );
        Assert.Equal("ir", back.Technique);
        Assert.Equal(4, back.Spectra.Count);
        Assert.Equal(["first", "second", "first", "second"], back.Spectra.Select(s => s.Channels[0].Name));
        Assert.Equal(channels[0].Signal, back.Spectra[0].Channels[0].Signal);
        Assert.Equal(channels[1].Signal, back.Spectra[1].Channels[0].Signal);
        Assert.All(back.Spectra, s => Assert.Equal(("Cu, 0.2 V", "wavenumber", Unit.PerCm), (s.Title, s.XLabel, s.XUnit)));
        Assert.Equal((when, DateTimeKind.Utc), (back.Spectra[0].Acquired!.Value, back.Spectra[0].Acquired!.Value.Kind));
        Assert.Null(back.Spectra[2].Acquired);
        Assert.All(back.Spectra, s => Assert.Equal((12.3456789, -0.1), (s.TimeS, s.PotentialV)));
    }

    [Fact]
    public void A_time_without_a_zone_stays_without_one()
    {
        var when = new DateTime(2026, 1, 2, 3, 4, 5);
        SpectrumFile file = One([1, 2], [1, 2]);
        SpectrumData back = Back(Write(file with { Spectra = [file.Spectra[0] with { Acquired = when }] })).Spectra[0];
        Assert.Equal((when, DateTimeKind.Unspecified), (back.Acquired!.Value, back.Acquired!.Value.Kind));
    }

    [Fact]
    public void Metadata_of_any_kind_can_be_had_back()
    {
        var metadata = new Dictionary<string, string>
        {
            ["Sample.name"] = "Cu foil",
            ["a = b"] = "x = y",
            ["END"] = "##END=",
            ["$$"] = "a comment $$ of another",
            ["XYDATA"] = "(X++(Y..Y))",
            [" edges "] = " blanks ",
            ["lines"] = "one\ntwo\nthree",
            ["odd lines"] = "one\n\n##TITLE= no\r\n  two",
            ["percent"] = "50%20 of 100 %",
            ["Temperatur °C"] = "25 µm², größer",
            ["empty"] = "",
            ["tab\tkey"] = "tab\tvalue",
        };
        SpectrumFile back = Back(Write(One([1, 2], [1, 2]) with { Metadata = metadata }));
        Dictionary<string, string> own = back
            .Metadata.Where(m => JcampText.OriginalKey(m.Key) is not null && m.Key != "$$")
            .ToDictionary(m => JcampText.OriginalKey(m.Key)!, m => JcampText.OriginalValue(m.Value));
        Assert.Equal(metadata.OrderBy(m => m.Key, StringComparer.Ordinal), own.OrderBy(m => m.Key, StringComparer.Ordinal));
    }

    [Fact]
    public void Metadata_of_a_compound_stay_where_they_were()
    {
        SpectrumFile file = One([1, 2], [1, 2]);
        SpectrumData Of(string position) =>
            file.Spectra[0] with
            {
                Metadata = new Dictionary<string, string> { ["X position"] = position },
            };
        SpectrumFile back = Back(
            Write(
                file with
                {
                    Metadata = new Dictionary<string, string> { ["Laser"] = "532" },
                    Spectra = [Of("1.5"), Of("2.5")],
                }
            )
        );
        Assert.Equal("532", back.Metadata["$Laser"]);
        Assert.Equal(["1.5", "2.5"], back.Spectra.Select(s => s.Metadata["$X position"]));
        Assert.DoesNotContain("$Laser", back.Spectra[0].Metadata.Keys);
    }

    [Theory]
    [InlineData("link.jdx")]
    [InlineData("ntuples.jdx")]
    [InlineData("points.jdx")]
    public void What_the_reader_reads_is_written_and_read_again_the_same(string sample)
    {
        SpectrumFile file = ReaderCatalog.Default.Read(SampleFiles.All.First(s => s.Name == sample).Bytes, sample, ReadHints.None);
        SpectrumFile back = Back(Write(file));
        Assert.Equal(file.Spectra.Count, back.Spectra.Count);
        for (int k = 0; k < file.Spectra.Count; k++)
        {
            Assert.Equal(Bits(file.Spectra[k].X), Bits(back.Spectra[k].X));
            Assert.Equal(Bits(file.Spectra[k].Channels[0].Values), Bits(back.Spectra[k].Channels[0].Values));
            Assert.Equal(file.Spectra[k].Channels[0].Signal, back.Spectra[k].Channels[0].Signal);
            Assert.Equal(file.Spectra[k].TimeS, back.Spectra[k].TimeS);
        }
    }

    [Fact]
    public void A_file_without_points_is_not_written() =>
        Assert.Throws<ArgumentException>(() => JcampWriter.Write(Stream.Null, One([], [])));

    /// <summary>Even and uneven, falling, huge, tiny, repeated and missing x.</summary>
    private static double[] X(Random random, int n) =>
        random.Next(4) switch
        {
            0 => [.. Enumerable.Range(0, n).Select(i => 4000 - 1.9285 * i)],
            1 => [.. Enumerable.Range(0, n).Select(i => random.NextDouble() * Math.Pow(10, random.Next(-8, 8)))],
            2 => [.. Enumerable.Range(0, n).Select(i => 100.5 + 0.25 * i)],
            _ => [.. Enumerable.Range(0, n).Select(_ => Value(random))],
        };

    private static double Value(Random random) =>
        random.Next(12) switch
        {
            0 => double.NaN,
            1 => 1e-300 * random.NextDouble(),
            2 => -1e300 * random.NextDouble(),
            3 => 0,
            4 => -0.0,
            5 => double.Epsilon,
            6 => double.MaxValue,
            7 => random.Next(-5, 5),
            8 => BitConverter.Int64BitsToDouble(random.NextInt64()),
            9 => double.NegativeInfinity,
            _ => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-20, 20)),
        };

    // All NaNs are one: JCAMP-DX has a single sign for a missing value.
    private static long[] Bits(double[] values) => [.. values.Select(v => double.IsNaN(v) ? -1 : BitConverter.DoubleToInt64Bits(v))];

    private static SpectrumFile One(double[] x, double[] y) =>
        new()
        {
            Format = "test",
            Technique = "ir",
            Spectra =
            [
                new SpectrumData
                {
                    X = x,
                    XUnit = Unit.PerCm,
                    Title = "one",
                    Channels = [new("y", y, new(SignalKind.Absorbance))],
                },
            ],
        };

    private static string Write(SpectrumFile file)
    {
        using var stream = new MemoryStream();
        JcampWriter.Write(stream, file);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static SpectrumFile Back(string text)
    {
        SpectrumFile file = ReaderCatalog.Default.Read(Encoding.UTF8.GetBytes(text), "back.jdx", ReadHints.None);
        Assert.Equal("jcamp-dx", file.Format);
        return file;
    }
}
