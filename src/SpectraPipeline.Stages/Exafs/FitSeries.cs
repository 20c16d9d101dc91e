using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Exafs;
using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Stages.Exafs;

/// <summary>What variables of a joint fit go along.</summary>
public enum CourseAgainst
{
    /// <summary>Number of the data set: the frames of the series, then those of the series in with.</summary>
    Frame,

    /// <summary>Temperature of the sample, K.</summary>
    Temperature,

    /// <summary>Time since the start of the series.</summary>
    Time,

    /// <summary>Electrode potential.</summary>
    Potential,
}

/// <summary>Fits scattering paths to all frames of a series, and of further series, together.</summary>
[Stage(
    Name,
    "M. Newville, J. Synchrotron Rad. 8 (2001) 322, doi:10.1107/S0909049500016964 (data sets that share variables); Einstein model: A. I. Frenkel, J. J. Rehr, Phys. Rev. B 48 (1993) 585, doi:10.1103/PhysRevB.48.585; F test: W. C. Hamilton, Acta Cryst. 18 (1965) 502",
    Summary = "One fit of FEFF's scattering paths to the χ(k) of all frames and of further series: each variable free in each frame, shared, a line, a parabola, a smooth curve or Arrhenius; with a test of what was assumed.",
    Formula = "χ² = Σ over data sets of that of xas.fit-paths; N_idp is their sum, cov = (J'J)⁻¹·Σr²/(N_idp − N_var) of all variables together, so that errors of what is free in a frame hold the doubt about what is shared. "
        + "v(f) = free | v | line | parabola through values at both ends and the middle | not-a-knot cubic through values at K knots, K by least BIC unless stated | A·exp(−Ea/(R·T)). Expressions see the temperature of each data set: sigma2: einstein(temperature, theta) with theta: shared. "
        + "Started from the solutions of single frames and from the starts as written; the lesser χ² counts. Table exafs_trends: F = [Δχ²/Δk]/[χ²₁/(N_idp − k₁)] and ΔBIC with that one variable released to the next freer course and to free values; below p = 0.001 the assumption does not hold. Intervals: value ± t·se_total; errors in exafs_trends are of that kind. "
        + "R-factor of each data set, together and fitted alone: exafs_data_sets",
    Fails = "An assumption that does not hold bends everything that is fitted with it: read exafs_trends. A fault that all frames have alike (FEFF's phases, the background) is part of what they share and shows in no error. Frames are taken as independent: one background or normalisation wrong in all is not. "
        + "All frames and the matrix of all variables are in memory: at most 1000 variables, as 250 frames with four free ones.",
    BibTex = "@article{newville2001ifeffit, author={Newville, Matthew}, title={IFEFFIT: interactive XAFS analysis and FEFF fitting}, journal={J. Synchrotron Rad.}, volume={8}, pages={322--324}, year={2001}, doi={10.1107/S0909049500016964}}"
)]
public sealed record FitSeries : SeriesStage, INeedsFiles, IReadsOtherRows
{
    internal const string Name = "xas.fit-series";

    /// <summary>Paths of the model.</summary>
    [Param("Paths of the model, as in xas.fit-paths.")]
    public PathList? Paths { get; init; }

    /// <summary>Variables that paths share.</summary>
    [Param("Variables by name; paths name them in expressions. With variables, whatever a path leaves unsaid is FEFF's own.")]
    public FitVariables? Variables { get; init; }

    /// <summary>Knowledge from elsewhere.</summary>
    [Param("Expressions of variables that equal a number within sigma; once where all of its variables are shared, else in every frame.")]
    public FitRestraints? Restraints { get; init; }

    /// <summary>What variables do over the frames.</summary>
    [Param("What each variable does over the data sets; free where nothing is said.")]
    public FitSeriesAcross? Across { get; init; }

    /// <summary>What they go along.</summary>
    [Param("What linear, quadratic and smooth variables go along; arrhenius always takes the temperature.")]
    public CourseAgainst Against { get; init; } = CourseAgainst.Frame;

