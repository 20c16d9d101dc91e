namespace SpectraPipeline.Numerics.Exafs;

/// <summary>What is known of the variables of a fit from elsewhere: each is one more residual, (value − target)/σ, of standard deviation 1.</summary>
public interface IRestraints
{
    /// <summary>Number of restraints.</summary>
    int Count { get; }

    /// <summary>The residuals and their derivatives at a point.</summary>
    /// <param name="variables">One value per variable of the fit.</param>
    /// <param name="residuals">Receives (value − target)/σ of each restraint.</param>
    /// <param name="derivatives">Receives ∂residual/∂variable: [restraint·variables + variable].</param>
    void Evaluate(ReadOnlySpan<double> variables, Span<double> residuals, Span<double> derivatives);
}

/// <summary>A variable that is known with an error, such as S₀² from a foil.</summary>
/// <param name="Variable">Index of the variable.</param>
/// <param name="Value">What it is known to be.</param>
/// <param name="Sigma">Standard error of that, above 0.</param>
public readonly record struct KnownValue(int Variable, double Value, double Sigma);

/// <summary>Variables that are known with an error.</summary>
public sealed class KnownValues : IRestraints
{
    private readonly KnownValue[] _known;

    /// <summary>Restrains variables to values.</summary>
    /// <exception cref="ArgumentException">A standard error is not above 0.</exception>
    public KnownValues(IReadOnlyList<KnownValue> known)
    {
        ArgumentNullException.ThrowIfNull(known);
        foreach (KnownValue value in known)
            if (!(value.Sigma > 0) || !double.IsFinite(value.Value))
                throw new ArgumentException(
                    $"Variable {value.Variable} is known as {value.Value} ± {value.Sigma}; the error must be above 0."
                );
        _known = [.. known];
    }

    /// <inheritdoc/>
    public int Count => _known.Length;

    /// <inheritdoc/>
    public void Evaluate(ReadOnlySpan<double> variables, Span<double> residuals, Span<double> derivatives)
    {
        derivatives.Clear();
        for (int i = 0; i < _known.Length; i++)
        {
            residuals[i] = (variables[_known[i].Variable] - _known[i].Value) / _known[i].Sigma;
            derivatives[(i * variables.Length) + _known[i].Variable] = 1 / _known[i].Sigma;
        }
    }
}
