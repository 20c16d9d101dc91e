namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Mean position and mean value of a stretch at each end of a range: where lines and steps are tied.</summary>
/// <remarks>Cost: O(stretch).</remarks>
public sealed class EndLevels
{
    private readonly (int First, int End) _left;
    private readonly (int First, int End) _right;

    /// <param name="x">The axis, strictly ascending.</param>
    /// <param name="from">Lower end of the range.</param>
    /// <param name="to">Upper end of the range.</param>
    /// <param name="width">Length of the stretch at each end in the unit of x; null: five points, fewer where the range holds less than ten.</param>
    /// <exception cref="ArgumentException">The range holds fewer than two points, or the stretches overlap.</exception>
    public EndLevels(ReadOnlySpan<double> x, double from, double to, double? width)
    {
        First = 0;
        while (First < x.Length && x[First] < from)
            First++;
        End = x.Length;
        while (End > First && x[End - 1] > to)
            End--;
        if (End - First < 2)
            throw new ArgumentException($"{from}..{to} holds {End - First} points; two or more are needed", nameof(from));
        int left = First,
            right = End;
        if (width is { } w)
        {
            while (left < End && x[left] <= x[First] + w)
                left++;
            while (right > First && x[right - 1] >= x[End - 1] - w)
                right--;
        }
        else
        {
            int points = Math.Min(DefaultPoints, (End - First) / 2);
            (left, right) = (First + points, End - points);
        }
        if (left > right)
            throw new ArgumentException($"stretches of {width} at both ends of {from}..{to} overlap", nameof(width));
        (_left, _right) = ((First, left), (right, End));
        (XLeft, XRight) = (Mean(x[First..left]), Mean(x[right..End]));
    }

    /// <summary>Points of a stretch when its width is not stated.</summary>
    public const int DefaultPoints = 5;

    /// <summary>First point of the range.</summary>
    public int First { get; }

    /// <summary>Point after the range.</summary>
    public int End { get; }

    /// <summary>Mean position of the stretch at the lower end.</summary>
    public double XLeft { get; }

    /// <summary>Mean position of the stretch at the upper end.</summary>
    public double XRight { get; }

    /// <summary>Mean value at the lower and at the upper end.</summary>
    public (double Left, double Right) Of(ReadOnlySpan<double> y) => (Mean(y[_left.First.._left.End]), Mean(y[_right.First.._right.End]));

    private static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double v in values)
            sum += v;
        return sum / values.Length;
    }
}
