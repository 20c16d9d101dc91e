using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Smoothing;

namespace SpectraPipeline.Stages.Shape;

/// <summary>How <see cref="Despike"/> tells a spike.</summary>
public enum DespikeMethod
{
    /// <summary>By the step before it, as published: inner points of a wide spike stay.</summary>
    WhitakerHayes,

    /// <summary>By the frames before and after.</summary>
    Temporal,

    /// <summary>Everything between a sudden rise and the sudden fall after it.</summary>
    SpikeRuns,
}

/// <summary>Removes cosmic rays and other spikes.</summary>
[Stage(
    "shape.despike",
    "D. A. Whitaker, K. Hayes, A simple algorithm for despiking Raman spectra, Chemom. Intell. Lab. Syst. 179 (2018) 82, doi:10.1016/j.chemolab.2018.06.009; temporal and spike-runs: this project",
    Summary = "Removes spikes: by modified z-score of the first difference, or by comparison with the frames before and after.",
    Formula = "whitaker-hayes: |0.6745 (Δy − median Δy)/MAD(Δy)| > threshold; temporal: y − m > threshold · max(σ, 1.4826 MAD of the neighbours), m median of the neighbours",
    Fails = "whitaker-hayes cuts bands as sharp as a few points and leaves the inside of spikes wider than one; use temporal for a series, spike-runs for a single spectrum.",
    BibTex = "@article{whitaker2018despike, author={Whitaker, Darren A. and Hayes, Kevin}, title={A simple algorithm for despiking Raman spectra}, journal={Chemometrics and Intelligent Laboratory Systems}, volume={179}, pages={82--84}, year={2018}, doi={10.1016/j.chemolab.2018.06.009}}"
)]
public sealed record Despike : FrameStage
{
    // Two frames on each side: the median of four outvotes a spike in one of them.
    private const int Reach = 2;

    /// <summary>Method.</summary>
    [Param("Method.")]
    public DespikeMethod Method { get; init; } = DespikeMethod.WhitakerHayes;

    /// <summary>Limit.</summary>
    [Param("Robust standard deviations above which a step or an excess is a spike's.", Min = 0.1, Max = 1e6)]
    public double Threshold { get; init; } = 8;

    /// <summary>Half width.</summary>
    [Param(
        "Points to each side that a replacement is averaged from; spike-runs: widest spike; temporal: half width of the widest spike.",
        Min = 1,
        Max = 1000
    )]
    public int HalfWidth { get; init; } = 3;

    /// <inheritdoc />
    public override int Neighbours => Method == DespikeMethod.Temporal ? Reach : 0;

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input) => new Kernel(input, this);

    private sealed class Kernel(StageInput about, Despike stage) : FrameKernel(new OutputShape(about.Axis, (about.Channel, about.Signal)))
    {
        private readonly int _points = about.Axis.Length;
        private readonly double[] _scratch = new double[4 * about.Axis.Length + 2 * Reach];
        private readonly double[] _around = stage.Method == DespikeMethod.Temporal ? new double[2 * Reach * about.Axis.Length] : [];

        public override void Apply(in FrameIn input, in FrameOut output, Findings findings)
        {
            if (stage.Method == DespikeMethod.WhitakerHayes)
                WhitakerHayes.Apply(input.Y, stage.Threshold, stage.HalfWidth, output[0], _scratch);
            else if (stage.Method == DespikeMethod.SpikeRuns)
                SpikeRuns.Apply(input.Y, stage.Threshold, stage.HalfWidth, output[0], _scratch);
            else
                InTime(input, output[0], findings);
        }

        private void InTime(in FrameIn input, Span<double> result, Findings findings)
        {
            int count = 0;
            for (int offset = -Reach; offset <= Reach; offset++)
            {
                ReadOnlySpan<double> neighbour = offset == 0 ? [] : input.Neighbour(offset);
                if (neighbour.Length == _points && IsFinite(neighbour))
                    neighbour.CopyTo(_around.AsSpan(count++ * _points, _points));
            }
            if (count >= 2)
            {
                TemporalDespike.Apply(input.Y, _around.AsSpan(0, count * _points), stage.Threshold, stage.HalfWidth, result, _scratch);
                return;
            }
            input.Y.CopyTo(result);
            findings.Flag(
                "no-neighbours",
                "shape.despike (temporal) needs two healthy frames within two of this one; the frame was left as it is."
            );
        }

        private static bool IsFinite(ReadOnlySpan<double> values)
        {
            double probe = 0;
            foreach (double value in values)
                probe += value - value;
            return probe == 0;
        }
    }
}
