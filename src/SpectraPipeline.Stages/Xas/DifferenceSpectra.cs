using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Splines;
using SpectraPipeline.Numerics.Statistics;
using SpectraPipeline.Numerics.Xas;
using SpectraPipeline.Stages.Shape;
using KernelPosition = SpectraPipeline.Numerics.Xas.EdgePosition;

namespace SpectraPipeline.Stages.Xas;

/// <summary>Difference of every normalised frame to a reference, its area with error, and whether it is more than noise.</summary>
[Stage(
    "xas.difference",
    "Definition; test of neighbours with the variance after H. White, Econometrica 48 (1980) 817",
    Summary = "Normalised spectra less a reference: difference, area over a range with its error, test against the zero line.",
    Formula = "Δμ = μ − μ₀ (edge steps); area = ∫Δμ dE; z = Σ dᵢdᵢ₊₁/√(Σ dᵢ²dᵢ₊₁²)",
    Fails = "A shift of the energy scale gives a derivative-like difference: align first (xas.calibrate). An error of the edge step gives a difference of the shape of the edge. The noise of the reference is the same pattern in all frames; average several. A reference from another grid is interpolated (the difference covers what both cover), and its neighbours share noise: the test then finds differences too easily.",
    HasPicture = false
)]
public sealed record DifferenceSpectra : FrameStage
{
    /// <summary>Reference.</summary>
    [Param("Frame, range of frames (their mean) or id of another series; the series' own reference when left out, else frame 0.")]
    public FrameSelection? Reference { get; init; }

    /// <summary>Start.</summary>
    [Param("Start of the range of area and test, relative to E0.", Min = -5000, Max = 5000, Unit = "eV")]
    public double From { get; init; } = -20;

    /// <summary>End.</summary>
    [Param("End of the range, relative to E0.", Min = -5000, Max = 5000, Unit = "eV")]
    public double To { get; init; } = 80;

    /// <summary>Chance of a false alarm.</summary>
    [Param("Probability below which a frame is said to differ.", Min = 1e-12, Max = 0.5)]
    public double Level { get; init; } = 0.01;

    /// <inheritdoc />
    public override SpectraNeed Reads => new(SignalKind.Norm) { Scalars = ["e0"] };

    /// <inheritdoc />
    public override IReadOnlyList<string> OtherSeries => Reference?.Series is { } id ? [id] : [];

    /// <inheritdoc />
    public override IReadOnlyList<SignalKind> OtherKinds => [SignalKind.Norm];

    /// <inheritdoc />
    public override FrameSelection? ReferenceFrames(SeriesCard card) => Wanted(card);

