using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Templates;

namespace SpectraPipeline.Stages.Shape;

/// <summary>Takes out what lies over every spectrum of the kind: water, vapour, carbon dioxide, fringes, a measured spectrum.</summary>
[Stage(
    "shape.remove-template",
    "This project: joint M-regression of templates, their shifts and widths over a smooth background; weights A. E. Beaton, J. W. Tukey, Technometrics 16 (1974) 147, doi:10.1080/00401706.1974.10489171; errors W. K. Newey, K. D. West, Econometrica 55 (1987) 703, doi:10.2307/1913610; the idea of removing vapour by least squares: S. W. Bruun, A. Kohler, I. Adt, G. D. Sockalingum, M. Manfait, H. Martens, Appl. Spectrosc. 60 (2006) 1029",
    Summary = "Removes water, vapour, CO2, interference fringes or a measured spectrum, with shift and width, and reports how much of each a frame held.",
    Formula = "y(x) = Σ [a·t(x − s) + c·t″(x − s)] + α cos 2πfx + β sin 2πfx + background(x) + ε, all at once; bands of the sample lose their weight (Huber, then Tukey's biweight); with fringes the sample's bands are fitted too (found one by one, Lorentzian or near-Gaussian); removed: the templates from `from` to `to`",
    Fails = "Bands of the sample as wide as the template's features, or over most of the range, go with it. Built-in gas lines are computed (vapour: 0.1 cm-1 in the bend, 0.5 cm-1 above 3500, heights to some 10 %): a spectrum of your own vapour or electrolyte (series or file) is better. Strong lines saturate and are then not proportional to the template. Shifts of more than half a line are not found. Fringes of fewer than about eight crests under strong bands may go unseen (then flagged, nothing removed); give period. Take co2 in a step of its own: beside it the background of the vapour is too stiff for narrow bands.",
    BibTex = "@article{bruun2006vapour, author={Bruun, Susanne W. and Kohler, Achim and Adt, Isabelle and Sockalingum, Ganesh D. and Manfait, Michel and Martens, Harald}, title={Correcting attenuated total reflection-Fourier transform infrared spectra for water vapor and carbon dioxide}, journal={Applied Spectroscopy}, volume={60}, pages={1029--1039}, year={2006}}"
)]
public sealed record RemoveTemplate : FrameStage, INeedsFiles
{
    /// <summary>What to remove.</summary>
    [Param("What to remove: water, vapour, co2, fringe, the id of a series (its mean), or a file of x,y; several in a list.")]
    public TemplateList Templates { get; init; } = TemplateList.Vapour;

    /// <summary>Largest shift.</summary>
    [Param(
        "Largest shift of a template that is followed, 0 for none; half the resolution for vapour and co2, 15 for water, two steps for series and files when left out.",
        Min = 0,
        Max = 1000,
        Unit = ParamAttribute.AxisUnit
    )]
    public double? Shift { get; init; }

    /// <summary>Changes of width.</summary>
    [Param("Follow changes of width; yes for vapour and co2, no for the others when left out.")]
    public bool? Width { get; init; }

    /// <summary>Period of fringes.</summary>
    [Param(
        "Period of the fringes, as a range (40..60) or a number (10 % either side are searched); from four points to a fifth of the range when left out.",
        Unit = ParamAttribute.AxisUnit
    )]
    public FringePeriod? Period { get; init; }

    /// <summary>Start.</summary>
    [Param("Start of the range that is fitted and corrected; the start of the axis when left out.", Unit = ParamAttribute.AxisUnit)]
    public double? From { get; init; }

    /// <summary>End.</summary>
    [Param("End of the range; the end of the axis when left out.", Unit = ParamAttribute.AxisUnit)]
    public double? To { get; init; }

    /// <summary>Resolution of the instrument.</summary>
    [Param(
        "Resolution of the instrument (full width of a narrow line), for the lines of vapour and co2.",
        Min = 0.05,
        Max = 100,
        Unit = "cm-1"
    )]
    public double Resolution { get; init; } = 4;

    /// <summary>Degree of the background.</summary>
    [Param("Degree of the polynomial that stands for everything smooth.", Min = 0, Max = 12)]
    public int Degree { get; init; } = 3;

