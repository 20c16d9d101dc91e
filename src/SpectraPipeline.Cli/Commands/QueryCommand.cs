using System.CommandLine;
using SpectraPipeline.IO.Store;

namespace SpectraPipeline.Cli.Commands;

/// <summary><c>spectra query DIR "SQL" [--format table|csv|json]</c>: SQL over a result folder; each table is a view.</summary>
internal static class QueryCommand
{
    public static Command Create(App app)
    {
        var folder = new Argument<string>("folder") { Description = "Result folder, or a folder of result folders." };
        var sql = new Argument<string>("sql") { Description = "One SQL statement: select ..., from bands, describe bands, show tables." };
        var format = new Option<string>("--format") { Description = "table, csv or json.", DefaultValueFactory = _ => "table" };
        format.AcceptOnlyFromAmong("table", "csv", "json");
        var json = new Option<bool>("--json") { Description = "The same as --format json." };
        var command = new Command("query", "SQL over a result folder, or over a folder of result folders; each table is a view.")
        {
            folder,
            sql,
            format,
            json,
        };
        command.SetAction(parsed =>
        {
            using ResultStore store = ResultStore.Open(parsed.GetValue(folder)!);
            QueryResult result = store.Query(parsed.GetValue(sql)!);
            app.Terminal.Out.WriteLine(
                (parsed.GetValue(json) ? "json" : parsed.GetValue(format)) switch
                {
                    "csv" => result.ToCsv().TrimEnd('\n'),
                    "json" => result.ToJson(),
                    _ => result.ToTable(),
                }
            );
            return 0;
        });
        return command;
    }
}
