using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Wavelets;
using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Stages.Xas;

/// <summary>χ(k) → χ(R), with the maxima of its magnitude.</summary>
[Stage(
    "xas.fourier",
    "E. A. Stern, D. E. Sayers, F. W. Lytle, Phys. Rev. B 11 (1975) 4836, doi:10.1103/PhysRevB.11.4836; defaults of Athena: B. Ravel, M. Newville, J. Synchrotron Rad. 12 (2005) 537, doi:10.1107/S0909049505012719",
    Summary = "Fourier transform of kⁿχ(k) into distances, not phase corrected.",
    Formula = "χ(R) = (Δk/√π)·Σ χ(k)·kⁿ·W(k)·exp(−2ikR)",
    Fails = "Maxima lie 0.2 to 0.5 Å below the distances (phase shift); near maxima overlap when π/(2·(k-max − k-min)) is not small against their distance; side lobes of a window are no shells."
)]
public sealed record Fourier : FrameStage
{
    /// <summary>Start of the k-range.</summary>
    [Param("Start of the k-range.", Min = 0, Max = 30, Unit = "Å-1")]
    public double KMin { get; init; } = 3;

    /// <summary>End of the k-range.</summary>
    [Param("End of the k-range; 2 Å-1 before the end of the data when left out.", Min = 1, Max = 40, Unit = "Å-1")]
    public double? KMax { get; init; }

    /// <summary>Weight.</summary>
    [Param("Power n of kⁿχ.", Min = 0, Max = 5)]
    public int KWeight { get; init; } = 2;

    /// <summary>Lower sill.</summary>
    [Param("Width of the window's sills; β of kaiser, standard deviation of gaussian.", Min = 0, Max = 30, Unit = "Å-1")]
    public double Dk { get; init; } = 1;

    /// <summary>Upper sill.</summary>
    [Param("Width of the upper sill; dk when left out.", Min = 0, Max = 30, Unit = "Å-1")]
    public double? Dk2 { get; init; }

    /// <summary>Shape of the window.</summary>
    [Param("Shape of the window.")]
    public WindowShape Window { get; init; } = WindowShape.Hanning;

    /// <summary>Step of the k grid.</summary>
    [Param("Step of the k grid; χ is interpolated to it.", Min = 0.005, Max = 0.2, Unit = "Å-1")]
    public double KStep { get; init; } = 0.05;

    /// <summary>Length of the transform.</summary>
    [Param("Points of the zero-padded transform, a power of two; sets the R step π/(nfft·k-step).", Min = 256, Max = 65536)]
    public int Nfft { get; init; } = 2048;

    /// <summary>Largest R.</summary>
    [Param("Largest R kept.", Min = 1, Max = 100, Unit = "Å")]
    public double RMax { get; init; } = 10;

    /// <inheritdoc />
    public override SpectraNeed Reads => new(SignalKind.ChiK);

    /// <inheritdoc />
    public override IEnumerable<string> Check()
    {
        if (KMin >= KMax)
            yield return $"k-min ({KMin:g}) must lie below k-max ({KMax:g}).";
        if (!int.IsPow2(Nfft))
            yield return $"nfft ({Nfft}) must be a power of two.";
    }

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        ForwardFourier forward = KSpace.Transform(
            input.Axis,
            "xas.fourier",
            new ForwardFourierSettings
            {
                Window = KSpace.Window(input.Axis, "xas.fourier", new FourierWindow(Window, KMin, KMax ?? double.NaN, Dk, Dk2 ?? Dk)),
                KWeight = KWeight,
                KStep = KStep,
                TransformLength = Nfft,
                RMax = RMax,
            }
        );
        var signal = new Signal(SignalKind.ChiR, $"Å-{KWeight + 1}");
        var axis = new Axis("r", Unit.Angstrom, forward.R);
        return new Kernel(forward, new OutputShape(axis, ("re", signal), ("im", signal), ("mag", signal)));
    }

    private sealed class Kernel(ForwardFourier forward, OutputShape shape) : XasKernel(shape)
    {
        // Below 1 Å lies what is left of the background; a maximum under 5 % of the largest or 3 noise sigma is not worth a row.
        private const double LowestR = 1;
        private const double SmallestShare = 0.05;
        private const double SmallestSnr = 3;
        private readonly double[] _re = new double[forward.NoiseLength];
        private readonly double[] _im = new double[forward.NoiseLength];
        private readonly MapMaximum[] _maxima = new MapMaximum[16];

        protected override void Process(in FrameIn input, in FrameOut output, Findings findings)
        {
            forward.Transform(input.Y, _re, _im);
            Span<double> re = output[0];
            Span<double> im = output[1];
            Span<double> magnitude = output[2];
            for (int m = 0; m < re.Length; m++)
            {
                re[m] = _re[m];
                im[m] = _im[m];
                magnitude[m] = double.Hypot(_re[m], _im[m]);
            }
            double noise = Math.Sqrt(2) * FourierNoise.EpsilonR(_re, _im, forward.RStep);
            AddPeaks(magnitude, noise, findings);
        }

        private void AddPeaks(ReadOnlySpan<double> magnitude, double noise, Findings findings)
        {
            int first = Math.Min((int)(LowestR / forward.RStep), magnitude.Length - 1);
            int count = MapMaxima.Find(magnitude, magnitude.Length, new MapRegion(0, 0, first, magnitude.Length - 1), _maxima);
            if (count == 0)
                return;
            double threshold = SmallestShare * _maxima[0].Height;
            // The largest first tells the threshold; rows go by distance.
            Span<MapMaximum> peaks = _maxima.AsSpan(0, count);
            peaks.Sort(static (a, b) => a.Column.CompareTo(b.Column));
            foreach (MapMaximum peak in peaks)
            {
                double snr = peak.Height / noise;
                if (peak.Height < threshold || snr < SmallestSnr)
                    continue;
                findings.Add(
                    new FourierPeakRow
                    {
                        Series = findings.Series,
                        Step = findings.Step,
                        Frame = findings.Frame,
                        R = peak.Column * forward.RStep,
                        Magnitude = peak.Height,
                        Snr = snr,
                    }
                );
            }
        }
    }
}
