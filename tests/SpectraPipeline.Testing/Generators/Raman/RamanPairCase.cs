using SpectraPipeline.Testing.Generators.Infrared;

namespace SpectraPipeline.Testing.Generators.Raman;

/// <summary>What may be different; the defaults are the case's.</summary>
/// <param name="CarbonHeight">Counts of the G band of a carbon substrate; 0: none.</param>
/// <param name="IntensityJitter">Relative standard deviation of the intensity from frame to frame.</param>
/// <param name="CosmicRayShare">Share of the frames that a cosmic ray hits.</param>
/// <param name="From">Low end of the axis in cm⁻¹; 700 takes in the ring breathing of cyclohexanone at 752.</param>
public sealed record RamanPairOptions(
    double CarbonHeight = 0,
    double IntensityJitter = 0.15,
    double CosmicRayShare = 0.03,
    double From = 850
);

/// <summary>
/// Case 003-B: in situ Raman at open circuit and ten potentials, three repeats each, with and without cyclohexanone. Lines are skewed site
/// distributions through slit and pixel, on a pixel axis even in wavelength (532 nm), over bleaching fluorescence, with counting and read noise.
/// </summary>
public static class RamanPairCase
{
    private const int Repeats = 3;
    private const double Laser = 532; // nm
    private const double To = 1600; // cm⁻¹
    private const double PixelWidth = 0.045; // nm
    private const double SlitWidth = 3.0; // cm⁻¹
    private const double ReadNoise = 6; // counts

    public static RamanPair Generate(RamanPairVariant variant, ulong seed, RamanPairOptions? options = null)
    {
        options ??= new();
        double second = variant == RamanPairVariant.CalibrationOffset ? -8 : 0;
        double dimmed = variant == RamanPairVariant.DimmedByBubbles ? 0.3 : 1;
        return new(
            Run(RamanPairBands.Without(variant), NoiseSource.For(seed, "raman without"), 0, 1, options),
            Run(RamanPairBands.With(variant), NoiseSource.For(seed, "raman with"), second, dimmed, options)
        );
    }

    private static RamanSeries Run(
        IReadOnlyList<RamanBand> bands,
        NoiseSource noise,
        double extraOffset,
        double dimmed,
        RamanPairOptions options
    )
    {
        double[] potentials = [-0.1, .. Enumerable.Range(0, 10).Select(static i => Math.Round(-0.9 - 0.1 * i, 1))];
        double[] potential = [.. potentials.SelectMany(static e => Enumerable.Repeat(e, Repeats))];
        double offset = noise.NextUniform(-1, 1) + extraOffset;
        double[] trueShift = PixelAxis(options.From);
        double[][] shapes = Shapes(bands, trueShift);
        double[] carbon = Carbon(trueShift, options.CarbonHeight);

        double[] intensity = new double[potential.Length];
        double[][] counts = new double[potential.Length][];
        List<(int, int)> cosmic = [];
        for (int f = 0; f < counts.Length; f++)
        {
            intensity[f] = dimmed * Math.Exp(options.IntensityJitter * noise.NextNormal());
            double[] frame = new double[trueShift.Length];
            for (int i = 0; i < frame.Length; i++)
            {
                double light = Fluorescence(trueShift[i], f) + carbon[i];
                for (int b = 0; b < bands.Count; b++)
                    light += bands[b].HeightAt(potential[f]) * shapes[b][i];
                light *= intensity[f];
                frame[i] = light + Math.Sqrt(light + ReadNoise * ReadNoise) * noise.NextNormal();
            }
            if (noise.NextUniform() < options.CosmicRayShare)
                cosmic.Add((f, Strike(frame, noise)));
            counts[f] = frame;
        }
        RamanTruth truth = new()
        {
            Bands = bands,
            CalibrationOffset = offset,
            Intensity = intensity,
            CosmicRays = cosmic,
        };
        return new([.. trueShift.Select(x => x + offset)], potential, counts, truth);
    }

    /// <summary>Pixels even in wavelength are uneven in wavenumber: 1.45 cm⁻¹ at the low end, 1.33 at the high.</summary>
    private static double[] PixelAxis(double from)
    {
        List<double> axis = [];
        for (double wavelength = 1e7 / (1e7 / Laser - from); ; wavelength += PixelWidth)
        {
            double shift = 1e7 / Laser - 1e7 / wavelength;
            if (shift > To)
                return [.. axis];
            axis.Add(shift);
        }
    }

    /// <summary>Each band seen through slit and pixel: mean over a trapezoid of the two widths, eight steps.</summary>
    private static double[][] Shapes(IReadOnlyList<RamanBand> bands, double[] shift)
    {
        BandProfile profile = new(2.0); // narrow site distribution, wide lines
        return
        [
            .. bands.Select(band =>
                shift
                    .Select(x =>
                    {
                        double sum = 0;
                        for (int s = 0; s < 8; s++)
                        for (int p = 0; p < 4; p++)
                        {
                            double off = SlitWidth * ((s + 0.5) / 8 - 0.5) + 1.4 * ((p + 0.5) / 4 - 0.5);
                            sum += profile.At((x + off - band.Center) / band.Fwhm);
                        }
                        return sum / 32;
                    })
                    .ToArray()
            ),
        ];
    }

    private static double[] Carbon(double[] shift, double height)
    {
        BandProfile profile = new(2.0);
        return
        [
            .. shift.Select(x =>
                height == 0
                    ? 0
                    : height * (1.02 * profile.At((x - 1345) / 180) + profile.At((x - 1588) / 90) + 0.3 * profile.At((x - 1500) / 150))
            ),
        ];
    }

    private static double Fluorescence(double shift, int frame)
    {
        double x = (shift - 850) / 750;
        double bleached = 0.7 + 0.3 * Math.Exp(-frame / 12.0);
        return 800 + 2200 * bleached * (1 - 0.9 * x + 0.35 * x * x);
    }

    private static int Strike(double[] frame, NoiseSource noise)
    {
        int point = (int)(noise.NextUniform() * (frame.Length - 3));
        int width = 1 + (int)(noise.NextUniform() * 3);
        for (int i = 0; i < width; i++)
            frame[point + i] += noise.NextUniform(2000, 12000);
        return point;
    }
}
