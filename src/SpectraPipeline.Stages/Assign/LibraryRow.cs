namespace SpectraPipeline.Stages.Assign;

/// <summary>What a band does where its species plays its usual part.</summary>
public enum SignRule
{
    /// <summary>Grows: products and intermediates.</summary>
    Formed,

    /// <summary>Falls: reactants.</summary>
    Consumed,

    /// <summary>Both happen: solvent, electrolyte, gas, support.</summary>
    Either,

    /// <summary>Scattered intensity, never negative.</summary>
    Intensity,
}

/// <summary>One band of the reference library (CONTRACT section 5). NaN or empty = not known.</summary>
public sealed record LibraryRow
{
    /// <summary>Stable name of the row.</summary>
    public required string RowId { get; init; }

    /// <summary>Species, with * where adsorbed.</summary>
    public required string Species { get; init; }

    /// <summary>Elements.</summary>
    public required string Formula { get; init; }

    /// <summary>ads, aq, gas or solid.</summary>
    public required string State { get; init; }

    /// <summary>Kind of species.</summary>
    public required string Family { get; init; }

    /// <summary>IR, Raman, HREELS or VSFG.</summary>
    public required string Technique { get; init; }

    /// <summary>Vibration.</summary>
    public required string Mode { get; init; }

    /// <summary>Usual position (cm-1).</summary>
    public required double Center { get; init; }

    /// <summary>Lower end of the window (cm-1).</summary>
    public required double Low { get; init; }

    /// <summary>Upper end of the window (cm-1).</summary>
    public required double High { get; init; }

    /// <summary>Usual full width at half maximum (cm-1).</summary>
    public required double Fwhm { get; init; }

    /// <summary>Growing or falling.</summary>
    public required SignRule Sign { get; init; }

    /// <summary>Strength within its species: vs 1, s 0.6, m 0.35, w 0.15, vw 0.06.</summary>
    public required double Strength { get; init; }

    /// <summary>Rows that should appear together.</summary>
    public required string Group { get; init; }

    /// <summary>Surface, electrolyte, condition.</summary>
    public required string Environment { get; init; }

    /// <summary>Lowest Stark slope (cm-1/V).</summary>
    public double StarkLow { get; init; } = double.NaN;

    /// <summary>Highest Stark slope (cm-1/V).</summary>
    public double StarkHigh { get; init; } = double.NaN;

    /// <summary>Shift of the fully labelled species (cm-1); NaN = none known, 0 = does not move.</summary>
    public double ShiftD { get; init; } = double.NaN;

    /// <inheritdoc cref="ShiftD" />
    public double Shift13C { get; init; } = double.NaN;

    /// <inheritdoc cref="ShiftD" />
    public double Shift15N { get; init; } = double.NaN;

    /// <inheritdoc cref="ShiftD" />
    public double Shift18O { get; init; } = double.NaN;

    /// <summary>Where the shifts come from.</summary>
    public required string IsotopeBasis { get; init; }

    /// <summary>What was seen: measured-here, page_value, page_topic, textbook, lit, seed.</summary>
    public required string Support { get; init; }

    /// <summary>Source.</summary>
    public required string Source { get; init; }

    /// <summary>DOI.</summary>
    public required string Doi { get; init; }

    /// <summary>A to D.</summary>
    public required char Confidence { get; init; }

    /// <summary>Rivals, traps.</summary>
    public required string Notes { get; init; }

    /// <summary>The row may stand under the word 'assigned': a number that was seen or that stands in a standard table, not a recalled one nor one from the
    /// same kind of claim.</summary>
    public bool CarriesAssigned => Support is "measured-here" or "page_value" or "textbook" && Confidence is 'A' or 'B';

    /// <summary>Factor on the window by confidence: A 1, B 1.3, C 1.6, D 2 (science notes 3.3; a Gaussian of the bare window is over-confident).</summary>
    public double Inflation =>
        Confidence switch
        {
            'A' => 1,
            'B' => 1.3,
            'C' => 1.6,
            _ => 2,
        };
}
