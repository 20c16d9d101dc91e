using Xunit;

namespace SpectraPipeline.Core.Tests;

public sealed class SeriesSliceTests
{
    [Fact]
    public void Joined_frames_keep_values_numbers_faults_and_scalars()
    {
        var axis = new Axis("wavenumber", Unit.PerCm, [1, 2, 3]);
        var signal = new Signal(SignalKind.Absorbance);
        double[] values = [.. Enumerable.Range(0, 12).Select(i => (double)i)];
        double[] sigma = [.. values.Select(v => v + 100)];
        var series = new SpectralSeries(
            "s",
            axis,
            [new Channel("y", signal, 4, 3, values, sigma)],
            [.. Enumerable.Range(0, 4).Select(i => new FrameInfo { Frame = i, File = "f" })],
            [null, null, new Fault("read", "code", "message"), null]
        );
        series.AddScalar("e0")[3] = 7;
        SpectralSeries joined = SeriesSlice.Join([SeriesSlice.Rows(series, 0, 1), SeriesSlice.Rows(series, 2, 2)]);
        Assert.Equal([0, 2, 3], joined.Info.Select(i => i.Frame));
        Assert.Equal([6, 7, 8], joined["y"][1].ToArray());
        Assert.Equal([106, 107, 108], joined["y"].Sigma!.AsSpan(3, 3).ToArray());
        Assert.Null(joined["y"].Mask);
        Assert.Equal("code", joined.Faults[1]!.Code);
        Assert.Equal([double.NaN, double.NaN, 7], joined.Scalars["e0"]);
    }
}
