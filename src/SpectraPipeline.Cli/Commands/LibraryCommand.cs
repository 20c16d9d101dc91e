using System.CommandLine;
using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Engine.Catalog;
using SpectraPipeline.Stages.Assign;

namespace SpectraPipeline.Cli.Commands;

/// <summary><c>spectra library list|show SPECIES|check FILE</c>: the reference library of intermediates.</summary>
internal static class LibraryCommand
{
    public static Command Create(App app)
    {
        var json = new Option<bool>("--json") { Description = "One JSON document." };
        var technique = new Option<string?>("--technique") { Description = "Only IR, Raman, HREELS or VSFG." };
        var list = new Command("list", "Every species with the number of its bands, their grades and what they rest on.")
        {
            json,
            technique,
        };
        list.SetAction(parsed => List(app, Load(), parsed.GetValue(technique), parsed.GetValue(json)));

        var species = new Argument<string>("species") { Description = "Species, formula, or row id, as in *CH2O or B0043." };
        var show = new Command("show", "The bands of a species, and what each row rests on.") { species, json };
        show.SetAction(parsed => Show(app, Load(), parsed.GetValue(species)!, parsed.GetValue(json)));

        var file = new Argument<string>("file") { Description = "CSV file with the columns of config/library/README.md." };
        var check = new Command("check", "Checks a file of own rows: every mistake with its line.") { file };
        check.SetAction(parsed => Check(app, parsed.GetValue(file)!));
        return new Command("library", "The reference library of intermediates.") { list, show, check };
    }

    private static ReferenceLibrary Load() =>
        ReferenceLibrary.Load([ReferenceLibrary.Builtin], App.NewRun(Environment.CurrentDirectory, 1));

    private static int List(App app, ReferenceLibrary library, string? technique, bool json)
    {
        var species = library
            .Rows.Where(r => technique is null || string.Equals(r.Technique, technique, StringComparison.OrdinalIgnoreCase))
            .GroupBy(r => r.Species)
            .Select(g => new
            {
                species = g.Key,
                state = string.Join(", ", g.Select(r => r.State).Distinct()),
                family = g.First().Family,
                bands = g.Count(),
                techniques = string.Join(", ", g.Select(r => r.Technique).Distinct().Order(StringComparer.Ordinal)),
                grades = string.Concat(g.Select(r => r.Confidence).Order()),
                support = string.Join(", ", g.Select(r => r.Support).Distinct().Order(StringComparer.Ordinal)),
            })
            .OrderBy(s => s.family, StringComparer.Ordinal)
            .ThenBy(s => s.species, StringComparer.Ordinal)
            .ToList();
        if (json)
        {
            app.Terminal.Out.WriteLine(System.Text.Json.JsonSerializer.Serialize(species, Json.Indented));
            return 0;
        }
        int width = species.Count == 0 ? 0 : species.Max(s => s.species.Length);
        foreach (var s in species)
            app.Terminal.Out.WriteLine(
                $"{s.species.PadRight(width)}  {s.family, -12} {s.bands, 3} bands  {s.techniques, -12} grades {s.grades, -8} {s.support}"
            );
        app.Terminal.Out.WriteLine(
            $"{library.Rows.Count} bands of {species.Count} species; spectra library show SPECIES tells what each row rests on."
        );
        return 0;
    }

    private static int Show(App app, ReferenceLibrary library, string wanted, bool json)
    {
        List<LibraryRow> rows = [.. library.Rows.Where(r => Same(r.Species, wanted) || Same(r.RowId, wanted))];
        if (rows.Count == 0)
            rows = [.. library.Rows.Where(r => Same(r.Formula, wanted) || r.Species.Contains(wanted, StringComparison.OrdinalIgnoreCase))];
        if (rows.Count == 0)
            throw new UserException(
                $"The library has no species '{wanted}'.{Suggestion.For(wanted, library.Rows.Select(r => r.Species).Distinct()).Replace(" Known: ", " It knows: ", StringComparison.Ordinal)}"
            );
        if (json)
        {
            app.Terminal.Out.WriteLine(System.Text.Json.JsonSerializer.Serialize(rows.Select(ToJson), Json.Indented));
            return 0;
        }
        foreach (LibraryRow r in rows)
        {
            TextWriter output = app.Terminal.Out;
            output.WriteLine($"{r.RowId}  {r.Species}  {r.Mode} ({r.Technique}, {r.State})");
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  position  {r.Center:g6} cm-1, window {r.Low:g6} to {r.High:g6}, width {Text(r.Fwhm)}"
                )
            );
            output.WriteLine($"  sign      {Kebab.Of(r.Sign.ToString())}; group {r.Group}; {r.Environment}");
            if (double.IsFinite(r.StarkLow))
                output.WriteLine($"  Stark     {Text(r.StarkLow)} to {Text(r.StarkHigh)} cm-1/V");
            output.WriteLine(
                $"  isotopes  D {Text(r.ShiftD)}, 13C {Text(r.Shift13C)}, 15N {Text(r.Shift15N)}, 18O {Text(r.Shift18O)} cm-1 ({(r.IsotopeBasis.Length > 0 ? r.IsotopeBasis : "none")})"
            );
            output.WriteLine($"  rests on  {r.Support}, confidence {r.Confidence}: {r.Source}{(r.Doi.Length > 0 ? $", doi:{r.Doi}" : "")}");
            if (!r.CarriesAssigned)
                output.WriteLine("            this row alone never carries the word 'assigned'");
            if (r.Notes.Length > 0)
                output.WriteLine($"  notes     {r.Notes}");
        }
        return 0;
    }

    private static int Check(App app, string file)
    {
        if (!File.Exists(file))
            throw new UserException($"There is no file '{file}'.");
        var problems = new List<LibraryProblem>();
        ReferenceLibrary library = ReferenceLibrary.Parse(File.ReadAllText(file), file, problems);
        foreach (LibraryProblem problem in problems)
            app.Terminal.Out.WriteLine(problem);
        app.Terminal.Out.WriteLine($"{file}: {library.Rows.Count} rows read, {problems.Count} problem(s)");
        return problems.Count == 0 ? 0 : Program.BadArguments;
    }

    private static object ToJson(LibraryRow r) =>
        new
        {
            row_id = r.RowId,
            species = r.Species,
            formula = r.Formula,
            state = r.State,
            family = r.Family,
            technique = r.Technique,
            mode = r.Mode,
            center_cm1 = r.Center,
            low_cm1 = r.Low,
            high_cm1 = r.High,
            fwhm_cm1 = Finite(r.Fwhm),
            sign_rule = Kebab.Of(r.Sign.ToString()),
            group_id = r.Group,
            environment = r.Environment,
            stark_low = Finite(r.StarkLow),
            stark_high = Finite(r.StarkHigh),
            shift_d_cm1 = Finite(r.ShiftD),
            shift_13c_cm1 = Finite(r.Shift13C),
            shift_15n_cm1 = Finite(r.Shift15N),
            shift_18o_cm1 = Finite(r.Shift18O),
            isotope_basis = r.IsotopeBasis,
            support = r.Support,
            source = r.Source,
            doi = r.Doi,
            confidence = r.Confidence.ToString(),
            notes = r.Notes,
        };

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static double? Finite(double v) => double.IsFinite(v) ? v : null;

    private static string Text(double v) => double.IsFinite(v) ? v.ToString("g6", CultureInfo.InvariantCulture) : "not stated";
}
