using System.Globalization;
using System.Text.RegularExpressions;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.PerkinElmer;

/// <summary>A data set (block 120): the members of the spectrum, its history and the settings of the instrument.</summary>
internal sealed partial class PeDataSet
{
    private readonly FileBytes _file;
    private readonly Dictionary<int, PeMember> _members = [];
    private readonly List<IReadOnlyList<PeMember>> _records = [];

    /// <summary>Sorts what a data set holds.</summary>
    public PeDataSet(FileBytes file, PeMember dataSet)
    {
        _file = file;
        foreach (PeMember member in dataSet.Members)
        {
            if (member.Type != 0)
                _members.TryAdd(member.Id, member);
            if (member.Type != PeNames.Values && member.Text(file) is { Length: > 0 } text)
                Metadata.TryAdd(PeNames.Of(member.Id), text);
            Walk(member);
        }
        // The newest record holds the ones before it: the last found is the first in time, the measurement.
        for (int k = 0; k < _records.Count; k++)
            foreach (PeMember entry in _records[_records.Count - 1 - k])
                if (entry.Id != 35697 && entry.Text(file) is { Length: > 0 } text)
                    Metadata.TryAdd(string.Create(CultureInfo.InvariantCulture, $"History.{k + 1}.{PeNames.OfRecord(entry.Id)}"), text);
    }

    /// <summary>Everything the data set says.</summary>
    public Dictionary<string, string> Metadata { get; } = [];

    /// <summary>ir, uv-vis or fluorescence by the instrument's block, else by the axis; null when neither tells.</summary>
    public string? Technique { get; private set; }

    /// <summary>When the data set came into being, by the oldest record of its history.</summary>
    public DateTime? Acquired =>
        _records.Count > 0 && _records[^1].FirstOrDefault(e => e.Id == PeNames.RecordDate)?.Text(_file) is string date ? Time(date) : null;

    /// <summary>A member of the spectrum.</summary>
    /// <exception cref="BadFileException">The data set has none.</exception>
    public PeMember Needed(int id, long offset) =>
        _members.GetValueOrDefault(id) ?? throw new BadFileException(offset, $"{PeNames.Of(id)} (block {id}) in the data set", "none");

    /// <summary>A text of the spectrum; empty when there is none.</summary>
    public string Text(int id) => _members.GetValueOrDefault(id)?.Text(_file) ?? "";

    /// <summary>The spacing of x; NaN when it is not stated.</summary>
    public double Step => _members.GetValueOrDefault(PeNames.Step)?.Double(_file) ?? double.NaN;

    /// <summary>Unit of x; none with a note for words that are no unit.</summary>
    public static Unit UnitOf(string label, List<string> notes)
    {
        if (label.Length == 0)
            return Unit.None;
        if (LabelWords.UnitOf(label) is Unit unit)
            return unit;
        notes.Add($"the unit of x, '{label}', is not known");
        return Unit.None;
    }

    /// <summary>What y is: A, %T, %R, EGY (energy of a single beam); intensities of other instruments have no kind here.</summary>
    public static Signal SignalOf(string label) =>
        label.Trim().ToUpperInvariant() switch
        {
            "A" or "ABS" or "ABSORBANCE" => new(SignalKind.Absorbance),
            "%T" or "%R" => new(SignalKind.Transmittance, "%"),
            "T" or "R" => new(SignalKind.Transmittance),
            "EGY" or "SSC" => new(SignalKind.SingleBeam),
            _ => new(SignalKind.Unknown, label.Trim()),
        };

    /// <summary>The technique of the instrument or, without its block, of the axis: intensities could be Raman or fluorescence.</summary>
    public static string? TechniqueOf(string? instrument, Unit unit, Signal signal) =>
        instrument
        ?? (
            signal.Kind == SignalKind.Unknown ? null
            : unit == Unit.PerCm ? "ir"
            : unit == Unit.Nanometre ? "uv-vis"
            : null
        );

    private void Walk(PeMember member)
    {
        Technique ??= member.Id switch
        {
            PeNames.InfraredInstrument => "ir",
            PeNames.UltravioletInstrument => "uv-vis",
            PeNames.FluorescenceInstrument => "fluorescence",
            _ => null,
        };
        if (member.Id == PeNames.HistoryRecord)
            _records.Add(member.Members);
        bool instrument = member.Id is > PeNames.HistoryRecord + 1 and <= PeNames.LastContainer;
        foreach (PeMember inner in member.Members)
        {
            if (instrument && inner.Text(_file) is { Length: > 0 } text)
                Metadata.TryAdd(PeNames.OfInstrument(inner.Id), text);
            Walk(inner);
        }
    }

    /// <summary><c>Thu Mar 09 09:17:56 2006</c>, with <c>W. Europe Daylight Time (GMT+2:00)</c> after it in newer files.</summary>
    private static DateTime? Time(string text)
    {
        Match m = DatePattern().Match(text);
        if (!m.Success || FileDates.Read(m.Groups["date"].Value) is not DateTime local)
            return null;
        if (!m.Groups["hours"].Success)
            return local;
        var zone = new TimeSpan(
            int.Parse(m.Groups["hours"].Value, CultureInfo.InvariantCulture),
            int.Parse(m.Groups["minutes"].Value, CultureInfo.InvariantCulture),
            0
        );
        if (m.Groups["sign"].Value == "-")
            zone = -zone;
        return local.Year is < 2 or > 9998 ? null : DateTime.SpecifyKind(local - zone, DateTimeKind.Utc);
    }

    [GeneratedRegex(
        @"^\s*(?<date>\w{3} +\w{3} +\d{1,2} +[\d:]+ +\d{4})(?:\s.*\(GMT(?<sign>[+-])(?<hours>[0-9]{1,2}):(?<minutes>[0-9]{2})\))?"
    )]
    private static partial Regex DatePattern();
}
