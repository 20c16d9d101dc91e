using SpectraPipeline.Core;
using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Peaks;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Stages.Shape;

/// <summary>Puts the axis right by lines whose positions are known, or by a stated shift and scale.</summary>
[Stage(
    "shape.calibrate",
    "Least squares on lines of a standard; positions of lines: ASTM E1840 (Raman), European Pharmacopoeia 2.2.24 (polystyrene film), NIST Atomic Spectra Database (neon)",
    Summary = "Finds lines of known position in the reference and moves the axis of all frames accordingly; or shifts and stretches it as told.",
    Formula = "x' = x + Σₖ cₖ xᵏ (k ≤ degree), least squares through known − found; without lines x' = scale·x + shift",
    Fails = "A line that is not found, or at the edge of its window, stops the run. Beyond the outermost lines the polynomial goes on unchecked: degree 2 is for lines that span the axis. Lines of one substance move with temperature."
)]
public sealed record Calibrate : FrameStage
{
    // Enough for the noise of an internal standard; the positions would not change beyond.
    private const int MostReferenceFrames = 50;
    private const int UsualWindow = 10;
    private const int UsualDegree = 1;
    private const double UsualSnr = 5;
    private const int Passes = 4;
    private static readonly (string, string) s_nothing = (
        "nothing-calibrated",
        "shape.calibrate left the axis as it was: give standard, lines, or shift and scale."
    );

    /// <summary>Standard.</summary>
    [Param("Standard whose lines are in the reference: those on the axis are used.")]
    public CalibrationStandard? Standard { get; init; }

    /// <summary>Lines.</summary>
    [Param("Known positions of lines, in place of a standard.", Unit = ParamAttribute.AxisUnit)]
    public IReadOnlyList<double>? Lines { get; init; }

    /// <summary>Reference.</summary>
    [Param(
        "Frame, range of frames (their mean) or id of another series that shows the lines; the mean of all frames (of 50 evenly spread ones in a longer series) when left out."
    )]
    public FrameSelection? Reference { get; init; }

    /// <summary>Window.</summary>
    [Param(
        "A line is looked for within this of its position, but not beyond half way to the next; ten mean steps when left out.",
        Min = 1e-9,
        Unit = ParamAttribute.AxisUnit
    )]
    public double? Window { get; init; }

    /// <summary>Degree.</summary>
    [Param("Degree of the correction; at most one less than there are lines.", Min = 0, Max = 2)]
    public int Degree { get; init; } = UsualDegree;

    /// <summary>Smallest height.</summary>
    [Param("Height of a line over the noise of the reference, at least.", Min = 0)]
    public double MinSnr { get; init; } = UsualSnr;

    /// <summary>Shift.</summary>
    [Param("Added to x, when no lines are given.", Unit = ParamAttribute.AxisUnit)]
    public double Shift { get; init; }

    /// <summary>Scale.</summary>
    [Param("Factor on x before the shift, when no lines are given.", Min = 1e-6, Max = 1e6)]
    public double Scale { get; init; } = 1;

    private bool HasLines => Standard is not null || Lines is not null;

    private FrameSelection Wanted => Reference ?? FrameSelection.All with { AtMost = MostReferenceFrames };

    /// <inheritdoc />
    public override IReadOnlyList<string> OtherSeries => HasLines && Reference?.Series is { } id ? [id] : [];

    /// <inheritdoc />
    public override FrameSelection? ReferenceFrames(SeriesCard card) => HasLines ? Wanted : null;

