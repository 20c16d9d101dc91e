using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Stages.Peaks;
using SpectraPipeline.Testing.Generators;

namespace SpectraPipeline.PeakStudy;

/// <summary>How often a detection limit errs.</summary>
/// <param name="Words">Noise and what is free.</param>
/// <param name="Count">Blanks, and as many spectra with a band at the limit.</param>
/// <param name="Limit">Median limit of the blanks, in deviations of a point.</param>
/// <param name="FalseAlarms">Share of blanks above the decision limit.</param>
/// <param name="Misses">Share of bands at the limit that stay below it.</param>
internal sealed record DetectionResult(string Words, int Count, double Limit, double FalseAlarms, double Misses);

/// <summary>Blanks, and spectra with one band whose height is the limit of detection, that is: the median of the limits that the stage states for blanks.</summary>
internal static class DetectionStudy
{
    private const double Center = 1200;
    private const double Width = 24;

    private static readonly (string Words, NoiseKind Noise, bool Rivals, bool Moves)[] s_cases =
    [
        ("white", NoiseKind.White, false, false),
        ("zero-filled 2 x, boxcar", NoiseKind.ZeroFilled2, false, false),
        ("zero-filled 2 x, triangular", NoiseKind.Triangular2, false, false),
        ("zero-filled 4 x, boxcar", NoiseKind.ZeroFilled4, false, false),
        ("white, doubtful baseline", NoiseKind.White, true, false),
        ("zero-filled 2 x, doubtful baseline", NoiseKind.ZeroFilled2, true, false),
        ("white, position and width free", NoiseKind.White, false, true),
    ];

    public static IReadOnlyList<DetectionResult> Of(int count, ulong seed) => [.. s_cases.Select(c => Of(c, count, seed))];

    private static DetectionResult Of((string Words, NoiseKind Noise, bool Rivals, bool Moves) about, int count, ulong seed)
    {
        var stage = new Fit
        {
            Shape = LineShape.Gaussian,
            Bands = new FitBands([
                new ListedBand
                {
                    Center = new BandValue { Start = Center, Fixed = !about.Moves },
                    Fwhm = new BandValue { Start = Width, Fixed = !about.Moves },
                },
            ]),
            Intervals = Intervals.Standard,
        };
        double[][] rivals = about.Rivals ? Rivals() : [];
        double[] limits = new double[count];
        int alarms = 0;
        for (int i = 0; i < count; i++)
        {
            (double height, limits[i]) = One(stage, about.Noise, rivals, 0, NoiseSource.For(seed, $"blank {about.Words} {i}"));
            alarms += height > limits[i] / 2 ? 1 : 0;
        }
        double limit = limits.Order().ElementAt(count / 2);
        int misses = 0;
        for (int i = 0; i < count; i++)
        {
            (double height, double own) = One(stage, about.Noise, rivals, limit, NoiseSource.For(seed, $"limit {about.Words} {i}"));
            misses += height > own / 2 ? 0 : 1;
        }
        return new(about.Words, count, limit, alarms / (double)count, misses / (double)count);
    }

    private static (double Height, double Limit) One(Fit stage, NoiseKind noise, double[][] rivals, double height, NoiseSource random)
    {
        double[] y = StudyNoise.Draw(noise, StudySpectrum.Points, random);
        foreach (double[] rival in rivals)
        {
            // One part of the baseline's error along each rival: together they have the variance that the rivals state.
            double part = random.NextNormal() / Math.Sqrt(rivals.Length);
            for (int i = 0; i < y.Length; i++)
                y[i] += part * rival[i];
        }
        PeakShapes.Gaussian.Add([Center, height, Width], StudySpectrum.Axis, y);
        Findings findings = StageRun.Of(stage, StudySpectrum.Axis, y, rivals)!;
        return (findings.List<BandRow>()[0].Height, findings.List<DetectionLimitRow>()[0].LodHeight);
    }

    // Waves of 50 to 90 points: too short for the background of the fit, long enough to pass for a baseline.
    private static double[][] Rivals() =>
        [
            .. Enumerable
                .Range(0, 3)
                .Select(r =>
                    StudySpectrum.Axis.Select(x => 0.6 * Math.Cos((x - Center + (9 * r)) * 2 * Math.PI / (50 + (20 * r)))).ToArray()
                ),
        ];
}
