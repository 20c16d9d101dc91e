using System.Globalization;
using System.Text;
using System.Text.Json;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Exafs;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Stages.Exafs;

/// <summary>Writes a joint fit into the tables: what is of all data sets, and of those of other series, without a frame.</summary>
internal sealed class FitSeriesRows(FitSeries stage, FitSeriesFit joint, IReadOnlyList<LoneFit> alone, Findings findings)
{
    private const int NoFrame = -1;
    private PathParameters[] _parameters = [];
    private double[] _slopes = [];

    public void Write()
    {
        WriteFit(NoFrame, joint.Statistics, double.NaN, Verdict("joint"), Together());
        foreach (FitSeriesCourse course in joint.Courses.Where(c => c.Kind == VariableCourse.Shared))
            WriteParameter(NoFrame, course, 0, course.Name, Correlated(course, 0, SharedOnes(course)));
        for (int d = 0; d < joint.Sets.Count; d++)
            WriteSet(d);
        findings.Frame = NoFrame;
    }

    /// <summary>Values that the variables of a data set's own model have in it.</summary>
    public static double[] OwnValues(FitSeriesFit joint, int dataSet)
    {
        double[] all = joint.Values.ToArray();
        double[] own =
        [
            .. from v in joint.Sets[dataSet].Plan.Variables
            let course = joint.Courses.First(c => c.Name == v.Name)
            select course.Value(Array.IndexOf(course.Members, dataSet), all, []),
        ];
        return own.Length > 0 ? own : [0];
    }

    private void WriteSet(int d)
    {
        FitSeriesSet set = joint.Sets[d];
        int frame = set.IsOwn ? set.Frame : NoFrame;
        ExafsStatistics statistics = joint.Fit.StatisticsOf(d);
        double noise = joint.Fit.DataSets[d].Noise.EpsilonK[0];
        findings.Frame = frame;
        // One model of one frame, not to be told from others by its BIC: what it shares was not paid for here.
        if (set.IsOwn)
            WriteFit(frame, statistics with { Aic = double.NaN, Bic = double.NaN }, noise, Verdict("preferred"), null);
        findings.Add(
            new ExafsDataSetRow
            {
                Series = findings.Series,
                Step = findings.Step,
                DataSet = d + 1,
                OfSeries = set.Series,
                OfFrame = set.Frame,
                Temperature = set.Temperature,
                Position = set.Position,
                RFactor = statistics.RFactor,
                ChiSquare = statistics.ChiSquare,
                NIdp = statistics.IndependentPoints,
                NVar = statistics.Variables,
                EpsilonK = noise,
                RFactorAlone = alone[d].Converged ? alone[d].Statistics.RFactor : double.NaN,
                ChiSquareAlone = alone[d].Converged ? alone[d].Statistics.ChiSquare : double.NaN,
                NVarAlone = alone[d].Statistics.Variables,
            }
        );
        foreach (ModelVariable variable in set.Plan.Variables)
        {
            FitSeriesCourse course = joint.Courses.First(c => c.Name == variable.Name);
            if (course.Kind != VariableCourse.Shared)
                WriteParameter(
                    frame,
                    course,
                    Array.IndexOf(course.Members, d),
                    Named(variable.Name, set),
                    Correlated(course, Array.IndexOf(course.Members, d), OthersIn(d, course))
                );
        }
        WritePaths(d, frame);
    }

    private void WriteFit(int frame, in ExafsStatistics s, double noise, string verdict, string? message) =>
        findings.Add(
            new ExafsFitRow
            {
                Series = findings.Series,
                Step = findings.Step,
                Frame = frame,
                Fit = 1,
                Model = stage.Model,
                RFactor = s.RFactor,
                ChiSquare = s.ChiSquare,
                ReducedChiSquare = s.ReducedChiSquare,
                NIdp = s.IndependentPoints,
                NVar = s.Variables,
                Aic = double.IsFinite(s.Aic) ? s.Aic : double.NaN,
                Bic = double.IsFinite(s.Bic) ? s.Bic : double.NaN,
                BicDifference = double.IsFinite(s.Bic) ? 0 : double.NaN,
                EpsilonK = noise,
                Verdict = verdict,
                Message = message,
            }
        );

    private void WriteParameter(int frame, FitSeriesCourse course, int member, string name, string? correlations) =>
        findings.Add(
            new ExafsParameterRow
            {
                Series = findings.Series,
                Step = findings.Step,
                Frame = frame,
                Fit = 1,
                Name = name,
                Value = course.Value(member, joint.Values, []),
                Se = joint.ErrorOf(course, member),
                Correlations = correlations,
                AtBound = joint.IsAtBound(course, member),
            }
        );

