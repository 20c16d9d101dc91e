using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Wavelets;
using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Stages.Xas;

/// <summary>χ(R) of one frame and the maxima of its magnitude.</summary>
/// <param name="forward">Transform.</param>
/// <param name="sideLobes">Highest side lobe of the window at and beyond a distance, as a share, on the R axis.</param>
/// <param name="k">Wavenumbers of χ.</param>
/// <param name="kMax">End of the window.</param>
/// <param name="phase">Name of the path whose phase is taken out; null for none.</param>
/// <param name="shape">Output.</param>
internal sealed class FourierKernel(ForwardFourier forward, double[] sideLobes, double[] k, double kMax, string? phase, OutputShape shape)
    : XasKernel(shape)
{
    // Below 1 Å lies what is left of the background; a maximum under 5 % of the largest or 3 noise sigma is not worth a row.
    private const double LowestR = 1;
    private const double SmallestShare = 0.05;
    private const double SmallestSnr = 3;

    // A shell's own envelope over k is no flat one, and lobes of several shells add: half as much again counts as a side lobe.
    private const double SideLobeMargin = 1.5;
    private readonly double[] _re = new double[forward.NoiseLength];
    private readonly double[] _im = new double[forward.NoiseLength];
    private readonly MapMaximum[] _maxima = new MapMaximum[16];

    protected override void Process(in FrameIn input, in FrameOut output, Findings findings)
    {
        MeasuredRange.CheckReach(input.Mask, k, kMax, "xas.fourier");
        forward.Transform(input.Y, _re, _im);
        Span<double> re = output[0];
        Span<double> im = output[1];
        Span<double> magnitude = output[2];
        for (int m = 0; m < re.Length; m++)
        {
            re[m] = _re[m];
            im[m] = _im[m];
            magnitude[m] = Math.Sqrt(_re[m] * _re[m] + _im[m] * _im[m]);
        }
        AddPeaks(magnitude, FourierNoise.EpsilonR(_re, _im, forward.RStep), findings);
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
            double snr = peak.Height / (Math.Sqrt(2) * noise);
            if (peak.Height < threshold || snr < SmallestSnr)
                continue;
            findings.Add(
                new FourierPeakRow
                {
                    Series = findings.Series,
                    Step = findings.Step,
                    Frame = findings.Frame,
                    R = peak.Column * forward.RStep,
                    RSe = ErrorOfPlace(magnitude, peak, noise),
                    Magnitude = peak.Height,
                    Snr = snr,
                    PhaseCorrected = phase is not null,
                    Phase = phase,
                    SideLobe = IsSideLobe(peak, peaks),
                }
            );
        }
    }

    private double ErrorOfPlace(ReadOnlySpan<double> magnitude, MapMaximum peak, double noise)
    {
        int at = Math.Clamp((int)Math.Round(peak.Column), 1, magnitude.Length - 2);
        double step = forward.RStep;
        double curvature = (2 * magnitude[at] - magnitude[at - 1] - magnitude[at + 1]) / (step * step);
        double turnRe = _re[at + 1] * _re[at - 1] + _im[at + 1] * _im[at - 1];
        double turnIm = _im[at + 1] * _re[at - 1] - _re[at + 1] * _im[at - 1];
        double centre = -Math.Atan2(turnIm, turnRe) / (4 * step);
        return noise / forward.NoiseGain * forward.SlopeGain(centre) / curvature;
    }

    private bool IsSideLobe(MapMaximum peak, ReadOnlySpan<MapMaximum> peaks)
    {
        double level = 0;
        foreach (MapMaximum other in peaks)
        {
            int distance = (int)Math.Round(Math.Abs(other.Column - peak.Column));
            if (other.Height > peak.Height && distance < sideLobes.Length)
                level += other.Height * sideLobes[distance];
        }
        return peak.Height < SideLobeMargin * level;
    }
}
