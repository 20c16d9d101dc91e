namespace SpectraPipeline.Numerics.Fitting;

/// <summary>One parameter of a peak shape: its name and the range in which the shape is defined.</summary>
/// <param name="Name">Word of the field: center, height, fwhm, fraction.</param>
/// <param name="Lower">Smallest meaningful value; 0 for a width means "above 0".</param>
/// <param name="Upper">Largest meaningful value.</param>
/// <param name="Start">Where a fit starts when nothing better is known; NaN where the data must say.</param>
public readonly record struct PeakParameter(string Name, double Lower, double Upper, double Start)
{
    /// <summary>Lower end of the range in which a fit looks unless told otherwise.</summary>
    public double UsualLower { get; init; } = Lower;

    /// <summary>Upper end of that range.</summary>
    public double UsualUpper { get; init; } = Upper;
}

/// <summary>
/// A line shape as a pure function of x and a short parameter list that always begins with center (the shape's own position parameter), height (the
/// largest value above the background, signed) and fwhm (full width at half of that height, in units of x); further parameters follow.
/// </summary>
/// <remarks>
/// The maximum lies at the center unless the shape has a derived quantity "maximum"; <see cref="FanoShape"/> and <see cref="BwfShape"/>, whose tails do not
/// vanish, say what their height and fwhm are. Everything but the center scales: a shape is height · S((x - center)/fwhm; further parameters).
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

    /// <summary>Names of quantities that follow from the parameters: true maximum, widths of parts. Empty for shapes that have none.</summary>
    public virtual IReadOnlyList<string> Derived => [];

    /// <summary>A derived quantity, and its gradient with respect to the parameters.</summary>
    /// <param name="index">Which of <see cref="Derived"/>.</param>
    /// <param name="parameters">In the order of <see cref="Parameters"/>.</param>
    /// <param name="gradient">Receives ∂quantity/∂parameter.</param>
    public virtual double DerivedValue(int index, ReadOnlySpan<double> parameters, Span<double> gradient) =>
        throw new ArgumentOutOfRangeException(nameof(index), $"A {Name} has no derived quantity {index}.");

    /// <summary>This shape as an instrument with a Gaussian line of that full width records it; its parameters remain those of the band itself.</summary>
    /// <param name="instrumentFullWidth">Full width at half maximum of the instrument's line, unit of x.</param>
    /// <returns>Null where the convolution has no exact form.</returns>
    public virtual PeakShape? Broadened(double instrumentFullWidth) => null;

    /// <summary>Full width of the Gaussian instrument line that is in this shape; 0 = none.</summary>
    public virtual double InstrumentFullWidth => 0;

    /// <summary>The shape before the instrument; itself where there is none.</summary>
    public virtual PeakShape Unbroadened => this;

    /// <summary>Full width as it is recorded, √(fwhm² + i²): exact for a Gaussian, up to a seventh too small for a Lorentzian.</summary>
    /// <param name="fullWidth">Full width of the band itself.</param>
    public double RecordedWidth(double fullWidth)
    {
        double instrument = InstrumentFullWidth;
        return instrument > 0 ? Math.Sqrt(fullWidth * fullWidth + instrument * instrument) : fullWidth;
    }

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

    /// <summary>Length of what <see cref="Prepare"/> writes.</summary>
    internal virtual int ConstantCount => ParameterCount;

    /// <summary>Computes once per curve what each of its points needs; the parameters themselves where that is all.</summary>
    internal virtual void Prepare(ReadOnlySpan<double> parameters, Span<double> constants) => parameters.CopyTo(constants);

    /// <summary><see cref="AddWithDerivatives"/> for a piece of a curve, from prepared constants, unchecked.</summary>
    internal abstract void AddPrepared(
        ReadOnlySpan<double> constants,
        ReadOnlySpan<double> x,
        Span<double> model,
        Span<double> derivatives,
        int stride
    );

    /// <summary>Area ∫ peak dx over the whole axis, and its gradient with respect to the parameters; NaN where the integral diverges.</summary>
    /// <param name="parameters">In the order of <see cref="Parameters"/>.</param>
    /// <param name="gradient">Receives ∂area/∂parameter.</param>
    public abstract double Area(ReadOnlySpan<double> parameters, Span<double> gradient);

    /// <summary>Center, height and fwhm, as every shape has them.</summary>
    private protected static PeakParameter[] Base { get; } =
    [
        new("center", double.NegativeInfinity, double.PositiveInfinity, double.NaN),
        new("height", double.NegativeInfinity, double.PositiveInfinity, double.NaN),
        new("fwhm", 0, double.PositiveInfinity, double.NaN),
    ];

    /// <summary>Area ∫ peak dx over the whole axis.</summary>
    public double Area(ReadOnlySpan<double> parameters)
    {
        Span<double> gradient = stackalloc double[ParameterCount];
        return Area(parameters, gradient);
    }
}
