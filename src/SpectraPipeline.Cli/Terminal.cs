namespace SpectraPipeline.Cli;

/// <summary>Where results (standard output) and messages (standard error) go.</summary>
/// <param name="Out">Results.</param>
/// <param name="Error">Messages and progress.</param>
/// <param name="IsInteractive">A person watches: a progress bar is drawn in place.</param>
public sealed record Terminal(TextWriter Out, TextWriter Error, bool IsInteractive)
{
    /// <summary>Writes to standard error. A terminal that was closed shows nothing, and must not end a run that was asked to stop.</summary>
    public void Tell(string text)
    {
        try
        {
            Error.Write(text);
        }
        catch (IOException)
        {
            // Nobody can read it.
        }
    }

    /// <summary>The process' own console.</summary>
    public static Terminal OfConsole() => new(Console.Out, Console.Error, !Console.IsErrorRedirected);
}
