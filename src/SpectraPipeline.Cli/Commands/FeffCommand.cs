using System.CommandLine;
using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Engine.Catalog;
using SpectraPipeline.Engine.Feff;
using SpectraPipeline.IO.Structures;

namespace SpectraPipeline.Cli.Commands;

/// <summary><c>spectra feff STRUCTURE</c>: scattering paths of a structure for <c>xas.fit-paths</c>, by FEFF where it is installed.</summary>
internal static class FeffCommand
{
    public static Command Create(App app)
    {
        var structure = new Argument<string>("structure") { Description = "CIF or XYZ file, or a feff.inp to be run as it is." };
        var absorber = new Option<string?>("--absorber")
        {
            Description = "Element or site label of the absorber (Zn, Zn1); may be left out when the structure has one metal.",
        };
        var edge = new Option<string>("--edge") { Description = "K, L1, L2 or L3.", DefaultValueFactory = _ => "K" };
        var radius = new Option<double>("--radius")
        {
            Description = "Half length of the longest path, Å; atoms 1 Å further count for the potentials.",
            DefaultValueFactory = _ => 5,
        };
        var scf = new Option<bool>("--self-consistent") { Description = "Potentials made self-consistent: better, some ten times slower." };
        var output = new Option<string?>("--out", "-o")
        {
            Description = "Folder for the paths; 'feff-NAME' beside the structure when left out.",
        };
        var json = new Option<bool>("--json") { Description = "One JSON document." };
        var command = new Command("feff", "Makes the scattering paths (feffNNNN.dat) of a structure for xas.fit-paths; needs feff85exafs.")
        {
            structure,
            absorber,
            edge,
            radius,
            scf,
            output,
            json,
        };
        command.SetAction(
            (parsed, cancellation) =>
                Task.FromResult(
                    Run(
                        app,
                        parsed.GetValue(structure)!,
                        new Wanted(
                            parsed.GetValue(absorber),
                            parsed.GetValue(edge)!.ToUpperInvariant(),
                            parsed.GetValue(radius),
                            parsed.GetValue(scf)
                        ),
                        parsed.GetValue(output),
                        parsed.GetValue(json),
                        cancellation
                    )
                )
        );
        return command;
    }

    private sealed record Wanted(string? Absorber, string Edge, double Radius, bool SelfConsistent);

