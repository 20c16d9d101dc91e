using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Stages.Exafs;

/// <summary>Rows of <c>exafs_trends</c>: each variable with a course is released to freer ones, and what that gains is weighed against chance.</summary>
internal sealed class FitSeriesTrends(FitSeries stage, FitSeriesFit joint, Findings findings)
{
    /// <summary>A course released.</summary>
    private readonly record struct Rival(
        CourseChoice Course,
        double ChiSquare,
        int More,
        double F,
        double Probability,
        double BicDifference
    );

    public void Write()
    {
        var contradicted = new List<string>();
        foreach (FitSeriesCourse course in joint.Courses.Where(c => c.Kind != VariableCourse.Free))
        {
            Rival? rival = joint.Outcome.Converged ? Worst(course) : null;
            string verdict = Verdict(rival);
            if (rival is { Probability: < SeriesFitTest.Level })
                contradicted.Add($"{course.Name} {course.Choice.ToText()}: {verdict["does not hold: ".Length..]}");
            findings.Add(Described(course, Row(course, rival, verdict)));
        }
        if (contradicted.Count > 0)
            findings.Warn(
                "assumption-does-not-hold",
                $"{FitSeries.Name}: the data contradict {string.Join("; ", contradicted)}. Everything that is fitted with it is bent by it: take a freer course there (see exafs_trends)."
            );
    }

    // The alternative with the least probability; both may be beyond the smallest double, then the better BIC tells.
    private Rival? Worst(FitSeriesCourse course)
    {
        Rival? worst = null;
        foreach (VariableCourse kind in Freer(course.Kind))
            if (Against(course, new(kind)) is { } rival)
                if (
                    worst is not { } w
                    || rival.Probability < w.Probability
                    || (rival.Probability == w.Probability && rival.BicDifference > w.BicDifference)
                )
                    worst = rival;
        return worst;
    }

    private static VariableCourse[] Freer(VariableCourse kind) =>
        kind switch
        {
            VariableCourse.Shared => [VariableCourse.Linear, VariableCourse.Free],
            VariableCourse.Linear => [VariableCourse.Quadratic, VariableCourse.Free],
            _ => [VariableCourse.Free],
        };

    private Rival? Against(FitSeriesCourse course, CourseChoice choice)
    {
        FitSeriesCourse released = course.With(choice);
        if (released.Kind != choice.Kind || released.Count <= course.Count)
            return null;
        var fit = new FitSeriesFit(joint.Sets, [.. joint.Courses.Select(c => c.Name == course.Name ? released : c)], stage);
        fit.RunFrom(joint.ValuesByMember(), weights: null);
        int more = fit.Statistics.Variables - joint.Statistics.Variables;
        double freedom = fit.Statistics.Freedom;
        if (more < 1 || !(freedom > 0) || !double.IsFinite(fit.Statistics.ChiSquare))
            return null;
        double ratio = Math.Max(0, joint.Statistics.ChiSquare - fit.Statistics.ChiSquare) / more / (fit.Statistics.ChiSquare / freedom);
        return new(
            choice,
            fit.Statistics.ChiSquare,
            more,
            ratio,
            FisherTail.Probability(ratio, more, freedom),
            joint.Statistics.Bic - fit.Statistics.Bic
        );
    }

    private static string Verdict(Rival? rival)
    {
        if (rival is not { } r)
            return "not tested: too few data sets or independent points for anything freer";
        string word = r.Course.ToText();
        return r.Probability >= SeriesFitTest.Level
                ? Text($"holds: {word} is no better (F = {r.F:g3}, p = {r.Probability:g2}, ΔBIC = {r.BicDifference:f0})")
            : r.BicDifference > 0
                ? Text($"does not hold: {word} is better by ΔBIC = {r.BicDifference:f0} (F = {r.F:g3}, p = {r.Probability:g2})")
            : Text(
                $"does not hold: {word} fits better than chance allows (F = {r.F:g3}, p = {r.Probability:g2}), though not by BIC ({r.BicDifference:f0})"
            );
    }

