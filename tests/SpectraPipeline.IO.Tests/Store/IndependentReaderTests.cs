using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Store;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.IO.Tests.Store;

/// <summary>What DuckDB and the own writer made, read by hyparquet (JavaScript, no shared code): same rows, same bits, units in the footer.
/// Needs node and <c>npm ci</c> in tests/npm.</summary>
public class IndependentReaderTests
{
    private static readonly string s_npm = Path.Combine(Corpus.Checkout, "tests", "npm");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Tables_and_spectra_read_the_same_elsewhere(bool compress)
    {
        using var folder = new TempFolder();
        ResultStoreTests.Write(folder.Path, SampleSeries.Make(0, 6, faulted: 3), compress);
        using ResultStore store = ResultStore.Open(folder.Path);
        string[] files = Directory.GetFiles(folder.Path, "*.parquet", SearchOption.AllDirectories);
        Assert.Equal(4, files.Length);
        foreach (string file in files)
        {
            using JsonDocument elsewhere = Read(file);
            AssertSame(store.Query($"select * from {SqlText.Parquet(file)}"), elsewhere.RootElement.GetProperty("rows"));
            string units = elsewhere.RootElement.GetProperty("metadata").GetProperty("units").GetString()!;
            Assert.Equal(
                file.EndsWith("frames.parquet", StringComparison.Ordinal),
                units.Contains("\"time_s\":\"s\"", StringComparison.Ordinal)
            );
            if (!file.EndsWith("bands.parquet", StringComparison.Ordinal))
                Assert.Equal(
                    compress || !file.Contains("arpls", StringComparison.Ordinal) ? "ZSTD" : "UNCOMPRESSED",
                    elsewhere.RootElement.GetProperty("codecs")[0].GetString()
                );
        }
    }

    [Fact]
    public void Parts_of_the_own_writer_read_the_same_elsewhere()
    {
        using var folder = new TempFolder();
        SpectralSeries block = SampleSeries.Make(10, 40, 300, faulted: 11);
        SpectraTable.WritePart(block, f => f == 12, folder["part.parquet"]);
        using JsonDocument elsewhere = Read(folder["part.parquet"]);
        JsonElement rows = elsewhere.RootElement.GetProperty("rows");
        Assert.Equal(40, rows.GetArrayLength());
        for (int f = 0; f < 40; f++)
        {
            Assert.Equal(10 + f, rows[f].GetProperty("frame").GetInt32());
            Assert.Equal(
                f == 11 ? "faulted"
                    : f == 2 ? "flagged"
                    : "ok",
                rows[f].GetProperty("status").GetString()
            );
            foreach (
                var (column, values) in ((string, double[])[])
                    [("y", block.Primary.Values), ("baseline", block["baseline"].Values), ("sigma of corrected", block.Primary.Sigma!)]
            )
                if (f == 11)
                    Assert.Equal(JsonValueKind.Null, rows[f].GetProperty(column).ValueKind);
                else
                    Assert.Equal(
                        values[(f * 300)..((f + 1) * 300)].Select(Hex),
                        rows[f].GetProperty(column).EnumerateArray().Select(v => v.GetString()!)
                    );
            if (f != 11)
                Assert.Equal(
                    block.Primary.Mask![(f * 300)..((f + 1) * 300)],
                    rows[f].GetProperty("mask of corrected").EnumerateArray().Select(v => v.GetBoolean())
                );
        }
    }

    private static void AssertSame(QueryResult expected, JsonElement rows)
    {
        Assert.Equal(expected.Rows.Count, rows.GetArrayLength());
        for (int r = 0; r < expected.Rows.Count; r++)
        for (int c = 0; c < expected.Columns.Count; c++)
            AssertSame(expected.Rows[r][c], rows[r].GetProperty(expected.Columns[c].Name), expected.Columns[c].Type);
    }

    private static void AssertSame(object? expected, JsonElement found, string type)
    {
        switch (expected)
        {
            case null:
                Assert.Equal(JsonValueKind.Null, found.ValueKind);
                break;
            case double d:
                Assert.Equal(Hex(d), found.GetString());
                break;
            case long n:
                // A 32-bit integer is a JavaScript number like a double; the script cannot tell them apart.
                Assert.Equal(
                    type == "INTEGER" ? Hex(n) : n.ToString(CultureInfo.InvariantCulture),
                    type == "INTEGER" ? found.GetString() : found.GetRawText()
                );
                break;
            case bool b:
                Assert.Equal(b, found.GetBoolean());
                break;
            case object?[] items:
                Assert.Equal(items.Length, found.GetArrayLength());
                for (int i = 0; i < items.Length; i++)
                    AssertSame(items[i], found[i], "DOUBLE");
                break;
            default:
                Assert.Equal(expected, found.GetString());
                break;
        }
    }

    private static string Hex(double d) => BitConverter.DoubleToInt64Bits(d).ToString("x16", CultureInfo.InvariantCulture);

    private static JsonDocument Read(string file)
    {
        Assert.SkipUnless(Directory.Exists(Path.Combine(s_npm, "node_modules", "hyparquet")), "needs hyparquet: run 'npm ci' in tests/npm");
        var start = new ProcessStartInfo("node", [Path.Combine(s_npm, "read.mjs"), file]) { RedirectStandardOutput = true };
        try
        {
            using Process node = Process.Start(start)!;
            string json = node.StandardOutput.ReadToEnd();
            node.WaitForExit();
            Assert.Equal(0, node.ExitCode);
            return JsonDocument.Parse(json);
        }
        catch (Win32Exception)
        {
            Assert.Skip("needs node (Node.js 20 or later) on the path");
            throw;
        }
    }
}
