using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers;

/// <summary>Which column of a scan is x, and in what unit: decided by names and by what the numbers can be, never by the position alone.</summary>
/// <remarks>Control systems write constants under names of energies (the set point of a monochromator that is scanned by its angle), event
/// numbers and clocks in front of the energy, and energies in eV or keV without a word.</remarks>
/// <param name="Column">Index of the column.</param>
/// <param name="Unit">Its unit; <see cref="Unit.None"/> where neither label nor magnitude tells.</param>
/// <param name="Notes">What was decided without the file's word.</param>
internal sealed record ScanAxis(int Column, Unit Unit, IReadOnlyList<string> Notes)
{
    // No monochromator for hard X-rays goes below 1 keV, none for soft ones below 10 eV; nobody scans above 100 keV.
    private const double LeastKiloElectronVolts = 0.1;
    private const double MostKiloElectronVolts = 40;
    private const double MostElectronVolts = 150_000;

    /// <summary>Finds x.</summary>
    /// <param name="labels">Label of each column; empty where there is none.</param>
    /// <param name="columns">Values of each column.</param>
    /// <param name="motor">What the file says was scanned; null when it does not say.</param>
    /// <param name="technique">xas when the pipeline says so.</param>
    public static ScanAxis Choose(string[] labels, double[][] columns, string? motor = null, string? technique = null)
    {
        var notes = new List<string>();
        int x = Find(labels, columns, motor);
        if (x > 0)
            notes.Add($"x is column {x + 1}, '{labels[x]}'");
        return new(x, UnitOf(labels[x], columns[x], technique, notes), notes);
    }

    private static int Find(string[] labels, double[][] columns, string? motor)
    {
        if (motor is not null)
        {
            int scanned = Array.FindIndex(labels, l => string.Equals(l, motor, StringComparison.OrdinalIgnoreCase));
            if (scanned >= 0 && !IsConstant(columns[scanned]))
                return scanned;
        }
        int best = -1;
        for (int c = 0; c < labels.Length; c++)
            if (EnergyRank(labels[c]) is int rank && !IsConstant(columns[c]) && (best < 0 || rank < EnergyRank(labels[best])!.Value))
                best = c;
        if (best >= 0)
            return best;
        int angle = Array.FindIndex(labels, l => IsAngle(l));
        if (angle >= 0 && !IsConstant(columns[angle]))
            return angle;
        int first = Array.FindIndex(columns, c => !IsConstant(c));
        if (first < 0)
            return 0;
        // An index in front of the scanned column: 0, 1, 2 ... under a name of its own.
        return first + 1 < columns.Length && Counts(columns[first]) && IsIndex(labels[first]) && !IsConstant(columns[first + 1])
            ? first + 1
            : first;
    }

    /// <summary>How well a label names the energy of the photons on the sample: 0 for what was reached, 3 for what was asked for; null for others.</summary>
    private static int? EnergyRank(string label)
    {
        string key = SignalWords.Key(label);
        bool energy =
            key is "e" or "ee" or "en" or "ev" or "kev"
            || key.Contains("energy", StringComparison.Ordinal)
            || key.Contains("energie", StringComparison.Ordinal);
        if (!energy || s_others.Any(w => key.Contains(w, StringComparison.Ordinal)))
            return null;
        if (key.Contains("achieved", StringComparison.Ordinal))
            return 0;
        if (s_readings.Any(w => key.Contains(w, StringComparison.Ordinal)))
            return 2;
        return s_requests.Any(w => key.Contains(w, StringComparison.Ordinal)) ? 3 : 1;
    }

    // Energies of other things than the photons on the sample.
    private static readonly string[] s_others = ["undulator", "gap", "offset", "base", "loss", "roi", "ring", "resol"];
    private static readonly string[] s_readings = ["readback", "feedback", "rbv", "hhenergy", "encoder"];
    private static readonly string[] s_requests = ["request", "setting", "setpoint", "target"];

    private static bool IsAngle(string label) =>
        SignalWords.Key(label) is "angle" or "angleo" or "bragg" or "theta" or "twotheta" or "mono" or "braggangle" or "monoangle";

    private static Unit UnitOf(string label, double[] x, string? technique, List<string> notes)
    {
        (double low, double high) = Range(x);
        Unit? stated = LabelWords.UnitOf(label);
        bool energy = EnergyRank(label) is not null;
        if (stated is { Quantity: Quantity.PhotonEnergy } && !(SignalWords.Key(label) is "ev" or "kev" && !InRange(stated, low, high)))
            return stated;
        if (stated is not null && !energy)
            return stated;
        if (energy || (label.Length == 0 && technique == "xas"))
            return ByMagnitude(label, low, high, energy, notes);
        if (IsAngle(label) && low > 0 && high < 90)
        {
            notes.Add($"'{label}' is taken as an angle in degrees; without the d-spacing of the crystal no energy can be had");
            return Unit.Degree;
        }
        string key = SignalWords.Key(label);
        return key is "k" ? Unit.PerAngstrom
            : key is "r" ? Unit.Angstrom
            : key is "time" or "epoch" or "elapsedtime" ? Unit.Second
            : Unit.None;
    }

    private static Unit ByMagnitude(string label, double low, double high, bool named, List<string> notes)
    {
        string what = label.Length == 0 ? "x" : $"'{label}'";
        string range = string.Create(CultureInfo.InvariantCulture, $"{low:G6} to {high:G6}");
        if (InRange(Unit.ElectronVolt, low, high))
        {
            if (!named)
                notes.Add($"no unit of x in the file; eV by magnitude ({range})");
            return Unit.ElectronVolt;
        }
        if (InRange(Unit.KiloElectronVolt, low, high))
        {
            notes.Add($"no unit of {what} in the file; keV by magnitude ({range})");
            return Unit.KiloElectronVolt;
        }
        notes.Add($"{what} runs from {range}, which is no photon energy; its unit is not known");
        return Unit.None;
    }

    private static bool InRange(Unit unit, double low, double high) =>
        unit == Unit.KiloElectronVolt
            ? low >= LeastKiloElectronVolts && high < MostKiloElectronVolts
            : low >= 10 && high >= MostKiloElectronVolts && high <= MostElectronVolts;

    private static (double Low, double High) Range(double[] x)
    {
        double low = double.PositiveInfinity;
        double high = double.NegativeInfinity;
        foreach (double v in x)
            if (double.IsFinite(v))
                (low, high) = (Math.Min(low, v), Math.Max(high, v));
        return (low, high);
    }

    /// <summary>All values alike (or none): no axis.</summary>
    public static bool IsConstant(double[] values) => values.Length > 1 && Array.TrueForAll(values, v => v == values[0] || double.IsNaN(v));

    private static bool IsIndex(string label) =>
        SignalWords.IsIndex(label) || SignalWords.Key(label) is "ptno" or "point" or "points" or "eventid" or "event";

    private static bool Counts(double[] values)
    {
        for (int i = 1; i < values.Length; i++)
            if (values[i] - values[i - 1] != 1)
                return false;
        return values[0] is 0 or 1;
    }
}
