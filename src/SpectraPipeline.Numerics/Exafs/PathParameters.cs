namespace SpectraPipeline.Numerics.Exafs;

/// <summary>What a fit may vary on a scattering path.</summary>
/// <param name="N">Coordination number (FEFF's degeneracy unless given).</param>
/// <param name="S02">Passive amplitude reduction.</param>
/// <param name="E0">Shift of the energy origin, eV.</param>
/// <param name="DeltaR">Change of the half path length, Å.</param>
/// <param name="Sigma2">Mean square displacement, Å².</param>
/// <param name="C3">Third cumulant, Å³.</param>
/// <param name="C4">Fourth cumulant, Å⁴.</param>
/// <param name="Ei">Additional imaginary energy (broadening), eV.</param>
public readonly record struct PathParameters(double N, double S02, double E0, double DeltaR, double Sigma2, double C3, double C4, double Ei)
{
    /// <summary>Number of parameters; derivatives come in the order of the constructor.</summary>
    public const int Count = 8;

    /// <summary>A parameter by its place in the constructor.</summary>
    public double this[int parameter] =>
        parameter switch
        {
            0 => N,
            1 => S02,
            2 => E0,
            3 => DeltaR,
            4 => Sigma2,
            5 => C3,
            6 => C4,
            7 => Ei,
            _ => throw new ArgumentOutOfRangeException(nameof(parameter), parameter, "A path has eight parameters."),
        };
}

/// <summary>How the parameters of all paths of a data set follow from the variables of a fit; expressions, ties and fixed numbers live behind it.</summary>
public interface IPathParameterMap
{
    /// <summary>Number of variables of the whole fit.</summary>
    int Variables { get; }

    /// <summary>Number of paths.</summary>
    int Paths { get; }

    /// <summary>Parameters and their derivatives at a point.</summary>
    /// <param name="variables">One value per variable.</param>
    /// <param name="parameters">Receives one set per path.</param>
    /// <param name="derivatives">Receives ∂parameter/∂variable: [(path·8 + parameter)·Variables + variable]; empty when not wanted.</param>
    void Evaluate(ReadOnlySpan<double> variables, Span<PathParameters> parameters, Span<double> derivatives);
}
