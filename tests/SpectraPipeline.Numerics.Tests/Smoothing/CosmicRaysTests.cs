using System.Globalization;
using System.Text.Json;
using SpectraPipeline.Numerics.Smoothing;
using SpectraPipeline.Numerics.Statistics;
using SpectraPipeline.Numerics.Tests.Reference;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Smoothing;

public sealed class CosmicRaysTests(ITestOutputHelper output)
{
    private const int Points = 1000,
        Frames = 60,
        HalfWidth = 3;
    private const double Threshold = 8;
    private static readonly (double Center, double Fwhm, double Height)[] s_bands =
    [
        (120, 8, 900),
        (260, 14, 400),
        (300, 9, 1500),
        (520, 20, 700),
        (655, 11, 250),
        (830, 30, 500),
    ];

    [Fact]
    public void Finds_the_spikes_of_a_bleaching_fluctuating_series_and_little_else()
    {
        double[][] truth = Series(out double[][] noiseless);
        double[][] spiked = [.. truth.Select(f => (double[])f.Clone())];
        var planted = Plant(spiked, noiseless);
        int found = 0,
            touched = 0;
        double worst = 0;
        double[][] clean = [.. Enumerable.Range(0, Frames).Select(f => Cleaned(spiked, f))];
        foreach (var (frame, first, width) in planted)
        {
            bool isGone = true;
            for (int i = first; i < first + width; i++)
                isGone &= clean[frame][i] != spiked[frame][i];
            found += isGone ? 1 : 0;
            for (int i = first; i < first + width && isGone; i++)
                worst = Math.Max(worst, Math.Abs(clean[frame][i] - noiseless[frame][i]) / Math.Sqrt(noiseless[frame][i]));
        }
        HashSet<(int, int)> sites = [.. planted.SelectMany(p => Enumerable.Range(p.First - 3, p.Width + 6).Select(i => (p.Frame, i)))];
        for (int f = 0; f < Frames; f++)
        for (int i = 0; i < Points; i++)
            touched += clean[f][i] != spiked[f][i] && !sites.Contains((f, i)) ? 1 : 0;
        output.WriteLine(
            $"{found} of {planted.Count} found, {touched} of {Frames * Points} other points touched, worst repair {worst:g3} sigma"
        );
        Assert.True(found >= 0.98 * planted.Count, $"{found} of {planted.Count}");
        Assert.True(touched <= 1e-4 * Frames * Points, $"{touched} points");
        Assert.True(worst < 12, $"{worst}");
    }

    [Theory]
    [InlineData(9)]
    [InlineData(25)]
    [InlineData(400)]
    public void A_band_that_appears_from_one_frame_to_the_next_stays(double sigmas)
    {
        // In one frame only, from a frame on, and in the last two frames, which have neighbours on one side.
        var noise = new SeededNormal(7, $"step {sigmas}");
        foreach (Func<int, bool> isThere in (Func<int, bool>[])[f => f == 5, f => f >= 5, f => f >= 8, f => f == 9])
        {
            double[][] frames =
            [
                .. Enumerable
                    .Range(0, 10)
                    .Select(f =>
                        Enumerable
                            .Range(0, 400)
                            .Select(i =>
                                noise.Next() + (isThere(f) ? sigmas * Math.Exp(-4 * Math.Log(2) * Math.Pow((i - 200.3) / 9, 2)) : 0)
                            )
                            .ToArray()
                    ),
            ];
            for (int f = 0; f < 10; f++)
                Assert.Equal(frames[f], Cleaned(frames, f));
        }
    }

    [Fact]
    public void Single_counts_of_a_dark_series_are_no_spikes_and_a_spike_among_them_is()
    {
        // Poisson counts of mean 0.1: more than half of what exceeds the neighbours is exactly 0.
        const int Points = 500,
            At = 250;
        var random = new Random(9);
        double Count()
        {
            int count = 0;
            for (double p = random.NextDouble(); p > Math.Exp(-0.1); p *= random.NextDouble())
                count++;
            return count;
        }
        double[] frame = [.. Enumerable.Range(0, Points).Select(_ => Count())],
            neighbours = [.. Enumerable.Range(0, 4 * Points).Select(_ => Count())],
            result = new double[Points];
        double[] scratch = new double[CosmicRays.ScratchFor(Points, 4, 3)];
        double before = frame.Sum();
        CosmicRays.Apply(frame, neighbours, 8, 3, result, scratch);
        Assert.InRange(result.Sum(), 0.9 * before, before);
        (frame[At], frame[At + 1]) = (40, 25);
        CosmicRays.Apply(frame, neighbours, 8, 3, result, scratch);
        Assert.InRange(result[At], 0, 1);
        Assert.InRange(result[At + 1], 0, 1);
    }

