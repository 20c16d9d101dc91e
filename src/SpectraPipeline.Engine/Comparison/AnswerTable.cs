namespace SpectraPipeline.Engine.Comparison;

/// <summary>A number of a table: its column, what it is called, and the column of its error where that is not named after it.</summary>
internal sealed record AnswerNumber(string Column, string Words, string? Error = null);

/// <summary>How the rows of a table of the contract (section 3) answer something: what names a row in both runs, and what it says.</summary>
internal sealed record AnswerTable(string Name)
{
    /// <summary>What a row is about, in words.</summary>
    public required string Noun { get; init; }

    /// <summary>Columns beside series and frame that name the same row in both runs.</summary>
    public string[] Keys { get; init; } = [];

    /// <summary>Several rows may share all names: they are counted in order of this column.</summary>
    public string? Rank { get; init; }

    /// <summary>Rows have no name that both runs share: each is held against the nearest of the other run by this column.</summary>
    public string? Position { get; init; }

    public AnswerNumber[] Numbers { get; init; } = [];

    /// <summary>Columns with verdicts: a change is said before any number.</summary>
    public string[] Verdicts { get; init; } = [];

    /// <summary>Columns with other words.</summary>
    public string[] Words { get; init; } = [];

    /// <summary>Beginning of the name of the stage that writes it, for tables that do not remember the step.</summary>
    public string Stage { get; init; } = "";

    /// <summary>Which of its rows, as SQL says it; empty: all.</summary>
    public string Only { get; init; } = "";

