using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Store;

/// <summary>Puts the stored blocks of one step together again.</summary>
internal static class SpectraParts
{
    /// <summary>All blocks as one series; null when there are none.</summary>
    /// <exception cref="InvalidOperationException">Blocks disagree about axis or channels.</exception>
    /// <exception cref="UserException">A part was damaged after it was proved.</exception>
    internal static SpectralSeries? Read(
        string series,
        IReadOnlyList<(string Path, SpectraCard Card)> parts,
        IReadOnlyCollection<string>? wanted
    )
    {
        if (parts.Count == 0)
            return null;
        SpectraCard first = parts[0].Card;
        Axis axis = first.Axis.ToAxis();
        foreach (var (_, card) in parts)
            if (!card.Channels.SequenceEqual(first.Channels) || !card.Axis.ToAxis().SameAs(axis))
                throw new InvalidOperationException($"Series '{series}': stored blocks disagree about axis or channels.");
        int frames = parts.Sum(p => p.Card.Info.Length);
        Channel?[] channels =
        [
            .. first.Channels.Select(c => wanted is null || wanted.Contains(c.Name) ? c.NewChannel(frames, first.Points) : null),
        ];
        int row = 0;
        foreach (var (path, card) in parts)
        {
            if (!SpectraParquetReader.Read(card, SpectraPlace.OfPart(path, card), channels, row))
                throw new UserException(
                    $"{path}: the file was damaged while the run went on. Continue with --resume; the block is computed again."
                );
            row += card.Info.Length;
        }
        SpectraCard whole = first with
        {
            Info = [.. parts.SelectMany(p => p.Card.Info)],
            Faults = [.. parts.SelectMany(p => p.Card.Faults)],
            Scalars = parts.SelectMany(p => p.Card.Scalars.Keys).Distinct().ToDictionary(name => name, name => Scalar(parts, name)),
        };
        return whole.With([.. channels.OfType<Channel>()]);
    }

    private static double[] Scalar(IReadOnlyList<(string Path, SpectraCard Card)> parts, string name) =>
        [.. parts.SelectMany(p => p.Card.Scalars.GetValueOrDefault(name) ?? [.. Enumerable.Repeat(double.NaN, p.Card.Info.Length)])];
}
