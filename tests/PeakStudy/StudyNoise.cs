using SpectraPipeline.Testing.Generators;

namespace SpectraPipeline.PeakStudy;

/// <summary>What the noise of neighbouring points has in common.</summary>
internal enum NoiseKind
{
    White,
    ZeroFilled2,
    ZeroFilled4,
    Triangular2,
    Smoothed,
}

/// <summary>Noise of deviation 1: white noise through the filter of the instrument. Zero filling by z with boxcar apodisation is sin(πk/z)/(πk/z), with triangular
/// apodisation the square of that at half the argument, since the noise of an interferogram is white and is weighted like its signal.</summary>
internal static class StudyNoise
{
    private const int Reach = 160;

    public static string Words(NoiseKind kind) =>
        kind switch
        {
            NoiseKind.White => "white",
            NoiseKind.ZeroFilled2 => "zero-filled 2 x, boxcar",
            NoiseKind.ZeroFilled4 => "zero-filled 4 x, boxcar",
            NoiseKind.Triangular2 => "zero-filled 2 x, triangular",
            _ => "smoothed over 7 points",
        };

    public static double[] Draw(NoiseKind kind, int points, NoiseSource random)
    {
        double[] noise = new double[points];
        if (kind == NoiseKind.White)
        {
            for (int i = 0; i < points; i++)
                noise[i] = random.NextNormal();
            return noise;
        }
        double[] filter = [.. Enumerable.Range(-Reach, (2 * Reach) + 1).Select(k => Filter(kind, k))];
        double length = Math.Sqrt(filter.Sum(f => f * f));
        double[] white = new double[points + (2 * Reach)];
        for (int i = 0; i < white.Length; i++)
            white[i] = random.NextNormal() / length;
        for (int i = 0; i < points; i++)
        for (int k = 0; k < filter.Length; k++)
            noise[i] += filter[k] * white[i + k];
        return noise;
    }

    private static double Filter(NoiseKind kind, int k) =>
        kind switch
        {
            NoiseKind.ZeroFilled2 => Sinc(k / 2.0),
            NoiseKind.ZeroFilled4 => Sinc(k / 4.0),
            NoiseKind.Triangular2 => Sinc(k / 4.0) * Sinc(k / 4.0),
            _ => Math.Abs(k) <= 3 ? 1 : 0,
        };

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);
}
