using System.Globalization;
using SpectraPipeline.Numerics.Fitting;

namespace SpectraPipeline.Benchmarks;

/// <summary>A window of the peers' spectrum with the bands in it, starts 3 cm⁻¹ off, 20 % low and 30 % wide, and bounds: what every program is given.</summary>
/// <param name="X">Positions, cm⁻¹.</param>
/// <param name="Spectra">Draws of noise.</param>
/// <param name="Start">Center, height, fwhm, fraction of each band.</param>
/// <param name="Lower">Lower bounds.</param>
/// <param name="Upper">Upper bounds.</param>
internal sealed record PeakFitCase(double[] X, double[][] Spectra, double[] Start, double[] Lower, double[] Upper)
{
    public const int PerBand = 4;

    /// <summary>Number of bands.</summary>
    public int Bands => Start.Length / PerBand;

    /// <summary>"1x100", "1x140", "3x400" or "6x1000": bands and points.</summary>
    public static PeakFitCase Of(string size, int spectra)
    {
        (Range bands, double from, double to) = Window(size);
        double[] x = PeerSpectra.Axis(1000);
        int first = Array.FindIndex(x, v => v >= from);
        int count = Array.FindLastIndex(x, v => v <= to) - first + 1;
        if (count != int.Parse(size.AsSpan(size.IndexOf('x') + 1), CultureInfo.InvariantCulture))
            throw new InvalidOperationException($"{size}: the window holds {count} points");
        PeerSpectra.Band[] truth = PeerSpectra.Bands[bands].ToArray();
        (double Start, double Lower, double Upper)[] parameters =
        [
            .. truth.SelectMany(b => Enumerable.Range(0, PerBand).Select(p => Limits(b, p))),
        ];
        return new(
            x[first..(first + count)],
            [.. Enumerable.Range(0, spectra).Select(k => PeerSpectra.One(1000, k, withBaseline: false)[first..(first + count)])],
            [.. parameters.Select(p => p.Start)],
            [.. parameters.Select(p => p.Lower)],
            [.. parameters.Select(p => p.Upper)]
        );
    }

    /// <summary>Our fit of it, without background.</summary>
    public MultiPeakFit Prepare()
    {
        var fit = new MultiPeakFit(PeakShapes.PseudoVoigt, Bands, -1, X);
        for (int i = 0; i < Start.Length; i++)
        {
            fit.SetStart(i / PerBand, i % PerBand, Start[i]);
            fit.SetBounds(i / PerBand, i % PerBand, Lower[i], Upper[i]);
        }
        return fit;
    }

    private static (Range Bands, double From, double To) Window(string size) =>
        size switch
        {
            "1x100" => (1..2, 1225, 1325),
            "1x140" => (1..2, 1200, 1340),
            "3x400" => (1..4, 1200, 1600),
            "6x1000" => (0..6, PeerSpectra.First, PeerSpectra.Last),
            _ => throw new ArgumentOutOfRangeException(nameof(size), size, "no such window"),
        };

    private static (double Start, double Lower, double Upper) Limits(PeerSpectra.Band band, int parameter) =>
        parameter switch
        {
            PeakShape.Center => (band.Center + 3, band.Center - 25, band.Center + 25),
            PeakShape.Height => (0.8 * band.Height, 0, double.PositiveInfinity),
            PeakShape.FullWidth => (1.3 * band.Fwhm, 2, 120),
            _ => (0.5, 0, 1),
        };
}
