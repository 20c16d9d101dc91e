using System.Text.Json;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.IO.Store;
using Xunit;

namespace SpectraPipeline.IO.Tests.Store;

public sealed class ResultStoreTests : IDisposable
{
    private const string Id = "ir/ä 1";
    private const string Step = "baseline.arpls";
    private readonly TempFolder _folder = new();
    private readonly SpectralSeries _whole = SampleSeries.Make(0, 6, faulted: 3);

    public ResultStoreTests()
    {
        Write(_folder["run one"], _whole);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Spectra_come_back_to_the_bit_with_axis_and_frame_information(bool compress)
    {
        Write(_folder["run"], _whole, compress);
        using ResultStore store = ResultStore.Open(_folder["run"]);
        Assert.Equal([Id, "other"], store.Series);
        Assert.Equal([Step], store.Steps(Id));
        SpectralSeries read = store.ReadSpectra(Id, Step);
        Assert.True(_whole.Axis.SameAs(read.Axis));
        foreach (Channel c in _whole.Channels)
        {
            Assert.Equal(c.Signal, read[c.Name].Signal);
            Assert.Equal(SampleSeries.Bits(c.Values), SampleSeries.Bits(read[c.Name].Values));
        }
        Assert.Equal(_whole.Info.Select(i => (i.Frame, i.File, i.TimeS)), read.Info.Select(i => (i.Frame, i.File, i.TimeS)));
        Assert.Equal([3], Enumerable.Range(0, 6).Where(f => read.Faults[f] is not null));
    }

    [Fact]
    public void Some_frames_can_be_read_alone()
    {
        using ResultStore store = ResultStore.Open(_folder["run one"]);
        SpectralSeries read = store.ReadSpectra(Id, Step, [4, 1]);
        Assert.Equal([1, 4], read.Info.Select(i => i.Frame));
        Assert.Equal(_whole.Primary[4].ToArray(), read.Primary[1].ToArray());
        Assert.ThrowsAny<UserException>(() => store.ReadSpectra(Id, "shape.crop"));
    }

    [Fact]
    public void Many_chosen_frames_of_a_long_series_come_in_stored_order_each_with_its_own_values()
    {
        // A long IN list becomes a join, which may return rows in another order, and differently in each of the two queries.
        const int count = 5000;
        const int points = 1000;
        using var folder = new TempFolder();
        double[] y = new double[count * points];
        for (int i = 0; i < y.Length; i++)
            y[i] = i / points;
        var series = new SpectralSeries(
            "long",
            new Axis("raman shift", Unit.RamanShift, [.. Enumerable.Range(0, points).Select(i => (double)i)]),
            [new Channel("y", new Signal(SignalKind.Counts), count, points, y)],
            [.. Enumerable.Range(0, count).Select(f => new FrameInfo { Frame = f, File = "f" })]
        );
        var store = new PartStore(folder.Path);
        store.CompactRows(typeof(AxisRow), new[] { store.CompactSpectra("shape.crop", series) }, []);
        store.WriteManifest("{}");
        using ResultStore result = ResultStore.Open(folder.Path);
        int[] wanted = [.. Enumerable.Range(0, 400).Select(i => (int)Math.Round(i * (count - 1.0) / 399))];
        for (int repeat = 0; repeat < 5; repeat++)
        {
            SpectralSeries read = result.ReadSpectra("long", "shape.crop", wanted);
            Assert.Equal(wanted, read.Info.Select(i => i.Frame));
            Assert.Equal(wanted.Select(f => (double)f), Enumerable.Range(0, read.Frames).Select(i => read.Primary[i][points - 1]));
        }
    }

    [Fact]
    public void A_map_keeps_its_second_axis()
    {
        using var folder = new TempFolder();
        var map = new SpectralSeries(
            "m",
            new Axis("k", Unit.PerAngstrom, [3, 4, 5]),
            [new Channel("map", new Signal(SignalKind.WaveletMap), 1, 6, [1, 2, 3, 4, 5, 6])],
            [new FrameInfo { Frame = 0, File = "f" }],
            axis2: new Axis("r", Unit.Angstrom, [1, 2])
        );
        var store = new PartStore(folder.Path);
        store.CompactRows(typeof(AxisRow), new[] { store.CompactSpectra("xas.wavelet", map) }, []);
        store.WriteManifest("{}");
        using ResultStore result = ResultStore.Open(folder.Path);
        SpectralSeries read = result.ReadSpectra("m", "xas.wavelet");
        Assert.Equal(Unit.Angstrom, read.Axis2!.Unit);
        Assert.Equal([1, 2], read.Axis2.Values.ToArray());
        Assert.Equal([1, 2, 3, 4, 5, 6], read.Primary.Values);
    }

    [Fact]
    public void Views_answer_queries_over_tables_and_spectra()
    {
        using ResultStore store = ResultStore.Open(_folder["run one"]);
        QueryResult frames = store.Query("select frame, potential_v, status from frames order by frame;");
        Assert.Equal([0L, -0.0, "ok"], frames.Rows[0]);
        Assert.Null(frames.Rows[1][1]);
        QueryResult spectra = store.Query("select series, step, frame, len(y) n, status from spectra order by frame");
        Assert.Equal([Id, Step, 2L, 7L, "flagged"], spectra.Rows[2]);
        Assert.Equal([Id, Step, 3L, null, "faulted"], spectra.Rows[3]);
        Assert.Equal(6L, store.Query("-- how many\n with f as (from frames) select count(*) from f").Rows[0][0]);
        Assert.NotEmpty(store.Query("explain select * from frames").Rows);
        Assert.NotEmpty(store.Query("summarize frames").Rows);
        Assert.Contains(store.Query("show tables").Rows, r => (string)r[0]! == "bands");
    }

    [Fact]
    public void Describe_gives_units_and_meaning()
    {
        using ResultStore store = ResultStore.Open(_folder["run one"]);
        QueryResult d = store.Query(" DESCRIBE frames ; ");
        Assert.Equal(["column_name", "column_type", "unit", "help"], d.Columns.Select(c => c.Name));
        Assert.Equal(["potential_v", "DOUBLE", "V", "Electrode potential as logged."], d.Rows.Single(r => (string)r[0]! == "potential_v"));
        Assert.Contains(store.Query("describe spectra").Rows, r => (string)r[0]! == "y" && ((string)r[3]!).Length > 0);
        // DuckDB's own DESCRIBE of a query still works.
        Assert.Equal("DOUBLE", store.Query("describe select 1.5::double as a").Rows[0][1]);
    }

    [Fact]
    public void Units_stand_in_the_footer_of_the_file()
    {
        using ResultStore store = ResultStore.Open(_folder["run one"]);
        string path = Path.Combine(store.Folder, "tables", "frames.parquet");
        object? json = store
            .Query($"select decode(value) from parquet_kv_metadata({SqlText.Literal(path)}) where decode(key) = 'units'")
            .Rows.Single()[0];
        using JsonDocument units = JsonDocument.Parse((string)json!);
        Assert.Equal("s", units.RootElement.GetProperty("time_s").GetString());
        Assert.Equal("", units.RootElement.GetProperty("series").GetString());
    }

    [Fact]
    public void Every_type_reaches_the_three_formats()
    {
        using ResultStore store = ResultStore.Open(_folder["run one"]);
        QueryResult r = store.Query(
            """
            select true as b, 0.1::double + 0.2::double as d, 'nan'::double as nan, null as n, -12.50::decimal(10,2) as dec,
              170141183460469231731687303715884105727::hugeint as huge, 'a "q", ' || chr(10) || 'é' as text, [1.5, null, 'nan'::double] as list,
              date '2026-11-20' as day, {'a': 1} as struct, 18446744073709551615::ubigint as u
            """
        );
        Assert.Equal(
            "b,d,nan,n,dec,huge,text,list,day,struct,u\r\n"
                + "true,0.30000000000000004,,,-12.50,170141183460469231731687303715884105727,\"a \"\"q\"\", \né\",\"[1.5,null,null]\",2026-11-20,{'a': 1},18446744073709551615\r\n",
            r.ToCsv()
        );
        using JsonDocument json = JsonDocument.Parse(r.ToJson());
        JsonElement row = json.RootElement[0];
        Assert.Equal(0.1 + 0.2, row.GetProperty("d").GetDouble());
        Assert.Equal(JsonValueKind.Null, row.GetProperty("nan").ValueKind);
        Assert.Equal("-12.50", row.GetProperty("dec").GetRawText());
        Assert.Equal("[1.5,null,null]", row.GetProperty("list").GetRawText().Replace(" ", "").Replace("\n", "").Replace("\r", ""));
        string[] lines = store.Query("select 'ab' as word, 1.0::double / 3 as x union all select 'c', 22.5").ToTable().Split('\n');
        Assert.Equal(["word            x", "----  -----------", "ab    0.333333333", "c            22.5", ""], lines);
    }

    [Theory]
    [InlineData("select * from bandss", "bandss")]
    [InlineData("select foo from frames", "foo")]
    [InlineData("selct 1", "selct")]
    [InlineData("select 1 +", "syntax")]
    [InlineData("", "no statement")]
    [InlineData("select 1; select 2", "one statement")]
    public void Errors_say_what_DuckDB_says(string sql, string part)
    {
        using ResultStore store = ResultStore.Open(_folder["run one"]);
        Assert.Contains(part, Assert.ThrowsAny<UserException>(() => store.Query(sql)).Message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("copy frames to '{0}/x.csv'")]
    [InlineData("explain analyze copy frames to '{0}/x.csv'")]
    [InlineData("attach '{0}/x.db' as x")]
    [InlineData("export database '{0}/x'")]
    [InlineData("/* select */ explain analyze -- x\n export database '{0}/x'")]
    [InlineData("with a as (select 1) insert into frames select * from a")]
    [InlineData("select 1; export database '{0}/x'")]
    [InlineData("create table t as select 1")]
    [InlineData("drop view frames")]
    [InlineData("set enable_external_access = true")]
    [InlineData("install httpfs")]
    [InlineData("select * from read_csv('/etc/passwd')")]
    public void Nothing_is_written_and_nothing_outside_is_read(string sql)
    {
        using ResultStore store = ResultStore.Open(_folder["run one"]);
        int before = Directory.GetFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories).Length;
        string into = _folder["run one"].Replace("'", "''", StringComparison.Ordinal);
        Assert.ThrowsAny<UserException>(() => store.Query(sql.Replace("{0}", into, StringComparison.Ordinal)));
        Assert.Equal(before, Directory.GetFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories).Length);
        Assert.NotEmpty(store.Query("select * from frames").Rows);
    }

