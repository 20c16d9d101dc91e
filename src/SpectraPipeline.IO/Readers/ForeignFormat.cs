using System.Text;

namespace SpectraPipeline.IO.Readers;

/// <summary>Formats that people hand over and that no reader here reads: what the file is and what to do with it.</summary>
internal static class ForeignFormat
{
    /// <summary>How Athena projects begin once they are unpacked.</summary>
    public static ReadOnlySpan<byte> AthenaProject => "# Athena project file"u8;

    private const string Later = "reading it directly comes with a later version";

    /// <summary>A clause such as "an Excel workbook: save the sheet as CSV"; null when the bytes are of none of these.</summary>
    public static string? Of(ReadOnlySpan<byte> bytes, string name)
    {
        string extension = Path.GetExtension(name).ToLowerInvariant();
        ReadOnlySpan<byte> b = bytes;
        if (b.StartsWith("PK\u0003\u0004"u8))
            return Zip(b);
        if (b.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]))
            return extension == ".spc" ? "a Shimadzu file (.spc): export the spectrum as text"
                : extension == ".doc" ? "a Word document: the spectra belong into text files of numbers"
                : "an old Excel workbook (.xls) or another Office file: save the sheet as CSV";
        if (b.StartsWith("Spectral Data File"u8) && extension == ".spg")
            return $"a Thermo OMNIC group (.spg): export its spectra as CSV; {Later}";
        if (b.StartsWith("Spectral Data File"u8))
            return $"a Thermo OMNIC spectrum (.spa): export as CSV; {Later}";
        if (b.StartsWith("Spectral Exte File"u8))
            return $"a Thermo OMNIC series or map (.srs, .map): export as CSV; {Later}";
        if (b.StartsWith((ReadOnlySpan<byte>)[0x0A, 0x0A, 0xFE, 0xFE]))
            return $"a Bruker OPUS file: save it as a data point table (.dpt); {Later}";
        if (b.StartsWith("WDF1"u8))
            return $"a Renishaw WiRE file (.wdf): export as TXT; {Later}";
        if (b.StartsWith("WIT_"u8))
            return $"a WITec project: export the spectra as a table (ASCII); {Later}";
        if (b.StartsWith("PEPE"u8))
            return $"a PerkinElmer spectrum (.sp): export as ASCII; {Later}";
        if (b.StartsWith("Andor Technology"u8))
            return $"an Andor Solis file (.sif): export as ASCII; {Later}";
        if (b.Length > 1 && b[1] is 0x4B or 0x4C or 0x4D && extension == ".spc")
            return $"a GRAMS spectrum (.spc): export as CSV; {Later}";
        if (b.StartsWith(AthenaProject))
            return $"an Athena project: export its groups as column files (mu(E)); {Later}";
        if (extension == ".spe" && b.Length >= 4100)
            return $"a Princeton Instruments file (.spe): export as ASCII; {Later}";
        if (b.StartsWith("%PDF"u8))
            return "a PDF document: a picture of a spectrum cannot be read; ask for the numbers";
        if (
            b.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G'])
            || b.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])
        )
            return "a picture: a picture of a spectrum cannot be read; export the numbers";
        ReadOnlySpan<byte> text = (b.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? b[3..] : b).TrimStart(" \t\r\n"u8);
        if (
            text.StartsWith("##"u8)
            && Encoding.Latin1.GetString(text[..Math.Min(12, text.Length)]).Contains("TITLE", StringComparison.OrdinalIgnoreCase)
        )
            return $"a JCAMP-DX file: export as CSV; {Later}";
        return null;
    }

    private static string Zip(ReadOnlySpan<byte> bytes) =>
        bytes.IndexOf("xl/"u8) >= 0 ? "an Excel workbook (.xlsx): save the sheet as CSV"
        : bytes.IndexOf("word/"u8) >= 0 ? "a Word document (.docx): the spectra belong into text files of numbers"
        : bytes.IndexOf("opendocument.spreadsheet"u8) >= 0 ? "an OpenDocument sheet (.ods): save the sheet as CSV"
        : "a ZIP archive: unpack it and name the files in it";
}
