using System.Globalization;

namespace SpectraPipeline.IO.Readers.PerkinElmer;

/// <summary>What the numbers of PerkinElmer's block files stand for. The file has numbers only; names are those that the vendor's programs show.
/// A number without a name here comes as <c>#number</c>.</summary>
internal static class PeNames
{
    public const int DataSet = 120;
    public const int HistoryRecord = 121;
    public const int InfraredInstrument = 124;
    public const int UltravioletInstrument = 125;
    public const int FluorescenceInstrument = 126;
    public const int LastContainer = 139;

    public const int Range = 35698;
    public const int Step = 35700;
    public const int Points = 35701;
    public const int XUnit = 35703;
    public const int YUnit = 35704;
    public const int Values = 35708;
    public const int Alias = 35713;
    public const int RecordDate = 35700;

    public const int Image = 5100;
    public const int ImageHistory = 5104;
    public const int ImageSpectrum = 5105;

    private static readonly Dictionary<int, string> s_data = new()
    {
        [35697] = "Data type",
        [Range] = "Abscissa range",
        [35699] = "Ordinate range",
        [Step] = "Interval",
        [Points] = "Number of points",
        [35702] = "Sampling method",
        [XUnit] = "X axis label",
        [YUnit] = "Y axis label",
        [35705] = "X axis unit type",
        [35706] = "Y axis unit type",
        [35707] = "File type",
        [Values] = "Spectrum",
        [35709] = "Name",
        [35710] = "Checksum",
        [35711] = "History",
        [35712] = "Invalid region",
        [Alias] = "Alias",
        [35716] = "Event markers",
        [Image] = "Image",
        [ImageHistory] = "Image history",
        [ImageSpectrum] = "Spectrum of a pixel",
    };

    private static readonly Dictionary<int, string> s_record = new()
    {
        [35698] = "Operator",
        [35699] = "Modification",
        [RecordDate] = "Date",
        [35701] = "Parameters",
        [35702] = "Sample description",
    };

    private static readonly Dictionary<int, string> s_instrument = new()
    {
        [35836] = "Instrument type",
        [35837] = "Instrument model",
        [35838] = "Instrument serial number",
        [35839] = "Instrument software",
        [35840] = "Accumulations",
        [35841] = "Detector",
        [35842] = "Source",
        [35843] = "Beam splitter",
        [35844] = "Resolution",
        [35845] = "Apodization",
        [35846] = "Spectrum type",
        [35847] = "Beam type",
        [35849] = "Phase correction",
        [35854] = "Accessory",
        [35856] = "Interferogram type",
        [35857] = "Scan direction",
        [35882] = "Laser wavenumber",
        [35907] = "Slit width",
        [35910] = "Lamps",
        [35912] = "Cycle time",
        [35914] = "Cycles",
        [35915] = "Accessories",
        [35921] = "UV/Vis slit mode",
        [35922] = "NIR slit mode",
        [35923] = "NIR slit width",
        [35924] = "UV/Vis integration time",
        [35925] = "NIR integration time",
        [35927] = "NIR detector gain",
        [35933] = "Monochromator change at",
        [35934] = "Lamp change at",
        [35935] = "Detector change at",
        [35936] = "Sample beam position",
        [35937] = "Common beam mask",
        [35938] = "Common beam depolarizer",
        [35939] = "Attenuators",
    };

    /// <summary>Name of a block or of a member of a data set.</summary>
    public static string Of(int id) => Name(s_data, id);

    /// <summary>Name of an entry in a record of the history.</summary>
    public static string OfRecord(int id) => Name(s_record, id);

    /// <summary>Name of a setting of the instrument.</summary>
    public static string OfInstrument(int id) => Name(s_instrument, id);

    private static string Name(Dictionary<int, string> names, int id) =>
        names.GetValueOrDefault(id) ?? string.Create(CultureInfo.InvariantCulture, $"#{id}");
}
