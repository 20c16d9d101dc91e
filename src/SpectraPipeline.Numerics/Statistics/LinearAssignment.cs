namespace SpectraPipeline.Numerics.Statistics;

/// <summary>Which partner for whom, at the least total cost.</summary>
public static class LinearAssignment
{
    /// <summary>Gives every row a column of its own so that the sum of costs is smallest (global, not greedy).</summary>
    /// <remarks>
    /// Shortest augmenting paths with row and column potentials u, v: c(i,j) − u(i) − v(j) ≥ 0, = 0 on the pairs chosen.
    /// H. W. Kuhn, Naval Research Logistics Quarterly 1955, 2, 83, doi 10.1002/nav.3800020109; the shortest-path form is
    /// R. Jonker and A. Volgenant, Computing 1987, 38, 325, doi 10.1007/BF02278710. Cost O(rows² · columns), exact.
    /// </remarks>
    /// <param name="cost">rows × columns, row after row; finite.</param>
    /// <param name="rows">Rows, at most as many as columns.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="columnOfRow">Receives the column of each row; length rows.</param>
    /// <exception cref="ArgumentException">More rows than columns, or lengths disagree.</exception>
    public static void Solve(ReadOnlySpan<double> cost, int rows, int columns, Span<int> columnOfRow)
    {
        if (rows > columns)
            throw new ArgumentException($"{rows} rows cannot each have one of {columns} columns.", nameof(rows));
        if (cost.Length != rows * columns || columnOfRow.Length != rows)
            throw new ArgumentException("cost must be rows x columns and columnOfRow must have one place a row.", nameof(cost));

        // Index 0 of the column arrays is a virtual column that holds the row being placed.
        double[] u = new double[rows + 1],
            v = new double[columns + 1],
            shortest = new double[columns + 1];
        int[] rowOfColumn = new int[columns + 1],
            cameFrom = new int[columns + 1];
        bool[] done = new bool[columns + 1];
        for (int row = 1; row <= rows; row++)
        {
            rowOfColumn[0] = row;
            Array.Fill(shortest, double.PositiveInfinity);
            Array.Clear(done);
            int column = 0;
            do
            {
                done[column] = true;
                int at = rowOfColumn[column],
                    next = 0;
                double step = double.PositiveInfinity;
                for (int j = 1; j <= columns; j++)
                {
                    if (done[j])
                        continue;
                    double reduced = cost[((at - 1) * columns) + j - 1] - u[at] - v[j];
                    if (reduced < shortest[j])
                        (shortest[j], cameFrom[j]) = (reduced, column);
                    if (shortest[j] < step)
                        (step, next) = (shortest[j], j);
                }
                for (int j = 0; j <= columns; j++)
                {
                    if (done[j])
                    {
                        u[rowOfColumn[j]] += step;
                        v[j] -= step;
                    }
                    else
                        shortest[j] -= step;
                }
                column = next;
            } while (rowOfColumn[column] != 0);
            for (; column != 0; column = cameFrom[column])
                rowOfColumn[column] = rowOfColumn[cameFrom[column]];
        }
        for (int j = 1; j <= columns; j++)
            if (rowOfColumn[j] != 0)
                columnOfRow[rowOfColumn[j] - 1] = j - 1;
    }
}
