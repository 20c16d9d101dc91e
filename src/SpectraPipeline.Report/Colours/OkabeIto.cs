namespace SpectraPipeline.Report;

/// <summary>Colours of categories that people with any colour vision tell apart: Okabe and Ito, Color Universal Design (2002, revised 2008).</summary>
/// <remarks>Blue, vermillion, bluish green are never the only difference: line styles and markers change with the colour.</remarks>
public static class OkabeIto
{
    public static IReadOnlyList<Colour> All { get; } =
    [
        Colour.FromHex(0x0072B2),
        Colour.FromHex(0xD55E00),
        Colour.FromHex(0x56B4E9),
        Colour.FromHex(0xE69F00),
        Colour.FromHex(0xCC79A7),
        Colour.FromHex(0x009E73),
        Colour.FromHex(0xF0E442),
    ];

    public static Colour Blue => All[0];
    public static Colour Vermillion => All[1];
    public static Colour SkyBlue => All[2];
    public static Colour Orange => All[3];
    public static Colour Purple => All[4];
    public static Colour Green => All[5];

    /// <summary>For shades alone.</summary>
    public static Colour Yellow => All[6];

    /// <summary>The colour of category i; the pale yellow is left out of lines, where it cannot be seen on paper.</summary>
    public static Colour Line(int index) => All[index % 6];

    /// <summary>A dash that goes with <see cref="Line"/>, so that a print in grey still tells lines apart.</summary>
    public static LineDash Dash(int index) => (LineDash)(index % 5);

    /// <summary>A marker that goes with <see cref="Line"/>.</summary>
    public static MarkerShape Marker(int index) => (MarkerShape)(index % 5);
}
