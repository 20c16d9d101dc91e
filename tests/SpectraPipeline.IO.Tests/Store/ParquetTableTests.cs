using System.Collections;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.IO.Store;
using SpectraPipeline.IO.Store.DuckDb;
using Xunit;

namespace SpectraPipeline.IO.Tests.Store;

public class ParquetTableTests
{
    public static TheoryData<string> RowTypes => [.. SampleRows.Types.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(RowTypes))]
    public void Every_row_survives_the_round_trip(string name)
    {
        Type type = SampleRows.Types.Single(t => t.Name == name);
        // More rows than a DuckDB vector holds, so that chunks and validity words are crossed.
        IList rows = SampleRows.Make(type, 2500);
        using var folder = new TempFolder();
        using var database = new DuckDatabase(new());
        using DuckConnection connection = database.Connect();
        ParquetTable.For(type).Write(connection, [rows], folder["t.parquet"], "zstd");
        SampleRows.AssertSame(rows, ParquetTable.For(type).Read(connection, [folder["t.parquet"]]));
        IList loaded = ParquetTable.For(type).NewList();
        Assert.True(ParquetTable.For(type).Load(Saved(type, rows), loaded));
        SampleRows.AssertSame(rows, loaded);
    }

    [Theory]
    [InlineData("R", "r")]
    [InlineData("N", "n")]
    [InlineData("NSe", "n_se")]
    [InlineData("E0HalfStep", "e0_half_step")]
    [InlineData("De0Se", "de0_se")]
    [InlineData("PotentialSdV", "potential_sd_v")]
    [InlineData("Sha256", "sha256")]
    [InlineData("Sigma2Se", "sigma2_se")]
    [InlineData("TimeS", "time_s")]
    [InlineData("TauSSe", "tau_s_se")]
    [InlineData("OnsetPotentialVLow", "onset_potential_v_low")]
    [InlineData("BIC", "bic")]
    [InlineData("X1", "x1")]
    [InlineData("AtBound", "at_bound")]
    public void Column_names_are_snake_case(string property, string column) => Assert.Equal(column, TableColumn.SnakeCase(property));

    [Fact]
    public void NaN_and_a_negative_frame_are_stored_as_null_never_as_zero()
    {
        using var folder = new TempFolder();
        using var database = new DuckDatabase(new());
        using DuckConnection connection = database.Connect();
        FaultRow[] rows =
        [
            new()
            {
                Series = "s",
                Frame = -1,
                Step = "read",
                Code = "c",
                Severity = "warning",
                Message = "m",
            },
        ];
        ParquetTable.For<FaultRow>().Write(connection, [rows], folder["faults.parquet"], "zstd");
        using DuckRows found = connection.Query($"SELECT frame, file FROM {SqlText.Parquet(folder["faults.parquet"])}");
        Assert.True(found.Next());
        Assert.True(found[0].IsNull(0));
        Assert.True(found[1].IsNull(0));
    }

    [Fact]
    public void Stored_rows_with_other_columns_are_refused()
    {
        var fits = new List<FitRow>();
        Assert.False(ParquetTable.For<FitRow>().Load(Saved(typeof(EdgeRow), SampleRows.Make(typeof(EdgeRow), 2)), fits));
        Assert.Empty(fits);
    }

    private static BinaryReader Saved(Type type, IList rows)
    {
        var bytes = new MemoryStream();
        ParquetTable.For(type).Save(new BinaryWriter(bytes), rows);
        bytes.Position = 0;
        return new BinaryReader(bytes);
    }

    [Fact]
    public void Batches_come_out_in_order_across_row_groups()
    {
        // Several row groups, batches smaller and larger than a chunk, more threads than one.
        int[] sizes = [1, 0, 700, 2048, 5000, ParquetTable.RowGroup];
        using var folder = new TempFolder();
        using var database = new DuckDatabase(new() { Threads = 4 });
        using DuckConnection connection = database.Connect();
        int next = 0;
        IEnumerable<IList> batches = Enumerable
            .Range(0, 12)
            .Select(b =>
                (IList)
                    Enumerable
                        .Range(0, sizes[b % sizes.Length])
                        .Select(_ => new EdgeRow
                        {
                            Series = "s",
                            Frame = next++,
                            E0 = 1,
                        })
                        .ToList()
            );
        ParquetTable.For<EdgeRow>().Write(connection, batches, folder["t.parquet"], "zstd");
        var read = (List<EdgeRow>)ParquetTable.For<EdgeRow>().Read(connection, [folder["t.parquet"]]);
        Assert.Equal(2 * sizes.Sum(), read.Count);
        Assert.Equal(Enumerable.Range(0, next), read.Select(r => r.Frame));
    }

    [Fact]
    public void What_the_rows_throw_comes_out_as_it_is_and_the_next_table_is_written()
    {
        using var folder = new TempFolder();
        using var database = new DuckDatabase(new());
        using DuckConnection connection = database.Connect();
        IList[] good = [SampleRows.Make(typeof(EdgeRow), 2)];
        IEnumerable<IList> broken = good.Select<IList, IList>(_ => throw new EndOfStreamException("the part is gone"));
        Assert.Equal(
            "the part is gone",
            Assert
                .Throws<EndOfStreamException>(() => ParquetTable.For<EdgeRow>().Write(connection, broken, folder["t.parquet"], "zstd"))
                .Message
        );
        ParquetTable.For<EdgeRow>().Write(connection, good, folder["t.parquet"], "zstd");
        SampleRows.AssertSame(good[0], ParquetTable.For<EdgeRow>().Read(connection, [folder["t.parquet"]]));
    }

    [Theory]
    [InlineData("b,a", "b1 b4 a0 a2 a5 z3")]
    [InlineData("z,q", "z3 a0 b1 a2 b4 a5")]
    [InlineData("", "a0 b1 a2 z3 b4 a5")]
    public void Rows_are_sorted_by_series_and_keep_their_order_within(string order, string expected)
    {
        var rows = new ArrayList();
        foreach (string series in (string[])["a", "b", "a", "z", "b", "a"])
            rows.Add(
                new EdgeRow
                {
                    Series = series,
                    Frame = rows.Count,
                    E0 = 1,
                }
            );
        IReadOnlyList<string> wanted = order.Length == 0 ? [] : order.Split(',');
        var sorted = new List<EdgeRow>();
        foreach (IList batch in ParquetTable.For<EdgeRow>().InOrder(rows, wanted))
            sorted.AddRange(batch.Cast<EdgeRow>());
        Assert.Equal(expected, string.Join(' ', sorted.Select(r => $"{r.Series}{r.Frame}")));
    }

    [Fact]
    public void A_type_without_the_attribute_is_refused() => Assert.Throws<NotSupportedException>(() => ParquetTable.For(SampleRows.NoRow));

    /// <summary>CONTRACT section 3, to the letter; tables may have more columns.</summary>
    [Theory]
    [InlineData("files", "file, sha256, format, reader, status, message")]
    [InlineData(
        "frames",
        "series, frame, file, index_in_file, time_s, potential_v, potential_sd_v, potential_ir_v, potential_rhe_v, current_a, status, message"
    )]
    [InlineData("axes", "series, step, unit, values")]
    [InlineData(
        "bands",
        "series, frame, track, center, center_se, fwhm, fwhm_se, height, height_se, area, area_se, snr, shape, converged, at_bound"
    )]
    [InlineData(
        "fits",
        "series, frame, model, bands, chi_square, reduced_chi_square, points, variables, bic, evaluations, converged, message"
    )]
    [InlineData("detection_limits", "series, frame, center, lod_height, lod_area")]
    [InlineData(
        "tracks",
        "series, track, center, center_se, fwhm, sign, first_frame, onset_time_s, onset_time_s_low, onset_time_s_high, onset_potential_v, onset_potential_v_low, onset_potential_v_high, stark_cm1_per_v, stark_cm1_per_v_se, tau_s, tau_s_se, kinetic_model"
    )]
    [InlineData(
        "assignments",
        "series, track, rank, species, library_row, probability, probability_flat_prior, grade, verdict, rivals, evidence, next_experiment"
    )]
    [InlineData("comparisons", "compare, from_track, to_track, species, shift, shift_se, ratio, ratio_low, ratio_high, verdict")]
    [InlineData("edges", "series, frame, e0, e0_half_step, edge_step, oxidation_state, oxidation_state_low, oxidation_state_high, message")]
    [InlineData("exafs_fits", "series, frame, fit, model, r_factor, chi_square, reduced_chi_square, n_idp, n_var, aic, bic, verdict")]
    [InlineData("exafs_parameters", "series, frame, fit, name, value, se, correlations")]
    [InlineData("exafs_paths", "series, frame, fit, path, n, n_se, r, r_se, sigma2, sigma2_se, de0, de0_se")]
    [InlineData(
        "wavelet_lobes",
        "series, frame, lobe, k_max, k_max_low, k_max_high, r_max, amplitude, snr, kernel, k_resolution, k_weight"
    )]
    [InlineData("fourier_peaks", "series, frame, r, magnitude, snr, phase_corrected")]
    [InlineData("band_ratios", "series, group, numerator, denominator, quantity, model, ratio, ratio_low, ratio_high")]
    [InlineData("components", "series, frame, method, component, weight, weight_se")]
    [InlineData("component_spectra", "series, method, component, x, value, low, high")]
    [InlineData("model_quality", "series, method, criterion, rank, value, verdict")]
    [InlineData("two_d_correlation", "series, x1, x2, synchronous, asynchronous")]
    [InlineData("demodulation", "series, x, harmonic, period_s, in_phase, quadrature, amplitude, amplitude_se, phase_deg, phase_se")]
    [InlineData("claims", "id, statement, verdict, grade, supports, contradicts, rivals, next_experiment")]
    [InlineData("faults", "series, frame, file, step, code, message")]
    [InlineData("clocks", "series, log, offset_s, offset_s_se, rate, method")]
    public void Tables_have_the_columns_of_the_contract(string table, string columns)
    {
        ParquetTable? found = ParquetTable.All(typeof(TableAttribute).Assembly).SingleOrDefault(t => t.Name == table);
        Assert.SkipWhen(found is null, $"no stage writes the table {table} yet");
        string[] missing = [.. columns.Split(", ").Except(found.Columns.Select(c => c.Name))];
        Assert.True(missing.Length == 0, $"{table} lacks {string.Join(", ", missing)}");
    }
}
