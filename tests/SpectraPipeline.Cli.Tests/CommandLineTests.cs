using Xunit;

namespace SpectraPipeline.Cli.Tests;

/// <summary>What every command line has in common: help, exit code 1, messages on standard error.</summary>
public sealed class CommandLineTests
{
    /// <summary>The commands for people, as the program has them.</summary>
    public static TheoryData<string> Commands =>
        [
            .. Program
                .Root(new App(new Terminal(TextWriter.Null, TextWriter.Null, false)))
                .Subcommands.Where(c => !c.Hidden)
                .Select(c => c.Name),
        ];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_command_explains_itself(string command)
    {
        Outcome help = Spectra.Run(command, "--help");
        Assert.Equal(0, help.Code);
        Assert.Contains($" {command}", help.Out, StringComparison.Ordinal);
        Assert.Contains("Description:", help.Out, StringComparison.Ordinal);
        Assert.Empty(help.Error);
    }

    [Fact]
    public void The_program_lists_its_commands()
    {
        Outcome help = Spectra.Run("--help");
        Assert.Equal(0, help.Code);
        Assert.True(Commands.Count > 10);
        foreach (string command in Commands)
            Assert.Contains($"  {command}", help.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("chekc p.yaml", "Did you mean 'check'?")]
    [InlineData("run p.yaml", "Option '--out' is required.")]
    [InlineData("run p.yaml --out o --workers 0", "--workers must be a whole number, 1 or more, not '0'.")]
    [InlineData("run p.yaml --out o --workers many", "--workers must be a whole number, 1 or more, not 'many'.")]
    [InlineData("run p.yaml --out o --resumee", "Did you mean '--resume'?")]
    [InlineData("query o", "Required argument 'sql' missing for command: 'query'.")]
    [InlineData("query o sql --format xml", "'xml' not recognized")]
    [InlineData("library lst", "Did you mean 'list'?")]
    [InlineData("", "Usage:")]
    public void A_mistake_on_the_command_line_is_said_on_standard_error_and_ends_with_1(string line, string message)
    {
        Outcome outcome = Spectra.Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(Program.BadArguments, outcome.Code);
        Assert.Contains(message, outcome.Error, StringComparison.Ordinal);
        Assert.Contains("help", outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", outcome.Error, StringComparison.Ordinal);
        Assert.Empty(outcome.Out);
    }

    [Fact]
    public async Task The_process_ends_with_the_same_code_and_writes_to_the_same_streams()
    {
        using var process = Spectra.Start("stages", "nope");
        string error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Program.BadArguments, process.ExitCode);
        Assert.StartsWith("No stage is called 'nope'.", error, StringComparison.Ordinal);
        Assert.Empty(output);
    }
}
