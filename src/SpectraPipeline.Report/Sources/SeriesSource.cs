using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.IO.Store;

namespace SpectraPipeline.Report.Sources;

/// <summary>What the experiment was varied by, as the report draws it.</summary>
public enum Variable
{
    Potential,
    Time,
    Frame,
}

/// <summary>One series with its rows, its stored spectra and the axis that its figures stand on.</summary>
public sealed class SeriesSource
{
    /// <summary>Part of the frames whose potential must be known for figures against potential; the others are then not drawn.</summary>
    private const double KnownShare = 0.8;

    private readonly ReportSource source;
    private readonly Dictionary<int, int> placeOf = [];
    private readonly Lazy<IReadOnlySet<int>> tracked;
    private readonly Lazy<Variable> ordered;
    private readonly Lazy<bool> hasRivalBaselines;
    private readonly List<(string Step, SpectralSeries Shape)> stored;

    public SeriesSource(ReportSource source, string id)
    {
        this.source = source;
        Id = id;
        Card = source.Manifest.Card(id);
        Frames = InOrder(source.Frames, id);
        for (int i = 0; i < Frames.Count; i++)
            placeOf.TryAdd(Frames[i].Frame, i);
        hasRivalBaselines = new(() => source.DetectionLimits.Of(id, "ORDER BY file_row_number DESC LIMIT 200").Any(BandErrors.HasBaseline));
        ordered = new(() => Frames.Count > 0 && IsRising(f => f.TimeS) ? Variable.Time : Variable.Frame);
        tracked = new(() =>
            source
                .Bands.Ask($"SELECT DISTINCT track FROM bands WHERE series = {ResultStore.Text(id)} AND track IS NOT NULL")
                .Select(row => Answer.Whole(row[0]))
                .ToHashSet()
        );
        // Without frames the footer alone is read: axis, channels and what they are.
        stored = source.Store.Series.Contains(id)
            ? [.. source.Store.Steps(id).Select(step => (step, source.Store.ReadSpectra(id, step, [])))]
            : [];
        Variable = VariableOf(Frames);
    }

    /// <summary>Frames of a series by their numbers. The list of all serves where it is that already: of a long series it is not copied.</summary>
    private static IReadOnlyList<FrameRow> InOrder(IReadOnlyList<FrameRow> all, string id)
    {
        for (int i = 0; i < all.Count; i++)
            if (all[i].Series != id || (i > 0 && all[i].Frame < all[i - 1].Frame))
                return [.. all.Where(f => f.Series == id).OrderBy(f => f.Frame)];
        return all;
    }

    public string Id { get; }
    public SeriesCardView Card { get; }
    public IReadOnlyList<FrameRow> Frames { get; }
    public Variable Variable { get; }
    public IEnumerable<TrackRow> Tracks => source.Tracks.Where(t => t.Series == Id).OrderBy(t => t.Track);

    /// <summary>Numbers of the tracks that bands belong to.</summary>
    public IReadOnlySet<int> Tracked => tracked.Value;

    /// <summary>Errors and detection limits of its newest fits hold what rival baselines change. Every frame but a constant one has it or none: some rows tell.</summary>
    public bool HasRivalBaselines => hasRivalBaselines.Value;
    public IEnumerable<AssignmentRow> Assignments => source.Assignments.Where(a => a.Series == Id);

    /// <summary>Vibrational: its axis counts wavenumbers.</summary>
    public bool IsVibrational => VibrationalStep is not null || (!Card.IsXas && source.Tracks.Any(t => t.Series == Id));

    /// <summary>The newest stored step on a wavenumber axis from which a spectrum can be drawn.</summary>
    public string? VibrationalStep =>
        stored.LastOrDefault(s => IsWavenumber(s.Shape) && (SpectrumOf(s.Shape) is not null || IsFit(s.Shape))) is { Step: not null } found
            ? found.Step
            : null;

    /// <summary>Unit of positions and widths: that of the axis the bands were fitted on; cm-1 where no spectra are stored.</summary>
    public RichText AxisUnit
    {
        get
        {
            string? step = VibrationalStep;
            SpectralSeries? shape =
                stored.LastOrDefault(s => s.Step == step).Shape ?? stored.LastOrDefault(s => s.Shape.Axis2 is null).Shape;
            return shape is null ? RichText.Markup("cm^{-1}") : XAxisOf(shape.Axis).Unit;
        }
    }