    /// <inheritdoc />
    public override IEnumerable<string> Check()
    {
        if (Standard is not null && Lines is not null)
            yield return "give standard or lines, not both.";
        if (Lines is { Count: 0 })
            yield return "lines is empty; give positions, or shift and scale.";
        if (HasLines && (Shift != 0 || Scale != 1))
            yield return "give lines, or shift and scale, not both.";
        if (!HasLines && (Window is not null || MinSnr != UsualSnr || Degree != UsualDegree || Reference is not null))
            yield return "reference, window, degree and min-snr are for lines: give standard or lines, or leave them out.";
    }

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        if (!HasLines)
            return new RelabelledKernel(
                input,
                Moved(input.Axis, x => Scale * x + Shift),
                doubt: Shift == 0 && Scale == 1 ? s_nothing : null
            );
        SpectralSeries source = ReferenceSpectrum.Source("shape.calibrate", input, Wanted);
        ReferenceSpectrum reference = ReferenceSpectrum.Mean("shape.calibrate", input, source);
        if (source.Axis.Unit != input.Axis.Unit)
            throw new UserException(
                $"shape.calibrate: the axis of the reference is {source.Axis.Name} ({source.Axis.Unit}), that of the series {input.Axis.Name} ({input.Axis.Unit}); bring both to one by shape.convert before."
            );
        double window = Window ?? UsualWindow * source.Axis.MeanStep;
        double[] known = Known(reference, window);
        // A bridge over a masked stretch has no lines, and no noise either.
        (double[] x, double[] spectrum) = reference.Used();
        var axis = new Axis(source.Axis.Name, source.Axis.Unit, x);
        double[] found = [.. known.Select((_, i) => Find(axis, spectrum, known, i, window))];
        AxisCorrection correction = AxisCorrection.Through(found, known, Math.Min(Degree, known.Length - 1));
        return new RelabelledKernel(
            input,
            Moved(input.Axis, correction.At),
            doubt: ("calibration", correction.InWords(known, found, input.Axis))
        );
    }

    /// <summary>The lines to look for: of a standard those that the mask of the reference leaves.</summary>
    private double[] Known(ReferenceSpectrum reference, double window)
    {
        double[] known = Standard is { } standard ? CalibrationLines.Of(standard, reference.Axis, window) : [.. Lines!.Distinct().Order()];
        if (reference.Use is null)
            return known;
        IReadOnlyList<(double From, double To)> stretches = reference.Stretches();
        double[] seen = [.. known.Where(l => l < reference.Axis[0] || l > reference.Axis[reference.Axis.Length - 1] || Shows(l))];
        if (seen.Length == known.Length || (Standard is not null && seen.Length > 0))
            return seen;
        double hidden = known.First(l => !seen.Contains(l));
        throw new UserException(
            FormattableString.Invariant(
                $"shape.calibrate: the line at {hidden:g8} {reference.Axis.Unit} lies where the reference is masked; mask less, or leave the line out."
            )
        );

        bool Shows(double line)
        {
            double margin = Standard is null ? 0 : window;
            return stretches.Any(s => line >= s.From + margin && line <= s.To - margin);
        }
    }

    private double Find(Axis axis, double[] spectrum, double[] known, int line, double window)
    {
        double low = Math.Min(window, line > 0 ? (known[line] - known[line - 1]) / 2 : window),
            high = Math.Min(window, line + 1 < known.Length ? (known[line + 1] - known[line]) / 2 : window);
        double noise = NoiseEstimate.FromSecondDifference(spectrum, new double[spectrum.Length]);
        string where = FormattableString.Invariant(
            $"shape.calibrate: the line at {known[line]:g8} {axis.Unit} is not found between {known[line] - low:g8} and {known[line] + high:g8}"
        );
        if (known[line] <= axis[0] || known[line] >= axis[axis.Length - 1])
            throw new UserException(
                FormattableString.Invariant(
                    $"{where}: the reference runs from {axis[0]:g6} to {axis[axis.Length - 1]:g6}. Leave it out of lines."
                )
            );
        if (Centred(axis, spectrum, known[line], low, high) is not { } position)
            throw new UserException($"{where}: nothing has its top there. Widen window, or check that the reference shows the lines.");
        return Math.Abs(position.Height) >= MinSnr * noise
            ? position.Center
            : throw new UserException(
                FormattableString.Invariant(
                    $"{where}: the highest there is {Math.Abs(position.Height) / noise:g3} times the noise, min-snr is {MinSnr:g3}. Check the reference, or average more frames of it."
                )
            );
    }

    /// <summary>A window that lies askew on a line cuts its wings unevenly, and the line through its ends leans: it moves along with what was found.</summary>
    private static LinePosition? Centred(Axis axis, double[] spectrum, double known, double low, double high)
    {
        LinePosition? position = null;
        double center = known;
        for (int pass = 0; pass < Passes; pass++)
        {
            int first = axis.IndexAtOrAbove(center - low),
                end = axis.IndexAtOrAbove(Math.BitIncrement(center + high));
            position = LinePosition.Find(axis.Values, spectrum, first, end);
            if (position is not { } found || Math.Abs(found.Center - known) > Math.Max(low, high))
                return null;
            center = found.Center;
        }
        return position;
    }

    private static Axis Moved(Axis axis, Func<double, double> at)
    {
        double[] values = new double[axis.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = at(axis[i]);
            if (!double.IsFinite(values[i]) || (i > 0 && values[i] <= values[i - 1]))
                throw new UserException(
                    FormattableString.Invariant(
                        $"shape.calibrate: at {axis[i]:g6} {axis.Unit} the corrected axis no longer rises; lower degree, or check shift, scale and lines."
                    )
                );
        }
        return new Axis(axis.Name, axis.Unit, values);
    }
}

