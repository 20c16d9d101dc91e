namespace SpectraPipeline.IO.Readers;

/// <summary>Formats that people hand over and that no reader here reads: what the file is and what to do with it.</summary>
internal static class ForeignFormat
{
    /// <summary>A clause such as "an Excel workbook: save the sheet as CSV"; null when the bytes are of none of these.</summary>
    public static string? Of(ReadOnlySpan<byte> bytes, string name)
    {
        string extension = Path.GetExtension(name).ToLowerInvariant();
        ReadOnlySpan<byte> b = bytes;
        if (b.StartsWith("PK\u0003\u0004"u8))
            return Zip(b);
        if (b.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]))
            return extension == ".spc" ? "a Shimadzu UVProbe file (.spc), not GRAMS: export the spectrum as text"
                : extension == ".doc" ? "a Word document: the spectra belong into text files of numbers"
                : "an old Excel workbook (.xls) or another Office file: save the sheet as CSV";
        if (b.StartsWith("BIO-LOGIC MODULAR FILE"u8))
            return "a BioLogic EC-Lab binary file (.mpr): export it from EC-Lab as text (.mpt)";
        // Undocumented, and no open program reads them: only the extension is known.
        if (extension is ".l5s" or ".l5m" or ".l5v" or ".l6s" or ".l6m" or ".l6v")
            return $"a LabSpec file ({extension}), whose format is not published: save it as XML or TXT in LabSpec";
        if (extension == ".spc" && b.StartsWith((ReadOnlySpan<byte>)[0x00, 0x08]))
            return "an old Shimadzu file (.spc), not GRAMS: export the spectrum as text";
        // No signature: 1024, 2048 ... bare numbers of four bytes; the settings lie beside it.
        if (extension == ".spc" && b.Length >= 2048 && b.Length % 1024 == 0)
            return "bare numbers as a Bruker EMX EPR spectrometer writes them (.spc beside a .par): export the spectrum as text";
        if (b.StartsWith("PAR1"u8))
            return "a Parquet file: 'spectra query FOLDER' reads result folders; other tables belong into pandas, polars or DuckDB";
        if (b.StartsWith("%PDF"u8))
            return "a PDF document: a picture of a spectrum cannot be read; ask for the numbers";
        if (
            b.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G'])
            || b.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])
        )
            return "a picture: a picture of a spectrum cannot be read; export the numbers";
        return null;
    }

    private static string Zip(ReadOnlySpan<byte> bytes) =>
        bytes.IndexOf("xl/"u8) >= 0 ? "an Excel workbook (.xlsx): save the sheet as CSV"
        : bytes.IndexOf("word/"u8) >= 0 ? "a Word document (.docx): the spectra belong into text files of numbers"
        : bytes.IndexOf("opendocument.spreadsheet"u8) >= 0 ? "an OpenDocument sheet (.ods): save the sheet as CSV"
        : "a ZIP archive: unpack it and name the files in it";
}
