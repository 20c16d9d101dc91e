using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Xas;

/// <summary>The energy axis of an XAS step in eV.</summary>
internal static class PhotonEnergies
{
    /// <summary>No scan over one edge ends at more than this many times its first energy: 1000 eV beyond the carbon edge at 284 eV is 5.</summary>
    private const double WidestScan = 5;

    /// <summary>Values in eV; an axis without a unit is taken to be in eV already.</summary>
    /// <exception cref="UserException">The axis is no photon energy.</exception>
    public static double[] Of(StageInput input, string stage)
    {
        Axis axis = input.Axis;
        if (axis.Unit.Quantity is not (Quantity.PhotonEnergy or Quantity.Dimensionless))
            throw new UserException(
                $"{stage} needs a photon energy axis in eV or keV; '{axis.Name}' is in {axis.Unit}. Calibrate it first (xas.calibrate)."
            );
        double[] energies = axis.Values.ToArray();
        if (energies[0] <= 0 || energies[^1] > WidestScan * energies[0])
            throw new UserException(
                FormattableString.Invariant(
                    $"{stage} needs a scan over an absorption edge in eV; '{axis.Name}' runs from {energies[0]:g6} to {energies[^1]:g6}, which is no such scan. Is it a wavenumber axis, or Raman? Crop to one edge (shape.crop) if these are energies."
                )
            );
        if (axis.Unit.Quantity == Quantity.PhotonEnergy && axis.Unit.Scale != 1)
            for (int i = 0; i < energies.Length; i++)
                energies[i] *= axis.Unit.Scale;
        return energies;
    }

    /// <summary>Refuses an edge outside the scan.</summary>
    /// <exception cref="UserException">It lies outside.</exception>
    public static void CheckEdge(double? e0, ReadOnlySpan<double> energies, string stage)
    {
        if (e0 is { } given && energies.Length > 2 && !(given > energies[1] && given < energies[^2]))
            throw new UserException(
                $"{stage}: e0 = {given:F2} eV lies outside the scan, or on its first or last two points: {energies[0]:F2} to {energies[^1]:F2} eV."
            );
    }
}
