using SpectraPipeline.Numerics.LinearAlgebra;

namespace SpectraPipeline.Numerics.Smoothing;

/// <summary>Whittaker smoother of order 2 that chooses λ for each spectrum by generalised cross-validation.</summary>
/// <remarks>
/// z = H y, H = (I + λ D₂′D₂)⁻¹; λ minimises GCV = n·Σ(y − z)²/(n − tr H)²: P. Craven, G. Wahba, Numer. Math. 31 (1979) 377, doi:10.1007/BF01404567; as smoother:
/// P. H. C. Eilers, Anal. Chem. 75 (2003) 3631, doi:10.1021/ac034173t. tr H from the central bands of the inverse, O(n): M. F. Hutchinson, F. R. de Hoog, Numer. Math. 47
/// (1985) 99, doi:10.1007/BF01389878; it does not depend on y and is known before the first spectrum. λ is one of eight a decade from 0.01 to 10⁹ (neighbours differ by
/// 1.33, the width that is smoothed over by 1.07), searched by half decades, then one by one. Assumes noise that is independent from point to point: interpolation and
/// apodisation make it smoother than that, and λ comes out too small. Owns its scratch. Cost: about 30 solves, 400 n operations.
/// </remarks>
public sealed class WhittakerGcv
{
    private const int PerDecade = 8;
    private const int Coarse = PerDecade / 2;
    private const int FirstDecade = -2;
    private const int LastDecade = 9;

    private readonly PentadiagonalSystem _system;
    private readonly double[] _ones;
    private readonly double[] _trial;
    private readonly double[] _free; // n − tr H of each λ

    /// <summary>A smoother for spectra of a length.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 5 points.</exception>
    public WhittakerGcv(int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 5);
        _system = new PentadiagonalSystem(length);
        (_ones, _trial) = (new double[length], new double[length]);
        Array.Fill(_ones, 1);
        _free = new double[(LastDecade - FirstDecade) * PerDecade + 1];
        for (int k = 0; k < _free.Length; k++)
            _free[k] = length - Trace(length, LambdaOf(k));
    }

    /// <summary>λ that the last spectrum took.</summary>
    public double Lambda { get; private set; }

    /// <summary>The last λ is the first or last there is: the spectrum asks for less, or more.</summary>
    public bool IsAtEnd => Lambda == LambdaOf(0) || Lambda == LambdaOf(_free.Length - 1);

    /// <summary>Smooths one spectrum.</summary>
    /// <param name="y">The spectrum; not changed.</param>
    /// <param name="result">Same length; may not overlap <paramref name="y"/>.</param>
    public void Apply(ReadOnlySpan<double> y, Span<double> result)
    {
        (int best, double least) = (0, double.PositiveInfinity);
        for (int k = 0; k < _free.Length; k += Coarse)
            if (Score(y, k) is var score && score < least)
                (best, least) = (k, score);
        int from = Math.Max(0, best - Coarse + 1),
            to = Math.Min(_free.Length - 1, best + Coarse - 1);
        for (int k = from; k <= to; k++)
            if (k % Coarse != 0 && Score(y, k) is var score && score < least)
                (best, least) = (k, score);
        Lambda = LambdaOf(best);
        _system.Solve(_ones, Lambda, y, result);
    }

    /// <summary>tr (I + λ D₂′D₂)⁻¹.</summary>
    /// <remarks>With LDL′ of the matrix, bands of the inverse S run backwards: Sᵢᵢ = 1/dᵢ − l₁Sᵢ,ᵢ₊₁ − l₂Sᵢ,ᵢ₊₂, and the two beside it likewise.</remarks>
    public static double Trace(int length, double lambda)
    {
        double[] penalty = new double[3 * length],
            first = new double[length + 2],
            second = new double[length + 2],
            inverse = new double[length];
        DifferencePenalty.Fill(length, 2, penalty);
        for (int i = 0; i < length; i++)
        {
            double e = lambda * penalty[3 * i + 2],
                c = lambda * penalty[3 * i + 1] - (i > 1 ? e * first[i - 1] : 0);
            second[i] = i > 1 ? e * inverse[i - 2] : 0;
            first[i] = i > 0 ? c * inverse[i - 1] : 0;
            inverse[i] = 1 / (1 + lambda * penalty[3 * i] - c * first[i] - e * second[i]);
        }
        double trace = 0,
            own1 = 0, // S(i+1, i+1)
            own2 = 0, // S(i+2, i+2)
            beside1 = 0; // S(i+1, i+2)
        for (int i = length - 1; i >= 0; i--)
        {
            double l1 = first[i + 1],
                l2 = second[i + 2],
                beside = -l1 * own1 - l2 * beside1,
                far = -l1 * beside1 - l2 * own2,
                own = inverse[i] - l1 * beside - l2 * far;
            trace += own;
            (own2, own1, beside1) = (own1, own, beside);
        }
        return trace;
    }

    private static double LambdaOf(int k) => Math.Pow(10, FirstDecade + (double)k / PerDecade);

    private double Score(ReadOnlySpan<double> y, int k)
    {
        _system.Solve(_ones, LambdaOf(k), y, _trial);
        double sum = 0;
        for (int i = 0; i < y.Length; i++)
            sum += (y[i] - _trial[i]) * (y[i] - _trial[i]);
        return y.Length * sum / (_free[k] * _free[k]);
    }
}
