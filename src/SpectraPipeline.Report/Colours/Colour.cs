namespace SpectraPipeline.Report;

/// <summary>An sRGB colour.</summary>
public readonly record struct Colour(byte Red, byte Green, byte Blue)
{
    public static Colour Ink { get; } = new(0, 0, 0);
    public static Colour Grey { get; } = new(0x75, 0x75, 0x75);
    public static Colour LightGrey { get; } = new(0xC8, 0xC8, 0xC8);

    public string Hex => $"#{Red:x2}{Green:x2}{Blue:x2}";

    public static Colour FromHex(uint rgb) => new((byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb);

    /// <summary>Relative luminance of WCAG 2.1 (0 black, 1 white): decides whether text on this colour is black or white.</summary>
    public double Luminance => (0.2126 * Linear(Red)) + (0.7152 * Linear(Green)) + (0.0722 * Linear(Blue));

    /// <summary>Black or white, whichever stands out more.</summary>
    public Colour TextOn => Luminance > 0.179 ? Ink : new Colour(255, 255, 255);

    /// <summary>Straight line between two colours in sRGB.</summary>
    public static Colour Mix(Colour a, Colour b, double t) => new(Mix(a.Red, b.Red, t), Mix(a.Green, b.Green, t), Mix(a.Blue, b.Blue, t));

    private static byte Mix(byte a, byte b, double t) => (byte)Math.Round(a + ((b - a) * t), MidpointRounding.AwayFromZero);

    private static double Linear(byte value)
    {
        double v = value / 255.0;
        return v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4);
    }
}
