using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Fitting;

namespace SpectraPipeline.Stages.Peaks;

/// <summary>Rows of <c>band_trends</c>, and the warning where the data contradict what was assumed.</summary>
/// <param name="stage">The parameters.</param>
/// <param name="findings">Receives them.</param>
/// <param name="frames">Frames of the fit.</param>
internal sealed class SeriesBandTrends(FitSeries stage, Findings findings, int frames)
{
    /// <summary>How it is written.</summary>
    public static string Word(SeriesAgainst against) => against.ToString().ToLowerInvariant();

    /// <summary>Writes a row for each parameter that other frames have a say in.</summary>
    public void Write(SeriesFit fit, int bands, PeakShape shape)
    {
        var contradicted = new List<string>();
        for (int k = 0; k < bands; k++)
        for (int p = 0; p < shape.ParameterCount; p++)
        {
            if (fit.Bond(k, p) is not { } bond || bond == OverFrames.Free)
                continue;
            SeriesFitTest test = SeriesFitTest.Of(fit, k, p);
            string verdict = Verdict(test);
            if (!test.Holds)
                contradicted.Add(
                    $"{shape.Parameters[p].Name} of band {k + 1} {SeriesBands.Word(bond)}: {verdict["does not hold: ".Length..]}"
                );
            findings.Add(Row(k, shape.Parameters[p].Name, bond, fit.Trend(k, p), test, verdict, fit));
        }
        if (contradicted.Count > 0)
            findings.Warn(
                "assumption-does-not-hold",
                $"peaks.fit-series: the data contradict {string.Join("; ", contradicted)}. Positions, heights and errors that rest on it are bent by it: take smooth or free there (see band_trends)."
            );
        if (!fit.Outcome.Converged)
            findings.Warn(
                "series-fit-not-converged",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"peaks.fit-series: the fit of all frames ended {fit.Outcome.Offset:g2} standard errors from its minimum after {fit.Outcome.Iterations} iterations: raise max-iterations, list better starts, or leave fewer parameters free."
                )
            );
    }

    private static string Verdict(in SeriesFitTest test)
    {
        if (test.Alternative is not { } alternative)
            return "not tested: too few frames for anything freer";
        string word = SeriesBands.Word(alternative);
        if (test.Holds)
            return Text($"holds: {word} is no better (F = {test.F:g3}, p = {test.Probability:g2}, ΔBIC = {test.BicDifference:f0})");
        return test.BicDifference > 0
            ? Text($"does not hold: {word} is better by ΔBIC = {test.BicDifference:f0} (F = {test.F:g3}, p = {test.Probability:g2})")
            : Text(
                $"does not hold: {word} fits better than chance allows (F = {test.F:g3}, p = {test.Probability:g2}), though not by BIC ({test.BicDifference:f0})"
            );
    }

    private BandTrendRow Row(
        int band,
        string parameter,
        OverFrames bond,
        in SeriesTrend trend,
        in SeriesFitTest test,
        string verdict,
        SeriesFit fit
    ) =>
        new()
        {
            Series = findings.Series,
            Step = findings.Step,
            Band = band + 1,
            Parameter = parameter,
            Kind = SeriesBands.Word(bond),
            Against = Word(stage.Against),
            Reference = trend.Reference,
            Value = trend.Value,
            ValueSe = trend.ValueError,
            Slope = trend.Slope,
            SlopeSe = trend.SlopeError,
            Curvature = trend.Curvature,
            CurvatureSe = trend.CurvatureError,
            Lambda = trend.Lambda,
            Variables = trend.EffectiveVariables,
            Frames = frames,
            ChiSquare = fit.ChiSquare,
            Alternative = test.Alternative is { } alternative ? SeriesBands.Word(alternative) : null,
            AlternativeChiSquare = test.ChiSquare,
            AlternativeVariables = test.Variables,
            NoisePoints = fit.NoisePoints,
            F = test.F,
            PValue = test.Probability,
            BicDifference = test.BicDifference,
            Verdict = verdict,
        };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
