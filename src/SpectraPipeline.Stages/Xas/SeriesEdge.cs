using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Stages.Xas;

/// <summary>One edge energy for what a whole series shares (grids, ranges).</summary>
internal static class SeriesEdge
{
    /// <summary>Edge of the first healthy frame; null where there is none or it shows no edge.</summary>
    public static double? OfProbe(StageInput input, double[] energies)
    {
        if (input.Probe is not { } probe || probe.Find(input.Channel) is not { } channel || probe.Faults[0] is not null)
            return null;
        try
        {
            return new EdgeFinder().Find(energies, channel[0]);
        }
        catch (XasDataException)
        {
            // The frame will say that it has no edge.
            return null;
        }
    }
}
