namespace SpectraPipeline.Core.Rows;

/// <summary>A band fitted in one frame.</summary>
[Table("bands")]
public readonly record struct BandRow : IStepRow
{
    public BandRow() { }

    [Column("Id of the series.")]
    public required string Series { get; init; }

    [Column("Id of the step that found it.")]
    public string Step { get; init; } = "";

    [Column("Frame number, counted from 0.")]
    public required int Frame { get; init; }

    [Column("Number of the track it belongs to; null before tracking or when it belongs to none.")]
    public int? Track { get; init; }

    [Column("Number of the band in the fit of this frame, counted from 1.")]
    public int Band { get; init; }

    [Column("Position.", Unit = "axis")]
    public required double Center { get; init; }

    [Column("Standard error of the fit alone.", Unit = "axis")]
    public double CenterSe { get; init; } = double.NaN;

    [Column(
        "Standard error with noise that neighbouring points share (fits.noise_points) and, where a step hands on rival baselines (baseline.auto does), with their spread; equal to that of the fit for white noise without rivals.",
        Unit = "axis"
    )]
    public double CenterSeTotal { get; init; } = double.NaN;

    [Column("95 % interval, low; null unless an interval was asked for or the standard error cannot be trusted.", Unit = "axis")]
    public double CenterLow { get; init; } = double.NaN;

    [Column("95 % interval, high.", Unit = "axis")]
    public double CenterHigh { get; init; } = double.NaN;

    [Column("Full width at half maximum.", Unit = "axis")]
    public double Fwhm { get; init; } = double.NaN;

    [Column("Standard error of the fit alone.", Unit = "axis")]
    public double FwhmSe { get; init; } = double.NaN;

    [Column(
        "Standard error with noise that neighbouring points share (fits.noise_points) and, where a step hands on rival baselines (baseline.auto does), with their spread; equal to that of the fit for white noise without rivals.",
        Unit = "axis"
    )]
    public double FwhmSeTotal { get; init; } = double.NaN;

    [Column("95 % interval, low; null unless an interval was asked for or the standard error cannot be trusted.", Unit = "axis")]
    public double FwhmLow { get; init; } = double.NaN;

    [Column("95 % interval, high.", Unit = "axis")]
    public double FwhmHigh { get; init; } = double.NaN;

    [Column("Height, signed.", Unit = "y")]
    public required double Height { get; init; }

    [Column("Standard error of the fit alone.", Unit = "y")]
    public double HeightSe { get; init; } = double.NaN;

    [Column(
        "Standard error with noise that neighbouring points share (fits.noise_points) and, where a step hands on rival baselines (baseline.auto does), with their spread; equal to that of the fit for white noise without rivals.",
        Unit = "y"
    )]
    public double HeightSeTotal { get; init; } = double.NaN;

    [Column("95 % interval, low; null unless an interval was asked for or the standard error cannot be trusted.", Unit = "y")]
    public double HeightLow { get; init; } = double.NaN;

    [Column("95 % interval, high.", Unit = "y")]
    public double HeightHigh { get; init; } = double.NaN;

    [Column("Area, signed.", Unit = "y axis")]
    public double Area { get; init; } = double.NaN;

    [Column("Standard error of the fit alone.", Unit = "y axis")]
    public double AreaSe { get; init; } = double.NaN;

    [Column(
        "Standard error with noise that neighbouring points share (fits.noise_points) and, where a step hands on rival baselines (baseline.auto does), with their spread; equal to that of the fit for white noise without rivals.",
        Unit = "y axis"
    )]
    public double AreaSeTotal { get; init; } = double.NaN;

    [Column("95 % interval, low; null unless an interval was asked for or the standard error cannot be trusted.", Unit = "y axis")]
    public double AreaLow { get; init; } = double.NaN;

    [Column("95 % interval, high.", Unit = "y axis")]
    public double AreaHigh { get; init; } = double.NaN;

    [Column("Lorentzian fraction of a pseudo-Voigt, also a split one; further parameters of other shapes are in band_parameters.")]
    public double Fraction { get; init; } = double.NaN;

    [Column("Standard error of the fit alone.")]
    public double FractionSe { get; init; } = double.NaN;

    [Column("|height| over the noise of the frame's residual.")]
    public double Snr { get; init; } = double.NaN;

    [Column("Line shape.")]
    public string Shape { get; init; } = "";

    [Column("The fit converged.")]
    public bool Converged { get; init; }

    [Column("Names of parameters held at a bound, comma separated; empty when none.")]
    public string AtBound { get; init; } = "";

    [Column(
        "How the intervals were made: profile by refitting, bounded by the matrix of the fit within its bounds (the same to a few per cent of a standard error where a bound is all that is in the way), bootstrap; not-detected where the height is below the decision limit (half of lod_height), so that position and width mean nothing; null when there are none."
    )]
    public string? IntervalMethod { get; init; }
}

