namespace SpectraPipeline.Report.Layout;

/// <summary>Maps data to the page along one axis.</summary>
/// <param name="Low">Smallest value shown, in data units.</param>
/// <param name="Start">Where an ascending axis begins on the page.</param>
/// <param name="End">Where it ends; smaller than Start for an upward axis.</param>
public sealed record AxisScale(FigureAxis Axis, double Low, double High, double Start, double End)
{
    public int Power { get; } = Axis.Kind == AxisKind.Linear && Axis.Ticked ? Layout.Ticks.Power(Low, High) : 0;
    public TickSet Ticks { get; init; } = TickSet.None;

    /// <summary>Axis units: what the tick labels count.</summary>
    public double Shown(double value) => Power == 0 ? value : value * Math.Pow(10, -Power);

    /// <summary>Position on the page of a value in data units.</summary>
    public double Position(double value)
    {
        double fraction = Fraction(value);
        if (Axis.Direction == AxisDirection.Descending)
            fraction = 1 - fraction;
        return Start + (fraction * (End - Start));
    }

    /// <summary>Position of a tick.</summary>
    public double TickPosition(double tick) => Position(Power == 0 ? tick : tick * Math.Pow(10, Power));

    /// <summary>The ticks that fit: as many as there is room for without labels that touch.</summary>
    public AxisScale WithTicks(double size, bool upright)
    {
        if (!Axis.Ticked)
            return this;
        if (Axis.Kind == AxisKind.Categorical)
            return this with { Ticks = Layout.Ticks.Categorical(Axis.Categories) };
        double length = Math.Abs(End - Start);
        int most = Math.Clamp((int)(length / (upright ? 14 : 24)), 4, upright ? 7 : 9);
        for (; most > 1; most--)
        {
            TickSet ticks =
                Axis.Kind == AxisKind.Log ? Layout.Ticks.Log(Low, High, most) : Layout.Ticks.Linear(Shown(Low), Shown(High), most);
            if (Fits(ticks, size, upright))
                return this with { Ticks = ticks };
        }
        return this with
        {
            Ticks = Axis.Kind == AxisKind.Log ? Layout.Ticks.Log(Low, High, 1) : Layout.Ticks.Linear(Shown(Low), Shown(High), 1),
        };
    }

    private bool Fits(TickSet ticks, double size, bool upright)
    {
        for (int i = 1; i < ticks.Values.Count; i++)
        {
            double distance = Math.Abs(TickPosition(ticks.Values[i]) - TickPosition(ticks.Values[i - 1]));
            double room = upright
                ? size * 1.3
                : ((FontMetrics.Width(ticks.Labels[i], size) + FontMetrics.Width(ticks.Labels[i - 1], size)) / 2) + (0.8 * size);
            if (distance < room)
                return false;
        }
        return true;
    }

    private double Fraction(double value)
    {
        if (High == Low)
            return 0.5;
        return Axis.Kind == AxisKind.Log
            ? (Math.Log(Math.Max(value, double.Epsilon)) - Math.Log(Low)) / (Math.Log(High) - Math.Log(Low))
            : (value - Low) / (High - Low);
    }
}
