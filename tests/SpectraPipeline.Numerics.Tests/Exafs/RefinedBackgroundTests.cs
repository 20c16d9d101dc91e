using SpectraPipeline.Numerics.Exafs;
using SpectraPipeline.Numerics.Xas;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Exafs;

public sealed class RefinedBackgroundTests
{
    private static readonly ExafsTransform s_transform = new()
    {
        KWindow = new(WindowShape.Hanning, 3, 11, 1, 1),
        RWindow = new(WindowShape.Hanning, 1.1, 2.4, 0, 0),
        RefineBackground = 0.8,
    };

    [Fact]
    public void The_functions_add_up_to_one_and_hold_every_cubic()
    {
        double[] k = [.. Enumerable.Range(0, 181).Select(j => 3 + (8 * j / 180.0))];
        var background = new RefinedBackground(s_transform, k);
        // 1 + round(2·1.1·8/π): the lower limit of the R range is the larger one.
        Assert.Equal(7, background.Count);
        for (int j = 0; j < k.Length; j++)
            Assert.Equal(1, Enumerable.Range(0, background.Count).Sum(i => background.Function(i)[j]), 1e-12);
        // Least squares on the functions leaves nothing of k, k² and k³.
        double[,] columns = new double[k.Length, background.Count];
        for (int i = 0; i < background.Count; i++)
        for (int j = 0; j < k.Length; j++)
            columns[j, i] = background.Function(i)[j];
        var functions = MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.DenseOfArray(columns);
        for (int power = 1; power <= 3; power++)
        {
            var cubic = MathNet.Numerics.LinearAlgebra.Vector<double>.Build.Dense(k.Length, j => Math.Pow((k[j] - 7) / 4, power));
            Assert.InRange((functions * functions.QR().Solve(cubic) - cubic).AbsoluteMaximum(), 0, 1e-12);
        }
    }

    [Fact]
    public void A_slow_background_in_the_data_does_not_move_the_path()
    {
        double[] truth = [3, 0.01, 0.006, 2];
        double[] chi = SamplePaths.Chi((SamplePaths.Nitrogen, new(truth[0], 0.95, truth[3], truth[1], truth[2], 0, 0, 0)));
        for (int j = 0; j < chi.Length; j++)
            chi[j] += 0.02 * Math.Pow((SamplePaths.K[j] - 7) / 4, 3);
        var map = new ProductMap(["n", "dr", "ss", "e0"], (SamplePaths.Nitrogen.Reff, ["n", "0.95", "e0", "dr", "ss"]));
        var set = new ExafsDataSet(SamplePaths.K, [SamplePaths.Nitrogen], map, s_transform);
        set.SetData(chi, 1e-3);
        var fit = new ExafsFit([set]);
        fit.Fit([3.5, 0, 0.005, 0], [0, -0.3, 0, -20], [20, 0.3, 0.1, 20]);
        // A cubic is in the spline: nothing is left.
        Assert.InRange(fit.Statistics.RFactor, 0, 1e-15);
        for (int v = 0; v < truth.Length; v++)
            Assert.Equal(truth[v], fit.Values[v], 1e-5);
        Assert.Equal(4 + 7, fit.VariableCount);
    }

    [Fact]
    public void A_range_that_carries_no_cubic_is_refused()
    {
        double[] k = [3, 4, 5];
        var narrow = s_transform with
        {
            KWindow = new(WindowShape.Hanning, 3, 5, 0, 0),
            RWindow = new(WindowShape.Hanning, 0.5, 2, 0, 0),
            RefineBackground = 0.5,
        };
        Assert.Throws<ArgumentException>(() => new RefinedBackground(narrow, k));
        Assert.Throws<ArgumentException>(() => new RefinedBackground(s_transform with { RefineBackground = null }, k));
    }
}
