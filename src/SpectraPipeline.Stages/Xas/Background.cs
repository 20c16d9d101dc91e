using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Stages.Xas;

/// <summary>The background μ0(E) that xas.autobk takes out, on the energies: to look at, and to draw.</summary>
[Stage(
    "xas.background",
    "M. Newville, P. Līviņš, Y. Yacoby, J. J. Rehr, E. A. Stern, Phys. Rev. B 47 (1993) 14126, doi:10.1103/PhysRevB.47.14126",
    Summary = "Gives the smooth background μ0 of xas.autobk (same parameters) with its standard error; χ(k) comes from xas.autobk.",
    Formula = "μ0 = cubic spline in k that minimises |FT(kⁿ·W·χ)|² below rbkg plus clamps; background_se² = t²·χ²_red·diag S(JᵀJ)⁻¹Sᵀ",
    Fails = "As xas.autobk. Outside the fitted k-range the background is μ itself, its error 0. The error tells how far another spline of as many knots might lie; the noise of μ is not in it."
)]
public sealed record Background : AutobkParameters
{
    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        (double[] energies, double edge, _) = EnergiesOf(input, "xas.background");
        double[] standard = StandardOn(input, GridOf(energies, edge, "xas.background"), "xas.background");
        var signal = new Signal(SignalKind.Auxiliary, input.Signal.Unit);
        return new Kernel(this, energies, standard, new OutputShape(input.Axis, ("background", signal), ("background_se", signal)));
    }

    private sealed class Kernel(Background p, double[] energies, double[] standard, OutputShape shape) : XasKernel(shape)
    {
        private readonly AutobkMaps _maps = new(p, energies, standard);
        private double[] _chi = [];

        protected override void Process(in FrameIn input, in FrameOut output, Findings findings)
        {
            ScanEdge edge = _maps.EdgeOf(input);
            AutobkFit fit = _maps.For(edge);
            if (_chi.Length != fit.K.Length)
                _chi = new double[fit.K.Length];
            ReadOnlySpan<double> mu = input.Y[..edge.Measured];
            fit.Apply(mu, edge.Step, _chi, _maps.StandardFor(fit.K.Length));
            fit.Background(mu, output[0][..edge.Measured]);
            fit.BackgroundUncertainty(output[1][..edge.Measured]);
            MeasuredRange.CopyHeld(output[0][..edge.Measured], output[0]);
            output[1][edge.Measured..].Clear();
        }
    }
}
