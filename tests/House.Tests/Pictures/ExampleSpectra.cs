using SpectraPipeline.Core;
using SpectraPipeline.Testing.Generators;

namespace House.Tests.Pictures;

/// <summary>Small series with known truth, one for each kind of data that a stage is for.</summary>
/// <param name="Series">The spectra, nine frames.</param>
/// <param name="Baseline">True baseline of the middle frame; null where there is none to show.</param>
internal sealed record ExampleSpectra(SpectralSeries Series, double[]? Baseline = null)
{
    public const int Frames = 9;
    public const int Middle = 4;
    private const int Points = 700;
    private const double First = 900,
        Spacing = 1.5;

    private static readonly double[] s_axis = [.. Enumerable.Range(0, Points).Select(i => First + (Spacing * i))];

    /// <summary>Bands of an absorbing molecule on a curved background.</summary>
    public static ExampleSpectra Absorbance => Of(SignalKind.Absorbance, 1, Curved, Bands(0.42, 0.3, 0.55, 0.24, 0.36), 0.006);

    /// <summary>The same through a film whose faces reflect.</summary>
    public static ExampleSpectra Fringed =>
        Of(
            SignalKind.Absorbance,
            1,
            t => Curved(t) + (0.06 * Math.Cos(2 * Math.PI * t * (Points - 1) * Spacing / 48)),
            Bands(0.42, 0.3, 0.55, 0.24, 0.36),
            0.006
        );

    /// <summary>The same with much noise.</summary>
    public static ExampleSpectra Noisy => Of(SignalKind.Absorbance, 1, Curved, Bands(0.42, 0.3, 0.55, 0.24, 0.36), 0.03);

    /// <summary>Sharp bands on fluorescence, with a cosmic ray in the middle frame.</summary>
    public static ExampleSpectra Raman =>
        Of(
            SignalKind.Counts,
            1000,
            t => 4 + (3 * Math.Exp(-Math.Pow((t - 0.35) / 0.4, 2))),
            Bands(1.4, 0.8, 2.2, 0.7, 1.1),
            0.06,
            spike: true
        );

    /// <summary>Bands of both signs on a drift.</summary>
    public static ExampleSpectra Difference =>
        Of(SignalKind.DifferenceAbsorbance, 0.01, t => 0.3 - (0.8 * t) + (0.5 * t * t), Bands(0.5, -0.7, 0.9, -0.4, 0.6), 0.012);

    /// <summary>A band over a step, as photoelectrons leave one.</summary>
    public static ExampleSpectra Step =>
        Of(SignalKind.Counts, 1000, t => 1 + (1.5 / (1 + Math.Exp((t - 0.5) / 0.05))), [(0.5, 4, 0.06)], 0.04);

    /// <summary>Light that came through, as a fraction.</summary>
    public static ExampleSpectra Transmittance
    {
        get
        {
            SpectralSeries a = Absorbance.Series;
            double[] y = [.. a.Primary.Values.Select(v => Math.Pow(10, -v))];
            var channel = new Channel("y", new Signal(SignalKind.Transmittance), Frames, Points, y);
            return new(new SpectralSeries(a.Id, a.Axis, [channel], a.Info));
        }
    }

    private static double Curved(double t) => 0.25 + (0.5 * t) + (0.35 * Math.Sin(2.6 * t)) - (0.4 * t * t * t);

    private static (double, double, double)[] Bands(params double[] heights) =>
        [
            (0.12, heights[0], 0.012),
            (0.3, heights[1], 0.02),
            (0.48, heights[2], 0.015),
            (0.63, heights[3], 0.03),
            (0.85, heights[4], 0.018),
        ];

    /// <param name="kind">What y is.</param>
    /// <param name="unit">Size of one in y.</param>
    /// <param name="baseline">Baseline along 0 to 1.</param>
    /// <param name="bands">Place, height and half width along 0 to 1.</param>
    /// <param name="noise">Standard deviation.</param>
    /// <param name="spike">Adds a cosmic ray to the middle frame.</param>
    private static ExampleSpectra Of(
        SignalKind kind,
        double unit,
        Func<double, double> baseline,
        (double At, double Height, double Width)[] bands,
        double noise,
        bool spike = false
    )
    {
        double[] y = new double[Frames * Points],
            truth = new double[Points];
        for (int f = 0; f < Frames; f++)
        {
            NoiseSource random = NoiseSource.For((ulong)f, "pictures of stages");
            for (int i = 0; i < Points; i++)
            {
                double t = (double)i / (Points - 1);
                double value = baseline(t) * (1 + (0.02 * (f - Middle)));
                foreach (var (at, height, width) in bands)
                    value += height * (0.6 + (0.1 * f)) / (1 + Math.Pow((t - at) / width, 2));
                y[(f * Points) + i] = unit * (value + (noise * random.NextNormal()));
                truth[i] = unit * baseline(t);
            }
        }
        if (spike)
            y[(Middle * Points) + 390] += 6 * unit;
        var info = Enumerable
            .Range(0, Frames)
            .Select(f => new FrameInfo
            {
                Frame = f,
                File = $"{f}.txt",
                TimeS = 10 * f,
            });
        var axis = new Axis("wavenumber", Unit.PerCm, s_axis);
        return new(new SpectralSeries("example", axis, [new Channel("y", new Signal(kind), Frames, Points, y)], [.. info]), truth);
    }
}
