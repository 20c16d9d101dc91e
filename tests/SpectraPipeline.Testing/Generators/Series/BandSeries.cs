using SpectraPipeline.Testing.Generators.Infrared;

namespace SpectraPipeline.Testing.Generators.Series;

/// <summary>Truth of one frame: height, centre and full width of each band.</summary>
public readonly record struct SeriesBand(double Center, double Fwhm, double Height);

/// <summary>
/// A long series for runs of speed and memory, never held as a whole: Raman-like counts with three bands that grow, move and fade, a decaying
/// fluorescence and shot noise. Any value can be asked for in any order (noise is a hash of seed, frame and point), so a wide table is written
/// row by row without the matrix.
/// </summary>
public sealed class BandSeries
{
    private const double First = 800; // cm⁻¹
    private const double Last = 1799;
    private readonly BandProfile _profile = new();
    private readonly ulong _seed;

    public BandSeries(int frames, int points, ulong seed = DataSamples.Seed)
    {
        if (frames < 1 || points < 2)
            throw new ArgumentOutOfRangeException(nameof(frames), frames, "at least one frame and two points");
        (Frames, Points, _seed) = (frames, points, NoiseSource.Mix(seed));
        Axis = new double[points];
        for (int i = 0; i < points; i++)
            Axis[i] = First + (Last - First) * i / (points - 1);
    }

    public int Frames { get; }
    public int Points { get; }

    /// <summary>Raman shift in cm⁻¹, ascending.</summary>
    public double[] Axis { get; }

    /// <summary>The three bands of a frame: one grows and moves, one stays, one fades.</summary>
    public SeriesBand[] Truth(int frame)
    {
        double t = Frames == 1 ? 0 : (double)frame / (Frames - 1);
        return [new(1010 + 6 * t, 18, 150 + 850 * t), new(1290, 30, 600), new(1505 - 4 * t, 24, 100 + 900 * Math.Exp(-3 * t))];
    }

    /// <summary>Fluorescence under a frame.</summary>
    public double Baseline(int frame, double shift)
    {
        double x = (shift - First) / (Last - First);
        double bleaching = 0.6 + 0.4 * Math.Exp(-2.0 * frame / Frames);
        return 400 + 2500 * bleaching * Math.Exp(-1.6 * x) + 250 * x * x;
    }

    /// <summary>One frame in counts; result as long as the axis.</summary>
    public void Fill(int frame, Span<double> result)
    {
        SeriesBand[] bands = Truth(frame);
        for (int i = 0; i < result.Length; i++)
            result[i] = At(frame, i, bands);
    }

    /// <summary>One value, given the truth of its frame.</summary>
    public double At(int frame, int point, ReadOnlySpan<SeriesBand> bands)
    {
        double x = Axis[point];
        double counts = Baseline(frame, x);
        foreach (SeriesBand band in bands)
            counts += band.Height * _profile.At((x - band.Center) / band.Fwhm);
        return counts + Math.Sqrt(counts + 25) * Normal(frame, point); // read noise 5 counts
    }

    /// <summary>Box and Muller's first normal of two hashed uniforms.</summary>
    private double Normal(int frame, int point)
    {
        ulong bits = NoiseSource.Mix(_seed + (ulong)frame * 0x100000000UL + (ulong)point);
        double u = ((bits >> 40) + 1) * (1.0 / (1 << 24)); // (0, 1]
        double v = (bits & 0xFFFFFF) * (1.0 / (1 << 24));
        return Math.Sqrt(-2 * Math.Log(u)) * Math.Cos(2 * Math.PI * v);
    }
}
