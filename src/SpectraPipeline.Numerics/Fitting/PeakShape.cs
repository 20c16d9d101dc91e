namespace SpectraPipeline.Numerics.Fitting;

/// <summary>One parameter of a peak shape: its name and the range in which the shape is defined.</summary>
/// <param name="Name">Word of the field: center, height, fwhm, fraction.</param>
/// <param name="Lower">Smallest meaningful value; 0 for a width means "above 0".</param>
/// <param name="Upper">Largest meaningful value.</param>
/// <param name="Start">Where a fit starts when nothing better is known; NaN where the data must say.</param>
public readonly record struct PeakParameter(string Name, double Lower, double Upper, double Start);

/// <summary>
/// A line shape as a pure function of x and a short parameter list that always begins with center, height (value at the center above the
/// background, signed) and fwhm (full width at half of that height, in units of x); further parameters follow.
/// </summary>
/// <remarks>
/// A new shape is one small type: parameters, value and derivatives, area. Everything else (fit, ties, errors, detection limit) is written against this class.
/// Instances hold no state and may be shared.
/// </remarks>
public abstract class PeakShape
{
    /// <summary>Index of the center in the parameter list.</summary>
    public const int Center = 0;

    /// <summary>Index of the height in the parameter list.</summary>
    public const int Height = 1;

    /// <summary>Index of the full width at half height in the parameter list.</summary>
    public const int FullWidth = 2;

    /// <summary>Index of the first parameter beyond center, height and fwhm.</summary>
    public const int Extra = 3;

    /// <summary>Name as written in a pipeline file, kebab-case.</summary>
    public abstract string Name { get; }

    /// <summary>The parameters in order.</summary>
    public abstract IReadOnlyList<PeakParameter> Parameters { get; }

    /// <summary>Number of parameters.</summary>
    public int ParameterCount => Parameters.Count;

    /// <summary>Adds the peak to <paramref name="model"/>.</summary>
    /// <param name="parameters">In the order of <see cref="Parameters"/>.</param>
    /// <param name="x">Positions, any order.</param>
    /// <param name="model">Same length as <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public abstract void Add(ReadOnlySpan<double> parameters, ReadOnlySpan<double> x, Span<double> model);

    /// <summary>Adds the peak to <paramref name="model"/> and writes its derivative with respect to each parameter.</summary>
    /// <param name="parameters">In the order of <see cref="Parameters"/>.</param>
    /// <param name="x">Positions, any order.</param>
    /// <param name="model">Same length as <paramref name="x"/>.</param>
    /// <param name="derivatives">∂peak/∂parameter k at point i goes to [k·stride + i].</param>
    /// <param name="stride">Distance between the rows of <paramref name="derivatives"/>; at least the length of <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public abstract void AddWithDerivatives(
        ReadOnlySpan<double> parameters,
        ReadOnlySpan<double> x,
        Span<double> model,
        Span<double> derivatives,
        int stride
    );

    /// <summary>Area ∫ peak dx over the whole axis, and its gradient with respect to the parameters.</summary>
    /// <param name="parameters">In the order of <see cref="Parameters"/>.</param>
    /// <param name="gradient">Receives ∂area/∂parameter.</param>
    public abstract double Area(ReadOnlySpan<double> parameters, Span<double> gradient);

    /// <summary>Area ∫ peak dx over the whole axis.</summary>
    public double Area(ReadOnlySpan<double> parameters)
    {
        Span<double> gradient = stackalloc double[ParameterCount];
        return Area(parameters, gradient);
    }
}
