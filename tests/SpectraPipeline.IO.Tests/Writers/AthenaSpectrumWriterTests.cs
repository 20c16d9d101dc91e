using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.IO.Writers.Athena;
using Xunit;

namespace SpectraPipeline.IO.Tests.Writers;

public sealed class AthenaSpectrumWriterTests
{
    [Fact]
    public void What_is_written_reads_back_to_the_same_bits()
    {
        for (int seed = 0; seed < 40; seed++)
        {
            SpectrumFile file = Energies(RandomSpectra.File(seed, 3, shared: false));
            SpectrumFile back = ReaderCatalog.Default.Read(Write(file), "a.prj", ReadHints.None);
            Assert.Equal(3, back.Spectra.Count);
            for (int k = 0; k < 3; k++)
            {
                Assert.Equal(file.Spectra[k].X, back.Spectra[k].X);
                Assert.Equal(file.Spectra[k].Channels[0].Values, back.Spectra[k].Channels[0].Values);
                Assert.Equal(file.Spectra[k].Title, back.Spectra[k].Title);
                Assert.Equal("0.9 \\ 'x'", back.Spectra[k].Metadata["bkg_rbkg"]);
            }
        }
    }

    [Fact]
    public void A_scan_of_detectors_becomes_mu_with_its_monitor()
    {
        var scan = new SpectrumData
        {
            X = [8900, 8901, 8902],
            XUnit = Unit.ElectronVolt,
            Channels = [new("i0", [8, 8, 8], new(SignalKind.Auxiliary)), new("itrans", [8, 4, 2], new(SignalKind.Auxiliary))],
        };
        SpectrumData back = ReaderCatalog
            .Default.Read(Write(new SpectrumFile { Format = "t", Spectra = [scan] }), "a.prj", ReadHints.None)
            .Spectra[0];
        Assert.Equal([0, Math.Log(2), Math.Log(4)], back.Channels[0].Values);
        Assert.Equal([8, 8, 8], Assert.Single(back.Channels, c => c.Name == "i0").Values);
    }

    [Fact]
    public void Keeps_eV_makes_it_of_keV_and_refuses_wavenumbers()
    {
        SpectrumFile file = RandomSpectra.File(1, 1, shared: true);
        Assert.Contains("photon energies", Assert.Throws<UserException>(() => Write(file)).Message, StringComparison.Ordinal);
        SpectrumFile kilo = file with
        {
            Spectra =
            [
                Energies(file).Spectra[0] with
                {
                    X = [8.5, 9],
                    XUnit = Unit.KiloElectronVolt,
                    Channels = [new("mu", [1, 2], new(SignalKind.Mu))],
                },
            ],
        };
        Assert.Equal([8500, 9000], ReaderCatalog.Default.Read(Write(kilo), "a.prj", ReadHints.None).Spectra[0].X);
    }

    private static SpectrumFile Energies(SpectrumFile file) =>
        file with
        {
            Format = "athena-project",
            Spectra =
            [
                .. file.Spectra.Select(s =>
                    s with
                    {
                        XUnit = Unit.ElectronVolt,
                        Channels = [new("mu", s.Channels[0].Values, new(SignalKind.Mu))],
                        Metadata = new Dictionary<string, string> { ["bkg_rbkg"] = "0.9 \\ 'x'", ["Sample name"] = "left out" },
                    }
                ),
            ],
        };

    private static byte[] Write(SpectrumFile file)
    {
        using var bytes = new MemoryStream();
        new AthenaSpectrumWriter().Write(file, bytes);
        return bytes.ToArray();
    }
}
