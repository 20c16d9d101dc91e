namespace SpectraPipeline.Report.Layout;

/// <summary>How wide a text will be, without asking a font: the reader's sans-serif is unknown when the figure is written.</summary>
/// <remarks>Advance widths of Helvetica in 1/1000 em (Adobe Core 14 AFM, 1990-1998; Arial and Liberation Sans share them), ASCII 32 to 126;
/// other signs by class. Four per cent are added for sans-serif fonts that run a little wider.</remarks>
public static class FontMetrics
{
    private const double Reserve = 1.04;

    /// <summary>Superscripts and subscripts are set at this part of the size.</summary>
    public const double ScriptSize = 0.72;

    private static ReadOnlySpan<short> Ascii =>
        [
            278,
            278,
            355,
            556,
            556,
            889,
            667,
            191,
            333,
            333,
            389,
            584,
            278,
            333,
            278,
            278,
            556,
            556,
            556,
            556,
            556,
            556,
            556,
            556,
            556,
            556,
            278,
            278,
            584,
            584,
            584,
            556,
            1015,
            667,
            667,
            722,
            722,
            667,
            611,
            778,
            722,
            278,
            500,
            667,
            556,
            833,
            722,
            778,
            667,
            778,
            722,
            667,
            611,
            722,
            667,
            944,
            667,
            667,
            611,
            278,
            278,
            278,
            469,
            556,
            333,
            556,
            556,
            500,
            556,
            556,
            278,
            556,
            556,
            222,
            222,
            500,
            222,
            833,
            556,
            556,
            556,
            556,
            333,
            500,
            278,
            556,
            500,
            722,
            500,
            500,
            500,
            334,
            260,
            334,
            584,
        ];

    /// <summary>Width in the unit of <paramref name="size"/>.</summary>
    public static double Width(string text, double size)
    {
        double sum = 0;
        foreach (char c in text)
            sum +=
                c is >= ' ' and <= '~' ? Ascii[c - ' ']
                : c >= 0x2E80 ? 1000
                : c is '\u2212' or '\u00B1' or '\u00D7' ? 584
                : c is '\u0394' or '\u2026' ? 700
                : 560;
        return sum / 1000 * size * Reserve;
    }

    /// <summary>Width of a label with its scripts.</summary>
    public static double Width(RichText text, double size)
    {
        double sum = 0;
        foreach (TextRun run in text.Runs)
            sum += Width(run.Text, run.Style is TextStyle.Superscript or TextStyle.Subscript ? size * ScriptSize : size);
        return sum;
    }

    /// <summary>The text, or its beginning with an ellipsis where it is wider than allowed.</summary>
    public static RichText Fit(RichText text, double size, double width)
    {
        if (Width(text, size) <= width)
            return text;
        List<TextRun> kept = [];
        double left = width - Width("\u2026", size);
        foreach (TextRun run in text.Runs)
        {
            double runSize = run.Style is TextStyle.Superscript or TextStyle.Subscript ? size * ScriptSize : size;
            int length = run.Text.Length;
            while (length > 0 && Width(run.Text[..length], runSize) > left)
                length--;
            if (length > 0 && length < run.Text.Length && char.IsHighSurrogate(run.Text[length - 1]))
                length--;
            left -= Width(run.Text[..length], runSize);
            if (length > 0)
                kept.Add(new TextRun(run.Text[..length], run.Style));
            if (length < run.Text.Length)
                break;
        }
        kept.Add(new TextRun("\u2026", TextStyle.Normal));
        return new(kept);
    }
}
