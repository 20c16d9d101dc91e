namespace SpectraPipeline.Numerics.Baselines;

/// <summary><see cref="AsLs"/> of order 2 for many spectra at once.</summary>
public sealed class AsLsLanes : LaneBaseline
{
    /// <summary>A fitter for spectra of <paramref name="points"/> points.</summary>
    /// <param name="points">Points of a spectrum, at least 3.</param>
    /// <param name="options">Stiffness and when to stop; order 2.</param>
    /// <param name="asymmetry">p, weight of points above the baseline; 0 &lt; p &lt; 1.</param>
    /// <param name="width">Vector width; on purpose only in tests.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option outside its range, an order other than 2, or too few points.</exception>
    public AsLsLanes(int points, WhittakerBaselineOptions options, double asymmetry, LaneWidth width = LaneWidth.Automatic)
        : base(points, Queue(points, options, new AsLsRule(AsLs.Checked(asymmetry)), width)) { }
}
