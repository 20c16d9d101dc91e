using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Multivariate;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Stages.Series;

/// <summary>Writes principal components and the verdicts on their number.</summary>
internal sealed class PcaRows(Findings findings, PrincipalComponents components, Axis axis, int[] frames)
{
    public const string Method = "pca";

    public void WriteRanks(PcaRanks ranks)
    {
        foreach (PcaVerdict v in ranks.All)
            findings.Add(Row(findings, v.Criterion) with { Rank = v.Rank, Value = v.Value, PValue = v.PValue, Verdict = v.Verdict });
        (string text, string verdict) = ranks.Summary;
        findings.Add(Row(findings, "rank") with { Rank = ranks.Rank, Value = ranks.Median, Model = text, Verdict = verdict });
    }

    /// <summary>Scores and loadings; the error of a score is that of a point, the error of a loading that over the singular value.</summary>
    public void WriteComponents(double noise)
    {
        for (int f = 0; f < frames.Length; f++)
        for (int k = 0; k < components.Count; k++)
        {
            double score = components.Score(k, f);
            findings.Add(
                new ComponentRow
                {
                    Series = findings.Series,
                    Step = findings.Step,
                    Frame = frames[f],
                    Method = Method,
                    Component = Name(k),
                    Weight = score,
                    WeightSe = noise,
                    WeightLow = score - Student.Normal975 * noise,
                    WeightHigh = score + Student.Normal975 * noise,
                }
            );
        }
        if (components.Centred)
            WriteSpectrum("mean", components.Mean, double.NaN);
        for (int k = 0; k < components.Count; k++)
            WriteSpectrum(Name(k), components.Triplets.RightOf(k), noise / components.Triplets.Values[k]);
    }

    private void WriteSpectrum(string name, ReadOnlySpan<double> values, double error)
    {
        for (int i = 0; i < values.Length; i++)
            findings.Add(
                new ComponentSpectrumRow
                {
                    Series = findings.Series,
                    Step = findings.Step,
                    Method = Method,
                    Component = name,
                    X = axis[i],
                    Value = values[i],
                    Low = values[i] - Student.Normal975 * error,
                    High = values[i] + Student.Normal975 * error,
                }
            );
    }

    private static string Name(int component) => FormattableString.Invariant($"PC{component + 1}");

    /// <summary>A row about the whole series.</summary>
    public static ModelQualityRow Row(Findings findings, string criterion) =>
        new()
        {
            Series = findings.Series,
            Step = findings.Step,
            Method = Method,
            Criterion = criterion,
        };
}
