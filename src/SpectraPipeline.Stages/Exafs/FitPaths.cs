using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Exafs;
using SpectraPipeline.Numerics.Xas;
using SpectraPipeline.Stages.Shape;
using SpectraPipeline.Stages.Xas;

namespace SpectraPipeline.Stages.Exafs;

/// <summary>Whether models are fitted that the pipeline does not list.</summary>
public enum Rivals
{
    /// <summary>Where one model is listed: without each of its paths, with FEFF's coordination numbers, with one shell more.</summary>
    Auto,

    /// <summary>Only what is listed.</summary>
    None,
}

/// <summary>Where the intervals of N and R come from.</summary>
public enum PathIntervalKind
{
    /// <summary>Profile likelihood.</summary>
    Profile,

    /// <summary>Value ± t standard errors.</summary>
    Standard,
}

/// <summary>Fits scattering paths to the χ(k) of every frame, in rival models.</summary>
[Stage(
    "xas.fit-paths",
    "M. Newville, J. Synchrotron Rad. 8 (2001) 322, doi:10.1107/S0909049500016964 (IFEFFIT); paths: J. J. Rehr, R. C. Albers, Rev. Mod. Phys. 72 (2000) 621, doi:10.1103/RevModPhys.72.621; bounds by active set; verdicts: R. E. Kass, A. E. Raftery, J. Am. Stat. Assoc. 90 (1995) 773, doi:10.1080/01621459.1995.10476572",
    Summary = "Least-squares fit of FEFF's scattering paths to χ(k) in rival models: N, R, σ², ΔE0 with errors, correlations, intervals, upper limits and a verdict.",
    Formula = "χ(k) = Σ N·S0²·f(q)/(q(R + ΔR)²)·exp(−2σ²p² …)·sin(2qR + φ + …), q² = k² − ΔE0·2m/ħ²; χ² = (N_idp/N_pts)·Σ((data − model)/ε)² in R, k, q or wavelet space, all k-weights side by side; N_idp = 1 + 2·ΔR·Δk/π; "
        + "cov = (J'J)⁻¹·Σr²/(N_idp − N_var). Where the paths of a model give file and label only (s02 may be given), in a step without variables, each varies its own n (≥ 0), delta-r (±0.5 Å) and sigma2 (0.001 to 0.05 Å²), all share a free e0, and s02 is 0.95. "
        + "Otherwise what is unsaid is FEFF's own: n the degeneracy, s02 1, the rest 0. s02 from another series is a variable restrained to what was found there, so that its error goes into that of n. "
        + "Verdict by BIC = N_idp·ln(χ²/N_idp) + N_var·ln N_idp: tied up to 6 above the least, or where the better one has more variables and Hamilton's F test does not grant them at 5 %; preferred without a tie; else rejected, or overparameterised where a model within it is better by more than 6 or N_var ≥ N_idp; a shell that the program added with a value at a bound, or N above 1.5 of FEFF's, is tied at most. "
        + "Intervals: profile of χ² as far as t standard errors for noise that is independent from point to point of χ(k) (_se_total) reach; n_low is 0 where a model that only lacks the path stands too. n_upper: where the interval of n reaches 0, and for paths that the preferred (of tied ones the simplest) model leaves out, added to it: one-sided 95 %, σ² up to 0.02 Å²",
    Fails = "A local minimum is found: R must start within some 0.2 Å, E0 within 10 eV. N and σ² go together (correlation 0.8 to 0.95) and N with s02 wholly: what another s02 makes of N is its ratio. A shell that is left out is fitted by a wrong N of its neighbour, without a sign of it in the error: look at the rivals. Paths up to 1 Å beyond r-max reach into the range at low k; left out, the outermost shells take them on, and their n means nothing (docs/exafs-coverage.md). "
        + "Neighbours in the periodic table (N, C, O) cannot be told apart; nor can two distances closer than π/(2·Δk). The error bars know noise and what residuals say, not faults of FEFF's amplitudes or of the background.",
    BibTex = "@article{newville2001ifeffit, author={Newville, Matthew}, title={IFEFFIT: interactive XAFS analysis and FEFF fitting}, journal={J. Synchrotron Rad.}, volume={8}, pages={322--324}, year={2001}, doi={10.1107/S0909049500016964}}"
)]
public sealed record FitPaths : FrameStage, INeedsFiles, IReadsOtherRows
{
    internal const string Name = "xas.fit-paths";

