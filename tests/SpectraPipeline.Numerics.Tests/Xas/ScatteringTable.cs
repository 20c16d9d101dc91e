using System.Globalization;
using SpectraPipeline.Numerics.Xas;
using SpectraPipeline.Testing;

namespace SpectraPipeline.Numerics.Tests.Xas;

/// <summary>The program's tables of X-ray constants, read from this checkout.</summary>
internal static class ScatteringTable
{
    public static double[] F2(string element, double[] energies)
    {
        (double[] x, double[] y) = Columns("scattering-factors.csv", element, 1, 2);
        return
        [
            .. energies.Select(e =>
            {
                int i = Math.Min(EnergyGrid.AtOrBelow(x, e), x.Length - 2);
                return y[i] * Math.Pow(y[i + 1] / y[i], Math.Log(e / x[i]) / Math.Log(x[i + 1] / x[i]));
            }),
        ];
    }

    public static double Total(string element, double energy) =>
        Rows("attenuation.csv", element)
            .GroupBy(r => r[1])
            .Sum(g => new AttenuationCurve(Column(g, 2), Column(g, 3), Column(g, 4)).At(energy));

    private static (double[], double[]) Columns(string file, string element, int first, int second)
    {
        List<string[]> rows = [.. Rows(file, element)];
        return (Column(rows, first), Column(rows, second));
    }

    private static double[] Column(IEnumerable<string[]> rows, int column) =>
        [.. rows.Select(r => double.Parse(r[column], CultureInfo.InvariantCulture))];

    private static IEnumerable<string[]> Rows(string file, string element) =>
        File.ReadLines(Path.Combine(Corpus.Checkout, "config", "library", file)).Select(l => l.Split(',')).Where(r => r[0] == element);
}
