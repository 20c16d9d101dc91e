using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.Engine.Ingest;

/// <summary>mu, i0 and reference out of the recorded channels of an X-ray absorption scan.</summary>
/// <remarks>A column of mu as it is; else transmission ln(i0/itrans); else fluorescence ifluor/i0. Reference foil: ln(itrans/irefer).
/// Dead time, offsets and several fluorescence elements are not corrected here.</remarks>
internal static class XasChannels
{
    private static readonly string[] s_mu = ["mu", "xmu", "mue", "mutrans"];
    private static readonly string[] s_muFluorescence = ["mufluor"];
    private static readonly string[] s_i0 = ["i0", "io"];
    private static readonly string[] s_transmitted = ["itrans", "it", "i1"];
    private static readonly string[] s_fluorescence = ["ifluor", "if", "iff"];
    private static readonly string[] s_reference = ["irefer", "iref", "ir", "i2"];
    private static readonly string[] s_muReference = ["murefer", "muref"];

    /// <summary>The channels, mu first, and which formula made it.</summary>
    /// <exception cref="FrameException">No mu can be had.</exception>
    public static List<(string Name, Signal Signal, double[] Values)> Build(SpectrumData data, SignalKind? quantity, out string formula)
    {
        ChannelData? i0 = Find(data, s_i0);
        ChannelData? transmitted = Find(data, s_transmitted);
        ChannelData? fluorescence = Find(data, s_fluorescence);
        ChannelData? reference = Find(data, s_reference);
        double[] mu;
        string name = "mu";
        SignalKind kind = SignalKind.Mu;
        if (quantity is SignalKind.Norm or SignalKind.ChiK && Stated(data, quantity.Value) is ChannelData stated)
        {
            (mu, kind, name) = (stated.Values, quantity.Value, PreparedSpectrum.PrimaryName(quantity.Value));
            formula = $"{name} is column '{stated.Name}' as it is";
        }
        else if ((Find(data, s_mu) ?? Find(data, s_muFluorescence)) is ChannelData ready)
        {
            mu = ready.Values;
            formula = $"mu is column '{ready.Name}' as it is";
        }
        else if (i0 is not null && transmitted is not null)
        {
            mu = LogRatio(i0.Values, transmitted.Values);
            formula = $"mu = ln({i0.Name}/{transmitted.Name}), transmission";
        }
        else if (i0 is not null && fluorescence is not null)
        {
            mu = Ratio(fluorescence.Values, i0.Values);
            formula = $"mu = {fluorescence.Name}/{i0.Name}, fluorescence";
        }
        else if (data.Channels.Count == 1)
        {
            ChannelData only = data.Channels[0];
            kind = only.Signal.Kind is SignalKind.Norm or SignalKind.ChiK ? only.Signal.Kind : SignalKind.Mu;
            (mu, name) = (only.Values, PreparedSpectrum.PrimaryName(kind));
            formula = $"{name} is the only column of y as it is";
        }
        else
            throw new FrameException(
                "channel-missing",
                $"No mu: the columns are {string.Join(", ", data.Channels.Select(c => c.Name))}. Needed: mu, or i0 with it (itrans), or i0 with if (ifluor); label the columns so."
            );
        var channels = new List<(string, Signal, double[])> { (name, new Signal(kind), mu) };
        if (i0 is not null)
            channels.Add(("i0", new Signal(SignalKind.Auxiliary), i0.Values));
        if (Find(data, s_muReference) is ChannelData foil)
            channels.Add(("reference", new Signal(SignalKind.Auxiliary), foil.Values));
        else if (transmitted is not null && reference is not null)
            channels.Add(("reference", new Signal(SignalKind.Auxiliary), LogRatio(transmitted.Values, reference.Values)));
        return channels;
    }

    private static ChannelData? Stated(SpectrumData data, SignalKind kind) =>
        data.Channels.FirstOrDefault(c => c.Signal.Kind == kind) ?? (data.Channels.Count == 1 ? data.Channels[0] : null);

    private static ChannelData? Find(SpectrumData data, string[] keys)
    {
        foreach (string key in keys)
        foreach (ChannelData c in data.Channels)
            if (SignalWords.Key(c.Name) == key)
                return c;
        return null;
    }

    private static double[] LogRatio(double[] a, double[] b)
    {
        double[] result = new double[a.Length];
        for (int i = 0; i < a.Length; i++)
            result[i] = Math.Log(a[i] / b[i]);
        return result;
    }

    private static double[] Ratio(double[] a, double[] b)
    {
        double[] result = new double[a.Length];
        for (int i = 0; i < a.Length; i++)
            result[i] = a[i] / b[i];
        return result;
    }
}
