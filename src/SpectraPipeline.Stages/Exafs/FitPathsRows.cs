using System.Globalization;
using System.Text;
using System.Text.Json;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Exafs;

namespace SpectraPipeline.Stages.Exafs;

/// <summary>Writes fits into the tables.</summary>
/// <param name="byProfile">Intervals are those of the profile.</param>
/// <param name="limits">Upper limit of a path of a model of the last fits, by model and path; NaN where there is none.</param>
internal sealed class FitPathsRows(bool byProfile, Func<int, int, double> limits)
{
    // Two variables that go together this far are hardly two.
    private const double Inseparable = 0.95;
    private const double MostShare = 2.0 / 3;

    // Convention of the field: 0.05 is doubtful; at twice that the paths are not those of the sample.
    private const double MostMisfit = 0.1;

    // Two ends of one N that differ by more than this want an explanation.
    private const double Alike = 1.2;

    /// <summary>What the message of a path says whose σ² ended at a bound.</summary>
    public const string NotDetermined = "ended at its bound: N is not determined";

    /// <summary>All rows of one fit.</summary>
    public void Write(IReadOnlyList<ModelFit> fits, int model, IReadOnlyList<ModelVerdict> verdicts, Findings findings)
    {
        ModelFit fit = fits[model];
        ModelVerdict verdict = verdicts[model];
        WriteFit(fits, model, verdicts, findings);
        for (int v = 0; v < fit.Plan.Variables.Count; v++)
            findings.Add(
                new ExafsParameterRow
                {
                    Series = findings.Series,
                    Step = findings.Step,
                    Frame = findings.Frame,
                    Fit = model + 1,
                    Name = fit.Plan.Variables[v].Name,
                    Value = fit.Fit.Values[v],
                    Se = fit.Fit.StandardError(v),
                    Correlations = Correlations(fit, v),
                    AtBound = fit.IsAtBound(v),
                }
            );
        // Only what was listed, and what the data leave standing, is worth a profile.
        bool stands =
            verdict is ModelVerdict.Preferred or ModelVerdict.Tied
            || fit.Plan.Model.Origin.Length == 0 && fit.Converged && fit.Statistics.Freedom > 0;
        for (int p = 0; p < fit.Plan.Model.Paths.Count; p++)
            WritePath(fit, model, p, (stands, stands && IsOptional(fits, model, p, verdicts)), findings);
    }

