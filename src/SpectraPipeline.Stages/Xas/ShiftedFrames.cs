using SpectraPipeline.Numerics.Splines;

namespace SpectraPipeline.Stages.Xas;

/// <summary>Spectra of frames whose energies are shifted, brought to one axis by not-a-knot cubic interpolation; beyond their ends they keep their end values.</summary>
/// <param name="energies">Energies as recorded (eV).</param>
internal sealed class ShiftedFrames(double[] energies)
{
    private readonly NotAKnotSpline _spline = new(energies);
    private readonly double[] _at = new double[energies.Length];

    /// <summary>Values at energies of a frame whose recorded energies are too low by a shift.</summary>
    /// <param name="y">The frame as recorded, finite.</param>
    /// <param name="shift">Added to its energies.</param>
    /// <param name="wanted">Where values are wanted, ascending, at most as many as were recorded.</param>
    /// <param name="result">One value per energy wanted.</param>
    public void Apply(ReadOnlySpan<double> y, double shift, ReadOnlySpan<double> wanted, Span<double> result)
    {
        Span<double> at = _at.AsSpan(0, wanted.Length);
        for (int i = 0; i < at.Length; i++)
            at[i] = Math.Clamp(wanted[i] - shift, energies[0], energies[^1]);
        _spline.Fit(y);
        _spline.Evaluate(at, result);
    }
}
