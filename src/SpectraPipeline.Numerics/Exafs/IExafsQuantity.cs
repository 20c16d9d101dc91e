namespace SpectraPipeline.Numerics.Exafs;

/// <summary>A number that follows from the variables of a fit: a coordination number, a distance, a ratio of two shells.</summary>
public interface IExafsQuantity
{
    /// <summary>Its value and derivatives at a point.</summary>
    /// <param name="variables">One value per variable of the paths.</param>
    /// <param name="gradient">Receives one derivative per variable.</param>
    double Evaluate(ReadOnlySpan<double> variables, Span<double> gradient);
}

/// <summary>A variable of the fit.</summary>
/// <param name="Index">Which.</param>
public sealed record VariableQuantity(int Index) : IExafsQuantity
{
    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<double> variables, Span<double> gradient)
    {
        gradient.Clear();
        gradient[Index] = 1;
        return variables[Index];
    }
}

/// <summary>A parameter of a path.</summary>
public sealed class PathQuantity : IExafsQuantity
{
    private readonly IPathParameterMap _map;
    private readonly int _path;
    private readonly int _parameter;
    private readonly PathParameters[] _values;
    private readonly double[] _slopes;

    /// <summary>Chooses a parameter.</summary>
    /// <param name="dataSet">Data set of the path.</param>
    /// <param name="path">Index of the path in it.</param>
    /// <param name="parameter">Index of the parameter in the order of <see cref="PathParameters"/>.</param>
    public PathQuantity(ExafsDataSet dataSet, int path, int parameter)
    {
        ArgumentNullException.ThrowIfNull(dataSet);
        (_map, _path, _parameter) = (dataSet.Map, path, parameter);
        _values = new PathParameters[_map.Paths];
        _slopes = new double[_map.Paths * PathParameters.Count * _map.Variables];
    }

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<double> variables, Span<double> gradient)
    {
        _map.Evaluate(variables, _values, _slopes);
        _slopes.AsSpan(((_path * PathParameters.Count) + _parameter) * _map.Variables, _map.Variables).CopyTo(gradient);
        return _values[_path][_parameter];
    }
}