    /// <summary>The upper limit of a shell that a model leaves out.</summary>
    /// <param name="model">Index of the model.</param>
    /// <param name="path">The path.</param>
    /// <param name="upper">The limit; NaN where there is none.</param>
    /// <param name="findings">Receives the row.</param>
    public static void WriteLimit(int model, ModelPath path, double upper, Findings findings) =>
        findings.Add(
            new ExafsPathRow
            {
                Series = findings.Series,
                Step = findings.Step,
                Frame = findings.Frame,
                Fit = model + 1,
                Path = path.Label,
                NUpper = upper,
                Reff = path.Path.Reff,
                Message = double.IsNaN(upper)
                    ? "Left out of this model; the data give no upper limit for it."
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"Left out of this model; the upper limit is that of a fit with it added, σ² up to {PathIntervals.MostHiddenSigma2} Å2."
                    ),
            }
        );

    private static void WriteFit(IReadOnlyList<ModelFit> fits, int model, IReadOnlyList<ModelVerdict> verdicts, Findings findings)
    {
        ExafsStatistics s = fits[model].Statistics;
        double least = ModelChoice.Best(fits) is >= 0 and var best ? fits[best].Statistics.Bic : double.NaN;
        ReadOnlySpan<double> noise = fits[model].Data.Noise.EpsilonK;
        findings.Add(
            new ExafsFitRow
            {
                Series = findings.Series,
                Step = findings.Step,
                Frame = findings.Frame,
                Fit = model + 1,
                Model = fits[model].Plan.Model.Name,
                RFactor = Finite(s.RFactor),
                ChiSquare = Finite(s.ChiSquare),
                ReducedChiSquare = Finite(s.ReducedChiSquare),
                NIdp = s.IndependentPoints,
                NVar = s.Variables,
                Aic = Finite(s.Aic),
                Bic = Finite(s.Bic),
                BicDifference = Finite(s.Bic - least),
                EpsilonK = noise[0],
                Verdict = Word(verdicts[model]),
                Message = Message(fits, model, verdicts),
            }
        );
    }

    private void WritePath(ModelFit fit, int model, int p, (bool Stands, bool Optional) verdict, Findings findings)
    {
        (bool stands, bool optional) = verdict;
        ModelPath path = fit.Plan.Model.Paths[p];
        (PathParameters values, PathParameters errors) = fit.Fit.Path(0, p);
        PathInterval n = stands ? PathIntervals.Of(fit, p, ScatteringPath.N, byProfile) : PathInterval.None;
        PathInterval r = stands ? PathIntervals.Of(fit, p, ScatteringPath.DeltaR, byProfile) : PathInterval.None;
        bool limited = stands && PathIntervals.AllowsNone(fit, p, n);
        optional &= !limited && n.Low > 0;
        bool determined = !fit.IsAtBound(p, ScatteringPath.Sigma2) || fit.Plan.Parameters[p][ScatteringPath.N].IsNumber;
        double upper = limited || stands && !determined ? limits(model, p) : double.NaN;
        findings.Add(
            new ExafsPathRow
            {
                Series = findings.Series,
                Step = findings.Step,
                Frame = findings.Frame,
                Fit = model + 1,
                Path = path.Label,
                N = Finite(values.N),
                NSe = Finite(errors.N),
                NSeTotal = Finite(fit.TotalError(p, ScatteringPath.N)),
                NLow =
                    optional ? 0
                    : determined ? n.Low
                    : double.NaN,
                NHigh = determined ? n.High : double.NaN,
                NUpper = upper,
                R = Finite(path.Path.Reff + values.DeltaR),
                RSe = Finite(errors.DeltaR),
                RSeTotal = fit.TotalError(p, ScatteringPath.DeltaR),
                RLow = path.Path.Reff + r.Low,
                RHigh = path.Path.Reff + r.High,
                Sigma2 = Finite(values.Sigma2),
                Sigma2Se = Finite(errors.Sigma2),
                Sigma2SeTotal = fit.TotalError(p, ScatteringPath.Sigma2),
                De0 = Finite(values.E0),
                De0Se = Finite(errors.E0),
                S02 = Finite(values.S02),
                S02Se = Finite(errors.S02),
                Reff = path.Path.Reff,
                Message = PathMessage(
                    path.Label,
                    limited,
                    optional,
                    stands && determined && !IsClosed(fit, p, n),
                    determined,
                    upper,
                    determined ? n.High : double.NaN
                ),
            }
        );
    }

    private static bool IsClosed(ModelFit fit, int p, in PathInterval n) =>
        fit.Plan.Parameters[p][ScatteringPath.N].IsNumber || double.IsFinite(n.Low + n.High);

    // Where a shell is not there, nothing holds its R and σ²; they settle where noise looks most like a shell, and the profile of N around that place knows nothing of the
    // search: of blanks a third seemed to have one. Whether it is there the models decide (R. B. Davies, Biometrika 64 (1977) 247).
    private static bool IsOptional(IReadOnlyList<ModelFit> fits, int model, int path, IReadOnlyList<ModelVerdict> verdicts)
    {
        IReadOnlyList<ModelPath> own = fits[model].Plan.Model.Paths;
        return Enumerable
            .Range(0, fits.Count)
            .Any(m =>
                verdicts[m] is ModelVerdict.Preferred or ModelVerdict.Tied
                && fits[m]
                    .Plan.Model.Paths.All(p => p.Label != own[path].Label && own.Any(q => q.Label == p.Label && q.Path.Reff == p.Path.Reff))
            );
    }

    private static string? PathMessage(string label, bool limited, bool optional, bool open, bool determined, double upper, double high)
    {
        string hidden = string.Create(CultureInfo.InvariantCulture, $"σ² up to {PathIntervals.MostHiddenSigma2} Å2");
        var said = new List<string>();
        if (optional)
            said.Add("A model without it stands beside this one, so N may be 0.");
        if (limited)
            said.Add($"N is consistent with 0: n_upper is its limit (95 %, {hidden}).");
        if (open)
            said.Add("The interval of N is open: the data allow any value on that side, or hold another minimum.");
        if (!determined)
            said.Add($"σ² of {label} {NotDetermined}{(double.IsNaN(upper) ? "" : $"; n_upper is its limit (95 %, {hidden})")}.");
        if (Math.Max(upper, high) > Alike * Math.Min(upper, high))
            said.Add(
                $"n_upper grants {hidden} only and ΔR within 0.1 Å of its start, n_high all that the bounds of the model do: therefore they differ."
            );
        return said.Count == 0 ? null : string.Join(' ', said);
    }

    /// <summary>A doubt about a model whose residuals are not small beside the data; null where they are, or where χ(k) is compared unfiltered.</summary>
    public static string? Misfit(ModelFit fit) =>
        fit.Data.Transform.Space is ExafsSpace.R or ExafsSpace.Q && fit.Statistics.RFactor > MostMisfit
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"R-factor {fit.Statistics.RFactor:G3} of the k-weighted {(fit.Data.Transform.Space == ExafsSpace.R ? "χ(R)" : "χ(q)")} is above {MostMisfit} (convention of the field: 0.05 is doubtful): it does not describe the data, whatever its verdict among the rivals; look at element, paths, e0 and ranges."
            )
            : null;

    // A rival that could not be compared has not been beaten.
    private static IEnumerable<string> NotCompared(IReadOnlyList<ModelFit> fits, int model)
    {
        string[] left =
        [
            .. fits.Where((f, i) => i != model && !ModelChoice.Stands(f))
                .Select(f => $"'{f.Plan.Model.Name}' ({(f.Converged ? "as many variables as independent points" : "not converged")})"),
        ];
        if (left.Length > 0)
            yield return $"Not compared with {string.Join(", ", left)}.";
    }

    private static string? NoiseTooLarge(ModelFit fit)
    {
        ExafsNoise noise = fit.Data.Noise;
        if (!fit.Converged || !double.IsInfinity(noise.WhiteFreedom) || !fit.Intervals.Errors.IsBelowNoise)
            return null;
        double found = noise.EpsilonK[0] * Math.Sqrt(fit.Intervals.Errors.MisfitScale);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"The misfit is smaller than epsilon-k = {noise.EpsilonK[0]:g3} allows (F-test, 5 %), it speaks for {found:g2}: errors (_se_total) and intervals are then too wide by as much. Lower epsilon-k, or leave it out to have it estimated."
        );
    }

    private static string? Message(IReadOnlyList<ModelFit> fits, int model, IReadOnlyList<ModelVerdict> verdicts)
    {
        ModelFit fit = fits[model];
        ExafsStatistics s = fit.Statistics;
        var said = new List<string>();
        if (fit.Plan.Model.Origin.Length > 0)
            said.Add(fit.Plan.Model.Origin);
        if (fit.NotFinite is { } notFinite)
            said.Add(notFinite);
        string[] tied =
        [
            .. Enumerable
                .Range(0, fits.Count)
                .Where(i => i != model && verdicts[i] == ModelVerdict.Tied)
                .Select(i => $"'{fits[i].Plan.Model.Name}'"),
        ];
        if (verdicts[model] == ModelVerdict.Tied && tied.Length > 0)
            said.Add($"The data do not tell it from {string.Join(", ", tied)}.");
        if (AddedShell.Doubt(fit) is { } doubt)
            said.Add(doubt);
        if (verdicts[model] is ModelVerdict.Preferred or ModelVerdict.Tied)
            said.AddRange(NotCompared(fits, model));
        if (Misfit(fit) is { } misfit)
            said.Add(misfit);
        if (s.Freedom > 0 && s.Variables - s.Restraints > MostShare * s.IndependentPoints)
            said.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{s.Variables} variables use more than two thirds of {s.IndependentPoints:F1} independent points."
                )
            );
        if (NoiseTooLarge(fit) is { } noise)
            said.Add(noise);
        for (int a = 0; a < fit.Plan.Variables.Count; a++)
        for (int b = 0; b < a; b++)
            if (Math.Abs(Correlation(fit, a, b)) > Inseparable)
                said.Add(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{fit.Plan.Variables[b].Name} and {fit.Plan.Variables[a].Name} correlate by {Correlation(fit, a, b):F3}."
                    )
                );
        return said.Count == 0 ? null : string.Join(' ', said);
    }

    private static double Correlation(ModelFit fit, int a, int b) => fit.Fit.Correlation(a, b);

    private static string? Correlations(ModelFit fit, int v)
    {
        var text = new StringBuilder();
        for (int w = 0; w < fit.Plan.Variables.Count; w++)
            if (w != v && double.IsFinite(Correlation(fit, v, w)))
                text.Append(text.Length == 0 ? "{" : ", ")
                    .Append(
                        CultureInfo.InvariantCulture,
                        $"\"{JsonEncodedText.Encode(fit.Plan.Variables[w].Name)}\": {Correlation(fit, v, w):F4}"
                    );
        return text.Length == 0 ? null : text.Append('}').ToString();
    }

    private static string Word(ModelVerdict verdict) =>
        verdict switch
        {
            ModelVerdict.Preferred => "preferred",
            ModelVerdict.Tied => "tied",
            ModelVerdict.Rejected => "rejected",
            ModelVerdict.Overparameterised => "overparameterised",
            _ => "not-converged",
        };

    private static double Finite(double value) => double.IsFinite(value) ? value : double.NaN;
}
