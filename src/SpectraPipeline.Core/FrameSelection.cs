using System.Globalization;

namespace SpectraPipeline.Core;

/// <summary>Frames of a series: <c>0</c>, <c>last</c>, <c>0..4</c>, <c>mean</c> of several, or another series by id.</summary>
/// <param name="First">First frame; negative counts from the end (-1 = last).</param>
/// <param name="Last">Last frame, inclusive.</param>
/// <param name="Series">Id of another series whose frames are meant; null for the same one.</param>
public sealed record FrameSelection(int First, int Last, string? Series = null) : IParam<FrameSelection>
{
    /// <summary>All frames of a series.</summary>
    public static FrameSelection All { get; } = new(0, -1);

    /// <summary>Where a sample of the frames does: at most so many of them, evenly spread; 0 = all.</summary>
    public int AtMost { get; init; }

    /// <inheritdoc />
    public static string Syntax => "frame number, 'last', range 'a..b', 'all', or the id of another series";

    /// <inheritdoc />
    public static FrameSelection? Read(ParamNode node, Action<ParamNode, string> complain)
    {
        if (node is ScalarNode { Text: var text } && TryParse(text, out FrameSelection? selection))
            return selection;
        complain(node, $"expected {Syntax}.");
        return null;
    }

    /// <summary>Reads the text form.</summary>
    public static bool TryParse(string text, out FrameSelection? selection)
    {
        selection = null;
        string t = text.Trim();
        if (t.Length == 0)
            return false;
        if (t == "all")
            selection = All;
        else if (TryFrame(t, out int one))
            selection = new(one, one);
        else if (t.IndexOf("..", StringComparison.Ordinal) is var dots and > 0)
        {
            if (!TryFrame(t[..dots], out int a) || !TryFrame(t[(dots + 2)..], out int b))
                return false;
            selection = new(a, b);
        }
        else if (!char.IsDigit(t[0]) && t[0] != '-')
            selection = new(0, -1, t);
        return selection is not null;
    }

    /// <summary>All its frames exist in a series of a given length.</summary>
    public bool Reaches(int frames) => Ends(frames) is var (a, b) && a >= 0 && b < frames && b >= a;

    /// <summary>Frame numbers in a series of a given length.</summary>
    /// <exception cref="UserException">A frame lies outside the series.</exception>
    public IReadOnlyList<int> In(int frames)
    {
        (int a, int b) = Ends(frames);
        if (!Reaches(frames))
            throw new UserException($"Frames '{ToText()}' do not exist in a series of {frames} frames (counted from 0).");
        int count = b - a + 1;
        if (AtMost <= 0 || count <= AtMost)
            return [.. Enumerable.Range(a, count)];
        // The middle of each of AtMost equal stretches.
        return [.. Enumerable.Range(0, AtMost).Select(k => a + (int)(((2L * k) + 1) * count / (2L * AtMost)))];
    }

    /// <inheritdoc />
    public string ToText() =>
        Series is not null ? Series
        : this == All ? "all"
        : First == Last ? Frame(First)
        : $"{Frame(First)}..{Frame(Last)}";

    private (int First, int Last) Ends(int frames) => (First < 0 ? frames + First : First, Last < 0 ? frames + Last : Last);

    private static bool TryFrame(string t, out int frame)
    {
        frame = -1;
        return t.Trim() == "last" || int.TryParse(t, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out frame);
    }

    private static string Frame(int frame) => frame == -1 ? "last" : frame.ToString(CultureInfo.InvariantCulture);
}
