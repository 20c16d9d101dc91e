using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.Cli.Tests;

/// <summary>The example's tables and spectra read by hyparquet (JavaScript, no code shared with DuckDB) hold the numbers that
/// <c>spectra query --format json</c> prints. Needs node and <c>npm ci</c> in tests/npm.</summary>
public sealed class IndependentReaderTests(ExampleRun example)
{
    private static readonly string s_npm = Path.Combine(Corpus.Checkout, "tests", "npm");

    [Theory]
    [InlineData("frames")]
    [InlineData("bands")]
    [InlineData("fits")]
    [InlineData("tracks")]
    [InlineData("assignments")]
    [InlineData("edges")]
    [InlineData("wavelet_lobes")]
    [InlineData("fourier_peaks")]
    [InlineData("files")]
    public void Tables_hold_what_query_prints(string table) =>
        AssertSame(Spectra.Query(example.Folder, $"from {table}"), Read(Path.Combine("tables", table + ".parquet")));

    [Theory]
    [InlineData("atr-ir", "baseline.std-distribution")]
    [InlineData("zn-foil", "xas.fourier")]
    [InlineData("zn-n3", "xas.wavelet")]
    public void Spectra_hold_what_query_prints(string series, string step) =>
        AssertSame(
            Spectra.Query(example.Folder, $"select frame, y, status from spectra where series = '{series}' and step = '{step}'"),
            Read(Path.Combine("spectra", series, step + ".parquet"))
        );

    private static void AssertSame(JsonElement printed, JsonElement rows)
    {
        Assert.True(printed.GetArrayLength() > 0);
        Assert.Equal(printed.GetArrayLength(), rows.GetArrayLength());
        foreach (var (expected, found) in printed.EnumerateArray().Zip(rows.EnumerateArray()))
        foreach (JsonProperty column in expected.EnumerateObject())
            AssertSame(column.Name, column.Value, found.GetProperty(column.Name));
    }

    private static void AssertSame(string column, JsonElement expected, JsonElement found)
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.Array:
                Assert.Equal(expected.GetArrayLength(), found.GetArrayLength());
                foreach (var (e, f) in expected.EnumerateArray().Zip(found.EnumerateArray()))
                    AssertSame(column, e, f);
                break;
            // The script prints the bits of a double, and 64-bit integers as they are.
            case JsonValueKind.Number when found.ValueKind == JsonValueKind.String:
                Assert.Equal(
                    BitConverter.DoubleToInt64Bits(expected.GetDouble()).ToString("x16", CultureInfo.InvariantCulture),
                    found.GetString()
                );
                break;
            default:
                Assert.True(JsonElement.DeepEquals(expected, found), $"{column}: {expected} and {found}");
                break;
        }
    }

    private JsonElement Read(string file)
    {
        Assert.SkipUnless(Directory.Exists(Path.Combine(s_npm, "node_modules", "hyparquet")), "needs hyparquet: run 'npm ci' in tests/npm");
        var start = new ProcessStartInfo("node", [Path.Combine(s_npm, "read.mjs"), Path.Combine(example.Folder, file)])
        {
            RedirectStandardOutput = true,
        };
        try
        {
            using Process node = Process.Start(start)!;
            string json = node.StandardOutput.ReadToEnd();
            node.WaitForExit();
            Assert.Equal(0, node.ExitCode);
            return JsonDocument.Parse(json).RootElement.GetProperty("rows");
        }
        catch (Win32Exception)
        {
            Assert.Skip("needs node (Node.js 20 or later) on the path");
            throw;
        }
    }
}
