using System.Globalization;
using System.Text.RegularExpressions;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers;

/// <summary>Columns of one fluorescence detector and what they add up to.</summary>
/// <param name="Id">Stem of the labels, lower case: <c>ifch</c>, <c>vkamca</c>.</param>
/// <param name="Name">How they were added, for people: a label, or <c>(sum of 4 columns V_Ka_mca1 to V_Ka_mca4, ...)</c>.</param>
/// <param name="Values">The sum.</param>
internal sealed record FluorescenceSum(string Id, string Name, double[] Values);

/// <summary>Finds the elements of multi-element fluorescence detectors among the columns of a scan and adds them, corrected for dead time where the
/// scan recorded what that needs.</summary>
/// <remarks>Families: the line of an element in the label (<c>V_Ka_mca1</c>, <c>mca2: Cr Ka</c>, <c>D1_MgKa</c>, <c>XMAP4:AsKa_Sum</c>), windows of SSRL
/// (<c>SCA1CH3</c>, <c>SCA1.3</c>), BMM's <c>DTC1</c> (corrected already) and <c>ROI1</c>. Dead time of element n: the factor <c>DTFactor_mcan</c>, else
/// ICRn/OCRn (input over output count rate; a measured ICR has a little dead time of its own, so this is the smaller part of the correction
/// at high rates).</remarks>
internal sealed partial class FluorescenceDetectors
{
    private readonly Dictionary<int, ChannelData> _factors = [];
    private readonly Dictionary<int, ChannelData> _trueInputs = [];
    private readonly Dictionary<int, ChannelData> _inputs = [];
    private readonly Dictionary<int, ChannelData> _outputs = [];

    private FluorescenceDetectors(IReadOnlyList<ChannelData> channels)
    {
        foreach (ChannelData channel in channels)
        foreach (
            (Regex label, Dictionary<int, ChannelData> found) in (ReadOnlySpan<(Regex, Dictionary<int, ChannelData>)>)
                [(FactorLabel(), _factors), (TrueInputLabel(), _trueInputs), (InputLabel(), _inputs), (OutputLabel(), _outputs)]
        )
            if (label.Match(channel.Name) is { Success: true } m)
                found.TryAdd(Number(m.Groups["n"].Value), channel);
    }

    /// <summary>Every sum that can be made; those that the program made itself first.</summary>
    public static IEnumerable<FluorescenceSum> Of(IReadOnlyList<ChannelData> channels)
    {
        var families = new Dictionary<string, List<(int Element, ChannelData Channel)>>();
        foreach (ChannelData channel in channels)
            if (Element(channel.Name) is (string stem, int element))
            {
                if (!families.TryGetValue(stem, out var members))
                    families[stem] = members = [];
                members.Add((element, channel));
            }
        var detectors = new FluorescenceDetectors(channels);
        // Sums that the program made, then counts corrected by it, then raw counts, each in the order of the file.
        return families.OrderBy(f => Order(f.Key, f.Value[0].Element)).Select(f => detectors.Add(f.Key, f.Value));
    }

    private static int Order(string stem, int element) =>
        element < 0 && stem.Contains("sum", StringComparison.Ordinal) ? 0
        : IsCorrected(stem) ? 1
        : stem.Contains("dxp", StringComparison.Ordinal) ? 3
        : 2;

    private FluorescenceSum Add(string stem, List<(int Element, ChannelData Channel)> members)
    {
        double[] sum = new double[members[0].Channel.Values.Length];
        string? how = null;
        bool all = true;
        foreach (var (element, channel) in members)
        {
            string? found = null;
            double[]? factor = IsCorrected(stem) || element < 0 ? null : Factor(element, out found);
            how ??= found;
            all &= factor is not null;
            for (int i = 0; i < sum.Length; i++)
                sum[i] += channel.Values[i] * (factor?[i] ?? 1);
        }
        // A sum of corrected and uncorrected elements would be neither.
        if (!all && how is not null)
            return Plain(stem, members);
        string tail =
            all ? $"times {how}"
            : !IsCorrected(stem) && members.Exists(m => _inputs.ContainsKey(m.Element)) ? "dead time not corrected"
            : "";
        return new(SignalWords.Key(stem), Named(members, tail.StartsWith("times", StringComparison.Ordinal) ? "each " + tail : tail), sum);
    }

