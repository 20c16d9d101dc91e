namespace SpectraPipeline.Report.Layout;

/// <summary>A rectangle on the page in points (1/72 inch), y downward.</summary>
public readonly record struct Box(double Left, double Top, double Width, double Height)
{
    public double Right => Left + Width;
    public double Bottom => Top + Height;
    public double MiddleX => Left + (Width / 2);
    public double MiddleY => Top + (Height / 2);
}

/// <summary>Room round a plot for ticks, labels, legend and bar.</summary>
internal readonly record struct Insets(double Left, double Top, double Right, double Bottom);
