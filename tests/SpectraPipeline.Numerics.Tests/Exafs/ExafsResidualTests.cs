using SpectraPipeline.Numerics.Exafs;
using SpectraPipeline.Numerics.Xas;
using SpectraPipeline.Testing.Generators;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Exafs;

public sealed class ExafsResidualTests
{
    private const double Step = 0.05;
    private static readonly ExafsTransform s_transform = new()
    {
        KWindow = new(WindowShape.Hanning, 3, 11, 1, 1),
        RWindow = new(WindowShape.Hanning, 1, 3.2, 0.2, 0.2),
    };

    [Fact]
    public void In_R_the_sum_of_squares_is_that_of_the_Fourier_transform()
    {
        (double[] re, double[] im) = Transformed(Chi());
        (int first, int end) = ((int)(0.01 + (1 / s_transform.RStep)), (int)(0.01 + (3.2 / s_transform.RStep)));
        double expected = Enumerable.Range(first, end - first).Sum(m => (re[m] * re[m]) + (im[m] * im[m]));
        ExafsResidual residual = Prepared(s_transform, out ExafsNoise noise);
        Assert.Equal(2 * (end - first), residual.PointCount);
        Assert.InRange(residual.Rows, 20, 60);
        Assert.Equal(expected / Math.Pow(noise.EpsilonR[0], 2), Squares(residual), expected * 1e-10 / Math.Pow(noise.EpsilonR[0], 2));
    }

    [Fact]
    public void In_q_the_residual_is_the_filtered_chi_not_twice_that()
    {
        // χ(R) up to half the transform, as feffit takes it.
        (double[] re, double[] im) = Transformed(Chi());
        double[] r = [.. Enumerable.Range(0, re.Length).Select(m => m * s_transform.RStep)];
        var back = new BackwardFourier(r, new BackwardFourierSettings { Window = s_transform.RWindow, QMax = 12 });
        (double[] qRe, double[] qIm) = (new double[back.Q.Length], new double[back.Q.Length]);
        back.Transform(re, im, qRe, qIm);
        double expected = Enumerable.Range(60, 160).Sum(j => qRe[j] * qRe[j]);
        ExafsResidual residual = Prepared(s_transform with { Space = ExafsSpace.Q }, out ExafsNoise noise);
        Assert.Equal(160, residual.PointCount);
        Assert.Equal(1, Squares(residual) * Math.Pow(noise.EpsilonR[0], 2) / expected, 1e-9);
    }

    [Fact]
    public void In_k_white_noise_of_the_given_size_gives_one_a_point()
    {
        ExafsTransform transform = s_transform with { Space = ExafsSpace.K, KWeights = [1, 2, 3] };
        var residual = new ExafsResidual(transform, 241);
        var noise = new ExafsNoise(transform, 241);
        noise.Set(0.01);
        residual.SetNoise(noise);
        double[] flat = [.. Enumerable.Repeat(0.01, residual.Points)];
        Assert.Equal(160, residual.Points);
        Assert.Equal(480, residual.PointCount);
        double[] rows = new double[residual.Rows];
        residual.Apply(flat, rows);
        Assert.Equal(480, rows.Sum(v => v * v), 1e-9);
    }

    [Theory]
    [InlineData(ExafsSpace.R)]
    [InlineData(ExafsSpace.K)]
    [InlineData(ExafsSpace.Q)]
    [InlineData(ExafsSpace.Wavelet)]
    public void The_transpose_and_the_traces_are_those_of_the_map(ExafsSpace space)
    {
        ExafsTransform transform = s_transform with { Space = space, KWeights = [1, 2] };
        var residual = new ExafsResidual(transform, 241);
        (int rows, int points) = (residual.Rows, residual.Points);
        double[] matrix = new double[rows * points];
        double[] column = new double[rows];
        double[] unit = new double[points];
        for (int j = 0; j < points; j++)
        {
            unit.AsSpan().Clear();
            unit[j] = 1;
            residual.Apply(unit, column);
            for (int r = 0; r < rows; r++)
                matrix[(r * points) + j] = column[r];
        }
        var noise = new NoiseSource(2);
        double[] variance = [.. Enumerable.Range(0, points).Select(_ => 0.5 + noise.NextUniform())];
        double[] sigma = new double[rows * rows];
        for (int a = 0; a < rows; a++)
        for (int b = 0; b < rows; b++)
        for (int j = 0; j < points; j++)
            sigma[(a * rows) + b] += matrix[(a * points) + j] * variance[j] * matrix[(b * points) + j];
        (double first, double second) = residual.NoiseTraces(variance);
        Assert.Equal(1, first / Enumerable.Range(0, rows).Sum(a => sigma[a * (rows + 1)]), 1e-12);
        Assert.Equal(1, second / sigma.Sum(v => v * v), 1e-12);
        double[] back = new double[points];
        double[] given = [.. Enumerable.Range(0, rows).Select(_ => noise.NextNormal())];
        residual.ApplyTransposed(given, back);
        double expected = Enumerable.Range(0, rows).Sum(r => given[r] * matrix[(r * points) + 7]);
        Assert.Equal(1, back[7] / expected, 1e-12);
    }

