namespace SpectraPipeline.Core;

/// <summary>What is in the cell (CONTRACT section 2, <c>context:</c>); the prior of the assignment. Empty = not stated.</summary>
public sealed record Context
{
    /// <summary>Elements present.</summary>
    public IReadOnlyList<string> Elements { get; init; } = [];

    /// <summary>Salts, acids, bases of the electrolyte.</summary>
    public IReadOnlyList<string> Electrolyte { get; init; } = [];

    /// <summary>pH; null when not stated.</summary>
    public double? Ph { get; init; }

    /// <summary>Species put in.</summary>
    public IReadOnlyList<string> Species { get; init; } = [];

    /// <summary>Products found by another method.</summary>
    public IReadOnlyList<string> Products { get; init; } = [];

    /// <summary>Electrode or catalyst.</summary>
    public string? Electrode { get; init; }

    /// <summary>H2O, D2O, methanol ...</summary>
    public string? Solvent { get; init; }

    /// <summary>Isotope labels by element: N -> 15.</summary>
    public IReadOnlyDictionary<string, int> Isotopes { get; init; } = new Dictionary<string, int>();

    /// <summary>Reference electrode of the potentials.</summary>
    public string? ReferenceElectrode { get; init; }

    /// <summary>Temperature of the cell (°C); null when not stated.</summary>
    public double? Temperature { get; init; }

    /// <summary>Nothing was stated that tells which species there are; reference electrode and temperature tell none.</summary>
    public bool IsEmpty =>
        Elements.Count == 0
        && Electrolyte.Count == 0
        && Ph is null
        && Species.Count == 0
        && Products.Count == 0
        && Electrode is null
        && Solvent is null
        && Isotopes.Count == 0;
}

/// <summary>What the pipeline file says about a series; what stages may know beside the numbers.</summary>
public sealed record SeriesCard
{
    /// <summary>Id of the series.</summary>
    public required string Id { get; init; }

    /// <summary>ir, atr-ir, raman, xas, xps, voltammetry; null when not stated.</summary>
    public string? Technique { get; init; }

    /// <summary>sample, blank, reactant-off, open-circuit, isotope, standard, foil.</summary>
    public string Role { get; init; } = "sample";

    /// <summary>Number of the replicate.</summary>
    public int Replicate { get; init; } = 1;

    /// <summary>Absorption edge, as in <c>Zn K</c>.</summary>
    public string? Edge { get; init; }

    /// <summary>Frames that a difference spectrum refers to.</summary>
    public FrameSelection? Reference { get; init; }

    /// <summary>Free labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>The cell: the pipeline's context, extended and overridden by the series' own.</summary>
    public Context Context { get; init; } = new();
}
