using System.Globalization;
using SpectraPipeline.Numerics.Exafs;

namespace SpectraPipeline.Numerics.Tests.Exafs;

/// <summary>Parameters of paths as products of variables, numbers and reff: all that the reference fits use.</summary>
public sealed class ProductMap : IPathParameterMap
{
    private readonly string[] _variables;
    private readonly (double Factor, int[] Variables)[] _terms;

    /// <param name="variables">Names of the variables.</param>
    /// <param name="paths">A path each: reff, and eight products in the order of <see cref="PathParameters"/>; null is 0 (1 for N and S₀²).</param>
    public ProductMap(string[] variables, params (double Reff, string?[] Products)[] paths)
    {
        _variables = variables;
        Paths = paths.Length;
        _terms =
        [
            .. paths.SelectMany(p =>
                Enumerable
                    .Range(0, PathParameters.Count)
                    .Select(a => Parse(a < p.Products.Length ? p.Products[a] : null, a < 2 ? 1 : 0, p.Reff))
            ),
        ];
    }

    public int Variables => _variables.Length;

    public int Paths { get; }

    public void Evaluate(ReadOnlySpan<double> variables, Span<PathParameters> parameters, Span<double> derivatives)
    {
        derivatives.Clear();
        Span<double> values = stackalloc double[PathParameters.Count];
        for (int p = 0; p < Paths; p++)
        {
            for (int a = 0; a < PathParameters.Count; a++)
            {
                (double factor, int[] factors) = _terms[(p * PathParameters.Count) + a];
                values[a] = factor;
                foreach (int v in factors)
                    values[a] *= variables[v];
                if (derivatives.IsEmpty)
                    continue;
                for (int i = 0; i < factors.Length; i++)
                {
                    double slope = factor;
                    for (int j = 0; j < factors.Length; j++)
                        slope *= j == i ? 1 : variables[factors[j]];
                    derivatives[(((p * PathParameters.Count) + a) * Variables) + factors[i]] += slope;
                }
            }
            parameters[p] = new(values[0], values[1], values[2], values[3], values[4], values[5], values[6], values[7]);
        }
    }

    private (double, int[]) Parse(string? product, double otherwise, double reff)
    {
        if (product is null)
            return (otherwise, []);
        double factor = 1;
        var variables = new List<int>();
        foreach (string word in product.Split('*', StringSplitOptions.TrimEntries))
        {
            if (word == "reff")
                factor *= reff;
            else if (double.TryParse(word, CultureInfo.InvariantCulture, out double number))
                factor *= number;
            else
                variables.Add(Array.IndexOf(_variables, word) is var v and >= 0 ? v : throw new ArgumentException(word));
        }
        return (factor, [.. variables]);
    }
}
