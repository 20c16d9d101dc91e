using SpectraPipeline.Report.Html;
using SpectraPipeline.Report.Sources;

namespace SpectraPipeline.Report.Page;

/// <summary>The tables that a referee reads.</summary>
internal static class Tables
{
    private static readonly (string Name, Func<ReportSource, TableBlock> Make)[] s_all =
    [
        ("run card", RunTables.RunCard),
        ("recipe", RunTables.Recipe),
        ("claims", AssignmentTables.Claims),
        ("tracks", BandTables.Tracks),
        ("assignments", AssignmentTables.Assignments),
        ("Stark slopes", BandTables.Stark),
        ("onsets", EvolutionTables.Onsets),
        ("hysteresis", EvolutionTables.Hysteresis),
        ("kinetic models", EvolutionTables.Kinetics),
        ("ratios", EvolutionTables.Ratios),
        ("replicates", EvolutionTables.Replicates),
        ("clocks", FitTables.Clocks),
        ("merged stretches", FitTables.Stretches),
        ("trends", FitTables.Trends),
        ("bands", BandTables.Bands),
        ("further parameters", FitTables.Parameters),
        ("fits", BandTables.Fits),
        ("baselines", Baselines.Table),
        ("detection limits", BandTables.DetectionLimits),
        ("energy calibrations", ScanTables.Calibrations),
        ("energy shifts", ScanTables.Alignments),
        ("scan quality", ScanTables.Quality),
        ("noise of the mean scan", ScanTables.Noise),
        ("dose trends", ScanTables.Trends),
        ("edges", XasTables.Edges),
        ("edge positions", EdgeTables.Positions),
        ("pre-edge peaks", EdgeTables.PreEdge),
        ("differences", EdgeTables.Differences),
        ("models of the EXAFS", ExafsTables.Fits),
        ("scattering paths", ExafsTables.Paths),
        ("variables of the EXAFS", ExafsTables.Parameters),
        ("shells compared", ExafsTables.Comparisons),
        ("maxima of the transform", XasTables.Peaks),
        ("wavelet lobes", XasTables.Lobes),
        ("wavelet limits", XasTables.WaveletLimits),
        ("components", MixtureTables.Weights),
        ("models of components", MixtureTables.Quality),
        ("library rows", AssignmentTables.LibraryRows),
        ("ledger", RunTables.Ledger),
        ("files", RunTables.Files),
        ("faults", RunTables.Faults),
    ];

    /// <summary>Those with rows; one that cannot be made costs itself.</summary>
    public static IReadOnlyList<Block> Blocks(ReportSource source, List<string> problems) =>
        [
            .. s_all
                .SelectMany(table => ReportWriter.Section("table of " + table.Name, () => [table.Make(source)], problems))
                .Where(block => block is not TableBlock { Rows.Count: 0 }),
        ];
}
