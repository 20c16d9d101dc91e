using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Splines;

namespace SpectraPipeline.Stages.Shape;

/// <summary>Takes the response of the instrument out of intensities.</summary>
[Stage(
    "shape.response",
    "S. J. Choquette, E. S. Etz, W. S. Hurst, D. H. Blackburn, S. D. Leigh, Relative intensity correction of Raman spectrometers: NIST SRMs 2241 through 2243, Appl. Spectrosc. 61 (2007) 117",
    Summary = "Divides by the response of the instrument: a measured curve, or the spectrum of a lamp or luminescent glass over its certified one.",
    Formula = "y/r, r = measured/certified scaled to a largest value of 1 (linear between points); certified: curve, Σ aₖxᵏ, or H·exp(−ln 2/ln²ρ·ln²((x − x₀)(ρ² − 1)/(wρ) + 1)) + m·x + b",
    Fails = "Noise of the measured curve appears in every frame: average it, and smooth it, before. Certified curves hold for the laser, range and temperature of the certificate. Outside the measured range there is no answer: shape.crop before.",
    BibTex = "@article{choquette2007srm, author={Choquette, Steven J. and Etz, Edgar S. and Hurst, Wilbur S. and Blackburn, Douglas H. and Leigh, Stefan D.}, title={Relative intensity correction of Raman spectrometers: NIST SRMs 2241 through 2243 for 785 nm, 532 nm, and 488 nm/514.5 nm excitation}, journal={Applied Spectroscopy}, volume={61}, pages={117--129}, year={2007}}"
)]
public sealed record Response : FrameStage, INeedsFiles
{
    /// <summary>Intensities: the response is a factor of nothing else.</summary>
    internal static readonly SpectraNeed Intensities = new(
        SignalKind.Counts,
        SignalKind.SingleBeam,
        SignalKind.DifferenceCounts,
        SignalKind.Unknown
    );

    /// <summary>Measured spectrum.</summary>
    [Param("Id of the series with the measured curve (the mean of its frames); or give file.")]
    public string? Series { get; init; }

    /// <summary>File of the measured spectrum.</summary>
    [Param("Text file with the measured curve: two columns, x in the unit of the axis; or give series.")]
    public string? File { get; init; }

    /// <summary>Certified curve.</summary>
    [Param("Text file with the certified curve of lamp or glass; when no certified curve is given, what was measured is the response.")]
    public string? CertifiedFile { get; init; }

    /// <summary>Certified polynomial.</summary>
    [Param("Certified polynomial: a0, a1, a2 ... in the unit of the axis, as the certificate (SRM 2241, 2244) lists them.")]
    public IReadOnlyList<double>? CertifiedPolynomial { get; init; }

    /// <summary>Certified log-normal curve.</summary>
    [Param("Certified log-normal curve: H, w, rho, x0, m, b, as the certificate (SRM 2242, 2245, 2246) lists them.")]
    public IReadOnlyList<double>? CertifiedLogNormal { get; init; }

    /// <inheritdoc />
    public override SpectraNeed Reads => Intensities;

    /// <inheritdoc />
    public override IReadOnlyList<string> OtherSeries => Series is null ? [] : [Series];

    /// <inheritdoc />
    public override IEnumerable<string> Check()
    {
        if (Series is null == File is null)
            yield return "give what was measured: series or file.";
        if (new object?[] { CertifiedFile, CertifiedPolynomial, CertifiedLogNormal }.Count(c => c is not null) > 1)
            yield return "give one certified curve: certified-file, certified-polynomial or certified-log-normal.";
        if (CertifiedPolynomial is { Count: 0 })
            yield return "certified-polynomial needs at least a0.";
        if (CertifiedLogNormal is { } c && (c.Count != 6 || !(c[1] > 0) || !(c[2] > 0) || c[2] == 1))
            yield return "certified-log-normal needs six numbers: H, w > 0, rho > 0 (not 1), x0, m, b.";
    }

    /// <inheritdoc />
    public IEnumerable<string> FilesOf(RunContext run) =>
        new[] { File, CertifiedFile }.OfType<string>().Select(f => CurveFile.PathOf(f, run));

