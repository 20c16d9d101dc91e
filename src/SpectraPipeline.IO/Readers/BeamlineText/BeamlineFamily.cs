using System.Text.RegularExpressions;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.BeamlineText;

/// <summary>How the program of a beamline writes its scans: the signature in the first lines, and what of its header means what.
/// All else (separators, blank lines inside the data, which column is x) is common to them.</summary>
/// <param name="Name">Short name, kebab-case.</param>
/// <param name="Facility">Program and facility, for people.</param>
/// <param name="Signature">Matches the beginning of a file of this family and of no other.</param>
internal sealed partial record BeamlineFamily(string Name, string Facility, Regex Signature)
{
    /// <summary>Labels of the columns where the line above the data does not simply hold them.</summary>
    public Func<BeamlineScan, string[]?>? Labels { get; init; }

    /// <summary>Finds the begin of the scan in the header (groups <c>date</c> and, where the file states it, <c>zone</c>).</summary>
    public Regex? Date { get; init; }

    /// <summary>Finds the number of points that the header announces (group 1).</summary>
    public Regex? Points { get; init; }

    /// <summary>Finds the title (group 1).</summary>
    public Regex? Title { get; init; }

    /// <summary>What can be said of the columns only from their numbers.</summary>
    public Action<BeamlineScan, string[], double[][]>? Columns { get; init; }

    /// <summary>Unit of x by the definition of the family; null where label and magnitude tell.</summary>
    public Unit? XUnit { get; init; }

    /// <summary>Why files of this family cannot be read; null where they are.</summary>
    public string? Refusal { get; init; }

    /// <summary>The families. A new one is a line here, and a method in <see cref="BeamlineLabels"/> where its labels are odd.</summary>
    public static IReadOnlyList<BeamlineFamily> All { get; } =
    [
        new("xdac", "XDAC, NSLS", XdacSignature()) { Date = CreatedOn(), Title = CommentAfterGains() },
        new("nsls-dac", "NSLS_DAC, NSLS", NslsDacSignature()) { Date = CreatedOn(), Title = CommentAfterGains() },
        new("mrcat", "MRCAT_XAFS, APS", MrcatSignature()) { Date = CreatedOnClock(), Title = CommentAfterGains() },
        new("aps-labview", "LabVIEW scan, APS", LabViewSignature())
        {
            Labels = BeamlineLabels.Listed,
            Date = LabViewDate(),
            Points = LabViewPoints(),
            Title = LabViewComment(),
        },
        new("epics-scan", "Epics Scan, APS GSECARS", EpicsSignature()) { Date = EpicsDate(), Points = EpicsPoints() },
        new("aps-12bm", "exafsscan, APS 12-BM", Aps12Signature()) { Labels = BeamlineLabels.Numbered, Date = HashDate() },
        new("ssrl", "EXAFS Data Collector, SSRL", SsrlSignature())
        {
            Date = SecondLineDate(),
            Points = SsrlPoints(),
            Title = SsrlComment(),
        },
        new("fio", "FIO, DESY/PETRA", FioSignature())
        {
            Labels = BeamlineLabels.Fio,
            Date = FioDate(),
            Title = FioName(),
            Columns = BeamlineLabels.FioAbsorption,
        },
        new("cls", "CLS Data Acquisition, Canadian Light Source", ClsSignature()) { Labels = BeamlineLabels.Cls, Date = ClsDate() },
        new("nsls2-iss", "ISS, NSLS-II", IssSignature()) { Date = IssDate(), Title = IssComment() },
        new("esrf-bragg-energy", "BM08, ESRF", BraggEnergySignature()),
        new("sls-phoenix", "PHOENIX, SLS", PhoenixSignature()) { Labels = BeamlineLabels.WithoutColumnNumbers },
        new("lure", "LURE and old DESY", LureSignature()) { Points = LurePoints() },
        new("srs", "Daresbury SRS, ESRF DUBBLE", SrsSignature())
        {
            // Demeter's plugins SRS and DUBBLE suppose Si(111); a number in millidegrees would pass for eV.
            Refusal =
                "a scan of the Daresbury program (&SRS), whose x are monochromator angles in millidegrees without the d-spacing of the crystal: convert it to columns with an energy",
        },
        new("fdmnes", "FDMNES, calculated spectra", FdmnesSignature())
        {
            Columns = BeamlineLabels.RelativeToEdge,
            XUnit = Unit.ElectronVolt,
        },
        new("athena-columns", "column file written by Athena", AthenaSignature()) { Title = AthenaTitle() },
    ];

    /// <summary>The family of a file, or null.</summary>
    /// <param name="head">Its beginning, line ends as LF.</param>
    public static BeamlineFamily? Of(string head) => All.FirstOrDefault(f => f.Signature.IsMatch(head));

    [GeneratedRegex(@"\AXDAC V[0-9]")]
    private static partial Regex XdacSignature();

    [GeneratedRegex(@"\A#?\s*NSLS_DAC V[0-9]")]
    private static partial Regex NslsDacSignature();

    [GeneratedRegex(@"\AMRCAT_XAFS V[0-9]")]
    private static partial Regex MrcatSignature();

    [GeneratedRegex(@"\A#\s*1-D Scan File created[^\n]{1,80}LabVIEW Control Panel")]
    private static partial Regex LabViewSignature();

    [GeneratedRegex(@"\A;\s*Epics Scan")]
    private static partial Regex EpicsSignature();

