using System.Globalization;

namespace SpectraPipeline.Report.Layout;

/// <summary>Positions (in axis units: data divided by 10^power) and labels of an axis, with unlabelled positions between.</summary>
public sealed record TickSet(IReadOnlyList<double> Values, IReadOnlyList<RichText> Labels, IReadOnlyList<double> Minor)
{
    public static TickSet None { get; } = new([], [], []);
}

/// <summary>Round numbers for an axis.</summary>
public static class Ticks
{
    /// <summary>Steps of 1, 2 or 5 times a power of ten, at most <paramref name="most"/> of them inside low..high.</summary>
    public static TickSet Linear(double low, double high, int most)
    {
        double span = high - low;
        if (!(span > 0) || !double.IsFinite(span))
            return TickSet.None;
        (double step, int halves) = Step(low, high, most);
        int decimals = Math.Clamp(-(int)Math.Floor(Math.Log10(step) + 1e-9), 0, 12);
        List<double> values = Multiples(step, low, high);
        double minor = step / halves;
        List<double> between = [.. Multiples(minor, low, high).Where(v => Math.Abs(v / step - Math.Round(v / step)) > 1e-6)];
        return new(values, [.. values.Select(v => RichText.Plain(Number(v, decimals)))], between);
    }

    /// <summary>Decades, every n-th where there are many; 1, 2, 5 within when there is less than two decades.</summary>
    public static TickSet Log(double low, double high, int most)
    {
        if (!(low > 0) || !(high > low))
            return TickSet.None;
        int first = (int)Math.Ceiling(Math.Log10(low) - 1e-9);
        int last = (int)Math.Floor(Math.Log10(high) + 1e-9);
        int stride = Math.Max(1, (int)Math.Ceiling((last - first + 1.0) / Math.Max(1, most)));
        List<double> values = [];
        List<double> minor = [];
        bool dense = last - first < 1;
        for (int decade = first - 1; decade <= last; decade++)
        for (int digit = 1; digit <= 9; digit++)
        {
            double value = digit * Math.Pow(10, decade);
            if (value < low * (1 - 1e-9) || value > high * (1 + 1e-9))
                continue;
            bool labelled = digit == 1 ? (decade - first) % stride == 0 : dense && digit is 2 or 5;
            (labelled ? values : minor).Add(value);
        }
        return new(values, [.. values.Select(LogLabel)], minor);
    }

    /// <summary>0, 1, 2 ... for names.</summary>
    public static TickSet Categorical(IReadOnlyList<RichText> names) =>
        new([.. Enumerable.Range(0, names.Count).Select(i => (double)i)], names, []);

    /// <summary>The power of ten, a multiple of three, that brings the largest number of an axis to between 1 and 1000; 0 for ordinary numbers.</summary>
    public static int Power(double low, double high)
    {
        double largest = Math.Max(Math.Abs(low), Math.Abs(high));
        if (!(largest > 0) || !double.IsFinite(largest) || (largest >= 0.03 && largest < 1e5))
            return 0;
        return 3 * (int)Math.Floor(Math.Log10(largest) / 3 + 1e-9);
    }

    /// <summary>A number with a real minus sign.</summary>
    public static string Number(double value, int decimals)
    {
        double rounded = Math.Round(value, decimals, MidpointRounding.AwayFromZero) + 0.0;
        string text = Math.Abs(rounded).ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return rounded < 0 ? "\u2212" + text : text;
    }

    private static (double Step, int Halves) Step(double low, double high, int most)
    {
        double step = Math.Pow(10, Math.Floor(Math.Log10((high - low) / Math.Max(1, most))) - 1);
        while (true)
        {
            foreach ((double digit, int halves) in ((double, int)[])[(1, 2), (2, 2), (5, 5)])
                if (Last(high, step * digit) - First(low, step * digit) < Math.Max(1, most))
                    return (step * digit, halves);
            step *= 10;
        }
    }

    private static List<double> Multiples(double step, double low, double high)
    {
        List<double> values = [];
        long first = First(low, step);
        long last = Last(high, step);
        for (long i = first; i <= last; i++)
            values.Add(i * step);
        return values;
    }

    // A billionth of a step of grace: an end that is a multiple but for rounding is labelled.
    private static long First(double low, double step) => (long)Math.Ceiling((low / step) - 1e-9);

    private static long Last(double high, double step) => (long)Math.Floor((high / step) + 1e-9);

    private static RichText LogLabel(double value)
    {
        double exponent = Math.Log10(value);
        bool isDecade = Math.Abs(exponent - Math.Round(exponent)) < 1e-9;
        return value is >= 0.01 and < 10000 || !isDecade
            ? RichText.Plain(value.ToString("G6", CultureInfo.InvariantCulture))
            : RichText.Markup($"10^{{{Math.Round(exponent).ToString(CultureInfo.InvariantCulture)}}}");
    }
}
