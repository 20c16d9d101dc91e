namespace SpectraPipeline.Numerics.Baselines;

/// <summary><see cref="Psalsa"/> of order 2 for many spectra at once.</summary>
public sealed class PsalsaLanes : LaneBaseline
{
    /// <summary>A fitter for spectra of <paramref name="points"/> points.</summary>
    /// <param name="points">Points of a spectrum, at least 3.</param>
    /// <param name="options">Stiffness and when to stop; order 2.</param>
    /// <param name="asymmetry">p, weight of points above the baseline; 0 &lt; p &lt; 1.</param>
    /// <param name="height">k, height of a band in y's unit; null for a tenth of each spectrum's standard deviation.</param>
    /// <param name="width">Vector width; on purpose only in tests.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option outside its range, an order other than 2, or too few points.</exception>
    public PsalsaLanes(
        int points,
        WhittakerBaselineOptions options,
        double asymmetry,
        double? height,
        LaneWidth width = LaneWidth.Automatic
    )
        : base(points, Queue(points, options, new PsalsaRule(AsLs.Checked(asymmetry), Psalsa.Checked(height)), width)) { }
}
