using System.Globalization;

namespace SpectraPipeline.Core;

/// <summary>Strictly increasing, finite x-values with a name and a unit; shared by every frame of a series.</summary>
/// <remarks>Instruments write many axes descending; ingest turns them round once, so no kernel has to ask.</remarks>
public sealed class Axis
{
    private readonly double[] _values;

    /// <summary>Copies and checks the values.</summary>
    /// <exception cref="ArgumentException">A value is not finite or does not exceed the one before.</exception>
    public Axis(string name, Unit unit, ReadOnlySpan<double> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
                throw new ArgumentException($"{name}[{i}] is {Text(values[i])}; an axis must be finite.", nameof(values));
            if (i > 0 && values[i] <= values[i - 1])
                throw new ArgumentException(
                    $"{name}[{i}] = {Text(values[i])} does not exceed {name}[{i - 1}] = {Text(values[i - 1])}; sort and merge first.",
                    nameof(values)
                );
        }
        (Name, Unit, _values) = (name, unit, values.ToArray());
    }

    /// <summary>What the axis is called: wavenumber, energy, k, r ...</summary>
    public string Name { get; }

    /// <summary>Unit of the values.</summary>
    public Unit Unit { get; }

    /// <summary>Number of points.</summary>
    public int Length => _values.Length;

    /// <summary>The values, ascending.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>Value at an index.</summary>
    public double this[int index] => _values[index];

    /// <summary>Mean spacing; 0 for fewer than two points.</summary>
    public double MeanStep => _values.Length < 2 ? 0 : (_values[^1] - _values[0]) / (_values.Length - 1);

    /// <summary>True when every step is within a relative tolerance of the mean step.</summary>
    public bool IsUniform(double relativeTolerance = 1e-3)
    {
        double step = MeanStep;
        for (int i = 1; i < _values.Length; i++)
            if (Math.Abs(_values[i] - _values[i - 1] - step) > relativeTolerance * step)
                return false;
        return true;
    }

    /// <summary>Where the axis jumps by more than so many median steps: index of the point before each jump.</summary>
    public IReadOnlyList<int> Gaps(double medianSteps = 5)
    {
        if (_values.Length < 4)
            return [];
        double[] steps = [.. _values.Skip(1).Zip(_values, (next, here) => next - here)];
        double limit = medianSteps * steps.Order().ElementAt(steps.Length / 2);
        return [.. Enumerable.Range(0, steps.Length).Where(i => steps[i] > limit)];
    }

    /// <summary>First index whose value is not below x (Length when all are).</summary>
    public int IndexAtOrAbove(double x)
    {
        int i = Array.BinarySearch(_values, x);
        return i >= 0 ? i : ~i;
    }

    /// <summary>Same name, unit and bits.</summary>
    public bool SameAs(Axis other) =>
        ReferenceEquals(this, other) || (Name == other.Name && Unit == other.Unit && Values.SequenceEqual(other.Values));

    private static string Text(double v) => v.ToString("R", CultureInfo.InvariantCulture);
}
