using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Stages.Xas;

/// <summary>Writes what xas.lcf finds into components and model_quality.</summary>
internal sealed class LcfRows(Lcf stage, LcfSetup setup, LcfProblem problem)
{
    private const string Method = "lcf";
    private readonly double[] _errors = new double[setup.Standards.Length],
        _weights = new double[setup.Standards.Length];
    private readonly ulong _all = ulong.MaxValue >> (64 - setup.Standards.Length);

    /// <summary>One row a standard, with interval.</summary>
    public void WriteWeights(LcfSolution best, LcfQuality quality, Findings findings)
    {
        ConstrainedLeastSquares fit = stage.EnergyShift == LcfShift.None ? problem.At(best.Shift) : problem.WithShiftFree(best);
        fit.UnitErrors(best.Support, stage.SumToOne, _errors);
        best.Weights.CopyTo(_weights, 0);
        // With the shift linearised the least Σd² lies a rounding below.
        double least = stage.EnergyShift == LcfShift.None ? best.Squares : fit.Solve(_all, stage.NonNegative, stage.Sum, _weights),
            ceiling = least + (quality.Ceiling - quality.Squares);
        for (int j = 0; j < setup.Standards.Length; j++)
        {
            best.Weights.CopyTo(_weights, 0);
            // The only one left of a fixed sum has nowhere to go either.
            bool isAtBound = stage.NonNegative && (best.Weights[j] == 0 || stage.SumToOne && LcfSetup.Size(best.Support) == 1);
            (double low, double high) = WeightLimits.Of(fit, j, _weights, _all, stage.NonNegative, stage.Sum, least, ceiling);
            double se = isAtBound ? double.NaN : _errors[j] * quality.Deviation;
            findings.Add(
                new ComponentRow
                {
                    Series = findings.Series,
                    Step = findings.Step,
                    Frame = findings.Frame,
                    Method = Method,
                    Component = setup.Standards[j].Name,
                    Weight = best.Weights[j],
                    WeightSe = se,
                    WeightSeTotal = se * Math.Sqrt(quality.Shared),
                    WeightLow = double.IsFinite(low) ? low : double.NaN,
                    WeightHigh = double.IsFinite(high) ? high : double.NaN,
                    AtBound = isAtBound,
                }
            );
        }
    }

    /// <summary>R, χ², sum and shift of the optimum over all standards.</summary>
    /// <param name="best">The optimum.</param>
    /// <param name="quality">How well it fits.</param>
    /// <param name="curvature">Second derivative of Σd² with the shift; NaN when there is none.</param>
    /// <param name="findings">Where rows go.</param>
    public void WriteQuality(LcfSolution best, LcfQuality quality, double curvature, Findings findings)
    {
        findings.Add(
            Row(findings, "r-factor", quality.RFactor) with
            {
                Rank = LcfSetup.Size(best.Support),
                Model = Names(best),
                Weights = Text(best),
                ChiSquare = quality.ChiSquare,
                ReducedChiSquare = quality.ReducedChiSquare,
                Verdict = quality.Verdict,
            }
        );
        if (!stage.SumToOne)
            findings.Add(Row(findings, "sum", best.Weights.Sum()));
        if (stage.EnergyShift != LcfShift.None)
            findings.Add(
                Row(findings, "energy-shift", best.Shift) with
                {
                    ValueSe = quality.Deviation * Math.Sqrt(2 * quality.Shared / curvature),
                }
            );
    }

    /// <summary>Combinations of standards, best first.</summary>
    public void WriteRanking(List<LcfRank> ranks, LcfQuality quality, Findings findings)
    {
        for (int i = 0; i < ranks.Count; i++)
        {
            LcfSolution s = ranks[i].Solution;
            double chi = quality.ChiSquare * s.Squares / quality.Squares;
            findings.Add(
                Row(findings, "combination", s.Squares / quality.TargetSquares) with
                {
                    Rank = i + 1,
                    Model = Names(s),
                    Weights = Text(s),
                    ChiSquare = chi,
                    ReducedChiSquare = chi / Math.Max(1, quality.Points - ranks[i].Variables),
                    BicDifference = ranks[i].BicDifference,
                    PValue = ranks[i].PValue,
                    Verdict = ranks[i].Verdict,
                }
            );
        }
    }