    [Fact]
    public void A_folder_of_result_folders_gets_a_leading_column_run()
    {
        Write(_folder["run two"], SampleSeries.Make(0, 2));
        using ResultStore store = ResultStore.Open(_folder.Path);
        Assert.True(store.IsMany);
        QueryResult r = store.Query("select run, count(*) from frames group by all order by all");
        Assert.Equal(
            [
                ["run one", 6L],
                ["run two", 2L],
            ],
            r.Rows
        );
        Assert.Equal("run", store.Query("select * from spectra").Columns[0].Name);
        Assert.Equal("run", store.Query("describe bands").Rows[0][0]);
        Assert.Contains("run one", Assert.ThrowsAny<UserException>(() => store.Read<FrameRow>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_result_folder_is_refused_with_advice()
    {
        using var empty = new TempFolder();
        Assert.Contains(
            "no such folder",
            Assert.ThrowsAny<UserException>(() => ResultStore.Open(empty["no"])).Message,
            StringComparison.Ordinal
        );
        Assert.Contains("--resume", Assert.ThrowsAny<UserException>(() => ResultStore.Open(empty.Path)).Message, StringComparison.Ordinal);
        using var store = new PartStore(empty.Path);
        Assert.Contains(
            "not finished",
            Assert.ThrowsAny<UserException>(() => ResultStore.Open(empty.Path)).Message,
            StringComparison.Ordinal
        );
    }

    /// <summary>A finished folder: two blocks of one series, frame 2 flagged, an empty table of bands.</summary>
    internal static void Write(string folder, SpectralSeries whole, bool compress = true)
    {
        using var store = new PartStore(folder) { CompressSpectra = compress };
        int half = whole.Frames / 2;
        for (int b = 0; b < 2; b++)
        {
            SpectralSeries part = PartStoreTests.Part(whole, b * half, b == 0 ? half : whole.Frames - half);
            using BlockWriter writer = store.Begin(whole.Id, b);
            writer.WriteSpectra(Step, part, f => f == 2);
            writer.WriteRows("read", typeof(FrameRow), Frames(part));
            writer.Commit();
        }
        AxisRow axis = store.CompactSpectra(whole.Id, Step)!.Value;
        store.CompactRows(typeof(AxisRow), new[] { axis, axis with { Series = "other", Step = "xas.autobk" } }, [whole.Id, "other"]);
        store.CompactRows(typeof(FrameRow), [whole.Id]);
        store.CompactRows(typeof(BandRow), [whole.Id]);
        store.WriteManifest("{}");
    }

    private static List<FrameRow> Frames(SpectralSeries part) =>
        [
            .. part.Info.Select(i => new FrameRow
            {
                Series = part.Id,
                Frame = i.Frame,
                File = i.File,
                IndexInFile = i.IndexInFile,
                TimeS = i.TimeS,
                PotentialV = i.PotentialV,
                Status = "ok",
            }),
        ];
}
