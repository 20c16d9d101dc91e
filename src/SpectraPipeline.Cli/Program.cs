using System.CommandLine;
using System.CommandLine.Invocation;
using SpectraPipeline.Cli.Commands;
using SpectraPipeline.Core;

namespace SpectraPipeline.Cli;

/// <summary>The program <c>spectra</c> (CONTRACT section 1).</summary>
public static class Program
{
    /// <summary>Exit code for bad arguments or a bad pipeline: nothing ran.</summary>
    public const int BadArguments = 1;

    /// <summary>Exit code for a run with faulted frames or refused files.</summary>
    public const int DoneWithFaults = 2;

    /// <summary>Exit code for an internal error that was caught.</summary>
    public const int InternalError = 3;

    /// <summary>Exit code for a run that broke off after it had begun: what was finished is kept.</summary>
    public const int BrokenOff = 5;

    public static int Main(string[] args)
    {
        Console.OutputEncoding = System.Text.Encoding.UTF8;
        return Run(args, Terminal.OfConsole());
    }

    /// <summary>All commands.</summary>
    internal static RootCommand Root(App app) =>
        new RootCommand(
            "In situ infrared, Raman and X-ray absorption files in; bands, evolution, assignments with rivals and a report out."
        )
        {
            RunCommand.Create(app),
            CheckCommand.Create(app),
            InspectCommand.Create(app),
            ConvertCommand.Create(app),
            ApplyCommand.Create(app),
            StagesCommand.Create(app),
            SchemaCommand.Create(app),
            QueryCommand.Create(app),
            ReportCommand.Create(app),
            PreviewCommand.Create(app),
            LibraryCommand.Create(app),
            FeffCommand.Create(app),
            DiffCommand.Create(app),
            DoctorCommand.Create(app),
            Hdf5ReaderCommand.Create(),
        };

    /// <summary>Runs one command line; tests give their own terminal.</summary>
    public static int Run(string[] args, Terminal terminal)
    {
        RootCommand root = Root(new App(terminal));
        try
        {
            ParseResult parsed = root.Parse(args);
            if (parsed.Action is ParseErrorAction)
                return CommandLineErrors.Say(parsed, terminal);
            return parsed.Invoke(
                new InvocationConfiguration
                {
                    Output = terminal.Out,
                    Error = terminal.Error,
                    EnableDefaultExceptionHandler = false,
                    // Signals are answered by the command that has something to lose (StopSignals); the others end at once.
                    ProcessTerminationTimeout = null,
                }
            );
        }
        catch (UserException e)
        {
            terminal.Error.WriteLine(e.Message);
            return BadArguments;
        }
        catch (BadFileException e)
        {
            terminal.Error.WriteLine($"The file cannot be read: {e.Message}");
            return DoneWithFaults;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            terminal.Error.WriteLine(e.Message);
            return BadArguments;
        }
#pragma warning disable CA1031 // The last line of defence: an internal error is said as one, with what a maintainer needs.
        catch (Exception e)
#pragma warning restore CA1031
        {
            terminal.Error.WriteLine($"Internal error, please report it with the lines below: {e.GetType().Name}: {e.Message}");
            terminal.Error.WriteLine(e.StackTrace);
            return InternalError;
        }
    }
}
