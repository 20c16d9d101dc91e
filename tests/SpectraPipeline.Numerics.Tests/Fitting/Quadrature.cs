namespace SpectraPipeline.Numerics.Tests.Fitting;

/// <summary>Integrals by Gauss-Legendre on equal pieces.</summary>
internal static class Quadrature
{
    // Ten points: abscissas and weights on -1..1, symmetric.
    private static readonly double[] s_abscissas =
    [
        0.14887433898163122,
        0.43339539412924719,
        0.67940956829902441,
        0.86506336668898451,
        0.97390652851717172,
    ];

    private static readonly double[] s_weights =
    [
        0.29552422471475287,
        0.26926671930999636,
        0.21908636251598204,
        0.14945134915058059,
        0.066671344308688138,
    ];

    /// <summary>∫ over a finite interval.</summary>
    public static double Over(double from, double to, int pieces, Func<double[], double[]> values)
    {
        double half = 0.5 * (to - from) / pieces;
        var x = new List<double>();
        var weight = new List<double>();
        for (int piece = 0; piece < pieces; piece++)
        for (int k = 0; k < 5; k++)
            foreach (int side in (int[])[-1, 1])
            {
                x.Add(from + half * (2 * piece + 1 + side * s_abscissas[k]));
                weight.Add(half * s_weights[k]);
            }
        double[] y = values([.. x]);
        double sum = 0;
        for (int i = 0; i < y.Length; i++)
            sum += weight[i] * y[i];
        return sum;
    }

    /// <summary>
    /// ∫ over the whole axis, each side of the center by itself: x = center ± width·(exp(u²) - 1), u from 0 to 6.5, so that slow tails are followed to 1e18 widths.
    /// </summary>
    public static double OverTheAxis(double center, double width, Func<double[], double[]> values)
    {
        double sum = 0;
        foreach (int side in (int[])[-1, 1])
            sum += Over(
                0,
                6.5,
                400,
                u =>
                {
                    double[] y = values([.. u.Select(v => center + side * width * (Math.Exp(v * v) - 1))]);
                    for (int i = 0; i < y.Length; i++)
                        y[i] *= 2 * u[i] * width * Math.Exp(u[i] * u[i]);
                    return y;
                }
            );
        return sum;
    }
}
