using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Stages.Xas;

/// <summary>Edge energy, edge step and normalised absorption of every frame.</summary>
[Stage(
    "xas.normalize",
    "J. A. Victoreen, J. Appl. Phys. 20 (1949) 1141, doi:10.1063/1.1698286; ranges and E0 as in Larch: M. Newville, J. Phys. Conf. Ser. 430 (2013) 012007, doi:10.1088/1742-6596/430/1/012007",
    Summary = "Subtracts the pre-edge line and divides by the edge step; finds E0 unless it is given.",
    Formula = "norm = (μ − pre)/Δμ, pre = (a + bE)·E⁻ⁿ, Δμ = |post(E0) − pre(E0)|",
    Fails = "When the scan ends close behind the edge (state post-from and post-to, or compare with xas.mback), and for series when E0 is found on noise: state e0 of the foil."
)]
public sealed record Normalize : FrameStage, INeedsFiles
{
    /// <summary>Edge energy.</summary>
    [Param("Edge energy; found for every frame when left out.", Min = 1, Max = 2e5, Unit = "eV")]
    public double? E0 { get; init; }

    /// <summary>Start of the pre-edge range.</summary>
    [Param("Start of the pre-edge line, relative to E0; the second point of the scan when left out.", Min = -5000, Max = 5000, Unit = "eV")]
    public double? PreFrom { get; init; }

    /// <summary>End of the pre-edge range.</summary>
    [Param("End of the pre-edge line, relative to E0; half of its start when left out.", Min = -5000, Max = 5000, Unit = "eV")]
    public double? PreTo { get; init; }

    /// <summary>Start of the post-edge range.</summary>
    [Param(
        "Start of the post-edge polynomial, relative to E0; a third of its end, at most 25 eV, when left out.",
        Min = -5000,
        Max = 1e4,
        Unit = "eV"
    )]
    public double? PostFrom { get; init; }

    /// <summary>End of the post-edge range.</summary>
    [Param(
        "End of the post-edge polynomial, relative to E0; negative counts from the end of the scan; its end when left out.",
        Min = -5000,
        Max = 1e4,
        Unit = "eV"
    )]
    public double? PostTo { get; init; }

    /// <summary>Degree of the post-edge polynomial.</summary>
    [Param("Degree of the post-edge polynomial; 2, or 1 below 300 eV and 0 below 30 eV of range when left out.", Min = 0, Max = 5)]
    public int? PostDegree { get; init; }

    /// <summary>Power of the pre-edge.</summary>
    [Param("Power n of the Victoreen pre-edge (a + bE)·E⁻ⁿ; 0 is a straight line, 3 suits fluorescence backgrounds.", Min = 0, Max = 4)]
    public int Victoreen { get; init; }

    /// <summary>Flattened output.</summary>
    [Param("Give the flattened spectrum (bend of the post-edge taken out) as the first output.")]
    public bool Flatten { get; init; }

    /// <summary>Jump of E0 that is flagged.</summary>
    [Param("Change of a found E0 from one frame to the next above which the frame is flagged.", Min = 0, Max = 1000, Unit = "eV")]
    public double MaxJump { get; init; } = 3;

    /// <inheritdoc />
    public override SpectraNeed Reads => new(SignalKind.Mu, SignalKind.Unknown);

    /// <inheritdoc />
    public override int Neighbours => E0 is null ? 1 : 0;

