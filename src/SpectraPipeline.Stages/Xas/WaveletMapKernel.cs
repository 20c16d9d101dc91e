using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Wavelets;
using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Stages.Xas;

/// <summary>Map, lobes and limits of one frame.</summary>
internal sealed class WaveletMapKernel : XasKernel
{
    private const int MostLobes = 12;
    private const double SmallestShare = 0.05;
    private const double SmallestSnr = 3;
    private const double Interval = 1.959963984540054; // 95 %, both sides
    private const double OneSided = 1.6448536269514722; // 95 %
    private readonly Wavelet _p;
    private readonly WaveletBank _bank;
    private readonly WaveletShape _kernel;
    private readonly LobeError _error;
    private readonly ForwardFourier _forward;
    private readonly MapRegion _region;
    private readonly double[] _k;
    private readonly double[] _weight;
    private readonly double[] _noise;
    private readonly double[] _signal;
    private readonly double[] _variance;
    private readonly double[] _rRe;
    private readonly double[] _rIm;
    private readonly MapMaximum[] _lobes = new MapMaximum[MostLobes];
    private int _measured;

    public WaveletMapKernel(Wavelet p, WaveletBank bank, ForwardFourier forward, OutputShape shape)
        : base(shape)
    {
        (_p, _bank, _forward) = (p, bank, forward);
        _kernel = new WaveletShape(p, bank.Grid);
        _error = new LobeError(bank);
        Axis k = shape.Axis;
        int last = p.KMax is { } to ? Math.Max(1, k.IndexAtOrAbove(Math.BitIncrement(to)) - 1) : k.Length - 1;
        int firstRow = Math.Min(shape.Axis2!.IndexAtOrAbove(p.RMin), shape.Axis2.Length - 1);
        _region = new MapRegion(firstRow, shape.Axis2.Length - 1, Math.Min(last, k.IndexAtOrAbove(p.KMin)), last);
        _k = k.Values.ToArray();
        _weight = [.. _k.Select(v => Math.Pow(v, p.KWeight))];
        _noise = new double[bank.MapPoints];
        MeasureTo(k.Length);
        _signal = new double[k.Length];
        _variance = new double[k.Length];
        _rRe = new double[forward.NoiseLength];
        _rIm = new double[forward.NoiseLength];
    }

    protected override void Process(in FrameIn input, in FrameOut output, Findings findings)
    {
        MeasureTo(MeasuredRange.CheckReach(input.Mask, _k, _p.KMax ?? _k[^1], "xas.wavelet"));
        _signal.AsSpan().Clear();
        for (int i = 0; i < _measured; i++)
            _signal[i] = input.Y[i] * _weight[i];
        Span<double> map = output[0];
        _bank.Magnitude(_signal, map);
        _forward.Transform(input.Y, _rRe, _rIm);
        // Noise of χ from high R, carried to each place of the map by the kernel's own gain there.
        double noise = FourierNoise.EpsilonR(_rRe, _rIm, _forward.RStep) / _forward.NoiseGain;
        _variance.AsSpan().Clear();
        for (int i = 0; i < _measured; i++)
            _variance[i] = noise * noise * _weight[i] * _weight[i];
        int count = Math.Max(0, MapMaxima.Find(map, Output.Axis.Length, _region, _lobes));
        int kept = 0;
        for (int i = 0; i < count; i++)
        {
            double snr = _lobes[i].Height / (noise * _noise[IndexOf(_lobes[i])]);
            if (_lobes[i].Height < SmallestShare * _lobes[0].Height || snr < SmallestSnr)
                continue;
            _lobes[kept++] = _lobes[i];
            findings.Add(Row(_lobes[kept - 1], kept, snr, noise, findings));
        }
        foreach ((double k, double r) in _p.LookAt?.Places ?? [])
            findings.Add(Limit(map, noise, _lobes.AsSpan(0, kept), (k, r), findings));
    }

    // Behind the end of a scan there is neither signal nor noise.
    private void MeasureTo(int points)
    {
        if (points == _measured)
            return;
        _measured = points;
        _bank.NoiseGain([.. _weight.Select((w, i) => i < points ? w * w : 0)], _noise);
    }

    private int IndexOf(MapMaximum lobe) => (int)Math.Round(lobe.Row) * Output.Axis.Length + (int)Math.Round(lobe.Column);

