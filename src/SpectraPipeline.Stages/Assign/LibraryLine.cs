using System.Globalization;

namespace SpectraPipeline.Stages.Assign;

/// <summary>One line of a library file on its way to a row; says everything that is wrong with it at once.</summary>
internal sealed class LibraryLine(
    string file,
    int line,
    string[] fields,
    Dictionary<string, int> columns,
    ICollection<LibraryProblem> problems
)
{
    private static readonly string[] States = ["ads", "aq", "gas", "solid"];
    private static readonly string[] Techniques = ["IR", "Raman", "HREELS", "VSFG"];
    private static readonly string[] Supports = ["measured-here", "page_value", "page_topic", "textbook", "lit", "seed"];
    private static readonly string[] Confidences = ["A", "B", "C", "D"];

    public LibraryRow Read()
    {
        double center = Number("center_cm1"),
            low = Number("low_cm1"),
            high = Number("high_cm1"),
            fwhm = Number("fwhm_cm1");
        if (!(low <= center && center <= high))
            Complain($"low_cm1 <= center_cm1 <= high_cm1 does not hold: {Text("low_cm1")}, {Text("center_cm1")}, {Text("high_cm1")}.");
        if (!(fwhm > 0))
            Complain($"fwhm_cm1 must be above 0, not '{Text("fwhm_cm1")}'.");
        (double starkLow, double starkHigh) = Range("stark_cm1_per_v");
        return new()
        {
            RowId = Filled("row_id"),
            Species = Filled("species"),
            Formula = Text("formula"),
            State = OneOf("state", States),
            Family = Text("family"),
            Technique = OneOf("technique", Techniques),
            Mode = Text("mode"),
            Center = center,
            Low = low,
            High = high,
            Fwhm = fwhm,
            Sign = Sign(),
            Strength = Strength(),
            Group = Filled("group_id"),
            Environment = Text("environment"),
            StarkLow = starkLow,
            StarkHigh = starkHigh,
            ShiftD = Optional("shift_d_cm1"),
            Shift13C = Optional("shift_13c_cm1"),
            Shift15N = Optional("shift_15n_cm1"),
            Shift18O = Optional("shift_18o_cm1"),
            IsotopeBasis = Text("isotope_basis"),
            Support = OneOf("support", Supports),
            Source = Text("source"),
            Doi = Text("doi"),
            Confidence = OneOf("confidence", Confidences)[0],
            Notes = Text("notes"),
        };
    }

    private string Text(string column) => columns.TryGetValue(column, out int i) ? fields[i].Trim() : "";

    private string Filled(string column)
    {
        string text = Text(column);
        if (text.Length == 0)
            Complain($"{column} is empty.");
        return text;
    }

    private string OneOf(string column, string[] allowed)
    {
        string text = Text(column);
        if (Array.IndexOf(allowed, text) >= 0)
            return text;
        Complain($"{column} is '{text}'; expected one of {string.Join(", ", allowed)}.");
        return allowed[0];
    }

    private double Number(string column)
    {
        if (double.TryParse(Text(column), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value))
            return value;
        Complain($"{column} is '{Text(column)}'; expected a number with a decimal point.");
        return double.NaN;
    }

    private double Optional(string column) => Text(column).Length == 0 ? double.NaN : Number(column);

    /// <summary>A number (then with a fifth to each side: nobody knows a slope better) or <c>low to high</c>.</summary>
    private (double Low, double High) Range(string column)
    {
        string text = Text(column);
        if (text.Length == 0)
            return (double.NaN, double.NaN);
        string[] parts = text.Split(" to ");
        if (
            parts.Length <= 2
            && double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out double low)
            && double.TryParse(parts[^1], NumberStyles.Float, CultureInfo.InvariantCulture, out double high)
            && low <= high
        )
            return parts.Length == 2 ? (low, high) : (low - (0.2 * Math.Abs(low)), low + (0.2 * Math.Abs(low)));
        Complain($"{column} is '{text}'; expected a number or 'low to high'.");
        return (double.NaN, double.NaN);
    }

    private SignRule Sign()
    {
        if (Enum.TryParse(Text("sign_rule"), ignoreCase: true, out SignRule rule) && Enum.IsDefined(rule))
            return rule;
        Complain($"sign_rule is '{Text("sign_rule")}'; expected formed, consumed, either or intensity.");
        return SignRule.Either;
    }

    private double Strength()
    {
        switch (Text("rel_intensity"))
        {
            case "vs":
                return 1;
            case "s":
                return 0.6;
            case "m" or "":
                return 0.35;
            case "w":
                return 0.15;
            case "vw":
                return 0.06;
            default:
                Complain($"rel_intensity is '{Text("rel_intensity")}'; expected vs, s, m, w or vw.");
                return 0.35;
        }
    }

    private void Complain(string message) => problems.Add(new(file, line, message));
}