    private ExafsTrendRow Row(FitSeriesCourse course, Rival? rival, string verdict) =>
        new()
        {
            Series = findings.Series,
            Step = findings.Step,
            Name = course.Name,
            Kind = course.Choice.ToText(),
            Against = (course.Kind == VariableCourse.Arrhenius ? CourseAgainst.Temperature : stage.Against).ToString().ToLowerInvariant(),
            Variables = course.Count,
            DataSets = course.Members.Length,
            ChiSquare = joint.Statistics.ChiSquare,
            Alternative = rival?.Course.ToText(),
            AlternativeChiSquare = rival?.ChiSquare ?? double.NaN,
            AlternativeVariables = rival?.More ?? 0,
            F = rival?.F ?? double.NaN,
            PValue = rival?.Probability ?? double.NaN,
            BicDifference = rival?.BicDifference ?? double.NaN,
            Verdict = verdict,
        };

    private ExafsTrendRow Described(FitSeriesCourse course, ExafsTrendRow row) =>
        course.Kind switch
        {
            VariableCourse.Linear or VariableCourse.Quadratic => Polynomial(course, row),
            VariableCourse.Arrhenius => Arrhenius(course, row),
            VariableCourse.Smooth => Mean(course, row),
            _ => row with { Value = course.Value(0, joint.Values, []), ValueSe = joint.TotalErrorOf(course, [1]) },
        };

    // From the values at the nodes: of a parabola the slope of the chord is that of the middle.
    private ExafsTrendRow Polynomial(FitSeriesCourse course, ExafsTrendRow row)
    {
        (double low, double high) = (course.Positions.Min(), course.Positions.Max());
        (double middle, double span) = ((low + high) / 2, high - low);
        double[] at = course.AtPosition(middle);
        double[] slope = new double[course.Count];
        (slope[0], slope[^1]) = (-1 / span, 1 / span);
        row = row with
        {
            Reference = middle,
            Value = Sum(course, at),
            ValueSe = joint.TotalErrorOf(course, at),
            Slope = Sum(course, slope),
            SlopeSe = joint.TotalErrorOf(course, slope),
        };
        if (course.Kind == VariableCourse.Linear)
            return row;
        double[] bend = [.. at.Select(a => -4 * a / (span * span))];
        bend[0] += 2 / (span * span);
        bend[^1] += 2 / (span * span);
        return row with { Curvature = Sum(course, bend), CurvatureSe = joint.TotalErrorOf(course, bend) };
    }

    private ExafsTrendRow Arrhenius(FitSeriesCourse course, ExafsTrendRow row)
    {
        double inverse = 1 / (FitSeriesCourse.GasConstant * course.ReferenceTemperature);
        double value = Math.Exp(joint.Values[course.First]);
        return row with
        {
            Reference = course.ReferenceTemperature,
            Value = value,
            ValueSe = joint.TotalErrorOf(course, [value, 0]),
            LnA = Sum(course, [1, inverse]),
            LnASe = joint.TotalErrorOf(course, [1, inverse]),
            Ea = Sum(course, [0, 1]),
            EaSe = joint.TotalErrorOf(course, [0, 1]),
        };
    }

    private ExafsTrendRow Mean(FitSeriesCourse course, ExafsTrendRow row)
    {
        double[] mean = new double[course.Count];
        double[] one = new double[course.Count];
        for (int m = 0; m < course.Members.Length; m++)
        {
            _ = course.Value(m, joint.Values, one);
            for (int b = 0; b < one.Length; b++)
                mean[b] += one[b] / course.Members.Length;
        }
        return row with { Value = Sum(course, mean), ValueSe = joint.TotalErrorOf(course, mean) };
    }

    private double Sum(FitSeriesCourse course, ReadOnlySpan<double> weights)
    {
        double sum = 0;
        for (int b = 0; b < weights.Length; b++)
            sum += weights[b] * joint.Values[course.First + b];
        return sum;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