    private WaveletLobeRow Row(MapMaximum lobe, int number, double snr, double noise, Findings findings)
    {
        (double k, double r) = PlaceOf(lobe);
        (double kError, double rError) =
            noise > 0
                ? _error.At(
                    _signal,
                    _variance,
                    Math.Clamp((int)Math.Round(lobe.Row), 1, _bank.Grid.RPoints - 2),
                    Math.Clamp((int)Math.Round(lobe.Column), 1, _bank.Grid.KPoints - 2)
                )
                : (double.NaN, double.NaN);
        string? edge = EdgeNear(k, r);
        bool open = Interval * kError > _kernel.KResolution(r) / 2;
        return new WaveletLobeRow
        {
            Series = findings.Series,
            Step = findings.Step,
            Frame = findings.Frame,
            Lobe = number,
            KMax = k,
            KMaxLow = k - Interval * kError,
            KMaxHigh = k + Interval * kError,
            RMax = r,
            RMaxLow = r - Interval * rError,
            RMaxHigh = r + Interval * rError,
            Amplitude = lobe.Height,
            Snr = snr,
            Kernel = _kernel.Name,
            KResolution = _kernel.KResolution(r),
            RResolution = _kernel.RResolution(r),
            KWeight = _p.KWeight,
            Kappa = _kernel.IsMorlet ? _p.Kappa : double.NaN,
            Sigma = _kernel.IsMorlet ? _p.Sigma : double.NaN,
            Order = _kernel.IsMorlet ? double.NaN : _bank.Grid.RPoints,
            Comparable = _kernel.Comparable,
            EdgeEffect = edge is not null,
            Message = open ? Joined(edge, "the interval of k is as wide as the kernel: take it as a lower bound of the doubt") : edge,
        };
    }

    private WaveletLimitRow Limit(
        ReadOnlySpan<double> map,
        double noise,
        ReadOnlySpan<MapMaximum> lobes,
        (double K, double R) place,
        Findings findings
    )
    {
        int row = Math.Clamp((int)Math.Round(place.R / Output.Axis2![1]), 0, Output.Axis2.Length - 1);
        int at = row * Output.Axis.Length + Math.Clamp((int)Math.Round(place.K / Output.Axis.MeanStep), 0, Output.Axis.Length - 1);
        // The noise of a complex amplitude has two parts; one of them lies along it.
        double sigma = noise * _noise[at] / Math.Sqrt(2);
        int? found = null;
        for (int i = 0; i < lobes.Length && found is null; i++)
        {
            (double k, double r) = PlaceOf(lobes[i]);
            if (Math.Abs(k - place.K) <= _kernel.KResolution(place.R) / 2 && Math.Abs(r - place.R) <= _kernel.RResolution(place.R) / 2)
                found = i + 1;
        }
        double limit = map[at] + OneSided * sigma;
        return new WaveletLimitRow
        {
            Series = findings.Series,
            Step = findings.Step,
            Frame = findings.Frame,
            K = place.K,
            R = place.R,
            Amplitude = map[at],
            Noise = sigma,
            Limit = limit,
            LimitShare = lobes.IsEmpty ? double.NaN : limit / lobes[0].Height,
            Lobe = found,
            Verdict =
                found is not null ? "lobe"
                : EdgeNear(place.K, place.R) is not null ? "edge"
                : "none-above-limit",
            Comparable = _kernel.Comparable,
        };
    }

    private (double K, double R) PlaceOf(MapMaximum lobe) => (lobe.Column * Output.Axis.MeanStep, lobe.Row * Output.Axis2![1]);

    // The cone of influence: nearer to an end than the kernel's envelope falls to 1/e.
    private string? EdgeNear(double k, double r)
    {
        double reach = _kernel.EdgeReach(r);
        double end = _k[_measured - 1];
        string? low =
            k - _p.KMin < reach ? FormattableString.Invariant($"{k - _p.KMin:F1} Å-1 from k-min, the kernel reaches {reach:F1}") : null;
        string? high =
            end - k < reach
                ? FormattableString.Invariant($"{end - k:F1} Å-1 from the end of the data, the kernel reaches {reach:F1}")
                : null;
        return Joined(low, high);
    }

    private static string? Joined(string? one, string? other) =>
        one is null ? other
        : other is null ? one
        : one + "; " + other;
}
