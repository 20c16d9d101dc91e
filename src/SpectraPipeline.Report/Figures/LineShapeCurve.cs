using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Fitting;

namespace SpectraPipeline.Report.Figures;

/// <summary>The curve of a band from its rows, for drawing: the shape that was fitted, never a second formula of it.</summary>
internal static class LineShapeCurve
{
    /// <summary>Parameter of a fit step that names the width of the instrument's line.</summary>
    public const string InstrumentWidth = "instrument-fwhm";

    /// <summary>Shape of the band's row with its further parameters; NaN where the shape is not known or a parameter is missing.</summary>
    /// <param name="band">Position, height, width, shape.</param>
    /// <param name="further">Rows of band_parameters of the same frame; those of other bands are passed over.</param>
    /// <param name="x">Where it is drawn.</param>
    /// <param name="instrument">Full width of the instrument's line that the band was recorded with; NaN: none.</param>
    public static double[] Of(in BandRow band, IReadOnlyList<BandParameterRow> further, double[] x, double instrument = double.NaN)
    {
        double[] y = new double[x.Length];
        if (ShapeOf(band, instrument) is { } shape && Parameters(shape, band, further) is { } parameters)
            shape.Add(parameters, x, y);
        else
            Array.Fill(y, double.NaN);
        return y;
    }

    /// <summary>The width in a step's parameter; NaN where it is empty.</summary>
    public static double Width(string? parameter) =>
        double.TryParse(
            parameter?.Split(' ')[0],
            System.Globalization.NumberStyles.Float,
            System.Globalization.CultureInfo.InvariantCulture,
            out double width
        )
        && width > 0
            ? width
            : double.NaN;

    private static PeakShape? ShapeOf(in BandRow band, double instrument)
    {
        string name = band.Shape.Replace('_', '-');
        PeakShape? shape = PeakShapes.All.FirstOrDefault(s => s.Name == name);
        return instrument > 0 ? shape?.Broadened(instrument) ?? shape : shape;
    }

    private static double[]? Parameters(PeakShape shape, in BandRow band, IReadOnlyList<BandParameterRow> further)
    {
        double[] values = new double[shape.ParameterCount];
        (values[PeakShape.Center], values[PeakShape.Height], values[PeakShape.FullWidth]) = (band.Center, band.Height, band.Fwhm);
        for (int p = PeakShape.Extra; p < values.Length; p++)
        {
            string name = shape.Parameters[p].Name;
            int number = band.Band;
            values[p] =
                further.FirstOrDefault(row => row.Band == number && row.Name == name) is { Name: not null } found ? found.Value
                : name == "fraction" ? band.Fraction
                : double.NaN;
        }
        return values.All(double.IsFinite) && band.Fwhm > 0 ? values : null;
    }
}
