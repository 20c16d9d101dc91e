using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace SpectraPipeline.Benchmarks;

/// <summary>One measured case. Times are of one operation: a spectrum, frame, map, transform or number.</summary>
/// <param name="Way">What is timed.</param>
/// <param name="Parameters">Values of the parameters, in words.</param>
/// <param name="Nanoseconds">Median of the iterations; NaN when the case did not run.</param>
/// <param name="Least">Fastest iteration.</param>
/// <param name="Ratio">How many times faster than the baseline of the same parameters.</param>
/// <param name="Bytes">Allocated for one operation.</param>
internal sealed record BenchRow(string Way, string Parameters, double Nanoseconds, double Least, double Ratio, double Bytes);

/// <summary>The results of one benchmark class, as a table for people and as JSON for the comparison with peers.</summary>
internal sealed record BenchTable(string Name, string Unit, IReadOnlyList<BenchRow> Rows)
{
    public const string Suffix = "Benchmarks";

    // Snake case, as the peers write their lines; NaN stands for a case that did not run.
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public bool IsIncomplete => Rows.Count == 0 || Rows.Any(r => double.IsNaN(r.Nanoseconds));

    private static string UnitOf(Type type) => type.GetCustomAttribute<TimedPerAttribute>()?.Unit ?? "spectrum";

    public static string NameOf(Type type) => type.Name[..^Suffix.Length];

    public static BenchTable From(Type type, Summary summary)
    {
        var rows = new List<BenchRow>();
        foreach (BenchmarkCase one in summary.BenchmarksCases)
        {
            BenchmarkReport? report = summary[one];
            BenchmarkReport? baseline = summary
                .BenchmarksCases.Where(c => c.Descriptor.Baseline && SameParameters(c, one))
                .Select(c => summary[c])
                .FirstOrDefault();
            double median = Median(report);
            rows.Add(
                new(
                    one.Descriptor.WorkloadMethodDisplayInfo.Trim('\''),
                    string.Join(", ", one.Parameters.Items.Select(p => $"{p.Name} {p.Value}")),
                    median,
                    report?.ResultStatistics?.Min ?? double.NaN,
                    Median(baseline) / median,
                    report?.GcStats.GetBytesAllocatedPerOperation(one) ?? double.NaN
                )
            );
        }
        return new(NameOf(type), UnitOf(type), rows);
    }

    public void Write(string folder, bool full)
    {
        File.WriteAllText(Path.Combine(folder, Name + ".md"), ToMarkdown());
        var document = new
        {
            name = Name,
            unit = Unit,
            full,
            machine = Machine.Words(),
            load = Machine.Load(),
            rows = Rows,
        };
        File.WriteAllText(Path.Combine(folder, Name + ".json"), JsonSerializer.Serialize(document, s_json));
    }

    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Machine.Words()}; load {Machine.Load():f1}").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"| {Name} | case | time per {Unit} | fastest | times the baseline | allocated |");
        text.AppendLine("|---|---|---:|---:|---:|---:|");
        foreach (BenchRow r in Rows)
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {r.Way} | {r.Parameters} | {Time(r.Nanoseconds)} | {Time(r.Least)} | {r.Ratio:g3} | {r.Bytes:f0} B |"
            );
        return text.ToString();
    }

    private static double Median(BenchmarkReport? report) => report?.ResultStatistics?.Median ?? double.NaN;

    private static bool SameParameters(BenchmarkCase a, BenchmarkCase b) =>
        a.Parameters.Items.Select(p => p.Value).SequenceEqual(b.Parameters.Items.Select(p => p.Value));

    private static string Time(double nanoseconds) =>
        nanoseconds switch
        {
            double.NaN => "did not run",
            < 1e3 => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds:g3} ns"),
            < 1e6 => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e3:g3} µs"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{nanoseconds / 1e6:g3} ms"),
        };
}
