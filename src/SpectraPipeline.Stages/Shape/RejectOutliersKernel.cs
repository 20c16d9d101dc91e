using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Statistics;
using SpectraPipeline.Stages.Baseline;

namespace SpectraPipeline.Stages.Shape;

/// <summary>Judges one frame by itself and by up to six neighbours on each side; the spectrum goes through as it is.</summary>
internal sealed class RejectOutliersKernel(StageInput about, RejectOutliers stage)
    : FrameKernel(new OutputShape(about.Axis, (about.Channel, about.Signal)))
{
    private const int Reach = RejectOutliers.Reach,
        FlatPoints = 4,
        FewestNeighbours = 4;
    private const double DefaultSnr = 8,
        BroadShare = 0.6,
        ComesBack = 0.5;
    private readonly double _minSnr = stage.MinSnr ?? (about.Signal.IsSigned ? 0 : DefaultSnr);
    private readonly NeighbourSpectra _neighbours = new(Reach, about.Axis.Length);
    private readonly double[] _work = new double[about.Axis.Length],
        _y = new double[about.Axis.Length],
        _median = new double[about.Axis.Length],
        _before = new double[about.Axis.Length],
        _after = new double[about.Axis.Length],
        _column = new double[2 * Reach],
        _list = new double[2 * Reach];
    private readonly double[][] _around = [.. Enumerable.Range(0, 2 * Reach + 1).Select(_ => new double[about.Axis.Length])];
    private readonly bool[] _isThere = new bool[2 * Reach + 1];
    private readonly List<(string Code, string Text)> _found = [];

    public override void Apply(in FrameIn input, in FrameOut output, Findings findings)
    {
        input.Y.CopyTo(output[0]);
        _found.Clear();
        int used = MaskBridge.Used(input.Y, input.Mask, _work).Length;
        MaskBridge.Used(input.Y, input.Mask, _work).CopyTo(_y);
        ReadOnlySpan<double> y = _y.AsSpan(0, used);
        if (used < 5)
            return;
        if (Wants(OutlierMethod.Saturation))
            Saturation(y);
        if (stage.Neighbours > 0)
        {
            int neighbours = Gather(input, used);
            if (Wants(OutlierMethod.Snr))
                Noise(y, neighbours);
            if (neighbours >= FewestNeighbours && !(Wants(OutlierMethod.Bubble) && Bubble(y)) && Wants(OutlierMethod.Jump))
                Jump(y);
        }
        if (stage.Drop && _found.Count > 0)
            throw new FrameException(_found[0].Code, string.Join(" ", _found.Select(f => f.Text)));
        foreach (var (code, text) in _found)
            findings.Flag(code, text);
    }

    private bool Wants(OutlierMethod method) => stage.Method == OutlierMethod.All || stage.Method == method;

    private void Say(string code, string text) => _found.Add((code, text));

    private static string Text(double v) => v.ToString("G3", CultureInfo.InvariantCulture);

    private void Saturation(ReadOnlySpan<double> y)
    {
        double top = double.NegativeInfinity;
        foreach (double v in y)
            top = Math.Max(top, v);
        if (stage.Ceiling is { } ceiling && top >= ceiling)
        {
            int at = 0;
            foreach (double v in y)
                at += v >= ceiling ? 1 : 0;
            Say("outlier-saturation", $"Saturated: {at} points reach the ceiling of {Text(ceiling)}.");
            return;
        }
        int run = 0,
            longest = 0;
        foreach (double v in y)
        {
            run = v == top ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }
        if (longest >= FlatPoints && longest < y.Length)
            Say("outlier-saturation", $"Saturated: {longest} points in a row are exactly the maximum, {Text(top)}.");
    }

    private void Noise(ReadOnlySpan<double> y, int neighbours)
    {
        double noise = NoiseEstimate.FromSecondDifference(y, _work);
        y.CopyTo(_work);
        Span<double> sorted = _work.AsSpan(0, y.Length);
        sorted.Sort();
        double signal = sorted[(int)(0.99 * (y.Length - 1))] - sorted[(int)(0.01 * (y.Length - 1))];
        if (noise > 0 && signal < _minSnr * noise)
        {
            Say("outlier-snr", $"Signal to noise {Text(signal / noise)}, below {Text(_minSnr)}.");
            return;
        }
        int count = 0;
        for (int k = 0; k < _around.Length; k++)
            if (_isThere[k])
                _list[count++] = NoiseEstimate.FromSecondDifference(_around[k].AsSpan(0, y.Length), _work);
        double usual = Median.InPlace(_list.AsSpan(0, count));
        if (neighbours >= FewestNeighbours && usual > 0 && noise > stage.Threshold * usual)
            Say("outlier-snr", $"Noise {Text(noise)}, {Text(noise / usual)} times that of its neighbours.");
    }

    /// <summary>The neighbours' values at the points that count; the middle place is the frame's own and stays empty.</summary>
    private int Gather(in FrameIn input, int used)
    {
        int count = 0;
        _neighbours.Look(input);
        for (int offset = -Reach; offset <= Reach; offset++)
        {
            _isThere[offset + Reach] = _neighbours.IsThere(input, offset);
            if (!_isThere[offset + Reach])
                continue;
            _neighbours.Gather(input, offset, _around[offset + Reach].AsSpan(0, used));
            count++;
        }
        return count;
    }

    /// <summary>Unlike both sides: the nearest neighbour is much farther than neighbours are from each other.</summary>
    private void Jump(ReadOnlySpan<double> y)
    {
        double nearest = double.PositiveInfinity;
        for (int offset = -2; offset <= 2; offset++)
            if (_isThere[offset + Reach])
                nearest = Math.Min(nearest, Distance(y, _around[offset + Reach]));
        int count = 0;
        for (int k = 0; k + 1 < _around.Length; k++)
            if (_isThere[k] && _isThere[k + 1])
                _list[count++] = Distance(_around[k].AsSpan(0, y.Length), _around[k + 1]);
        double usual = Median.InPlace(_list.AsSpan(0, count)),
            spread = Median.MadToDeviation * Median.AbsoluteDeviation(_list.AsSpan(0, count), usual, _column);
        // An rms of n differences is itself uncertain by 1/√(2n); few of them may agree by chance better than that.
        double limit = usual + (stage.Threshold * (spread + (2 * usual / Math.Sqrt(2.0 * y.Length))));
        if (count >= 3 && double.IsFinite(nearest) && usual > 0 && nearest > limit)
            Say(
                "outlier-jump",
                $"Jump: {Text(nearest)} (rms) from the nearest of its neighbours, {Text(nearest / usual)} times their usual step."
            );
    }

    /// <summary>Deviates from what is before and after, which agree with each other, by a loss of intensity or a broad change.</summary>
    private bool Bubble(ReadOnlySpan<double> y)
    {
        int n = y.Length;
        if (
            !MedianOf(0, Reach, _before, n)
            || !MedianOf(Reach + 1, (2 * Reach) + 1, _after, n)
            || !MedianOf(0, (2 * Reach) + 1, _median, n)
        )
            return false;
        int count = 0;
        for (int k = 0; k < _around.Length; k++)
            if (_isThere[k])
                _list[count++] = Distance(_around[k].AsSpan(0, n), _median);
        double usual = Median.InPlace(_list.AsSpan(0, count)),
            off = Distance(y, _median);
        if (!(usual > 0) || off <= stage.Threshold * usual || Distance(_before.AsSpan(0, n), _after) > ComesBack * off)
            return false;
        (double factor, double explained) = Loss(y);
        double broad = Broad(y);
        bool isLoss = !about.Signal.IsSigned && factor < 1 && explained > BroadShare;
        if (!isLoss && broad < BroadShare)
            return false;
        Say(
            "outlier-bubble",
            isLoss
                ? $"Bubble: intensity fell to {Text(100 * factor)} % of what is before and after, {Text(off / usual)} times the usual deviation."
                : $"Bubble: the baseline moved by {Text(off)} (rms) and comes back, {Text(off / usual)} times the usual deviation."
        );
        return true;
    }

    private bool MedianOf(int from, int to, double[] result, int n)
    {
        int count = 0;
        for (int k = from; k < to; k++)
            count += _isThere[k] ? 1 : 0;
        if (count < 2)
            return false;
        for (int i = 0; i < n; i++)
        {
            int at = 0;
            for (int k = from; k < to; k++)
                if (_isThere[k])
                    _column[at++] = _around[k][i];
            result[i] = Median.InPlace(_column.AsSpan(0, count));
        }
        return true;
    }

    /// <summary>y ≈ factor · m, and how much of the deviation that explains.</summary>
    private (double Factor, double Explained) Loss(ReadOnlySpan<double> y)
    {
        double ym = 0,
            mm = 0,
            off = 0,
            left = 0;
        for (int i = 0; i < y.Length; i++)
            (ym, mm) = (ym + (y[i] * _median[i]), mm + (_median[i] * _median[i]));
        double factor = mm > 0 ? ym / mm : 1;
        for (int i = 0; i < y.Length; i++)
        {
            off += Math.Pow(y[i] - _median[i], 2);
            left += Math.Pow(y[i] - (factor * _median[i]), 2);
        }
        return (factor, off > 0 ? 1 - (left / off) : 0);
    }

    /// <summary>Share of the deviation that a straight line explains.</summary>
    private double Broad(ReadOnlySpan<double> y)
    {
        int n = y.Length;
        double mean = 0,
            slope = 0,
            spread = 0,
            off = 0;
        for (int i = 0; i < n; i++)
            mean += (y[i] - _median[i]) / n;
        for (int i = 0; i < n; i++)
        {
            double u = i - ((n - 1) / 2.0),
                d = y[i] - _median[i];
            (slope, spread, off) = (slope + (u * (d - mean)), spread + (u * u), off + (d * d));
        }
        return off > 0 ? ((n * mean * mean) + (slope * slope / spread)) / off : 0;
    }

    private static double Distance(ReadOnlySpan<double> a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        return Math.Sqrt(sum / a.Length);
    }
}