    /// <inheritdoc />
    public override IEnumerable<string> Check()
    {
        if (From >= To)
            yield return FormattableString.Invariant($"from ({From:g}) must lie below to ({To:g}).");
    }

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        double[] energies = PhotonEnergies.Of(input, "xas.difference");
        FrameSelection wanted = Wanted(input.Card);
        ReferenceSpectrum reference = Measured(
            ReferenceSpectrum.Mean("xas.difference", input, ReferenceSpectrum.Source("xas.difference", input, wanted))
        );
        (int first, int end) = Covered(reference.Axis, input.Axis);
        Axis axis =
            end - first == input.Axis.Length
                ? input.Axis
                : new Axis(input.Axis.Name, input.Axis.Unit, input.Axis.Values[first..end].ToArray());
        return new Kernel(this, energies[first..end], OnAxis(reference, axis), (wanted, first), input, axis);
    }

    private FrameSelection Wanted(SeriesCard card) => Reference ?? card.Reference ?? new FrameSelection(0, 0);

    /// <summary>The reference as far as it was measured.</summary>
    private static ReferenceSpectrum Measured(ReferenceSpectrum reference)
    {
        int points = MeasuredRange.Of(reference.Use, reference.Values.Length);
        return points == reference.Values.Length
            ? reference
            : new(
                new Axis(reference.Axis.Name, reference.Axis.Unit, reference.Axis.Values[..points].ToArray()),
                reference.Values[..points],
                reference.Use![..points]
            );
    }

    /// <summary>Points of the series that the reference reaches.</summary>
    private static (int First, int End) Covered(Axis reference, Axis axis)
    {
        int first = 0,
            end = axis.Length;
        while (first < end && axis[first] < reference[0])
            first++;
        while (end > first && axis[end - 1] > reference[^1])
            end--;
        if (reference.Unit != axis.Unit || end - first < ZeroLine.FewestPoints)
            throw new UserException(
                FormattableString.Invariant(
                    $"xas.difference: the reference runs from {reference[0]:g7} to {reference[^1]:g7} {reference.Unit}, the series from {axis[0]:g7} to {axis[^1]:g7} {axis.Unit}; they have fewer than {ZeroLine.FewestPoints} points in common. Name a reference at the same edge."
                )
            );
        return (first, end);
    }

    private static double[] OnAxis(ReferenceSpectrum reference, Axis axis)
    {
        if (reference.Axis.SameAs(axis))
            return reference.Values;
        var spline = new NotAKnotSpline(reference.Axis.Values);
        spline.Fit(reference.Values);
        double[] values = new double[axis.Length];
        spline.Evaluate(axis.Values, values);
        return values;
    }

    private sealed class Kernel(
        DifferenceSpectra p,
        double[] energies,
        double[] reference,
        (FrameSelection Wanted, int First) of,
        StageInput about,
        Axis axis
    ) : XasKernel(new OutputShape(axis, ("difference", new Signal(SignalKind.DifferenceNorm))))
    {
        private readonly EdgeFinder _finder = new();
        private readonly double[] _scratch = new double[energies.Length];
        private readonly double[] _sigma = new double[energies.Length];
        private readonly bool _assumed = p.Reference is null && about.Card.Reference is null;

        protected override void Process(in FrameIn input, in FrameOut output, Findings findings)
        {
            if (_assumed)
                findings.Warn("reference-assumed", "No reference was stated: differences refer to frame 0.");
            Span<double> difference = output[0];
            for (int i = 0; i < difference.Length; i++)
                difference[i] = input.Y[of.First + i] - reference[i];
            int measured = Math.Clamp(MeasuredRange.Of(input.Mask, input.Y.Length) - of.First, 0, difference.Length);
            if (measured < ZeroLine.FewestPoints)
                throw new FrameException("scan-short", "The scan ends before the energies that the reference covers.");
            double e0 = input.Scalar("e0");
            if (!double.IsFinite(e0))
                e0 = _finder.Find(energies.AsSpan(0, measured), input.Y.Slice(of.First, measured));
            findings.Add(RowOf(difference[..measured], e0, findings));
        }

        private DifferenceAreaRow RowOf(ReadOnlySpan<double> difference, double e0, Findings findings)
        {
            double from = Math.Max(energies[0], e0 + p.From),
                to = Math.Min(energies[difference.Length - 1], e0 + p.To);
            int first = EnergyGrid.Nearest(energies, from),
                end = Math.Min(EnergyGrid.Nearest(energies, to) + 1, difference.Length);
            if (first >= difference.Length)
                throw new FrameException("scan-short", "The scan ends before the range in which differences are looked for.");
            ReadOnlySpan<double> range = difference[first..Math.Max(first, end)];
            double noise = NoiseEstimate.FromSecondDifference(range, _scratch),
                probability = ZeroLine.Probability(range);
            int largest = first;
            for (int i = first; i < end; i++)
                if (Math.Abs(difference[i]) > Math.Abs(difference[largest]))
                    largest = i;
            _sigma.AsSpan().Fill(noise);
            (double area, double error) = KernelPosition.Area(
                energies.AsSpan(0, difference.Length),
                difference,
                _sigma.AsSpan(0, difference.Length),
                from,
                to
            );
            for (int i = 0; i < difference.Length; i++)
                _scratch[i] = Math.Abs(difference[i]);
            return new()
            {
                Series = findings.Series,
                Step = findings.Step,
                Frame = findings.Frame,
                Reference = of.Wanted.ToText(),
                From = from,
                To = to,
                Area = area,
                AreaSe = error,
                AbsoluteArea = KernelPosition
                    .Area(
                        energies.AsSpan(0, difference.Length),
                        _scratch.AsSpan(0, difference.Length),
                        _sigma.AsSpan(0, difference.Length),
                        from,
                        to
                    )
                    .Area,
                Largest = difference[largest],
                LargestEnergy = energies[largest],
                Noise = noise,
                PValue = probability,
                Verdict =
                    difference[largest] == 0 ? "reference"
                    : double.IsNaN(probability) ? "undecided"
                    : probability < p.Level ? "differs"
                    : "not-seen",
            };
        }
    }
}
