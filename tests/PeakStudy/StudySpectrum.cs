using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Stages.Peaks;
using SpectraPipeline.Testing.Generators;

namespace SpectraPipeline.PeakStudy;

/// <summary>Which spectra are drawn.</summary>
internal enum StudyCase
{
    Isolated,
    Pair,
    GaussianLimit,
    LorentzianLimit,
    WidthAtBound,
    WeakShoulder,
}

/// <summary>A band that was put in.</summary>
internal readonly record struct TrueBand(double Center, double Fwhm, double Height, double Area);

/// <summary>A spectrum with its truth and the list of bands that a user would write: positions read off to 0.15 of a width or of the distance, widths to a third.</summary>
/// <param name="Y">Bands, a straight line, noise of deviation 1.</param>
/// <param name="Shape">Shape of the bands and of the fit.</param>
/// <param name="Truth">What was put in.</param>
/// <param name="Listed">What the fit is told.</param>
internal sealed record StudySpectrum(double[] Y, LineShape Shape, TrueBand[] Truth, FitBands Listed)
{
    public const int Points = 400;
    public const double First = 1000;

    public static double[] Axis { get; } = [.. Enumerable.Range(0, Points).Select(i => First + i)];

    /// <summary>Draws one.</summary>
    /// <param name="kind">What of.</param>
    /// <param name="noise">Its noise.</param>
    /// <param name="snr">Height of the weakest band over the deviation of a point.</param>
    /// <param name="separation">Distance of two bands over the mean of their widths.</param>
    /// <param name="random">Source of the draws.</param>
    public static StudySpectrum Draw(StudyCase kind, NoiseKind noise, double snr, double separation, NoiseSource random)
    {
        bool isPair = kind is StudyCase.Pair or StudyCase.WeakShoulder;
        LineShape shape = kind is StudyCase.GaussianLimit or StudyCase.LorentzianLimit
            ? LineShape.PseudoVoigt
            : (LineShape)(int)random.NextUniform(0, 3);
        double width = random.NextUniform(12, 30);
        double ratio = Math.Exp(random.NextUniform(-0.35, 0.35));
        double strength = kind == StudyCase.WeakShoulder ? 5 : Math.Exp(random.NextUniform(0, 0.7));
        double[] widths = isPair ? [width / Math.Sqrt(ratio), width * Math.Sqrt(ratio)] : [width];
        double[] heights =
            !isPair ? [snr]
            : random.NextUniform() < 0.5 ? [snr, snr * strength]
            : [snr * strength, snr];
        double distance = isPair ? separation * (widths[0] + widths[1]) / 2 : 0;
        double middle = First + (Points / 2) + random.NextUniform(-20, 20);
        double[] y = StudyNoise.Draw(noise, Points, random);
        (double offset, double slope) = (random.NextUniform(-5, 5), random.NextUniform(-0.05, 0.05));
        for (int i = 0; i < Points; i++)
            y[i] += offset + (slope * i);
        var truth = new TrueBand[widths.Length];
        var listed = new ListedBand[widths.Length];
        PeakShape curve = Curve(shape);
        for (int k = 0; k < truth.Length; k++)
        {
            double center = middle + ((k - ((truth.Length - 1) / 2.0)) * distance);
            double fraction =
                kind == StudyCase.GaussianLimit ? 0
                : kind == StudyCase.LorentzianLimit ? 1
                : random.NextUniform(0.15, 0.85);
            double[] parameters =
                curve.ParameterCount > PeakShape.Extra ? [center, heights[k], widths[k], fraction] : [center, heights[k], widths[k]];
            curve.Add(parameters, Axis, y);
            truth[k] = new(center, widths[k], heights[k], curve.Area(parameters));
            double reading = 0.15 * (isPair ? Math.Min(distance, widths[k]) : widths[k]);
            listed[k] = new ListedBand
            {
                Center = new BandValue { Start = center + random.NextUniform(-reading, reading) },
                Fwhm = Width(kind, widths[k] * Math.Exp(random.NextUniform(-0.35, 0.35)), widths[k]),
                Height = kind == StudyCase.WeakShoulder ? new BandValue { Lower = 0, Upper = double.PositiveInfinity } : BandValue.Unset,
            };
        }
        return new(y, shape, truth, new FitBands(listed));
    }

    public static PeakShape Curve(LineShape shape) =>
        shape switch
        {
            LineShape.Gaussian => PeakShapes.Gaussian,
            LineShape.Lorentzian => PeakShapes.Lorentzian,
            _ => PeakShapes.PseudoVoigt,
        };

    private static BandValue Width(StudyCase kind, double start, double width) =>
        kind == StudyCase.WidthAtBound
            ? new BandValue
            {
                Start = Math.Min(start, width),
                Lower = width / 4,
                Upper = width,
            }
            : new BandValue { Start = start };
}
