using System.Globalization;
using System.Text.Json;
using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Testing;

namespace SpectraPipeline.Numerics.Tests.Fitting;

/// <summary>A fit of the peer lmfit with its data, and the same fit in our parameters (height and full width instead of area and sigma).</summary>
internal sealed record LmfitReference(
    string Name,
    PeakShape Shape,
    int PeakCount,
    int BackgroundDegree,
    double[] X,
    double[] Y,
    JsonElement Fit
)
{
    public static LmfitReference? Read(string name)
    {
        string? json = Corpus.Path("reference/vibrational/fits_lmfit.json");
        string? csv = Corpus.Path($"reference/vibrational/inputs/fit_{name}.csv");
        if (json is null || csv is null)
            return null;
        JsonElement fit = JsonDocument.Parse(File.ReadAllText(json)).RootElement.GetProperty("fits").GetProperty(name);
        double[][] rows =
        [
            .. File.ReadLines(csv)
                .Skip(1)
                .Select(line => line.Split(',').Select(w => double.Parse(w, CultureInfo.InvariantCulture)).ToArray()),
        ];
        PeakShape shape =
            name.Contains("gaussian", StringComparison.Ordinal) ? PeakShapes.Gaussian
            : name.Contains("lorentzian", StringComparison.Ordinal) ? PeakShapes.Lorentzian
            : PeakShapes.PseudoVoigt;
        int peaks = fit.GetProperty("params").EnumerateObject().Count(p => p.Name.EndsWith("_center", StringComparison.Ordinal));
        int degree =
            fit.GetProperty("params").TryGetProperty("b_c2", out _) ? 2
            : fit.GetProperty("params").TryGetProperty("b_slope", out _) ? 1
            : -1;
        return new(name, shape, peaks, degree, [.. rows.Select(r => r[0])], [.. rows.Select(r => r[1])], fit);
    }

    public double ChiSquare => Fit.GetProperty("chisqr").GetDouble();

    public string Prefix(int peak) => PeakCount == 1 && Fit.GetProperty("params").TryGetProperty("p_center", out _) ? "p" : $"p{peak}";

    public double Number(string parameter, string what) =>
        Fit.GetProperty("params").TryGetProperty(parameter, out JsonElement p) && p.GetProperty(what).ValueKind == JsonValueKind.Number
            ? p.GetProperty(what).GetDouble()
            : double.NaN;

    /// <summary>fwhm / sigma.</summary>
    public double WidthRatio => Shape == PeakShapes.Gaussian ? Math.Sqrt(8 * Math.Log(2)) : 2;

    public MultiPeakFit Prepare()
    {
        var fitter = new MultiPeakFit(Shape, PeakCount, BackgroundDegree, X);
        for (int k = 0; k < PeakCount; k++)
        {
            string p = Prefix(k);
            double width = WidthRatio * Number(p + "_sigma", "init");
            double share = Shape.ParameterCount > 3 ? PeakShapes.LorentzianHeightShare(Number(p + "_fraction", "init")) : double.NaN;
            double[] unit = Shape.ParameterCount > 3 ? [0, 1, width, share] : [0, 1, width];
            fitter.SetStart(k, PeakShape.Center, Number(p + "_center", "init"));
            fitter.SetStart(k, PeakShape.Height, Number(p + "_amplitude", "init") / Shape.Area(unit));
            fitter.SetStart(k, PeakShape.FullWidth, width);
            if (Shape.ParameterCount > 3)
                fitter.SetStart(k, PeakShape.Extra, share);
            fitter.SetBounds(k, PeakShape.Center, Bound(p + "_center", "min"), Bound(p + "_center", "max"));
            fitter.SetBounds(k, PeakShape.Height, Bound(p + "_amplitude", "min"), Bound(p + "_amplitude", "max"));
            fitter.SetBounds(k, PeakShape.FullWidth, WidthRatio * Bound(p + "_sigma", "min"), WidthRatio * Bound(p + "_sigma", "max"));
        }
        return fitter;
    }

    private double Bound(string parameter, string which)
    {
        double value = Number(parameter, which);
        return !double.IsNaN(value) ? value
            : which == "min" ? double.NegativeInfinity
            : double.PositiveInfinity;
    }
}
