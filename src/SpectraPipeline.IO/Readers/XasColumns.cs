using System.Globalization;
using System.Text.RegularExpressions;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers;

/// <summary>A way to get mu out of the columns of an X-ray absorption scan.</summary>
/// <param name="Id">mu, transmission, fluorescence (with :stem for numbered columns), reference.</param>
/// <param name="Formula">How it is made, for people.</param>
/// <param name="Values">One value a point of x.</param>
public sealed record XasCandidate(string Id, string Formula, double[] Values);

/// <summary>The recorded columns of an X-ray absorption scan and what can be made of them: a column of mu as it is, ln(i0/it) and if/i0.</summary>
/// <remarks>Numbered columns of one name (Ifch1 to Ifch4) are the elements of one detector and are added, those with an emission line in their label
/// too (<see cref="FluorescenceDetectors"/>, with dead time where it was recorded). Chambers that are numbered in front of the sample and behind
/// it (I0, I02 ... with It1, It2 ...) are as many samples side by side.</remarks>
public sealed partial class XasColumns
{
    private static readonly string[] s_mu = ["mu", "xmu", "mue", "mutrans", "mufluor", "logi0it", "lni0it", "logi0i1", "lni0i1"];
    private static readonly string[] s_i0 = ["i0", "io"];
    private static readonly string[] s_transmitted = ["itrans", "it", "i1"];
    private static readonly string[] s_fluorescence =
    [
        "ifluor",
        "if",
        "iff",
        "ifch",
        "iffast",
        "ifslow",
        "fluor",
        "fluo",
        "lytle",
        "flatot",
    ];
    private static readonly string[] s_reference = ["irefer", "iref", "ir", "i2"];
    private static readonly string[] s_muReference = ["murefer", "muref", "logitir", "lnitir", "logi1i2", "lni1i2"];

    // Names that only count where the usual ones are missing: NSLS (I), SNBL (Mon, Ion1, Ion2).
    private static readonly string[] s_monitor = ["mon", "monitor"];
    private static readonly string[] s_chamber = ["i", "ion1"];
    private static readonly string[] s_lastChamber = ["ion2"];
    private readonly SpectrumData _data;

    /// <summary>Finds what can be made of a scan.</summary>
    public XasColumns(SpectrumData data)
    {
        _data = data;
        I0 = Exact(s_i0) ?? Numbered(s_i0).Select(f => f.Sum).FirstOrDefault() ?? Word(MonitorWord()) ?? Exact(s_monitor);
        ChannelData? transmitted =
            Exact(s_transmitted)
            ?? Numbered(s_transmitted).Select(f => f.Sum).FirstOrDefault()
            ?? Word(TransmittedWord())
            ?? (I0 is null ? null : Exact(s_chamber));
        ChannelData? reference =
            Exact(s_reference)
            ?? Numbered(s_reference).Select(f => f.Sum).FirstOrDefault()
            ?? (transmitted is null ? null : Exact(s_lastChamber));
        var found = new List<XasCandidate>();
        // A reader may know a channel as mu whose label does not say so (NXxas: intensity).
        if ((Exact(s_mu) ?? data.Channels.FirstOrDefault(c => c.Signal.Kind == SignalKind.Mu)) is ChannelData ready)
            found.Add(new("mu", $"mu is column '{ready.Name}' as it is", ready.Values));
        List<XasCandidate> pairs = Pairs();
        found.AddRange(pairs);
        if (pairs.Count == 0 && I0 is not null && transmitted is not null)
            found.Add(new("transmission", $"mu = ln({I0.Name}/{transmitted.Name}), transmission", LogRatio(I0.Values, transmitted.Values)));
        if (I0 is not null && Exact(s_fluorescence) is ChannelData fluorescence)
            found.Add(new("fluorescence", $"mu = {fluorescence.Name}/{I0.Name}, fluorescence", Ratio(fluorescence.Values, I0.Values)));
        if (I0 is not null)
            foreach (var (stem, sum) in Numbered(s_fluorescence))
                found.Add(new($"fluorescence:{stem}", $"mu = {sum.Name}/{I0.Name}, fluorescence", Ratio(sum.Values, I0.Values)));
        if (I0 is not null)
            foreach (FluorescenceSum sum in FluorescenceDetectors.Of(_data.Channels))
                found.Add(new($"fluorescence:{sum.Id}", $"mu = {sum.Name}/{I0.Name}, fluorescence", Ratio(sum.Values, I0.Values)));
        Candidates = [.. found.DistinctBy(c => c.Id)];
        if (Exact(s_muReference) is ChannelData foil)
            Reference = new("reference", $"mu is column '{foil.Name}' as it is, the reference", foil.Values);
        else if (pairs.Count == 0 && transmitted is not null && reference is not null)
            Reference = new(
                "reference",
                $"mu = ln({transmitted.Name}/{reference.Name}), the reference",
                LogRatio(transmitted.Values, reference.Values)
            );
    }

