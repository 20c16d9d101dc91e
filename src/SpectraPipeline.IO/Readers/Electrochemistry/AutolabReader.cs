using SpectraPipeline.Core;
using SpectraPipeline.IO.Tokens;

namespace SpectraPipeline.IO.Readers.Electrochemistry;

/// <summary>Metrohm Autolab NOVA text: one line of labels such as <c>WE(1).Current (A)</c>, <c>Potential applied (V)</c>, then rows.</summary>
[Reader("autolab-text", "Metrohm Autolab NOVA text: potential and current over time", ".txt", ".csv")]
public sealed class AutolabReader : Reader
{
    private static readonly string[] s_words = ["WE(1).Current", "WE(1).Potential", "Potential applied (V)", "Corrected time (s)"];

    /// <inheritdoc />
    public override Claim Sniff(ReadOnlySpan<byte> head, string name)
    {
        if (!TextLines.LooksLikeText(head))
            return Claim.No;
        return IsLabels(TextLines.FirstLine(head)) ? Claim.Certain : Claim.No;
    }

    /// <inheritdoc />
    public override SpectrumFile Read(ReadOnlyMemory<byte> bytes, string name, ReadHints hints)
    {
        if (!TextLines.IsText(bytes.Span))
            throw new BadFileException(0, "text", "control bytes");
        TextLines lines = TextLines.Of(bytes);
        string first = lines.Count > 0 ? lines.Text(0) : "";
        if (!IsLabels(first))
            throw new BadFileException(0, $"labels such as '{s_words[0]} (A)'", $"'{DialectGuess.Shorten(first)}'", 1);
        byte separator =
            first.Contains(';', StringComparison.Ordinal) ? (byte)';'
            : first.Contains('\t', StringComparison.Ordinal) ? (byte)'\t'
            : (byte)',';
        var notes = new List<string>();
        ElectrochemicalCurve.Label[] labels = [.. LabelledColumns.Split(first, separator).Select(ElectrochemicalCurve.Label.Of)];
        LabelledColumns table = LabelledColumns.Read(lines, 1, labels.Length, LabelledColumns.DialectOf(lines, 1, separator), notes);
        notes.Add("NOVA's text does not say when the measurement began");
        return new SpectrumFile
        {
            Format = "autolab-text",
            Technique = "voltammetry",
            Spectra = [ElectrochemicalCurve.Of(labels, table, notes)],
            Notes = notes,
        };
    }

    /// <summary>A working electrode by NOVA's name, or two of its other labels: one alone may stand beside a spectrum.</summary>
    private static bool IsLabels(string line) =>
        line.Contains("WE(1).", StringComparison.Ordinal) || s_words.Count(w => line.Contains(w, StringComparison.Ordinal)) > 1;
}
