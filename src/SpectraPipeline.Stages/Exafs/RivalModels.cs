using System.Globalization;
using SpectraPipeline.Numerics.Exafs;

namespace SpectraPipeline.Stages.Exafs;

/// <summary>The models that a single listed one has to stand against.</summary>
/// <remarks>
/// Without each path in turn; with the coordination numbers that FEFF had; with one shell more: the nearest single-scattering path of the same calculation that is not
/// listed. Where there is none beside a lone light shell, a second light one whose scattering is that of the first, further out: a shell left out is fitted by the wrong N of its neighbour.
/// </remarks>
internal static class RivalModels
{
    /// <summary>How the origin of every model that the program makes begins.</summary>
    public const string Mark = "Rival made by the program";

    // Distances of χ(R) lie 0.3 to 0.5 Å below the lengths of paths; of a shell further out only the flank is in the range, and its N and σ² are anything.
    private const double Beyond = 0.6;

    // More paths than this: multiple scattering is not taken out path by path.
    private const int FewPaths = 6;

    // Up to fluorine amplitudes and phases are alike.
    private const int LastLight = 9;

    private static readonly PathValue s_sigma2 = PathValue.Varied(0.008, 0.001, 0.03);
    private static readonly PathValue s_shift = PathValue.Varied(0, -0.2, 0.2);
    private static readonly PathValue s_outward = PathValue.Varied(0.75, 0.4, 1.2);

    /// <summary>Makes them.</summary>
    /// <param name="model">The model that the pipeline lists.</param>
    /// <param name="beside">Paths of the same calculation that no model lists.</param>
    /// <param name="rMax">End of the R range, Å.</param>
    public static IEnumerable<ResolvedModel> Of(ResolvedModel model, IReadOnlyList<FeffPath> beside, double rMax)
    {
        if (model.Paths.Count > 1)
            foreach (ModelPath path in model.Paths.Where(p => model.Paths.Count <= FewPaths || ModelPath.IsSingle(p.Path)))
                yield return model with
                {
                    Name = $"{model.Name} without {path.Label}",
                    Paths = [.. model.Paths.Where(p => p != path)],
                    Origin = $"{Mark}: without {path.Label}.",
                };
        if (model.Paths.Any(IsNumberFree))
            yield return model with
            {
                Name = $"{model.Name}, N of FEFF",
                Paths = [.. model.Paths.Select(p => IsNumberFree(p) ? p.With((ScatteringPath.N, PathValue.Number(p.Path.Degeneracy))) : p)],
                Origin = $"{Mark}: coordination numbers are FEFF's degeneracies.",
            };
        if (OneMore(model, beside, rMax) is { } more)
            yield return more;
    }

    private static bool IsNumberFree(ModelPath path) => path.Values[ScatteringPath.N] is { IsVaried: true } or { Expression: not null };

    private static ResolvedModel? OneMore(ResolvedModel model, IReadOnlyList<FeffPath> beside, double rMax)
    {
        FeffPath? next = beside
            .Where(p => ModelPath.IsSingle(p) && p.Reff < rMax + Beyond && !model.Paths.Any(listed => IsSame(listed.Path, p)))
            .MinBy(p => p.Reff);
        ModelPath first = model.Paths[0];
        if (next is not null)
            return With(
                model,
                next,
                s_shift,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Mark}: with the next shell of the same FEFF calculation, {ModelPath.Pair(next)} at {next.Reff:F2} Å ({next.Label})."
                )
            );
        bool isLight = model.Paths.Count == 1 && ModelPath.IsSingle(first.Path) && first.Path.Atoms[1].AtomicNumber <= LastLight;
        return isLight && first.Path.Reff + s_outward.Start < rMax + Beyond
            ? With(
                model,
                first.Path,
                s_outward,
                $"{Mark}: with a second light shell, which scatters as {first.Label} does; the files of its true paths would tell more."
            )
            : null;
    }

    private static ResolvedModel With(ResolvedModel model, FeffPath path, PathValue shift, string origin)
    {
        string label = ModelPath.Pair(path);
        if (model.Paths.Any(p => p.Label == label))
            label = string.Create(CultureInfo.InvariantCulture, $"{label} {path.Reff + shift.Start:F2}");
        PathValue zero = PathValue.Number(0);
        ModelPath first = model.Paths[0];
        var added = new ModelPath(
            label,
            path,
            [
                PathValue.Varied(path.Degeneracy, 0, double.PositiveInfinity),
                first.Shared(ScatteringPath.S02),
                first.Shared(ScatteringPath.E0),
                shift,
                s_sigma2,
                zero,
                zero,
                zero,
            ]
        );
        return model with { Name = $"{model.Name} + {label}", Paths = [.. model.Paths, added], Origin = origin, Added = label };
    }

    /// <summary>One path, as far as distances tell.</summary>
    private static bool IsSame(FeffPath a, FeffPath b)
    {
        const double Close = 0.002;
        return Math.Abs(a.Reff - b.Reff) < Close
            && a.Atoms.Count == b.Atoms.Count
            && a.Atoms.Select(x => x.AtomicNumber).SequenceEqual(b.Atoms.Select(x => x.AtomicNumber));
    }
}
