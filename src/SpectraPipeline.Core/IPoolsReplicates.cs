namespace SpectraPipeline.Core;

/// <summary>A stage that reads the other samples of a replicate. Which these are, only the whole pipeline tells: the loader asks once it is read.</summary>
public interface IPoolsReplicates
{
    /// <summary>The stage with the series that it shall read.</summary>
    /// <param name="card">The series that the step belongs to.</param>
    /// <param name="all">All series of the pipeline in order.</param>
    /// <param name="pooling">Those of them that have a step of this stage which looks for its samples: only these can pool.</param>
    Stage Over(SeriesCard card, IReadOnlyList<SeriesCard> all, IReadOnlyList<SeriesCard> pooling);

    /// <summary>The samples were not named, so the whole pipeline tells which they are.</summary>
    bool LooksForSamples { get; }
}