    /// <summary>Further series.</summary>
    [Param(
        "Further series that are fitted with this one: their χ(k), with the same paths or with paths of their own that name the same variables."
    )]
    public FitSeriesWith? With { get; init; }

    /// <summary>Temperatures of the data sets.</summary>
    [Param(
        "Temperatures of the data sets, first the frames of the series, then those of the series in with; the labels temperature of the series (K) or their contexts' (°C) when left out.",
        Min = 0.01,
        Max = 5000,
        Unit = "K"
    )]
    public IReadOnlyList<double> Temperatures { get; init; } = [];

    /// <summary>Space of the comparison.</summary>
    [Param("Where model and data are compared: r (Fourier transform), k, q (filtered), wavelet.")]
    public ExafsSpace Space { get; init; } = ExafsSpace.R;

    /// <summary>Start of the k-range.</summary>
    [Param("Start of the k-range.", Min = 0, Max = 30, Unit = "Å-1")]
    public double KMin { get; init; } = 3;

    /// <summary>End of the k-range.</summary>
    [Param("End of the k-range; 2 Å-1 before the end of each series' data when left out.", Min = 1, Max = 40, Unit = "Å-1")]
    public double? KMax { get; init; }

    /// <summary>Weights.</summary>
    [Param("Powers n of kⁿχ, fitted side by side.", Min = 0, Max = 5)]
    public IReadOnlyList<int> KWeights { get; init; } = [1, 2, 3];

    /// <summary>Sills of the window.</summary>
    [Param("Width of the window's sills; β of kaiser, standard deviation of gaussian.", Min = 0, Max = 30, Unit = "Å-1")]
    public double Dk { get; init; } = 1;

    /// <summary>Shape of the window.</summary>
    [Param("Shape of the window over k.")]
    public WindowShape Window { get; init; } = WindowShape.Hanning;

    /// <summary>Shape of the window over R.</summary>
    [Param("Shape of the window over R in q space.")]
    public WindowShape RWindow { get; init; } = WindowShape.Hanning;

    /// <summary>Start of the R-range.</summary>
    [Param("Start of the R-range, not phase corrected.", Min = 0, Max = 20, Unit = "Å")]
    public double RMin { get; init; } = 1;

    /// <summary>End of the R-range.</summary>
    [Param("End of the R-range, not phase corrected.", Min = 0.2, Max = 20, Unit = "Å")]
    public double RMax { get; init; } = 3;

    /// <summary>Sills of the window over R.</summary>
    [Param("Width of the sills of the window over R in q space.", Min = 0, Max = 5, Unit = "Å")]
    public double Dr { get; init; }

    /// <summary>Step of the k grid.</summary>
    [Param("Step of the k grid; χ is interpolated to it.", Min = 0.005, Max = 0.2, Unit = "Å-1")]
    public double KStep { get; init; } = 0.05;

    /// <summary>Length of the transform.</summary>
    [Param("Points of the zero-padded transform, a power of two.", Min = 256, Max = 65536)]
    public int Nfft { get; init; } = 2048;

    /// <summary>Noise of χ(k).</summary>
    [Param("Standard deviation of χ(k) of every data set; of each from its χ(R) between 15 and 30 Å when left out.", Min = 0)]
    public double? EpsilonK { get; init; }

    /// <summary>Background with the paths.</summary>
    [Param("Fits a spline to each data set for what the background left below r-min; the R-range then begins at 0.")]
    public bool RefineBackground { get; init; }

    /// <summary>Iterations at most.</summary>
    [Param("Iterations at most; a fit that needs more is not-converged.", Min = 1, Max = 100000)]
    public int MaxIterations { get; init; } = 200;

    /// <inheritdoc />
    public override SpectraNeed Reads => new(SignalKind.ChiK);

    /// <inheritdoc />
    public override IReadOnlyList<string> OtherSeries => [.. WithIds.Concat(AsFitPaths().OtherSeries).Distinct()];

    /// <inheritdoc />
    public override IReadOnlyList<SignalKind> OtherKinds => [SignalKind.ChiK];

