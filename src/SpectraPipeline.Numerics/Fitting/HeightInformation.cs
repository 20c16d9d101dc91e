namespace SpectraPipeline.Numerics.Fitting;

/// <summary>How well the height of a band at zero is determined when everything else of a fitted model is free.</summary>
/// <remarks>
/// Information q'q - q'J (J'J)⁻¹ J'q, with q the curve of the band at height 1 and J the columns of the free variables (of the other bands and the background): the
/// part of q that no free variable can imitate. The variance of the height is the variance of a point divided by it.
/// </remarks>
internal static class HeightInformation
{
    /// <summary>The information, or NaN where the others can imitate the band.</summary>
    /// <param name="model">Model after an evaluation at the solution.</param>
    /// <param name="map">Its variables.</param>
    /// <param name="states">Which of them are free.</param>
    /// <param name="products">Sums of products of q with each parameter column.</param>
    /// <param name="own">q'q.</param>
    /// <param name="leaveOut">First and past-last parameter of a band whose columns do not belong to J.</param>
    /// <param name="matrix">Working space, variables².</param>
    public static double Of(
        PeakModel model,
        PeakParameterMap map,
        ReadOnlySpan<VariableState> states,
        ReadOnlySpan<double> products,
        double own,
        (int First, int End) leaveOut,
        Span<double> matrix
    )
    {
        int count = map.Count;
        Gather(model, map, leaveOut, matrix[..(count * count)]);
        Span<int> variables = stackalloc int[count];
        Span<double> length = stackalloc double[count];
        Span<double> cross = stackalloc double[count];
        Span<double> wanted = stackalloc double[count];
        wanted.Clear();
        for (int p = 0; p < products.Length; p++)
            if (map.Variable[p] >= 0 && !Within(p, leaveOut))
                wanted[map.Variable[p]] += map.Factor[p] * products[p];
        int free = 0;
        for (int v = 0; v < count; v++)
        {
            double diagonal = matrix[v * count + v];
            if (states[v] != VariableState.Free || !(diagonal > 0))
                continue;
            variables[free] = v;
            length[free] = Math.Sqrt(diagonal);
            cross[free] = wanted[v] / length[free];
            free++;
        }
        // Row a of the free variables never lies behind a row that is still needed, so the matrix shrinks in place.
        for (int a = 0; a < free; a++)
        {
            for (int b = 0; b < a; b++)
                matrix[a * free + b] = matrix[variables[a] * count + variables[b]] / (length[a] * length[b]);
            matrix[a * free + a] = 1;
        }
        if (free > 0 && !(SymmetricFactor.Factorize(matrix, free, length) > 1e-12))
            return double.NaN;
        Span<double> solution = stackalloc double[free];
        cross[..free].CopyTo(solution);
        SymmetricFactor.Solve(matrix, free, solution);
        double information = own;
        for (int a = 0; a < free; a++)
            information -= cross[a] * solution[a];
        return information > 1e-12 * own ? information : double.NaN;
    }

    // J'J of the variables (lower triangle) without the columns of the band that is left out.
    private static void Gather(PeakModel model, PeakParameterMap map, (int First, int End) leaveOut, Span<double> matrix)
    {
        matrix.Clear();
        for (int p = 0; p < map.Variable.Length; p++)
        {
            int v = map.Variable[p];
            if (v < 0 || Within(p, leaveOut))
                continue;
            for (int q = 0; q < map.Variable.Length; q++)
            {
                int w = map.Variable[q];
                if (w >= 0 && w <= v && !Within(q, leaveOut))
                    matrix[v * map.Count + w] += map.Factor[p] * map.Factor[q] * model.Product(p, q);
            }
        }
    }

    private static bool Within(int parameter, (int First, int End) range) => parameter >= range.First && parameter < range.End;
}
