using System.Globalization;
using System.Text;

namespace SpectraPipeline.Testing.Writers;

/// <summary>Minimal writer of XDI 1.0.</summary>
public static class XdiText
{
    /// <summary>A file with the entries as given, a comment, the line of labels and the rows.</summary>
    public static byte[] Write(IReadOnlyList<string> labels, IEnumerable<double[]> rows, params IReadOnlyList<string> entries)
    {
        var text = new StringBuilder("# XDI/1.0 test/1\n");
        for (int c = 0; c < labels.Count; c++)
            text.Append(CultureInfo.InvariantCulture, $"# Column.{c + 1}: {labels[c]}\n");
        foreach (string entry in entries)
            text.Append("# ").Append(entry).Append('\n');
        text.Append("# ///\n# made by a test\n# ---\n# ").AppendJoin(' ', labels.Select(l => l.Split(' ')[0])).Append('\n');
        foreach (double[] row in rows)
            text.AppendJoin("  ", row.Select(v => v.ToString("R", CultureInfo.InvariantCulture))).Append('\n');
        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
