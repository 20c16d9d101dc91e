using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Optics;
using SpectraPipeline.Numerics.Splines;
using SpectraPipeline.Stages.Baseline;

namespace SpectraPipeline.Stages.Shape;

/// <summary>ATR absorbance over the effective thickness: the absorbance of 1 µm in transmission.</summary>
internal sealed class PenetrationKernel : FrameKernel
{
    private readonly StageInput _input;
    private readonly double[] _factor,
        _lit;

    public PenetrationKernel(StageInput input, InternalReflection geometry, double sampleIndex)
        : base(
            new OutputShape(
                input.Axis,
                (
                    "absorbance",
                    new Signal(QuantityKernel.IsDifference(input.Signal) ? SignalKind.DifferenceAbsorbance : SignalKind.Absorbance)
                )
            )
        )
    {
        (_input, _lit) = (input, new double[input.Axis.Length]);
        double thickness = geometry.EffectiveThickness(sampleIndex);
        _factor = new double[input.Axis.Length];
        for (int i = 0; i < _factor.Length; i++)
            _factor[i] = 1 / (thickness * Micrometres(input.Axis, i));
    }

    /// <summary>Vacuum wavelength of a point.</summary>
    /// <exception cref="UserException">The axis is no infrared one, or not positive.</exception>
    public static double Micrometres(Axis axis, int i)
    {
        double x = axis[i] * axis.Unit.Scale;
        double wavelength = axis.Unit.Quantity switch
        {
            Quantity.Wavenumber => 1e4 / x,
            Quantity.Wavelength => 1e-3 * x,
            _ => double.NaN,
        };
        return wavelength > 0 && double.IsFinite(wavelength)
            ? wavelength
            : throw new UserException(
                FormattableString.Invariant(
                    $"shape.convert: an ATR correction needs wavenumbers or wavelengths above 0, not {axis[i]:g6} {axis.Unit} ({axis.Name})."
                )
            );
    }

    public override void Apply(in FrameIn input, in FrameOut output, Findings findings)
    {
        Span<double> result = output[0];
        ReadOnlySpan<double> y = QuantityKernel.Lit(input.Y, input.Mask, _input.Signal, _input.Axis, _lit);
        QuantityKernel.ToAbsorbance(y, _input.Signal, _input.Axis, result);
        for (int i = 0; i < result.Length; i++)
            result[i] *= _factor[i];
    }
}

/// <summary>Extinction and index of the sample by Fresnel and Kramers-Kronig; the absorbance of 1 µm of it in transmission.</summary>
internal sealed class OpticalConstantsKernel : FrameKernel
{
    private const int MostPasses = 100;

    // A grid may be finer than the axis, where that is uneven, but not without end.
    private const int MostFine = 4;
    private const double Even = 0.01;

    private readonly StageInput _input;
    private readonly AtrInversion _inversion;
    private readonly double[] _grid = [];
    private readonly double[] _absorbance,
        _bridged,
        _onGrid,
        _k,
        _n;

    public OpticalConstantsKernel(StageInput input, InternalReflection geometry, double sampleIndex)
        : base(
            new OutputShape(
                input.Axis,
                ("absorbance", new Signal(SignalKind.Absorbance)),
                ("n", new Signal(SignalKind.Auxiliary)),
                ("k", new Signal(SignalKind.Auxiliary))
            )
        )
    {
        _input = input;
        Axis axis = input.Axis;
        if (QuantityKernel.IsDifference(input.Signal))
            throw new UserException(
                "shape.convert: optical-constants needs spectra, not differences (Kramers-Kronig of a difference is none of a substance). Put shape.difference behind it, or use atr-method: penetration-depth."
            );
        if (axis.Unit.Quantity != Quantity.Wavenumber || axis[0] <= 0 || axis.Length < 3)
            throw new UserException(
                "shape.convert: optical-constants needs wavenumbers above 0; put shape.convert with to: wavenumber before."
            );
        int points = axis.Length;
        if (!axis.IsUniform(Even))
        {
            double finest = Enumerable.Range(1, axis.Length - 1).Min(i => axis[i] - axis[i - 1]);
            points = (int)Math.Min(MostFine * (double)axis.Length, 1 + Math.Ceiling((axis[axis.Length - 1] - axis[0]) / finest));
            _grid = new double[points];
        }
        double step = (axis[axis.Length - 1] - axis[0]) / (points - 1);
        for (int i = 0; i < _grid.Length; i++)
            _grid[i] = i + 1 < _grid.Length ? axis[0] + i * step : axis[axis.Length - 1];
        _inversion = new AtrInversion(geometry, sampleIndex, axis[0], step, points, MostPasses);
        (_absorbance, _bridged) = (new double[axis.Length], new double[axis.Length]);
        (_onGrid, _k, _n) = (new double[points], new double[points], new double[points]);
    }

    public override void Apply(in FrameIn input, in FrameOut output, Findings findings)
    {
        Axis axis = _input.Axis;
        ReadOnlySpan<double> y = QuantityKernel.Lit(input.Y, input.Mask, _input.Signal, axis, _bridged);
        QuantityKernel.ToAbsorbance(y, _input.Signal, axis, _absorbance);
        double[] whole = _absorbance;
        if (!input.Mask.IsEmpty)
            MaskBridge.Fill(axis.Values, _absorbance, input.Mask, whole = _bridged);
        bool even = _grid.Length == 0;
        if (even)
            whole.CopyTo(_onGrid, 0);
        else
            LinearInterpolation.Evaluate(axis.Values, whole, _grid, _onGrid);
        AtrOutcome outcome = _inversion.Solve(_onGrid, _k, _n);
        if (outcome.NoAnswerAt >= 0)
            throw new FrameException(
                "atr-too-strong",
                FormattableString.Invariant(
                    $"No sample absorbs as much as the frame does near {axis[0] + outcome.NoAnswerAt * (axis[axis.Length - 1] - axis[0]) / (_k.Length - 1):g6} {axis.Unit} in this geometry; check atr-angle, crystal, reflections and that the baseline is off."
                )
            );
        if (!outcome.Converged)
            findings.Flag(
                "not-converged",
                FormattableString.Invariant(
                    $"n and k still changed by {outcome.Change:g2} of the largest k after {outcome.Iterations} passes: too near the critical angle. A crystal of higher index, or a larger angle, avoids it."
                )
            );
        Write(output);
    }

    private void Write(in FrameOut output)
    {
        Axis axis = _input.Axis;
        if (_grid.Length == 0)
        {
            _n.CopyTo(output[1]);
            _k.CopyTo(output[2]);
        }
        else
        {
            LinearInterpolation.Evaluate(_grid, _n, axis.Values, output[1]);
            LinearInterpolation.Evaluate(_grid, _k, axis.Values, output[2]);
        }
        // 4πνk/ln 10 a centimetre; 1 µm is 1e-4 of it.
        double factor = 4e-4 * Math.PI / Math.Log(10);
        for (int i = 0; i < axis.Length; i++)
            output[0][i] = factor * axis[i] * output[2][i];
    }
}