/// <summary>The fit of one frame.</summary>
[Table("fits")]
public readonly record struct FitRow : IStepRow
{
    public FitRow() { }

    [Column("Id of the series.")]
    public required string Series { get; init; }

    [Column("Id of the step that found it.")]
    public string Step { get; init; } = "";

    [Column("Frame number, counted from 0.")]
    public required int Frame { get; init; }

    [Column("Model: shape, number of bands, background.")]
    public required string Model { get; init; }

    [Column("Number of bands.")]
    public int Bands { get; init; }

    [Column("Sum of squared (weighted) residuals.")]
    public double ChiSquare { get; init; } = double.NaN;

    [Column("Chi-square over degrees of freedom.")]
    public double ReducedChiSquare { get; init; } = double.NaN;

    [Column("Points fitted.")]
    public int Points { get; init; }

    [Column("Free variables.")]
    public int Variables { get; init; }

    [Column("Bayesian information criterion, n ln(chi2/n) + k ln n.")]
    public double Bic { get; init; } = double.NaN;

    [Column("Model evaluations.")]
    public int Evaluations { get; init; }

    [Column("The fit converged.")]
    public bool Converged { get; init; }

    [Column(
        "Neighbouring points that share one piece of noise (zero filling, smoothing), from the residual; 1 = independent, unless the first autocorrelations exceed 3/sqrt(n)."
    )]
    public double NoisePoints { get; init; } = double.NaN;

    [Column(
        "Smallest distance of two equal bands, of the median width of these, that the noise of this frame lets tell from one.",
        Unit = "axis"
    )]
    public double MinSeparation { get; init; } = double.NaN;

    [Column("Best model that was tried and not taken; null when there was none.")]
    public string? RivalModel { get; init; }

    [Column("Number of the band that the rival takes for two; null when it changes something else.")]
    public int? RivalBand { get; init; }

    [Column("BIC of the rival less that of the model: above 10 decided, below 2 a tie.")]
    public double RivalBicDifference { get; init; } = double.NaN;

    [Column("How it ended.")]
    public string Message { get; init; } = "";
}

/// <summary>Currie's detection limit at a position of one frame.</summary>
[Table("detection_limits")]
public readonly record struct DetectionLimitRow : IStepRow
{
    public DetectionLimitRow() { }

    [Column("Id of the series.")]
    public required string Series { get; init; }

    [Column("Id of the step that found it.")]
    public string Step { get; init; } = "";

    [Column("Frame number, counted from 0.")]
    public required int Frame { get; init; }

    [Column("Position.", Unit = "axis")]
    public required double Center { get; init; }

    [Column(
        "Smallest height found with 95 % probability at 5 % false alarms for a band of known position and width, with correlated noise and the doubt about the baseline; half of it is the decision limit above which a band counts as detected.",
        Unit = "y"
    )]
    public required double LodHeight { get; init; }

    [Column("The same as area at the band's width.", Unit = "y axis")]
    public double LodArea { get; init; } = double.NaN;

    [Column("The height limit from the noise of the fit alone, with its correlation, without what rival baselines add.", Unit = "y")]
    public double LodHeightFit { get; init; } = double.NaN;
}

/// <summary>One band followed through a series.</summary>
[Table("tracks")]
public readonly record struct TrackRow : ISeriesRow
{
    public TrackRow() { }

    [Column("Id of the series.")]
    public required string Series { get; init; }

    [Column("Number of the track, counted from 1 in order of position.")]
    public required int Track { get; init; }

    [Column("Mean position, weighted by its errors.", Unit = "axis")]
    public required double Center { get; init; }

    [Column("Standard error of the mean position.", Unit = "axis")]
    public double CenterSe { get; init; } = double.NaN;

    [Column("Median width.", Unit = "axis")]
    public double Fwhm { get; init; } = double.NaN;

    [Column("+1, -1, or 0 when it changes.")]
    public int Sign { get; init; }

    [Column("Frames in which it was found.")]
    public int Frames { get; init; }

    [Column("First frame in which it was found.")]
    public int FirstFrame { get; init; }

    [Column("Height of largest magnitude.", Unit = "y")]
    public double MaxHeight { get; init; } = double.NaN;

    [Column("Median signal to noise where it was found.")]
    public double Snr { get; init; } = double.NaN;

    [Column("Onset on the time axis.", Unit = "s")]
    public double OnsetTimeS { get; init; } = double.NaN;

    [Column("95 % interval, low.", Unit = "s")]
    public double OnsetTimeSLow { get; init; } = double.NaN;

    [Column("95 % interval, high.", Unit = "s")]
    public double OnsetTimeSHigh { get; init; } = double.NaN;

    [Column("Onset on the potential axis.", Unit = "V")]
    public double OnsetPotentialV { get; init; } = double.NaN;

    [Column("95 % interval, low.", Unit = "V")]
    public double OnsetPotentialVLow { get; init; } = double.NaN;

    [Column("95 % interval, high.", Unit = "V")]
    public double OnsetPotentialVHigh { get; init; } = double.NaN;

    [Column("How the onset was found.")]
    public string? OnsetMethod { get; init; }

    [Column("Stark slope over all frames.", Unit = "cm-1/V", Name = "stark_cm1_per_v")]
    public double StarkCm1PerV { get; init; } = double.NaN;

    [Column("Standard error of the slope.", Unit = "cm-1/V", Name = "stark_cm1_per_v_se")]
    public double StarkCm1PerVSe { get; init; } = double.NaN;

    [Column(
        "Verdict on the Stark line: linear, linear-assumed (by a fit of all frames, not tested), curved, not-on-one-line, hysteresis, doublet-suspected, doublet-not-excluded (of a negative slope), not-determined; with reasons."
    )]
    public string? StarkVerdict { get; init; }

    [Column("Time constant.", Unit = "s")]
    public double TauS { get; init; } = double.NaN;

    [Column("Standard error of the time constant.", Unit = "s")]
    public double TauSSe { get; init; } = double.NaN;

    [Column("Kinetic model.")]
    public string? KineticModel { get; init; }
}

