using System.Globalization;
using System.Text.Json;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.Athena;

/// <summary>The JSON of an Athena project: an object a group with args and arrays; keys that begin with five underscores are about the project.</summary>
internal static class AthenaJson
{
    private const string About = "_____";

    public static AthenaProject Read(ReadOnlyMemory<byte> bytes)
    {
        var project = new AthenaProject();
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes, new() { AllowTrailingCommas = true, MaxDepth = 32 });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new BadFileException(0, "a JSON object", document.RootElement.ValueKind.ToString());
            var groups = new Dictionary<string, AthenaGroup>(StringComparer.Ordinal);
            string[] order = [];
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
                if (property.Name.StartsWith(About, StringComparison.Ordinal))
                {
                    if (property.Name == About + "order" && property.Value.ValueKind == JsonValueKind.Array)
                        order = [.. property.Value.EnumerateArray().Select(Text)];
                    project.Metadata[property.Name[About.Length..]] = Joined(property.Value);
                }
                else if (property.Value.ValueKind == JsonValueKind.Object)
                    groups.TryAdd(property.Name, Group(property));
            // The order that the project states, then whatever it forgets.
            foreach (string name in order.Concat(groups.Keys).Distinct())
                if (groups.TryGetValue(name, out AthenaGroup? group))
                    project.Groups.Add(group);
        }
        catch (JsonException e)
        {
            throw new BadFileException(
                e.BytePositionInLine ?? 0,
                "JSON",
                $"a mistake: {e.Message.Split(" Path:")[0]}",
                (int)(e.LineNumber ?? 0) + 1
            );
        }
        // A lone half of a surrogate pair cannot be turned into a string.
        catch (InvalidOperationException e)
        {
            throw new BadFileException(0, "JSON text in Unicode", e.Message);
        }
        return project;
    }

    private static AthenaGroup Group(JsonProperty property)
    {
        var group = new AthenaGroup(property.Name, 0);
        foreach (JsonProperty part in property.Value.EnumerateObject())
            if (part.Name == "args" && part.Value.ValueKind == JsonValueKind.Object)
                foreach (JsonProperty argument in part.Value.EnumerateObject())
                    group.Args[argument.Name] = Joined(argument.Value);
            else if (part.Name == "args" && part.Value.ValueKind == JsonValueKind.Array)
            {
                // Larch writes the pairs of Perl as one list.
                string[] words = [.. part.Value.EnumerateArray().Select(Text)];
                for (int i = 0; i + 1 < words.Length; i += 2)
                    group.Args[words[i]] = words[i + 1];
            }
            else if (part.Value.ValueKind == JsonValueKind.Array)
                group.Arrays[part.Name] = [.. part.Value.EnumerateArray().Select(v => Number(v, property.Name, part.Name))];
        return group;
    }

    private static double Number(JsonElement value, string group, string array) =>
        value.ValueKind switch
        {
            JsonValueKind.Number => value.GetDouble(),
            JsonValueKind.Null => double.NaN,
            JsonValueKind.String when double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double v) =>
                v,
            _ => throw new BadFileException(0, $"numbers in '{array}' of group '{group}'", $"'{Shortened(value.GetRawText())}'"),
        };

    private static string Joined(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? string.Join(' ', value.EnumerateArray().Select(Text)) : Text(value);

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static string Shortened(string text) => text.Length <= 40 ? text : text[..40] + "...";
}
