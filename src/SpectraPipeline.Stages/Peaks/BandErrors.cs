using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Stages.Peaks;

/// <summary>A fitted band with all that is known of its errors.</summary>
internal sealed class BandErrors
{
    /// <summary>Center, fwhm, height and area, as parameters of the shape.</summary>
    public static readonly int[] Quantities = [PeakShape.Center, PeakShape.FullWidth, PeakShape.Height, ProfileInterval.Area];

    /// <summary>Their names.</summary>
    public static readonly string[] Names = ["center", "fwhm", "height", "area"];

    public PeakEstimate Estimate { get; set; }

    public ErrorParts[] Parts { get; } = new ErrorParts[4];

    public DetectionLimit Limit { get; set; }

    public double[] Low { get; } = new double[4];

    public double[] High { get; } = new double[4];

    public string? Method { get; set; }

    /// <summary>Its height is below the decision limit, half the limit of detection; not said where there is no limit.</summary>
    public bool IsAbsent => Math.Abs(Estimate.Height) <= Limit.Height / 2;

    public double Value(int quantity) =>
        quantity switch
        {
            0 => Estimate.Center,
            1 => Estimate.FullWidth,
            2 => Estimate.Height,
            _ => Estimate.Area,
        };

    public double Error(int quantity) =>
        quantity switch
        {
            0 => Estimate.CenterError,
            1 => Estimate.FullWidthError,
            2 => Estimate.HeightError,
            _ => Estimate.AreaError,
        };

    public double Total(int quantity) => Parts[quantity].Total(Error(quantity));

    /// <summary>No intervals yet.</summary>
    public void Clear()
    {
        Low.AsSpan().Fill(double.NaN);
        High.AsSpan().Fill(double.NaN);
        Method = null;
    }

    /// <summary>A quantity of a band that is varied and exists: what is fixed has no interval, and some shapes have no area.</summary>
    public static bool HasInterval(MultiPeakFit fitter, int band, int quantity, BandErrors errors)
    {
        if (Quantities[quantity] != ProfileInterval.Area)
            return fitter.IsVaried(band, Quantities[quantity]);
        bool any = false;
        for (int p = PeakShape.Height; p < fitter.Shape.ParameterCount; p++)
            any |= fitter.IsVaried(band, p);
        return any && double.IsFinite(errors.Estimate.Area);
    }

    /// <summary>Sets an interval: ends with the doubt about the baseline added in squares, as in a total standard error, and within the bounds of the parameter.</summary>
    public void Set(MultiPeakFit fitter, int band, int quantity, double low, double high)
    {
        (double least, double most) =
            Quantities[quantity] == ProfileInterval.Area
                ? (double.NegativeInfinity, double.PositiveInfinity)
                : fitter.BoundsOf(band, Quantities[quantity]);
        (Low[quantity], High[quantity]) = (Math.Max(least, Widen(quantity, low, side: -1)), Math.Min(most, Widen(quantity, high, side: 1)));
    }

    // An end on the other side of the value (of a percentile) moves outwards too.
    private double Widen(int quantity, double end, int side)
    {
        double added = Student.Normal975 * Student.Normal975 * Parts[quantity].Baseline;
        double distance = side * (end - Value(quantity));
        if (!(added > 0) || !double.IsFinite(end))
            return end;
        return distance > 0 ? Value(quantity) + (side * Math.Sqrt((distance * distance) + added)) : end + (side * Math.Sqrt(added));
    }
}
