using SpectraPipeline.Numerics.Statistics;
using static SpectraPipeline.Stages.Bands.Wording;

namespace SpectraPipeline.Stages.Bands;

/// <summary>A position of a track that counts for its slope.</summary>
internal readonly record struct StarkPoint(double E, double Center, double Se, double Fwhm, double FwhmSe, int Direction, bool TwoFit);

/// <summary>Whether two bands that trade their heights would shift and widen as this one does.</summary>
/// <remarks>
/// Two bands a distance s apart, areas p and 1 − p, fitted as one: ν = ν₁ + p s and, by the second moments, Γ² = pΓ₂² + (1 − p)Γ₁² + κ p(1 − p)s², κ = 8 ln 2 for Gaussians; for
/// Lorentzians, whose best single band has Γ² larger by 8 p(1 − p)s² to first order, κ = 8. So Γ² against ν is a parabola of curvature −κ whatever the two are like, and against E, with p
/// linear in E, one of curvature −κ(s dp/dE)², also where both shift besides. A band of its own has no such law. Suspected: either curvature negative by more than three of its errors,
/// and either the first at least κ/2 or what the second explains at least six tenths of the slope. Decidable: the error of the first below κ/6.
/// </remarks>
internal sealed record StarkDoublet(bool Suspected, bool Excluded, string Reason)
{
    private const double Kappa = 5.545177444479562; // 8 ln 2
    private const double Sigmas = 3;
    private const double LeastPart = 0.5;
    private const double LeastShare = 0.6;
    private const double BetterAsTwo = 1.0 / 3; // of the frames

    /// <param name="all">Positions.</param>
    /// <param name="slope">dν/dE of all of them.</param>
    public static StarkDoublet Check(IReadOnlyList<StarkPoint> all, double slope)
    {
        int two = all.Count(p => p.TwoFit);
        if (two > BetterAsTwo * all.Count)
            return new(true, false, Text($"this band fits better as two in {two} of {all.Count} frames"));
        StarkPoint[] points = [.. all.Where(p => p.Fwhm > 0 && double.IsFinite(p.Fwhm))];
        if (Curvature(points, p => p.Center) is not { } againstCenter || Curvature(points, p => p.E) is not { } againstPotential)
            return new(false, false, "no widths that could tell a doublet");
        (double q, double se) = againstCenter;
        (double r, double rSe) = againstPotential;
        double explained = r < 0 ? Math.Sqrt(-r / Kappa) : 0;
        bool byCenter = q < -Sigmas * se && q <= -LeastPart * Kappa,
            byPotential = r < -Sigmas * rSe && explained >= LeastShare * Math.Abs(slope);
        string measured = Text($"width² against position {Rounded.Pair(q, se)}, two bands would give {-Kappa:0.0} to -8");
        if (byCenter || byPotential)
            return new(
                true,
                false,
                Text(
                    $"the width goes with the position as in two bands that trade heights ({measured}; that explains {explained:0.0} of {Math.Abs(slope):0.0} cm-1/V)"
                )
            );
        return se < Kappa / 6
            ? new(false, true, "no doublet: " + measured)
            : new(false, false, "a doublet is not excluded, the widths are too uncertain: " + measured);
    }

    /// <summary>Second-order coefficient of Γ² and its error.</summary>
    private static (double Value, double Se)? Curvature(StarkPoint[] points, Func<StarkPoint, double> x)
    {
        if (points.Length < 6)
            return null;
        ScatterPolynomial? parabola = ScatterPolynomial.Fit(
            points.Select(x).ToArray(),
            points.Select(p => p.Fwhm * p.Fwhm).ToArray(),
            points.Select(p => 2 * p.Fwhm * p.FwhmSe).ToArray(),
            2
        );
        return parabola is null ? null : (parabola.Coefficient(2), parabola.StandardError(2));
    }
}
