namespace SpectraPipeline.Stages.Assign;

/// <summary>Controls that lift evidence above position and sign. None are read yet; roles of series will fill this (blank, reactant-off, isotope).</summary>
/// <param name="IsotopeShiftSeen">The band moved by the stated shift in a labelled run.</param>
/// <param name="ReversibleWithControls">Reversible with potential, absent from blank and reactant-off, with its companions.</param>
public readonly record struct EvidenceControls(bool IsotopeShiftSeen, bool ReversibleWithControls);

/// <summary>Grade of the evidence and the word that may be used (science notes 3.2 and 3.4).</summary>
public static class Verdicts
{
    /// <summary>p ≥ 0.9, evidence A or B, and a row that carries it.</summary>
    public const string Assigned = "assigned";

    /// <summary>p ≥ 0.6.</summary>
    public const string Consistent = "consistent";

    /// <summary>Several hypotheses share the probability.</summary>
    public const string Ambiguous = "ambiguous";

    /// <summary>No row of the library explains the band best.</summary>
    public const string Unassigned = "unassigned";

    /// <summary>Grade of the evidence for one band, never of the library row: A isotope shift, B reversible with controls, C position with an informative sign
    /// or a slope in range, D position alone. The same kind of evidence gives the same grade: what the row itself is worth (support, confidence) bounds the word
    /// and the prior, not the grade.</summary>
    /// <param name="controls">Controls seen.</param>
    /// <param name="signSpeaks">The spectra are differences and the sign is the one that the species' role demands.</param>
    /// <param name="slopeInRange">The Stark slope lies in the row's range.</param>
    public static string Grade(EvidenceControls controls, bool signSpeaks, bool slopeInRange) =>
        controls.IsotopeShiftSeen ? "A"
        : controls.ReversibleWithControls ? "B"
        : signSpeaks || slopeInRange ? "C"
        : "D";

    /// <summary>The grade with what it rests on: 'grade C: position and sign; no control, no isotope'.</summary>
    /// <param name="controls">Controls seen.</param>
    /// <param name="signSpeaks">As in <see cref="Grade"/>.</param>
    /// <param name="slopeInRange">As in <see cref="Grade"/>.</param>
    /// <param name="silentSign">Why the sign does not count.</param>
    public static string Reason(EvidenceControls controls, bool signSpeaks, bool slopeInRange, string silentSign)
    {
        string basis =
            signSpeaks && slopeInRange ? "position, sign and Stark slope"
            : signSpeaks ? "position and sign"
            : slopeInRange ? $"position and Stark slope ({silentSign})"
            : $"position only ({silentSign}, no Stark slope in range)";
        string seen = controls.IsotopeShiftSeen ? "isotope shift seen" : "no isotope",
            control = controls.ReversibleWithControls ? "reversible with controls" : "no control";
        return $"grade {Grade(controls, signSpeaks, slopeInRange)}: {basis}; {control}, {seen}";
    }

    /// <summary>The word for a band whose leader is a row of the library.</summary>
    /// <param name="probability">Posterior of the leader.</param>
    /// <param name="grade">Grade of the evidence.</param>
    /// <param name="rowCarries">The row may stand under 'assigned' (<see cref="LibraryRow.CarriesAssigned"/>).</param>
    /// <param name="contested">Something was put in that the library does not know, and the leader is not stated to be in the cell: its probability
    /// then counts only the rivals that are known, and the word says no more than 'ambiguous' without a control.</param>
    public static string Word(double probability, string grade, bool rowCarries, bool contested = false) =>
        contested && grade is not ("A" or "B") ? Ambiguous
        : probability >= 0.9 && rowCarries && (grade == "A" || grade == "B") ? Assigned
        : probability >= 0.6 ? Consistent
        : Ambiguous;
}
