using System.Globalization;
using SpectraPipeline.IO.Readers;
using Xunit;

namespace SpectraPipeline.IO.Tests.Readers.Opus;

/// <summary>Real files against sources that are no OPUS reader: the vendor's export, an export by another program, Parseval's theorem.</summary>
public sealed class OpusCorpusTests
{
    [Fact]
    public void The_first_of_two_reflectances_is_the_one_that_OPUS_exports()
    {
        SpectrumFile read = Read("peach_juice.0");
        double[][] rows = [.. Lines("ir_ascii/peach_juice.dpt").Select(l => l.Split('\t', ',')).Where(c => c.Length == 2).Select(Numbers)];
        Assert.Equal(rows.Length, read.Spectra[0].X.Length);
        Assert.Equal(["Refl", "Refl (2)"], [read.Spectra[0].Block, read.Spectra[^1].Block]);
        // The export has five decimals.
        Assert.True(Largest(rows, read.Spectra[0], 0) <= 5.01e-6);
        Assert.True(Largest(rows, read.Spectra[0], 1) <= 5.01e-6);
        // The other is the spectrum before the correction for air.
        Assert.True(Largest(rows, read.Spectra[^1], 1) > 0.01);
    }

    [Fact]
    public void Absorbances_and_times_are_those_of_another_programs_export()
    {
        // The exporter took the padding for a point (2568 of 2567), so its axis is off by up to 1.3 cm-1; only the ordinates count, which it
        // cut after eight decimals. The first ordinate of every block is that of the first block there.
        List<(string Time, double[] Y)> exported = Blocks();
        foreach (var (name, block) in (ReadOnlySpan<(string, int)>)[("test.0000", 0), ("test.0001", 1), ("test.0003", 3)])
        {
            SpectrumFile read = Read(name);
            Assert.Equal("AB", read.Spectra[0].Block);
            double[] y = read.Spectra[0].Channels[0].Values;
            Assert.Equal(exported[block].Y.Length, y.Length + 1);
            for (int i = block == 0 ? 0 : 1; i < y.Length; i++)
                Assert.InRange(y[i] - exported[block].Y[i], -1.01e-8, 1.01e-8);
            Assert.Equal(DateTimeKind.Utc, read.Spectra[0].Acquired!.Value.Kind);
            Assert.Equal(exported[block].Time, read.Spectra[0].Acquired!.Value.ToString("HH:mm:ss", CultureInfo.InvariantCulture));
        }
    }

    [Theory]
    [InlineData("617262_1TP_C-1_A5.0", 0.005)]
    [InlineData("MMP_2107_Test1.001", 0.005)]
    [InlineData("test.0000", 0.005)]
    [InlineData("test.0001", 0.005)]
    public void Sample_and_reference_have_one_ratio_of_energy_in_interferogram_and_spectrum(string name, double tolerance)
    {
        // Parseval: the energy of the interferogram over that of the spectrum is the same for sample and reference. Without the factor CSF
        // it is off 16-fold in the first file, whose stated extremes are off too.
        SpectrumFile read = Read(name);
        double sample = Energy(read, "IgSm") / Energy(read, "ScSm");
        double reference = Energy(read, "IgRf") / Energy(read, "ScRf");
        Assert.Equal(1, sample / reference, tolerance);
    }

    [Fact]
    public void Extremes_are_as_stated_in_all_blocks_of_all_files_but_two()
    {
        string? folder = Testing.Corpus.Path("corpus/formats/opus");
        Assert.SkipWhen(folder is null, "needs the shared corpus: corpus/formats/opus");
        int blocks = 0;
        var odd = new List<string>();
        foreach (string path in Directory.EnumerateFiles(folder!).Order(StringComparer.Ordinal))
            if (!Path.GetFileName(path).StartsWith("damaged", StringComparison.Ordinal) && !path.EndsWith(".spa", StringComparison.Ordinal))
            {
                SpectrumFile read = ReaderCatalog.Default.Read(path, ReadHints.None);
                blocks += read.Spectra.Count;
                odd.AddRange(read.Notes.Select(n => Path.GetFileName(path) + " " + n.Split(':')[0]));
            }
        Assert.Equal(60, blocks);
        Assert.Equal(["617262_1TP_C-1_A5.0 block IgSm", "617262_1TP_C-1_A5.0 block IgRf"], odd);
    }

    private static double Energy(SpectrumFile file, string block)
    {
        SpectrumData s = file.Spectra.First(b => b.Block == block);
        double[] y = s.Channels[0].Values;
        double mean = block[0] == 'I' ? y.Average() : 0;
        return y.Sum(v => (v - mean) * (v - mean)) * Math.Abs(s.X[0] - s.X[^1]) / (s.X.Length - 1);
    }

    private static double Largest(double[][] rows, SpectrumData s, int column) =>
        rows.Select((r, i) => Math.Abs(r[column] - (column == 0 ? s.X[i] : s.Channels[0].Values[i]))).Max();

    private static List<(string Time, double[] Y)> Blocks()
    {
        var blocks = new List<(string, double[])>();
        string time = "";
        List<double>? y = null;
        foreach (string line in Lines("jcamp/opus_import.jdx"))
            if (line.StartsWith("##TIME=", StringComparison.Ordinal))
                time = line[7..].Trim();
            else if (line.StartsWith("##XYDATA", StringComparison.Ordinal))
                y = [];
            else if (line.StartsWith("##", StringComparison.Ordinal) && y is not null)
            {
                blocks.Add((time, [.. y]));
                y = null;
            }
            else
                y?.AddRange(line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(t => 1e-8 * Number(t)));
        return blocks;
    }

    private static SpectrumFile Read(string name)
    {
        string? path = Testing.Corpus.Path("corpus/formats/opus/" + name);
        Assert.SkipWhen(path is null, "needs the shared corpus: corpus/formats/opus/" + name);
        return ReaderCatalog.Default.Read(path!, ReadHints.None);
    }

    private static string[] Lines(string name)
    {
        string? path = Testing.Corpus.Path("corpus/formats/" + name);
        Assert.SkipWhen(path is null, "needs the shared corpus: corpus/formats/" + name);
        return File.ReadAllLines(path!, System.Text.Encoding.Latin1);
    }

    private static double[] Numbers(string[] cells) => [Number(cells[0]), Number(cells[1])];

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