    /// <inheritdoc />
    public override IEnumerable<string> Check()
    {
        if (PreFrom >= PreTo)
            yield return $"pre-from ({PreFrom:g}) must lie below pre-to ({PreTo:g}).";
        if (PostTo > 0 && PostFrom >= PostTo)
            yield return $"post-from ({PostFrom:g}) must lie below post-to ({PostTo:g}).";
    }

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        double[] energies = PhotonEnergies.Of(input, "xas.normalize");
        PhotonEnergies.CheckEdge(E0, energies, "xas.normalize");
        (string, Signal)[] results = [("norm", new Signal(SignalKind.Norm)), ("flat", new Signal(SignalKind.Norm))];
        if (Flatten)
            Array.Reverse(results);
        var curve = new Signal(SignalKind.Auxiliary, input.Signal.Unit);
        (string, string)? doubt = StatedEdge.Doubt(input, energies);
        return new Kernel(this, energies, doubt, new OutputShape(input.Axis, [.. results, ("pre_edge", curve), ("post_edge", curve)]));
    }

    internal NormalizationSettings Settings =>
        new()
        {
            E0 = E0,
            PreFrom = PreFrom,
            PreTo = PreTo,
            PostFrom = PostFrom,
            PostTo = PostTo,
            PostDegree = PostDegree,
            Victoreen = Victoreen,
        };

    /// <inheritdoc />
    public IEnumerable<string> FilesOf(RunContext run) => [StatedEdge.TableOf(run.ConfigFolder)];

    /// <inheritdoc />
    public IEnumerable<string> CheckFiles(RunContext run) => [];

    private sealed class Kernel(Normalize p, double[] energies, (string Code, string Message)? doubt, OutputShape shape)
        : XasKernel(shape with { Scalars = ["e0", "edge_step"] })
    {
        private const double ShortestPostEdge = 20; // eV
        private readonly Normalization _normalization = new(p.Settings);
        private readonly EdgeFinder _finder = new();
        private int _previousFrame = -2;
        private double _previousE0;

        protected override void Process(in FrameIn input, in FrameOut output, Findings findings)
        {
            if (doubt is { } d)
                findings.Warn(d.Code, d.Message);
            int measured = MeasuredRange.Of(input.Mask, energies.Length);
            NormalizationSummary found = _normalization.Apply(energies.AsSpan(0, measured), input.Y[..measured]);
            MeasuredRange.CopyHeld(_normalization.Norm, output[p.Flatten ? 1 : 0]);
            MeasuredRange.CopyHeld(_normalization.Flat, output[p.Flatten ? 0 : 1]);
            MeasuredRange.CopyHeld(_normalization.PreEdge, output[2]);
            MeasuredRange.CopyHeld(_normalization.PostEdge, output[3]);
            output.SetScalar(0, found.E0);
            output.SetScalar(1, found.EdgeStep);
            findings.Add(
                new EdgeRow
                {
                    Series = findings.Series,
                    Step = findings.Step,
                    Frame = findings.Frame,
                    E0 = found.E0,
                    E0HalfStep = found.HalfStep,
                    EdgeStep = found.EdgeStep,
                    Message = Ranges(found),
                }
            );
            FlagDoubts(found, findings);
            FlagShort(found, energies[measured - 1], findings);
            if (p.E0 is null)
                FlagJump(input, found.E0, findings);
        }

        private static void FlagDoubts(NormalizationSummary found, Findings findings)
        {
            if (!found.Rises)
                findings.Flag("edge-inverted", "The signal falls at the edge; is it transmission, or are the channels exchanged?");
            if (found.PreEdgeNoise > 0.1)
                findings.Flag(
                    "edge-weak",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The scatter before the edge is {found.PreEdgeNoise:P0} of the edge step; E0 and step are uncertain."
                    )
                );
        }

        private static void FlagShort(NormalizationSummary found, double end, Findings findings)
        {
            if (found.PostTo - found.PostFrom >= ShortestPostEdge)
                return;
            findings.Flag(
                "post-edge-short",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The post-edge range is {found.PostTo - found.PostFrom:F1} eV long (the scan ends at {end:F1} eV, {end - found.E0:F1} eV above E0): the fine structure there enters the edge step. State post-from and post-to, compare with xas.mback, or leave the frame out."
                )
            );
        }

        // A found E0 follows noise and glitches; a real edge moves little from one frame to the next.
        private void FlagJump(in FrameIn input, double e0, Findings findings)
        {
            double before = _previousFrame == findings.Frame - 1 ? _previousE0 : EdgeBefore(input);
            if (Math.Abs(e0 - before) > p.MaxJump)
                findings.Flag(
                    "e0-jump",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"E0 moves by {e0 - before:F2} eV from the frame before; look at both, or give e0."
                    )
                );
            (_previousFrame, _previousE0) = (findings.Frame, e0);
        }

        private double EdgeBefore(in FrameIn input)
        {
            ReadOnlySpan<double> y = input.Neighbour(-1);
            if (y.IsEmpty)
                return double.NaN;
            int measured = MeasuredRange.Of(input.NeighbourMask(-1), y.Length);
            try
            {
                return _finder.Find(energies.AsSpan(0, measured), y[..measured]);
            }
            catch (XasDataException)
            {
                // The neighbour has its own fault; it is no reason to doubt this frame.
                return double.NaN;
            }
        }

        private static string Ranges(NormalizationSummary found) =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"pre {found.PreFrom:F1}..{found.PreTo:F1}, post {found.PostFrom:F1}..{found.PostTo:F1} eV, degree {found.PostDegree}"
            );
    }
}