    private static int Run(App app, string path, Wanted wanted, string? output, bool json, CancellationToken cancellation)
    {
        if (wanted.Edge is not ("K" or "L1" or "L2" or "L3"))
            throw new UserException($"--edge {wanted.Edge}: write K, L1, L2 or L3.");
        if (!(wanted.Radius is >= 1.5 and <= 12))
            throw new UserException(FormattableString.Invariant($"--radius {wanted.Radius}: from 1.5 to 12 Å."));
        string input = InputOf(app, path, wanted);
        string folder =
            output ?? Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, $"feff-{Path.GetFileNameWithoutExtension(path)}");
        if (Directory.Exists(folder) && FeffPaths.Files(folder).Count > 0)
            throw new UserException($"{folder} holds paths already; name another folder with --out, or delete it.");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "feff.inp"), input);
        if (FeffProgram.Find() is not { } program)
            throw new UserException(
                $"FEFF is not installed; its input was written to {Path.Combine(folder, "feff.inp")}. Debian and Ubuntu: 'apt install feff85exafs'. Or run FEFF 6 to 9 elsewhere on that file and name the feffNNNN.dat in the pipeline."
            );
        FeffProgram.Run(program, folder, cancellation);
        IReadOnlyList<FeffPathSummary> paths = FeffPaths.Of(folder);
        if (json)
            app.Terminal.Out.WriteLine(System.Text.Json.JsonSerializer.Serialize(new { folder, paths }, Json.Indented));
        else
            Say(app.Terminal.Out, folder, paths);
        return 0;
    }

    private static string InputOf(App app, string path, Wanted wanted)
    {
        if (Path.GetExtension(path).Equals(".inp", StringComparison.OrdinalIgnoreCase))
            return File.Exists(path) ? File.ReadAllText(path) : throw new UserException($"'{path}' is not there.");
        AtomicStructure structure = AtomicStructure.Read(path);
        StructureAtom absorber = AbsorberOf(structure, wanted.Absorber, path);
        AtomCluster cluster = AtomCluster.Around(structure, absorber, wanted.Radius + 1);
        foreach (string note in structure.Notes)
            app.Terminal.Error.WriteLine(note);
        if (cluster.Hydrogens > 0)
            app.Terminal.Error.WriteLine(
                $"{cluster.Hydrogens} hydrogen atoms were left out: they hardly scatter and spoil FEFF's potentials."
            );
        return new FeffInput
        {
            Cluster = cluster,
            Edge = wanted.Edge,
            LongestPath = wanted.Radius,
            SelfConsistent = wanted.SelfConsistent,
            Molecule = structure.Lattice.Count == 0,
            Title = $"{Path.GetFileName(path)} around {absorber.Label}",
        }.ToText();
    }

    private static StructureAtom AbsorberOf(AtomicStructure structure, string? wanted, string path)
    {
        string[] metals =
        [
            .. structure
                .Sites.Select(s => s.Symbol)
                .Where(s => Element.Number(s) is 13 or > 18 and not (33 or 34 or 35 or 36 or 53 or 54))
                .Distinct(),
        ];
        if (wanted is null && metals.Length != 1)
            throw new UserException(
                $"{path} holds {(metals.Length == 0 ? "no metal" : string.Join(" and ", metals))}; say which atom absorbs: --absorber Zn."
            );
        string name = wanted ?? metals[0];
        StructureAtom[] found = [.. structure.Sites.Where(s => s.Label.Equals(name, StringComparison.OrdinalIgnoreCase))];
        if (found.Length == 0)
            found = [.. structure.Sites.Where(s => s.Symbol.Equals(name, StringComparison.OrdinalIgnoreCase))];
        if (found.Length == 0)
            throw new UserException(
                $"{path} has no atom '{name}'.{Suggestion.For(name, structure.Sites.Select(s => s.Label).Concat(structure.Sites.Select(s => s.Symbol)).Distinct())}"
            );
        string[] labels = [.. found.Select(f => f.Label).Distinct()];
        if (found.Length > 1 && structure.Lattice.Count > 0 && labels.Length > 1)
            throw new UserException(
                $"{path} has {found.Length} sites of {name} that differ: {string.Join(", ", labels)}. Say which: --absorber {labels[0]}."
            );
        // Of many alike in a molecule or particle, the one in the middle has the most neighbours.
        var middle = (1.0 / structure.Atoms.Count) * structure.Atoms.Aggregate(default(Vector3d), (sum, a) => sum + a.Position);
        return found.MinBy(f => (f.Position - middle).Length)!;
    }

    private static void Say(TextWriter output, string folder, IReadOnlyList<FeffPathSummary> paths)
    {
        output.WriteLine($"{paths.Count} paths in {folder}");
        output.WriteLine("  file          R/Å     N   legs  amplitude  way");
        foreach (FeffPathSummary p in paths)
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {p.File}  {p.Reff, 6:F3}  {p.Degeneracy, 4:0.#}  {p.Legs, 4}  {p.Amplitude, 8:F1} %  {p.Atoms}"
                )
            );
        output.WriteLine();
        output.WriteLine("For a pipeline, the shells (paths of two legs):");
        output.WriteLine("      - xas.fit-paths:");
        output.WriteLine("          paths:");
        foreach (FeffPathSummary p in paths.Where(p => p.Legs == 2).Take(3))
            output.WriteLine(
                $"            - {{ file: {Path.GetFileName(folder)}/{p.File}, label: {p.Atoms} at {p.Reff.ToString("F2", CultureInfo.InvariantCulture)} }}"
            );
    }
}
