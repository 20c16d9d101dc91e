using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Multivariate;
using SpectraPipeline.Numerics.Statistics;
using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Stages.Series;

/// <summary>One run of <see cref="Pca"/>: gathers frames and points that count, decomposes, tests, writes.</summary>
internal sealed class PcaRun
{
    private readonly Pca _stage;
    private readonly SpectralSeries _input;
    private readonly StageInput _about;
    private readonly Findings _findings;
    private readonly int[] _frames,
        _points;
    private readonly Axis _axis;

    public PcaRun(Pca stage, SpectralSeries input, StageInput about, Findings findings)
    {
        (_stage, _input, _about, _findings) = (stage, input, about, findings);
        _frames = [.. Enumerable.Range(0, input.Frames).Where(f => input.Faults[f] is null)];
        if (_frames.Length < 3)
            throw new UserException($"series.pca needs three healthy frames at least; series '{input.Id}' has {_frames.Length}.");
        double from = stage.From ?? double.NegativeInfinity,
            to = stage.To ?? double.PositiveInfinity;
        bool[]? mask = input.Primary.Mask;
        _points =
        [
            .. Enumerable
                .Range(0, input.Points)
                .Where(i => input.Axis[i] >= from && input.Axis[i] <= to && (mask is null || _frames.All(f => mask[f * input.Points + i]))),
        ];
        if (_points.Length < 3)
            throw new UserException(
                FormattableString.Invariant(
                    $"series.pca: {_points.Length} points of series '{input.Id}' lie in the range and are masked in no frame; 3 are needed. The axis runs from {input.Axis[0]:g6} to {input.Axis[input.Axis.Length - 1]:g6}."
                )
            );
        _axis = new Axis(input.Axis.Name, input.Axis.Unit, [.. _points.Select(i => input.Axis[i])]);
    }

    public SpectralSeries Run()
    {
        double[] data = new double[_frames.Length * _points.Length];
        for (int f = 0; f < _frames.Length; f++)
        {
            ReadOnlySpan<double> row = _input.Primary[_frames[f]];
            for (int i = 0; i < _points.Length; i++)
                data[f * _points.Length + i] = row[_points[i]];
        }
        var components = new PrincipalComponents(data, _frames.Length, _points.Length, _stage.Components, _stage.Centre, _stage.Scale);
        if (components.Count == 0)
            throw new UserException(
                $"series.pca: nothing is left of series '{_input.Id}' after centring and scaling; its frames are all the same, or zero."
            );
        double shared = Shared(components);
        var ranks = new PcaRanks(
            _stage,
            components,
            Noise(),
            shared,
            new SeededNormal(_about.Run.Seed, $"{_input.Id} {_findings.Step} pca")
        );
        if (shared > PcaRanks.Correlated)
            _findings.Warn(
                "noise-correlated",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Neighbouring points share noise (about {shared:F1} points each): ind, the F tests and noise find too many components; trust parallel."
                )
            );
        var rows = new PcaRows(_findings, components, _axis, [.. _frames.Select(f => _input.FirstFrame + f)]);
        rows.WriteRanks(ranks);
        rows.WriteComponents(ranks.Noise);
        new PcaTargets(_stage, _about, _input.Signal, _axis, components, ranks.Rank).Write(_findings);
        _findings.Frame = -1;
        return Output(components, ranks.Rank);
    }

    // As stated, as measured, or the median of the scatter of the frames; that of the scaled data is not known.
    private double Noise()
    {
        if (_stage.Scale != Scaling.None)
            return double.NaN;
        if (_stage.Noise is { } stated)
            return stated > 0 ? stated : double.NaN;
        double[] scratch = new double[_points.Length],
            y = new double[_points.Length],
            all = new double[_frames.Length];
        for (int f = 0; f < _frames.Length; f++)
        {
            double[] values = _input.Primary.Sigma ?? _input.Primary.Values;
            for (int i = 0; i < _points.Length; i++)
                y[i] = values[_frames[f] * _input.Points + _points[i]];
            all[f] = _input.Primary.Sigma is null ? ScanNoise.Of(_axis.Values, y, scratch) : Math.Sqrt(Products.Dot(y, y) / y.Length);
        }
        return Median.InPlace(all);
    }

    // Points that share one piece of noise, from what all components together leave.
    private static double Shared(PrincipalComponents components)
    {
        double[] rest = components.Residual(components.Count);
        int points = components.Points;
        double squares = Products.Dot(rest, rest),
            neighbours = 0;
        for (int f = 0; f < components.Frames; f++)
            neighbours += Products.Dot(rest.AsSpan(f * points, points - 1), rest.AsSpan(f * points + 1, points - 1));
        if (components.Triplets.IsComplete || !(squares > 0))
            return 1;
        double correlation = Math.Min(0.9, neighbours / squares);
        return correlation > 0.05 + 3 / Math.Sqrt(rest.Length) ? (1 + correlation) / (1 - correlation) : 1;
    }

    // What the real components make of each frame, in the units of the input, and what they leave.
    private SpectralSeries Output(PrincipalComponents components, int rank)
    {
        int points = _points.Length;
        double[] made = new double[_input.Frames * points],
            left = new double[_input.Frames * points];
        made.AsSpan().Fill(double.NaN);
        left.AsSpan().Fill(double.NaN);
        double[] rest = components.Residual(rank);
        for (int f = 0; f < _frames.Length; f++)
        for (int i = 0; i < points; i++)
        {
            double y = _input.Primary[_frames[f]][_points[i]],
                residual = rest[f * points + i] * components.PointScale[i] * components.FrameScale[f];
            left[_frames[f] * points + i] = residual;
            made[_frames[f] * points + i] = y - residual;
        }
        var signal = new Signal(SignalKind.Auxiliary, _input.Signal.Unit);
        return new SpectralSeries(
            _input.Id,
            _axis,
            [
                new Channel("reconstruction", signal, _input.Frames, points, made),
                new Channel("residual", signal, _input.Frames, points, left),
            ],
            _input.Info,
            (Fault?[])_input.Faults.Clone(),
            _input.FirstFrame
        );
    }
}
