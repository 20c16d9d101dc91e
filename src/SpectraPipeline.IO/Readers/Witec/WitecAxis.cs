using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.Witec;

/// <summary>The x axis of a graph: pixels turned into nm by its transformation, and into the unit of its interpretation.</summary>
internal static class WitecAxis
{
    // h c / e in eV nm (exact by definition of the SI).
    private const double PlanckTimesLight = 1239.8419843320026;

    /// <summary>x-values, their unit and label.</summary>
    /// <param name="transformation">Object of a class TD...Transformation; null when the graph names none.</param>
    /// <param name="interpretation">TDSpectralInterpretation; null when the graph names none.</param>
    /// <param name="points">Number of values, known to be in the file.</param>
    /// <param name="notes">Gets a note where x stays pixels, or nm against the wish of the project.</param>
    public static (double[] X, Unit Unit, string Label) Of(
        WitecTag? transformation,
        WitecTag? interpretation,
        int points,
        List<string> notes
    )
    {
        string standard = transformation?.Find("TDTransformation")?.Text("StandardUnit") ?? "";
        double[]? x =
            transformation?.Find("TDSpectralTransformation") is { } spectral ? Spectral(spectral, points)
            : transformation?.Find("TDLUTTransformation") is { } table ? Table(table, points)
            : transformation?.Find("TDLinearTransformation") is { } linear ? Linear(linear, points)
            : null;
        if (x is null || !Array.TrueForAll(x, double.IsFinite))
        {
            notes.Add("a graph has no transformation that can be computed: its points are counted from 0");
            return ([.. Enumerable.Range(0, points).Select(i => (double)i)], Unit.Pixel, "pixel");
        }
        Unit unit = Unit.Find(standard) ?? Unit.None;
        return unit == Unit.Nanometre ? Interpreted(x, interpretation, notes) : (x, unit, standard);
    }

    /// <summary>Wavelength (nm) of pixels 0, 1 ...; null for a type that is not known.</summary>
    private static double[]? Spectral(WitecTag t, int points)
    {
        double[] x = new double[points];
        switch (t.Whole("SpectralTransformationType", -1))
        {
            case 0 when t.Numbers("Polynom") is { Length: > 0 } polynom:
                // The program uses three coefficients, also where more are stored.
                for (int i = 0; i < points; i++)
                    x[i] = Polynomial(polynom.AsSpan(0, Math.Min(3, polynom.Length)), i);
                return x;
            case 1:
                Grating(t, x);
                return x;
            case 2 when t.Numbers("FreePolynom") is { Length: > 0 } polynom:
                long order = Math.Clamp(t.Whole("FreePolynomOrder"), 0, polynom.Length - 1);
                double start = t.Number("FreePolynomStartBin");
                double stop = Math.Max(start, t.Number("FreePolynomStopBin"));
                for (int i = 0; i < points; i++)
                    x[i] = double.IsNaN(stop) ? double.NaN : Polynomial(polynom.AsSpan(0, (int)order + 1), Math.Clamp(i, start, stop));
                return x;
            default:
                return null;
        }
    }

    /// <summary>The grating equation for a flat detector: λ(i) = d/m (sin α + sin β(i)).</summary>
    /// <remarks>
    /// Geometry of J. M. Lerner and A. Thevenon, The Optics of Spectroscopy (Jobin Yvon, 1988): the detector is inclined by δ, pixel nC sees λC, Γ is
    /// the included angle. α = asin(λC m / (2 d cos(Γ/2))) − Γ/2; β(i) = Γ + α − δ − atan((x (nC − i) − f sin δ) / (f cos δ)), i from 0.
    /// The sign of δ is the one that gives the limits of the axis that WITec itself stored with a real project (12 digits).
    /// </remarks>
    private static void Grating(WitecTag t, double[] x)
    {
        double centre = t.Number("LambdaC");
        double included = t.Number("Gamma");
        double inclination = t.Number("Delta");
        double order = t.Number("m");
        double spacing = t.Number("d");
        double pixel = t.Number("x");
        double focus = t.Number("f");
        double centrePixel = t.Number("nC");
        double alpha = Math.Asin(centre * order / (2 * spacing * Math.Cos(included / 2))) - included / 2;
        double normal = included + alpha - inclination;
        for (int i = 0; i < x.Length; i++)
        {
            double height = pixel * (centrePixel - i) - focus * Math.Sin(inclination);
            double beta = normal - Math.Atan2(height, focus * Math.Cos(inclination));
            x[i] = spacing / order * (Math.Sin(alpha) + Math.Sin(beta));
        }
    }

    private static double[]? Table(WitecTag t, int points) =>
        t.Numbers("LUT") is { } table && table.Length >= points ? table[..points] : null;

    private static double[] Linear(WitecTag t, int points)
    {
        // Old files have single precision only.
        double[] Field(string name) => t.Numbers(name + "_D") is { Length: > 0 } exact ? exact : t.Numbers(name);
        (double model, double world, double scale) = (First("ModelOrigin"), First("WorldOrigin"), First("Scale"));
        return [.. Enumerable.Range(0, points).Select(i => scale * (i - model) + world)];

        double First(string name) => Field(name) is { Length: > 0 } values ? values[0] : double.NaN;
    }

    private static double Polynomial(ReadOnlySpan<double> coefficients, double at)
    {
        double sum = 0;
        for (int k = coefficients.Length - 1; k >= 0; k--)
            sum = sum * at + coefficients[k];
        return sum;
    }

    /// <summary>nm in the unit that the project shows.</summary>
    private static (double[] X, Unit Unit, string Label) Interpreted(double[] nm, WitecTag? interpretation, List<string> notes)
    {
        long unit = interpretation?.Find("TDInterpretation")?.Whole("UnitIndex") ?? 0;
        double laser = interpretation?.Find("TDSpectralInterpretation")?.Number("ExcitationWaveLength") ?? double.NaN;
        switch (unit)
        {
            case 2:
                return ([.. nm.Select(l => 1e7 / l)], Unit.PerCm, "Wavenumber");
            case 3 when laser > 0:
                return ([.. nm.Select(l => 1e7 / laser - 1e7 / l)], Unit.RamanShift, "Raman shift");
            case 4:
                return ([.. nm.Select(l => PlanckTimesLight / l)], Unit.ElectronVolt, "Energy");
            case not (0 or 1):
                notes.Add($"the project shows x in its unit {unit}; the wavelength is given");
                break;
        }
        return (nm, Unit.Nanometre, "Wavelength");
    }
}
