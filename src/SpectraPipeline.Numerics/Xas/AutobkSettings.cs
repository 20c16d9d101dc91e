namespace SpectraPipeline.Numerics.Xas;

/// <summary>Parameters of <see cref="AutobkFit"/>.</summary>
public sealed record AutobkSettings
{
    /// <summary>R below which χ(R) counts as background, Å.</summary>
    public double RBackground { get; init; } = 1;

    /// <summary>Start of the k-range, Å⁻¹.</summary>
    public double KMin { get; init; }

    /// <summary>End of the k-range, Å⁻¹; null or beyond the data: the end of the data.</summary>
    public double? KMax { get; init; }

    /// <summary>Power n of kⁿχ in the transform.</summary>
    public int KWeight { get; init; } = 1;

    /// <summary>Step of the k grid of χ, Å⁻¹.</summary>
    public double KStep { get; init; } = 0.05;

    /// <summary>Shape of the window over the k-range.</summary>
    public WindowShape Window { get; init; } = WindowShape.Hanning;

    /// <summary>Width of the window's sills, Å⁻¹.</summary>
    public double Sill { get; init; } = 0.1;

    /// <summary>Points at either end that a clamp holds to zero.</summary>
    public int ClampPoints { get; init; } = 3;

    /// <summary>Strength of the clamp at low k.</summary>
    public double ClampLow { get; init; }

    /// <summary>Strength of the clamp at high k.</summary>
    public double ClampHigh { get; init; } = 1;

    /// <summary>Points of the zero-padded transform; sets the R step.</summary>
    public int TransformLength { get; init; } = 2048;
}

/// <summary>How an AUTOBK fit ended.</summary>
/// <param name="Objective">Σr² at the minimum, in the unit of μ² (Å⁻ⁿ ...): transform below RBackground plus clamps.</param>
/// <param name="ClampScale">s of the clamp rows.</param>
/// <param name="Iterations">Fixed-point steps for the clamp scale.</param>
public readonly record struct AutobkSummary(double Objective, double ClampScale, int Iterations);