    private void WritePaths(int d, int frame)
    {
        ModelPlan plan = joint.Sets[d].Plan;
        IPathParameterMap map = joint.Fit.DataSets[d].Map;
        if (_parameters.Length < map.Paths)
            (_parameters, _slopes) = (new PathParameters[map.Paths], new double[map.Paths * PathParameters.Count * map.Variables]);
        Span<double> slopes = _slopes.AsSpan(0, map.Paths * PathParameters.Count * map.Variables);
        map.Evaluate(joint.Values, _parameters.AsSpan(0, map.Paths), slopes);
        for (int p = 0; p < map.Paths; p++)
        {
            ModelPath path = plan.Model.Paths[p];
            PathParameters values = _parameters[p];
            PathError n = ErrorOf(p, ScatteringPath.N, map.Variables);
            PathError r = ErrorOf(p, ScatteringPath.DeltaR, map.Variables);
            PathError sigma2 = ErrorOf(p, ScatteringPath.Sigma2, map.Variables);
            double distance = path.Path.Reff + values.DeltaR;
            findings.Add(
                new ExafsPathRow
                {
                    Series = findings.Series,
                    Step = findings.Step,
                    Frame = frame,
                    Fit = 1,
                    Path = Named(path.Label, joint.Sets[d]),
                    N = values.N,
                    NSe = n.Standard,
                    NSeTotal = n.Total,
                    NLow = values.N - n.Half,
                    NHigh = values.N + n.Half,
                    R = distance,
                    RSe = r.Standard,
                    RSeTotal = r.Total,
                    RLow = distance - r.Half,
                    RHigh = distance + r.Half,
                    Sigma2 = values.Sigma2,
                    Sigma2Se = sigma2.Standard,
                    Sigma2SeTotal = sigma2.Total,
                    De0 = values.E0,
                    De0Se = ErrorOf(p, ScatteringPath.E0, map.Variables).Standard,
                    S02 = values.S02,
                    S02Se = ErrorOf(p, ScatteringPath.S02, map.Variables).Standard,
                    Reff = path.Path.Reff,
                }
            );
        }
    }

    private PathError ErrorOf(int path, int key, int variables)
    {
        ReadOnlySpan<double> gradient = _slopes.AsSpan(((path * PathParameters.Count) + key) * variables, variables);
        double standard = joint.Fit.ErrorOf(gradient);
        double total = double.IsFinite(standard) ? joint.Errors.ErrorOf(gradient) : double.NaN;
        return new(standard, total, Student.Half95(joint.Errors.Freedom) * total);
    }

    private string Verdict(string good) =>
        !joint.Outcome.Converged ? "not-converged"
        : joint.Statistics.Freedom > 0 ? good
        : "overparameterised";

    private string Together() =>
        string.Create(CultureInfo.InvariantCulture, $"{joint.Sets.Count} data sets together: ")
        + string.Join(", ", joint.Courses.Select(c => $"{c.Name} {c.Choice.ToText()}"))
        + ".";

    private static string Named(string name, FitSeriesSet set) => set.IsOwn ? name : $"{name} ({set.Words})";

    private IEnumerable<(FitSeriesCourse Course, int Member)> SharedOnes(FitSeriesCourse but) =>
        joint.Courses.Where(c => c != but && c.Kind == VariableCourse.Shared).Select(c => (c, 0));

    private IEnumerable<(FitSeriesCourse Course, int Member)> OthersIn(int d, FitSeriesCourse but) =>
        joint.Courses.Where(c => c != but && c.Members.Contains(d)).Select(c => (c, Array.IndexOf(c.Members, d)));

    private string? Correlated(FitSeriesCourse course, int member, IEnumerable<(FitSeriesCourse Course, int Member)> others)
    {
        var text = new StringBuilder();
        double own = joint.ErrorOf(course, member);
        foreach (var (other, at) in others)
            if (joint.Covariance(course, member, other, at) / (own * joint.ErrorOf(other, at)) is var r && double.IsFinite(r))
                text.Append(text.Length == 0 ? "{" : ", ")
                    .Append(CultureInfo.InvariantCulture, $"\"{JsonEncodedText.Encode(other.Name)}\": {r:F4}");
        return text.Length == 0 ? null : text.Append('}').ToString();
    }

    // Standard error between the independent points, for noise of each point, and half of the interval.
    private readonly record struct PathError(double Standard, double Total, double Half);
}
