using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.IO.Writers.Csv;
using Xunit;

namespace SpectraPipeline.IO.Tests.Writers;

public sealed class CsvSpectrumWriterTests
{
    [Theory]
    [InlineData(1, true)]
    [InlineData(4, true)]
    [InlineData(4, false)]
    public void What_is_written_reads_back_to_the_same_bits(int spectra, bool shared)
    {
        for (int seed = 0; seed < 60; seed++)
        {
            SpectrumFile file = RandomSpectra.File(seed, spectra, shared);
            SpectrumFile back = ReaderCatalog.Default.Read(Write(file), "a.csv", ReadHints.None);
            Assert.Equal(file.Spectra.Count, back.Spectra.Count);
            for (int k = 0; k < spectra; k++)
            {
                Assert.Equal(file.Spectra[k].X, back.Spectra[k].X);
                Assert.Equal(file.Spectra[k].Channels[0].Values, back.Spectra[k].Channels[0].Values);
                Assert.Equal(Unit.PerCm, back.Spectra[k].XUnit);
            }
        }
    }

    [Fact]
    public void Times_and_potentials_label_the_columns_and_come_back()
    {
        SpectrumFile file = RandomSpectra.File(1, 3, shared: true);
        SpectrumFile timed = file with { Spectra = [.. file.Spectra.Select((s, k) => s with { TimeS = 12.5 * k })] };
        SpectrumFile back = ReaderCatalog.Default.Read(Write(timed), "a.csv", ReadHints.None);
        Assert.Equal([0.0, 12.5, 25.0], back.Spectra.Select(s => s.TimeS));
        SpectrumFile at = file with { Spectra = [.. file.Spectra.Select((s, k) => s with { PotentialV = -0.1 * (k + 1) })] };
        back = ReaderCatalog.Default.Read(Write(at), "a.csv", ReadHints.None);
        Assert.Equal([-0.1, -0.2, -0.1 * 3], back.Spectra.Select(s => s.PotentialV));
    }

    [Fact]
    public void Scans_of_several_columns_on_their_own_energies_come_back_with_all_of_them()
    {
        SpectrumFile file = RandomSpectra.File(4, 2, shared: false);
        SpectrumFile scans = file with
        {
            Spectra =
            [
                .. file.Spectra.Select(s =>
                    s with
                    {
                        XUnit = Unit.ElectronVolt,
                        Channels =
                        [
                            .. Enumerable
                                .Range(0, 7)
                                .Select(c => new ChannelData($"ch{c}", [.. s.X.Select(v => v * c)], new(SignalKind.Auxiliary))),
                        ],
                    }
                ),
            ],
        };
        SpectrumFile back = ReaderCatalog.Default.Read(Write(scans), "a.csv", ReadHints.None);
        Assert.Equal(2, back.Spectra.Count);
        for (int k = 0; k < 2; k++)
        {
            Assert.Equal(scans.Spectra[k].X, back.Spectra[k].X);
            Assert.Equal(Unit.ElectronVolt, back.Spectra[k].XUnit);
            Assert.Equal(scans.Spectra[k].Channels.Select(c => c.Values), back.Spectra[k].Channels.Select(c => c.Values));
        }
    }

    [Fact]
    public void Spectra_of_a_map_are_told_apart_by_their_places()
    {
        SpectrumFile file = RandomSpectra.File(1, 4, shared: true);
        SpectrumFile map = file with
        {
            Spectra =
            [
                .. file.Spectra.Select(
                    (s, k) =>
                        s with
                        {
                            TimeS = k,
                            Metadata = new Dictionary<string, string>
                            {
                                ["X (µm)"] = $"{k % 2}",
                                ["Y (µm)"] = $"{k / 2}",
                                ["Z (µm)"] = "7",
                            },
                        }
                ),
            ],
        };
        string labels = Encoding.UTF8.GetString(Write(map)).Split('\n')[0];
        Assert.Equal("wavenumber (cm-1),X (µm) 0 Y (µm) 0,X (µm) 1 Y (µm) 0,X (µm) 0 Y (µm) 1,X (µm) 1 Y (µm) 1", labels);
    }

    [Fact]
    public void Labels_say_what_x_and_y_are()
    {
        string text = Encoding.UTF8.GetString(Write(RandomSpectra.File(1, 1, shared: true)));
        Assert.StartsWith("wavenumber (cm-1),absorbance\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("average", "A", "average (A)")]
    [InlineData("current (A)", "A", "current (A)")]
    [InlineData("I/mA", "mA", "I/mA")]
    [InlineData("%T", "%", "%T")]
    public void A_letter_of_a_name_is_no_unit(string name, string unit, string label)
    {
        var channel = new ChannelData(name, [1, 2], new(SignalKind.Current, unit));
        var file = new SpectrumFile { Format = "t", Spectra = [new SpectrumData { X = [1, 2], Channels = [channel] }] };
        Assert.StartsWith($"x,{label}\n", Encoding.UTF8.GetString(Write(file)), StringComparison.Ordinal);
    }

    [Fact]
    public void Spectra_of_different_kinds_are_refused_with_the_way_out()
    {
        SpectrumFile file = RandomSpectra.File(1, 2, shared: false);
        SpectrumData first = file.Spectra[0];
        SpectrumFile mixed = file with { Spectra = [first, file.Spectra[1] with { XUnit = Unit.Second }] };
        Assert.Contains("--block", Assert.Throws<UserException>(() => Write(mixed)).Message, StringComparison.Ordinal);
    }

    private static byte[] Write(SpectrumFile file)
    {
        using var bytes = new MemoryStream();
        new CsvSpectrumWriter().Write(file, bytes);
        return bytes.ToArray();
    }
}
