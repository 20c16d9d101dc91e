using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace SpectraPipeline.Cli.Tests.Commands;

/// <summary>spectra diff: what it says of two runs whose difference is known because the test made it.</summary>
public sealed class DiffCommandTests
{
    [Fact]
    public void Two_runs_of_one_pipeline_are_said_to_be_the_same_in_one_line()
    {
        using DiffRuns runs = new DiffRuns().Run("a", null, "--workers", "1").Run("b", null, "--workers", "2");
        Assert.StartsWith("No difference:", Assert.Single(runs.Text().Trim().Split('\n')), StringComparison.Ordinal);
        DiffDocument diff = runs.Diff();
        Assert.True(diff.Same);
        Assert.Empty(diff.Answers);
        Assert.Empty(diff.Causes);
    }

    [Fact]
    public void A_changed_lambda_is_named_and_no_other_series_is_said_to_differ()
    {
        using DiffRuns runs = new DiffRuns().Run("a").Run("b", null, "--set", "s.baseline.arpls.lambda=100");
        DiffDocument diff = runs.Diff();
        Assert.False(diff.Same);
        Assert.Equal("s, baseline.arpls: lambda 10000 -> 100 (by --set)", Assert.Single(diff.Causes));
        Assert.Equal(["s"], diff.Texts("series"));
        Assert.Contains("tracks", diff.Tables);
        Assert.All(diff.Answers, a => Assert.Equal(diff.Causes, diff.CausesOf(a)));
        Assert.All(diff.Answers, a => Assert.Equal("baseline.arpls", a.GetProperty("first_to_differ").GetString()));
        Assert.Equal("Because of s, baseline.arpls: lambda 10000 -> 100 (by --set).", runs.Text().Split('\n')[1].TrimEnd());
    }

    [Fact]
    public void A_parameter_of_the_last_step_changes_what_that_step_wrote_and_nothing_before_it()
    {
        using DiffRuns runs = new DiffRuns()
            .Run("a")
            .Run("b", DiffRuns.Yaml(DiffRuns.Steps.Replace("[own.csv]", "[own.csv], calibration-error: 9", StringComparison.Ordinal)));
        DiffDocument diff = runs.Diff();
        Assert.Equal(["assignments"], diff.Tables.Except(["claims", "faults"]));
        Assert.Equal("s, assign.bands: calibration-error 2 -> 9", Assert.Single(diff.Causes));
    }

