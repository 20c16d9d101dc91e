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

    /// <summary>What sticks out of the frames before and after, and is narrow along the spectrum too: a band that appears from one frame to the next stays.</summary>
    Both,
}

/// <summary>Removes cosmic rays and other spikes.</summary>
[Stage(
    "shape.despike",
    "D. A. Whitaker, K. Hayes, A simple algorithm for despiking Raman spectra, Chemom. Intell. Lab. Syst. 179 (2018) 82, doi:10.1016/j.chemolab.2018.06.009; temporal, both and spike-runs: this project",
    Summary = "Removes spikes: by modified z-score of the first difference, by comparison with the frames before and after, or by both.",
    Formula = "whitaker-hayes: |0.6745 (Δy − median Δy)/MAD(Δy)| > threshold; temporal: y − m > threshold · max(σ, 1.4826 MAD of the neighbours), m median of the neighbours; both: the same on y − m without its slow part, and no wider than 2·half-width + 1 points at a quarter of its height",
    Fails = "whitaker-hayes cuts bands as sharp as a few points and leaves the inside of spikes wider than one; use both for a series, spike-runs for a single spectrum. both takes a band narrower than 1.4 half-widths that one frame alone shows for a spike.",
    BibTex = "@article{whitaker2018despike, author={Whitaker, Darren A. and Hayes, Kevin}, title={A simple algorithm for despiking Raman spectra}, journal={Chemometrics and Intelligent Laboratory Systems}, volume={179}, pages={82--84}, year={2018}, doi={10.1016/j.chemolab.2018.06.009}}"
)]
public sealed record Despike : FrameStage
{
    // Two frames on each side: the median of four outvotes a spike in one of them.
    private const int Reach = 2;

    // A joint over a masked stretch is levelled by means of so many points on each side.
    private const int JointPoints = 5;

    /// <summary>Method.</summary>
    [Param("Method.")]
    public DespikeMethod Method { get; init; } = DespikeMethod.WhitakerHayes;

    /// <summary>Limit.</summary>
    [Param("Robust standard deviations above which a step or an excess is a spike's.", Min = 0.1, Max = 1e6)]
    public double Threshold { get; init; } = 8;

    /// <summary>Half width.</summary>
    [Param(
        "Points to each side that a replacement is averaged from; spike-runs: widest spike; temporal and both: half width of the widest spike.",
        Min = 1,
        Max = 1000
    )]
    public int HalfWidth { get; init; } = 3;

    /// <inheritdoc />
    public override int Neighbours => Method is DespikeMethod.Temporal or DespikeMethod.Both ? Reach : 0;

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input) => new Kernel(input, this);

    private sealed class Kernel(StageInput about, Despike stage) : FrameKernel(new OutputShape(about.Axis, (about.Channel, about.Signal)))
    {
        private readonly int _points = about.Axis.Length;
        private readonly double[] _scratch = new double[
            Math.Max((4 * about.Axis.Length) + (2 * Reach), CosmicRays.ScratchFor(about.Axis.Length, 2 * Reach, stage.HalfWidth))
        ];
        private readonly NeighbourSpectra _neighbours = new(Reach, about.Axis.Length);
        private readonly double[] _around = stage.Neighbours > 0 ? new double[2 * Reach * about.Axis.Length] : [];
        private readonly double[] _used = new double[about.Axis.Length];
        private readonly double[] _cleaned = new double[about.Axis.Length];
        private readonly double[] _level = new double[about.Axis.Length];

        public override void Apply(in FrameIn input, in FrameOut output, Findings findings)
        {
            if (input.Mask.IsEmpty)
            {
                Clean(input, input.Y, output[0], findings);
                return;
            }
            // Masked points are no spikes, and no other point is judged by them: what counts is moved together, cleaned and put back.
            int used = Together(input.Y, input.Mask, _used);
            if (stage.Neighbours == 0)
                LevelJoints(input.Mask, used);
            Clean(input, _used.AsSpan(0, used), _cleaned.AsSpan(0, used), findings);
            Span<double> result = output[0];
            input.Y.CopyTo(result);
            for (int i = 0, k = 0; i < _points; i++)
                if (input.Mask[i])
                {
                    // What was not replaced keeps its bits.
                    if (_cleaned[k] != _used[k])
                        result[i] = _cleaned[k] + (stage.Neighbours == 0 ? _level[k] : 0);
                    k++;
                }
        }

        private void Clean(in FrameIn input, ReadOnlySpan<double> y, Span<double> result, Findings findings)
        {
            if (stage.Method == DespikeMethod.WhitakerHayes)
                WhitakerHayes.Apply(y, stage.Threshold, stage.HalfWidth, result, _scratch);
            else if (stage.Method == DespikeMethod.SpikeRuns)
                SpikeRuns.Apply(y, stage.Threshold, stage.HalfWidth, result, _scratch);
            else
                InTime(input, y, result, findings);
        }

        private void InTime(in FrameIn input, ReadOnlySpan<double> y, Span<double> result, Findings findings)
        {
            int count = 0;
            _neighbours.Look(input);
            for (int offset = -Reach; offset <= Reach; offset++)
                if (_neighbours.IsThere(input, offset))
                    _neighbours.Gather(input, offset, _around.AsSpan(count++ * y.Length, y.Length));
            if (count < 2 || y.IsEmpty)
            {
                y.CopyTo(result);
                findings.Flag(
                    "no-neighbours",
                    $"shape.despike ({Kebab(stage.Method)}) needs two healthy frames within two of this one; the frame was left as it is."
                );
                return;
            }
            ReadOnlySpan<double> around = _around.AsSpan(0, count * y.Length);
            if (stage.Method == DespikeMethod.Temporal)
                TemporalDespike.Apply(y, around, stage.Threshold, stage.HalfWidth, result, _scratch);
            else
                CosmicRays.Apply(y, around, stage.Threshold, stage.HalfWidth, result, _scratch);
        }

        /// <summary>The values that count, one after the other.</summary>
        private static int Together(ReadOnlySpan<double> y, ReadOnlySpan<bool> use, Span<double> result)
        {
            int count = 0;
            for (int i = 0; i < y.Length; i++)
                if (use[i])
                    result[count++] = y[i];
            return count;
        }

        /// <summary>Takes away the step that a left-out stretch leaves where its sides meet: it is no spike's.</summary>
        private void LevelJoints(ReadOnlySpan<bool> use, int used)
        {
            double level = 0;
            for (int i = 0, k = 0; i < _points; i++)
            {
                if (!use[i])
                    continue;
                if (k > 0 && !use[i - 1])
                    level += Mean(_used, k, Math.Min(used, k + JointPoints)) - Mean(_used, Math.Max(0, k - JointPoints), k);
                _level[k++] = level;
            }
            for (int k = 0; k < used; k++)
                _used[k] -= _level[k];
        }

        private static double Mean(double[] values, int first, int end)
        {
            double sum = 0;
            for (int i = first; i < end; i++)
                sum += values[i];
            return sum / (end - first);
        }

        private static string Kebab(DespikeMethod method) => method == DespikeMethod.Both ? "both" : "temporal";
    }
}
