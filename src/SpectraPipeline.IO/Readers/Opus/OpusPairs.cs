namespace SpectraPipeline.IO.Readers.Opus;

/// <summary>A block of numbers with the status block that gives its axis and factor.</summary>
internal sealed record OpusCurve(OpusBlock Block, OpusParameters Status)
{
    /// <summary>Extremes of the values; null until they were looked at, and for series.</summary>
    public (double Low, double High)? Extremes { get; init; }

    /// <summary>The stated extremes are those of the values, within single precision.</summary>
    public bool AgreesWithStatus => Extremes is not (double low, double high) || Agree(low, high, Status);

    private static bool Agree(double low, double high, OpusParameters status)
    {
        // Extremes are stated in double precision of values that were single.
        double scale = 1e-6 * Math.Max(Math.Abs(status["MNY"]), Math.Abs(status["MXY"]));
        return !(Math.Abs(low - status["MNY"]) > scale || Math.Abs(high - status["MXY"]) > scale);
    }
}

/// <summary>Finds the status block of every block of numbers. Both carry the same code; where several do (a spectrum and its corrected twin, which
/// OPUS appends), the stated extremes tell which is which, then the mark of what was measured, then the order.</summary>
internal static class OpusPairs
{
    // Every file seen has one to three blocks of a kind. Above this only the order counts, so that a damaged directory costs no time.
    private const int MostCompared = 1000;

    // Values that are looked at for it in the whole file, in bytes: a block is read once for each status block that may be its own.
    private const long MostComparedBytes = 1L << 27;
    private const int MostNotes = 50;

    /// <summary>Pairs in the order of the directory; numbers without a status block are told in the notes, reports and structures need none.</summary>
    public static List<OpusCurve> Find(FileBytes file, List<OpusBlock> blocks, List<OpusParameters> statuses, List<string> notes)
    {
        var pairs = new List<OpusCurve>();
        ILookup<int, OpusParameters> byCode = statuses.ToLookup(s => s.Block.Code.Curve);
        long left = MostComparedBytes;
        foreach (var group in blocks.Where(b => b.Code.MayHoldCurve).GroupBy(b => b.Code.Curve))
        {
            OpusParameters[] own = [.. byCode[group.Key]];
            left -= group.Sum(b => Math.Min(b.Length, file.Length)) * Math.Max(0L, own.Length - 1);
            pairs.AddRange(Assign(file, [.. group], own, compares: left >= 0 && group.Count() * (long)own.Length <= MostCompared, notes));
        }
        return pairs;
    }

    private static IEnumerable<OpusCurve> Assign(
        FileBytes file,
        OpusBlock[] blocks,
        OpusParameters[] statuses,
        bool compares,
        List<string> notes
    )
    {
        var offers = new List<(int Block, int Status, int Score, OpusCurve Curve)>();
        for (int b = 0; b < blocks.Length; b++)
        for (int s = compares ? 0 : b; s < (compares ? statuses.Length : Math.Min(b + 1, statuses.Length)); s++)
        {
            var curve = new OpusCurve(blocks[b], statuses[s]);
            if (OpusValues.Fault(file, curve) is not null)
                continue;
            curve = curve with { Extremes = OpusValues.Extremes(file, curve) };
            int score = (curve.AgreesWithStatus ? 2 : 0) + (blocks[b].Code.AsMeasured == statuses[s].Block.Code.AsMeasured ? 1 : 0);
            offers.Add((b, s, score, curve));
        }
        var found = new OpusCurve?[blocks.Length];
        var taken = new HashSet<int>();
        foreach (var offer in offers.OrderByDescending(o => o.Score).ThenBy(o => Math.Abs(o.Block - o.Status)).ThenBy(o => o.Block))
            if (found[offer.Block] is null && taken.Add(offer.Status))
                found[offer.Block] = offer.Curve;
        for (int b = 0; b < blocks.Length; b++)
            if (found[b] is null && blocks[b].Code.HoldsCurve && notes.Count < MostNotes)
                notes.Add($"block {blocks[b].Code.Name} at byte {blocks[b].Offset} is left out: {Why(file, blocks[b], statuses)}");
        return found.OfType<OpusCurve>();
    }

    private static string Why(FileBytes file, OpusBlock block, OpusParameters[] statuses) =>
        statuses.Take(MostCompared).Select(s => OpusValues.Fault(file, new(block, s))).FirstOrDefault(f => f is not null)
        ?? "no status block gives its axis";
}
