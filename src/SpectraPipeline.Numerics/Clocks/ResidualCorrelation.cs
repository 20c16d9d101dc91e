namespace SpectraPipeline.Numerics.Clocks;

/// <summary>What residuals that neighbours share do to the error of a parameter.</summary>
internal static class ResidualCorrelation
{
    /// <summary>First-order correlation of residuals, corrected for the fitted levels (each takes the mean of its frames, −parameters/frames); 0 where chance
    /// (two deviations) would give as much, or where it is negative.</summary>
    public static double Of(double[][] residuals, int parameters)
    {
        double products = 0,
            squares = 0;
        int frames = residuals[0].Length;
        foreach (double[] r in residuals)
            for (int j = 0; j < frames; j++)
                (products, squares) = (products + (j > 0 ? r[j] * r[j - 1] : 0), squares + (r[j] * r[j]));
        double rho = (squares > 0 ? products / squares : 0) + ((double)parameters / frames);
        return rho < 2 / Math.Sqrt((double)frames * residuals.Length) ? 0 : Math.Min(rho, 0.98);
    }

    /// <summary>J'RJ/J'J for R of first order: factor on the variance, at least 1.</summary>
    public static double Inflation(double[] jacobian, int frames, double correlation)
    {
        if (correlation <= 0)
            return 1;
        double squares = 0,
            cross = 0;
        for (int c = 0; c < jacobian.Length; c += frames)
        {
            // Σ_j Σ_l>0 ρ^l J(j)·J(j+l) in one pass from behind.
            double later = 0;
            for (int j = c + frames - 1; j >= c; j--)
            {
                (squares, cross) = (squares + (jacobian[j] * jacobian[j]), cross + (jacobian[j] * later));
                later = correlation * (jacobian[j] + later);
            }
        }
        return squares > 0 ? Math.Max(1, 1 + (2 * cross / squares)) : 1;
    }
}

/// <summary>Channels as combinations whose residuals do not correlate and have variance 1.</summary>
internal static class Whitening
{
    /// <summary>L⁻¹·y, L the Cholesky factor of the residual covariance; a channel that adds nothing of its own is left out.</summary>
    public static double[][] Of(double[][] channels, double[][] residuals)
    {
        int n = channels.Length,
            frames = channels[0].Length;
        var result = new List<double[]>();
        var rests = new List<double[]>();
        for (int c = 0; c < n; c++)
        {
            double[] y = [.. channels[c]],
                r = [.. residuals[c]];
            double before = Squares(r);
            for (int k = 0; k < rests.Count; k++)
            {
                double share = Dot(r, rests[k]) / frames;
                for (int j = 0; j < frames; j++)
                    (y[j], r[j]) = (y[j] - (share * result[k][j]), r[j] - (share * rests[k][j]));
            }
            double deviation = Math.Sqrt(Squares(r) / frames);
            if (!(Squares(r) > 1e-12 * before) || !(deviation > 0))
                continue;
            result.Add([.. y.Select(v => v / deviation)]);
            rests.Add([.. r.Select(v => v / deviation)]);
        }
        return result.Count == 0 ? channels : [.. result];
    }

    private static double Squares(double[] v) => Dot(v, v);

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }
}