    /// <inheritdoc />
    public IEnumerable<string> CheckFiles(RunContext run)
    {
        foreach (string file in new[] { File, CertifiedFile }.OfType<string>())
        {
            string? problem = null;
            try
            {
                _ = CurveFile.Read(file, run);
            }
            catch (UserException e)
            {
                problem = "shape.response: " + e.Message;
            }
            if (problem is not null)
                yield return problem;
        }
    }

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        (double[] response, bool[]? known) = Measured(input);
        double[] certified = Certified(input);
        double largest = 0;
        for (int i = 0; i < response.Length; i++)
        {
            Positive(certified[i], "certified", input.Axis, i);
            response[i] /= certified[i];
            if (known?[i] == false)
                continue;
            Positive(response[i], "measured", input.Axis, i);
            largest = Math.Max(largest, response[i]);
        }
        if (known?.Contains(true) == false)
            throw new UserException($"shape.response: series '{Series}' is masked wherever the spectra are; mask less of it.");
        for (int i = 0; i < response.Length; i++)
            response[i] = response[i] > 0 ? response[i] / largest : 1;
        return new Kernel(input, response, known, Series is null && File is null);
    }

    /// <summary>What was measured, on the axis of the spectra, and where it is known; null = everywhere.</summary>
    private (double[] Values, bool[]? Known) Measured(StageInput input)
    {
        if (Series is { } id)
        {
            var wanted = new FrameSelection(0, -1, id);
            SpectralSeries source = ReferenceSpectrum.Source("shape.response", input, wanted);
            if (!source.Axis.Unit.ConvertsTo(input.Axis.Unit))
                throw new UserException(
                    $"shape.response: the axis of series '{id}' is {source.Axis.Name} ({source.Axis.Unit}), that of the spectra {input.Axis.Name} ({input.Axis.Unit}); bring both to one by shape.convert before."
                );
            ReferenceSpectrum mean = ReferenceSpectrum.Mean("shape.response", input, source);
            double scale = source.Axis.Unit.Scale / input.Axis.Unit.Scale;
            double[] x = [.. source.Axis.Values.ToArray().Select(v => scale == 1 ? v : v * scale)];
            double[] values = On(input.Axis, x, mean.Values, $"series '{id}'");
            if (mean.Use is null)
                return (values, null);
            double[] shares = On(input.Axis, x, [.. mean.Use.Select(u => u ? 1.0 : 0)], $"series '{id}'");
            return (values, [.. shares.Select(s => s == 1)]);
        }
        if (File is null)
            return ([.. Enumerable.Repeat(1.0, input.Axis.Length)], null);
        CurveFile curve = CurveFile.Read(File, input.Run);
        return (On(input.Axis, curve.X, curve.Y, $"'{File}'"), null);
    }

    private double[] Certified(StageInput input)
    {
        Axis axis = input.Axis;
        if (CertifiedFile is { } file)
        {
            CurveFile curve = CurveFile.Read(file, input.Run);
            return On(axis, curve.X, curve.Y, $"'{file}'");
        }
        double[] certified = new double[axis.Length];
        for (int i = 0; i < certified.Length; i++)
            certified[i] =
                CertifiedPolynomial is { } a ? Polynomial(a, axis[i])
                : CertifiedLogNormal is { } c ? LogNormal(c, axis[i])
                : 1;
        return certified;
    }

    private static double Polynomial(IReadOnlyList<double> a, double x)
    {
        double sum = 0;
        for (int k = a.Count - 1; k >= 0; k--)
            sum = sum * x + a[k];
        return sum;
    }

    /// <summary>H·exp(−ln 2·(ln(...)/ln ρ)²) + m·x + b; where the logarithm has no argument the band has ended.</summary>
    private static double LogNormal(IReadOnlyList<double> c, double x)
    {
        double rho = c[2],
            argument = (x - c[3]) * (rho * rho - 1) / (c[1] * rho) + 1,
            ratio = argument > 0 ? Math.Log(argument) / Math.Log(rho) : double.PositiveInfinity;
        return c[0] * Math.Exp(-Math.Log(2) * ratio * ratio) + c[4] * x + c[5];
    }

    private static double[] On(Axis axis, ReadOnlySpan<double> x, double[] y, string what)
    {
        double[] values = new double[axis.Length];
        LinearInterpolation.Evaluate(x, y, axis.Values, values);
        return Array.TrueForAll(values, double.IsFinite)
            ? values
            : throw new UserException(
                FormattableString.Invariant(
                    $"shape.response: {what} runs from {x[0]:g6} to {x[^1]:g6}, the spectra from {axis[0]:g6} to {axis[axis.Length - 1]:g6} {axis.Unit}: nothing is known beyond. Put shape.crop before."
                )
            );
    }

    private static void Positive(double value, string what, Axis axis, int i)
    {
        if (!(value > 0))
            throw new UserException(
                FormattableString.Invariant(
                    $"shape.response: the {what} curve is {value:g6} at {axis[i]:g6} {axis.Unit}; a response must be positive. Put shape.crop before, to where the instrument sees light."
                )
            );
    }

    private sealed class Kernel(StageInput input, double[] response, bool[]? known, bool isUnknown)
        : FrameKernel(new OutputShape(input.Axis, (input.Channel, input.Signal)) { HasMask = known is not null })
    {
        public override void Apply(in FrameIn frame, in FrameOut output, Findings findings)
        {
            if (isUnknown)
                findings.Warn("response-unknown", "No response was given (series or file): the spectra were left as they are.");
            ReadOnlySpan<double> y = frame.Y;
            Span<double> result = output[0];
            for (int i = 0; i < y.Length; i++)
                result[i] = y[i] / response[i];
            Span<bool> mask = output.Mask;
            for (int i = 0; i < mask.Length; i++)
                mask[i] &= known![i];
        }
    }
}
