using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Stages.Xas;

/// <summary>χ(R) → χ(q): the part of kⁿχ that comes from a range of distances.</summary>
[Stage(
    "xas.back-fourier",
    "E. A. Stern, D. E. Sayers, F. W. Lytle, Phys. Rev. B 11 (1975) 4836, doi:10.1103/PhysRevB.11.4836",
    Summary = "Back-transform of a range of R: Fourier-filtered kⁿχ.",
    Formula = "χ(q) = (2√π/Δk)·IFFT[χ(R)·Ω(R)]",
    Fails = "Near the ends of the k-range of the forward transform, whose window is still in the result."
)]
public sealed record BackFourier : FrameStage
{
    /// <summary>Start of the R-range.</summary>
    [Param("Start of the R-range, not phase corrected.", Min = 0, Max = 100, Unit = "Å")]
    public double RMin { get; init; } = 1;

    /// <summary>End of the R-range.</summary>
    [Param("End of the R-range.", Min = 0.1, Max = 100, Unit = "Å")]
    public double RMax { get; init; } = 3;

    /// <summary>Lower sill.</summary>
    [Param("Width of the window's sills.", Min = 0, Max = 30, Unit = "Å")]
    public double Dr { get; init; }

    /// <summary>Upper sill.</summary>
    [Param("Width of the upper sill; dr when left out.", Min = 0, Max = 30, Unit = "Å")]
    public double? Dr2 { get; init; }

    /// <summary>Shape of the window.</summary>
    [Param("Shape of the window.")]
    public WindowShape Window { get; init; } = WindowShape.Hanning;

    /// <summary>Weight.</summary>
    [Param("Power of R that χ(R) is multiplied with.", Min = 0, Max = 3)]
    public int RWeight { get; init; }

    /// <summary>Largest q.</summary>
    [Param("Largest q.", Min = 1, Max = 40, Unit = "Å-1")]
    public double QMax { get; init; } = 20;

    /// <summary>Length of the transform.</summary>
    [Param("Points of the transform, that of the forward one.", Min = 256, Max = 65536)]
    public int Nfft { get; init; } = 2048;

    /// <inheritdoc />
    public override SpectraNeed Reads => new(SignalKind.ChiR);

    /// <inheritdoc />
    public override IEnumerable<string> Check()
    {
        if (RMin >= RMax)
            yield return $"r-min ({RMin:g}) must lie below r-max ({RMax:g}).";
        if (!int.IsPow2(Nfft))
            yield return $"nfft ({Nfft}) must be a power of two.";
    }

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        Axis r = input.Axis;
        if (r.Length < 2 || r[0] != 0 || !r.IsUniform(1e-6) || r.Length > Nfft / 2)
            throw new UserException($"xas.back-fourier needs χ(R) from R = 0 in even steps, at most nfft/2 = {Nfft / 2} of them.");
        var window = new FourierWindow(Window, RMin, RMax, Dr, Dr2 ?? Dr);
        var back = new BackwardFourier(
            r.Values,
            new BackwardFourierSettings
            {
                Window = window,
                RWeight = RWeight,
                TransformLength = Nfft,
                QMax = QMax,
            }
        );
        return new Kernel(back, new OutputShape(new Axis("q", Unit.PerAngstrom, back.Q), ("re", new Signal(SignalKind.ChiQ))));
    }

    private sealed class Kernel(BackwardFourier back, OutputShape shape) : XasKernel(shape)
    {
        private readonly double[] _im = new double[back.Q.Length];

        protected override void Process(in FrameIn input, in FrameOut output, Findings findings)
        {
            ReadOnlySpan<double> re = input.Channel("re");
            ReadOnlySpan<double> im = input.Channel("im");
            if (re.IsEmpty || im.IsEmpty)
                throw new FrameException("no-phase", "A back-transform needs real and imaginary part of χ(R).");
            back.Transform(re, im, output[0], _im);
        }
    }
}
