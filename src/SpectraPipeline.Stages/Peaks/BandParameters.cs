using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Fitting;

namespace SpectraPipeline.Stages.Peaks;

/// <summary>Rows of what a fitted band has beyond center, height and width: further parameters of its shape, then what follows from all (true maximum, widths of parts).</summary>
/// <param name="fitter">The fit.</param>
internal sealed class BandParameters(MultiPeakFit fitter)
{
    private readonly PeakShape _shape = fitter.Shape;
    private readonly double[] _gradient = new double[fitter.Shape.ParameterCount];

    /// <summary>The first further parameter is the fraction of a pseudo-Voigt, which has a column in bands too.</summary>
    public bool HasFraction { get; } =
        fitter.Shape.ParameterCount > PeakShape.Extra && fitter.Shape.Parameters[PeakShape.Extra].Name == "fraction";

    /// <summary>Writes the rows of a band of the fit that was just made.</summary>
    public void Write(int band, Findings findings)
    {
        int count = _shape.ParameterCount;
        ReadOnlySpan<double> values = fitter.Parameters.Slice(band * count, count);
        for (int p = PeakShape.Extra; p < count; p++)
            Add(band, _shape.Parameters[p].Name, values[p], fitter.StandardError(band * count + p), findings);
        for (int d = 0; d < _shape.Derived.Count; d++)
        {
            double value = _shape.DerivedValue(d, values, _gradient);
            // No row for what the parameters do not determine: the q of a symmetric line.
            if (double.IsFinite(value))
                Add(band, _shape.Derived[d], value, fitter.PropagatedError(band, _gradient), findings);
        }
    }

    private static void Add(int band, string name, double value, double error, Findings findings) =>
        findings.Add(
            new BandParameterRow
            {
                Series = findings.Series,
                Step = findings.Step,
                Frame = findings.Frame,
                Band = band + 1,
                Name = name,
                Value = value,
                Se = error,
            }
        );
}
