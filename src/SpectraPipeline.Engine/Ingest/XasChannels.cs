using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Engine.Ingest;

/// <summary>mu, i0 and reference out of the recorded channels of an X-ray absorption scan.</summary>
/// <remarks>A column of mu as it is; else transmission ln(i0/itrans) or fluorescence ifluor/i0, whichever shows the edge. Reference foil:
/// ln(itrans/irefer). Dead time and offsets are not corrected here.</remarks>
internal static class XasChannels
{
    /// <summary>Scatter before the edge, in edge steps, above which no edge is believed.</summary>
    private const double MostNoise = 0.1;

    /// <summary>The channels, mu first, and which formula made it.</summary>
    /// <param name="data">The scan.</param>
    /// <param name="quantity">What the pipeline says y is.</param>
    /// <param name="channel">transmission, fluorescence, reference, the id of a candidate or the label of a column; null = the first that can be had.</param>
    /// <param name="formula">What was done.</param>
    /// <exception cref="FrameException">No mu can be had.</exception>
    public static List<(string Name, Signal Signal, double[] Values)> Build(
        SpectrumData data,
        SignalKind? quantity,
        string? channel,
        out string formula
    )
    {
        var columns = new XasColumns(data);
        (string name, SignalKind kind, double[] mu, formula) = Primary(data, columns, quantity, channel);
        var channels = new List<(string, Signal, double[])> { (name, new Signal(kind), mu) };
        if (columns.I0 is not null)
            channels.Add(("i0", new Signal(SignalKind.Auxiliary), columns.I0.Values));
        if (columns.Reference is not null)
            channels.Add(("reference", new Signal(SignalKind.Auxiliary), columns.Reference.Values));
        return channels;
    }

    /// <summary>Decides by one scan what the whole series takes for mu, and says why; nothing to say where there is no choice.</summary>
    public static (string? Channel, string? Code, string? Message) Choose(SpectrumData data, SeriesCard card)
    {
        IReadOnlyList<XasCandidate> candidates = new XasColumns(data).Candidates;
        if (candidates.Count < 2 || candidates[0].Id == "mu")
            return (candidates.Count > 0 ? candidates[0].Id : null, null, null);
        double[] noise = [.. candidates.Select(c => EdgeNoise(PreparedSpectrum.From(data, card, null, c.Id)))];
        int first = Array.FindIndex(noise, n => n < MostNoise);
        // Of the elements of several detectors the cleanest; transmission stays first where it shows the edge at all.
        int best = first < 0 || (first == 0 && candidates[0].Id == "transmission") ? 0 : Array.IndexOf(noise, noise.Min());
        string seen = string.Join("; ", candidates.Select((c, i) => $"{c.Formula}: {Words(noise[i])}"));
        return first < 0
            ? (
                candidates[0].Id,
                "channel-without-edge",
                $"None of the channels shows an absorption edge; {candidates[0].Formula} was taken. {seen}. Say which is right: channel:."
            )
            : (candidates[best].Id, "channel-choice", $"{Capital(candidates[best].Formula)} was taken. {seen}. To take another: channel:.");
    }

    private static (string Name, SignalKind Kind, double[] Values, string Formula) Primary(
        SpectrumData data,
        XasColumns columns,
        SignalKind? quantity,
        string? channel
    )
    {
        if (channel is not null)
        {
            if (channel == "reference" && columns.Reference is { } foil)
                return ("mu", SignalKind.Mu, foil.Values, foil.Formula);
            XasCandidate? asked =
                columns.Candidates.FirstOrDefault(c => c.Id == channel)
                ?? columns.Candidates.FirstOrDefault(c => c.Id.Split(':')[0] == channel);
            if (asked is not null)
                return ("mu", SignalKind.Mu, asked.Values, asked.Formula);
            if (columns.Column(channel) is { } column)
                return ("mu", SignalKind.Mu, column.Values, $"mu is column '{column.Name}' as it is");
            throw new FrameException(
                "channel-missing",
                $"There is no channel '{channel}'; the columns are {string.Join(", ", data.Channels.Select(c => c.Name))}. Known besides: transmission, fluorescence, reference where their columns are there."
            );
        }
        if (quantity is SignalKind.Norm or SignalKind.ChiK && Stated(data, quantity.Value) is ChannelData stated)
        {
            string name = PreparedSpectrum.PrimaryName(quantity.Value);
            return (name, quantity.Value, stated.Values, $"{name} is column '{stated.Name}' as it is");
        }
        if (columns.Candidates.Count > 0)
            return ("mu", SignalKind.Mu, columns.Candidates[0].Values, columns.Candidates[0].Formula);
        if (data.Channels.Count == 1)
        {
            ChannelData only = data.Channels[0];
            SignalKind kind = only.Signal.Kind is SignalKind.Norm or SignalKind.ChiK ? only.Signal.Kind : SignalKind.Mu;
            string name = PreparedSpectrum.PrimaryName(kind);
            return (name, kind, only.Values, $"{name} is the only column of y as it is");
        }
        throw new FrameException(
            "channel-missing",
            $"No mu: the columns are {string.Join(", ", data.Channels.Select(c => c.Name))}. Needed: mu, or i0 with it (itrans), or i0 with if (ifluor); label the columns so."
        );
    }

    /// <summary>Scatter before the edge in edge steps; infinite where no edge rises.</summary>
    private static double EdgeNoise(PreparedSpectrum scan)
    {
        double[] mu = scan.Channels[0].Values;
        if (!Array.TrueForAll(mu, double.IsFinite))
            return double.PositiveInfinity;
        try
        {
            NormalizationSummary found = new Normalization(new NormalizationSettings()).Apply(scan.X, mu);
            return found.Rises && double.IsFinite(found.PreEdgeNoise) ? found.PreEdgeNoise : double.PositiveInfinity;
        }
        catch (XasDataException)
        {
            return double.PositiveInfinity;
        }
    }

    private static string Words(double noise) =>
        noise < MostNoise
            ? string.Create(CultureInfo.InvariantCulture, $"an edge with a scatter of {noise:P1} before it")
            : "no edge above the scatter";

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static ChannelData? Stated(SpectrumData data, SignalKind kind) =>
        data.Channels.FirstOrDefault(c => c.Signal.Kind == kind) ?? (data.Channels.Count == 1 ? data.Channels[0] : null);
}
