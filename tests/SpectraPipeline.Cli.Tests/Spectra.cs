using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace SpectraPipeline.Cli.Tests;

/// <summary>How a command ended.</summary>
/// <param name="Code">Exit code.</param>
/// <param name="Out">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record Outcome(int Code, string Out, string Error)
{
    /// <summary>Lines of standard output.</summary>
    public string[] Lines => Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Standard output as one JSON document; anything beside it makes this throw.</summary>
    public JsonElement Json => JsonDocument.Parse(Out).RootElement;
}

/// <summary>Runs the program as a user does: in this process with captured writers, or as a process of its own.</summary>
internal static class Spectra
{
    /// <summary>One command line. A stack trace is never what a user sees for a mistake of theirs.</summary>
    public static Outcome Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = Program.Run(arguments, new Terminal(output, error, IsInteractive: false));
        var outcome = new Outcome(code, output.ToString(), error.ToString());
        Assert.DoesNotContain("   at SpectraPipeline", outcome.Out + outcome.Error, StringComparison.Ordinal);
        Assert.NotEqual(Program.InternalError, code);
        return outcome;
    }

    /// <summary>A command that must end with 0; gives its standard output.</summary>
    public static string Good(params string[] arguments)
    {
        Outcome outcome = Run(arguments);
        Assert.True(outcome.Code == 0, $"{string.Join(' ', arguments)} ended with {outcome.Code}: {outcome.Error}{outcome.Out}");
        return outcome.Out;
    }

    /// <summary>Rows of a query.</summary>
    public static JsonElement Query(string folder, string sql) =>
        JsonDocument.Parse(Good("query", folder, sql, "--format", "json")).RootElement;

    /// <summary>The single number that a query gives.</summary>
    public static double Number(string folder, string sql) => Query(folder, sql)[0].EnumerateObject().Single().Value.GetDouble();

    /// <summary>Starts the program as a process of its own.</summary>
    public static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(Program).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }
}
