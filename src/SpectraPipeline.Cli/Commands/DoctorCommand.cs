using System.CommandLine;
using SpectraPipeline.Cli.Doctor;

namespace SpectraPipeline.Cli.Commands;

/// <summary><c>spectra doctor [--json]</c>: what is installed, what is missing, how to get it.</summary>
public static class DoctorCommand
{
    /// <summary>Exit code when something is missing without which nothing works.</summary>
    public const int RequiredMissing = 2;

    internal static Command Create(App app)
    {
        var json = new Option<bool>("--json") { Description = "One JSON document." };
        var command = new Command(
            "doctor",
            "What is installed, what is missing, how to get it. Ends with 2 when something is missing without which nothing works, else with 0."
        )
        {
            json,
        };
        command.SetAction(parsed => Run(app.Terminal, new Examination(), parsed.GetValue(json)));
        return command;
    }

    /// <summary>Looks and says what was found.</summary>
    public static int Run(Terminal terminal, Examination examination, bool json)
    {
        IReadOnlyList<Finding> findings = examination.Run();
        bool good = !findings.Any(f => f is { Required: true, Standing: Standing.Missing });
        if (json)
            terminal.Out.WriteLine(System.Text.Json.JsonSerializer.Serialize(ToJson(findings, good), Json.Indented));
        else
            Say(terminal.Out, findings);
        return good ? 0 : RequiredMissing;
    }

    private static void Say(TextWriter output, IReadOnlyList<Finding> findings)
    {
        output.WriteLine(Verdict(findings));
        output.WriteLine();
        int width = findings.Max(f => f.Name.Length);
        // What is missing first: it is what the reader came for.
        foreach (Finding f in findings.OrderBy(f => f.Standing != Standing.Missing))
            output.WriteLine(
                $"  {Word(f.Standing), -8} {f.Name.PadRight(width)}  {f.Found.TrimEnd('.')}{(f.Next.Length > 0 ? $". {f.Next}" : "")}"
            );
    }

    private static string Verdict(IReadOnlyList<Finding> findings)
    {
        string program = $"spectra {Examination.Version.Split('+')[0]}";
        string[] needed = [.. findings.Where(f => f is { Required: true, Standing: Standing.Missing }).Select(f => f.Name)];
        string[] optional = [.. findings.Where(f => f is { Required: false, Standing: Standing.Missing }).Select(f => f.Name)];
        string[] doubts = [.. findings.Where(f => f.But.Length > 0).Select(f => f.But).Distinct()];
        string but = doubts.Length > 0 ? $"works, but: {string.Join("; ", doubts)}" : "works";
        return needed.Length > 0 ? $"{program} does not work here: {string.Join(", ", needed)} missing."
            : optional.Length > 0 ? $"{program} {but}; {string.Join(", ", optional)} missing, which some files or figures need."
            : doubts.Length > 0 ? $"{program} {but}."
            : $"{program} works: nothing is missing.";
    }

    private static object ToJson(IReadOnlyList<Finding> findings, bool good) =>
        new
        {
            ok = good,
            version = Examination.Version,
            findings = findings.Select(f => new
            {
                name = f.Name,
                state = Word(f.Standing),
                required = f.Required,
                found = f.Found,
                next = f.Next,
                but = f.But,
            }),
        };

    private static string Word(Standing standing) =>
        standing switch
        {
            Standing.Ok => "ok",
            Standing.Missing => "missing",
            _ => "note",
        };
}
