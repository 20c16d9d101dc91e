namespace SpectraPipeline.Report.Layout;

/// <summary>Sizes of a journal figure, in points (1/72 inch): 7 to 9 pt text, hairlines of 0.5 pt.</summary>
public static class Typography
{
    public const string Family = "'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', sans-serif";
    public const double Small = 7;
    public const double Label = 8;
    public const double Letter = 9;
    public const double Hairline = 0.5;
    public const double TickLength = 3;
    public const double MinorTickLength = 1.8;
    public const double PointsPerMillimetre = 72 / 25.4;
}
