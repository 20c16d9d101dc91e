namespace SpectraPipeline.Numerics.Baselines;

/// <summary><see cref="IarPls"/> of order 2 for many spectra at once.</summary>
public sealed class IarPlsLanes : LaneBaseline
{
    /// <summary>A fitter for spectra of <paramref name="points"/> points.</summary>
    /// <param name="points">Points of a spectrum, at least 3.</param>
    /// <param name="options">Stiffness and when to stop; order 2.</param>
    /// <param name="width">Vector width; on purpose only in tests.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option outside its range, an order other than 2, or too few points.</exception>
    public IarPlsLanes(int points, WhittakerBaselineOptions options, LaneWidth width = LaneWidth.Automatic)
        : base(points, Queue(points, options, default(IarPlsRule), width)) { }
}
