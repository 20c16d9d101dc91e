namespace SpectraPipeline.Numerics.Fitting;

/// <summary>Spectra of one series on one axis, as a series fit reads them.</summary>
public sealed class SeriesFrames
{
    private readonly double[] _values;
    private readonly double[]? _sigma;
    private readonly bool[]? _use;

    /// <summary>Wraps the arrays; frame f is [f·points .. (f + 1)·points).</summary>
    /// <param name="points">Points of a frame.</param>
    /// <param name="values">Data; may be NaN only where masked.</param>
    /// <param name="sigma">Standard deviations, or null: equal within a frame and unknown.</param>
    /// <param name="use">False at points to leave out, or null.</param>
    /// <param name="positions">What the parameters depend on, one finite value a frame: potential, time, or the number of the frame.</param>
    /// <exception cref="ArgumentException">Lengths disagree, or a position is not finite.</exception>
    public SeriesFrames(int points, double[] values, double[]? sigma, bool[]? use, double[] positions)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(positions);
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 2);
        int expected = points * positions.Length;
        if (values.Length != expected || sigma is not null && sigma.Length != expected || use is not null && use.Length != expected)
            throw new ArgumentException($"{positions.Length} frames of {points} points need {expected} values.", nameof(values));
        foreach (double x in positions)
            if (!double.IsFinite(x))
                throw new ArgumentException($"A frame at {x} cannot be part of a series fit.", nameof(positions));
        (Points, _values, _sigma, _use, Positions) = (points, values, sigma, use, positions);
    }

    /// <summary>Number of frames.</summary>
    public int Count => Positions.Length;

    /// <summary>Points of a frame.</summary>
    public int Points { get; }

    /// <summary>Standard deviations are known.</summary>
    public bool HasSigma => _sigma is not null;

    /// <summary>What the parameters depend on.</summary>
    public double[] Positions { get; }

    /// <summary>Data of a frame.</summary>
    public ReadOnlySpan<double> Values(int frame) => _values.AsSpan(frame * Points, Points);

    /// <summary>Standard deviations of a frame; empty when unknown.</summary>
    public ReadOnlySpan<double> Sigma(int frame) => _sigma is null ? [] : _sigma.AsSpan(frame * Points, Points);

    /// <summary>Mask of a frame; empty when all points count.</summary>
    public ReadOnlySpan<bool> Use(int frame) => _use is null ? [] : _use.AsSpan(frame * Points, Points);
}
