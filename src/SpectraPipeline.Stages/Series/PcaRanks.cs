using SpectraPipeline.Numerics.Multivariate;
using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Stages.Series;

/// <summary>What one criterion says of one number of components.</summary>
/// <param name="Criterion">ind, malinowski-f …</param>
/// <param name="Rank">Components.</param>
/// <param name="Value">Value of the criterion.</param>
/// <param name="PValue">Probability of so large a component by chance; NaN where there is none.</param>
/// <param name="Verdict">chosen, significant, noise, or nothing.</param>
internal sealed record PcaVerdict(string Criterion, int Rank, double Value, double PValue, string? Verdict);

/// <summary>The number of components by each criterion, and the one that is used.</summary>
internal sealed class PcaRanks
{
    private const double Level = 0.05;

    /// <summary>Points that share noise from which on it is no longer taken for white.</summary>
    public const double Correlated = 1.2;
    private readonly PrincipalComponents _components;
    private readonly RankTests _tests;
    private readonly List<PcaVerdict> _all = [];
    private readonly List<(string Criterion, int Rank)> _chosen = [];
    private readonly int _most;

    /// <param name="stage">The parameters.</param>
    /// <param name="components">The decomposition.</param>
    /// <param name="noise">Standard deviation of a point; NaN when not known.</param>
    /// <param name="shared">Points that share one piece of noise.</param>
    /// <param name="random">Where the parallel analysis draws from.</param>
    public PcaRanks(Pca stage, PrincipalComponents components, double noise, double shared, SeededNormal random)
    {
        (_components, _tests) = (components, new RankTests(components));
        _most = Math.Min(components.Count, (int)_tests.ShortSide - 1);
        Describe();
        Indicator();
        Sequence("malinowski-f", k => (double.NaN, _tests.Malinowski(k)));
        Sequence("faber-kowalski-f", k => (double.NaN, _tests.FaberKowalski(k)));
        if (double.IsFinite(noise))
            Sequence("noise", k => (_tests.OverNoise(k, noise), _tests.OverNoise(k, noise) > 1 ? 0 : 1), hasProbability: false);
        if (stage.Draws > 0)
            Sequence(
                "parallel",
                k => (double.NaN, ParallelAnalysis.Probability(components, k - 1, stage.Draws, shared > Correlated, random)),
                stopsAtNoise: true
            );
        int[] ranks = [.. _chosen.Select(c => c.Rank).Order()];
        Median = ranks.Length == 0 ? 1 : ranks[(ranks.Length - 1) / 2];
        Rank = Math.Clamp(stage.Rank ?? Median, 1, components.Count);
        Noise = _tests.Noise(Rank);
    }

    /// <summary>Components taken for real.</summary>
    public int Rank { get; }

    /// <summary>Median of the criteria.</summary>
    public int Median { get; }

    /// <summary>Standard deviation of the noise when so many are real.</summary>
    public double Noise { get; }

    /// <summary>Every criterion at every number.</summary>
    public IReadOnlyList<PcaVerdict> All => _all;

    /// <summary>Criteria with their rank, as text; with a verdict whether they agree.</summary>
    public (string Text, string Verdict) Summary =>
        (
            string.Join(", ", _chosen.Select(c => $"{c.Criterion} {c.Rank}")),
            _chosen.Select(c => c.Rank).Distinct().Count() <= 1 ? "agree" : "disagree"
        );

    private void Describe()
    {
        double explained = 0;
        for (int k = 1; k <= _components.Count; k++)
        {
            double s = _components.Triplets.Values[k - 1];
            explained += s * s;
            _all.Add(new("singular-value", k, s, double.NaN, null));
            _all.Add(new("explained-variance", k, s * s / _components.Total, double.NaN, null));
            _all.Add(new("explained-variance-sum", k, Math.Min(1, explained / _components.Total), double.NaN, null));
        }
        for (int k = 1; k <= _most; k++)
        {
            _all.Add(new("real-error", k, _tests.RealError(k), double.NaN, null));
            _all.Add(new("imbedded-error", k, _tests.ImbeddedError(k), double.NaN, null));
        }
    }

    private void Indicator()
    {
        if (_most < 1)
            return;
        int least = Enumerable.Range(1, _most).MinBy(_tests.Indicator);
        for (int k = 1; k <= _most; k++)
            _all.Add(
                new(
                    "ind",
                    k,
                    _tests.Indicator(k),
                    double.NaN,
                    k != least ? null
                        : k == _most && k > 1 ? "chosen, the last one tested"
                        : "chosen"
                )
            );
        _chosen.Add(("ind", least));
    }

    // A criterion's rank ends before the first component that it does not find.
    private void Sequence(string criterion, Func<int, (double Value, double P)> test, bool hasProbability = true, bool stopsAtNoise = false)
    {
        int rank = 0;
        bool isRunning = true;
        for (int k = 1; k <= _most && (isRunning || !stopsAtNoise); k++)
        {
            (double value, double p) = test(k);
            isRunning &= p < Level + 1e-9;
            if (isRunning)
                rank = k;
            _all.Add(
                new(criterion, k, hasProbability ? p : value, hasProbability ? p : double.NaN, p < Level + 1e-9 ? "significant" : "noise")
            );
        }
        _chosen.Add((criterion, rank));
    }
}
