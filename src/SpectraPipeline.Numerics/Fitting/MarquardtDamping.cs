namespace SpectraPipeline.Numerics.Fitting;

/// <summary>λ of Marquardt and the rule by which it follows the gain ratio ρ = decrease/predicted decrease.</summary>
/// <remarks>
/// Along the step d, χ² has the curvature (2 - ρ) d'J'J d where the linearised problem has d'J'J d. Below ρ = 1/2 the plain rule would overshoot again and
/// again (large residuals, correlated noise), so λ is raised to (1 - ρ) d'J'J d/d'D d, which gives the damped matrix the true curvature.
/// </remarks>
internal struct MarquardtDamping(double initial)
{
    // So small that it changes nothing in any problem that double precision can solve.
    private const double Least = 1e-30;
    private const double Hopeless = 1e20;
    private double _growth = 2;

    public double Value { get; private set; } = initial;

    /// <summary>Damping can be raised no further with effect.</summary>
    public readonly bool IsHopeless => Value >= Hopeless;

    /// <summary>The step lowered χ².</summary>
    /// <param name="ratio">ρ.</param>
    /// <param name="stiffness">d'J'J d/d'D d.</param>
    public void Accepted(double ratio, double stiffness)
    {
        if (ratio > 0.75)
            Value = Math.Max(Least, 0.1 * Value);
        else if (ratio <= 0.5)
            Value = Math.Max(Value, (1 - ratio) * stiffness);
        _growth = 2;
    }

    /// <summary>The step did not lower χ².</summary>
    public void Rejected(double stiffness)
    {
        Value = Math.Max(Value * _growth, stiffness);
        _growth *= 2;
    }

    /// <summary>The matrix could not be solved.</summary>
    public void Singular() => Value = Math.Max(Value * 10, 1e-8);

    /// <summary>Starts anew with almost none.</summary>
    public void Restart() => this = new MarquardtDamping(1e-9);
}
