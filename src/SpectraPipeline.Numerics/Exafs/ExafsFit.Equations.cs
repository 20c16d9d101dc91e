using SpectraPipeline.Numerics.LinearAlgebra;

namespace SpectraPipeline.Numerics.Exafs;

// Residuals, J'J and J'r of all data sets and restraints.
public sealed partial class ExafsFit
{
    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<double> variables, Span<double> gram, Span<double> gradient)
    {
        Linearize(variables);
        gram[..(VariableCount * VariableCount)].Clear();
        gradient[..VariableCount].Clear();
        double sum = 0;
        double data = 0;
        int first = Variables;
        foreach (ExafsDataSet set in _sets)
        {
            AddSet(set, first, gram, gradient);
            first += set.Coefficients;
            sum += set.Squares;
            data += set.DataSquares;
        }
        // Residuals of 16 units in the last place of the data.
        RoundingFloor = 256 * 4.930380657631324e-32 * data;
        return sum + AddRestraints(gram, gradient);
    }

    /// <inheritdoc/>
    public void Linearize(ReadOnlySpan<double> variables, Span<double> residuals, Span<double> jacobian)
    {
        Linearize(variables);
        jacobian[..(VariableCount * RowCount)].Clear();
        int row = 0;
        int first = Variables;
        foreach (ExafsDataSet set in _sets)
        {
            set.Residuals.CopyTo(residuals[row..]);
            foreach (int v in set.Used)
                set.Column(v).CopyTo(jacobian[((v * RowCount) + row)..]);
            for (int c = 0; c < set.Coefficients; c++)
                set.BackgroundColumn(c).CopyTo(jacobian[(((first + c) * RowCount) + row)..]);
            first += set.Coefficients;
            row += set.Rows;
        }
        double root = Math.Sqrt(RestraintWeight);
        for (int i = 0; i < RestraintCount; i++)
        {
            // r is data less model: the model of a restraint is what the variables give.
            residuals[row + i] = -root * _known[i];
            for (int v = 0; v < Variables; v++)
                jacobian[(v * RowCount) + row + i] = root * _knownSlopes[(i * Variables) + v];
        }
    }

    // The data sets may have been left at a trial that was not taken.
    private void Settle()
    {
        if (!_at.AsSpan().SequenceEqual(_values))
            Linearize(_values);
    }

    private void Linearize(ReadOnlySpan<double> variables)
    {
        variables.CopyTo(_at);
        int first = Variables;
        foreach (ExafsDataSet set in _sets)
        {
            set.Linearize(variables[..Variables], variables.Slice(first, set.Coefficients));
            first += set.Coefficients;
        }
        _restraints?.Evaluate(variables[..Variables], _known, _knownSlopes);
    }

    private void AddSet(ExafsDataSet set, int first, Span<double> gram, Span<double> gradient)
    {
        ReadOnlySpan<int> used = set.Used;
        for (int i = 0; i < used.Length; i++)
        {
            ReadOnlySpan<double> column = set.Column(used[i]);
            gradient[used[i]] += Products.Dot(column, set.Residuals);
            for (int j = 0; j <= i; j++)
                gram[Place(used[i], used[j])] += Products.Dot(column, set.Column(used[j]));
        }
        for (int c = 0; c < set.Coefficients; c++)
        {
            ReadOnlySpan<double> column = set.BackgroundColumn(c);
            gradient[first + c] = Products.Dot(column, set.Residuals);
            foreach (int v in used)
                gram[Place(first + c, v)] = Products.Dot(column, set.Column(v));
            for (int b = 0; b <= c; b++)
                gram[Place(first + c, first + b)] = Products.Dot(column, set.BackgroundColumn(b));
        }
    }

    // The lower triangle counts.
    private int Place(int a, int b) => (Math.Max(a, b) * VariableCount) + Math.Min(a, b);

    /// <summary>Derivatives of a restraint by the variables of the paths.</summary>
    internal ReadOnlySpan<double> RestraintSlope(int restraint) => _knownSlopes.AsSpan(restraint * Variables, Variables);

    /// <summary>Where the coefficients of a data set's background begin.</summary>
    internal int FirstCoefficient(int dataSet)
    {
        int first = Variables;
        for (int i = 0; i < dataSet; i++)
            first += _sets[i].Coefficients;
        return first;
    }

    /// <summary>Whether a variable takes part: it occurs and its bounds leave it room.</summary>
    internal bool TakesPart(int variable) => variable >= Variables || (_occurs[variable] && _lower[variable] < _upper[variable]);

    private double AddRestraints(Span<double> gram, Span<double> gradient)
    {
        double sum = 0;
        for (int i = 0; i < RestraintCount; i++)
        {
            ReadOnlySpan<double> slope = _knownSlopes.AsSpan(i * Variables, Variables);
            sum += RestraintWeight * _known[i] * _known[i];
            for (int a = 0; a < Variables; a++)
            {
                gradient[a] -= RestraintWeight * _known[i] * slope[a];
                for (int b = 0; b <= a; b++)
                    gram[(a * VariableCount) + b] += RestraintWeight * slope[a] * slope[b];
            }
        }
        return sum;
    }
}
