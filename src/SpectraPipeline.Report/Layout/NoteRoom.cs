namespace SpectraPipeline.Report.Layout;

/// <summary>How wide a note may be before the frame would cut it through a letter.</summary>
internal static class NoteRoom
{
    public static double Of(NoteLayer note, PanelLayout layout)
    {
        double x = layout.X.Position(note.X);
        return note.Anchor switch
        {
            TextAnchor.Start => layout.Plot.Right - x - 2,
            TextAnchor.End => x - layout.Plot.Left - 2,
            _ => 2 * (Math.Min(x - layout.Plot.Left, layout.Plot.Right - x) - 1),
        };
    }
}
