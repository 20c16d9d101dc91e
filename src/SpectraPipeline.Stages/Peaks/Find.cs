using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Peaks;
using SpectraPipeline.Numerics.Statistics;
using SpectraPipeline.Stages.Baseline;

namespace SpectraPipeline.Stages.Peaks;

/// <summary>Finds local maxima (and minima) with their prominence and width; fits nothing.</summary>
[Stage(
    "peaks.find",
    "Definitions of scipy.signal.find_peaks; noise: F. Stoehr et al., DER_SNR, ASP Conf. Ser. 394 (2008) 505",
    Summary = "Finds bands by prominence over the noise; fills the bands table with position, width and height.",
    Formula = "prominence = height above the higher of the two side minima; width at half the prominence; noise = 1.4826/√6 · median|2yᵢ − yᵢ₋₂ − yᵢ₊₂|",
    Fails = "A shoulder has no maximum of its own and is not found: fit with listed bands."
)]
public sealed record Find : FrameStage
{
    /// <summary>Least prominence.</summary>
    [Param("Least prominence in the unit of y; no limit when left out.", Min = 0)]
    public double? MinProminence { get; init; }

    /// <summary>Least signal to noise.</summary>
    [Param("Least prominence in units of the frame's noise; 0 for no limit.", Min = 0)]
    public double MinSnr { get; init; } = 5;

    /// <summary>Least distance.</summary>
    [Param(
        "Least distance of neighbouring peaks; of two too close the lower goes. No limit when left out.",
        Min = 0,
        Unit = ParamAttribute.AxisUnit
    )]
    public double? MinDistance { get; init; }

    /// <summary>Least width.</summary>
    [Param("Least full width at half prominence; no limit when left out.", Min = 0, Unit = ParamAttribute.AxisUnit)]
    public double? MinWidth { get; init; }

    /// <summary>Negative bands too.</summary>
    [Param("Find negative bands as well; when left out: in signed spectra (differences) only.")]
    public bool? Negative { get; init; }

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        if (input.Axis.Length < 5)
            throw new UserException($"peaks.find needs at least 5 points; the axis has {input.Axis.Length}.");
        return new Kernel(input, this);
    }

    private sealed class Kernel(StageInput about, Find stage) : FrameKernel(new OutputShape(about.Axis))
    {
        private readonly Axis _axis = about.Axis;
        private readonly bool _negative = stage.Negative ?? about.Signal.IsSigned;
        private readonly double[] _scratch = new double[about.Axis.Length];
        private readonly double[] _work = new double[about.Axis.Length];
        private readonly List<(Peak Peak, int Sign)> _found = [];

        public override void Apply(in FrameIn input, in FrameOut output, Findings findings)
        {
            ReadOnlySpan<double> y = input.Y;
            double noise = NoiseEstimate.FromSecondDifference(MaskBridge.Used(y, input.Mask, _work), _scratch);
            if (!input.Mask.IsEmpty)
            {
                MaskBridge.Fill(_axis.Values, input.Y, input.Mask, _work);
                y = _work;
            }
            var filter = new PeakFilter
            {
                MinProminence = Math.Max(stage.MinProminence ?? 0, stage.MinSnr * noise),
                // The kernel counts points; with a distance the even grid's step is meant, widths are measured on the axis below.
                MinDistance = Math.Max(1, (stage.MinDistance ?? 0) / _axis.MeanStep),
            };
            _found.Clear();
            Collect(y, input.Mask, filter, 1);
            if (_negative)
            {
                for (int i = 0; i < _scratch.Length; i++)
                    _scratch[i] = -y[i];
                Collect(_scratch, input.Mask, filter, -1);
                _found.Sort((a, b) => a.Peak.Index.CompareTo(b.Peak.Index));
            }
            for (int k = 0; k < _found.Count; k++)
                findings.Add(Row(_found[k].Peak, _found[k].Sign, k + 1, noise, findings));
        }

        private void Collect(ReadOnlySpan<double> y, ReadOnlySpan<bool> use, PeakFilter filter, int sign)
        {
            foreach (Peak peak in PeakFinder.Find(y, filter))
                if (Width(peak) >= (stage.MinWidth ?? 0) && (use.IsEmpty || use[peak.Index]))
                    _found.Add((peak, sign));
        }

        private double Width(in Peak peak) => At(peak.Right) - At(peak.Left);

        /// <summary>Axis value at a fractional point.</summary>
        private double At(double point)
        {
            int low = Math.Min((int)point, _axis.Length - 2);
            return _axis[low] + (point - low) * (_axis[low + 1] - _axis[low]);
        }

        private BandRow Row(in Peak peak, int sign, int number, double noise, Findings findings) =>
            new()
            {
                Series = findings.Series,
                Step = findings.Step,
                Frame = findings.Frame,
                Band = number,
                Center = _axis[peak.Index],
                Fwhm = Width(peak),
                Height = sign * peak.Height,
                Snr = noise > 0 ? peak.Prominence / noise : double.NaN,
                Shape = "peak",
                Converged = true,
            };
    }
}
