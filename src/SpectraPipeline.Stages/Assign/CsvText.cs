using System.Text;

namespace SpectraPipeline.Stages.Assign;

/// <summary>Comma-separated text with quoted fields (RFC 4180), each record with the line that it starts on.</summary>
internal static class CsvText
{
    public static IEnumerable<(int Line, string[] Fields)> Records(string text)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        int line = 1,
            start = 1;
        bool quoted = false,
            content = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            line += c == '\n' ? 1 : 0;
            if (quoted)
            {
                if (c != '"')
                    field.Append(c);
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    field.Append('"');
                    i++;
                }
                else
                    quoted = false;
                continue;
            }
            switch (c)
            {
                case '"' when field.Length == 0:
                    (quoted, content) = (true, true);
                    break;
                case ',':
                    fields.Add(field.ToString());
                    field.Clear();
                    content = true;
                    break;
                case '\r':
                    break;
                case '\n':
                    if (content || field.Length > 0)
                        yield return (start, Take(fields, field));
                    (content, start) = (false, line);
                    break;
                default:
                    field.Append(c);
                    break;
            }
        }
        if (content || field.Length > 0)
            yield return (start, Take(fields, field));
    }

    private static string[] Take(List<string> fields, StringBuilder field)
    {
        fields.Add(field.ToString());
        string[] record = [.. fields];
        fields.Clear();
        field.Clear();
        return record;
    }
}
