using SpectraPipeline.Core;
using SpectraPipeline.IO.Store.DuckDb;

namespace SpectraPipeline.IO.Store;

/// <summary>Puts the stored blocks of one step together again.</summary>
internal static class SpectraParts
{
    /// <summary>What lies beside a part: everything but the arrays.</summary>
    internal static SpectraCard CardOf(string file) => SpectraCard.Read(Path.ChangeExtension(file, "json"));

    /// <summary>All blocks as one series; null when there are none.</summary>
    /// <exception cref="InvalidOperationException">Blocks disagree about axis or channels.</exception>
    internal static SpectralSeries? Read(
        DuckConnection connection,
        string series,
        IReadOnlyList<string> files,
        IReadOnlyCollection<string>? wanted
    )
    {
        if (files.Count == 0)
            return null;
        SpectraCard[] cards = [.. files.Select(CardOf)];
        SpectraCard first = cards[0];
        foreach (SpectraCard card in cards)
            if (!card.Channels.SequenceEqual(first.Channels) || !card.Axis.ToAxis().SameAs(first.Axis.ToAxis()))
                throw new InvalidOperationException($"Series '{series}': stored blocks disagree about axis or channels.");
        int frames = cards.Sum(c => c.Info.Length);
        int points = first.Axis.Values.Length * (first.Axis2?.Values.Length ?? 1);
        var targets = new List<(string, Array)>();
        var channels = new List<Channel>();
        for (int i = 0; i < first.Channels.Length; i++)
        {
            ChannelCard c = first.Channels[i];
            if (wanted is not null && !wanted.Contains(c.Name))
                continue;
            var made = new Channel(
                c.Name,
                new Signal(c.Kind, c.Unit),
                frames,
                points,
                new double[checked(frames * points)],
                c.HasSigma ? new double[frames * points] : null,
                c.HasMask ? new bool[frames * points] : null
            );
            targets.Add((SpectraTable.Column(i, c.Name), made.Values));
            if (made.Sigma is not null)
                targets.Add((SpectraTable.Sigma(c.Name), made.Sigma));
            if (made.Mask is not null)
                targets.Add((SpectraTable.Mask(c.Name), made.Mask));
            channels.Add(made);
        }
        int rows = SpectraTable.Read(connection, SqlText.Parquet(files), targets, points);
        if (rows != frames)
            throw new InvalidOperationException($"Series '{series}': {rows} stored rows for {frames} frames.");
        var whole = new SpectralSeries(
            first.Series,
            first.Axis.ToAxis(),
            channels,
            [.. cards.SelectMany(c => c.Info)],
            [.. cards.SelectMany(c => c.Faults)],
            first.FirstFrame,
            first.Axis2?.ToAxis()
        );
        foreach (string name in cards.SelectMany(c => c.Scalars.Keys).Distinct())
            FillScalar(whole.AddScalar(name), cards, name);
        return whole;
    }

    private static void FillScalar(double[] target, SpectraCard[] cards, string name)
    {
        int at = 0;
        foreach (SpectraCard card in cards)
        {
            if (card.Scalars.TryGetValue(name, out double[]? values))
                values.CopyTo(target, at);
            at += card.Info.Length;
        }
    }
}