    /// <summary>Paths of the only model.</summary>
    [Param("Paths of the model; or give models.")]
    public PathList? Paths { get; init; }

    /// <summary>Rival models.</summary>
    [Param("Models that are fitted as rivals, each with its paths; or give paths.")]
    public PathModels? Models { get; init; }

    /// <summary>Variables that paths share.</summary>
    [Param("Variables by name; paths name them in expressions. With variables, whatever a path leaves unsaid is FEFF's own.")]
    public FitVariables? Variables { get; init; }

    /// <summary>Knowledge from elsewhere.</summary>
    [Param("Expressions of variables that equal a number within sigma; each counts as one more point in models that have its variables.")]
    public FitRestraints? Restraints { get; init; }

    /// <summary>Rivals made by the program.</summary>
    [Param(
        "auto fits rivals where one model is listed: without each path, with FEFF's coordination numbers, with the next shell of the same FEFF calculation; none does not."
    )]
    public Rivals Rivals { get; init; } = Rivals.Auto;

    /// <summary>Space of the comparison.</summary>
    [Param("Where model and data are compared: r (Fourier transform), k, q (filtered), wavelet.")]
    public ExafsSpace Space { get; init; } = ExafsSpace.R;

    /// <summary>Start of the k-range.</summary>
    [Param("Start of the k-range.", Min = 0, Max = 30, Unit = "Å-1")]
    public double KMin { get; init; } = 3;

    /// <summary>End of the k-range.</summary>
    [Param("End of the k-range; 2 Å-1 before the end of the data when left out.", Min = 1, Max = 40, Unit = "Å-1")]
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
    [Param("Standard deviation of χ(k); from χ(R) between 15 and 30 Å when left out.", Min = 0)]
    public double? EpsilonK { get; init; }

    /// <summary>Background with the paths.</summary>
    [Param("Fits a spline with the paths for what the background left below r-min; the R-range then begins at 0.")]
    public bool RefineBackground { get; init; }

    /// <summary>Temperature of the sample.</summary>
    [Param(
        "Temperature of the sample for einstein and debye; the label temperature of the series (K) or its context's (°C) when left out.",
        Min = 0.01,
        Max = 5000,
        Unit = "K"
    )]
    public double? Temperature { get; init; }

    /// <summary>Kind of intervals.</summary>
    [Param("95 % intervals of N and R: from the profile of χ², or value ± t standard errors, which is faster.")]
    public PathIntervalKind Intervals { get; init; } = PathIntervalKind.Profile;

    /// <summary>Iterations at most.</summary>
    [Param("Iterations at most; a fit that needs more is not-converged.", Min = 1, Max = 100000)]
    public int MaxIterations { get; init; } = 200;

    /// <inheritdoc />
    public override SpectraNeed Reads => new(SignalKind.ChiK);

    /// <inheritdoc />
    public override IReadOnlyList<string> OtherSeries =>
        [.. Listed.SelectMany(m => m.Paths.Paths).SelectMany(p => p.Written).Select(v => v.Value.Series).OfType<string>().Distinct()];

    /// <inheritdoc />
    public IReadOnlyList<Type> OtherRowTypes => OtherSeries.Count == 0 ? [] : [typeof(ExafsFitRow), typeof(ExafsPathRow)];

    /// <summary>Models as the pipeline lists them; that of paths alone is named by its paths.</summary>
    internal IReadOnlyList<PathModel> Listed =>
        Models?.Models ?? (Paths is null ? [] : [new PathModel(string.Join(" + ", Paths.Paths.Select(p => p.Label)), Paths)]);

    /// <inheritdoc />
    public override IEnumerable<string> Check()
    {
        if (Paths is not null && Models is not null)
            yield return "give paths or models, not both; a model is { name: ..., paths: [...] }.";
        if (KMin >= KMax)
            yield return $"k-min ({KMin:g}) must lie below k-max ({KMax:g}).";
        if (RMin >= RMax)
            yield return $"r-min ({RMin:g}) must lie below r-max ({RMax:g}).";
        if (KWeights.Count == 0 || KWeights.Distinct().Count() < KWeights.Count)
            yield return "k-weights needs different powers, as in [1, 2, 3].";
        if (!int.IsPow2(Nfft))
            yield return $"nfft ({Nfft}) must be a power of two.";
        if (EpsilonK == 0)
            yield return "epsilon-k must lie above 0; leave it out to have it estimated.";
        foreach (string problem in ModelNames.Problems(Listed, Variables, Restraints))
            yield return problem;
    }