    /// <summary>Root mean square difference of the frame from each standard over the range, nearest first.</summary>
    public void WriteDistances(LcfQuality quality, Findings findings)
    {
        problem.At(0);
        int points = problem.Points;
        var distances = setup
            .Standards.Select((s, j) => (s.Name, s.Sigma, Value: Distance(problem.Target, problem.Columns.Slice(j * points, points))))
            .OrderBy(d => d.Value)
            .ToList();
        for (int i = 0; i < distances.Count; i++)
        {
            double noise = Math.Sqrt(quality.Sigma * quality.Sigma + distances[i].Sigma * distances[i].Sigma);
            findings.Add(
                Row(findings, "distance", distances[i].Value) with
                {
                    Rank = i + 1,
                    Model = distances[i].Name,
                    Verdict =
                        distances[i].Value < noise * Math.Sqrt(1 + 4 * Math.Sqrt(2.0 / points)) ? "same-within-noise"
                        : i == 0 ? "nearest"
                        : "apart",
                }
            );
        }
    }

    /// <summary>Distances among the standards, over the range about the edge of the first healthy frame; they concern the series as a whole.</summary>
    public void WriteStandards(Findings findings)
    {
        int count = setup.High - setup.Low + 1,
            first = 0,
            last = count - 1;
        if (!stage.IsChi && double.IsFinite(setup.Edge))
        {
            first = Math.Max(0, EnergyGrid.AtOrBelow(setup.X, setup.Edge + stage.From) - setup.Low);
            last = Math.Clamp(EnergyGrid.AtOrBelow(setup.X, setup.Edge + stage.To) - setup.Low, first, last);
        }
        double[][] curves = [.. setup.Standards.Select((_, j) => Curve(j, count)[first..(last + 1)])];
        int frame = findings.Frame;
        findings.Frame = -1;
        for (int i = 0; i < curves.Length; i++)
        for (int j = i + 1; j < curves.Length; j++)
            findings.Add(
                Row(findings, "standard-distance", Distance(curves[i], curves[j])) with
                {
                    Model = $"{setup.Standards[i].Name} | {setup.Standards[j].Name}",
                }
            );
        findings.Frame = frame;
    }

    private double[] Curve(int standard, int count)
    {
        double[] weights = new double[setup.Standards.Length],
            fit = new double[count];
        weights[standard] = 1;
        problem.Curves(new LcfSolution(1UL << standard, weights, 0, 0), new double[setup.X.Length], fit, new double[count]);
        return fit;
    }

    private static double Distance(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double squares = 0;
        for (int i = 0; i < a.Length; i++)
            squares += (a[i] - b[i]) * (a[i] - b[i]);
        return Math.Sqrt(squares / a.Length);
    }

    private string Names(LcfSolution solution) =>
        string.Join(" + ", setup.Standards.Where((_, j) => solution.Weights[j] != 0).Select(s => s.Name));

    private string Text(LcfSolution solution)
    {
        var parts = new List<string>();
        for (int j = 0; j < solution.Weights.Length; j++)
            if (solution.Weights[j] != 0)
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"{solution.Weights[j]:F4} {setup.Standards[j].Name}"));
        string text = string.Join(" + ", parts);
        return stage.EnergyShift == LcfShift.None
            ? text
            : string.Create(CultureInfo.InvariantCulture, $"{text}; shift {solution.Shift:F3} eV");
    }

    private static ModelQualityRow Row(Findings findings, string criterion, double value) =>
        new()
        {
            Series = findings.Series,
            Step = findings.Step,
            Frame = findings.Frame,
            Method = Method,
            Criterion = criterion,
            Value = value,
        };
}
