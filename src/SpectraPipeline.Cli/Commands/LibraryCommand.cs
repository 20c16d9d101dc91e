using System.CommandLine;

namespace SpectraPipeline.Cli.Commands;

/// <summary><c>spectra library list|show SPECIES|check FILE</c>: the reference library of intermediates.</summary>
internal static class LibraryCommand
{
    public static Command Create(App app) => new("library", "The reference library of intermediates.");
}
