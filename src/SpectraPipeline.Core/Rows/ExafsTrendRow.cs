namespace SpectraPipeline.Core.Rows;

/// <summary>A variable over the data sets of a joint fit of EXAFS, and whether the data agree with what was assumed of it.</summary>
[Table("exafs_trends")]
public readonly record struct ExafsTrendRow : ISeriesRow
{
    public ExafsTrendRow() { }

    [Column("Id of the series.")]
    public required string Series { get; init; }

    [Column("Id of the step that found it.")]
    public string Step { get; init; } = "";

    [Column("Name of the variable.")]
    public required string Name { get; init; }

    [Column("What was assumed: shared, linear, quadratic, smooth with its knots, arrhenius.")]
    public required string Kind { get; init; }

    [Column("What it goes along: frame (number of the data set), temperature, time, potential.")]
    public required string Against { get; init; }

    [Column(
        "Where value, slope and curvature hold: the middle of the range, for arrhenius the harmonic mean temperature; null for shared, and for smooth, whose value is the mean.",
        Unit = "frame, K, s or V"
    )]
    public double Reference { get; init; } = double.NaN;

    [Column("Value at the reference.", Unit = "of the variable")]
    public double Value { get; init; } = double.NaN;

    [Column(
        "Standard error for noise that is independent from point to point of chi(k); as are all errors here.",
        Unit = "of the variable"
    )]
    public double ValueSe { get; init; } = double.NaN;

    [Column("Slope at the reference of linear and quadratic.", Unit = "of the variable per frame, K, s or V")]
    public double Slope { get; init; } = double.NaN;

    [Column("Standard error.", Unit = "of the variable per frame, K, s or V")]
    public double SlopeSe { get; init; } = double.NaN;

    [Column("Factor of the squared distance from the reference; null unless quadratic.")]
    public double Curvature { get; init; } = double.NaN;

    [Column("Standard error.")]
    public double CurvatureSe { get; init; } = double.NaN;

    [Column("Logarithm of the factor A of A·exp(-Ea/(R·T)); null unless arrhenius.")]
    public double LnA { get; init; } = double.NaN;

    [Column("Standard error.")]
    public double LnASe { get; init; } = double.NaN;

    [Column("Energy Ea of A·exp(-Ea/(R·T)); null unless arrhenius.", Unit = "kJ/mol")]
    public double Ea { get; init; } = double.NaN;

    [Column("Standard error.", Unit = "kJ/mol")]
    public double EaSe { get; init; } = double.NaN;

    [Column("Numbers that describe it over all data sets.")]
    public int Variables { get; init; }

    [Column("Data sets that have it.")]
    public int DataSets { get; init; }

    [Column("Chi-square of all data sets under the assumption.")]
    public double ChiSquare { get; init; } = double.NaN;

    [Column("The freer course that contradicts it most: linear, quadratic, free; null when none could be tested.")]
    public string? Alternative { get; init; }

    [Column("Chi-square of all data sets with this one variable released to the alternative.")]
    public double AlternativeChiSquare { get; init; } = double.NaN;

    [Column("Additional numbers that the alternative needs.")]
    public int AlternativeVariables { get; init; }

    [Column("Ratio of variances, over the independent points.")]
    public double F { get; init; } = double.NaN;

    [Column("Probability of so large a ratio if the assumption holds.")]
    public double PValue { get; init; } = double.NaN;

    [Column("BIC under the assumption less that of the alternative: above 0 the alternative is better, above 10 decidedly.")]
    public double BicDifference { get; init; } = double.NaN;

    [Column("holds; does not hold, with the alternative and by how much; not tested, with the reason.")]
    public required string Verdict { get; init; }
}