    /// <summary>The newest stored step whose spectra have a channel of a kind, or null.</summary>
    public string? StepWith(SignalKind kind) => stored.LastOrDefault(s => s.Shape.Find(kind) is not null).Step;

    /// <summary>The newest stored step that has a channel of a name, or null.</summary>
    public string? StepWith(string channel) => stored.LastOrDefault(s => s.Shape.Find(channel) is not null).Step;

    /// <summary>Spectra of a step are in the store.</summary>
    public bool Stores(string step) => stored.Exists(s => s.Step == step);

    /// <summary>The channel that is a spectrum: the first that is not auxiliary.</summary>
    public static Channel? SpectrumOf(SpectralSeries series) => series.Channels.FirstOrDefault(c => c.Signal.Kind != SignalKind.Auxiliary);

    public SpectralSeries Read(string step, IReadOnlyCollection<int> frames) => source.Store.ReadSpectra(Id, step, frames);

    /// <summary>Frames that gave a result, in order; at most so many, evenly chosen.</summary>
    public IReadOnlyList<int> Healthy(int most) => Even([.. Frames.Where(f => f.Status != "faulted").Select(f => f.Frame)], most);

    public static IReadOnlyList<int> Even(IReadOnlyList<int> frames, int most) =>
        frames.Count <= most
            ? frames
            :
            [
                .. Enumerable
                    .Range(0, most)
                    .Select(i => frames[(int)Math.Round(i * (frames.Count - 1.0) / Math.Max(1, most - 1))])
                    .Distinct(),
            ];

    /// <summary>Where a frame stands on the axis of the figures.</summary>
    public double At(int frame, Variable variable) =>
        !placeOf.TryGetValue(frame, out int place) ? double.NaN
        : variable == Variable.Potential ? Frames[place].PotentialV
        : variable == Variable.Time ? Frames[place].TimeS
        : frame;

    /// <summary>The value rose in a frame of a long series, seen over a five-thousandth of it either side: less is the noise of the log.</summary>
    public bool Rises(int frame, Variable variable)
    {
        if (!placeOf.TryGetValue(frame, out int place))
            return false;
        int reach = Math.Max(1, Frames.Count / 5000);
        int before = Frames[Math.Max(0, place - reach)].Frame,
            after = Frames[Math.Min(Frames.Count - 1, place + reach)].Frame;
        return At(after, variable) >= At(before, variable);
    }

    /// <summary>Time, or the frame's number where no time is known: an axis that only rises.</summary>
    public Variable Ordered => ordered.Value;

    public FigureAxis AxisOf(Variable variable) =>
        variable switch
        {
            Variable.Potential => FigureAxis.Potential(Card.ReferenceElectrode),
            Variable.Time => FigureAxis.Time(),
            _ => FigureAxis.Frame(),
        };

    /// <summary>The x-axis of a spectrum as the field draws it.</summary>
    public static FigureAxis XAxisOf(Axis axis) =>
        axis.Unit.Quantity switch
        {
            Quantity.Wavenumber => FigureAxis.Wavenumber(),
            Quantity.RamanShift => FigureAxis.RamanShift(),
            Quantity.PhotonEnergy => FigureAxis.PhotonEnergy(),
            Quantity.PhotoelectronWavenumber => FigureAxis.PhotoelectronWavenumber(),
            _ => new FigureAxis { Quantity = axis.Name, Unit = axis.Unit.Symbol },
        };

