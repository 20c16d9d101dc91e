using SpectraPipeline.Testing.Generators.Infrared;

namespace House.Tests.Generators.Infrared;

/// <summary>Linear least squares of difference spectra on the shapes that the generator used: what is recoverable in principle.</summary>
internal static class TrueShapes
{
    /// <summary>Heights in mOD of the bands with a centre below <paramref name="to"/>, one row a frame.</summary>
    public static double[][] Fit(AtrIrSeries series, double from, double to)
    {
        BandProfile profile = new();
        InstrumentFunction instrument = new(1.0 / 8, 0.965);
        AtrIrBand[] bands = [.. series.Truth.Bands.Where(band => band.Center < to)];
        int[] points =
        [
            .. Enumerable.Range(0, series.Wavenumber.Length).Where(i => series.Wavenumber[i] > from && series.Wavenumber[i] < to),
        ];
        List<Func<double, double>> shapes = [];
        foreach (AtrIrBand band in bands)
            shapes.Add(x => profile.At((x - band.Center) / band.Fwhm));
        shapes.Add(x => Interferents.Solvent(x, 1643, false, profile));
        shapes.Add(x => VapourSeen(x, instrument));
        shapes.Add(static _ => 1);
        shapes.Add(static x => (x - 1450) / 450);
        shapes.Add(static x => (x - 1450) / 450 * ((x - 1450) / 450));
        shapes.Add(static x => Math.Sin(2 * Math.PI * x / 430));
        shapes.Add(static x => Math.Cos(2 * Math.PI * x / 430));
        double[][] design = [.. shapes.Select(shape => points.Select(i => shape(series.Wavenumber[i])).ToArray())];
        double[][] result = new double[series.SingleBeam.Length][];
        for (int f = 0; f < result.Length; f++)
        {
            double[] difference = series.Difference(f);
            double[] y = [.. points.Select(i => difference[i] * 1000)];
            result[f] = Solve(design, y)[..bands.Length];
        }
        return result;
    }

    private static double VapourSeen(double x, InstrumentFunction instrument)
    {
        // The comb is narrow beside the instrument: its image is the comb of instrument functions, drawn here by a coarse sum.
        double sum = 0;
        for (double line = 1490; line < 1810; line += 0.5)
            sum += Interferents.Vapour(line) * instrument.Shape(x - line);
        return sum * 0.5 / 2.34; // area of a line of the comb
    }

    /// <summary>Normal equations by Gaussian elimination with pivoting.</summary>
    private static double[] Solve(double[][] design, double[] y)
    {
        int n = design.Length;
        double[,] a = new double[n, n + 1];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                a[i, j] = design[i].Zip(design[j], static (p, q) => p * q).Sum();
            a[i, n] = design[i].Zip(y, static (p, q) => p * q).Sum();
        }
        for (int c = 0; c < n; c++)
        {
            int pivot = Enumerable.Range(c, n - c).MaxBy(r => Math.Abs(a[r, c]));
            for (int j = 0; j <= n; j++)
                (a[c, j], a[pivot, j]) = (a[pivot, j], a[c, j]);
            for (int r = 0; r < n; r++)
                if (r != c)
                {
                    double factor = a[r, c] / a[c, c];
                    for (int j = c; j <= n; j++)
                        a[r, j] -= factor * a[c, j];
                }
        }
        return [.. Enumerable.Range(0, n).Select(i => a[i, n] / a[i, i])];
    }
}