    [GeneratedRegex(@"\A#D [^\n]{1,80}\n#S Scan [0-9]+;")]
    private static partial Regex Aps12Signature();

    [GeneratedRegex(@"\ASSRL\s+(?:Micro)?EXAFS Data Collector [0-9]")]
    private static partial Regex SsrlSignature();

    [GeneratedRegex(@"\A(?:[ \t]*(?:![^\n]*)?\n)*%[cpd][ \t]*\n")]
    private static partial Regex FioSignature();

    [GeneratedRegex(@"\A# CLS Data Acquisition")]
    private static partial Regex ClsSignature();

    [GeneratedRegex(@"\A# Facility: NSLS-II\n# Beamline: ")]
    private static partial Regex IssSignature();

    [GeneratedRegex(@"\A#\s*eBraggEnergy\s")]
    private static partial Regex BraggEnergySignature();

    [GeneratedRegex(@"\A#\s*\S*Energy\S*_c1\s+\S+_c2\s")]
    private static partial Regex PhoenixSignature();

    [GeneratedRegex(@"\A\s*[0-9]+PL\s*[0-9]+/[^\n;]*;[^\n]*\n\s*[0-9]+[ \t]*\n\s*[0-9.]+\s+[0-9.]+")]
    private static partial Regex LureSignature();

    [GeneratedRegex(@"\A\s*&SRS\b")]
    private static partial Regex SrsSignature();

    [GeneratedRegex(@"\A\s*#?\s*FDMNES program")]
    private static partial Regex FdmnesSignature();

    [GeneratedRegex(@"\A# Athena data file -- Athena version")]
    private static partial Regex AthenaSignature();

    // These programs ran in the United States and write the month first; files of theirs with days above 12 show it.
    [GeneratedRegex(@"created on (?<date>[0-9]+/[0-9]+/[0-9]+ at [0-9]+:[0-9][0-9](?::[0-9][0-9])? [AP]M)")]
    private static partial Regex CreatedOn();

    [GeneratedRegex(
        @"created at [^\n]{1,40} on (?<date>\w{3} \w{3} +[0-9]+ [0-9][0-9]:[0-9][0-9]:[0-9][0-9] [0-9]{4})(?: (?<zone>C[SD]T))?"
    )]
    private static partial Regex CreatedOnClock();

    [GeneratedRegex(@"created\s+(?:by LabVIEW Control Panel\s+)?(?<date>[0-9]+/[0-9]+/[0-9]+\s+[0-9]+:[0-9][0-9](?::[0-9][0-9])? [AP]M)")]
    private static partial Regex LabViewDate();

    [GeneratedRegex(@"scan began at time: (?<date>[^\n]+)")]
    private static partial Regex EpicsDate();

    [GeneratedRegex(@"\A#D (?<date>[^\n]+)")]
    private static partial Regex HashDate();

    [GeneratedRegex(@"\A[^\n]*\n(?<date>\w{3} \w{3} +[0-9]+ [0-9][0-9]:[0-9][0-9]:[0-9][0-9] [0-9]{4})")]
    private static partial Regex SecondLineDate();

    [GeneratedRegex(@"started at (?<date>[0-9]+-\w{3}-[0-9]{4} [0-9][0-9]:[0-9][0-9]:[0-9][0-9])")]
    private static partial Regex FioDate();

    [GeneratedRegex(@"^# (?<date>\w{3} \w{3} +[0-9]+ [0-9][0-9]:[0-9][0-9]:[0-9][0-9] [0-9]{4})", RegexOptions.Multiline)]
    private static partial Regex ClsDate();

    // 'Cycle: 1' beside 02/06/2019: the month stands first.
    [GeneratedRegex(@"^# Start time: (?<date>[0-9][0-9]/[0-9][0-9]/[0-9]{4}\s+[0-9][0-9]:[0-9][0-9]:[0-9][0-9])", RegexOptions.Multiline)]
    private static partial Regex IssDate();

    [GeneratedRegex(@"^#\s+E0:[^\n]*?([0-9]+) points", RegexOptions.Multiline)]
    private static partial Regex LabViewPoints();

    [GeneratedRegex(@"n_points\s*=\s*([0-9]+)")]
    private static partial Regex EpicsPoints();

    [GeneratedRegex(@"^PTS:\s*([0-9]+)", RegexOptions.Multiline)]
    private static partial Regex SsrlPoints();

    [GeneratedRegex(@"\A[^\n]*\n\s*([0-9]+)\s*(?:\n|\z)")]
    private static partial Regex LurePoints();

    [GeneratedRegex(@"^(?:#\s*)?Gains=[^\n]*\n(?:#\s*)?([^\s-][^\n]*)", RegexOptions.Multiline)]
    private static partial Regex CommentAfterGains();

    [GeneratedRegex(@"^# User Comment:\s*\n#[ \t]*(\S[^\n]*)", RegexOptions.Multiline)]
    private static partial Regex LabViewComment();

    [GeneratedRegex(@"\A(?:[^\n]*\n){7}([^\n]*\S)")]
    private static partial Regex SsrlComment();

    [GeneratedRegex(@"^\s*Name:\s*(\S+)", RegexOptions.Multiline)]
    private static partial Regex FioName();

    [GeneratedRegex(@"^# Comment:[ \t]*(\S[^\n]*)", RegexOptions.Multiline)]
    private static partial Regex IssComment();

    [GeneratedRegex(@"^# Saving (.*) as ", RegexOptions.Multiline)]
    private static partial Regex AthenaTitle();
}
