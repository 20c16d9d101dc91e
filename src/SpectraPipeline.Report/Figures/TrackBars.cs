using SpectraPipeline.Core.Rows;
using SpectraPipeline.Report.Html;
using SpectraPipeline.Report.Sources;

namespace SpectraPipeline.Report.Figures;

/// <summary>Values of a track frame by frame with their error bars: of one standard error, or of 95 % where intervals were made.</summary>
/// <param name="bands">Bands of the track by frame.</param>
/// <param name="frames">Frames drawn.</param>
/// <param name="are95">Bars are 95 %: intervals, and 1.96 standard errors where none was made.</param>
internal sealed class TrackBars(Dictionary<int, BandRow> bands, IReadOnlyList<int> frames, bool are95)
{
    /// <summary>The band of a frame.</summary>
    public BandRow? At(int frame) => bands.TryGetValue(frame, out BandRow band) ? band : null;

    public TrackedQuantity Heights() => Of(b => (b.Height, b.HeightLow, b.HeightHigh, BandErrors.Height(b)), null);

    /// <summary>Positions, without those of bands below detection and without bars where the position was held.</summary>
    public TrackedQuantity Centers(bool[] below) =>
        Of(
            b => (b.Center, b.CenterLow, b.CenterHigh, UncertainNumber.IsUsable(b.Center, b.CenterSe) ? BandErrors.Center(b) : double.NaN),
            below
        );

    /// <summary>Widths, as <see cref="Centers"/>.</summary>
    public TrackedQuantity Widths(bool[] below) =>
        Of(b => (b.Fwhm, b.FwhmLow, b.FwhmHigh, UncertainNumber.IsUsable(b.Fwhm, b.FwhmSe) ? BandErrors.Fwhm(b) : double.NaN), below);

    /// <summary>What the bars are.</summary>
    public string Words(bool hasBaseline)
    {
        bool isTotal = bands.Values.Any(BandErrors.HasTotal);
        return are95
            ? $"95 % intervals (1.96 standard errors {BandErrors.What(isTotal, hasBaseline)} where none was made)"
            : $"one {BandErrors.Words(isTotal, hasBaseline)}";
    }

    private TrackedQuantity Of(Func<BandRow, (double Value, double Low, double High, double Error)> quantity, bool[]? left)
    {
        (double[] value, double[] below, double[] above) = (new double[frames.Count], new double[frames.Count], new double[frames.Count]);
        for (int i = 0; i < frames.Count; i++)
        {
            value[i] = below[i] = above[i] = double.NaN;
            if (At(frames[i]) is not { } band || !IsMeasured(band))
                continue;
            (double at, double low, double high, double error) = quantity(band);
            (below[i], above[i]) = are95 ? BandErrors.Bars95(at, low, high, error) : (error, error);
            value[i] = left is not null && left[i] ? double.NaN : at;
        }
        bool any = below.Any(double.IsFinite) || above.Any(double.IsFinite);
        return any ? new(value, below, above) : new(value, []);
    }

    /// <summary>A band of a frame with noise: that of an all-zero reference has neither an error nor a signal to noise.</summary>
    private static bool IsMeasured(in BandRow band) => UncertainNumber.IsUsable(band.Height, band.HeightSe) || band.Snr > 0;
}
