namespace SpectraPipeline.Cli;

/// <summary>Where results (standard output) and messages (standard error) go.</summary>
/// <param name="Out">Results.</param>
/// <param name="Error">Messages and progress.</param>
/// <param name="IsInteractive">A person watches: a progress bar is drawn in place.</param>
public sealed record Terminal(TextWriter Out, TextWriter Error, bool IsInteractive)
{
    /// <summary>The process' own console.</summary>
    public static Terminal OfConsole() => new(Console.Out, Console.Error, !Console.IsErrorRedirected);
}