/// <summary>x + polynomial, through pairs of found and known positions.</summary>
/// <param name="Center">Where the variable of the polynomial is 0.</param>
/// <param name="Unit">Length of its unit.</param>
/// <param name="Coefficients">From degree 0 up.</param>
internal sealed record AxisCorrection(double Center, double Unit, double[] Coefficients)
{
    /// <summary>Least squares.</summary>
    public static AxisCorrection Through(double[] found, double[] known, int degree)
    {
        double center = found.Average(),
            unit = Math.Max(found.Max() - found.Min(), 1);
        double[] matrix = new double[found.Length * (degree + 1)],
            solution = new double[degree + 1];
        for (int i = 0; i < found.Length; i++)
        for (int k = 0; k <= degree; k++)
            matrix[i * (degree + 1) + k] = Math.Pow((found[i] - center) / unit, k);
        var qr = new HouseholderQr(matrix, found.Length, degree + 1);
        for (int k = 0; k <= degree; k++)
        for (int i = 0; i < found.Length; i++)
            solution[k] += qr.Q[k * found.Length + i] * (known[i] - found[i]);
        qr.SolveUpper(solution);
        return new(center, unit, solution);
    }

    /// <summary>Corrected position.</summary>
    public double At(double x)
    {
        double u = (x - Center) / Unit,
            sum = 0;
        for (int k = Coefficients.Length - 1; k >= 0; k--)
            sum = sum * u + Coefficients[k];
        return x + sum;
    }

    /// <summary>How many lines, by how much the axis moved, and what is left.</summary>
    public string InWords(double[] known, double[] found, Axis axis)
    {
        double[] left = [.. known.Select((k, i) => k - At(found[i]))];
        int worst = Array.IndexOf(left, left.MaxBy(Math.Abs));
        double rms = Math.Sqrt(left.Sum(l => l * l) / left.Length);
        string lines =
            known.Length == 1
                ? FormattableString.Invariant($"One line: {known[0]:g8} found at {found[0]:f3} {axis.Unit}, nothing left to check it by.")
                : FormattableString.Invariant(
                    $"{known.Length} lines, degree {Coefficients.Length - 1}: left over {rms:g2} {axis.Unit} rms, most {left[worst]:g2} at {known[worst]:g8}."
                );
        return FormattableString.Invariant(
            $"{lines} The axis moved by {At(axis[0]) - axis[0]:g3} at {axis[0]:g6} and {At(axis[axis.Length - 1]) - axis[axis.Length - 1]:g3} at {axis[axis.Length - 1]:g6} {axis.Unit}."
        );
    }
}