    /// <inheritdoc />
    public IReadOnlyList<Type> OtherRowTypes => AsFitPaths().OtherRowTypes;

    /// <summary>Ids of the further series.</summary>
    internal IEnumerable<string> WithIds => With?.Series.Select(s => s.Id) ?? [];

    /// <summary>Name of the model in the tables.</summary>
    internal string Model => AsFitPaths().Listed is [var model, ..] ? model.Name : "";

    /// <inheritdoc />
    public override IEnumerable<string> Check()
    {
        foreach (string problem in AsFitPaths().Check())
            yield return problem;
        foreach (FitPaths own in OwnModels())
        foreach (string problem in ModelNames.Problems(own.Listed, Variables, restraints: null))
            yield return problem;
        string[] known = [.. OwnModels().Prepend(AsFitPaths()).SelectMany(VariablesOf).Distinct()];
        foreach (var (name, _) in Across?.Entries ?? [])
            if (Paths is not null && !known.Contains(name))
                yield return $"across names {name}, which varies on no path and is no free variable.{Suggestion.For(name, known)}";
    }

    /// <inheritdoc />
    public IEnumerable<string> FilesOf(RunContext run) => [.. OwnModels().Prepend(AsFitPaths()).SelectMany(m => m.FilesOf(run)).Distinct()];

    /// <inheritdoc />
    public IEnumerable<string> CheckFiles(RunContext run) =>
        [.. OwnModels().Prepend(AsFitPaths()).SelectMany(m => m.CheckFiles(run)).Select(Spoken).Distinct()];

    /// <inheritdoc />
    public override SpectralSeries Run(SpectralSeries input, StageInput about, Findings findings)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(about);
        ArgumentNullException.ThrowIfNull(findings);
        try
        {
            return new FitSeriesRun(this, input, about, findings).Run();
        }
        catch (UserException e) when (e.Message.Contains(FitPaths.Name, StringComparison.Ordinal))
        {
            throw new UserException(Spoken(e.Message));
        }
    }

    /// <summary>The same fit of single frames.</summary>
    internal FitPaths AsFitPaths(PathList? paths = null) =>
        new()
        {
            Paths = paths ?? Paths,
            Variables = Variables,
            Restraints = Restraints,
            Rivals = Rivals.None,
            Space = Space,
            KMin = KMin,
            KMax = KMax,
            KWeights = KWeights,
            Dk = Dk,
            Window = Window,
            RWindow = RWindow,
            RMin = RMin,
            RMax = RMax,
            Dr = Dr,
            KStep = KStep,
            Nfft = Nfft,
            EpsilonK = EpsilonK,
            RefineBackground = RefineBackground,
            Temperature = Temperatures is [var first, ..] ? first : null,
            MaxIterations = MaxIterations,
        };

    private IEnumerable<FitPaths> OwnModels() => With?.Series.Where(s => s.Paths is not null).Select(s => AsFitPaths(s.Paths)) ?? [];

    // Free variables by name, those of paths by label and key; a bare path in a step without variables has four.
    private IEnumerable<string> VariablesOf(FitPaths model)
    {
        foreach (var (name, value) in Variables?.Entries ?? [])
            if (value.Expression is null)
                yield return name;
        foreach (ScatteringPath path in model.Paths?.Paths ?? [])
        {
            bool isBare = path.IsBare && Variables is not { Entries.Count: > 0 };
            for (int key = 0; key < path.Values.Count; key++)
                if (path.Values[key].IsVaried || isBare && key is ScatteringPath.N or ScatteringPath.DeltaR or ScatteringPath.Sigma2)
                    yield return $"{path.Label}.{ScatteringPath.Keys[key]}";
            if (isBare)
                yield return ResolvedModel.SharedE0;
        }
    }

    private static string Spoken(string message) =>
        message
            .Replace(FitPaths.Name, Name, StringComparison.Ordinal)
            .Replace("the step temperature: 300 (K)", "the step temperatures: [10, 150, 300] (K)", StringComparison.Ordinal);
}
