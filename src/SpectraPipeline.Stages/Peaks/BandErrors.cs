using SpectraPipeline.Numerics.Fitting;

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

    /// <summary>Its height is below the decision limit, half the limit of detection.</summary>
    public bool IsAbsent => !(Math.Abs(Estimate.Height) > Limit.Height / 2);

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
}