    /// <summary>The monitor in front of the sample.</summary>
    public ChannelData? I0 { get; }

    /// <summary>What mu can be made of, in the order in which it is preferred.</summary>
    public IReadOnlyList<XasCandidate> Candidates { get; }

    /// <summary>What can be said without looking at edges: the first candidate that has values; null where nothing can be made.</summary>
    public XasCandidate? First =>
        Candidates.FirstOrDefault(c => c.Values.Any(double.IsFinite)) ?? (Candidates.Count > 0 ? Candidates[0] : null);

    /// <summary>The reference foil.</summary>
    public XasCandidate? Reference { get; }

    /// <summary>Column by its label, in any case.</summary>
    public ChannelData? Column(string label) =>
        _data.Channels.FirstOrDefault(c => string.Equals(c.Name, label, StringComparison.OrdinalIgnoreCase))
        ?? _data.Channels.FirstOrDefault(c => SignalWords.Key(c.Name) == SignalWords.Key(label));

    /// <summary>Chambers numbered alike in front and behind: as many transmissions (four samples side by side at NSLS X23A2).</summary>
    private List<XasCandidate> Pairs()
    {
        var pairs = new List<XasCandidate>();
        for (int n = 1; n <= 99; n++)
        {
            string number = n.ToString(CultureInfo.InvariantCulture);
            ChannelData? front = Exact(n == 1 ? ["i01", "i0"] : [$"i0{number}"]);
            ChannelData? behind = Exact([$"it{number}"]);
            if (front is null || behind is null)
                break;
            pairs.Add(
                new($"transmission:{number}", $"mu = ln({front.Name}/{behind.Name}), transmission", LogRatio(front.Values, behind.Values))
            );
        }
        return pairs.Count > 1 ? pairs : [];
    }

    /// <summary>A column whose label holds a word among others: PreKB-I0, I0_KEITHLEY1. Gains, offsets and corrected copies are other things.</summary>
    private ChannelData? Word(Regex word) => _data.Channels.FirstOrDefault(c => word.IsMatch(c.Name) && !NotACurrent().IsMatch(c.Name));

    private ChannelData? Exact(string[] keys)
    {
        foreach (string key in keys)
        foreach (ChannelData c in _data.Channels)
            if (SignalWords.Key(c.Name) == key)
                return c;
        return null;
    }

    /// <summary>Columns of one name with numbers behind it (It1, It2 ..., I0-32), added up.</summary>
    private IEnumerable<(string Stem, ChannelData Sum)> Numbered(string[] stems)
    {
        foreach (string stem in stems.OrderByDescending(s => s == "ifch"))
        {
            ChannelData[] family = [.. _data.Channels.Where(c => IsOf(SignalWords.Key(c.Name), stem))];
            if (family.Length == 1)
                yield return (stem, family[0]);
            if (family.Length < 2)
                continue;
            double[] sum = new double[family[0].Values.Length];
            foreach (ChannelData c in family)
                for (int i = 0; i < sum.Length; i++)
                    sum[i] += c.Values[i];
            string name = string.Create(
                CultureInfo.InvariantCulture,
                $"(sum of {family.Length} columns {family[0].Name} to {family[^1].Name})"
            );
            yield return (stem, family[0] with { Name = name, Values = sum });
        }
    }

    private static bool IsOf(string key, string stem) =>
        key.Length > stem.Length
        && key.StartsWith(stem, StringComparison.Ordinal)
        && key.AsSpan(stem.Length).IndexOfAnyExceptInRange('0', '9') < 0;

    private static double[] LogRatio(double[] a, double[] b)
    {
        double[] result = new double[a.Length];
        for (int i = 0; i < a.Length; i++)
            result[i] = Math.Log(a[i] / b[i]);
        return result;
    }

    private static double[] Ratio(double[] a, double[] b)
    {
        double[] result = new double[a.Length];
        for (int i = 0; i < a.Length; i++)
            result[i] = a[i] / b[i];
        return result;
    }

    [GeneratedRegex("(?:^|[^A-Za-z0-9])I0(?:[^A-Za-z0-9]|$)", RegexOptions.IgnoreCase)]
    private static partial Regex MonitorWord();

    [GeneratedRegex("(?:^|[^A-Za-z0-9])(?:I1|It)(?:[^A-Za-z0-9]|$)", RegexOptions.IgnoreCase)]
    private static partial Regex TransmittedWord();

    [GeneratedRegex("gain|off|corr|norm|dark|sens|time", RegexOptions.IgnoreCase)]
    private static partial Regex NotACurrent();
}