    [Fact]
    public void A_parameter_that_lies_downstream_is_not_blamed_for_what_lies_upstream()
    {
        using DiffRuns runs = new DiffRuns()
            .Run("a")
            .Run("b", null, "--set", "s.baseline.arpls.lambda=100", "--set", "s.assign.bands.calibration-error=9");
        DiffDocument diff = runs.Diff();
        JsonElement[] tracks = [.. diff.Answers.Where(a => a.GetProperty("table").GetString() == "tracks")];
        Assert.NotEmpty(tracks);
        foreach (JsonElement a in tracks)
        {
            Assert.Contains("lambda", Assert.Single(diff.CausesOf(a)), StringComparison.Ordinal);
            Assert.Empty(diff.CausesOf(a, "may_add"));
        }
        JsonElement[] assigned = [.. diff.Answers.Where(a => a.GetProperty("table").GetString() == "assignments")];
        Assert.NotEmpty(assigned);
        Assert.All(
            assigned,
            a => Assert.Contains("calibration-error", Assert.Single(diff.CausesOf(a, "may_add")), StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_changed_file_is_named_and_an_untouched_one_is_not()
    {
        using DiffRuns runs = new DiffRuns().Run("a");
        runs.WriteFrame("s", 3, [1100, 1200], height: 60);
        runs.Run("b");
        DiffDocument diff = runs.Diff();
        Assert.Equal("s, input files: 1 changed (s-3.csv)", Assert.Single(diff.Causes));
        Assert.Equal(["s"], diff.Texts("series"));
        Assert.All(diff.Answers, a => Assert.Single(diff.CausesOf(a)));
    }

    [Fact]
    public void Files_added_and_removed_are_counted_and_one_that_only_moved_is_none()
    {
        using DiffRuns runs = new DiffRuns().Run("a");
        File.Delete(runs["s-4.csv"]);
        runs.Run("b");
        Assert.Contains("s, input files: 1 removed (s-4.csv)", runs.Diff().Causes);
        Assert.Contains(
            runs.Diff().Answers,
            a => a.GetProperty("table").GetString() == "frames" && a.GetProperty("statement").GetString() is "ok 5 -> 4" or "ok 4 -> 3"
        );
        runs.Copy("a", "moved")
            .Manifest(
                "moved",
                m =>
                {
                    foreach (JsonNode? input in m["inputs"]!.AsArray())
                        input!["file"] = "elsewhere/" + input["file"]!.GetValue<string>();
                }
            );
        Assert.StartsWith("No difference:", runs.Text("a", "moved"), StringComparison.Ordinal);
    }

    /// <summary>Without the second file every frame behind it has another number, and none has another spectrum.</summary>
    [Fact]
    public void Frames_are_matched_by_file_where_a_file_less_shifts_their_numbers()
    {
        using DiffRuns runs = new DiffRuns().Run("a");
        File.Delete(runs["s-1.csv"]);
        runs.Run("b");
        DiffDocument diff = runs.Diff();
        JsonElement bands = Assert.Single(diff.Answers, a => a.GetProperty("table").GetString() == "bands");
        Assert.Equal("10 -> 8 rows", bands.GetProperty("statement").GetString());
        Assert.DoesNotContain("spectra", diff.Tables);
    }

    [Fact]
    public void A_changed_row_of_the_library_changes_assignments_alone_and_the_leader_is_said_first()
    {
        using DiffRuns runs = new DiffRuns().Run("a");
        runs.WriteLibrary(alpha: 1200, beta: 1100);
        runs.Run("b");
        DiffDocument diff = runs.Diff();
        Assert.Equal("own.csv changed", Assert.Single(diff.Causes));
        Assert.Empty(diff.Tables.Except(["assignments", "claims", "faults"]));
        Assert.Equal("leader", diff.Answers[0].GetProperty("kind").GetString());
        Assert.StartsWith("band at 1100", diff.Answers[0].GetProperty("subject").GetString(), StringComparison.Ordinal);
        Assert.Matches("^alpha .* -> beta ", $"{diff.Answers[0].GetProperty("before")} -> {diff.Answers[0].GetProperty("after")}");
        Assert.Matches("^[2-4] leading species", runs.Text());
    }

    [Fact]
    public void Renumbered_tracks_are_matched_by_position()
    {
        const string swapped =
            "SELECT * REPLACE (CASE WHEN series = 's' THEN 3 - track ELSE track END AS track) FROM t ORDER BY series, track";
        using DiffRuns runs = new DiffRuns().Run("a").Copy("a", "b", "tracks", swapped).Change("b", "assignments", swapped);
        runs.Change("b", "bands", swapped)
            .Change(
                "b",
                "claims",
                "SELECT * REPLACE (replace(replace(replace(id, 's/track-1', 's/track-x'), 's/track-2', 's/track-1'), 's/track-x', 's/track-2') AS id) FROM t"
            );
        Assert.Equal(
            "2",
            Spectra.Query(runs["b"], "select track from tracks where series = 's' order by center")[0].GetProperty("track").ToString()
        );
        Assert.StartsWith("No difference:", runs.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void One_band_more_is_new_and_the_others_stay_themselves()
    {
        using DiffRuns runs = new DiffRuns().Run("a");
        runs.WriteFrames("s", [1050, 1100, 1200]);
        runs.Run("b");
        DiffDocument diff = runs.Diff();
        JsonElement fresh = Assert.Single(
            diff.Answers,
            a => a.GetProperty("kind").GetString() == "existence" && a.GetProperty("table").GetString() == "tracks"
        );
        Assert.StartsWith("band at 1050", fresh.GetProperty("subject").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("is new", fresh.GetProperty("statement").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(diff.Answers, a => a.GetProperty("kind").GetString() == "leader");
        // Each band of a frame is held against itself: none is said to be another.
        JsonElement[] frames = [.. diff.Answers.Where(a => a.GetProperty("table").GetString() == "bands")];
        Assert.Contains("10 -> 15 rows", frames.Select(a => a.GetProperty("statement").GetString()));
        Assert.All(
            frames.Where(a => a.GetProperty("quantity").GetString() == "center"),
            a => Assert.InRange(First(a, "after") - First(a, "before"), -3, 3)
        );
        Assert.Contains("1 band is new", runs.Text().Split('\n')[0], StringComparison.Ordinal);
        Assert.Contains("1 band is gone", runs.Text("b", "a").Split('\n')[0], StringComparison.Ordinal);
    }

    private static double First(JsonElement answer, string side) =>
        double.Parse(answer.GetProperty(side).GetString()!.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Both positions have an error of 1 cm-1: the combined error is √2.</summary>
    [Theory]
    [InlineData(0.0005, null)]
    [InlineData(1.41, "within-error")]
    [InlineData(1.42, "changed")]
    public void A_difference_is_held_against_the_combined_error(double shift, string? expected)
    {
        using DiffRuns runs = new DiffRuns().Run("a").Change("a", "tracks", "SELECT * REPLACE (1.0 AS center_se) FROM t");
        runs.Copy(
            "a",
            "b",
            "tracks",
            FormattableString.Invariant(
                $"SELECT * REPLACE (center + {shift} AS center) FROM t WHERE series = 's' AND track = 1 UNION ALL SELECT * FROM t WHERE NOT (series = 's' AND track = 1)"
            )
        );
        DiffDocument diff = runs.Diff();
        if (expected is null)
        {
            Assert.True(diff.Same);
            return;
        }
        JsonElement answer = Assert.Single(diff.Answers);
        Assert.Equal("center", answer.GetProperty("quantity").GetString());
        Assert.Equal(expected, answer.GetProperty("change").GetString());
        Assert.Contains(" ± 1.0", answer.GetProperty("before").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_manifests_do_not_explain_is_said_to_be_unexplained()
    {
        using DiffRuns runs = new DiffRuns().Run("a").Copy("a", "b", "tracks", "SELECT * REPLACE (fwhm * 1.5 AS fwhm) FROM t");
        Assert.Contains("Nothing in the manifests explains it; please report", runs.Text(), StringComparison.Ordinal);
        Assert.All(runs.Diff().Answers, a => Assert.Empty(a.GetProperty("because_of").EnumerateArray()));
    }

    [Fact]
    public void Steps_added_removed_and_moved_are_causes_of_what_follows()
    {
        string smoothed = "      - shape.smooth: { window: 5 }\n" + DiffRuns.Steps;
        string moved = DiffRuns.Steps.Replace(
            "      - peaks.find",
            "      - shape.smooth: { window: 5 }\n      - peaks.find",
            StringComparison.Ordinal
        );
        using DiffRuns runs = new DiffRuns().Run("a").Run("b", DiffRuns.Yaml(smoothed)).Run("c", DiffRuns.Yaml(moved));
        Assert.Equal("s, shape.smooth was added", Assert.Single(runs.Diff().Causes));
        Assert.Equal("s, shape.smooth is no longer there", Assert.Single(runs.Diff("b", "a").Causes));
        Assert.EndsWith("was moved", Assert.Single(runs.Diff("b", "c").Causes), StringComparison.Ordinal);
        Assert.All(runs.Diff().Answers, a => Assert.Single(a.GetProperty("because_of").EnumerateArray()));
    }

    [Fact]
    public void Keys_outside_steps_and_the_context_are_causes_too()
    {
        using DiffRuns runs = new DiffRuns()
            .Run("a")
            .Run(
                "b",
                DiffRuns.Yaml(more: "    labels: { lot: 7 }\n").Replace("species: [CO]", "species: [CO], ph: 3", StringComparison.Ordinal)
            );
        Assert.Equal(
            ["context, ph: (not given) -> 3", "s, labels: (not given) -> { lot: 7 }"],
            runs.Diff().Causes.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void A_changed_assembly_is_named_where_the_manifest_tells_the_code()
    {
        using DiffRuns runs = new DiffRuns().Run("a").Copy("a", "b");
        runs.Manifest("b", m => m["code"]!["Numerics"] = "1");
        Assert.Equal("the program's Numerics changed", Assert.Single(runs.Diff().Causes));
        Assert.StartsWith("The answers are the same", runs.Text(), StringComparison.Ordinal);
        runs.Manifest("b", m => m.Remove("code")).Manifest("b", m => m["version"] = "0.0.1");
        Assert.EndsWith("-> 0.0.1", Assert.Single(runs.Diff().Causes), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_processor_platform_or_runtime_is_called_so_and_said_once()
    {
        using DiffRuns runs = new DiffRuns().Run("a").Copy("a", "b");
        runs.Manifest("a", m => Code(m, "512", "linux-x64", ".NET 10.0.1")).Manifest("b", m => Code(m, "256", "win-x64", ".NET 10.0.2"));
        Assert.Equal(
            ["vector width 512 -> 256 (another processor)", "platform linux-x64 -> win-x64", "runtime .NET 10.0.1 -> .NET 10.0.2"],
            runs.Diff().Causes
        );
        runs.Manifest("a", m => m["code"]!.AsObject().Remove("platform"));
        Assert.DoesNotContain(runs.Diff().Causes, c => c.Contains("platform", StringComparison.Ordinal));

        static void Code(JsonObject m, string vectors, string platform, string runtime)
        {
            Assert.Contains("vectors", m["code"]!.AsObject());
            Assert.Contains("Numerics", m["code"]!.AsObject());
            (m["code"]!["vectors"], m["code"]!["platform"]) = (vectors, platform);
            (m["code"]!["runtime"], m["runtime"]) = (runtime, runtime);
        }
    }

    [Fact]
    public void A_change_that_only_frames_show_is_counted_in_the_first_line()
    {
        string yaml = DiffRuns.Yaml(DiffRuns.Steps.Split("      - bands.track")[0]);
        using DiffRuns runs = new DiffRuns().Run("a", yaml).Run("b", yaml, "--set", "s.baseline.arpls.lambda=100");
        Assert.Equal(["bands"], runs.Diff().Tables.Except(["faults", "spectra"]));
        string first = runs.Text().Split('\n')[0];
        Assert.Matches("; [0-9] quantit(y|ies) of frames changed beyond the error, [0-9] within it", first);
        Assert.DoesNotContain("no number", first, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_more_shifts_no_other_and_a_row_that_took_the_place_of_another_is_seen()
    {
        const string other = "SELECT * REPLACE (1050.0 AS center, NULL AS track) FROM t WHERE series = 's' AND track = 1";
        using DiffRuns runs = new DiffRuns().Run("a").Copy("a", "b", "bands", "SELECT * FROM t UNION ALL " + other);
        Assert.Equal("10 -> 15 rows", Assert.Single(runs.Diff().Answers).GetProperty("statement").GetString());
        runs.Copy("a", "c", "bands", "SELECT * FROM t WHERE series <> 's' OR track <> 2 UNION ALL " + other);
        Assert.Equal(
            "10 rows, 5 of them only in the first run, 5 only in the second",
            Assert.Single(runs.Diff("a", "c").Answers).GetProperty("statement").GetString()
        );
        runs.Change("a", "bands", "SELECT * FROM t UNION ALL SELECT * FROM t WHERE track = 1").Copy("a", "d");
        Assert.True(runs.Diff("a", "d").Same, "two bands at one place are themselves too");
    }

    [Fact]
    public void Bands_of_a_single_spectrum_are_named_by_where_they_are()
    {
        using DiffRuns runs = new DiffRuns();
        foreach (string series in (string[])["s", "t"])
            for (int f = 1; f < 5; f++)
                File.Delete(runs[$"{series}-{f}.csv"]);
        runs.Run("a");
        runs.WriteFrame("s", 0, [1050, 1104, 1200]);
        JsonElement[] bands = [.. runs.Run("b").Diff().Answers.Where(a => a.GetProperty("table").GetString() == "bands")];
        Assert.Contains(
            bands,
            a =>
                a.GetProperty("subject").GetString()!.StartsWith("fitted band at 1050", StringComparison.Ordinal)
                && a.GetProperty("statement").GetString() == "is new"
        );
        Assert.Contains(
            bands,
            a =>
                a.GetProperty("subject").GetString()!.StartsWith("fitted band at 1104", StringComparison.Ordinal)
                && a.GetProperty("quantity").GetString() == "center"
        );
        Assert.DoesNotContain(bands, a => a.GetProperty("statement").GetString() == "is gone");
    }

    [Fact]
    public void A_fault_that_moves_to_another_frame_is_seen_although_the_totals_are_the_same()
    {
        using DiffRuns runs = new DiffRuns().Run("a").Copy("a", "b");
        foreach (var (run, frame) in new[] { ("a", 3), ("b", 1) })
            runs.Change(
                    run,
                    "frames",
                    $"SELECT * REPLACE (CASE WHEN series = 's' AND frame = {frame} THEN 'faulted' ELSE 'ok' END AS status) FROM t"
                )
                .Change(
                    run,
                    "faults",
                    $"SELECT * FROM t UNION ALL BY NAME SELECT 's' AS series, {frame} AS frame, 'peaks.find' AS step, 'no-band' AS code, 'faulted' AS severity, 'None.' AS message"
                );
        DiffDocument diff = runs.Diff();
        Assert.Equal(
            ["ok -> faulted in frame 1, faulted -> ok in frame 3", "once as before, but not in the same frames (frame 1 is new): None."],
            diff.Texts("statement")
        );
    }

    [Fact]
    public void Words_that_change_both_ways_are_told_as_two_changes()
    {
        using DiffRuns runs = new DiffRuns().Run("a").Copy("a", "b");
        foreach (var (run, isFirst) in new[] { ("a", "frame IN (0, 1, 2)"), ("b", "frame IN (2, 3)") })
        {
            File.Copy(runs[run + "/tables/bands.parquet"], runs[run + "/tables/fits.parquet"], overwrite: true);
            runs.Change(
                run,
                "fits",
                $"SELECT series, step, frame, CASE WHEN {isFirst} THEN '2 gauss' ELSE '3 gauss' END AS model FROM t WHERE series = 's' AND track = 1"
            );
        }
        JsonElement answer = Assert.Single(runs.Diff().Answers);
        Assert.Equal("model 2 gauss -> 3 gauss in 2, 3 gauss -> 2 gauss in 1 of 5", answer.GetProperty("statement").GetString());
        Assert.Contains("model 2 gauss -> 3 gauss in 2", runs.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_intensities_on_another_axis_are_not_the_same()
    {
        using DiffRuns runs = new DiffRuns()
            .Run("a")
            .Copy(
                "a",
                "b",
                "axes",
                "SELECT * REPLACE ([v + 2 FOR v IN \"values\"] AS \"values\") FROM t WHERE series = 's' UNION ALL SELECT * FROM t WHERE series <> 's'"
            );
        DiffDocument diff = runs.Diff();
        Assert.Equal(["axes"], diff.Tables);
        Assert.Equal(["s"], diff.Texts("series"));
        Assert.All(
            diff.Answers,
            a => Assert.Matches("points from 1000 to .* points from 1002 to ", a.GetProperty("statement").GetString())
        );
    }

    [Fact]
    public void A_series_that_another_reads_by_the_key_beside_its_steps_is_upstream_of_it()
    {
        string yaml = DiffRuns.Yaml("      - shape.difference: {}\n" + DiffRuns.Steps, more: "    reference: t\n");
        using DiffRuns runs = new DiffRuns().Run("a", yaml);
        runs.WriteFrame("t", 3, [1120, 1240], height: 60);
        DiffDocument diff = runs.Run("b", yaml).Diff();
        JsonElement[] read = [.. diff.Answers.Where(a => a.GetProperty("series").GetString() == "s")];
        Assert.NotEmpty(read);
        Assert.All(read, a => Assert.Equal("t, input files: 1 changed (t-3.csv)", Assert.Single(diff.CausesOf(a))));
    }

    [Fact]
    public void A_series_is_upstream_where_the_manifest_says_so_and_not_where_a_word_is_its_id()
    {
        using DiffRuns runs = new DiffRuns().Run("a").Run("b", null, "--set", "t.baseline.arpls.lambda=100");
        runs.Change("b", "tracks", "SELECT * REPLACE (CASE WHEN series = 's' THEN fwhm * 1.5 ELSE fwhm END AS fwhm) FROM t");
        foreach (string run in (string[])["a", "b"])
            runs.Manifest(run, m => m["series"]![0]!["needs"] = new JsonArray("t"));
        Assert.All(OfS(), a => Assert.Equal("t, baseline.arpls: lambda 10000 -> 100 (by --set)", Assert.Single(runs.Diff().CausesOf(a))));
        foreach (string run in (string[])["a", "b"])
            runs.Manifest(
                run,
                m =>
                {
                    m["series"]![0]!["needs"] = new JsonArray();
                    m["series"]![0]!["steps"]![0]!["parameters"]!["name"] = "as t";
                    m["series"]![0]!["steps"]![0]!["parameters"]!["word"] = "t";
                }
            );
        Assert.All(OfS(), a => Assert.Empty(runs.Diff().CausesOf(a)));

        JsonElement[] OfS() =>
            runs.Diff().Answers.Where(a => a.GetProperty("series").GetString() == "s").ToArray() is { Length: > 0 } found
                ? found
                : throw new InvalidOperationException("s differs");
    }

    [Fact]
    public void A_claim_is_not_silenced_by_an_assignment_of_another_series_at_the_same_place()
    {
        DiffRuns runs = new();
        runs.WriteFrames("t", [1100, 1200]);
        using DiffRuns copies = runs.Run("a").Copy("a", "b");
        runs.Change(
                "b",
                "assignments",
                "SELECT * REPLACE (CASE WHEN series = 's' AND track = 1 THEN 'other' ELSE verdict END AS verdict) FROM t"
            )
            .Change("b", "claims", "SELECT * REPLACE (CASE WHEN id LIKE 't/track-1%' THEN 'other' ELSE verdict END AS verdict) FROM t");
        DiffDocument diff = runs.Diff();
        Assert.Contains("assignments", diff.Tables);
        Assert.Contains(diff.Answers, a => a.GetProperty("table").GetString() == "claims" && a.GetProperty("series").GetString() == "t");
    }

    [Fact]
    public void A_table_that_cannot_be_read_is_named_with_its_folder()
    {
        using DiffRuns runs = new DiffRuns().Run("a").Copy("a", "damaged");
        byte[] bytes = File.ReadAllBytes(runs["damaged/tables/bands.parquet"]);
        Array.Fill(bytes, (byte)0xff, 4, 200);
        foreach (byte[] content in new[] { bytes, bytes[..100] })
        {
            File.WriteAllBytes(runs["damaged/tables/bands.parquet"], content);
            Outcome diff = Spectra.Run("diff", runs["a"], runs["damaged"]);
            Assert.Equal(Program.BadArguments, diff.Code);
            Assert.Contains(runs["damaged"] + ": the table bands (bands.parquet) cannot be read", diff.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_old_manifest_without_the_newer_keys_is_compared_by_what_it_has()
    {
        using DiffRuns runs = new DiffRuns().Run("a").Run("b", null, "--set", "s.baseline.arpls.lambda=100");
        runs.Manifest(
            "a",
            m =>
            {
                foreach (string key in (string[])["code", "references", "ledger", "context", "runtime", "seed", "inputs"])
                    m.Remove(key);
                m["pipeline"]!.AsObject().Remove("text");
                m["pipeline"]!.AsObject().Remove("set");
            }
        );
        DiffDocument diff = runs.Diff();
        Assert.Contains("s, baseline.arpls: lambda 10000 -> 100 (by --set)", diff.Causes);
        Assert.Contains("tracks", diff.Tables);
        Assert.NotEmpty(runs.Text("b", "a"));
    }

    [Fact]
    public void A_table_and_a_series_that_only_one_run_has_are_said()
    {
        using DiffRuns runs = new DiffRuns().Run("a").Run("b", DiffRuns.Yaml().Split("  - id: t")[0]).Copy("a", "c");
        File.Delete(runs["c/tables/bands.parquet"]);
        DiffDocument diff = runs.Diff();
        Assert.Contains("series t is no longer in the pipeline", diff.Causes);
        Assert.Contains(
            diff.Answers,
            a => a.GetProperty("subject").GetString() == "the whole series" && a.GetProperty("series").GetString() == "t"
        );
        Assert.DoesNotContain(diff.Answers, a => a.GetProperty("series").GetString() == "s");
        Assert.Equal(["bands"], runs.Diff("a", "c").Tables);
    }

    [Fact]
    public void What_is_no_finished_result_folder_is_refused_with_what_to_do()
    {
        using DiffRuns runs = new DiffRuns().Run("a");
        Directory.CreateDirectory(runs["broken/.parts"]);
        Directory.CreateDirectory(runs["foreign"]);
        File.WriteAllText(runs["foreign/manifest.json"], "{ \"name\": \"other\" }");
        Directory.CreateDirectory(runs["damaged"]);
        File.WriteAllText(runs["damaged/manifest.json"], "{ \"na");
        foreach (
            var (folder, message) in new[]
            {
                ("gone", "there is no such folder"),
                ("broken", "--resume"),
                ("foreign", "'spectra run'"),
                ("damaged", "is damaged"),
            }
        )
        foreach (string[] order in new[] { new[] { "a", folder }, [folder, "a"] })
        {
            Outcome diff = Spectra.Run("diff", runs[order[0]], runs[order[1]]);
            Assert.Equal(Program.BadArguments, diff.Code);
            Assert.Contains(message, diff.Error, StringComparison.Ordinal);
            Assert.Contains(folder, diff.Error, StringComparison.Ordinal);
            Assert.Empty(diff.Out);
        }
        Outcome many = Spectra.Run("diff", runs["a"], runs.Work.Root);
        Assert.Equal(Program.BadArguments, many.Code);
        Assert.Contains("name one of them", many.Error, StringComparison.Ordinal);
    }
}
