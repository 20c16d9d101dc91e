using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Baselines;

namespace SpectraPipeline.Benchmarks;

/// <summary>The baselines that are timed beside the Python peers, with the peers' parameters.</summary>
internal static class BaselineMethods
{
    private const double Asymmetry = 0.01;

    public delegate BaselineOutcome FitOne(ReadOnlySpan<double> spectrum, Span<double> baseline);

    public static IReadOnlyList<string> Names { get; } = ["arpls", "asls", "airpls"];

    private static WhittakerBaselineOptions Options(string method) => new(method == "arpls" ? 1e5 : 1e6);

    public static FitOne Plain(string method, int points) =>
        method switch
        {
            "arpls" => new ArPls(points, Options(method)).Fit,
            "asls" => new AsLs(points, Options(method), Asymmetry).Fit,
            _ => new AirPls(points, Options(method)).Fit,
        };

    public static LaneBaseline Lanes(string method, int points, LaneWidth width) =>
        method switch
        {
            "arpls" => new ArPlsLanes(points, Options(method), width),
            "asls" => new AsLsLanes(points, Options(method), Asymmetry, width),
            _ => new AirPlsLanes(points, Options(method), width),
        };

    /// <summary>The stage; its defaults are the peers' parameters.</summary>
    public static FrameStage Stage(string method) =>
        method switch
        {
            "arpls" => new Stages.Baseline.ArPls(),
            "asls" => new Stages.Baseline.AsLs(),
            _ => new Stages.Baseline.AirPls(),
        };
}
