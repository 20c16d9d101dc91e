using SpectraPipeline.Core.Rows;
using static SpectraPipeline.Stages.Bands.Wording;

namespace SpectraPipeline.Stages.Bands;

/// <summary>Which numbers of a fitted band the spectrum decided, and which a bound or the user did.</summary>
internal static class Fitted
{
    /// <summary>A parameter (center, fwhm ...) ended on one of its bounds.</summary>
    public static bool IsAtBound(this in BandRow band, string parameter)
    {
        foreach (Range part in band.AtBound.AsSpan().Split(','))
            if (band.AtBound.AsSpan()[part].Trim().SequenceEqual(parameter))
                return true;
        return false;
    }

    /// <summary>It rises above the detection limit stated nearest to it in its frame; true where none is stated.</summary>
    public static bool IsDetected(this in BandRow band, in RowGroup<DetectionLimitRow> limitsOfFrame)
    {
        double nearest = double.PositiveInfinity,
            limit = double.NaN;
        for (int i = 0; i < limitsOfFrame.Count; i++)
        {
            DetectionLimitRow row = limitsOfFrame[i];
            if (Math.Abs(row.Center - band.Center) is var distance && distance < nearest)
                (nearest, limit) = (distance, row.LodHeight);
        }
        return !(Math.Abs(band.Height) <= limit);
    }

    /// <summary>The same number in every frame and no error of it: held by the user, not fitted.</summary>
    public static bool IsHeld(IReadOnlyList<double> values, IReadOnlyList<double> errors) =>
        values.Count > 1 && errors.All(e => !(e > 0)) && values.All(v => v == values[0]);
}

/// <summary>In how many of its frames a track's position or width is no result.</summary>
internal readonly record struct BoundShare(int Frames, int Center, int Width, bool CenterHeld)
{
    // Beyond a third the track's number is the bound's; a tenth is worth a word.
    private const double Warned = 1.0 / 3,
        Said = 0.1;

    public static BoundShare Of(in RowGroup<BandRow> bands)
    {
        int center = 0,
            width = 0;
        bool held = bands.Count > 1;
        for (int i = 0; i < bands.Count; i++)
        {
            BandRow band = bands[i];
            center += band.IsAtBound("center") ? 1 : 0;
            width += band.IsAtBound("fwhm") ? 1 : 0;
            held = held && !(band.CenterSe > 0) && band.Center == bands[0].Center;
        }
        return new(bands.Count, center, width, held);
    }

    /// <summary>Position or width sits on a bound in more than a third of the frames.</summary>
    public bool IsGrave => Center > Warned * Frames || Width > Warned * Frames;

    /// <summary>For the end of a sentence about the band, with a leading semicolon; empty when there is nothing to say.</summary>
    public string Words()
    {
        var said = new List<string>();
        if (CenterHeld)
            said.Add("its position was held, not fitted");
        if (Center > Said * Frames)
            said.Add(Text($"its position is held at a bound in {Center} of {Frames} frames"));
        if (Width > Said * Frames)
            said.Add(Text($"its width is held at a bound in {Width} of {Frames} frames"));
        return said.Count == 0 ? "" : "; " + string.Join(" and ", said);
    }
}
