using System.Collections;

namespace SpectraPipeline.Core;

/// <summary>Another series that has run, as a stage may look at it.</summary>
/// <param name="card">What the pipeline says about it.</param>
/// <param name="spectra">Its newest spectra of one of these kinds (any kind when the list is empty); null when it has none.</param>
/// <param name="rows">Rows that its steps on frames and on the whole series wrote, as a list of the type; null = none.</param>
public sealed class FinishedSeries(
    SeriesCard card,
    Func<IReadOnlyList<SignalKind>, SpectralSeries?> spectra,
    Func<Type, IList?>? rows = null
)
{
    private readonly Dictionary<string, SpectralSeries?> _spectra = new(StringComparer.Ordinal);

    /// <summary>What the pipeline says about it.</summary>
    public SeriesCard Card { get; } = card;

    /// <summary>Its newest spectra of one of these kinds, of any kind when none is named; null when it has none.</summary>
    public SpectralSeries? Newest(IReadOnlyList<SignalKind> kinds)
    {
        string key = string.Join(' ', kinds);
        lock (_spectra)
        {
            if (!_spectra.TryGetValue(key, out SpectralSeries? known))
                _spectra[key] = known = spectra(kinds);
            return known;
        }
    }

    /// <summary>Rows of a type; empty when there are none.</summary>
    public IReadOnlyList<TRow> Rows<TRow>()
        where TRow : struct => (IReadOnlyList<TRow>?)Rows(typeof(TRow)) ?? [];

    /// <summary>Rows of a type known only at run time, or null.</summary>
    public IList? Rows(Type rowType) => rows?.Invoke(rowType);
}

/// <summary>A stage on spectra that looks at rows of other series (a foil's fitted amplitude): the engine keeps the answer only while they are what they were.</summary>
public interface IReadsOtherRows
{
    /// <summary>Tables that it looks at.</summary>
    IReadOnlyList<Type> OtherRowTypes { get; }
}

/// <summary>A stage that chooses other series by what the pipeline says of them (label <c>standard</c>, role <c>foil</c>): the loader asks once the file is read.</summary>
public interface IChoosesSeries
{
    /// <summary>The stage with the series that it shall read, named in <see cref="Stage.OtherSeries"/> from then on.</summary>
    /// <param name="card">The series that the step belongs to.</param>
    /// <param name="all">All series of the pipeline in order.</param>
    Stage Choosing(SeriesCard card, IReadOnlyList<SeriesCard> all);
}
