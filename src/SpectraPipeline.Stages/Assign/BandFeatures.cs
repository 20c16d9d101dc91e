using SpectraPipeline.Core.Rows;

namespace SpectraPipeline.Stages.Assign;

/// <summary>What is known of one track when it is assigned.</summary>
/// <param name="Track">Number of the track.</param>
/// <param name="Center">Position (cm-1).</param>
/// <param name="CenterSe">Its standard error; 0 when not known.</param>
/// <param name="Fwhm">Width (cm-1) or NaN.</param>
/// <param name="Sign">+1, −1; 0 when it changes.</param>
/// <param name="Height">Height of largest magnitude.</param>
/// <param name="Noise">Standard deviation of a height, or NaN.</param>
/// <param name="Slope">Stark slope (cm-1/V) or NaN.</param>
/// <param name="SlopeSe">Its standard error.</param>
internal readonly record struct BandFeatures(
    int Track,
    double Center,
    double CenterSe,
    double Fwhm,
    int Sign,
    double Height,
    double Noise,
    double Slope,
    double SlopeSe
)
{
    /// <param name="row">The track.</param>
    /// <param name="grows">+1 where positive means formed, −1 where it means consumed.</param>
    public static BandFeatures Of(in TrackRow row, int grows = 1) =>
        new(
            row.Track,
            row.Center,
            double.IsFinite(row.CenterSe) ? row.CenterSe : 0,
            row.Fwhm,
            grows * row.Sign,
            row.MaxHeight,
            row.Snr > 0 ? Math.Abs(row.MaxHeight) / row.Snr : double.NaN,
            row.StarkCm1PerV,
            double.IsFinite(row.StarkCm1PerVSe) ? row.StarkCm1PerVSe : 0
        );
}
