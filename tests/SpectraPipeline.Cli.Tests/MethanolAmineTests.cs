using System.Text.Json;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.Cli.Tests;

/// <summary>The example's numbers against the truth beside its data (data-samples/methanol-amine/*/truth.json).</summary>
public sealed class MethanolAmineTests(ExampleRun example)
{
    /// <summary>From this frame on the bands have grown to two thirds and more (time constants 45 and 60 s, 30 s a frame).</summary>
    private const int Late = 8;

    [Fact]
    public void Bands_lie_where_they_were_made_and_have_their_signs()
    {
        // 3 cm-1: site distribution and water beneath move a maximum by about one, resolution is 4.
        foreach (JsonElement band in Truth("atr-ir").GetProperty("bands").EnumerateArray())
        {
            double center = band.GetProperty("center").GetDouble(),
                height = band.GetProperty("height").GetDouble();
            if (center is not (1415 or 1662))
                continue;
            JsonElement track = Spectra.Query(example.Folder, $"select track, sign, center from tracks where abs(center - {center}) < 8")[
                0
            ];
            Assert.Equal(Math.Sign(height), track.GetProperty("sign").GetInt32());
            Assert.Equal(center, track.GetProperty("center").GetDouble(), 3.0);
            JsonElement late = Spectra.Query(
                example.Folder,
                $"select avg(center) as center, min(height) as low, max(height) as high, count(*) as n from bands where frame >= {Late} and track = {track.GetProperty("track")}"
            )[0];
            Assert.Equal(22 - Late, late.GetProperty("n").GetInt32());
            Assert.Equal(center, late.GetProperty("center").GetDouble(), 3.0);
            Assert.Equal(Math.Sign(height), Math.Sign(late.GetProperty(height < 0 ? "high" : "low").GetDouble()));
        }
    }

    [Fact]
    public void Nothing_is_called_assigned_that_one_band_cannot_carry()
    {
        // 1662 cm-1 alone does not tell formaldehyde from an iminium ion (SAMPLES.md).
        Assert.Equal(
            0,
            Spectra.Number(example.Folder, "select count(*) from assignments where species like '*CH2O%' and verdict = 'assigned'")
        );
        JsonElement first = Spectra.Query(
            example.Folder,
            "select species, rivals from assignments join tracks using (series, track) where rank = 1 and abs(center - 1662) < 8"
        )[0];
        Assert.StartsWith("*CH2O", first.GetProperty("species").GetString(), StringComparison.Ordinal);
        Assert.NotEmpty(first.GetProperty("rivals").GetString()!);
        Assert.StartsWith(
            "CO3 2-",
            Spectra
                .Query(
                    example.Folder,
                    "select species from assignments join tracks using (series, track) where rank = 1 and abs(center - 1415) < 8"
                )[0]
                .GetProperty("species")
                .GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Edges_lie_where_they_were_made()
    {
        foreach (JsonElement sample in Truth("xas").EnumerateArray())
        {
            string series = sample.GetProperty("sample").GetString()!;
            double made = sample.GetProperty("inflection").GetDouble() + sample.GetProperty("energy_offset").GetDouble();
            // The scan steps 0.3 eV in the edge; the inflection is one of its points.
            Assert.Equal(made, Spectra.Number(example.Folder, $"select e0 from edges where series = '{series}'"), 0.3);
            // 4 %: the post-edge polynomial takes up a part of the decay behind the edge.
            double step = sample.GetProperty("edge_step").GetDouble();
            Assert.Equal(step, Spectra.Number(example.Folder, $"select edge_step from edges where series = '{series}'"), 0.04 * step);
        }
    }

    [Fact]
    public void The_first_shell_stands_at_its_distance_less_the_phase()
    {
        foreach (JsonElement sample in Truth("xas").EnumerateArray())
        {
            string series = sample.GetProperty("sample").GetString()!;
            double nearest = sample.GetProperty("shells").EnumerateArray().Min(s => s.GetProperty("distance").GetDouble());
            double r = Spectra.Number(example.Folder, $"select arg_max(r, magnitude) from fourier_peaks where series = '{series}'");
            // Without phase correction |chi(R)| of a K edge peaks 0.3 to 0.5 Å short.
            Assert.InRange(nearest - r, 0.3, 0.5);
            Assert.Equal(
                0,
                Spectra.Number(example.Folder, $"select count(*) from fourier_peaks where series = '{series}' and phase_corrected")
            );
        }
    }

    [Fact]
    public void The_wavelet_tells_zinc_neighbours_from_nitrogen()
    {
        double Lobe(string series) =>
            Spectra.Number(example.Folder, $"select arg_max(k_max, amplitude) from wavelet_lobes where series = '{series}'");
        Assert.True(Lobe("zn-foil") > Lobe("zn-n3") + 1);
        Assert.True(Lobe("zn-foil") > Lobe("zn-n4") + 1);
    }

    private static JsonElement Truth(string kind) =>
        JsonDocument
            .Parse(File.ReadAllText(Path.Combine(Corpus.Checkout, "data-samples", "methanol-amine", kind, "truth.json")))
            .RootElement;
}
