using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Multivariate;
using SpectraPipeline.Numerics.Splines;
using SpectraPipeline.Stages.Xas;

namespace SpectraPipeline.Stages.Series;

/// <summary>Target transform of each standard: is it a combination of the components?</summary>
internal sealed class PcaTargets(Pca stage, StageInput about, Signal signal, Axis axis, PrincipalComponents components, int rank)
{
    private const double Level = 0.05;

    // Malinowski's classes.
    private const double Acceptable = 3,
        Moderate = 6;

    public void Write(Findings findings)
    {
        if (stage.Scale == Scaling.ZScore && stage.OtherSeries.Count > 0)
        {
            findings.Warn("no-targets", "Targets have no place among spectra that were each scaled by themselves; use scale: none.");
            return;
        }
        foreach (string id in stage.OtherSeries)
            if (Standard(id) is { } standard)
                Write(standard, findings);
            else if (stage.Standards.Ids.Count > 0)
                throw new UserException(
                    $"series.pca: the standard '{id}' has no spectra of the kind of this series ({signal.Kind}); give it the steps that make them."
                );
    }

    private StandardSpectrum? Standard(string id)
    {
        SpectralSeries? series = about.Finished.TryGetValue(id, out FinishedSeries? finished)
            ? finished.Newest([signal.Kind])
            : about.Others.GetValueOrDefault(id);
        if (series is null || series.Find(signal.Kind) is null)
            return null;
        var one = new StageInput
        {
            Card = about.Card,
            Axis = about.Axis,
            Channel = about.Channel,
            Signal = signal,
            Frames = about.Frames,
            Others = new Dictionary<string, SpectralSeries> { [id] = series },
            Finished = about.Finished,
            Run = about.Run,
        };
        return StandardSpectrum.Of([id], one, "series.pca", [signal.Kind], about.Channel)[0];
    }

    private void Write(StandardSpectrum standard, Findings findings)
    {
        double scale = axis.Unit.Quantity == Quantity.PhotonEnergy ? axis.Unit.Scale : 1;
        double[] at = [.. axis.Values.ToArray().Select(v => v * scale)],
            curve = new double[at.Length];
        if (standard.X[0] > at[0] + 1e-9 || standard.X[^1] < at[^1] - 1e-9)
        {
            findings.Warn(
                "target-too-short",
                FormattableString.Invariant(
                    $"The standard '{standard.Name}' ({standard.X[0]:g6} to {standard.X[^1]:g6}) does not cover the range {at[0]:g6} to {at[^1]:g6} and was not tried; set from and to."
                )
            );
            return;
        }
        var spline = new NotAKnotSpline(standard.X);
        spline.Fit(standard.Y);
        spline.Evaluate(at, curve);
        double sigma = double.IsFinite(standard.Sigma) && stage.Scale == Scaling.None ? standard.Sigma : 0;
        TargetTransform result = TargetTransform.Of(components, rank, components.Prepared(curve), sigma, new double[at.Length]);
        bool isIn = result.Probability >= Level;
        Add(findings, standard, "target-r-factor", result.RFactor, double.NaN, null);
        Add(
            findings,
            standard,
            "target-spoil",
            result.Spoil,
            double.NaN,
            result.Spoil < Acceptable ? "acceptable"
                : result.Spoil < Moderate ? "moderate"
                : "poor"
        );
        Add(findings, standard, "target-f", result.F, result.Probability, isIn ? "in-space" : "out-of-space");
    }

    private void Add(Findings findings, StandardSpectrum standard, string criterion, double value, double p, string? verdict) =>
        findings.Add(
            PcaRows.Row(findings, criterion) with
            {
                Rank = rank,
                Value = value,
                PValue = p,
                Model = standard.Name,
                Verdict = verdict,
            }
        );
}
