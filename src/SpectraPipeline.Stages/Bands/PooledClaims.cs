using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using static SpectraPipeline.Stages.Bands.Wording;

namespace SpectraPipeline.Stages.Bands;

/// <summary>A band of a pool: its tracks by sample, and the numbers pooled.</summary>
internal sealed record PooledBand(IReadOnlyList<(string Series, TrackRow Track)> Tracks, IReadOnlyList<ReplicateRow> Rows, int Samples);

/// <summary>One sentence a band of a replicate, with the pooled numbers and how many samples stand behind each.</summary>
/// <remarks>They take the place of the sentences of the single samples, which say one thing several times with errors that know nothing of the others. A
/// number of one sample among several is undecided.</remarks>
internal static class PooledClaims
{
    /// <summary>Takes the sentences of a sample away that another series says for all.</summary>
    public static void Leave(TableSet input, RowWriter output) => EvolutionClaims.Replace(input, output, EvolutionClaims.IsEvolution, []);

    /// <summary>Writes the sentences of the pool in the place of those of this sample; one sample alone keeps its own.</summary>
    public static void Put(TableSet input, RowWriter output, IEnumerable<PooledBand> bands)
    {
        PooledBand[] pooled = [.. bands];
        if (pooled.Length == 0 || pooled[0].Samples < 2)
            return;
        EvolutionClaims.Replace(
            input,
            output,
            EvolutionClaims.IsEvolution,
            pooled
                .Select(b => (Band: b, Parts: Parts(b)))
                .Where(b => b.Parts.Length > 0)
                .Select(b => new ClaimRow
                {
                    Id = IdOf(input.Card.Id, b.Band),
                    Statement = Text(
                        $"The band at {b.Band.Rows[0].Position:0.0}{EvolutionClaims.Unit(input)} (in {b.Band.Tracks.Count} of {b.Band.Samples} samples) {string.Join("; it ", b.Parts.Select(p => p.Words))}."
                    ),
                    Verdict = ClaimPart.Weakest(b.Parts),
                    Supports = string.Join("; ", b.Band.Tracks.Select(t => Text($"tracks {t.Series}/{t.Track.Track}"))),
                })
        );
    }

    private static string IdOf(string series, PooledBand band)
    {
        int own = band.Tracks.ToList().FindIndex(t => t.Series == series);
        return own >= 0
            ? EvolutionClaims.IdOf(series, band.Tracks[own].Track.Track)
            : Text($"{series}/band-{band.Rows[0].Position:0.0}/evolution");
    }

    private static ClaimPart[] Parts(PooledBand band)
    {
        var parts = new List<ClaimPart>();
        if (band.Tracks.Any(t => t.Track.Sign != 0))
        {
            ReplicateRow[] onsets = [.. band.Rows.Where(r => r.Quantity is "onset-time" or "onset-potential")];
            if (onsets.Length > 0)
                parts.Add(
                    new(
                        "begins at " + string.Join(", ", onsets.Select(r => Number(r, r.Quantity == "onset-time" ? "s" : "V"))),
                        Verdict(onsets[0])
                    )
                );
        }
        foreach (ReplicateRow slope in band.Rows.Where(r => r.Quantity == "stark-slope"))
            parts.Add(Slope(band, slope));
        foreach (ReplicateRow tau in band.Rows.Where(r => r.Quantity == "tau"))
            parts.Add(Rate(band, tau));
        return [.. parts];
    }

    private static ClaimPart Slope(PooledBand band, in ReplicateRow slope)
    {
        double half = slope.N > 1 ? (slope.High - slope.Low) / 2 : 1.96 * slope.WithinSe;
        if (Math.Abs(slope.Mean) <= half)
            return EvolutionWords.Rest(slope.Mean, half, Text($" (n = {slope.N})"));
        int bent = band.Tracks.Count(t =>
            double.IsFinite(t.Track.StarkCm1PerV) && t.Track.StarkVerdict?.Split(':')[0] is { } word && word != "linear"
        );
        string doubt = bent > 0 ? Text($", with doubts in {bent} (see stark_verdict)") : "";
        return new(Text($"moves with potential by {Number(slope, "cm-1/V")}{doubt}"), bent > 0 ? "undecided" : Verdict(slope));
    }

    private static ClaimPart Rate(PooledBand band, in ReplicateRow tau)
    {
        string[] models = [.. band.Tracks.Where(t => double.IsFinite(t.Track.TauS)).Select(t => t.Track.KineticModel ?? "")],
            names = [.. models.Select(m => m.Split(':')[0]).Where(n => n.Length > 0).Distinct()];
        int open = models.Count(m => m.Contains(EvolutionWords.NoPlateau, StringComparison.Ordinal));
        string words = Text($"changes with tau = {Number(tau, "s")}, {string.Join(" and ", names)}");
        return open > 0
            ? new(Text($"{words}, with {EvolutionWords.NoPlateau} in {open}"), "undecided")
            : new(words, names.Length > 1 ? "undecided" : Verdict(tau));
    }

    private static string Verdict(in ReplicateRow row) => row.N > 1 ? "supported" : "undecided";

    /// <summary>'55 s (95 %: 51 to 59, n = 3)'; one sample has its own error only.</summary>
    private static string Number(in ReplicateRow row, string unit) =>
        row.N > 1 && double.IsFinite(row.Low)
            ? Text($"{row.Mean:0.###} {unit} (95 %: {row.Low:0.###} to {row.High:0.###}, n = {row.N})")
            : Text($"{Rounded.Pair(row.Mean, row.WithinSe)} {unit} (n = {row.N})");
}
