using SpectraPipeline.Core;
using Xunit;

namespace SpectraPipeline.IO.Tests.Store;

/// <summary>A series whose numbers are easy to check and hard to round: frame + 1/3 + tiny multiples, with -0, subnormals and a faulted frame.</summary>
internal static class SampleSeries
{
    internal static SpectralSeries Make(int firstFrame = 0, int frames = 5, int points = 7, string id = "ir/ä 1", int? faulted = null)
    {
        double[] x = [.. Enumerable.Range(0, points).Select(i => 1000 + i * (1 + 1e-13) / 3)];
        double[] y = new double[frames * points],
            baseline = new double[frames * points],
            sigma = new double[frames * points];
        bool[] mask = new bool[frames * points];
        for (int f = 0; f < frames; f++)
        for (int i = 0; i < points; i++)
        {
            int at = f * points + i;
            y[at] =
                i == 0 ? -0.0
                : i == 1 ? double.Epsilon
                : Math.Sin(firstFrame + f + i / 3.0);
            baseline[at] = Math.Exp(-i) + f;
            sigma[at] = 1e-3 * (at + 1);
            mask[at] = at % 3 != 0;
        }
        var faults = new Fault?[frames];
        if (faulted is { } row)
        {
            faults[row] = new Fault("read", "bad", "line 3: \"broken\"\nsee there");
            y.AsSpan(row * points, points).Fill(double.NaN);
            baseline.AsSpan(row * points, points).Fill(double.NaN);
            sigma.AsSpan(row * points, points).Fill(double.NaN);
            mask.AsSpan(row * points, points).Clear();
        }
        var series = new SpectralSeries(
            id,
            new Axis("raman shift", Unit.RamanShift, x),
            [
                new Channel("corrected", new Signal(SignalKind.Counts, "counts"), frames, points, y, sigma, mask),
                new Channel("baseline", new Signal(SignalKind.Auxiliary, "counts"), frames, points, baseline),
            ],
            [
                .. Enumerable
                    .Range(firstFrame, frames)
                    .Select(f => new FrameInfo
                    {
                        Frame = f,
                        File = $"dat/ü {f}.txt",
                        IndexInFile = f % 2,
                        TimeS = f * 0.1,
                        PotentialV = f == 1 ? double.NaN : -0.1 * f,
                        Note = f == 2 ? "a doubt" : "",
                    }),
            ],
            faults,
            firstFrame
        );
        double[] e0 = series.AddScalar("e0");
        for (int f = 0; f < frames - 1; f++)
            e0[f] = 9659 + (firstFrame + f) / 7.0;
        return series;
    }

    /// <summary>Same bits everywhere.</summary>
    internal static void AssertSame(SpectralSeries expected, SpectralSeries actual)
    {
        Assert.Equal(expected.Id, actual.Id);
        Assert.True(expected.Axis.SameAs(actual.Axis));
        Assert.Equal(expected.FirstFrame, actual.FirstFrame);
        Assert.Equal(expected.Info, actual.Info);
        Assert.Equal(expected.Faults, actual.Faults);
        Assert.Equal(expected.Channels.Count, actual.Channels.Count);
        foreach (Channel c in expected.Channels)
        {
            Channel found = actual[c.Name];
            Assert.Equal(c.Signal, found.Signal);
            Assert.Equal(Bits(c.Values), Bits(found.Values));
            Assert.Equal(c.Sigma is null ? null : Bits(c.Sigma), found.Sigma is null ? null : Bits(found.Sigma));
            Assert.Equal(c.Mask, found.Mask);
        }
        Assert.Equal(expected.Scalars.Keys.Order(), actual.Scalars.Keys.Order());
        foreach (var (name, values) in expected.Scalars)
            Assert.Equal(Bits(values), Bits(actual.Scalars[name]));
    }

    internal static long[] Bits(double[] values) => [.. values.Select(BitConverter.DoubleToInt64Bits)];
}
