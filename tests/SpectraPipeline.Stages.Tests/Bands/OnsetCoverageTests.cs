using SpectraPipeline.Numerics.Statistics;
using SpectraPipeline.Stages.Bands;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Bands;

/// <summary>How often the 95 % intervals of bands.onset hold the truth: 500 draws of a rise that is known, sizes in units of their noise.</summary>
public sealed class OnsetCoverageTests(ITestOutputHelper output)
{
    private const int Draws = 500;

    // Where the curve climbs by more than its noise from frame to frame no interval can be shorter than a gap: above 97 %. A window of the tangent that
    // the noise chooses costs it 2 to 3 % on a rise without a straight part. A logistic rise has no beginning for a change point to find, a step no line.
    [Theory]
    [InlineData("slow", OnsetMethod.Threshold, 0.93, 0.99)]
    [InlineData("slow", OnsetMethod.ChangePoint, 0.92, 0.97)]
    [InlineData("slow", OnsetMethod.Tangent, 0.93, 0.99)]
    [InlineData("straight", OnsetMethod.Threshold, 0.93, 0.99)]
    [InlineData("straight", OnsetMethod.ChangePoint, 0.93, 0.98)]
    [InlineData("straight", OnsetMethod.Tangent, 0.93, 0.99)]
    [InlineData("fast", OnsetMethod.Threshold, 0.95, 1)]
    [InlineData("fast", OnsetMethod.ChangePoint, 0.93, 1)]
    [InlineData("fast", OnsetMethod.Tangent, 0.95, 1)]
    [InlineData("bent", OnsetMethod.Threshold, 0.95, 1)]
    [InlineData("bent", OnsetMethod.ChangePoint, 0.92, 0.97)]
    [InlineData("bent", OnsetMethod.Tangent, 0.93, 0.98)]
    [InlineData("toe", OnsetMethod.Threshold, 0.93, 1)]
    [InlineData("toe", OnsetMethod.ChangePoint, 0.91, 0.97)]
    [InlineData("toe", OnsetMethod.Tangent, 0.91, 0.97)]
    [InlineData("sigmoid", OnsetMethod.Threshold, 0.92, 0.98)]
    [InlineData("sigmoid", OnsetMethod.Tangent, 0.89, 0.97)]
    [InlineData("step", OnsetMethod.Threshold, 0.99, 1)]
    [InlineData("step", OnsetMethod.ChangePoint, 0.95, 1)]
    public void An_interval_holds_the_truth_as_often_as_it_promises(string shape, OnsetMethod method, double least, double most)
    {
        (double held, double width, double none) = Coverage(shape, method);
        output.WriteLine(
            $"{shape, -10} {method, -12} {held:p1} of those determined, median width {width:f2} frames, undetermined {none:p1}"
        );
        Assert.InRange(held, least, most);
        Assert.InRange(none, 0, 0.02);
    }

    private static double Height(string shape, double t) =>
        shape switch
        {
            "slow" => 0.2 * Math.Max(0, t - 20.3),
            "straight" => 0.5 * Math.Max(0, t - 20.3),
            "fast" => 2 * Math.Max(0, t - 20.3),
            "bent" => 40 * (1 - Math.Exp(-Math.Max(0, t - 20.3) / 20)),
            "toe" => 0.02 * Math.Pow(Math.Max(0, t - 20.3), 2),
            "sigmoid" => 40 / (1 + Math.Exp(-(t - 45) / 6)),
            _ => t < 20.3 ? 0 : 40,
        };

    private static TrackSignal Signal(string shape, Func<double> noise)
    {
        double[] frames = [.. Enumerable.Range(0, 80).Select(i => (double)i)];
        return new(frames, frames, [.. frames.Select(t => Height(shape, t) + noise())], [.. frames.Select(_ => 1.0)]);
    }

    private static double Truth(string shape, OnsetMethod method)
    {
        if (method == OnsetMethod.ChangePoint)
            return 20.3;
        if (method == OnsetMethod.Tangent)
            return OnsetSearch.Find(Signal(shape, () => 0), new Onset(), OnsetMethod.Tangent).At;
        double t = 0;
        while (Height(shape, t) <= 3)
            t += 1e-3;
        return t;
    }

    private static (double Held, double Width, double None) Coverage(string shape, OnsetMethod method)
    {
        double truth = Truth(shape, method);
        var normal = new SeededNormal(7, shape + method);
        var widths = new List<double>();
        int held = 0;
        for (int d = 0; d < Draws; d++)
        {
            OnsetFrames onset = OnsetSearch.Find(Signal(shape, normal.Next), new Onset(), method);
            if (double.IsNaN(onset.At))
                continue;
            held += !(onset.Low > truth) && !(onset.High < truth) ? 1 : 0;
            // An open end is wider than any.
            widths.Add(double.IsNaN(onset.High - onset.Low) ? double.PositiveInfinity : onset.High - onset.Low);
        }
        widths.Sort();
        return (held / (double)widths.Count, widths[widths.Count / 2], 1 - (widths.Count / (double)Draws));
    }
}
