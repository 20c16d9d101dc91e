using System.Globalization;

namespace SpectraPipeline.Engine.Comparison;

/// <summary>How far two numbers lie apart.</summary>
internal enum Apart
{
    /// <summary>Not beyond rounding.</summary>
    Same,

    /// <summary>Beyond rounding, less than one combined standard error.</summary>
    WithinError,

    /// <summary>More than that, or determined in one run only.</summary>
    Changed,
}

/// <summary>A number with its standard error; NaN = not determined.</summary>
/// <param name="Value">The number.</param>
/// <param name="Error">Standard error; NaN when none is known.</param>
internal readonly record struct Measured(double Value, double Error = double.NaN)
{
    /// <summary>Differences below this share of the value are arithmetic in another order, not another answer.</summary>
    public const double Rounding = 1e-9;

    /// <summary>The same as a share of the standard error, for iterations that end a little elsewhere.</summary>
    public const double ErrorRounding = 1e-3;

    /// <summary>Least share of a value without an error that is shown: the third digit.</summary>
    public const double Shown = 5e-3;

    public bool IsKnown => double.IsFinite(Value);

    /// <summary>Smallest difference that is shown of a number without an error; 0 = the third digit of the value.</summary>
    public static double Step(string unit) =>
        unit switch
        {
            "cm-1" => 0.1,
            "eV" => 0.01,
            "Å" or "V" => 0.001,
            "Å-1" => 0.01,
            _ => 0,
        };

    public static Apart Compare(Measured one, Measured other, string unit)
    {
        if (!one.IsKnown && !other.IsKnown)
            return Apart.Same;
        if (one.IsKnown != other.IsKnown)
            return Apart.Changed;
        double apart = Math.Abs(one.Value - other.Value),
            size = Math.Max(Math.Abs(one.Value), Math.Abs(other.Value)),
            error = Combined(one.Error, other.Error);
        if (apart <= Rounding * size || apart < ErrorRounding * error)
            return Apart.Same;
        double least = error > 0 ? error : Math.Max(Step(unit), Step(unit) > 0 ? 0 : Shown * size);
        return apart < least ? Apart.WithinError : Apart.Changed;
    }

    /// <summary>√(a² + b²); of one where the other is unknown; 0 when none is known.</summary>
    public static double Combined(double a, double b) => Math.Sqrt(Square(a) + Square(b));

    /// <summary>Value ± error with the decimals that the error's first two digits need; without an error those of the unit, or four digits.</summary>
    public string Text(string unit)
    {
        if (!IsKnown)
            return "not determined";
        if (Error > 0 && double.IsFinite(Error))
        {
            int decimals = 1 - (int)Math.Floor(Math.Log10(Error));
            if (decimals is >= -3 and <= 9)
                return Fixed(Value, decimals) + " ± " + Fixed(Error, decimals);
            return Value.ToString("G4", CultureInfo.InvariantCulture) + " ± " + Error.ToString("G2", CultureInfo.InvariantCulture);
        }
        return Step(unit) is > 0 and var step ? Fixed(Value, (int)Math.Round(-Math.Log10(step))) : Plain(Value);
    }

    private static string Plain(double value) =>
        Math.Abs(value) is >= 1e5 or (< 1e-4 and > 0)
            ? value.ToString("0.###e0", CultureInfo.InvariantCulture)
            : value.ToString("G4", CultureInfo.InvariantCulture);

    private static string Fixed(double value, int decimals) =>
        decimals >= 0
            ? value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
            : (Math.Round(value * Math.Pow(10, decimals)) * Math.Pow(10, -decimals)).ToString("F0", CultureInfo.InvariantCulture);

    private static double Square(double v) => double.IsFinite(v) ? v * v : 0;
}
