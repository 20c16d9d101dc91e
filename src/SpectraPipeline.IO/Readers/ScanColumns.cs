using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers;

/// <summary>Columns of a scan as channels of one spectrum.</summary>
internal static class ScanColumns
{
    /// <summary>All columns but x; mu goes first where there is one, the rest stays in the order of the file. Each is as long as x.</summary>
    public static IReadOnlyList<ChannelData> Channels(string[] labels, double[][] columns, int x)
    {
        var channels = new List<ChannelData>();
        for (int c = 0; c < columns.Length; c++)
            if (c != x)
                channels.Add(new(labels[c].Length > 0 ? labels[c] : Numbered(c), columns[c], Kind(labels[c], columns.Length == 2)));
        return [.. channels.OrderBy(c => SignalWords.Rank(c.Signal))];
    }

    /// <summary>As many labels as columns: missing ones are empty, those too many are dropped.</summary>
    public static string[] Fit(string[] labels, int columns) =>
        [.. Enumerable.Range(0, columns).Select(c => c < labels.Length ? labels[c] : "")];

    /// <summary>Name of a column without a label.</summary>
    public static string Numbered(int column) => string.Create(CultureInfo.InvariantCulture, $"col{column + 1}");

    /// <summary>A column beside others is one of the scan's detectors and motors; one alone is the spectrum, whatever it is.</summary>
    private static Signal Kind(string label, bool only) =>
        SignalWords.Of(label) is { Kind: SignalKind.Mu or SignalKind.Norm or SignalKind.ChiK } known
            ? known
            : new Signal(only ? SignalKind.Unknown : SignalKind.Auxiliary);
}
