using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Simd;
using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Stages.Xas;

/// <summary>What a calibration was settled to be for a whole series. Immutable; shared by its workers.</summary>
/// <param name="Recorded">Energies as recorded (eV); empty for pixels.</param>
/// <param name="Energies">Energies of the output (eV), ascending.</param>
/// <param name="IsReversed">The output runs against the input.</param>
/// <param name="Row">What the table says; series, step and frame are filled in later.</param>
/// <param name="Target">What each frame's channel is brought onto, on the energies as recorded; null = frames are not moved one by one.</param>
/// <param name="Channel">That channel.</param>
/// <param name="Doubt">Code and message of a warning; null = none.</param>
internal sealed record CalibrationPlan(
    double[] Recorded,
    double[] Energies,
    bool IsReversed,
    CalibrationRow Row,
    EnergyCurve? Target,
    string? Channel,
    (string Code, string Message)? Doubt
)
{
    private const string Stage = "xas.calibrate";

    /// <summary>By an edge.</summary>
    /// <exception cref="UserException">The edge or its energy cannot be had.</exception>
    public static CalibrationPlan OfEnergies(Calibrate p, StageInput input)
    {
        if (input.Axis.Unit.Quantity == Quantity.Pixel)
            throw new UserException(
                $"{Stage}: the spectra are over detector pixels; energies come from a foil: pixels: {{ foil: series over pixels, reference: file or series over energy }}."
            );
        double[] energies = PhotonEnergies.Of(input, Stage);
        CalibrationRow row = Empty with { Convention = Kebab(p.Convention) };
        if (p.Shift is { } shift)
            return Fixed(
                energies,
                shift,
                row with
                {
                    Method = "stated",
                    ShiftEv = shift,
                    Message = Text($"shifted by the stated {shift:F3} eV"),
                }
            );
        string? channel = ChannelOf(p, input);
        if (channel is null && p.Foil is null)
            return Fixed(energies, 0, row with { Method = "none", Message = "no reference channel; energies as recorded" }) with
            {
                Doubt = (
                    "not-calibrated",
                    "No reference channel, so the energies are as recorded. Name the series of a foil (foil: zn-foil), or say channel: sample where the sample is the foil; a shift that is known goes into shift."
                ),
            };
        (EnergyCurve target, double found, double error, double wanted, string source) = Edge(p, channel, input);
        double[] moved = EnergyScale.Moved(energies, found, wanted, p.As, p.DSpacing ?? double.NaN);
        bool follows =
            channel is not null
            && (p.Follow ?? (channel == input.Channel ? CalibrationFollow.None : CalibrationFollow.Each)) == CalibrationFollow.Each;
        row = row with
        {
            Method = Kebab(p.As),
            Foil = p.Foil ?? channel,
            E0Found = found,
            E0Se = error,
            EdgeEnergy = wanted,
            EdgeSource = source,
            ShiftEv = wanted - found,
            Message = Text(
                $"edge of {target.Name} found at {found:F3} ± {error:F3} eV ({Words(p.Convention)}), put to {wanted:F2} eV ({source}): {wanted - found:+0.000;-0.000} eV"
            ),
        };
        return new CalibrationPlan(energies, moved, false, row, follows ? target : null, follows ? channel : null, null);
    }

    /// <summary>Pixels by a foil over both.</summary>
    /// <exception cref="UserException">The two do not agree.</exception>
    public static CalibrationPlan OfPixels(Calibrate p, PixelFoil pixels, StageInput input)
    {
        if (input.Axis.Unit.Quantity is not (Quantity.Pixel or Quantity.Dimensionless))
            throw new UserException(
                $"{Stage}: pixels calibrates spectra over detector pixels; '{input.Axis.Name}' is in {input.Axis.Unit} already."
            );
        EnergyCurve foil = pixels.Foil is { } name ? EnergyCurve.Of(name, input, Stage) : Own(input, input.Channel);
        if (foil.Unit.Quantity is not (Quantity.Pixel or Quantity.Dimensionless))
            throw new UserException($"{Stage}: the foil '{foil.Name}' is over {foil.Unit}, not over pixels.");
        if (
            Math.Min(foil.X[^1], input.Axis[input.Axis.Length - 1]) - Math.Max(foil.X[0], input.Axis[0])
            < 0.5 * (input.Axis[input.Axis.Length - 1] - input.Axis[0])
        )
            throw new UserException(
                Text(
                    $"{Stage}: the foil '{foil.Name}' covers {foil.X[0]:g6} to {foil.X[^1]:g6}, the series pixels {input.Axis[0]:g6} to {input.Axis[input.Axis.Length - 1]:g6}: not the same pixels. Is it over energies already, or of another detector?"
                )
            );
        EnergyCurve reference = EnergyCurve.Of(pixels.Reference!, input, Stage).InElectronVolts(Stage);
        double[] axis = input.Axis.Values.ToArray();
        PixelEnergies fit;
        double found,
            error;
        try
        {
            fit = new PixelCalibration(foil.X, foil.Y, reference.X, reference.Y, pixels.Settings).Fit();
            (found, error) = new FoilEdge().Find(reference.X, reference.Y, p.Convention);
        }
        catch (XasDataException e)
        {
            throw new UserException($"{Stage}: pixels of foil '{foil.Name}' against '{reference.Name}': {e.Message}");
        }
        EdgeEnergies? edge = p.EdgeEnergy is null ? null : EdgeEnergies.Of(p.EdgeEnergy, p.Table, input, Stage);
        double offset = edge is null ? 0 : Checked(edge.Energy - found, edge, found, p.MaxOffset, reference.Name);
        double[] energies = [.. axis.Select(x => fit.At(x) + offset)];
        bool isReversed = energies[0] > energies[^1];
        if (isReversed)
            Array.Reverse(energies);
        for (int i = 1; i < energies.Length; i++)
            if (!(energies[i] > energies[i - 1]))
                throw new UserException(
                    Text(
                        $"{Stage}: the calibration of the foil's pixels turns back at {energies[i]:F1} eV on the pixels of this series; use degree: 1, or crop to the foil's pixels."
                    )
                );
        return new CalibrationPlan(
            [],
            energies,
            isReversed,
            RowOf(p, foil, reference, fit, axis, (found, error), edge, offset),
            null,
            null,
            DoubtOf(fit, foil, axis)
        );
    }

    private static CalibrationRow Empty =>
        new()
        {
            Series = "",
            Frame = 0,
            Method = "",
        };

    private static CalibrationPlan Fixed(double[] energies, double shift, CalibrationRow row) =>
        new(energies, [.. energies.Select(e => e + shift)], false, row, null, null, null);

    private static string? ChannelOf(Calibrate p, StageInput input)
    {
        SpectralSeries? probe = input.Probe;
        switch (p.Channel)
        {
            case null:
                return probe?.Find("reference") is not null ? "reference"
                    : input.Card.Role == "foil" && p.Foil is null ? input.Channel
                    : null;
            case "sample":
                return input.Channel;
            default:
                return probe is null || probe.Find(p.Channel) is not null
                    ? p.Channel
                    : throw new UserException(
                        $"{Stage}: no channel '{p.Channel}' where it stands; there are {string.Join(", ", probe.Channels.Select(c => c.Name))}. A reference is made of the columns itrans and irefer, and steps before this one may have dropped it: put {Stage} first."
                    );
        }
    }

    private static (EnergyCurve Target, double Found, double Error, double Wanted, string Source) Edge(
        Calibrate p,
        string? channel,
        StageInput input
    )
    {
        EnergyCurve target = (p.Foil is { } foil ? EnergyCurve.Of(foil, input, Stage) : Own(input, channel!)).InElectronVolts(Stage);
        CalibrationRow own =
            p.Foil is { } id && input.Finished.TryGetValue(id, out FinishedSeries? finished)
                ? finished.Rows<CalibrationRow>().LastOrDefault(r => double.IsFinite(r.E0Found) && double.IsFinite(r.ShiftEv))
                : default;
        // A foil that was calibrated by a step of its own has its spectra on the new energies, and says what was found on the old ones.
        if (own.Method is not null && p.EdgeEnergy is null)
            return (
                target with
                {
                    X = [.. target.X.Select(e => e - own.ShiftEv)],
                },
                own.E0Found,
                own.E0Se,
                own.EdgeEnergy,
                $"as series {p.Foil} was: {own.EdgeSource}"
            );
        EdgeEnergies edge = EdgeEnergies.Of(p.EdgeEnergy, p.Table, input, Stage);
        try
        {
            (double found, double error) = new FoilEdge().Find(target.X, target.Y, p.Convention);
            Checked(edge.Energy - found, edge, found, p.MaxOffset, target.Name);
            return (target, found, error, edge.Energy, edge.Source);
        }
        catch (XasDataException e)
        {
            throw new UserException($"{Stage}: {target.Name}: {e.Message}");
        }
    }

    private static double Checked(double offset, EdgeEnergies edge, double found, double most, string name) =>
        Math.Abs(offset) <= most
            ? offset
            : throw new UserException(
                Text(
                    $"{Stage}: the edge of {name} lies at {found:F1} eV, {Math.Abs(offset):F1} eV from {edge}: more than max-offset, {most:g} eV. Another element, another unit, or a larger max-offset?"
                )
            );

    /// <summary>A channel of the first healthy frame.</summary>
    private static EnergyCurve Own(StageInput input, string channel)
    {
        SpectralSeries? probe = input.Probe;
        if (probe?.Find(channel) is not { } values || probe.Faults[0] is not null || Finite.FirstNot(values[0]) >= 0)
            throw new UserException(
                $"{Stage}: {channel} of the first frame of series '{input.Card.Id}' holds no numbers all along; name the series of a foil, or leave the frame out."
            );
        return new EnergyCurve($"{channel} of frame {probe.FirstFrame}", probe.Axis.Values.ToArray(), values[0].ToArray(), probe.Axis.Unit);
    }

    private static CalibrationRow RowOf(
        Calibrate p,
        EnergyCurve foil,
        EnergyCurve reference,
        PixelEnergies fit,
        double[] axis,
        (double Found, double Error) edge,
        EdgeEnergies? wanted,
        double offset
    )
    {
        double C(int j) => j < fit.Coefficients.Count ? fit.Coefficients[j] + (j == 0 ? offset : 0) : double.NaN;
        double Se(int j) => j < fit.Coefficients.Count ? fit.Error(j) : double.NaN;
        bool isReversed = fit.Coefficients[1] < 0;
        return Empty with
        {
            Method = "pixels",
            Foil = foil.Name,
            Convention = Kebab(p.Convention),
            E0Found = edge.Found,
            E0Se = edge.Error,
            EdgeEnergy = wanted?.Energy ?? edge.Found,
            EdgeSource = wanted?.Source ?? $"as in {reference.Name}",
            ShiftEv = wanted is null ? double.NaN : offset,
            PivotPixel = fit.Pivot,
            C0 = C(0),
            C0Se = Se(0),
            C1 = C(1),
            C1Se = Se(1),
            C2 = C(2),
            C2Se = Se(2),
            C3 = C(3),
            C3Se = Se(3),
            FirstSe = fit.ErrorAt(isReversed ? axis[^1] : axis[0]),
            LastSe = fit.ErrorAt(isReversed ? axis[0] : axis[^1]),
            BroadeningEv = fit.Broadening,
            Message = Text(
                $"{foil.Name} over {fit.Pixels} pixels onto {reference.Name}{(isReversed ? ", energy runs down the pixels" : "")}; it leaves {fit.Misfit:P1} of the variance, another dispersion {fit.Rival:F0} times as much; errors are those of the fit, not of the foils"
            ),
        };
    }

    private static (string, string)? DoubtOf(PixelEnergies fit, EnergyCurve foil, double[] axis)
    {
        if (fit.Rival < 2)
            return (
                "pixels-ambiguous",
                Text(
                    $"Another dispersion brings the foil onto its reference nearly as well ({fit.Rival:F1} times the misfit); look at both, or use a foil scan that shows more EXAFS."
                )
            );
        return axis[0] < foil.X[0] - 1 || axis[^1] > foil.X[^1] + 1
            ? (
                "pixels-beyond-foil",
                Text(
                    $"The foil covers pixels {foil.X[0]:g6} to {foil.X[^1]:g6}, the series {axis[0]:g6} to {axis[^1]:g6}: energies beyond are extrapolated."
                )
            )
            : null;
    }

    private static string Kebab<T>(T value)
        where T : struct, Enum => value is EdgeConvention.HalfStep ? "half-step" : value.ToString().ToLowerInvariant();

    private static string Words(EdgeConvention convention) => convention == EdgeConvention.Derivative ? "inflection" : "half step";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