    [Fact]
    public void Values_that_are_no_numbers_are_refused_not_taken_for_noise_of_one()
    {
        double[] chi = Chi();
        chi[100] = double.NaN;
        var noise = new ExafsNoise(s_transform, 241);
        noise.Estimate(chi);
        var residual = new ExafsResidual(s_transform, 241);
        Assert.Throws<ArgumentException>(() => residual.SetNoise(noise));
        var map = new ProductMap(["n"], (SamplePaths.Nitrogen.Reff, ["n", "0.95", "2", "0.01", "0.006"]));
        var set = new ExafsDataSet(SamplePaths.K, [SamplePaths.Nitrogen], map, s_transform);
        Assert.Throws<ArgumentException>(() => set.SetData(chi));
        Assert.Throws<ArgumentException>(() => set.SetData(chi, 1e-3));
        // Nothing at all has no noise, and that is no fault.
        set.SetData(new double[241]);
        Assert.Equal(0, set.Noise.EpsilonK[0]);
    }

    [Theory]
    [InlineData(ExafsSpace.R)]
    [InlineData(ExafsSpace.K)]
    [InlineData(ExafsSpace.Q)]
    [InlineData(ExafsSpace.Wavelet)]
    public void Data_that_end_just_below_the_range_are_refused_in_every_space(ExafsSpace space)
    {
        // The sill of the window begins at 2.5, the range at 3.
        for (int points = 52; points <= 61; points++)
            Assert.Throws<ArgumentException>(() => new ExafsResidual(s_transform with { Space = space }, points));
        Assert.True(new ExafsResidual(s_transform with { Space = space }, 62).PointCount > 0);
    }

    [Fact]
    public void Impossible_ranges_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new ExafsResidual(s_transform, 30));
        Assert.Throws<ArgumentException>(() => new ExafsResidual(s_transform, 1025));
        foreach (
            ExafsTransform bad in (ExafsTransform[])
                [
                    s_transform with
                    {
                        KWeights = [],
                    },
                    s_transform with
                    {
                        TransformLength = 2000,
                    },
                    s_transform with
                    {
                        RWindow = new(WindowShape.Hanning, 3, 1, 0, 0),
                    },
                    s_transform with
                    {
                        KWindow = new(WindowShape.Hanning, 3, 3, 0, 0),
                    },
                ]
        )
            Assert.Throws<ArgumentException>(() => new ExafsResidual(bad, 241));
    }

    private static double[] Chi()
    {
        var noise = new NoiseSource(1);
        return [.. Enumerable.Range(0, 241).Select(j => (Math.Sin(4.2 * Step * j) / (1 + (Step * j))) + (0.01 * noise.NextNormal()))];
    }

    private static ExafsResidual Prepared(ExafsTransform transform, out ExafsNoise noise)
    {
        var residual = new ExafsResidual(transform, 241);
        noise = new ExafsNoise(transform, 241);
        noise.Estimate(Chi());
        residual.SetNoise(noise);
        return residual;
    }

    private static double Squares(ExafsResidual residual)
    {
        double[] rows = new double[residual.Rows];
        residual.Apply(Chi().AsSpan(residual.FirstPoint, residual.Points), rows);
        return rows.Sum(v => v * v);
    }

    private static (double[] Re, double[] Im) Transformed(double[] chi)
    {
        double[] k = [.. Enumerable.Range(0, chi.Length).Select(j => Step * j)];
        var forward = new ForwardFourier(k, new ForwardFourierSettings { Window = s_transform.KWindow, KWeight = 2 });
        (double[] re, double[] im) = (new double[forward.FullLength], new double[forward.FullLength]);
        forward.Transform(chi, re, im);
        return (re, im);
    }
}
