namespace SpectraPipeline.Report;

public enum AxisKind
{
    Linear,
    Log,

    /// <summary>Names at 0, 1, 2, ...</summary>
    Categorical,
}

public enum AxisDirection
{
    /// <summary>Left to right, bottom to top.</summary>
    Ascending,

    /// <summary>High to low: infrared wavenumbers; categories listed from the top.</summary>
    Descending,
}

/// <summary>One axis of a panel: what it measures, in what unit, which way it runs.</summary>
public sealed record FigureAxis
{
    /// <summary>What is measured, such as ΔA; the label reads 'quantity / unit'.</summary>
    public RichText Quantity { get; init; } = RichText.Empty;
    public RichText Unit { get; init; } = RichText.Empty;
    public AxisKind Kind { get; init; }
    public AxisDirection Direction { get; init; }

    /// <summary>Lower end in data units; null: from the data.</summary>
    public double? Low { get; init; }

    /// <summary>Upper end in data units; null: from the data.</summary>
    public double? High { get; init; }

    public IReadOnlyList<RichText> Categories { get; init; } = [];

    /// <summary>False for the upper of two panels on one shared axis.</summary>
    public bool Labelled { get; init; } = true;

    /// <summary>False where the axis has no numbers of its own, as the offset axis of a waterfall (a scale bar says what a length means).</summary>
    public bool Ticked { get; init; } = true;

    /// <summary>Axes of one group share their range and move together when zoomed.</summary>
    public string? Group { get; init; }

    public static FigureAxis Wavenumber(double? low = null, double? high = null) =>
        new()
        {
            Quantity = "Wavenumber",
            Unit = RichText.Markup("cm^{-1}"),
            Direction = AxisDirection.Descending,
            Low = low,
            High = high,
        };

    public static FigureAxis RamanShift() => new() { Quantity = "Raman shift", Unit = RichText.Markup("cm^{-1}") };

    public static FigureAxis PhotonEnergy() => new() { Quantity = "Photon energy", Unit = "eV" };

    public static FigureAxis PhotoelectronWavenumber() => new() { Quantity = RichText.Markup("*k*"), Unit = RichText.Markup("Å^{-1}") };

    /// <summary>R of an EXAFS transform; that it is not corrected for phase stands on the axis.</summary>
    public static FigureAxis Distance(bool phaseCorrected) =>
        new() { Quantity = RichText.Markup(phaseCorrected ? "*R*" : "*R* (phase uncorrected)"), Unit = "Å" };

    public static FigureAxis Potential(string referenceElectrode) =>
        new() { Quantity = "Potential", Unit = RichText.Plain(referenceElectrode.Length == 0 ? "V" : "V vs " + referenceElectrode) };

    public static FigureAxis Time() => new() { Quantity = "Time", Unit = "s" };

    public static FigureAxis Frame() => new() { Quantity = "Frame" };

    /// <summary>'quantity / 10^n unit'.</summary>
    public RichText Label(int power)
    {
        RichText unit =
            power == 0 ? Unit : RichText.Markup($"10^{{{power}}}") + (Unit.IsEmpty ? RichText.Empty : RichText.Plain(" ") + Unit);
        return unit.IsEmpty ? Quantity
            : Quantity.IsEmpty ? unit
            : Quantity + RichText.Plain(" / ") + unit;
    }
}
