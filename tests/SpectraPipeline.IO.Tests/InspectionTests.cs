using System.Text;
using System.Text.Json;
using SpectraPipeline.IO.Readers;
using Xunit;

namespace SpectraPipeline.IO.Tests;

public sealed class InspectionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("spectra-inspect-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_object_has_the_keys_of_the_contract()
    {
        JsonElement o = Json("wavenumber_cm-1,0 s,30 s\n1002,1,4\n1001,2,5\n1000,NaN,6\n");
        Assert.Equal(
            ("delimited", 2, 3, "cm-1"),
            (Text(o, "format"), o.GetProperty("spectra").GetInt32(), o.GetProperty("points").GetInt32(), Text(o, "x_unit"))
        );
        Assert.Equal((1002, 1000), (Number(o, "x_first"), Number(o, "x_last")));
        Assert.Equal((1, 6, 3.6), (Number(o, "y_min"), Number(o, "y_max"), Number(o, "y_mean")));
        Assert.Equal((0, 30), (Number(o, "time_first"), Number(o, "time_last")));
        foreach (string key in (string[])["file", "technique", "y_unit", "metadata"])
            Assert.True(o.TryGetProperty(key, out _), key);
    }

    [Fact]
    public void A_mean_that_no_number_holds_is_left_out() =>
        Assert.Equal(JsonValueKind.Null, Json("1000,1e308\n1001,1e308\n1002,1e308\n").GetProperty("y_mean").ValueKind);

    [Fact]
    public void A_scan_shows_mu_and_not_its_first_column()
    {
        JsonElement o = Json(
            "# XDI/1.0\n# Column.1: energy eV\n# Column.2: readback\n# Column.3: i0\n# Column.4: itrans\n# Mono.d_spacing: 3.13555\n# Element.symbol: Cu\n# Element.edge: K\n# ---\n"
                + "8900 8900.1 8 8\n8901 8901.1 8 8\n8902 8902.1 8 4\n"
        );
        Assert.Equal("xdi", Text(o, "format"));
        Assert.Equal("mu", Text(o, "y_unit"));
        Assert.Equal(Math.Log(2), Number(o, "y_max"), 1e-12);
        Assert.Contains(o.GetProperty("notes").EnumerateArray(), n => n.GetString() == "y: mu = ln(i0/itrans), transmission");
    }

    [Fact]
    public void A_file_that_cannot_be_read_gives_code_message_and_offset()
    {
        JsonElement o = Json("1,2\n2,3\n3,4\nwords\n4,5\n");
        Assert.False(o.TryGetProperty("format", out _));
        JsonElement error = o.GetProperty("error");
        Assert.Equal(("bad-file", 12), (Text(error, "code"), error.GetProperty("offset").GetInt64()));
        Assert.Contains("found 'words'", Text(error, "message"), StringComparison.Ordinal);
        Inspection missing = Inspection.Of(Path.Combine(_folder, "nope.csv"), ReaderCatalog.Default, ReadHints.None);
        Assert.Equal("There is no such file.", missing.Error);
        Assert.Contains("cannot be read: There is no such file.", missing.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Packed_files_are_read_and_cut_ones_refused()
    {
        using var memory = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(memory, System.IO.Compression.CompressionMode.Compress, leaveOpen: true))
            gzip.Write(Encoding.ASCII.GetBytes("1000,1\n1001,2\n1002,3\n"));
        string path = Path.Combine(_folder, "a.csv.gz");
        File.WriteAllBytes(path, memory.ToArray());
        Assert.Null(Inspection.Of(path, ReaderCatalog.Default, ReadHints.None).Error);
        File.WriteAllBytes(path, memory.ToArray()[..^6]);
        Assert.NotNull(Inspection.Of(path, ReaderCatalog.Default, ReadHints.None).Error);
    }

    [Fact]
    public void The_text_names_format_range_and_notes()
    {
        string path = Path.Combine(_folder, "a.csv");
        File.WriteAllText(path, "Operator: me\ncm-1;A\n1000,5;0,1\n1001,5;0,2\n1002,5;0,3\n");
        string text = Inspection.Of(path, ReaderCatalog.Default, ReadHints.None).ToText();
        Assert.Contains("x          1000.5 to 1002.5 cm-1", text, StringComparison.Ordinal);
        Assert.Contains("note       decimal commas read as such", text, StringComparison.Ordinal);
        Assert.Contains("| Operator = me", text, StringComparison.Ordinal);
    }

    private JsonElement Json(string content)
    {
        string path = Path.Combine(_folder, "a.csv");
        File.WriteAllText(path, content);
        return JsonDocument.Parse(Inspection.ToJson([Inspection.Of(path, ReaderCatalog.Default, ReadHints.None)])).RootElement[0];
    }

    private static string Text(JsonElement o, string key) => o.GetProperty(key).GetString()!;

    private static double Number(JsonElement o, string key) => o.GetProperty(key).GetDouble();
}
