using SpectraPipeline.IO.Readers;

namespace SpectraPipeline.IO;

public sealed class Inspection
{
    public string? Error { get; init; }

    public static Inspection Of(string path, ReaderCatalog readers, ReadHints hints, string? format) => new();

    public static string ToJson(IEnumerable<Inspection> all) => "[]";

    public string ToText() => Error ?? "";
}
