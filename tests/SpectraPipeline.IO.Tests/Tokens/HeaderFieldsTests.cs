using SpectraPipeline.IO.Tokens;
using Xunit;

namespace SpectraPipeline.IO.Tests.Tokens;

public sealed class HeaderFieldsTests
{
    [Theory]
    [InlineData("time", "30 s", 30)]
    [InlineData("time_s", "30", 30)]
    [InlineData("Elapsed time", "2 min", 120)]
    [InlineData("Sample.time", "30 s", 30)]
    public void Reads_a_time_under_a_key_that_means_it(string key, string value, double seconds) =>
        Assert.Equal(seconds, HeaderFields.Of(new Dictionary<string, string> { [key] = value }).TimeS);

    [Theory]
    [InlineData("Potential", "-0.4 V", -0.4)]
    [InlineData("potential_v", "-0.4", -0.4)]
    [InlineData("potential_mV", "-400", -0.4)]
    [InlineData("Ewe", "0.2 V", 0.2)]
    [InlineData("E_we (V)", "0.2", 0.2)]
    [InlineData("Sample.potential", "200 mV vs RHE", 0.2)]
    [InlineData("Potential vs. RHE (V)", "0.2", 0.2)]
    public void Reads_a_potential_under_a_key_that_means_it(string key, string value, double volts) =>
        Assert.Equal(volts, HeaderFields.Of(new Dictionary<string, string> { [key] = value }).PotentialV, 12);

    [Theory]
    [InlineData("time_per_point", "1 s")]
    [InlineData("Acq. time (s)", "10")]
    [InlineData("Scan.time", "1 s")]
    [InlineData("Detector.time", "1 s")]
    [InlineData("Detector.voltage", "5 V")]
    [InlineData("voltage", "5 V")]
    [InlineData("Tube.potential", "40000 V")]
    [InlineData("potential_step", "0.1 V")]
    public void Settings_of_the_instrument_are_neither_time_nor_potential(string key, string value)
    {
        (double time, double potential) = HeaderFields.Of(new Dictionary<string, string> { [key] = value });
        Assert.True(double.IsNaN(time), key);
        Assert.True(double.IsNaN(potential), key);
    }
}
