using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Simd;
using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Stages.Xas;

/// <summary>Follows the energy drift of a series by its reference, and brings all frames to one axis.</summary>
[Stage(
    "xas.align",
    "The task of Larch's energy_align: M. Newville, J. Phys. Conf. Ser. 430 (2013) 012007, doi:10.1088/1742-6596/430/1/012007; with the window on the edge and the drift followed over the series",
    Summary = "Shifts every frame so that its reference coincides with that of the others; broken references are rejected, missing ones bridged.",
    Formula = "dμ/dE(E) ≈ a·dT/dE(E + sᵢ) + b in E0 + from .. E0 + to, T = mean of the aligned references, or the foil; sᵢ followed over i",
    Fails = "On the sample's own edge (channel: sample) a chemical shift is taken for drift. A reference of another thickness or resolution than the foil shifts by its misfit. Noise of 1 % of the step leaves 0.04 eV."
)]
public sealed record Align : SeriesStage
{
    /// <summary>Foil.</summary>
    [Param("Id of a series that the reference is brought onto; that of the first frame when left out.")]
    public string? Foil { get; init; }

    /// <summary>Channel.</summary>
    [Param("Channel that is compared: reference, sample (the spectrum itself), or its name; reference when left out.")]
    public string? Channel { get; init; }

    /// <summary>Energy of the edge.</summary>
    [Param(
        "Energy that the edge of the reference is put to; it stays where the first frame or the foil has it when left out.",
        Min = 1,
        Max = 2e5,
        Unit = "eV"
    )]
    public double? EdgeEnergy { get; init; }

    /// <summary>Convention.</summary>
    [Param("Point of the edge that edge-energy is about: its inflection (derivative), or where the normalised spectrum crosses one half.")]
    public EdgeConvention Convention { get; init; } = EdgeConvention.Derivative;

    /// <summary>Frame.</summary>
    [Param("Frame whose energies are kept, without a foil; the first with a reference when left out.", Min = 0)]
    public int? Frame { get; init; }

    /// <summary>Following.</summary>
    [Param(
        "How measured shifts are followed: each (as they are), smooth (a random walk seen through their errors), linear, or median (one for all)."
    )]
    public DriftFollowing Follow { get; init; } = DriftFollowing.Each;

    /// <summary>Method.</summary>
    [Param("What is compared: derivative, or norm.")]
    public AlignmentMethod Method { get; init; } = AlignmentMethod.Derivative;

    /// <summary>Start of the window.</summary>
    [Param("Start of the window, relative to the edge.", Min = -1000, Max = -0.5, Unit = "eV")]
    public double From { get; init; } = -15;

    /// <summary>End of the window.</summary>
    [Param("End of the window, relative to the edge.", Min = 0.5, Max = 2000, Unit = "eV")]
    public double To { get; init; } = 35;

    /// <summary>Largest shift.</summary>
    [Param("Largest shift that is looked for, either way.", Min = 0.1, Max = 200, Unit = "eV")]
    public double MaxShift { get; init; } = 10;

    /// <inheritdoc />
    public override SpectraNeed Reads => new(SignalKind.Mu, SignalKind.Norm, SignalKind.Unknown);

    /// <inheritdoc />
    public override IReadOnlyList<string> OtherSeries => Foil is null ? [] : [Foil];

    /// <inheritdoc />
    public override IReadOnlyList<SignalKind> OtherKinds => [SignalKind.Mu, SignalKind.Norm, SignalKind.Unknown];

    /// <inheritdoc />
    public override IEnumerable<string> Check()
    {
        if (Foil is not null && Frame is not null)
            yield return "give foil or frame: the one whose energies are kept.";
    }

    internal EnergyAlignmentSettings Settings =>
        new()
        {
            Method = Method,
            From = From,
            To = To,
            MaxShift = MaxShift,
        };

    /// <inheritdoc />
    public override SpectralSeries Run(SpectralSeries input, StageInput about, Findings findings)
    {
        double[] energies = PhotonEnergies.Of(about, "xas.align");
        Channel spectra = Reads.Kinds.Select(k => input.Find(k)).FirstOrDefault(c => c is not null) ?? input.Primary;
        var drift = new SeriesDrift(this, input, ChannelOf(input, spectra), energies, about);
        drift.Measure();
        drift.Report(findings);
        return Aligned(input, spectra, energies, drift, findings);
    }

    private Channel ChannelOf(SpectralSeries input, Channel spectra)
    {
        if (Channel == "sample")
            return spectra;
        string name = Channel ?? "reference";
        return input.Find(name)
            ?? throw new UserException(
                $"xas.align: no channel '{name}' where it stands; there are {string.Join(", ", input.Channels.Select(c => c.Name))}. A reference is made of the columns itrans and irefer, and steps before this one may have dropped it: put xas.align first, or align on the sample's own edge with channel: sample, which takes a chemical shift for drift."
            );
    }

    private static SpectralSeries Aligned(SpectralSeries input, Channel spectra, double[] energies, SeriesDrift drift, Findings findings)
    {
        (int first, int count) = drift.Covered();
        if (count < energies.Length - (0.02 * energies.Length))
            findings.Warn(
                "align-cropped",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{energies.Length - count} of {energies.Length} points at the ends were left out, where shifted frames do not reach."
                )
            );
        var axis = new Axis("energy", Unit.ElectronVolt, [.. energies.AsSpan(first, count).ToArray().Select(e => e + drift.Offset)]);
        var shifted = new ShiftedFrames(energies);
        double[] wanted = energies[first..(first + count)];
        Channel[] channels =
        [
            .. input
                .Channels.OrderBy(c => ReferenceEquals(c, spectra) ? 0 : 1)
                .Where(c => c.Points == energies.Length)
                .Select(c => Shifted(c, input, shifted, wanted, first, drift.Shifts)),
        ];
        var output = new SpectralSeries(input.Id, axis, channels, input.Info, (Fault?[])input.Faults.Clone(), input.FirstFrame);
        foreach (var (name, values) in input.Scalars)
            values.CopyTo(output.AddScalar(name), 0);
        return output;
    }

    private static Channel Shifted(
        Channel channel,
        SpectralSeries input,
        ShiftedFrames shifted,
        double[] wanted,
        int first,
        double[] shifts
    )
    {
        int count = wanted.Length;
        double[] values = new double[input.Frames * count];
        double[]? sigma = channel.Sigma is null ? null : new double[values.Length];
        bool[]? mask = channel.Mask is null ? null : new bool[values.Length];
        for (int f = 0; f < input.Frames; f++)
        {
            Span<double> row = values.AsSpan(f * count, count);
            if (input.Faults[f] is not null || Finite.FirstNot(channel[f]) >= 0)
                row.Fill(double.NaN);
            else if (shifts[f] == 0)
                channel[f].Slice(first, count).CopyTo(row);
            else
                shifted.Apply(channel[f], shifts[f], wanted, row);
            // A shift is a fraction of a step or a few steps: errors and masks are those of the point itself.
            channel.Sigma?.AsSpan((f * channel.Points) + first, count).CopyTo(sigma.AsSpan(f * count, count));
            channel.Mask?.AsSpan((f * channel.Points) + first, count).CopyTo(mask.AsSpan(f * count, count));
        }
        return new Channel(channel.Name, channel.Signal, input.Frames, count, values, sigma, mask);
    }
}