    private static FluorescenceSum Plain(string stem, List<(int Element, ChannelData Channel)> members)
    {
        double[] sum = new double[members[0].Channel.Values.Length];
        foreach (var (_, channel) in members)
            for (int i = 0; i < sum.Length; i++)
                sum[i] += channel.Values[i];
        return new(SignalWords.Key(stem), Named(members, "dead time not corrected since not all have its columns"), sum);
    }

    private static string Named(List<(int Element, ChannelData Channel)> members, string tail)
    {
        string comma = tail.Length > 0 ? ", " : "";
        return members.Count > 1
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"(sum of {members.Count} columns {members[0].Channel.Name} to {members[^1].Channel.Name}{comma}{tail})"
                )
            : tail.Length > 0 ? $"({members[0].Channel.Name}{comma}{tail})"
            : members[0].Channel.Name;
    }

    /// <summary>Factor by which dead time reduced the counts of an element; null when it was not recorded.</summary>
    private double[]? Factor(int element, out string? how)
    {
        how = null;
        if (_factors.TryGetValue(element, out ChannelData? ready))
        {
            how = "its DTFactor (dead time)";
            return ready.Values;
        }
        bool isTrue = _trueInputs.TryGetValue(element, out ChannelData? input);
        if ((!isTrue && !_inputs.TryGetValue(element, out input)) || !_outputs.TryGetValue(element, out ChannelData? output))
            return null;
        how = isTrue ? "its TrueICR/OCR (dead time)" : "its ICR/OCR (dead time)";
        // Without counts there is no rate, and nothing to correct.
        return [.. input!.Values.Zip(output.Values, (a, b) => a > 0 && b > 0 ? a / b : 1)];
    }

    /// <summary>Stem and number of an element; -1 for a column that stands for the whole detector; null for columns of other things.</summary>
    private static (string Stem, int Element)? Element(string label)
    {
        Match window = WindowLabel().Match(label);
        if (window.Success)
            return (window.Groups["stem"].Value.ToLowerInvariant(), Number(window.Groups["n"].Value));
        if (!LineLabel().IsMatch(label))
            return null;
        Match number = ElementNumber().Match(label);
        return number.Success
            ? (
                (
                    label[..number.Groups["n"].Index] + "#" + label[(number.Groups["n"].Index + number.Groups["n"].Length)..]
                ).ToLowerInvariant(),
                Number(number.Groups["n"].Value)
            )
            : (label.ToLowerInvariant(), -1);
    }

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : -1;

    private static bool IsCorrected(string stem) =>
        stem.StartsWith("dtc", StringComparison.Ordinal) || stem.Contains("corr", StringComparison.Ordinal);

    // An emission line: the sign of an element, then K, L or M with its letter.
    [GeneratedRegex("(?<![A-Za-z])[A-Z][a-z]?[ _]?[KLM][abg][0-9]?(?![A-Za-z])")]
    private static partial Regex LineLabel();

    [GeneratedRegex(@"(?:mca|ch|det|elem)_?(?<n>[0-9]{1,3})(?![0-9])|^D(?<n>[0-9]{1,3})_|:(?<n>[0-9]{1,3}):", RegexOptions.IgnoreCase)]
    private static partial Regex ElementNumber();

    [GeneratedRegex(@"^(?<stem>SCA[0-9]*(?:CH|\.)|DTC|ROI|fla)_?(?<n>[0-9]{1,3})$", RegexOptions.IgnoreCase)]
    private static partial Regex WindowLabel();

    [GeneratedRegex(@"^DT_?Factor_?(?:mca|ch)?_?(?<n>[0-9]{1,3})$", RegexOptions.IgnoreCase)]
    private static partial Regex FactorLabel();

    [GeneratedRegex(@"^(?:ICR_?(?:mca|ch|\.)?(?<n>[0-9]{1,3})|D(?<n>[0-9]{1,3})_ICR)$", RegexOptions.IgnoreCase)]
    private static partial Regex InputLabel();

    [GeneratedRegex(@"^(?:TrueICR_?(?:mca|ch|\.)?(?<n>[0-9]{1,3})|D(?<n>[0-9]{1,3})_TrueICR)$", RegexOptions.IgnoreCase)]
    private static partial Regex TrueInputLabel();

    [GeneratedRegex(@"^(?:OCR_?(?:mca|ch|\.)?(?<n>[0-9]{1,3})|D(?<n>[0-9]{1,3})_OCR)$", RegexOptions.IgnoreCase)]
    private static partial Regex OutputLabel();
}
