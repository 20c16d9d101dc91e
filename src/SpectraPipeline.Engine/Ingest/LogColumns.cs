using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;

namespace SpectraPipeline.Engine.Ingest;

/// <summary>Which columns of a log are potential, current and time, in base units.</summary>
/// <param name="file">Name of the log.</param>
/// <param name="notes">Which column was taken is added here where its name leaves it open.</param>
internal sealed class LogColumns(string file, List<(string Code, bool IsWarning, string Message)> notes)
{
    /// <summary>Names of the working electrode's potential, the measured ones first.</summary>
    private static readonly string[] s_potential =
    [
        "Ewe",
        "<Ewe>",
        "Vf",
        "WE(1).Potential",
        "Potential",
        "potential_v",
        "E",
        "V",
        "Potential applied",
        "control",
        "Ecell",
    ];

    private static readonly string[] s_current = ["<I>", "I", "Im", "WE(1).Current", "Current", "current_a", "i"];

    /// <summary>The measured potential (V).</summary>
    /// <exception cref="LogException">There is none.</exception>
    public IEnumerable<double> Potential(SpectrumData curve)
    {
        if (Named(curve, s_potential) is { } column)
            return Scaled(column, "V", 1);
        if (curve.XUnit.Quantity == Quantity.Potential || curve.XLabel.StartsWith("Potential", StringComparison.OrdinalIgnoreCase))
            return curve.X.Select(x => x * (curve.XUnit.Quantity == Quantity.Potential ? curve.XUnit.Scale : 1));
        if (curve.Channels.FirstOrDefault(c => c.Signal.Unit is "V" or "mV") is { } some)
        {
            Say(
                "log-column",
                $"log: no column of {file} has the name of a potential; '{some.Name}' is taken because it is in {some.Signal.Unit}. A table with time_s,potential_v,current_a says which one it is."
            );
            return Scaled(some, "V", 1);
        }
        throw new LogException(
            $"log: {file} has no column of potentials; its columns are {string.Join(", ", curve.Channels.Select(c => $"'{c.Name}'").Prepend($"'{curve.XLabel}'"))}. A current-time record states the potential only in its settings: export Potential/V or Ewe/V too, or give potentials in a table: frames: FILE.csv (file,potential_v)."
        );
    }

    /// <summary>The current (A); NaN where there is none. A current density is none: the area is not known.</summary>
    public IEnumerable<double> Current(SpectrumData curve)
    {
        ChannelData[] some =
        [
            .. curve.Channels.Where(c => c.Signal.Kind == SignalKind.Current).Concat(Named(curve, s_current) is { } named ? [named] : []),
        ];
        if (Array.Find(some, c => !IsDensity(c)) is { } column)
            return Scaled(column, "A", 1);
        if (some.Length > 0)
            Say(
                "log-current-density",
                $"log: '{some[0].Name}' in {file} is a current density: it is neither current_a nor used for resistance. Export the current (A), or multiply by the area."
            );
        return curve.X.Select(_ => double.NaN);
    }

    private static bool IsDensity(ChannelData column) =>
        column.Signal.Unit.Contains('/', StringComparison.Ordinal)
        || column.Signal.Unit.Contains("cm", StringComparison.Ordinal)
        || UnitIn(column.Name) is var written
            && (written.Contains("cm", StringComparison.Ordinal) || written.Contains("/m", StringComparison.Ordinal));

    private void Say(string code, string message)
    {
        if (!notes.Contains((code, true, message)))
            notes.Add((code, true, message));
    }

    public static bool IsTimeName(string label) =>
        label.Trim().ToLowerInvariant() is "time_s" or "time/s" or "time (s)" or "time" or "t/s" or "t (s)" or "elapsed_s";

    /// <summary>Times of a sweep that a CHI instrument wrote without them: the way of the potential over the scan rate; null where it states none.</summary>
    public static IEnumerable<double>? ByScanRate(SpectrumData curve, SpectrumFile content)
    {
        if (
            curve.XLabel != "Potential"
            || !content.Metadata.TryGetValue("Scan Rate (V/s)", out string? text)
            || !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double rate)
            || !(rate > 0)
        )
            return null;
        var times = new double[curve.X.Length];
        for (int i = 1; i < times.Length; i++)
            times[i] = times[i - 1] + (Math.Abs(curve.X[i] - curve.X[i - 1]) / rate);
        return times;
    }

    private static ChannelData? Named(SpectrumData curve, string[] names)
    {
        foreach (string name in names)
            if (curve.Channels.FirstOrDefault(c => string.Equals(Bare(c.Name), name, StringComparison.OrdinalIgnoreCase)) is { } found)
                return found;
        return null;
    }

    /// <summary>A label that still carries its unit: <c>Ewe/V</c>, <c>Potential (V)</c>.</summary>
    private static string Bare(string label)
    {
        int end = label.AsSpan().IndexOfAny("/([");
        return (end > 0 && !label.StartsWith("WE(", StringComparison.Ordinal) ? label[..end] : label).Trim();
    }

    private static IEnumerable<double> Scaled(ChannelData column, string unit, double scale)
    {
        string written = column.Signal.Unit.Length > 0 ? column.Signal.Unit : UnitIn(column.Name);
        if (written.EndsWith(unit, StringComparison.Ordinal) && written.Length == unit.Length + 1)
            scale = written[0] switch
            {
                'm' => 1e-3,
                'µ' or 'μ' or 'u' => 1e-6,
                'n' => 1e-9,
                'p' => 1e-12,
                'k' => 1e3,
                _ => scale,
            };
        return scale == 1 ? column.Values : column.Values.Select(v => v * scale);
    }

    private static string UnitIn(string label)
    {
        int open = label.AsSpan().IndexOfAny("/([");
        return open < 0 ? "" : label[(open + 1)..].Trim(')', ']', ' ');
    }
}
