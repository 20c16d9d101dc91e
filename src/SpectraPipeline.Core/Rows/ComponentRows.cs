namespace SpectraPipeline.Core.Rows;

/// <summary>How much of a component a frame holds: a weight of a linear combination, a score of a principal component, a concentration.</summary>
[Table("components")]
public readonly record struct ComponentRow : IStepRow
{
    public ComponentRow() { }

    [Column("Id of the series.")]
    public required string Series { get; init; }

    [Column("Id of the step that found it.")]
    public string Step { get; init; } = "";

    [Column("Frame number, counted from 0.")]
    public required int Frame { get; init; }

    [Column("pca, lcf, mcr-als.")]
    public required string Method { get; init; }

    [Column("Name of the standard, or PC1, PC2 …")]
    public required string Component { get; init; }

    [Column("Weight, score or concentration.")]
    public required double Weight { get; init; }

    [Column("Standard error of the fit alone; null for a weight at its bound.")]
    public double WeightSe { get; init; } = double.NaN;

    [Column("Standard error with correlated noise and misfit; null for a weight at its bound.")]
    public double WeightSeTotal { get; init; } = double.NaN;

    [Column("95 % interval, low; within the bounds.")]
    public double WeightLow { get; init; } = double.NaN;

    [Column("95 % interval, high; within the bounds.")]
    public double WeightHigh { get; init; } = double.NaN;

    [Column("The weight lies at its bound; only the other end of the interval says something.")]
    public bool AtBound { get; init; }
}

/// <summary>The spectrum of a component.</summary>
[Table("component_spectra")]
public readonly record struct ComponentSpectrumRow : ISeriesRow
{
    public ComponentSpectrumRow() { }

    [Column("Id of the series.")]
    public required string Series { get; init; }

    [Column("Id of the step that found it.")]
    public string Step { get; init; } = "";

    [Column("pca, mcr-als.")]
    public required string Method { get; init; }

    [Column("PC1, PC2 …, mean, or the name of a component.")]
    public required string Component { get; init; }

    [Column("Position.", Unit = "axis")]
    public required double X { get; init; }

    [Column("Value of the loading or spectrum.")]
    public required double Value { get; init; }

    [Column("95 % interval or feasible band, low.")]
    public double Low { get; init; } = double.NaN;

    [Column("95 % interval or feasible band, high.")]
    public double High { get; init; } = double.NaN;
}

/// <summary>How good a model of components is, how many there are, which combination of standards is to be preferred.</summary>
[Table("model_quality")]
public readonly record struct ModelQualityRow : IStepRow
{
    public ModelQualityRow() { }

    [Column("Id of the series.")]
    public required string Series { get; init; }

    [Column("Id of the step that found it.")]
    public string Step { get; init; } = "";

    [Column("Frame number, counted from 0; null where it concerns the whole series.")]
    public int Frame { get; init; } = -1;

    [Column("pca, lcf, mcr-als.")]
    public required string Method { get; init; }

    [Column("What was judged: r-factor, combination, distance, ind, malinowski-f …")]
    public required string Criterion { get; init; }

    [Column("Number of components judged, or place in a ranking, 1 = best.")]
    public int Rank { get; init; }

    [Column("Value of the criterion.")]
    public double Value { get; init; } = double.NaN;

    [Column("Standard error of the value.")]
    public double ValueSe { get; init; } = double.NaN;

    [Column("Standards of the combination, the standard that was compared, or what was tested.")]
    public string? Model { get; init; }

    [Column("Weights of the combination, and its energy shift, in words.")]
    public string? Weights { get; init; }

    [Column("Chi-square by the noise of the spectra.")]
    public double ChiSquare { get; init; } = double.NaN;

    [Column("Chi-square over degrees of freedom.")]
    public double ReducedChiSquare { get; init; } = double.NaN;

    [Column("Bayesian information criterion less that of the preferred model.")]
    public double BicDifference { get; init; } = double.NaN;

    [Column("Probability of a difference as large as that from the preferred model, or of a component as large as this one, by chance.")]
    public double PValue { get; init; } = double.NaN;

    [Column("preferred, tied, rejected, overparameterised; significant, noise, chosen; within-noise, misfit; in-space, out-of-space …")]
    public string? Verdict { get; init; }
}
