using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Xas;
using SpectraPipeline.Stages.Shape;

namespace SpectraPipeline.Stages.Xas;

/// <summary>χ(k) → χ(R), with the maxima of its magnitude.</summary>
[Stage(
    "xas.fourier",
    "E. A. Stern, D. E. Sayers, F. W. Lytle, Phys. Rev. B 11 (1975) 4836, doi:10.1103/PhysRevB.11.4836; defaults of Athena: B. Ravel, M. Newville, J. Synchrotron Rad. 12 (2005) 537, doi:10.1107/S0909049505012719",
    Summary = "Fourier transform of kⁿχ(k) into distances, phase corrected where a path of FEFF is given.",
    Formula = "χ(R) = (Δk/√π)·Σ χ(k)·kⁿ·W(k)·exp(−i[2kR + φ(k)]), φ = 0, or real[2phc] + phase[feff] of the path",
    Fails = "Without phase maxima lie 0.2 to 0.5 Å below the distances; with phase only those of its pair of atoms lie at theirs, to some 0.02 Å (E0, asymmetry of the shell). Near maxima overlap when π/(2·(k-max − k-min)) is not small against their distance; side lobes of a window (side_lobe) are no shells."
)]
public sealed record Fourier : FrameStage, INeedsFiles
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

    /// <summary>Path with the phase shift.</summary>
    [Param("A path of FEFF (feffNNNN.dat) of the pair of atoms whose phase shift is taken out; none when left out.")]
    public string? Phase { get; init; }

    /// <summary>Name of the pair.</summary>
    [Param("Name of that path in fourier_peaks; its file when left out.")]
    public string? Label { get; init; }

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
    public IEnumerable<string> FilesOf(RunContext run) => Phase is null ? [] : [CurveFile.PathOf(Phase, run)];

    /// <inheritdoc />
    public IEnumerable<string> CheckFiles(RunContext run)
    {
        if (Phase is null)
            yield break;
        string? problem = null;
        try
        {
            PathPhase.Read(Phase, run);
        }
        catch (UserException e)
        {
            problem = e.Message;
        }
        if (problem is not null)
            yield return problem;
    }

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        FourierWindow window = WindowOn(input.Axis);
        ForwardFourier forward = KSpace.Transform(
            input.Axis,
            "xas.fourier",
            new ForwardFourierSettings
            {
                Window = window,
                KWeight = KWeight,
                KStep = KStep,
                TransformLength = Nfft,
                RMax = RMax,
                Phase = Phase is null ? null : PathPhase.Read(Phase, input.Run),
            }
        );
        var signal = new Signal(SignalKind.ChiR, $"Å-{KWeight + 1}");
        var axis = new Axis("r", Unit.Angstrom, forward.R);
        string? phase = Phase is null ? null : Label ?? Path.GetFileName(Phase);
        return new FourierKernel(
            forward,
            SideLobes(input.Axis),
            input.Axis.Values.ToArray(),
            window.To,
            phase,
            new OutputShape(axis, ("re", signal), ("im", signal), ("mag", signal))
        );
    }

    private FourierWindow WindowOn(Axis k) =>
        KSpace.Window(k, "xas.fourier", new FourierWindow(Window, KMin, KMax ?? double.NaN, Dk, Dk2 ?? Dk));

    // |transform| of the window alone, as a share of its height, from its first minimum on never rising: what stands beside a maximum at that distance.
    private double[] SideLobes(Axis k)
    {
        var window = new ForwardFourier(
            k.Values,
            new ForwardFourierSettings
            {
                Window = WindowOn(k),
                KWeight = 0,
                KStep = KStep,
                TransformLength = Nfft,
                RMax = RMax,
            }
        );
        double[] ones = new double[k.Length];
        Array.Fill(ones, 1.0);
        double[] re = new double[window.R.Length];
        double[] im = new double[window.R.Length];
        window.Transform(ones, re, im);
        double[] share = [.. re.Zip(im, (x, y) => double.Hypot(x, y) / double.Hypot(re[0], im[0]))];
        int first = 1;
        while (first + 1 < share.Length && share[first + 1] < share[first])
            first++;
        for (int m = share.Length - 2; m >= first; m--)
            share[m] = Math.Max(share[m], share[m + 1]);
        // Within the main lobe there are no side lobes.
        share.AsSpan(0, first).Clear();
        return share;
    }
}
