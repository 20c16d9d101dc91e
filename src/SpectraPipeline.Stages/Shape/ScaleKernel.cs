using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Shape;

/// <summary>Normalisation by a number that one spectrum gives: (y − offset)/scale.</summary>
internal sealed class ScaleKernel : FrameKernel
{
    // Spread below this part of the values is the rounding of a constant.
    private const double Rounding = 1e-13;

    private readonly Axis _axis;
    private readonly NormalizeMethod _method;
    private readonly int _first;
    private readonly int _end;
    private readonly double _standard = 1;

    // A band is measured in the frame where it was in the reference.
    private readonly bool[]? _known;

    public ScaleKernel(StageInput input, ReferenceSpectrum? reference, Range measured, NormalizeMethod method)
        : base(new OutputShape(input.Axis, (input.Channel, SignalOf(input.Signal, method))))
    {
        (_axis, _method) = (input.Axis, method);
        (_first, int points) = measured.GetOffsetAndLength(input.Axis.Length);
        _end = _first + points;
        if (method != NormalizeMethod.InternalStandard)
            return;
        _known = reference!.Use;
        RequirePoints([], message => new UserException("shape.normalize: of the reference " + message));
        _standard = BandArea(reference.Values, []);
        if (!(Math.Abs(_standard) > 0))
            throw new UserException(
                FormattableString.Invariant(
                    $"shape.normalize: the reference has no band between {_axis[_first]:g6} and {_axis[_end - 1]:g6} {_axis.Unit}; choose another with 'reference:'."
                )
            );
    }

    public override void Apply(in FrameIn input, in FrameOut output, Findings findings)
    {
        RequirePoints(input.Mask, message => new FrameException("too-much-masked", "Of the frame " + message));
        (double offset, double scale) = Measure(input.Y, input.Mask);
        Span<double> result = output[0];
        for (int i = 0; i < result.Length; i++)
            result[i] = (input.Y[i] - offset) / scale;
    }

    private (double Offset, double Scale) Measure(ReadOnlySpan<double> y, ReadOnlySpan<bool> use) =>
        _method switch
        {
            NormalizeMethod.Snv => Spread(y, use),
            NormalizeMethod.Vector => (0, Positive(Root(y, use), "vector-zero", "Every value is zero")),
            NormalizeMethod.Area => (0, Positive(Area(y, use), "area-not-positive", "The area is not positive")),
            NormalizeMethod.MinMax => Extent(y, use),
            NormalizeMethod.Max => (0, Positive(Extremes(y, use).High, "max-not-positive", "The largest value is not positive")),
            // A band that points down in transmittance points down in the reference too: only their ratio must be positive.
            NormalizeMethod.InternalStandard => (0, Positive(BandArea(y, use) / _standard, "band-not-found", "The standard has no band")),
            _ => (0, Positive(BandArea(y, use), "band-not-found", "The band has no area above the line through its ends")),
        };

    private double Positive(double value, string code, string what) =>
        value > 0
            ? value
            : throw new FrameException(
                code,
                FormattableString.Invariant(
                    $"{what} between {_axis[_first]:g6} and {_axis[_end - 1]:g6} {_axis.Unit} ({value:g4}): nothing to normalise by. Choose from and to elsewhere, or another method."
                )
            );

    private (double, double) Spread(ReadOnlySpan<double> y, ReadOnlySpan<bool> use)
    {
        double sum = 0;
        int count = 0;
        for (int i = _first; i < _end; i++)
            if (Counts(use, i))
                (sum, count) = (sum + y[i], count + 1);
        double mean = sum / count,
            squares = 0;
        for (int i = _first; i < _end; i++)
            if (Counts(use, i))
                squares += (y[i] - mean) * (y[i] - mean);
        double deviation = count > 1 ? Math.Sqrt(squares / (count - 1)) : 0;
        return deviation > Rounding * Math.Abs(mean) ? (mean, deviation) : throw Constant(mean);
    }

    private (double, double) Extent(ReadOnlySpan<double> y, ReadOnlySpan<bool> use)
    {
        (double low, double high) = Extremes(y, use);
        return high - low > Rounding * Math.Max(Math.Abs(low), Math.Abs(high)) ? (low, high - low) : throw Constant(low);
    }

    private static FrameException Constant(double value) =>
        new(
            "constant-spectrum",
            FormattableString.Invariant($"The spectrum is {value:g6} at every point that is measured: it has no spread to normalise by.")
        );

    private (double Low, double High) Extremes(ReadOnlySpan<double> y, ReadOnlySpan<bool> use)
    {
        double low = double.PositiveInfinity,
            high = double.NegativeInfinity;
        for (int i = _first; i < _end; i++)
            if (Counts(use, i))
                (low, high) = (Math.Min(low, y[i]), Math.Max(high, y[i]));
        return (low, high);
    }

    private double Root(ReadOnlySpan<double> y, ReadOnlySpan<bool> use)
    {
        double squares = 0;
        for (int i = _first; i < _end; i++)
            if (Counts(use, i))
                squares += y[i] * y[i];
        return Math.Sqrt(squares);
    }

    /// <summary>Trapezia between neighbours that count; a masked stretch is bridged by its own trapezium.</summary>
    private double Area(ReadOnlySpan<double> y, ReadOnlySpan<bool> use)
    {
        double area = 0;
        int last = -1;
        for (int i = _first; i < _end; i++)
        {
            if (!Counts(use, i))
                continue;
            if (last >= 0)
                area += 0.5 * (y[i] + y[last]) * (_axis[i] - _axis[last]);
            last = i;
        }
        return area;
    }

    private double BandArea(ReadOnlySpan<double> y, ReadOnlySpan<bool> use)
    {
        int first = _first,
            last = _end - 1;
        while (first < last && !Counts(use, first))
            first++;
        while (last > first && !Counts(use, last))
            last--;
        return Area(y, use) - 0.5 * (y[first] + y[last]) * (_axis[last] - _axis[first]);
    }

    private bool Counts(ReadOnlySpan<bool> use, int i) => (use.IsEmpty || use[i]) && _known?[i] != false;

    /// <summary>A mask over all of the measured range would look like a spectrum of zeros.</summary>
    private void RequirePoints(ReadOnlySpan<bool> use, Func<string, Exception> error)
    {
        if (use.IsEmpty && _known is null)
            return;
        int count = 0,
            fewest = _method is NormalizeMethod.Band or NormalizeMethod.InternalStandard ? 3 : 2;
        for (int i = _first; i < _end; i++)
            count += Counts(use, i) ? 1 : 0;
        if (count < fewest)
            throw error(
                FormattableString.Invariant(
                    $"{count} points are left beside the mask between {_axis[_first]:g6} and {_axis[_end - 1]:g6} {_axis.Unit}, {fewest} are needed to measure: mask less, or choose from and to elsewhere."
                )
            );
    }

    /// <summary>What has the scale of the reference stays what it was; what has a scale of its own has no unit, and without its zero no kind either.</summary>
    private static Signal SignalOf(Signal input, NormalizeMethod method) =>
        method switch
        {
            NormalizeMethod.InternalStandard => input,
            NormalizeMethod.Snv or NormalizeMethod.MinMax => new Signal(SignalKind.Unknown),
            _ => new Signal(input.IsSigned ? input.Kind : SignalKind.Unknown),
        };
}
