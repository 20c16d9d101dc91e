using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using Xunit;

namespace SpectraPipeline.IO.Tests.Readers;

public sealed class XasColumnsTests
{
    [Theory]
    [InlineData("I0", "It")]
    [InlineData("PreKB-I0", "IT")]
    [InlineData("I0_KEITHLEY1", "I1_KEITHLEY2")]
    [InlineData("I0", "I")]
    [InlineData("Mon", "Ion1")]
    [InlineData("I0-32", "It-32")]
    public void Transmission_is_the_logarithm_of_the_chambers_whatever_they_are_called(string front, string behind)
    {
        XasCandidate mu = Columns((front, [8, 8, 8]), (behind, [4, 2, 1])).Candidates[0];
        Assert.Equal($"mu = ln({front}/{behind}), transmission", mu.Formula);
        Assert.Equal([Math.Log(2), Math.Log(4), Math.Log(8)], mu.Values);
    }

    [Theory]
    [InlineData("i0off")]
    [InlineData("i0norm")]
    [InlineData("XMAP4:DT Corr I0")]
    [InlineData("I0_GAIN")]
    public void Gains_offsets_and_corrected_copies_are_no_monitor(string label) => Assert.Null(Columns((label, [1, 2])).I0);

    [Fact]
    public void A_candidate_without_values_is_passed_over()
    {
        byte[] bytes = "# energy i0 it if\n8900 -1 1 5\n8901 -1 1 6\n8902 -1 1 7\n"u8.ToArray();
        var columns = new XasColumns(ReaderCatalog.Default.Read(bytes, "a.dat", new ReadHints("xas")).Spectra[0]);
        Assert.All(columns.Candidates[0].Values, v => Assert.True(double.IsNaN(v)));
        Assert.Equal([-5, -6, -7], columns.First!.Values);
    }

    [Fact]
    public void A_logarithm_of_the_chambers_is_mu_as_it_is()
    {
        byte[] bytes = "# energy log(i0/it) log(it/ir) i0\n8900 0.1 0.2 5\n8901 0.2 0.3 5\n8902 0.3 0.4 5\n"u8.ToArray();
        SpectrumData scan = ReaderCatalog.Default.Read(bytes, "a.dat", new ReadHints("xas")).Spectra[0];
        var columns = new XasColumns(scan);
        Assert.Equal([0.1, 0.2, 0.3], columns.Candidates[0].Values);
        Assert.Equal([0.2, 0.3, 0.4], columns.Reference!.Values);
    }

    [Fact]
    public void Chambers_numbered_alike_are_as_many_samples()
    {
        XasColumns columns = Columns(("I0", [8]), ("I02", [9]), ("It1", [4]), ("It2", [3]), ("Iref", [1]));
        Assert.Equal(["transmission:1", "transmission:2"], columns.Candidates.Select(c => c.Id));
        Assert.Equal([Math.Log(2), Math.Log(3)], columns.Candidates.Select(c => c.Values[0]));
        // One foil behind several samples belongs to one of them, and the file does not say to which.
        Assert.Null(columns.Reference);
    }

    [Fact]
    public void Elements_with_one_emission_line_are_added_line_by_line()
    {
        XasColumns columns = Columns(("i0", [2]), ("mca2: Cr Ka", [1]), ("mca3: Cr Ka", [3]), ("mca2: Mn Ka", [10]), ("mca3: Mn Ka", [30]));
        Assert.Equal(
            [
                "mu = (sum of 2 columns mca2: Cr Ka to mca3: Cr Ka)/i0, fluorescence",
                "mu = (sum of 2 columns mca2: Mn Ka to mca3: Mn Ka)/i0, fluorescence",
            ],
            columns.Candidates.Select(c => c.Formula)
        );
        Assert.Equal([2, 20], columns.Candidates.Select(c => c.Values[0]));
    }

    [Fact]
    public void A_factor_of_dead_time_is_applied_to_its_element()
    {
        XasCandidate mu = Columns(
            ("I0", [2, 2]),
            ("V_Ka_mca1", [100, 100]),
            ("V_Ka_mca2", [10, 10]),
            ("DTFactor_mca1", [1, 2]),
            ("DTFactor_mca2", [1.5, 3])
        )
            .Candidates.Single();
        Assert.Equal([(100 + 15) / 2.0, (200 + 30) / 2.0], mu.Values);
        Assert.Equal("mu = (sum of 2 columns V_Ka_mca1 to V_Ka_mca2, each times its DTFactor (dead time))/I0, fluorescence", mu.Formula);
    }