    /// <summary>Every table that is compared by this pattern. Tracks, assignments, claims, faults, files and axes are compared by their own rules.</summary>
    public static IReadOnlyList<AnswerTable> All { get; } =
    [
        new("comparisons")
        {
            Noun = "comparison",
            Keys = ["compare", "species"],
            Rank = "from_track",
            Numbers = [new("shift", "shift"), new("ratio", "ratio")],
            Verdicts = ["verdict"],
        },
        new("stark_windows")
        {
            Noun = "Stark slope",
            Keys = ["track", "selection"],
            Position = "potential_low_v",
            Numbers = [new("slope_cm1_per_v", "slope")],
            Stage = "bands.stark",
        },
        new("band_ratios")
        {
            Noun = "ratio",
            Keys = ["group", "numerator", "denominator", "quantity"],
            Numbers = [new("ratio", "ratio")],
            Stage = "bands.ratio",
        },
        new("edges")
        {
            Noun = "edge",
            Numbers =
            [
                new("e0", "E0"),
                new("e0_half_step", "E0 at half step"),
                new("e0_inflection", "E0 at the inflection"),
                new("shift_from_foil", "distance from the foil"),
                new("edge_step", "edge step"),
                new("oxidation_state", "oxidation state"),
            ],
            Stage = "xas.normalize",
        },
        new("exafs_fits")
        {
            Noun = "fit",
            Keys = ["fit", "model"],
            Numbers = [new("r_factor", "R factor"), new("reduced_chi_square", "reduced chi-square")],
            Verdicts = ["verdict"],
            Stage = "xas.fit-paths",
        },
        new("exafs_paths")
        {
            Noun = "path",
            Keys = ["fit", "path"],
            Numbers = [new("n", "N"), new("r", "R"), new("sigma2", "sigma2"), new("de0", "dE0")],
            Stage = "xas.fit-paths",
        },
        new("exafs_parameters")
        {
            Noun = "fit variable",
            Keys = ["fit", "name"],
            Numbers = [new("value", "value", "se")],
            Stage = "xas.fit-paths",
        },
        new("exafs_comparisons")
        {
            Noun = "shell",
            Keys = ["other", "path", "other_path", "quantity"],
            Numbers = [new("ratio", "ratio")],
            Verdicts = ["verdict"],
        },
        new("edge_positions")
        {
            Noun = "edge",
            Keys = ["channel", "definition"],
            Numbers =
            [
                new("energy", "energy"),
                new("shift_from_foil", "distance from the foil"),
                new("height", "height"),
                new("oxidation_state", "oxidation state"),
            ],
        },
        new("pre_edge_peaks")
        {
            Noun = "pre-edge peak",
            Keys = ["peak"],
            Numbers = [new("center", "position"), new("height", "height"), new("area", "area")],
        },
        new("difference_areas")
        {
            Noun = "difference",
            Keys = ["reference"],
            Numbers = [new("area", "area")],
            Verdicts = ["verdict"],
        },
        new("calibrations")
        {
            Noun = "calibration",
            Numbers = [new("e0_found", "edge found", "e0_se"), new("edge_energy", "put to"), new("shift_ev", "shift")],
            Words = ["method", "convention"],
        },
        new("alignments")
        {
            Noun = "energy shifts",
            Numbers = [new("shift_ev", "shift", "shift_se")],
            Words = ["origin"],
        },
        new("scan_quality")
        {
            Noun = "scans",
            Numbers = [new("noise_chi", "noise of chi(k)"), new("k_max_usable", "usable k")],
            Verdicts = ["verdict"],
        },
        new("dose_trends")
        {
            Noun = "trend",
            Keys = ["quantity"],
            Numbers = [new("slope", "slope"), new("limit_per_scan", "limit")],
            Verdicts = ["verdict"],
        },
        new("wavelet_limits")
        {
            Noun = "wavelet limit",
            Keys = ["k", "r"],
            Numbers = [new("amplitude", "amplitude", "noise"), new("limit", "limit")],
            Verdicts = ["verdict"],
        },
        new("components")
        {
            Noun = "component",
            Keys = ["method", "component"],
            Numbers = [new("weight", "weight")],
        },
        // A place in a ranking names no row: a combination of standards is known by its standards, a model of the whole by what was judged.
        new("model_quality")
        {
            Noun = "model",
            Keys = ["method", "criterion", "model"],
            Numbers = [new("value", "value")],
            Verdicts = ["verdict"],
            Only = "criterion IN ('combination', 'distance', 'standard-distance')",
        },
        new("model_quality")
        {
            Noun = "model",
            Keys = ["method", "criterion"],
            Numbers = [new("value", "value")],
            Verdicts = ["verdict"],
            Words = ["model"],
            Only = "criterion IN ('r-factor', 'sum', 'energy-shift', 'rank')",
        },
        new("model_quality")
        {
            Noun = "model",
            Keys = ["method", "criterion", "rank"],
            Numbers = [new("value", "value")],
            Verdicts = ["verdict"],
            Only = "criterion NOT IN ('combination', 'distance', 'standard-distance', 'r-factor', 'sum', 'energy-shift', 'rank')",
        },
        new("demodulation")
        {
            Noun = "harmonic",
            Keys = ["x", "harmonic"],
            Numbers = [new("amplitude", "amplitude"), new("phase_deg", "phase", "phase_se")],
            Stage = "series.demodulate",
        },
        new("clocks")
        {
            Noun = "clock",
            Keys = ["log"],
            Numbers = [new("offset_s", "offset")],
            Stage = StepPlace.Read,
        },
        new("frames")
        {
            Noun = "frames",
            Numbers = [new("time_s", "time"), new("potential_v", "potential", "potential_sd_v")],
            Stage = StepPlace.Read,
        },
        new("bands")
        {
            Noun = "fitted bands",
            Position = "center",
            Numbers = [new("center", "position"), new("fwhm", "width"), new("height", "height"), new("area", "area")],
        },
        new("fits")
        {
            Noun = "fits",
            Numbers = [new("reduced_chi_square", "reduced chi-square")],
            Words = ["model", "converged"],
        },
        new("detection_limits")
        {
            Noun = "detection limits",
            Position = "center",
            Numbers = [new("lod_height", "smallest height found")],
        },
        new("fourier_peaks")
        {
            Noun = "|chi(R)| peak",
            Position = "r",
            Numbers = [new("r", "R"), new("magnitude", "magnitude")],
        },
        new("wavelet_lobes")
        {
            Noun = "wavelet",
            Keys = ["lobe"],
            Numbers = [new("k_max", "k"), new("r_max", "R"), new("amplitude", "amplitude")],
        },
    ];

    /// <summary>Tables that are compared by their own rules, or that answer nothing by themselves.</summary>
    public static IReadOnlySet<string> Others { get; } =
        new HashSet<string> { "files", "axes", "faults", "tracks", "assignments", "claims" };
}
