using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Stages.Xas;

/// <summary>xas.lcf on one frame after the other; a frame's result depends on the frame and the standards alone.</summary>
internal sealed class LcfKernel : XasKernel
{
    private readonly Lcf _stage;
    private readonly LcfSetup _setup;
    private readonly LcfProblem _problem;
    private readonly LcfSearch _search;
    private readonly LcfRanking _ranking;
    private readonly LcfRows _rows;
    private readonly EdgeFinder _edge = new();
    private readonly double[] _scratch;
    private int _measured;

    public LcfKernel(Lcf stage, LcfSetup setup)
        : base(setup.Shape)
    {
        (_stage, _setup) = (stage, setup);
        _problem = new LcfProblem(stage, setup);
        _search = new LcfSearch(stage, setup, _problem);
        _ranking = new LcfRanking(stage, _problem, _search);
        _rows = new LcfRows(stage, setup, _problem);
        _scratch = new double[setup.X.Length];
    }

    public override void ApplyBlock(FrameBlock block, Findings findings)
    {
        base.ApplyBlock(block, findings);
        if (block.Input.FirstFrame == 0)
            _rows.WriteStandards(findings);
    }

    protected override void Process(in FrameIn input, in FrameOut output, Findings findings)
    {
        ReadOnlySpan<double> y = input.Y;
        // With flatten the newest norm has the flattened curve first.
        string wanted = _stage.Space == LcfSpace.Flat ? "flat" : "norm";
        if (!_stage.IsChi && input.Channel(wanted) is { IsEmpty: false } named)
            y = named;
        _measured = MeasuredRange.Of(input.Mask, y.Length);
        (int first, int last) = Range(input, y);
        if (last >= _measured)
            findings.Flag(
                "range-short",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The scan ends at {_setup.X[Math.Max(_measured, 1) - 1]:F2}, within the range of the fit (to {_setup.X[last]:F2}): its weights rest on less than those of the others. Lower to, or leave the frame out."
                )
            );
        _problem.Take(y, input.Mask, first, last);
        int standards = _setup.Standards.Length;
        if (_problem.Points < standards + 2)
            throw new FrameException(
                "too-few-points",
                $"{_problem.Points} usable points in the range cannot determine {standards} weights: widen from and to, or list fewer standards."
            );
        if (Products.Dot(_problem.Target, _problem.Target) == 0)
            throw new FrameException("no-signal", "The spectrum is zero over the whole range of the fit.");
        _search.Run();
        LcfSolution best = _search.Best;
        _problem.Curves(best, y, output[0], output[1]);
        double[] fitted = new double[_problem.Points];
        _problem.Combine(best, fitted);
        var quality = new LcfQuality(_stage, _setup, best, _problem.Target, fitted, NoiseOf(input, y, first, last));
        _rows.WriteWeights(best, quality, findings);
        _rows.WriteQuality(best, quality, _search.Curvature(), findings);
        if (_stage.MaxComponents > 0)
            _rows.WriteRanking(_ranking.Rank(quality.Shared), quality, findings);
        _rows.WriteDistances(quality, findings);
        if (_stage.EnergyShift != LcfShift.None && Math.Abs(best.Shift) > _stage.MaxShift - 1e-3)
            findings.Flag(
                "shift-at-limit",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The best shift lies at the limit, {best.Shift:F2} eV: raise max-shift, or calibrate unknown and standards first."
                )
            );
    }

    private (int First, int Last) Range(in FrameIn input, ReadOnlySpan<double> y)
    {
        double[] x = _setup.X;
        double from = _stage.KMin,
            to = _stage.KMax ?? Math.Max(x[_setup.High] - 2, _stage.KMin + 1);
        if (!_stage.IsChi)
        {
            double e0 = _stage.E0 ?? input.Scalar("e0");
            if (!double.IsFinite(e0))
                e0 = _edge.Find(x.AsSpan(0, _measured), y[.._measured]);
            (from, to) = (e0 + _stage.From, e0 + _stage.To);
        }
        else
            MeasuredRange.CheckReach(input.Mask, x, to, "xas.lcf");
        int first = EnergyGrid.AtOrBelow(x, from),
            last = EnergyGrid.AtOrBelow(x, to);
        if (first < _setup.Low || last > _setup.High || to > x[^1] + 1e-9 && !_stage.IsChi)
            throw new FrameException(
                "range-not-covered",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The range {from:F2} to {to:F2} is not covered by unknown and standards together, {x[_setup.Low]:F2} to {x[_setup.High]:F2}: change from and to."
                )
            );
        return (first, last);
    }

    // As measured, else from the scatter of the scan; of interpolated χ and of derivatives neither says what a point is worth.
    private double NoiseOf(in FrameIn input, ReadOnlySpan<double> y, int first, int last)
    {
        if (_stage.Space is LcfSpace.Chi or LcfSpace.Derivative)
            return double.NaN;
        if (input.Sigma.IsEmpty)
            return ScanNoise.Of(_setup.X.AsSpan(0, _measured), y[.._measured], _scratch.AsSpan(0, _measured));
        ReadOnlySpan<double> sigma = input.Sigma.Slice(first, last - first + 1);
        return Math.Sqrt(Products.Dot(sigma, sigma) / sigma.Length);
    }
}
