namespace SpectraPipeline.Numerics.Baselines;

/// <summary>What every iterated Whittaker baseline is told.</summary>
/// <param name="Lambda">Stiffness λ &gt; 0; grows with the fourth power (order 2) of the widest band's width in points.</param>
/// <param name="Tolerance">Stops when ‖Δw‖/‖w‖ falls below this.</param>
/// <param name="MaxIterations">Stops after this many repetitions: at most MaxIterations + 1 solutions.</param>
/// <param name="Order">Order of the difference, 1 to 3.</param>
public sealed record WhittakerBaselineOptions(double Lambda, double Tolerance = 1e-3, int MaxIterations = 50, int Order = 2)
{
    /// <summary>x for divided differences; empty for differences from point to point, as in the papers.</summary>
    public ReadOnlyMemory<double> Axis { get; init; }

    internal void Check(int points)
    {
        if (!(Lambda > 0) || double.IsInfinity(Lambda))
            throw new ArgumentException($"lambda must be positive and finite, not {Lambda}");
        if (!(Tolerance >= 0))
            throw new ArgumentException($"the tolerance must not be negative, {Tolerance} is");
        ArgumentOutOfRangeException.ThrowIfNegative(MaxIterations);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(points, Order);
        if (!Axis.IsEmpty && Axis.Length != points)
            throw new ArgumentException($"the axis has {Axis.Length} points, the spectra {points}");
    }
}
