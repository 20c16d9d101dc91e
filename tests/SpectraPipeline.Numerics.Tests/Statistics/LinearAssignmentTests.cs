using SpectraPipeline.Numerics.Statistics;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Statistics;

public sealed class LinearAssignmentTests
{
    [Fact]
    public void Pays_more_for_one_pair_when_the_sum_is_smaller()
    {
        // Greedy takes 1 and is left with 100; the best sum is 2 + 3.
        double[] cost = [1, 2, 3, 100];
        int[] columns = new int[2];
        LinearAssignment.Solve(cost, 2, 2, columns);
        Assert.Equal([1, 0], columns);
    }

    [Fact]
    public void Finds_the_minimum_that_trying_every_permutation_finds()
    {
        var random = new Random(5);
        for (int trial = 0; trial < 200; trial++)
        {
            int rows = random.Next(1, 6),
                columns = random.Next(rows, 7);
            double[] cost = [.. Enumerable.Range(0, rows * columns).Select(_ => Math.Round(random.NextDouble() * 20) - 10)];
            int[] choice = new int[rows];
            LinearAssignment.Solve(cost, rows, columns, choice);
            Assert.Equal(rows, choice.Distinct().Count());
            double sum = choice.Select((c, r) => cost[(r * columns) + c]).Sum();
            Assert.Equal(Exhaustive(cost, columns, 0, rows, 0), sum, 1e-9);
        }
    }

    [Fact]
    public void Refuses_more_rows_than_columns() =>
        Assert.Throws<ArgumentException>(() => LinearAssignment.Solve(new double[2], 2, 1, new int[2]));

    private static double Exhaustive(double[] cost, int columns, int row, int rows, int used)
    {
        if (row == rows)
            return 0;
        double best = double.PositiveInfinity;
        for (int c = 0; c < columns; c++)
            if ((used & (1 << c)) == 0)
                best = Math.Min(best, cost[(row * columns) + c] + Exhaustive(cost, columns, row + 1, rows, used | (1 << c)));
        return best;
    }
}
