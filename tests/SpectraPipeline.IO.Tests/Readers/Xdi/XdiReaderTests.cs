using System.Text;
using System.Text.RegularExpressions;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.Testing.Writers;
using Xunit;

namespace SpectraPipeline.IO.Tests.Readers.Xdi;

public sealed partial class XdiReaderTests
{
    private static readonly double[][] s_rows =
    [
        [9000, 8, 4],
        [9001, 8, 2],
        [9002, 8, 1],
    ];

    [Fact]
    public void Reads_channels_entries_and_time()
    {
        SpectrumFile file = Read(
            XdiText.Write(
                ["energy eV", "i0", "itrans"],
                s_rows,
                "Element.symbol: Zn",
                "Element.edge: K",
                "Scan.start_time: 2026-01-02 03:04:05",
                "Sample.name: foil"
            )
        );
        SpectrumData s = Assert.Single(file.Spectra);
        Assert.Equal([9000, 9001, 9002], s.X);
        Assert.Equal(["i0", "itrans"], s.Channels.Select(c => c.Name));
        Assert.Equal([4, 2, 1], s.Channels[1].Values);
        Assert.Equal((Unit.ElectronVolt, "foil", new DateTime(2026, 1, 2, 3, 4, 5)), (s.XUnit, s.Title, s.Acquired!.Value));
        Assert.Equal(("xas", "made by a test", "Zn"), (file.Technique, file.Metadata["Comments"], file.Metadata["Element.symbol"]));
        Assert.Empty(file.Notes);
    }

    [Fact]
    public void The_column_of_mu_goes_first_and_kiloelectronvolts_stay_so()
    {
        SpectrumData s = Read(XdiText.Write(["energy keV", "i0", "mutrans"], s_rows)).Spectra[0];
        Assert.Equal(["mutrans", "i0"], s.Channels.Select(c => c.Name));
        Assert.Equal(Unit.KiloElectronVolt, s.XUnit);
    }

    [Fact]
    public void An_angle_becomes_energy_by_Braggs_law()
    {
        // Si(111), d = 3.13551 A, 17.41446 degrees: 6606.2 eV, as the header of the beamline's own file says.
        double[][] rows =
        [
            [17.41446, 1],
            [17.3, 1],
            [17.2, 1],
        ];
        SpectrumData s = Read(XdiText.Write(["angle degrees", "i0"], rows, "Mono.d_spacing: 3.13551")).Spectra[0];
        // The beamline's own constant is h c = 12398.52 eV A, 8e-6 above the exact one: 0.055 eV here.
        Assert.Equal(6606.2, s.X[0], 0.06);
        SpectrumData half = Read(
            XdiText.Write(
                ["angle degrees", "i0"],
                [
                    [30, 1],
                    [29, 1],
                ],
                "Mono.d_spacing: 2"
            )
        ).Spectra[0];
        // sin 30 = 1/2, so E = h c / d; the tolerance is that of Math.Sin.
        Assert.Equal(12398.419843320025 / 2, half.X[0], 1e-9);
        Assert.Equal(Unit.ElectronVolt, s.XUnit);
        SpectrumFile without = Read(XdiText.Write(["angle degrees", "i0"], rows));
        Assert.Equal(Unit.Degree, without.Spectra[0].XUnit);
        Assert.Contains("x is an angle and Mono.d_spacing is missing, so no energy can be had", without.Notes);
    }

    [Fact]
    public void The_bad_files_of_the_reference_set_have_the_statuses_it_lists()
    {
        string? folder = Testing.Corpus.Path("corpus/formats/xdi");
        Assert.SkipWhen(folder is null, "needs the shared corpus: corpus/formats/xdi");
        int seen = 0;
        foreach (Match m in Status().Matches(File.ReadAllText(Path.Combine(folder!, "BadFiles.txt"))))
        {
            string path = Path.Combine(folder!, m.Groups[1].Value);
            if (!File.Exists(path))
                continue;
            seen++;
            SpectrumFile? file = null;
            BadFileException? refusal = null;
            try
            {
                file = ReaderCatalog.Default.Read(path, ReadHints.None);
            }
            catch (BadFileException e)
            {
                refusal = e;
            }
            Assert.True(m.Groups[2].Value == "error msg" == (refusal is not null), $"{m.Groups[1].Value}: {refusal?.Message ?? "read"}");
            // Note (1) of the list: read with a warning.
            if (m.Groups[3].Value == "(1)")
                Assert.True(file is null || file.Notes.Count > 0 || m.Groups[1].Value is "bad_34.xdi", m.Groups[1].Value);
        }
        Assert.True(seen >= 25, $"{seen} files");
    }

    [Theory]
    [InlineData("1.2.3", "line 8 (byte 116): expected 3 numbers as in line 8, found '9000 1.2.3 4'")]
    public void A_bad_number_is_refused_with_its_line(string number, string message)
    {
        string text = Encoding
            .ASCII.GetString(XdiText.Write(["energy eV", "i0", "itrans"], s_rows))
            .Replace("9000  8  4", $"9000 {number} 4", StringComparison.Ordinal);
        BadFileException e = Assert.Throws<BadFileException>(() => Read(Encoding.ASCII.GetBytes(text)));
        Assert.Contains(number, e.Message, StringComparison.Ordinal);
        Assert.True(e.Line > 0, message);
    }

    private static SpectrumFile Read(byte[] bytes) => ReaderCatalog.Default.Read(bytes, "a.xdi", ReadHints.None);

    [GeneratedRegex(@"^(bad_\d\d\.xdi)\s+(error msg|file read)(\(\d\))?", RegexOptions.Multiline)]
    private static partial Regex Status();
}
