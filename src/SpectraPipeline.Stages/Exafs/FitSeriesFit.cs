using SpectraPipeline.Numerics.Exafs;
using SpectraPipeline.Numerics.Fitting;

namespace SpectraPipeline.Stages.Exafs;

/// <summary>A fit of all data sets with their variables on given courses.</summary>
internal sealed class FitSeriesFit
{
    private readonly FitLimits _limits;
    private readonly double[] _start;
    private readonly double[] _lower;
    private readonly double[] _upper;
    private WhiteNoiseErrors? _errors;

    public FitSeriesFit(IReadOnlyList<FitSeriesSet> sets, IReadOnlyList<FitSeriesCourse> courses, FitSeries stage)
    {
        Sets = sets;
        int first = 0;
        var placed = new List<FitSeriesCourse>();
        foreach (FitSeriesCourse course in courses)
        {
            placed.Add(course.At(first));
            first += course.Count;
        }
        Courses = placed;
        (_start, _lower, _upper) = (new double[first], new double[first], new double[first]);
        foreach (FitSeriesCourse course in placed)
            course.Begin(_start, _lower, _upper);
        FitSeriesVariables[] variables = [.. sets.Select((s, i) => new FitSeriesVariables(s.Plan, i, placed))];
        ExafsDataSet[] data =
        [
            .. sets.Select(
                (s, i) =>
                    new ExafsDataSet(s.K, [.. s.Plan.Model.Paths.Select(p => p.Path)], new FitSeriesMap(s.Plan, variables[i]), s.Transform)
            ),
        ];
        for (int i = 0; i < data.Length; i++)
            ModelFit.Take(data[i], sets[i].Chi, stage.EpsilonK ?? double.NaN);
        Fit = new ExafsFit(data, new FitSeriesRestraints([.. sets.Select(s => s.Plan)], variables));
        _limits = new FitLimits(stage.MaxIterations, Offset: 1e-5);
    }

    public IReadOnlyList<FitSeriesSet> Sets { get; }

    /// <summary>Courses of the variables, each at its place.</summary>
    public IReadOnlyList<FitSeriesCourse> Courses { get; }

    public ExafsFit Fit { get; }

    public ExafsStatistics Statistics => Fit.Statistics;

    public FitOutcome Outcome { get; private set; }

    /// <summary>Errors of the last fit for noise that is independent from point to point of χ(k); worked out when first asked for.</summary>
    public WhiteNoiseErrors Errors
    {
        get
        {
            if (_errors is null)
            {
                _errors = new WhiteNoiseErrors(Fit);
                _errors.Update();
            }
            return _errors;
        }
    }

    /// <summary>Numbers of all courses after the fit.</summary>
    public ReadOnlySpan<double> Values => Fit.Values[..Fit.Variables];

    /// <summary>Fits from the starts as written.</summary>
    public void RunFromStart() => Outcome = Fit.Fit(_start, _lower, _upper, _limits);

    /// <summary>Fits from values that the variables have in the data sets.</summary>
    /// <param name="values">By course and member.</param>
    /// <param name="weights">Of their squares; null for equal ones.</param>
    public void RunFrom(double[][] values, double[][]? weights)
    {
        double[] start = [.. _start];
        for (int c = 0; c < Courses.Count; c++)
            Courses[c].Near(values[c], weights?[c], start);
        Outcome = Fit.Fit(start, _lower, _upper, _limits);
    }

    /// <summary>Both ways; the lesser χ² counts.</summary>
    public void RunFromBoth(double[][] values, double[][] weights)
    {
        RunFromStart();
        (FitOutcome first, double[] found) = (Outcome, Values.ToArray());
        RunFrom(values, weights);
        if (Outcome.Converged && !(first.Converged && first.ChiSquare < Outcome.ChiSquare))
            return;
        if (first.Converged || first.ChiSquare < Outcome.ChiSquare)
            Outcome = Fit.Fit(found, _lower, _upper, _limits);
    }

    /// <summary>Values of all variables in their data sets, by course and member.</summary>
    public double[][] ValuesByMember()
    {
        double[] all = Values.ToArray();
        return [.. Courses.Select(c => Enumerable.Range(0, c.Members.Length).Select(m => c.Value(m, all, [])).ToArray())];
    }

    /// <summary>A number of the course ended at one of its bounds; of a free one that of the member.</summary>
    public bool IsAtBound(FitSeriesCourse course, int member)
    {
        for (int b = 0; b < course.Count; b++)
            if (course.Kind != VariableCourse.Free || b == member)
                if (Values[course.First + b] is var v && (v == _lower[course.First + b] || v == _upper[course.First + b]))
                    return true;
        return false;
    }

    /// <summary>Covariance of two variables in their data sets.</summary>
    public double Covariance(FitSeriesCourse a, int memberA, FitSeriesCourse b, int memberB)
    {
        Span<double> slopesA = stackalloc double[a.Count];
        Span<double> slopesB = stackalloc double[b.Count];
        _ = a.Value(memberA, Values, slopesA);
        _ = b.Value(memberB, Values, slopesB);
        return Form(a, slopesA, b, slopesB);
    }

    /// <summary>Standard error of a combination of the numbers of one course, for noise that is independent from point to point of χ(k); NaN when all of them were held.</summary>
    public double TotalErrorOf(FitSeriesCourse course, ReadOnlySpan<double> gradient)
    {
        if (!(Form(course, gradient, course, gradient) > 0))
            return double.NaN;
        Span<double> all = stackalloc double[Fit.Variables];
        gradient.CopyTo(all[course.First..]);
        return Errors.ErrorOf(all);
    }

    /// <summary>Standard error of a variable in a data set.</summary>
    public double ErrorOf(FitSeriesCourse course, int member) =>
        Covariance(course, member, course, member) is > 0 and var variance ? Math.Sqrt(variance) : double.NaN;

    private double Form(FitSeriesCourse a, ReadOnlySpan<double> slopesA, FitSeriesCourse b, ReadOnlySpan<double> slopesB)
    {
        double sum = 0;
        ReadOnlySpan<double> covariance = Fit.Covariance;
        for (int i = 0; i < a.Count; i++)
        for (int j = 0; j < b.Count; j++)
            if (slopesA[i] != 0 && slopesB[j] != 0)
                sum += slopesA[i] * slopesB[j] * covariance[((a.First + i) * Fit.VariableCount) + b.First + j];
        return sum;
    }
}
