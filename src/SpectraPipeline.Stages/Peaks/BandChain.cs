namespace SpectraPipeline.Stages.Peaks;

/// <summary>One band as it moves through the spectra of a sample.</summary>
internal sealed class BandChain
{
    private readonly List<(int Spectrum, SeenBand Band)> _links = [];

    private BandChain() { }

    /// <summary>Median position.</summary>
    public double Center => Median(b => b.Center);

    /// <summary>Median full width.</summary>
    public double Fwhm => Median(b => b.Fwhm);

    /// <summary>Sum of the levels: what decides when there are too many bands.</summary>
    public double Level => _links.Sum(l => l.Band.Level);

    /// <summary>Lowest position.</summary>
    public double Low => _links.Min(l => l.Band.Center);

    /// <summary>Highest position.</summary>
    public double High => _links.Max(l => l.Band.Center);

    /// <summary>The two could describe one band: their ranges come nearer than half the larger width.</summary>
    public bool Overlaps(BandChain other) => Gap(other) < Math.Max(Fwhm, other.Fwhm) / 2;

    /// <summary>Joins bands of consecutive spectra that lie within half a width of each other, nearest first.</summary>
    /// <param name="spectra">Bands of each spectrum.</param>
    /// <param name="needed">Spectra that a chain must span to count.</param>
    public static List<BandChain> Join(IReadOnlyList<IReadOnlyList<SeenBand>> spectra, int needed)
    {
        var chains = new List<BandChain>();
        for (int s = 0; s < spectra.Count; s++)
        {
            var pairs = new List<(double Distance, BandChain Chain, int Band)>();
            foreach (BandChain chain in chains)
                for (int b = 0; b < spectra[s].Count; b++)
                    if (Distance(chain._links[^1].Band, spectra[s][b]) is <= 0.5 and var distance)
                        pairs.Add((distance, chain, b));
            bool[] taken = new bool[spectra[s].Count];
            foreach (var (_, chain, b) in pairs.OrderBy(p => p.Distance))
                if (!taken[b] && chain._links[^1].Spectrum < s)
                {
                    chain._links.Add((s, spectra[s][b]));
                    taken[b] = true;
                }
            for (int b = 0; b < taken.Length; b++)
                if (!taken[b])
                    chains.Add(new BandChain { _links = { (s, spectra[s][b]) } });
        }
        MergeBroken(chains);
        chains.RemoveAll(c => c._links.Count < needed);
        return chains;
    }

    // A band that jumped, or was away for a while, left two chains that never stand in one spectrum.
    private static void MergeBroken(List<BandChain> chains)
    {
        for (int a = 0; a < chains.Count; a++)
        for (int b = a + 1; b < chains.Count; b++)
        {
            if (!chains[a].Overlaps(chains[b]) || chains[a].MeetsIn(chains[b]))
                continue;
            chains[a]._links.AddRange(chains[b]._links);
            chains.RemoveAt(b);
            b = a;
        }
    }

    private bool MeetsIn(BandChain other) => _links.Select(l => l.Spectrum).Intersect(other._links.Select(l => l.Spectrum)).Any();

    private double Gap(BandChain other) => Math.Max(0, Math.Max(other.Low - High, Low - other.High));

    private static double Distance(in SeenBand a, in SeenBand b) => Math.Abs(a.Center - b.Center) / Math.Max(a.Fwhm, b.Fwhm);

    private double Median(Func<SeenBand, double> pick)
    {
        double[] values = [.. _links.Select(l => pick(l.Band)).Order()];
        return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }
}