    [Fact]
    public void Input_over_output_rate_corrects_raw_counts_and_not_corrected_ones()
    {
        XasColumns columns = Columns(("I0", [2, 2]), ("DTC1", [120, 120]), ("ROI1", [100, 100]), ("ICR1", [1200, 0]), ("OCR1", [1000, 0]));
        Dictionary<string, double[]> found = columns.Candidates.ToDictionary(c => c.Id, c => c.Values);
        Assert.Equal([60, 60], found["fluorescence:dtc"]);
        // Without counts there is nothing to correct.
        Assert.Equal([60, 50], found["fluorescence:roi"]);
    }

    [Fact]
    public void A_true_input_rate_goes_before_the_measured_one()
    {
        XasColumns columns = Columns(
            ("I0", [2, 2]),
            ("D1_MgKa_corr", [7, 7]),
            ("D1_MgKa", [10, 10]),
            ("D1_ICR", [11, 11]),
            ("D1_TrueICR", [12, 12]),
            ("D1_OCR", [10, 10])
        );
        Dictionary<string, double[]> found = columns.Candidates.ToDictionary(c => c.Id, c => c.Values);
        Assert.Equal([3.5, 3.5], found["fluorescence:dmgkacorr"]);
        Assert.Equal([6, 6], found["fluorescence:dmgka"]);
    }

    [Fact]
    public void A_rate_without_its_partner_is_said_not_guessed()
    {
        Assert.Equal(
            "mu = (sum of 2 columns SCA1CH1 to SCA1CH2, dead time not corrected)/I0, fluorescence",
            Columns(("I0", [2]), ("SCA1CH1", [1]), ("SCA1CH2", [3]), ("ICR1", [9]), ("ICR2", [9])).Candidates.Single().Formula
        );
        XasCandidate partly = Columns(("I0", [2]), ("V_Ka_mca1", [1]), ("V_Ka_mca2", [3]), ("DTFactor_mca1", [5])).Candidates.Single();
        Assert.Equal([2], partly.Values);
        Assert.Contains("not corrected since not all have its columns", partly.Formula, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_of_mu_goes_first_and_the_reference_is_behind_the_sample()
    {
        XasColumns columns = Columns(("xmu", [0.5]), ("I0", [8]), ("It", [4]), ("Iref", [1]));
        Assert.Equal(["mu", "transmission"], columns.Candidates.Select(c => c.Id));
        Assert.Equal([Math.Log(4)], columns.Reference!.Values);
    }

    [Fact]
    public void The_program_of_BMM_computed_the_same_sum()
    {
        string? path = Testing.Corpus.Path("corpus/xas/larch/beamlines/NSLS6BM_2019.dat");
        Assert.SkipWhen(path is null, "needs NSLS6BM_2019.dat");
        Dictionary<string, double[]> found = new XasColumns(
            ReaderCatalog.Default.Read(path!, ReadHints.None).Spectra[0]
        ).Candidates.ToDictionary(c => c.Id, c => c.Values);
        // The file's own xmu is (DTC1 + DTC2 + DTC3 + DTC4)/I0, written with six decimals as are its terms.
        for (int i = 0; i < found["mu"].Length; i++)
            Assert.Equal(found["mu"][i], found["fluorescence:dtc"][i], 1e-6 * found["mu"][i] + 1e-5);
    }

    [Fact]
    public void The_program_of_PHOENIX_corrected_by_the_same_rates()
    {
        string? path = Testing.Corpus.Path("corpus/formats/xas_ascii/SLS_PHOENIX_2023.dat");
        Assert.SkipWhen(path is null, "needs SLS_PHOENIX_2023.dat");
        SpectrumData s = ReaderCatalog.Default.Read(path!, ReadHints.None).Spectra[0];
        Dictionary<string, double[]> found = new XasColumns(s).Candidates.ToDictionary(c => c.Id, c => c.Values);
        double[] time = s.Channels.First(c => c.Name == "DD1_ERTM").Values;
        // Its corrected columns are rates; the four detectors' times differ by 1e-5, their correction by 4e-5.
        for (int i = 0; i < time.Length; i++)
            Assert.Equal(
                found["fluorescence:dmgkacorr"][i],
                found["fluorescence:dmgka"][i] / time[i],
                1e-4 * Math.Abs(found["fluorescence:dmgkacorr"][i])
            );
    }

    private static XasColumns Columns(params (string Name, double[] Values)[] columns) =>
        new(
            new SpectrumData
            {
                X = [.. columns[0].Values.Select((_, i) => 9000.0 + i)],
                Channels = [.. columns.Select(c => new ChannelData(c.Name, c.Values, new Signal(SignalKind.Auxiliary)))],
            }
        );
}
