using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.Opus;

/// <summary>What a block of an OPUS file holds: the bit-field in its directory entry.</summary>
/// <param name="Value">The field as it is stored.</param>
internal readonly record struct BlockCode(int Value)
{
    private const int ParameterField = 0x3F << 4;
    private const int KindsOfData = 32;

    /// <summary>1 sample, 2 reference, 3 the ratio of both; 0 where it does not apply.</summary>
    public int Role => (Value >> 2) & 3;

    /// <summary>Kind of parameters; 0 for a block that holds none.</summary>
    public int Parameters => (Value >> 4) & 0x3F;

    /// <summary>Kind of data: 1 single beam, 2 interferogram, 3 phase, 4 absorbance ...; 0 for none.</summary>
    public int Kind => (Value >> 10) & (KindsOfData - 1);

    /// <summary>Detector channel, counted from 1: OPUS writes 22 for the match spectrum and 54 = 22 + 32 for the match of channel 2.</summary>
    public int Channel => ((Value >> 15) & 3) + 1;

    /// <summary>The block belongs to the measurement as it was taken; what OPUS wrote afterwards lacks the bit.</summary>
    public bool AsMeasured => (Value & (1 << 30)) != 0;

    /// <summary>The parameters of one measured curve: axis, factor, extremes, date.</summary>
    public bool IsStatus => Parameters == 1;

    /// <summary>Key and value pairs: a kind of parameters, or the text of the sample (user-defined entries).</summary>
    public bool HoldsParameters => Parameters != 0 || (Form == BlockForm.Entries && CurveField == 0);

    /// <summary>Parameters of the reference measurement.</summary>
    public bool IsReference => Role == 2 && Parameters > 1;

    /// <summary>Numbers on an axis, or something that belongs to them: reports and structures carry the code of their curve with another form.</summary>
    public bool MayHoldCurve => Parameters == 0 && Kind is not (0 or 13) && Form != BlockForm.Report;

    /// <summary>Numbers on an axis for certain.</summary>
    public bool HoldsCurve => MayHoldCurve && Form is BlockForm.Plain or BlockForm.Series or BlockForm.Compact;

    /// <summary>What happened to the file, as text.</summary>
    public bool IsHistory => CurveField == 0 && Form == BlockForm.Report;

    /// <summary>How the content is laid out.</summary>
    public BlockForm Form => (BlockForm)((Value >> 19) & 7);

    /// <summary>The code without the kind of parameters and the bits above: equal for a curve and its status block.</summary>
    public int Curve => Value & 0x3FFFFF & ~ParameterField;

    /// <summary>What the curve is to the pipeline.</summary>
    public Signal Signal =>
        Derivative != 0
            ? new(SignalKind.Unknown)
            : Kind switch
            {
                1 or 14 => new(SignalKind.SingleBeam),
                4 or 16 or 19 => new(SignalKind.Absorbance),
                5 or 12 or 18 => new(SignalKind.Transmittance),
                10 => new(SignalKind.Counts),
                2 or 3 or 7 or 22 => new(SignalKind.Auxiliary),
                _ => new(SignalKind.Unknown),
            };

    /// <summary>Name of the block as OPUS shows it: <c>AB</c>, <c>ScSm</c>, <c>IgRf</c>, <c>Match/2.Chn.</c></summary>
    public string Name
    {
        get
        {
            string name = NameOfKind(Kind);
            if (Kind is 1 or 2 or 3)
                name += Role switch
                {
                    1 => "Sm",
                    2 => "Rf",
                    _ => "",
                };
            else if (Role == 2)
                name += "Rf";
            name += (Value & 3) switch
            {
                1 => "/Real",
                2 => "/Imaginary",
                _ => "",
            };
            name += Derivative switch
            {
                1 => "/1.Der.",
                2 => "/2.Der.",
                3 => "/n.Der.",
                _ => "",
            };
            if (Channel > 1)
                name += string.Create(CultureInfo.InvariantCulture, $"/{Channel}.Chn.");
            return Form switch
            {
                BlockForm.Series => name + "/Multiple",
                BlockForm.Plain or BlockForm.Compact => name,
                var form => string.Create(CultureInfo.InvariantCulture, $"{name}/Form{(int)form}"),
            };
        }
    }

    /// <summary>Name of the kind of parameters, for keys that come twice.</summary>
    public string ParameterName =>
        IsReference
            ? "Rf"
            : Parameters switch
            {
                2 => "Instrument",
                3 => "Acquisition",
                4 => "FT",
                5 => "Plot",
                6 => "Optics",
                7 => "GC",
                8 => "Library",
                9 => "Communication",
                10 => "Sample",
                11 => "Process",
                _ => "Info",
            };

    /// <summary>Place of the block in the result, smallest first: what the measurement was made for, then what it was made from.</summary>
    public int Rank =>
        (Kind, Role) switch
        {
            _ when Channel > 1 || (Value & 3) is 1 or 2 || !HoldsCurve => Last,
            (4 or 5 or 6 or >= 10 and <= 12 or >= 14 and <= 19, _) => 0,
            (1, not 2) => 1,
            (1, 2) => 2,
            (2, not 2) => 3,
            (2, 2) => 4,
            (3, not 2) => 5,
            (3, 2) => 6,
            _ => Last,
        };

    /// <summary>Rank of what stands behind everything else.</summary>
    public const int Last = 7;

    private int Derivative => (Value >> 17) & 3;

    private int CurveField => Value & 0x7FFFF;

    private static string NameOfKind(int kind) =>
        kind switch
        {
            1 => "Sc",
            2 => "Ig",
            3 => "Ph",
            4 => "AB",
            5 => "TR",
            6 => "KM",
            7 => "Trace",
            8 => "GcIg",
            9 => "GcSc",
            10 => "Raman",
            11 => "Emis",
            12 => "Refl",
            14 => "Power",
            15 => "LogR",
            16 => "ATR",
            17 => "PAS",
            18 => "ArT",
            19 => "ArA",
            22 => "Match",
            _ => string.Create(CultureInfo.InvariantCulture, $"Kind{kind}"),
        };
}

/// <summary>How a block of an OPUS file is laid out.</summary>
internal enum BlockForm
{
    /// <summary>Numbers one after the other.</summary>
    Plain = 0,

    /// <summary>Key and value pairs about the sample.</summary>
    Entries = 1,

    /// <summary>Many spectra, each with its own factor, axis and times.</summary>
    Series = 2,

    /// <summary>A structure formula or pictures.</summary>
    Structure = 3,

    /// <summary>Numbers at the end of a block that begins with something else.</summary>
    Compact = 4,

    /// <summary>The history of the file, or a report on a curve.</summary>
    Report = 5,
}
