namespace SpectraPipeline.Numerics.Xas;

/// <summary>Which point of an edge its energy is.</summary>
public enum EdgeConvention
{
    /// <summary>The inflection: largest dμ/dE.</summary>
    Derivative,

    /// <summary>Where the normalised absorption crosses one half.</summary>
    HalfStep,
}

/// <summary>Energy of the edge of a foil by which energies are calibrated: that of <see cref="EdgePosition"/>, so that what is put to an energy is found there again.</summary>
/// <remarks>
/// Inflection: of μ as it is, since a factor and a straight line do not move it; half step: of <see cref="Normalization"/> with default ranges. Errors are those of noise
/// alone, not of the normalisation. Fails as edge finder, normalisation and edge position do. One instance per worker. Cost: about 300 local fits.
/// </remarks>
public sealed class FoilEdge
{
    private readonly EdgeFinder _finder = new();
    private readonly Normalization _normalization = new(new NormalizationSettings());
    private readonly EdgePosition _position = new(new EdgePositionSettings());

    /// <summary>Finds the edge.</summary>
    /// <param name="energy">eV, increasing.</param>
    /// <param name="mu">Absorption, any scale, finite.</param>
    /// <param name="convention">Which point.</param>
    /// <returns>Energy and standard error (eV); the error is NaN where the points do not show their noise.</returns>
    /// <exception cref="XasDataException">No edge.</exception>
    public (double Energy, double Se) Find(ReadOnlySpan<double> energy, ReadOnlySpan<double> mu, EdgeConvention convention)
    {
        EdgeEnergy found = convention == EdgeConvention.Derivative ? Inflection(energy, mu) : HalfStep(energy, mu);
        return double.IsFinite(found.Energy)
            ? (found.Energy, found.Error)
            : throw new XasDataException(
                "no-edge",
                convention == EdgeConvention.Derivative
                    ? "The slope has no maximum near the edge; there is no edge to calibrate by."
                    : "The normalised absorption never crosses one half; there is no edge to calibrate by."
            );
    }

    private EdgeEnergy Inflection(ReadOnlySpan<double> energy, ReadOnlySpan<double> mu) =>
        _position.Find(energy, mu, [], _finder.Find(energy, mu)).Inflection;

    private EdgeEnergy HalfStep(ReadOnlySpan<double> energy, ReadOnlySpan<double> mu)
    {
        double e0 = _normalization.Apply(energy, mu).E0;
        return _position.Find(energy, _normalization.Norm, [], e0).HalfStep;
    }
}
