using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Shape;

/// <summary>What <see cref="Normalize"/> makes equal in all spectra.</summary>
public enum NormalizeMethod
{
    /// <summary>Mean 0, standard deviation 1 (divisor n − 1).</summary>
    Snv,

    /// <summary>Offset and slope against the reference.</summary>
    Msc,

    /// <summary>The same with a polynomial of the axis.</summary>
    Emsc,

    /// <summary>Root of the sum of squares.</summary>
    Vector,

    /// <summary>Area by trapezia.</summary>
    Area,

    /// <summary>Smallest value 0, largest 1.</summary>
    MinMax,

    /// <summary>Largest value.</summary>
    Max,

    /// <summary>Area of one band above the line through its ends.</summary>
    Band,

    /// <summary>The same, of a standard: its band keeps the area that it has in the reference.</summary>
    InternalStandard,
}

/// <summary>Brings spectra to one scale.</summary>
[Stage(
    "shape.normalize",
    "snv: R. J. Barnes, M. S. Dhanoa, S. J. Lister, Appl. Spectrosc. 43 (1989) 772, doi:10.1366/0003702894202201; msc: P. Geladi, D. MacDougall, H. Martens, Appl. Spectrosc. 39 (1985) 491, doi:10.1366/0003702854248656; emsc: H. Martens, E. Stark, J. Pharm. Biomed. Anal. 9 (1991) 625, doi:10.1016/0731-7085(91)80188-F",
    Summary = "Brings spectra to one scale: by their spread, by a reference spectrum, by a norm, or by a band.",
    Formula = "snv (y − ȳ)/s; msc y = a + b·ref, (y − a)/b; emsc y = Σ cₖuᵏ + b·ref, (y − Σ cₖuᵏ)/b, u from −1 to 1 along the axis; vector y/√Σy²; area y/∫y dx; min-max (y − min)/(max − min); max y/max; band y/A, A area above the line from 'from' to 'to'; internal-standard y·A(reference)/A",
    Fails = "Whatever changes between frames on purpose must not be in the measure: bands that grow make snv, vector, area and max press all others down, and pull b of msc and emsc; leave them out by from and to. A spectrum without spread, or upside down against the reference, is a fault. Difference spectra have no scale to bring them to: normalise before the difference.",
    BibTex = "@article{barnes1989snv, author={Barnes, R. J. and Dhanoa, M. S. and Lister, Susan J.}, title={Standard normal variate transformation and de-trending of near-infrared diffuse reflectance spectra}, journal={Applied Spectroscopy}, volume={43}, pages={772--777}, year={1989}, doi={10.1366/0003702894202201}}\n@article{geladi1985msc, author={Geladi, P. and MacDougall, D. and Martens, H.}, title={Linearization and scatter-correction for near-infrared reflectance spectra of meat}, journal={Applied Spectroscopy}, volume={39}, pages={491--500}, year={1985}, doi={10.1366/0003702854248656}}\n@article{martens1991emsc, author={Martens, Harald and Stark, Edward}, title={Extended multiplicative signal correction and spectral interference subtraction: new preprocessing methods for near infrared spectroscopy}, journal={Journal of Pharmaceutical and Biomedical Analysis}, volume={9}, pages={625--635}, year={1991}, doi={10.1016/0731-7085(91)80188-F}}"
)]
public sealed record Normalize : FrameStage
{
    // The mean of so many frames, evenly spread, stands for the mean of a long series: it must be held in memory.
    private const int MostReferenceFrames = 2000;

    /// <summary>Method.</summary>
    [Param("What becomes equal in all spectra.")]
    public NormalizeMethod Method { get; init; } = NormalizeMethod.Snv;

    /// <summary>Reference.</summary>
    [Param(
        "msc, emsc, internal-standard: frame, range of frames (their mean) or id of another series; the mean of all frames (of 2000 evenly spread ones in a longer series) when left out."
    )]
    public FrameSelection? Reference { get; init; }

    /// <summary>Start of what is measured.</summary>
    [Param(
        "Lower end of what is measured; the whole spectrum is scaled all the same. The start of the axis when left out.",
        Unit = ParamAttribute.AxisUnit
    )]
    public double? From { get; init; }

    /// <summary>End of what is measured.</summary>
    [Param("Upper end of what is measured; the end of the axis when left out.", Unit = ParamAttribute.AxisUnit)]
    public double? To { get; init; }

    /// <summary>Degree of the polynomial.</summary>
    [Param("emsc: degree of the polynomial.", Min = 0, Max = 8)]
    public int Degree { get; init; } = 2;

    private bool NeedsReference => Method is NormalizeMethod.Msc or NormalizeMethod.Emsc or NormalizeMethod.InternalStandard;

    private FrameSelection Wanted => Reference ?? FrameSelection.All with { AtMost = MostReferenceFrames };

    /// <inheritdoc />
    public override IReadOnlyList<string> OtherSeries => NeedsReference && Reference?.Series is { } id ? [id] : [];

    /// <inheritdoc />
    public override FrameSelection? ReferenceFrames(SeriesCard card) => NeedsReference ? Wanted : null;

    /// <inheritdoc />
    public override IEnumerable<string> Check()
    {
        if (From >= To)
            yield return $"from ({From:g}) must lie below to ({To:g}).";
        if (Method is NormalizeMethod.Band or NormalizeMethod.InternalStandard && (From is null || To is null))
            yield return "a band needs from and to: where it begins and ends.";
    }

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        int first = From is { } from ? input.Axis.IndexAtOrAbove(from) : 0;
        int end = To is { } to ? input.Axis.IndexAtOrAbove(Math.BitIncrement(to)) : input.Axis.Length;
        int fewest = Method is NormalizeMethod.Band or NormalizeMethod.InternalStandard ? 3 : 2;
        if (end - first < fewest)
            throw new UserException(
                FormattableString.Invariant(
                    $"shape.normalize measures at {Math.Max(0, end - first)} points, {fewest} are needed: the axis runs from {input.Axis[0]:g6} to {input.Axis[input.Axis.Length - 1]:g6} {input.Axis.Unit}, from to is {From:g6} to {To:g6}."
                )
            );
        ReferenceSpectrum? reference = NeedsReference ? ReferenceSpectrum.Of("shape.normalize", input, Wanted) : null;
        return Method is NormalizeMethod.Msc or NormalizeMethod.Emsc
            ? new ScatterKernel(input, reference!, first..end, Method == NormalizeMethod.Msc ? 0 : Degree)
            : new ScaleKernel(input, reference, first..end, Method);
    }
}