    [Fact]
    public void A_spike_below_the_frame_before_is_found_where_the_background_drops()
    {
        double[][] frames =
        [
            .. Enumerable
                .Range(0, 7)
                .Select(f => Enumerable.Range(0, 300).Select(i => (-3.0 * f) + (0.02 * f * i) + Math.Sin(12.9 * i * (f + 1))).ToArray()),
        ];
        frames[3][40] += 30;
        frames[3][250] += 30;
        double[] clean = Cleaned(frames, 3);
        Assert.Equal([40, 250], Enumerable.Range(0, 300).Where(i => clean[i] != frames[3][i]));
    }

    [Fact]
    public void Takes_the_whole_of_each_spike_that_was_added_to_real_spectra()
    {
        JsonElement spectra = VibrationalReference.Json("despike.json").GetProperty("spectra");
        foreach (string name in VibrationalReference.Inputs().Where(n => spectra.TryGetProperty(n, out _)))
        {
            // The same spectrum five times with fresh noise of the stated kind; the middle one has the spikes.
            double[] y = VibrationalReference.Input(name).Y;
            double sd = spectra.GetProperty(name).GetProperty("noise_sd_used").GetDouble();
            var noise = new SeededNormal(3, name);
            double[][] frames = [.. Enumerable.Range(0, 5).Select(_ => y.Select(v => v + (sd * noise.Next())).ToArray())];
            double[] before = [.. frames[2]];
            foreach (JsonProperty spike in spectra.GetProperty(name).GetProperty("spike_added").EnumerateObject())
                for (int k = 0; k < spike.Value.GetProperty("width").GetInt32(); k++)
                    frames[2][int.Parse(spike.Name, CultureInfo.InvariantCulture) + k] += spike.Value.GetProperty("amplitude").GetDouble();
            double[] clean = Cleaned(frames, 2);
            for (int i = 0; i < y.Length; i++)
                if (frames[2][i] != before[i])
                    Assert.True(Math.Abs(clean[i] - y[i]) < 5 * sd, $"{name}[{i}]: {clean[i]} for {y[i]} ± {sd}");
        }
    }

    private static double[] Cleaned(double[][] frames, int f)
    {
        double[] around = [.. Enumerable.Range(f - 2, 5).Where(k => k != f && k >= 0 && k < frames.Length).SelectMany(k => frames[k])];
        int points = frames[f].Length,
            count = around.Length / points;
        double[] result = new double[points];
        CosmicRays.Apply(frames[f], around, Threshold, HalfWidth, result, new double[CosmicRays.ScratchFor(points, count, HalfWidth)]);
        return result;
    }

    /// <summary>Counts: bands that fluctuate by 3 % on fluorescence that bleaches, with shot noise.</summary>
    private static double[][] Series(out double[][] noiseless)
    {
        var random = new SeededNormal(11, "series");
        noiseless = new double[Frames][];
        double[][] frames = new double[Frames][];
        for (int f = 0; f < Frames; f++)
        {
            double bleach = 4000 * Math.Exp(-f / 40.0),
                laser = 1 + (0.03 * random.Next());
            double[] y = new double[Points];
            for (int i = 0; i < Points; i++)
            {
                y[i] = 200 + (bleach * Math.Exp(-Math.Pow((i - 400) / 500.0, 2)));
                foreach (var (center, fwhm, height) in s_bands)
                    y[i] += laser * height / (1 + (4 * Math.Pow((i - center) / fwhm, 2)));
            }
            noiseless[f] = y;
            frames[f] = [.. y.Select(v => v + (Math.Sqrt(v) * random.Next()))];
        }
        return frames;
    }

    /// <summary>Two or three spikes a frame, one to four points wide, 15 to 300 standard deviations of the place high.</summary>
    private static List<(int Frame, int First, int Width)> Plant(double[][] frames, double[][] noiseless)
    {
        var random = new SeededNormal(12, "spikes");
        double Uniform() => 0.5 + (Math.Atan(random.Next() * 1.6) / Math.PI);
        var planted = new List<(int, int, int)>();
        for (int f = 0; f < Frames; f++)
        for (int k = 0; k < 2 + (f % 2); k++)
        {
            int width = 1 + (int)(3.99 * Uniform()),
                first = 10 + (int)(Uniform() * 960);
            if (planted.Exists(p => Math.Abs(p.Item1 - f) <= 2 && Math.Abs(p.Item2 - first) < 15))
                continue;
            double height = Math.Exp(Math.Log(15) + (Uniform() * Math.Log(20)));
            for (int i = first; i < first + width; i++)
                frames[f][i] += height * (1 + (0.5 * Uniform())) * Math.Sqrt(noiseless[f][i]);
            planted.Add((f, first, width));
        }
        return planted;
    }
}
