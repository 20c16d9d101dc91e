using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Simd;
using SpectraPipeline.Stages.Shape;

namespace SpectraPipeline.Stages.Xas;

/// <summary>A spectrum that energies are put right by: another series, a file of two columns, or a channel of the series itself.</summary>
/// <param name="Name">What it is, for messages.</param>
/// <param name="X">Its axis, ascending: eV, or pixels.</param>
/// <param name="Y">Its values, finite.</param>
/// <param name="Unit">Unit of the axis as recorded.</param>
internal sealed record EnergyCurve(string Name, double[] X, double[] Y, Unit Unit)
{
    /// <summary>No absorption edge that is scanned lies below this in eV, or above it in keV.</summary>
    private const double LargestKiloElectronVolt = 150;

    /// <summary>A file has a dot or a slash in its name, a series has none.</summary>
    public static bool IsFile(string name) => TemplateList.SourceOf(name) == TemplateSource.File;

    /// <summary>A file or a finished series.</summary>
    /// <exception cref="UserException">It is not there, or holds no spectrum.</exception>
    public static EnergyCurve Of(string name, StageInput input, string stage)
    {
        if (IsFile(name))
            try
            {
                CurveFile file = CurveFile.Read(name, input.Run);
                return new EnergyCurve(name, file.X, file.Y, Unit.None);
            }
            catch (UserException e)
            {
                throw new UserException($"{stage}: {e.Message}");
            }
        return input.Others.TryGetValue(name, out SpectralSeries? series) && series.Axis2 is null
            ? MeanOf(series, series.Primary.Name, stage)
            : throw new UserException(
                $"{stage}: series '{name}' is not there or gave no spectra over energy; a file needs a dot or a slash in its name."
            );
    }

    /// <summary>Mean of the healthy frames of a series in one channel.</summary>
    /// <exception cref="UserException">There is none.</exception>
    public static EnergyCurve MeanOf(SpectralSeries series, string channel, string stage)
    {
        Channel values = series[channel];
        int[] frames = [.. Enumerable.Range(0, series.Frames).Where(f => series.Faults[f] is null && Finite.FirstNot(values[f]) < 0)];
        double[] mean = MeasuredMean.Of(series, values, frames);
        if (mean.Length == 0)
            throw new UserException($"{stage}: no frame of series '{series.Id}' holds a whole {channel}; nothing shows the edge.");
        return new EnergyCurve(series.Id, series.Axis.Values[..mean.Length].ToArray(), mean, series.Axis.Unit);
    }

    /// <summary>The same over eV.</summary>
    /// <exception cref="UserException">The axis is no energy.</exception>
    public EnergyCurve InElectronVolts(string stage)
    {
        if (Unit.Quantity is not (Quantity.PhotonEnergy or Quantity.Dimensionless))
            throw new UserException($"{stage}: {Name} is over {Unit}, not over energies; a spectrum in eV or keV is needed here.");
        double scale =
            Unit.Quantity == Quantity.PhotonEnergy ? Unit.Scale
            : X[^1] < LargestKiloElectronVolt ? 1000
            : 1;
        return scale == 1 ? this : this with { X = [.. X.Select(x => x * scale)], Unit = Unit.ElectronVolt };
    }
}
