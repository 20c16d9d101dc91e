namespace SpectraPipeline.Core.Rows;

/// <summary>A model fitted to the EXAFS of one frame.</summary>
[Table("exafs_fits")]
public readonly record struct ExafsFitRow : IStepRow
{
    public ExafsFitRow() { }

    [Column("Id of the series.")]
    public required string Series { get; init; }

    [Column("Id of the step that fitted it.")]
    public string Step { get; init; } = "";

    [Column("Frame number, counted from 0.")]
    public required int Frame { get; init; }

    [Column("Number of the fit in this frame, counted from 1; those of one number in exafs_parameters and exafs_paths belong to it.")]
    public required int Fit { get; init; }

    [Column("Name of the model.")]
    public required string Model { get; init; }

    [Column("Sum of squared residuals over that of the data.")]
    public double RFactor { get; init; } = double.NaN;

    [Column("Sum of squared residuals over the noise, brought to the number of independent points.")]
    public double ChiSquare { get; init; } = double.NaN;

    [Column("chi_square over n_idp less n_var.")]
    public double ReducedChiSquare { get; init; } = double.NaN;

    [Column("Independent points, 1 + 2·ΔR·Δk/π.")]
    public double NIdp { get; init; } = double.NaN;

    [Column("Variables.")]
    public int NVar { get; init; }

    [Column("Akaike's criterion, n_idp·ln(chi_square/n_idp) + 2·n_var.")]
    public double Aic { get; init; } = double.NaN;

    [Column("Bayesian criterion, n_idp·ln(chi_square/n_idp) + n_var·ln(n_idp).")]
    public double Bic { get; init; } = double.NaN;

    [Column(
        "preferred: bic below that of all others by more than 6; tied: no more than 6 above the least, or better only by variables that an F test at 5 % does not grant; rejected: further above; overparameterised: as many variables as independent points, or bic further above that of a model within it; not-converged."
    )]
    public string Verdict { get; init; } = "";

    [Column("bic less that of the best model of the frame; below 0 for a rival of the program whose added shell no atoms make.")]
    public double BicDifference { get; init; } = double.NaN;

    [Column("Noise of chi(k) used, as a standard deviation of a point.")]
    public double EpsilonK { get; init; } = double.NaN;

    [Column("Where the model comes from when the pipeline does not list it; doubts.")]
    public string? Message { get; init; }
}

/// <summary>A variable of a fit of EXAFS.</summary>
[Table("exafs_parameters")]
public readonly record struct ExafsParameterRow : IStepRow
{
    public ExafsParameterRow() { }

    [Column("Id of the series.")]
    public required string Series { get; init; }

    [Column("Id of the step that fitted it.")]
    public string Step { get; init; } = "";

    [Column("Frame number, counted from 0.")]
    public required int Frame { get; init; }

    [Column("Number of the fit in this frame.")]
    public required int Fit { get; init; }

    [Column("Name of the variable; label.key where a path has it for its own.")]
    public required string Name { get; init; }

    [Column("Value.")]
    public double Value { get; init; } = double.NaN;

    [Column("Standard error, scaled by reduced chi-square over the independent points; null at a bound.")]
    public double Se { get; init; } = double.NaN;

    [Column("Correlations with the other variables, {\"name\": r}; null when there are none.")]
    public string? Correlations { get; init; }

    [Column("The value ended at a bound.")]
    public bool AtBound { get; init; }
}

/// <summary>A path of a fit of EXAFS.</summary>
[Table("exafs_paths")]
public readonly record struct ExafsPathRow : IStepRow
{
    public ExafsPathRow() { }

    [Column("Id of the series.")]
    public required string Series { get; init; }

    [Column("Id of the step that fitted it.")]
    public string Step { get; init; } = "";

    [Column("Frame number, counted from 0.")]
    public required int Frame { get; init; }

    [Column("Number of the fit in this frame.")]
    public required int Fit { get; init; }

    [Column("Label of the path.")]
    public required string Path { get; init; }

    [Column("Coordination number; null for a path that the preferred model leaves out and that is here for its n_upper.")]
    public double N { get; init; } = double.NaN;

    [Column("Standard error, with that of an s02 from another series; null when fixed.")]
    public double NSe { get; init; } = double.NaN;

    [Column(
        "Standard error for noise that is independent from point to point of chi(k), instead of between n_idp independent points: what the intervals go by."
    )]
    public double NSeTotal { get; init; } = double.NaN;

    [Column(
        "95 % interval, low; of the profile, with the error of an s02 from another series; 0 where a model that only lacks the path stands too."
    )]
    public double NLow { get; init; } = double.NaN;

    [Column("95 % interval, high.")]
    public double NHigh { get; init; } = double.NaN;

    [Column("Upper limit of n (95 %, one-sided) where n is consistent with 0.")]
    public double NUpper { get; init; } = double.NaN;

    [Column("Half path length, the distance of the shell for single scattering.", Unit = "Å")]
    public double R { get; init; } = double.NaN;

    [Column("Standard error.", Unit = "Å")]
    public double RSe { get; init; } = double.NaN;

    [Column("Standard error for noise that is independent from point to point of chi(k).", Unit = "Å")]
    public double RSeTotal { get; init; } = double.NaN;

    [Column("95 % interval, low.", Unit = "Å")]
    public double RLow { get; init; } = double.NaN;

    [Column("95 % interval, high.", Unit = "Å")]
    public double RHigh { get; init; } = double.NaN;

    [Column("Mean square displacement along the path.", Unit = "Å2", Name = "sigma2")]
    public double Sigma2 { get; init; } = double.NaN;

    [Column("Standard error.", Unit = "Å2", Name = "sigma2_se")]
    public double Sigma2Se { get; init; } = double.NaN;

    [Column("Standard error for noise that is independent from point to point of chi(k).", Unit = "Å2", Name = "sigma2_se_total")]
    public double Sigma2SeTotal { get; init; } = double.NaN;

    [Column("Shift of the energy origin.", Unit = "eV", Name = "de0")]
    public double De0 { get; init; } = double.NaN;

    [Column("Standard error.", Unit = "eV", Name = "de0_se")]
    public double De0Se { get; init; } = double.NaN;

    [Column("Passive amplitude reduction; n·s02 is what the data tell.", Name = "s02")]
    public double S02 { get; init; } = double.NaN;

    [Column("Standard error: of the fit, or of the series that it comes from; null when fixed.", Name = "s02_se")]
    public double S02Se { get; init; } = double.NaN;

    [Column("Half path length of the model, as FEFF had it.", Unit = "Å")]
    public double Reff { get; init; } = double.NaN;

    [Column("Where an upper limit comes from; doubts.")]
    public string? Message { get; init; }
}
