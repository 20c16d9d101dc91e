namespace SpectraPipeline.Report;

/// <summary>A run of colours from 0 to 1.</summary>
public sealed class Palette
{
    private readonly Colour[] anchors;

    private Palette(string name, params uint[] hex)
    {
        Name = name;
        anchors = [.. hex.Select(Colour.FromHex)];
    }

    public string Name { get; }

    /// <summary>Cividis at its tenths: Nunez, Anderton, Renslow, PLoS ONE 13 (2018) e0199239, doi:10.1371/journal.pone.0199239.</summary>
    public static Palette Cividis { get; } =
        new("cividis", 0x00224E, 0x123570, 0x3B496C, 0x575D6D, 0x707173, 0x8A8678, 0xA59C74, 0xC3B369, 0xE1CC55, 0xFEE838);

    /// <summary>Viridis at its tenths: van der Walt and Smith, matplotlib 2.0 (2015), released as CC0.</summary>
    public static Palette Viridis { get; } =
        new("viridis", 0x440154, 0x482878, 0x3E4989, 0x31688E, 0x26828E, 0x1F9E89, 0x35B779, 0x6ECE58, 0xB5DE2B, 0xFDE725);

    /// <summary>For signed maps: Okabe-Ito blue (lost) over white (nothing) to vermillion (formed); ends darkened so that extremes stay apart from strong.</summary>
    public static Palette Diverging { get; } = new("signed", 0x00395A, 0x0072B2, 0x8DBFDD, 0xF7F7F7, 0xEFB58C, 0xD55E00, 0x6E3000);

    /// <summary>The colour at t, clamped to 0..1, straight between anchors.</summary>
    public Colour At(double t)
    {
        double position = Math.Clamp(double.IsNaN(t) ? 0 : t, 0, 1) * (anchors.Length - 1);
        int index = Math.Min((int)position, anchors.Length - 2);
        return Colour.Mix(anchors[index], anchors[index + 1], position - index);
    }
}
