namespace SpectraPipeline.Testing;

/// <summary>Where real instrument files and peers' numbers are: <c>$SPECTRA_CORPUS</c>, or the folder <c>shared</c> beside the checkout.</summary>
public static class Corpus
{
    /// <summary>The shared folder, or null where it is absent (tests on it are then skipped by name).</summary>
    public static string? Root { get; } = Find();

    /// <summary>Full path of a file or folder below the shared folder, or null when it is not there.</summary>
    public static string? Path(string relative)
    {
        if (Root is null)
            return null;
        string path = System.IO.Path.Combine(Root, relative);
        return File.Exists(path) || Directory.Exists(path) ? path : null;
    }

    /// <summary>The root of this checkout: the folder that holds SpectraPipeline.sln.</summary>
    public static string Checkout { get; } = FindCheckout();

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("SPECTRA_CORPUS") is { Length: > 0 } named)
        {
            // The variable may name the shared folder itself or its corpus/ below.
            if (Directory.Exists(System.IO.Path.Combine(named, "reference")))
                return named;
            string? parent = System.IO.Path.GetDirectoryName(named.TrimEnd(System.IO.Path.DirectorySeparatorChar));
            return parent is not null && Directory.Exists(System.IO.Path.Combine(parent, "reference")) ? parent
                : Directory.Exists(named) ? named
                : null;
        }
        string beside = System.IO.Path.GetFullPath(System.IO.Path.Combine(FindCheckout(), "..", "shared"));
        return Directory.Exists(beside) ? beside : null;
    }

    private static string FindCheckout()
    {
        for (DirectoryInfo? d = new(AppContext.BaseDirectory); d is not null; d = d.Parent)
            if (File.Exists(System.IO.Path.Combine(d.FullName, "SpectraPipeline.sln")))
                return d.FullName;
        throw new DirectoryNotFoundException("SpectraPipeline.sln is not above " + AppContext.BaseDirectory);
    }
}
