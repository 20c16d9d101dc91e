using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;

namespace SpectraPipeline.Stages.Bands;

/// <summary>What the samples of a replicate agree on: error between samples, not only from the fit.</summary>
[Stage(
    "bands.replicates",
    "\"Student\", Biometrika 1908, 6, 1, doi 10.1093/biomet/6.1.1; scatter between samples: R. C. Paule, J. Mandel, J. Res. Natl. Bur. Stand. 1982, 87, 377, doi 10.6028/jres.087.022.",
    Summary = "Pools position, height, onset, slope, time constant and ratios of each band over replicate samples, with the error between them.",
    Formula = "mean ± t(n − 1) sd/√n over samples, each counted once; scatter s² between them from Σ (xᵢ − x̄)²/(seᵢ² + s²) = n − 1",
    Fails = "One sample has no error between samples, and says so; of two the interval is 6 times wider than of three. Samples that are not independent (one electrode used twice) look better than they are."
)]
public sealed record Replicates : TableStage, IPoolsReplicates
{
    private string? _doubt;

    /// <summary>The other samples.</summary>
    [Param(
        "Ids of the other samples; when left out those alike in technique, role, labels and context with another number under replicate:, pooled in the last of them that has this step."
    )]
    public IReadOnlyList<string> Samples { get; init; } = [];

    /// <summary>The series whose step pools this sample, so that this one does not; found by the labels.</summary>
    internal string? PooledIn { get; init; }

    /// <summary>Distance of positions that are one band.</summary>
    [Param(
        "Positions in two samples closer than this are one band; half the width of the band when left out.",
        Min = 0,
        Unit = ParamAttribute.AxisUnit
    )]
    public double? Tolerance { get; init; }

    /// <inheritdoc />
    public override IReadOnlyList<string> OtherSeries => Samples;

    /// <inheritdoc />
    public override IReadOnlyList<Type> Reads => [typeof(TrackRow)];

    /// <inheritdoc />
    public override IReadOnlyList<Type> MayRead => [typeof(BandRow), typeof(BandRatioRow)];

    /// <inheritdoc />
    public bool LooksForSamples => Samples.Count == 0;

    /// <inheritdoc />
    public Stage Over(SeriesCard card, IReadOnlyList<SeriesCard> all, IReadOnlyList<SeriesCard> pooling)
    {
        ArgumentNullException.ThrowIfNull(card);
        ArgumentNullException.ThrowIfNull(pooling);
        if (!LooksForSamples)
            return this;
        (IReadOnlyList<SeriesCard> members, int ambiguous) = ReplicateGroup.Of(card, all);
        string? doubt =
            ambiguous == 0
                ? null
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{ambiguous} series with the labels of '{card.Id}' share a number under replicate: with another and were not pooled: give each sample its own."
                );
        // A sample without the step is pooled, but cannot pool.
        string last = members.Last(m => m.Id == card.Id || pooling.Any(p => p.Id == m.Id)).Id;
        return last == card.Id
            ? this with
            {
                Samples = [.. members.Select(m => m.Id).Where(id => id != card.Id)],
                _doubt = doubt,
            }
            : this with
            {
                PooledIn = last,
                _doubt = doubt,
            };
    }

    /// <inheritdoc />
    public override void Run(TableSet input, RowWriter output, RunContext run)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        if (_doubt is not null)
            output.Warn("ambiguous-replicates", _doubt);
        if (PooledIn is not null)
        {
            PooledClaims.Leave(input, output);
            return;
        }
        var samples = new List<ReplicateSample> { ReplicateSample.Of(input) };
        foreach (string id in Samples)
            if (input.Others.TryGetValue(id, out TableSet? other) && other.Rows<TrackRow>().Count > 0)
                samples.Add(ReplicateSample.Of(other));
            else
                output.Warn("no-tracks", $"The sample '{id}' has no tracks and was not pooled: give its series a step bands.track.");
        PooledBand[] bands = [.. new ReplicatePool(samples, Tolerance).Bands(input.Card)];
        output.Replace(bands.SelectMany(b => b.Rows));
        PooledClaims.Put(input, output, bands);
    }
}
