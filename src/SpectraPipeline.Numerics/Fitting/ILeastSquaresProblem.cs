namespace SpectraPipeline.Numerics.Fitting;

/// <summary>A sum of squares χ²(v) = Σ rᵢ(v)², rᵢ = (dataᵢ - modelᵢ(v))/σᵢ, that can be linearised.</summary>
public interface ILeastSquaresProblem
{
    /// <summary>Number of variables.</summary>
    int VariableCount { get; }

    /// <summary>Rows of the Jacobian; masked points may be rows of zeros.</summary>
    int RowCount { get; }

    /// <summary>Residuals that count: rows less masked points.</summary>
    int PointCount { get; }

    /// <summary>χ² below which residuals are rounding errors of the data and nothing is left to gain.</summary>
    double RoundingFloor { get; }

    /// <summary>χ² at <paramref name="variables"/>, with J'J and J'r.</summary>
    /// <param name="variables">Point of evaluation.</param>
    /// <param name="gram">Receives J'J, row-major n × n; the lower triangle must be filled. J is ∂model/∂v divided by σ.</param>
    /// <param name="gradient">Receives J'r, half the direction of steepest descent.</param>
    double Evaluate(ReadOnlySpan<double> variables, Span<double> gram, Span<double> gradient);

    /// <summary>Residuals and J themselves, for problems whose J'J is too ill-conditioned to use.</summary>
    /// <param name="variables">Point of evaluation.</param>
    /// <param name="residuals">Receives r, <see cref="RowCount"/> values.</param>
    /// <param name="jacobian">Receives J column by column, column k at [k·<see cref="RowCount"/>].</param>
    void Linearize(ReadOnlySpan<double> variables, Span<double> residuals, Span<double> jacobian);
}
