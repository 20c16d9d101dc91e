using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Exafs;

/// <summary>One run of <see cref="FitSeries"/>: gathers the data sets, fits them together, writes rows and spectra.</summary>
internal sealed class FitSeriesRun(FitSeries stage, SpectralSeries input, StageInput about, Findings findings)
{
    /// <summary>Numbers beyond which the matrix of all of them takes longer than anybody waits: 1000 (250 frames of four free variables) are some 10 s and half a GB.</summary>
    public const int MostVariables = 1000;

    // A curve that the data tell in so much detail is better left free.
    private const int MostKnots = 12;

    private readonly Fault?[] _faults = (Fault?[])input.Faults.Clone();
    private readonly FitSeriesAlone _alone = new(stage);

    public SpectralSeries Run()
    {
        List<FitSeriesSet> sets = new FitSeriesSets(stage, input, about, _faults, findings).Read();
        FitSeriesFit? fit = sets.Count == 0 ? null : Fit(sets);
        findings.Frame = -1;
        return Output(sets, fit);
    }

    private FitSeriesFit Fit(List<FitSeriesSet> sets)
    {
        FitSeriesCourse[] courses = Courses(sets);
        int coefficients = stage.RefineBackground ? sets.Count * 5 : 0;
        if (courses.Sum(c => c.Count) + coefficients is > MostVariables and var many)
            throw new UserException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{FitSeries.Name}: {sets.Count} data sets with what varies in them make {many} variables; {MostVariables} are the most. Merge frames (series.average, xas.merge), share more variables or put them on a line or curve (across), or fit stretches of the series."
                )
            );
        LoneFit[] alone = [.. sets.Select(_alone.Fit)];
        double[][] values = [.. courses.Select(c => ByMember(c, sets, alone, (fit, v) => fit.Values[v]))];
        double[][] weights = [.. courses.Select(c => ByMember(c, sets, alone, Weight))];
        FitSeriesFit best = Smoothest(sets, courses, values, weights);
        Warn(best);
        new FitSeriesRows(stage, best, alone, findings).Write();
        new FitSeriesTrends(stage, best, findings).Write();
        return best;
    }

    private FitSeriesCourse[] Courses(List<FitSeriesSet> sets)
    {
        string[] names = [.. sets.SelectMany(s => s.Plan.Variables).Select(v => v.Name).Distinct()];
        if (names.Length == 0)
            throw new UserException(
                $"{FitSeries.Name}: nothing varies in the model. Name n, delta-r, sigma2 and e0 on its paths, or give variables."
            );
        return [.. names.Select(n => Course(n, sets))];
    }

    private FitSeriesCourse Course(string name, List<FitSeriesSet> sets)
    {
        int[] members = [.. sets.Index().Where(s => s.Item.Plan.Variables.Any(v => v.Name == name)).Select(s => s.Index)];
        ModelVariable variable = sets[members[0]].Plan.Variables.First(v => v.Name == name);
        double[] temperatures = [.. members.Select(m => sets[m].Temperature)];
        // What one other series found is one piece of knowledge.
        CourseChoice choice = name.StartsWith("s02 from ", StringComparison.Ordinal)
            ? new(VariableCourse.Shared)
            : stage.Across?.Of(name) ?? default;
        if (choice.Kind == VariableCourse.Arrhenius)
        {
            if (!temperatures.All(t => t > 0))
                throw new UserException(
                    $"{FitSeries.Name}: {name} is arrhenius, but {sets[members[Array.FindIndex(temperatures, t => !(t > 0))]].Words} has no temperature: give the step temperatures: [280, 300, 320] (K), or each series labels: {{ temperature: 300 }}."
                );
            if (!(variable.Start > 0))
                throw new UserException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{FitSeries.Name}: {name} is arrhenius, so that it lies above 0, but starts at {variable.Start:g}; write it as in {name}: start 0.01."
                    )
                );
        }
        return new(variable, choice, members, [.. members.Select(m => sets[m].Position)], temperatures);
    }

    private static double[] ByMember(FitSeriesCourse course, List<FitSeriesSet> sets, LoneFit[] alone, Func<LoneFit, int, double> of) =>
        [.. course.Members.Select(m => of(alone[m], sets[m].Plan.Variables.ToList().FindIndex(v => v.Name == course.Name)))];

    // A frame that did not tell a variable has no say in its start.
    private static double Weight(LoneFit fit, int variable) =>
        fit.Converged && fit.Errors[variable] > 0 ? 1 / (fit.Errors[variable] * fit.Errors[variable]) : 0;

    /// <summary>The fit; where the knots of smooth variables are not stated, the number of them with the least BIC.</summary>
    private FitSeriesFit Smoothest(List<FitSeriesSet> sets, FitSeriesCourse[] courses, double[][] values, double[][] weights)
    {
        bool isOpen(FitSeriesCourse c) => c.Choice is { Kind: VariableCourse.Smooth, Knots: 0 };
        int most = courses.Where(isOpen).Select(c => c.Positions.Distinct().Count() - 1).DefaultIfEmpty(0).Min();
        FitSeriesFit? best = null;
        for (int knots = 3, worse = 0; best is null || (knots <= Math.Min(most, MostKnots) && worse < 2); knots++)
        {
            FitSeriesCourse[] stated = [.. courses.Select(c => isOpen(c) ? c.With(new(VariableCourse.Smooth, knots)) : c)];
            var fit = new FitSeriesFit(sets, stated, stage);
            if (best is null)
                fit.RunFromBoth(values, weights);
            else
                fit.RunFrom(best.ValuesByMember(), weights: null);
            bool isBetter = best is null || fit.Statistics.Bic < best.Statistics.Bic;
            worse = isBetter ? 0 : worse + 1;
            best = isBetter ? fit : best;
        }
        return best;
    }

    private void Warn(FitSeriesFit fit)
    {
        if (!fit.Outcome.Converged)
            findings.Warn(
                "series-fit-not-converged",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{FitSeries.Name}: the fit of all data sets ended {fit.Outcome.Offset:g2} standard errors from its minimum after {fit.Outcome.Iterations} iterations: raise max-iterations, give starts nearer the truth, or share more."
                )
            );
        if (!(fit.Statistics.Freedom > 0))
            findings.Warn(
                "many-variables",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{FitSeries.Name}: {fit.Statistics.Variables} variables for {fit.Statistics.IndependentPoints:F1} independent points of all data sets: no error can be told. Share more variables, or widen the ranges."
                )
            );
        string[] simpler =
        [
            .. from c in fit.Courses
            where
                c.Members.Length > 1
                && (stage.Across?.Of(c.Name).Kind ?? default) is var wanted and not VariableCourse.Free
                && wanted != c.Kind
            select $"{c.Name} was taken as {c.Choice.ToText()}",
        ];
        if (simpler.Length > 0)
            findings.Warn(
                "too-few-positions",
                $"{FitSeries.Name}: too few different positions for what across says: {string.Join("; ", simpler)}."
            );
    }

    private SpectralSeries Output(List<FitSeriesSet> sets, FitSeriesFit? fit)
    {
        Channel from = input.Find(SignalKind.ChiK) ?? input.Primary;
        int points = input.Axis.Length;
        double[] data = [.. from.Values];
        double[] curve = new double[data.Length];
        double[] residual = new double[data.Length];
        for (int f = 0; f < input.Frames; f++)
        {
            Span<double> own = curve.AsSpan(f * points, points);
            if (fit is not null && sets.FindIndex(s => s.Row == f) is >= 0 and var d)
                _alone.Curve(sets[d], FitSeriesRows.OwnValues(fit, d), own);
            for (int i = f * points; i < (f + 1) * points; i++)
                residual[i] = data[i] - curve[i];
            if (_faults[f] is not null)
                foreach (double[] channel in (double[][])[data, curve, residual])
                    channel.AsSpan(f * points, points).Fill(double.NaN);
        }
        var auxiliary = new Signal(SignalKind.Auxiliary, from.Signal.Unit);
        return new(
            input.Id,
            input.Axis,
            [
                new Channel(
                    from.Name is "fit" or "residual" ? "chi" : from.Name,
                    from.Signal,
                    input.Frames,
                    points,
                    data,
                    from.Sigma,
                    from.Mask
                ),
                new Channel("fit", auxiliary, input.Frames, points, curve),
                new Channel("residual", auxiliary, input.Frames, points, residual),
            ],
            input.Info,
            _faults,
            input.FirstFrame
        );
    }
}
