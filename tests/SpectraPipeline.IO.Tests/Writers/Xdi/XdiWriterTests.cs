using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.IO.Writers.Xdi;
using Xunit;

namespace SpectraPipeline.IO.Tests.Writers.Xdi;

public sealed class XdiWriterTests
{
    [Fact]
    public void What_is_written_is_XDI_as_others_write_it()
    {
        var data = new SpectrumData
        {
            X = [9000, 9000.1],
            XLabel = "energy",
            XUnit = Unit.ElectronVolt,
            Channels = [new("i0", [1, 1.0 / 3], new(SignalKind.Auxiliary, "counts"))],
            Title = "Zn foil",
            Acquired = new DateTime(2026, 1, 2, 3, 4, 5),
        };
        var metadata = new Dictionary<string, string>
        {
            ["Facility.name"] = "APS",
            ["Ring energy"] = "7 GeV",
            ["Element"] = "Zn",
            ["Comments"] = "first\nsecond",
        };
        string text = Encoding.UTF8.GetString(XdiWriter.Write(One(data, metadata)));
        Assert.Equal(
            """
            # XDI/1.0 SpectraPipeline/1.0
            # Column.1: energy eV
            # Column.2: i0 counts
            # Scan.start_time: 2026-01-02T03:04:05
            # Sample.name: Zn foil
            # Element.symbol: Zn
            # Facility.name: APS
            # Spectra.entry_1: ["Ring energy","7 GeV"]
            # Spectra.entry_2: ["Element","Zn"]
            # ///
            # first
            # second
            # -----------
            # energy  i0
              9000  1
              9000.1  0.3333333333333333

            """.ReplaceLineEndings("\n"),
            text
        );
    }

    [Fact]
    public void Any_spectrum_comes_back_to_the_bit_with_its_names_entries_and_times()
    {
        var random = new Random(20261120);
        for (int k = 0; k < 500; k++)
        {
            SpectrumFile file = RandomFile(random);
            SpectrumFile back = ReaderCatalog.Default.Read(XdiWriter.Write(file), "a.xdi", ReadHints.None);
            AssertSame(file, 0, back, $"case {k}");
            AssertSame(back, 0, ReaderCatalog.Default.Read(XdiWriter.Write(back), "a.xdi", ReadHints.None), $"case {k}, again");
        }
    }

    [Theory]
    [InlineData("xas_ascii")]
    [InlineData("xdi")]
    public void Real_scans_come_back_to_the_bit(string folder)
    {
        string? corpus = Testing.Corpus.Path($"corpus/formats/{folder}");
        Assert.SkipWhen(corpus is null, $"needs corpus/formats/{folder}");
        int written = 0;
        foreach (string path in Directory.EnumerateFiles(corpus!).Order(StringComparer.Ordinal))
        {
            SpectrumFile file;
            try
            {
                file = ReaderCatalog.Default.Read(path, new ReadHints("xas"));
            }
            catch (BadFileException)
            {
                continue;
            }
            for (int s = 0; s < file.Spectra.Count; s++, written++)
                AssertSame(file, s, ReaderCatalog.Default.Read(XdiWriter.Write(file, s), "a.xdi", ReadHints.None), path);
        }
        Assert.True(written >= 35, $"{written} spectra");
    }