/// <summary>Stark slope of a track in one window of potential or one scan direction: curvature and hysteresis are shown, not averaged away.</summary>
[Table("stark_windows")]
public readonly record struct StarkWindowRow : ISeriesRow
{
    public StarkWindowRow() { }

    [Column("Id of the series.")]
    public required string Series { get; init; }

    [Column("Number of the track.")]
    public required int Track { get; init; }

    [Column("all, cathodic, anodic, third (equal parts of the range) or window (breaks chosen by the data, or given).")]
    public required string Selection { get; init; }

    [Column("Lowest potential used.", Unit = "V")]
    public double PotentialLowV { get; init; } = double.NaN;

    [Column("Highest potential used.", Unit = "V")]
    public double PotentialHighV { get; init; } = double.NaN;

    [Column("Slope.", Unit = "cm-1/V", Name = "slope_cm1_per_v")]
    public double SlopeCm1PerV { get; init; } = double.NaN;

    [Column("Standard error of the slope.", Unit = "cm-1/V", Name = "slope_cm1_per_v_se")]
    public double SlopeCm1PerVSe { get; init; } = double.NaN;

    [Column("Position at 0 V.", Unit = "cm-1", Name = "intercept_cm1")]
    public double InterceptCm1 { get; init; } = double.NaN;

    [Column("Frames used.")]
    public int Frames { get; init; }
}

/// <summary>A candidate for a track, with its probability and what speaks for and against it.</summary>
[Table("assignments")]
public readonly record struct AssignmentRow : ISeriesRow
{
    public AssignmentRow() { }

    [Column("Id of the series.")]
    public required string Series { get; init; }

    [Column("Number of the track.")]
    public required int Track { get; init; }

    [Column("1 = most probable.")]
    public required int Rank { get; init; }

    [Column("Species, or unassigned.")]
    public required string Species { get; init; }

    [Column("Row of the library; null for unassigned.")]
    public string? LibraryRow { get; init; }

    [Column("Posterior probability.")]
    public double Probability { get; init; } = double.NaN;

    [Column("The same with a flat prior (no context).")]
    public double ProbabilityFlatPrior { get; init; } = double.NaN;

    [Column("Grade of the evidence, A to D.")]
    public string? Grade { get; init; }

    [Column("assigned, consistent, ambiguous, unassigned (of the band: the leader's row rules).")]
    public required string Verdict { get; init; }

    [Column("The other candidates with their probabilities.")]
    public string? Rivals { get; init; }

    [Column("What speaks for and against, in words.")]
    public string? Evidence { get; init; }

    [Column("The experiment that would decide, with the number expected.")]
    public string? NextExperiment { get; init; }
}

/// <summary>A statement for page one of the report, with its grade and the rows it rests on.</summary>
[Table("claims")]
public readonly record struct ClaimRow
{
    [Column("Id of the claim.")]
    public required string Id { get; init; }

    [Column("One sentence.")]
    public required string Statement { get; init; }

    [Column("supported, consistent, undecided, contradicted, not-detected, theory-only.")]
    public required string Verdict { get; init; }

    [Column("A to D.")]
    public string? Grade { get; init; }

    [Column("Rows that support it.")]
    public string? Supports { get; init; }

    [Column("Rows that contradict it.")]
    public string? Contradicts { get; init; }

    [Column("Rival readings.")]
    public string? Rivals { get; init; }

    [Column("The experiment that would decide.")]
    public string? NextExperiment { get; init; }
}

/// <summary>A parameter of a band beyond center, height and width.</summary>
[Table("band_parameters")]
public readonly record struct BandParameterRow : IStepRow
{
    public BandParameterRow() { }

    [Column("Id of the series.")]
    public required string Series { get; init; }

    [Column("Id of the step that found it.")]
    public string Step { get; init; } = "";

    [Column("Frame number, counted from 0.")]
    public required int Frame { get; init; }

    [Column("Number of the band in the fit of this frame, counted from 1.")]
    public int Band { get; init; }

    [Column(
        "Name: fraction, lorentz-share, exponent, left-share, skew, asymmetry, q, inverse-q; and what follows: maximum, gauss-fwhm, lorentz-fwhm, fwhm-left, fwhm-right, width-at-half."
    )]
    public required string Name { get; init; }

    [Column("Value.")]
    public double Value { get; init; } = double.NaN;

    [Column("Standard error of the fit alone; null at a bound.")]
    public double Se { get; init; } = double.NaN;
}
