using System.Text.Json;
using System.Text.RegularExpressions;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;

namespace SpectraPipeline.IO.Tests.Readers;

/// <summary>One real file against what an independent reader decodes from it.</summary>
/// <param name="File">Name below corpus/formats.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Detail">First difference, or the message of the refusal.</param>
/// <param name="Read">What we read; null when refused.</param>
internal sealed partial record TruthComparison(string File, TruthOutcome Outcome, string Detail, SpectrumFile? Read)
{
    // Files that hold single precision agree to the bit; sums and ends of even axes were rounded in another order.
    private const double Tolerance = 1e-9;

    /// <summary>Compares a file of corpus/formats with its truth.</summary>
    public static TruthComparison Of(string folder, string path, string truthPath)
    {
        string name = $"{folder}/{Path.GetFileName(path)}";
        SpectrumFile file;
        try
        {
            file = ReaderCatalog.Default.Read(path, new ReadHints(folder is "xas_ascii" or "feff" ? "xas" : null));
        }
        catch (BadFileException e)
        {
            return new(name, TruthOutcome.Refused, e.Message, null);
        }
        JsonElement? primary = Primary(truthPath);
        if (primary is not JsonElement truth || truth.GetProperty("n_spectra").GetInt32() == 0)
            return new(name, TruthOutcome.NoTruth, "", file);
        string? difference = Difference(file, truth, countsColumns: folder is "xas_ascii" or "xdi" or "feff" or "athena");
        return new(name, difference is null ? TruthOutcome.Agrees : TruthOutcome.Differs, difference ?? "", file);
    }

    private static JsonElement? Primary(string truthPath)
    {
        // Python writes infinite numbers as words that JSON does not have.
        string text = InfiniteWord().Replace(System.IO.File.ReadAllText(truthPath), "null");
        using JsonDocument truth = JsonDocument.Parse(text);
        string? primary = truth.RootElement.GetProperty("primary").GetString();
        foreach (JsonElement reader in truth.RootElement.GetProperty("readers").EnumerateArray())
            if (reader.GetProperty("reader").GetString() == primary && reader.GetProperty("ok").GetBoolean())
                return reader.Clone();
        return null;
    }

    private static string? Difference(SpectrumFile file, JsonElement truth, bool countsColumns)
    {
        int wanted = truth.GetProperty("n_spectra").GetInt32();
        if (!countsColumns && file.Spectra.Count != wanted)
            return $"{file.Spectra.Count} spectra, truth has {wanted}";
        foreach (JsonElement spectrum in truth.GetProperty("spectra").EnumerateArray())
        {
            int index = spectrum.TryGetProperty("index", out JsonElement i) ? i.GetInt32() : -1;
            bool found =
                (index >= 0 && index < file.Spectra.Count && HasIn(file.Spectra[index], spectrum))
                // Where the truth counts columns, its index is that of a column; elsewhere the order of the spectra counts.
                || ((countsColumns || index < 0) && file.Spectra.Any(s => HasIn(s, spectrum)));
            if (!found)
                return $"no channel is spectrum {index} '{spectrum.GetProperty("label")}' of the truth";
        }
        return null;
    }

    private static bool HasIn(SpectrumData s, JsonElement truth) =>
        truth.GetProperty("n").GetInt32() == s.X.Length
        && s.Channels.Any(c => Same(s.X, c.Values, truth, reversed: false) || Same(s.X, c.Values, truth, reversed: true));

    private static bool Same(double[] x, double[] y, JsonElement truth, bool reversed)
    {
        Index first = reversed ? ^1 : 0;
        Index last = reversed ? 0 : ^1;
        if (!Close(truth, "x_first", x[first], x) || !Close(truth, "x_last", x[last], x))
            return false;
        double[] finite = [.. y.Where(double.IsFinite)];
        if (
            finite.Length == 0
            || !Close(truth, "y_min", finite.Min(), finite)
            || !Close(truth, "y_max", finite.Max(), finite)
            || !Close(truth, "y_mean", finite.Average(), finite)
        )
            return false;
        foreach (JsonElement sample in truth.GetProperty("samples").EnumerateArray())
        {
            int at = sample[0].GetInt32();
            double ours = y[reversed ? y.Length - 1 - at : at];
            if (
                sample[2].ValueKind == JsonValueKind.Number
                && Math.Abs(ours - sample[2].GetDouble()) > Tolerance * Math.Max(Math.Abs(ours), double.Epsilon)
            )
                return false;
        }
        return true;
    }

    private static bool Close(JsonElement truth, string key, double ours, double[] all) =>
        !truth.TryGetProperty(key, out JsonElement v)
        || v.ValueKind != JsonValueKind.Number
        || Math.Abs(v.GetDouble() - ours) <= Tolerance * all.Max(Math.Abs);

    [GeneratedRegex(@"(?<=[\s:\[,])(-?Infinity|NaN)(?=[\s,\]}])")]
    internal static partial Regex InfiniteWord();
}

/// <summary>How a file of the corpus compares with its truth.</summary>
internal enum TruthOutcome
{
    /// <summary>Every spectrum that the truth samples is there, bit for bit or within rounding.</summary>
    Agrees,

    /// <summary>Read, and otherwise than the truth says.</summary>
    Differs,

    /// <summary>Not read, with a message.</summary>
    Refused,

    /// <summary>Read; no independent reader decodes it.</summary>
    NoTruth,
}
