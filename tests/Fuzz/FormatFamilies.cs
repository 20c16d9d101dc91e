namespace SpectraPipeline.Fuzz;

/// <summary>Formats that share code and risks share the time of a family.</summary>
internal static class FormatFamilies
{
    private static readonly (string Family, string[] Starts)[] s_families =
    [
        ("infrared binary", ["bruker", "perkinelmer", "omnic", "agilent", "nea"]),
        ("Raman binary and XML", ["renishaw", "princeton", "andor", "trivista", "witec-project", "labspec-xml"]),
        ("exchange", ["galactic", "jcamp"]),
        ("HDF5", ["nexus", "ptir"]),
        ("X-ray", ["xdi", "athena", "spec", "photon", "ssrl", "beamline", "feff", "dispersive"]),
        ("electrochemistry and products", ["ec-lab", "chi", "gamry", "autolab", "quadera", "mass", "gas", "thermo"]),
    ];

    public static string Of(string format) =>
        Array.Find(s_families, f => Array.Exists(f.Starts, s => format.StartsWith(s, StringComparison.Ordinal))).Family ?? "text";
}