    [Fact]
    public void Several_spectra_need_a_choice()
    {
        SpectrumFile one = RandomFile(new Random(1));
        SpectrumFile two = one with { Spectra = [one.Spectra[0], one.Spectra[0]] };
        UserException e = Assert.Throws<UserException>(() => XdiWriter.Write(two));
        Assert.Equal("An XDI file holds one spectrum and this file 2: choose one by its number, 0 to 1.", e.Message);
        Assert.Equal(
            "There is no spectrum 2: the file holds 2, numbered from 0.",
            Assert.Throws<UserException>(() => XdiWriter.Write(two, 2)).Message
        );
        Assert.NotEmpty(XdiWriter.Write(two, 1));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void What_is_no_number_is_refused_with_its_place(double value)
    {
        var data = new SpectrumData { X = [1, 2], Channels = [new("mu", [0, value], new(SignalKind.Mu))] };
        Assert.Contains("'mu' is", Assert.Throws<UserException>(() => XdiWriter.Write(One(data, []))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_zone_of_a_time_is_kept()
    {
        var utc = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        SpectrumData data = RandomFile(new Random(3)).Spectra[0] with { Acquired = utc };
        DateTime back = ReaderCatalog.Default.Read(XdiWriter.Write(One(data, [])), "a.xdi", ReadHints.None).Spectra[0].Acquired!.Value;
        Assert.Equal((utc, DateTimeKind.Utc), (back, back.Kind));
    }

    private static void AssertSame(SpectrumFile file, int spectrum, SpectrumFile back, string what)
    {
        SpectrumData a = file.Spectra[spectrum];
        SpectrumData b = Assert.Single(back.Spectra);
        Assert.True(Bits(a.X).SequenceEqual(Bits(b.X)), what);
        Assert.Equal((what, a.XLabel, a.XUnit), (what, b.XLabel, b.XUnit));
        Assert.Equal((what, a.Title, a.Acquired, a.Acquired?.Kind), (what, b.Title, b.Acquired, b.Acquired?.Kind));
        Assert.Equal((what, a.TimeS, a.PotentialV), (what, b.TimeS, b.PotentialV));
        Assert.Equal(a.Channels.Count, b.Channels.Count);
        Assert.Equal(
            a.Channels.Select(c => c.Name).Order(StringComparer.Ordinal),
            b.Channels.Select(c => c.Name).Order(StringComparer.Ordinal)
        );
        // Equal names: the columns of one name in order.
        foreach (var group in a.Channels.GroupBy(c => c.Name))
            Assert.True(
                group
                    .SelectMany(c => Bits(c.Values))
                    .SequenceEqual(b.Channels.Where(c => c.Name == group.Key).SelectMany(c => Bits(c.Values))),
                $"{what}: {group.Key}"
            );
        foreach (var (key, value) in file.Metadata.Where(m => !a.Metadata.ContainsKey(m.Key)).Concat(a.Metadata))
            Assert.True(back.Metadata.TryGetValue(key, out string? text) && text == value, $"{what}: {key} = '{value}' became '{text}'");
    }

    private static IEnumerable<long> Bits(double[] values) => values.Select(BitConverter.DoubleToInt64Bits);

    private static SpectrumFile One(SpectrumData data, Dictionary<string, string> metadata) =>
        new()
        {
            Format = "test",
            Spectra = [data],
            Metadata = metadata,
        };

    private static SpectrumFile RandomFile(Random random)
    {
        string[] names =
        [
            "i0",
            "I0",
            "mu",
            "energy",
            "Energy",
            "angle",
            "e",
            "mca2: Cr Ka",
            "",
            "#",
            "Counter 27",
            "Wert in µA",
            "a||b",
            "i0",
            "col\t3",
            "12",
        ];
        string[] keys =
        [
            "Element.symbol",
            "element.symbol",
            "Scan.start_time",
            "Sample.name",
            "Sample.id",
            "Mono.d_spacing",
            "Sample.potential",
            "Sample.time",
            "Column.1",
            "Spectra.entry_1",
            "Spectra.time_s",
            "Version",
            "Comments",
            "Date",
            "date",
            "E0",
            "#P0",
            "a.b.c",
            "9a.b",
            "Größe.x",
            "key with blanks",
            "",
        ];
        string[] values =
        [
            "",
            "Zn",
            "3.13551",
            "x",
            " x ",
            "2020-01-02 03:04:05",
            "0.2 V",
            "30 s",
            "a\nb",
            "\"q\" \\ [1]",
            "XDI/1.0 GSE/1.0",
            "---",
            "/// c\n#d",
            "µ ü 🙂",
            "\u0001\0",
            "1 || 2 # 3",
        ];
        Unit[] units =
        [
            Unit.ElectronVolt,
            Unit.KiloElectronVolt,
            Unit.Degree,
            Unit.Pixel,
            Unit.None,
            Unit.PerCm,
            Unit.RamanShift,
            Unit.PerAngstrom,
        ];
        int n = random.Next(1, 6);
        var metadata = new Dictionary<string, string>();
        for (int i = random.Next(8); i > 0; i--)
            metadata[keys[random.Next(keys.Length)]] = values[random.Next(values.Length)];
        return One(
            new SpectrumData
            {
                X = Numbers(random, n),
                XLabel = names[random.Next(names.Length)],
                XUnit = units[random.Next(units.Length)],
                Channels =
                [
                    .. Enumerable
                        .Range(0, random.Next(1, 6))
                        .Select(_ => new ChannelData(names[random.Next(names.Length)], Numbers(random, n), new(SignalKind.Auxiliary))),
                ],
                Title = values[random.Next(values.Length)]
                    .Trim()
                    .ReplaceLineEndings(" ")
                    .Replace("\0", "", StringComparison.Ordinal)
                    .Replace("\u0001", "", StringComparison.Ordinal)
                    .Replace("🙂", "", StringComparison.Ordinal)
                    .Trim(),
                Acquired = random.Next(3) switch
                {
                    0 => null,
                    1 => new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Unspecified),
                    _ => new DateTime(random.NextInt64(DateTime.MaxValue.Ticks), DateTimeKind.Utc),
                },
                TimeS = random.Next(2) == 0 ? double.NaN : Numbers(random, 1)[0],
                PotentialV = random.Next(2) == 0 ? double.NaN : 0.2,
            },
            metadata
        );
    }

    private static double[] Numbers(Random random, int n) =>
        [
            .. Enumerable
                .Range(0, n)
                .Select(_ =>
                    random.Next(6) switch
                    {
                        0 => -0.0,
                        1 => double.Epsilon,
                        2 => 9000 + random.Next(1000) * 0.1,
                        3 => double.MaxValue,
                        _ => Finite(random),
                    }
                ),
        ];

    private static double Finite(Random random)
    {
        double v;
        do v = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
        while (!double.IsFinite(v));
        return v;
    }
}