    /// <inheritdoc />
    public IEnumerable<string> FilesOf(RunContext run)
    {
        string[] listed = [.. Files];
        return [.. listed.Select(f => CurveFile.PathOf(f, run)), .. MakesRivals ? PathFiles.Beside(listed, run) : []];
    }

    /// <inheritdoc />
    public IEnumerable<string> CheckFiles(RunContext run)
    {
        if (Listed.Count == 0)
            yield return $"{Name}: no path is named; give paths: [ {{ file: feff0001.dat, label: Zn-N }} ], or models.";
        foreach (string file in Files)
        {
            string? wrong = null;
            try
            {
                _ = PathFiles.Read(file, run);
            }
            catch (UserException e)
            {
                wrong = $"{Name}: {e.Message}";
            }
            if (wrong is not null)
                yield return wrong;
        }
    }

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        FitPlan plan = input.Once(this, () => FitPlan.Of(this, input));
        var auxiliary = new Signal(SignalKind.Auxiliary, input.Signal.Unit);
        string data = input.Channel is "fit" or "residual" ? "chi" : input.Channel;
        // The data go on as they are: a later step that reads χ(k) finds them, not the model.
        var shape = new OutputShape(input.Axis, (data, input.Signal), ("fit", auxiliary), ("residual", auxiliary)) { Input = data };
        return new FitPathsKernel(this, plan, input.Axis, shape);
    }

    internal bool MakesRivals => Rivals == Rivals.Auto && Listed.Count == 1;

    private IEnumerable<string> Files => Listed.SelectMany(m => m.Paths.Paths).Select(p => p.File).Distinct();

    /// <summary>Ranges and windows on a k axis.</summary>
    /// <exception cref="UserException">They do not fit it.</exception>
    internal ExafsTransform TransformOn(Axis k)
    {
        if (k.Unit.Quantity is not (Quantity.PhotoelectronWavenumber or Quantity.Dimensionless) || k.Length < 2 || k[0] < 0)
            throw new UserException(
                $"{Name} needs χ on a k axis in Å-1 from 0 upwards; '{k.Name}' is in {k.Unit}. Put xas.autobk before it."
            );
        FourierWindow window = KSpace.Window(k, Name, new FourierWindow(Window, KMin, KMax ?? double.NaN, Dk, Dk));
        double end = k[k.Length - 1];
        if (window.To > end + KStep)
            throw new UserException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Name}: χ(k) ends at k = {end:F2} Å-1, below k-max = {window.To:F2}; lower k-max, or leave it out."
                )
            );
        if (EpsilonK is null && !ExafsNoise.CanEstimate(KStep))
            throw new UserException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Name}: in steps of k-step = {KStep:g} Å-1 χ(R) ends at {Math.PI / (2 * KStep):F1} Å, and the noise, which is taken from 15 Å on, cannot be estimated; give k-step of 0.085 or less, or epsilon-k."
                )
            );
        if ((end / KStep) + 1 > Nfft / 2)
            throw new UserException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Name}: χ(k) to k = {end:F1} Å-1 in steps of {KStep:g} does not fit half of nfft = {Nfft}; raise nfft or k-step."
                )
            );
        var transform = new ExafsTransform
        {
            Space = Space,
            KWindow = window,
            RWindow = new FourierWindow(RWindow, RMin, RMax, Dr, Dr),
            KWeights = KWeights,
            KStep = KStep,
            TransformLength = Nfft,
            RefineBackground = RefineBackground ? RMin : null,
        };
        if (RMax - RMin < 2 * transform.RStep || RMax > transform.RStep * (Nfft / 2))
            throw new UserException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Name}: r-min {RMin:g} to r-max {RMax:g} Å holds too few of the steps of {transform.RStep:F3} Å, or reaches beyond the transform; widen the range, or raise nfft."
                )
            );
        return transform;
    }
}
