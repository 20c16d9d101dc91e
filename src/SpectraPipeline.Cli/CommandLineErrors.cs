using System.CommandLine;
using System.CommandLine.Parsing;
using SpectraPipeline.Core;

namespace SpectraPipeline.Cli;

/// <summary>What is said about a command line that cannot be understood: on standard error, so that standard output stays free for results.</summary>
internal static class CommandLineErrors
{
    /// <summary>Every mistake, a suggestion for a misspelt word, and where help is; without any argument the help itself.</summary>
    public static int Say(ParseResult parsed, Terminal terminal)
    {
        Command command = parsed.CommandResult.Command;
        if (parsed.Tokens.Count == 0)
        {
            parsed.RootCommandResult.Command.Parse("--help").Invoke(new InvocationConfiguration { Output = terminal.Error });
            return Program.BadArguments;
        }
        List<string> known = [.. command.Subcommands.Select(c => c.Name), .. command.Options.Select(o => o.Name)];
        // A misspelt command is also a missing one; one sentence is enough.
        foreach (ParseError error in parsed.Errors.Where(e => parsed.UnmatchedTokens.Count == 0 || e.SymbolResult is not CommandResult))
            terminal.Error.WriteLine(error.Message);
        foreach (string word in parsed.UnmatchedTokens)
            terminal.Error.WriteLine($"'{word}' is not understood.{Suggestion.For(word, known)}");
        terminal.Error.WriteLine($"{PathOf(parsed.CommandResult)} --help tells what it takes.");
        return Program.BadArguments;
    }

    private static string PathOf(SymbolResult? result) =>
        result is CommandResult command
            ? command.Parent is null
                ? "spectra"
                : $"{PathOf(command.Parent)} {command.Command.Name}"
            : "spectra";
}
