using System.Numerics;
using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Stages.Xas;

/// <summary>What all workers of an xas.lcf share: standards, axis, the combinations that are compared.</summary>
/// <param name="Standards">The standards.</param>
/// <param name="X">Energies (eV) or k of the unknown.</param>
/// <param name="Low">First point where every standard reaches, shifted as far as allowed.</param>
/// <param name="High">Last such point.</param>
/// <param name="Sets">Combinations of standards, as bits.</param>
/// <param name="Shape">Output.</param>
/// <param name="Edge">Edge energy of the first healthy frame; NaN when not known.</param>
internal sealed record LcfSetup(StandardSpectrum[] Standards, double[] X, int Low, int High, ulong[] Sets, OutputShape Shape, double Edge)
{
    private const int MostSets = 20000;

    public static LcfSetup Of(Lcf stage, StageInput input)
    {
        StandardSpectrum[] standards = StandardSpectrum.Of(
            stage.OtherSeries,
            input,
            "xas.lcf",
            stage.OtherKinds,
            stage.IsChi ? null
                : stage.Space == LcfSpace.Flat ? "flat"
                : "norm"
        );
        if (standards.Length > 64)
            throw new UserException(
                $"xas.lcf: {standards.Length} standards are more than the 64 that can be combined; list those that may be there."
            );
        double[] x = stage.IsChi ? input.Axis.Values.ToArray() : PhotonEnergies.Of(input, "xas.lcf");
        PhotonEnergies.CheckEdge(stage.IsChi ? null : stage.E0, x, "xas.lcf");
        double margin = stage.EnergyShift == LcfShift.None ? 0 : stage.MaxShift,
            from = standards.Max(s => s.X[0]) + margin,
            to = standards.Min(s => s.X[^1]) - margin;
        int low = Array.FindIndex(x, v => v >= from - 1e-9),
            high = EnergyGrid.AtOrBelow(x, to + 1e-9);
        if (low < 0 || x[high] > to + 1e-9 || high - low < standards.Length + 2)
            throw new UserException(
                FormattableString.Invariant(
                    $"xas.lcf: the standards share {from:F2} to {to:F2}, of which this series ({x[0]:F2} to {x[^1]:F2}) has too few points. Are all of one edge, and calibrated?"
                )
            );
        var axis = new Axis(input.Axis.Name, input.Axis.Unit, input.Axis.Values[low..(high + 1)]);
        var curve = new Signal(SignalKind.Auxiliary, input.Signal.Unit);
        return new(
            standards,
            x,
            low,
            high,
            AllSets(standards.Length, stage.MaxComponents),
            new OutputShape(axis, ("fit", curve), ("residual", curve)),
            stage.E0 ?? input.ProbeScalars.GetValueOrDefault("e0", double.NaN)
        );
    }

    // All combinations of up to so many standards.
    private static ulong[] AllSets(int standards, int most)
    {
        var sets = new List<ulong>();
        for (int size = 1; size <= Math.Min(most, standards); size++)
            Extend(sets, 0, 0, size, standards);
        return [.. sets];
    }

    private static void Extend(List<ulong> sets, ulong set, int next, int left, int standards)
    {
        if (left == 0)
        {
            if (sets.Count == MostSets)
                throw new UserException(
                    $"xas.lcf: more than {MostSets} combinations of {standards} standards; lower max-components, or list fewer standards."
                );
            sets.Add(set);
            return;
        }
        for (int j = next; j <= standards - left; j++)
            Extend(sets, set | (1UL << j), j + 1, left - 1, standards);
    }

    /// <summary>Standards in a set.</summary>
    public static int Size(ulong set) => BitOperations.PopCount(set);
}