    /// <summary>The y-axis of a spectrum.</summary>
    public static FigureAxis YAxisOf(Signal signal) =>
        signal.Kind switch
        {
            SignalKind.Absorbance => new FigureAxis { Quantity = RichText.Markup("*A*") },
            SignalKind.DifferenceAbsorbance => new FigureAxis { Quantity = RichText.Markup("Δ*A*") },
            SignalKind.DifferenceCounts => new FigureAxis { Quantity = RichText.Plain("Difference"), Unit = "counts" },
            SignalKind.RelativeDifference => new FigureAxis { Quantity = RichText.Markup("Δ*R*/*R*_{0}"), Unit = signal.Unit },
            SignalKind.ReflectanceRatio => new FigureAxis { Quantity = RichText.Markup("*R*/*R*_{0}"), Unit = signal.Unit },
            SignalKind.Transmittance => new FigureAxis { Quantity = RichText.Markup("*T*"), Unit = signal.Unit },
            SignalKind.KubelkaMunk => new FigureAxis { Quantity = RichText.Markup("*F*(*R*)") },
            SignalKind.Counts => new FigureAxis { Quantity = "Intensity", Unit = signal.Unit.Length > 0 ? signal.Unit : "counts" },
            SignalKind.SingleBeam => new FigureAxis { Quantity = "Single-beam intensity", Unit = signal.Unit },
            _ => new FigureAxis { Quantity = "Signal", Unit = signal.Unit },
        };

    /// <summary>What the spectra of <see cref="VibrationalStep"/> are.</summary>
    public Signal VibrationalSignal
    {
        get
        {
            SpectralSeries? shape = stored.LastOrDefault(s => s.Step == VibrationalStep).Shape;
            return shape is null ? new Signal(SignalKind.Unknown)
                : SpectrumOf(shape) is { } spectrum ? spectrum.Signal
                : new Signal(SignalOf(Card), shape.Primary.Signal.Unit);
        }
    }

    /// <summary>One spectrum of <see cref="VibrationalStep"/>; where a fit left model and residual, their sum, which is what was fitted.</summary>
    public static double[] Spectrum(SpectralSeries series, int index)
    {
        if (SpectrumOf(series) is { } channel)
            return channel[index].ToArray();
        double[] sum = series["fit"][index].ToArray();
        ReadOnlySpan<double> residual = series["residual"][index];
        for (int i = 0; i < sum.Length; i++)
            sum[i] += residual[i];
        return sum;
    }

    /// <summary>What went into a fit, by the recipe: the last step that changes what y is, else the quantity of the files.</summary>
    private static SignalKind SignalOf(SeriesCardView card)
    {
        StepView? difference = card.Steps.LastOrDefault(step => step.Stage == "shape.difference");
        if (difference is not null)
            return difference.Parameter("convention") == "relative" ? SignalKind.RelativeDifference : SignalKind.DifferenceAbsorbance;
        string? converted = card.Steps.LastOrDefault(step => step.Stage == "shape.convert")?.Parameter("to");
        if (converted is not null && Signal.FromQuantity(converted) is { } kind)
            return kind;
        SignalKind read = Signal.FromQuantity(card.Quantity) ?? SignalKind.Unknown;
        return !card.WasConverted ? read
            : read is SignalKind.ReflectanceRatio or SignalKind.RelativeDifference ? SignalKind.DifferenceAbsorbance
            : SignalKind.Absorbance;
    }

    private static bool IsFit(SpectralSeries shape) => shape.Find("fit") is not null && shape.Find("residual") is not null;

    private static bool IsWavenumber(SpectralSeries shape) =>
        shape.Axis2 is null && shape.Axis.Unit.Quantity is Quantity.Wavenumber or Quantity.RamanShift;

    /// <summary>Potential where it was stepped or swept; time where the potential was held; else the frame's number.</summary>
    private Variable VariableOf(IReadOnlyList<FrameRow> frames)
    {
        int known = frames.Count(f => double.IsFinite(f.PotentialV));
        int different = frames.Where(f => double.IsFinite(f.PotentialV)).Select(f => f.PotentialV).Distinct().Count();
        if (frames.Count > 0 && known >= KnownShare * frames.Count && different >= Math.Max(3, Math.Min(frames.Count, 8) * 0.6))
            return Variable.Potential;
        return Ordered;
    }

    private bool IsRising(Func<FrameRow, double> value)
    {
        for (int i = 0; i < Frames.Count; i++)
            if (!double.IsFinite(value(Frames[i])) || (i > 0 && value(Frames[i]) <= value(Frames[i - 1])))
                return false;
        return true;
    }
}