    /// <summary>Knots of the background.</summary>
    [Param(
        "Distance of the knots of a cubic spline in place of the polynomial; 4 resolutions for vapour alone, 20 with co2, whose branches are broad, else the polynomial, when left out.",
        Min = 1e-6,
        Unit = ParamAttribute.AxisUnit
    )]
    public double? KnotSpacing { get; init; }

    /// <summary>Bands of the sample.</summary>
    [Param("Signs of the sample's own bands over the templates: both for differences; positive takes the noise from the lower side only.")]
    public OverlyingBands Bands { get; init; } = OverlyingBands.Both;

    /// <summary>Most iterations.</summary>
    [Param("Most rounds of weights and shifts.", Min = 12, Max = 1000)]
    public int MaxIterations { get; init; } = 50;

    /// <inheritdoc />
    public override IReadOnlyList<string> OtherSeries => Templates.Series;

    /// <inheritdoc />
    public override IEnumerable<string> Check()
    {
        var sources = Templates.Names.Select(n => (Name: n, Source: TemplateList.SourceOf(n)));
        foreach (var same in sources.Where(s => s.Source is not (TemplateSource.Series or TemplateSource.File)).GroupBy(s => s.Source))
            if (same.Count() > 1)
                yield return $"{string.Join(" and ", same.Select(s => s.Name))} are the same template; leave one out.";
        if (From >= To)
            yield return $"from ({From:g}) must lie below to ({To:g}).";
        if (Period is not null && !Templates.Names.Any(n => TemplateList.SourceOf(n) == TemplateSource.Fringe))
            yield return "period is that of fringes; add fringe to templates, or leave period out.";
    }

    /// <inheritdoc />
    public IEnumerable<string> FilesOf(RunContext run) => Templates.Files.Select(f => CurveFile.PathOf(f, run));

    /// <inheritdoc />
    public IEnumerable<string> CheckFiles(RunContext run)
    {
        foreach (string file in Templates.Files)
        {
            string? wrong = null;
            try
            {
                _ = CurveFile.Read(file, run);
            }
            catch (UserException e)
            {
                wrong = "shape.remove-template: " + e.Message;
            }
            if (wrong is not null)
                yield return wrong;
        }
    }

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        if (input.Signal.Kind is SignalKind.SingleBeam or SignalKind.Transmittance)
            throw new UserException(
                $"shape.remove-template: what lies over a {(input.Signal.Kind == SignalKind.SingleBeam ? "single beam" : "transmittance")} multiplies it, and what is subtracted must add; put shape.{(input.Signal.Kind == SignalKind.SingleBeam ? "difference" : "convert with to: absorbance")} before."
            );
        NamedTemplate[] templates = [.. Templates.Names.Select(n => TemplateChoice.Of(n, this, input))];
        double from = From ?? input.Axis[0],
            to = To ?? input.Axis[input.Axis.Length - 1];
        int first = input.Axis.IndexAtOrAbove(from),
            end = input.Axis.IndexAtOrAbove(Math.BitIncrement(to));
        if (end - first < 3)
            throw new UserException(
                FormattableString.Invariant(
                    $"shape.remove-template: {Math.Max(0, end - first)} points lie from {from:g} to {to:g} {input.Axis.Unit}; the axis runs from {input.Axis[0]:g} to {input.Axis[input.Axis.Length - 1]:g}."
                )
            );
        // Where no template has anything, a point says nothing about them.
        int[] fitted = [.. Enumerable.Range(first, end - first).Where(i => Array.Exists(templates, t => t.Covers(input.Axis[i])))];
        bool onlyLines = Array.TrueForAll(templates, t => t.IsLines);
        bool hasCo2 = Templates.Names.Any(n => TemplateList.SourceOf(n) == TemplateSource.Co2);
        var options = new TemplateRegressionOptions(
            Degree,
            KnotSpacing ?? (onlyLines ? (hasCo2 ? 20 : 4) * Resolution : null),
            Bands,
            MaxIterations
        );
        return new RemoveTemplateKernel(input, templates, options, fitted, first, end);
    }
}
