using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Agilent;

/// <summary>x and y of the spectra of a tile, from the files beside it.</summary>
/// <param name="X">x of every point.</param>
/// <param name="Unit">Unit of x.</param>
/// <param name="XLabel">Label of x.</param>
/// <param name="Signal">What y is.</param>
/// <param name="YLabel">Label of y.</param>
internal sealed record AgilentAxis(double[] X, Unit Unit, string XLabel, Signal Signal, string YLabel)
{
    /// <summary>Points of an axis whose values are nowhere stated.</summary>
    public static AgilentAxis Counted(int points) =>
        new([.. Enumerable.Range(0, points).Select(i => (double)i)], Unit.None, "data points", new(SignalKind.Unknown), "");

    /// <summary>The axis out of the file of parameters; null when it has none of this length.</summary>
    /// <remarks>Both kinds stand in the same file. That of a spectrum has a step above 0.01 cm-1; a path difference has 1e-5 to 1e-3 cm.</remarks>
    public static AgilentAxis? From(AgilentParameters parameters, int points)
    {
        if (parameters.Axis(points) is not (double step, int start))
            return null;
        double[] x = new double[points];
        for (int i = 0; i < points; i++)
            x[i] = step * ((double)start + i);
        if (step < 0.01)
            return new(x, Unit.None, "optical path difference (cm)", new(SignalKind.Unknown), "interferogram");
        string label = parameters.YLabel ?? "";
        return new(x, Unit.PerCm, "wavenumber", SignalWords.Of(label), label);
    }

    /// <summary>The list of wavenumbers in an ENVI header; null when there is none of this length.</summary>
    public static AgilentAxis? FromEnvi(ReadOnlyMemory<byte> bytes, int points)
    {
        string text = TextLines.Decode(bytes.Span);
        int key = text.IndexOf("wavelength = {", StringComparison.OrdinalIgnoreCase);
        int open = key < 0 ? -1 : text.IndexOf('{', key);
        int close = open < 0 ? -1 : text.IndexOf('}', open);
        if (close < 0)
            return null;
        string[] cells = text[(open + 1)..close].Split([',', ' ', '\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (cells.Length != points)
            return null;
        double[] x = new double[points];
        for (int i = 0; i < points; i++)
            if (!NumberParser.TryParse(System.Text.Encoding.ASCII.GetBytes(cells[i]), out x[i]))
                return null;
        return new(x, Unit.PerCm, "wavenumber", new(SignalKind.Unknown), "");
    }
}
