using SpectraPipeline.Numerics.Splines;

namespace SpectraPipeline.Numerics.Xas;

/// <summary>A reference spectrum as an instrument of lower resolution sees it: on an even grid of half its smallest step, convolved with a Gauss function.</summary>
internal sealed class BroadenedReference
{
    private readonly double[] _sharp;
    private readonly double[] _blurred;
    private readonly NotAKnotSpline _spline;
    private double _broadened = double.NaN;

    public BroadenedReference(ReadOnlySpan<double> energy, ReadOnlySpan<double> reference)
    {
        double smallest = double.PositiveInfinity;
        for (int i = 1; i < energy.Length; i++)
            smallest = Math.Min(smallest, energy[i] - energy[i - 1]);
        int points = (int)Math.Clamp((energy[^1] - energy[0]) / Math.Max(smallest / 2, 1e-6), 256, 8192);
        Step = (energy[^1] - energy[0]) / (points - 1);
        double[] grid = new double[points];
        (_sharp, _blurred) = (new double[points], new double[points]);
        for (int i = 0; i < points; i++)
            grid[i] = energy[0] + (i * Step);
        var measured = new NotAKnotSpline(energy);
        measured.Fit(reference);
        measured.Evaluate(grid, _sharp);
        _spline = new NotAKnotSpline(grid);
    }

    /// <summary>Step of the grid (eV).</summary>
    public double Step { get; }

    /// <summary>The broadened curve at energies that do not decrease.</summary>
    public void Evaluate(ReadOnlySpan<double> energy, Span<double> result) => _spline.Evaluate(energy, result);

    /// <summary>Reference ∗ Gauss function of a variance (eV²); beyond its ends the reference stays at its end value.</summary>
    public void Broaden(double variance)
    {
        if (variance == _broadened)
            return;
        _broadened = variance;
        double sigma = Math.Sqrt(variance) / Step;
        int reach = (int)Math.Ceiling(4.5 * sigma);
        double[] kernel = new double[reach + 1];
        double total = 0;
        for (int k = 0; k <= reach; k++)
        {
            kernel[k] = k == 0 ? 1 : Math.Exp(-0.5 * k * k / (sigma * sigma));
            total += (k == 0 ? 1 : 2) * kernel[k];
        }
        int last = _sharp.Length - 1;
        for (int i = 0; i <= last; i++)
        {
            double sum = kernel[0] * _sharp[i];
            for (int k = 1; k <= reach; k++)
                sum += kernel[k] * (_sharp[Math.Max(0, i - k)] + _sharp[Math.Min(last, i + k)]);
            _blurred[i] = sum / total;
        }
        _spline.Fit(_blurred);
    }
}
