using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.Witec;

/// <summary>An object of a project: its class and what it holds.</summary>
/// <param name="Class">TDGraph, TDText, TDSpectralTransformation ...</param>
/// <param name="Id">Number by which others name it.</param>
/// <param name="Caption">What the project calls it.</param>
/// <param name="Tag">Its bytes.</param>
internal sealed record WitecObject(string Class, long Id, string Caption, WitecTag Tag);

/// <summary>The objects of a project in the order of the file, found by their numbers.</summary>
internal sealed class WitecObjects
{
    private readonly Dictionary<long, WitecObject> _byId = [];

    private WitecObjects(List<WitecObject> all)
    {
        All = all;
        foreach (WitecObject item in all)
            _byId.TryAdd(item.Id, item);
    }

    /// <summary>All objects.</summary>
    public IReadOnlyList<WitecObject> All { get; }

    /// <summary>The object of a number; null for 0 and for numbers that are not there.</summary>
    public WitecObject? Find(long id) => id == 0 ? null : _byId.GetValueOrDefault(id);

    /// <summary>Objects of the container Data: pairs <c>DataClassName n</c> and <c>Data n</c>.</summary>
    /// <exception cref="BadFileException">Their bytes are no tags.</exception>
    public static WitecObjects Of(WitecTag data)
    {
        var objects = new List<WitecObject>();
        var classes = new Dictionary<string, string>();
        foreach (WitecTag tag in data.Children)
            if (Number(tag.Name, "DataClassName ") is string number && tag.Type == 9)
                classes[number] = tag.OwnText;
            else if (Number(tag.Name, "Data ") is string item && tag.Type == 0)
            {
                WitecTag? about = tag.Find("TData");
                objects.Add(
                    new WitecObject(classes.GetValueOrDefault(item, ""), about?.Whole("ID") ?? 0, about?.Text("Caption") ?? "", tag)
                );
            }
        return new WitecObjects(objects);
    }

    private static string? Number(string name, string prefix) =>
        name.StartsWith(prefix, StringComparison.Ordinal)
        && int.TryParse(name.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? name[prefix.Length..]
            : null;
}
