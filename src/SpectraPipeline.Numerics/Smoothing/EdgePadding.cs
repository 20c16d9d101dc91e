namespace SpectraPipeline.Numerics.Smoothing;

/// <summary>Continues a spectrum beyond its ends, for windows that reach over them.</summary>
public static class EdgePadding
{
    /// <summary>Straight on: the least-squares line through the <paramref name="pad"/> points at each end (all, where there are fewer) goes on.</summary>
    /// <param name="values">At least one value.</param>
    /// <param name="pad">Points to add at each end.</param>
    /// <param name="padded">Receives values.Length + 2·pad values; its middle may be <paramref name="values"/> itself.</param>
    public static void Line(ReadOnlySpan<double> values, int pad, Span<double> padded) => Line(values, pad, pad, padded);

    /// <summary>Straight on, with the line fitted to another number of points than are added.</summary>
    /// <param name="values">At least one value.</param>
    /// <param name="pad">Points to add at each end.</param>
    /// <param name="fitted">Points of the line; 1 continues the end point itself.</param>
    /// <param name="padded">Receives values.Length + 2·pad values; its middle may be <paramref name="values"/> itself.</param>
    public static void Line(ReadOnlySpan<double> values, int pad, int fitted, Span<double> padded)
    {
        Check(values.Length, pad, padded.Length);
        values.CopyTo(padded[pad..]);
        if (pad == 0)
            return;
        int end = Math.Min(fitted, values.Length);
        Continue(padded.Slice(pad, end), padded[..pad], -pad);
        Continue(padded.Slice(pad + values.Length - end, end), padded[^pad..], end);
    }

    /// <summary>Mirrored about the end points, which are not repeated: c b | a b c.</summary>
    /// <param name="values">More values than <paramref name="pad"/>.</param>
    /// <param name="pad">Points to add at each end.</param>
    /// <param name="padded">Receives values.Length + 2·pad values.</param>
    public static void Mirror(ReadOnlySpan<double> values, int pad, Span<double> padded)
    {
        Check(values.Length, pad + 1, padded.Length + 2);
        values.CopyTo(padded[pad..]);
        for (int k = 1; k <= pad; k++)
        {
            padded[pad - k] = values[k];
            padded[pad + values.Length - 1 + k] = values[^(k + 1)];
        }
    }

    /// <summary>Reflected about the edges of the end points, which come twice: b a | a b c.</summary>
    /// <param name="values">At least as many values as <paramref name="pad"/>.</param>
    /// <param name="pad">Points to add at each end.</param>
    /// <param name="padded">Receives values.Length + 2·pad values.</param>
    public static void Reflect(ReadOnlySpan<double> values, int pad, Span<double> padded)
    {
        Check(values.Length, pad, padded.Length);
        values.CopyTo(padded[pad..]);
        for (int k = 0; k < pad; k++)
        {
            padded[pad - 1 - k] = values[k];
            padded[pad + values.Length + k] = values[^(k + 1)];
        }
    }

    /// <summary>The end points go on: a a | a b c.</summary>
    /// <param name="values">At least one value.</param>
    /// <param name="pad">Points to add at each end.</param>
    /// <param name="padded">Receives values.Length + 2·pad values.</param>
    public static void Nearest(ReadOnlySpan<double> values, int pad, Span<double> padded)
    {
        Check(values.Length, pad, padded.Length);
        values.CopyTo(padded[pad..]);
        padded[..pad].Fill(values[0]);
        padded[^pad..].Fill(values[^1]);
    }

    private static void Check(int values, int pad, int padded)
    {
        if (pad < 0 || values < 1 || padded != values + 2 * pad)
            throw new ArgumentException($"{values} values with {pad} more at each end do not make {padded}");
    }

    /// <summary>Least-squares line through the end points, continued; <paramref name="shift"/> is the distance from the end's first point to the first continued one.</summary>
    private static void Continue(ReadOnlySpan<double> end, Span<double> beyond, int shift)
    {
        double centre = (end.Length - 1) / 2.0,
            mean = 0,
            slope = 0,
            squares = 0;
        foreach (double value in end)
            mean += value / end.Length;
        for (int i = 0; i < end.Length; i++)
        {
            slope += (i - centre) * (end[i] - mean);
            squares += (i - centre) * (i - centre);
        }
        slope = squares > 0 ? slope / squares : 0;
        for (int i = 0; i < beyond.Length; i++)
            beyond[i] = mean + slope * (i + shift - centre);
    }
}
