using System.Reflection;
using System.Runtime.Intrinsics;
using SpectraPipeline.Core;
using SpectraPipeline.Engine.Catalog;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.Numerics.Interpolation;

namespace SpectraPipeline.Engine.Running.Reuse;

/// <summary>Identity of the code that makes numbers: the version id of each assembly, which the compiler derives from its content, platform, runtime and the
/// width of its vectors. Report and command line are left out: a new figure changes no answer.</summary>
internal static class CodeIdentity
{
    public static IReadOnlyDictionary<string, string> Of(StageCatalog stages)
    {
        var code = new SortedDictionary<string, string>(StringComparer.Ordinal);
        IEnumerable<Assembly> assemblies =
        [
            typeof(Stage).Assembly,
            typeof(AreaRebinning).Assembly,
            typeof(ReaderCatalog).Assembly,
            typeof(CodeIdentity).Assembly,
            .. stages.All.Select(s => s.Type.Assembly),
        ];
        foreach (Assembly assembly in assemblies.Distinct())
            code[Short(assembly)] = assembly.ManifestModule.ModuleVersionId.ToString("N");
        code["platform"] = System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier;
        code["runtime"] = System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription;
        code["vectors"] =
            Vector512.IsHardwareAccelerated ? "512"
            : Vector256.IsHardwareAccelerated ? "256"
            : "128";
        return code;
    }

    /// <summary>Names of the parts that differ; empty = the same code.</summary>
    public static IReadOnlyList<string> Differences(IReadOnlyDictionary<string, string> now, IReadOnlyDictionary<string, string> before) =>
        [.. now.Keys.Union(before.Keys).Where(k => now.GetValueOrDefault(k) != before.GetValueOrDefault(k)).Order(StringComparer.Ordinal)];

    private static string Short(Assembly assembly)
    {
        string name = assembly.GetName().Name ?? "";
        return name.StartsWith("SpectraPipeline.", StringComparison.Ordinal) ? name["SpectraPipeline.".Length..] : name;
    }
}
