using System.Text.Json;
using Xunit;

namespace SpectraPipeline.Cli.Tests.Commands;

public sealed class QueryCommandTests
{
    [Fact]
    public void Gives_a_table_csv_or_json()
    {
        using Workspace work = new Workspace().WithFrames(3);
        work.Run(Workspace.Yaml());
        const string sql = "select frame, status from frames order by frame";
        Assert.Equal(
            "frame,status\n0,ok\n1,ok\n2,ok\n",
            Spectra.Good("query", work["out"], sql, "--format", "csv").ReplaceLineEndings("\n")
        );
        Assert.Equal("ok", Spectra.Query(work["out"], sql)[2].GetProperty("status").GetString());
        Assert.Equal(Spectra.Good("query", work["out"], sql, "--format", "json"), Spectra.Good("query", work["out"], sql, "--json"));
        Assert.Contains("2  ok", Spectra.Good("query", work["out"], sql), StringComparison.Ordinal);
        Assert.Equal(
            "[]",
            Spectra.Good("query", work["out"], sql.Replace("order", "where frame > 9 order", StringComparison.Ordinal), "--json").Trim()
        );
    }

    [Fact]
    public void Describe_tells_the_units()
    {
        using Workspace work = new Workspace().WithFrames(3);
        work.Run(Workspace.Yaml());
        JsonElement center = Spectra
            .Query(work["out"], "describe bands")
            .EnumerateArray()
            .Single(c => c.GetProperty("column_name").GetString() == "center");
        Assert.Equal("axis", center.GetProperty("unit").GetString()); // cm-1 or eV, as axes.unit says
        JsonElement time = Spectra
            .Query(work["out"], "describe frames")
            .EnumerateArray()
            .Single(c => c.GetProperty("column_name").GetString() == "time_s");
        Assert.Equal("s", time.GetProperty("unit").GetString());
    }

    [Fact]
    public void Reads_a_folder_of_result_folders()
    {
        using Workspace work = new Workspace().WithFrames(3);
        foreach (string run in (string[])["a", "b"])
            Spectra.Good("run", work.Pipeline(Workspace.Yaml()), "--out", work[$"all/{run}"]);
        Assert.Equal(6, Spectra.Number(work["all"], "select count(*) from frames"));
    }

    [Theory]
    [InlineData("from bandz", "Did you mean \"bands\"?")]
    [InlineData("selct 1", "found 'selct'")]
    [InlineData("select nothing_there from bands", "nothing_there")]
    [InlineData("delete from bands", "Only statements that select are allowed")]
    [InlineData("copy (select 1) to 'x.csv'", "Only statements that select are allowed")]
    [InlineData("create table x as select 1", "Only statements that select are allowed")]
    [InlineData("select 1; drop view bands", "one statement at a time")]
    [InlineData("from read_text('p.yaml')", "disabled")]
    [InlineData("", "There is no statement.")]
    public void A_statement_that_is_wrong_or_would_write_is_refused(string sql, string message)
    {
        using Workspace work = new Workspace().WithFrames(3);
        work.Run(Workspace.Yaml());
        Outcome query = Spectra.Run("query", work["out"], sql, "--format", "json");
        Assert.Equal(Program.BadArguments, query.Code);
        Assert.Contains(message, query.Error, StringComparison.Ordinal);
        Assert.Empty(query.Out);
    }

    [Fact]
    public void A_folder_that_is_not_there_or_holds_no_run_is_said()
    {
        using Workspace work = new Workspace().WithFrames(1);
        Outcome gone = Spectra.Run("query", work["gone"], "from bands");
        Assert.Equal(Program.BadArguments, gone.Code);
        Assert.Contains("there is no such folder", gone.Error, StringComparison.Ordinal);
        Outcome other = Spectra.Run("query", work.Root, "from bands");
        Assert.Equal(Program.BadArguments, other.Code);
        Assert.Contains("manifest.json", other.Error, StringComparison.Ordinal);
    }
}
