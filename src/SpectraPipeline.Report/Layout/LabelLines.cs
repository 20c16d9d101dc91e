namespace SpectraPipeline.Report.Layout;

/// <summary>Breaks an axis label that is longer than its axis.</summary>
internal static class LabelLines
{
    /// <summary>One line, or two broken at the blank nearest the middle; a line still too long ends in an ellipsis.</summary>
    public static IReadOnlyList<RichText> Of(RichText label, double length)
    {
        if (label.IsEmpty)
            return [];
        if (FontMetrics.Width(label, Typography.Label) <= length)
            return [label];
        (int Run, int Index, double Distance) best = (-1, -1, double.MaxValue);
        double half = FontMetrics.Width(label, Typography.Label) / 2;
        double before = 0;
        for (int r = 0; r < label.Runs.Count; r++)
        {
            string text = label.Runs[r].Text;
            for (int i = 0; i < text.Length; i++)
            {
                // Never between the stroke and the unit: 'quantity /' over 'unit' reads as intended only when the stroke stays above.
                if (text[i] != ' ')
                    continue;
                double distance = Math.Abs(before + FontMetrics.Width(text[..i], Typography.Label) - half);
                if (distance < best.Distance && !(i + 1 < text.Length && text[i + 1] == '/'))
                    best = (r, i, distance);
            }
            before += FontMetrics.Width(text, Typography.Label);
        }
        if (best.Run < 0)
            return [FontMetrics.Fit(label, Typography.Label, length)];
        TextRun broken = label.Runs[best.Run];
        RichText first = new([.. label.Runs.Take(best.Run), broken with { Text = broken.Text[..best.Index] }]);
        RichText second = new([broken with { Text = broken.Text[(best.Index + 1)..] }, .. label.Runs.Skip(best.Run + 1)]);
        return [FontMetrics.Fit(first, Typography.Label, length), FontMetrics.Fit(second, Typography.Label, length)];
    }
}
