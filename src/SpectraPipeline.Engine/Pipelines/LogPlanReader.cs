using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.Engine.Pipelines;

/// <summary>Reads <c>log:</c> of a series.</summary>
internal static class LogPlanReader
{
    /// <summary>Keys that may stand under <c>log:</c>.</summary>
    public static IReadOnlyList<string> Keys { get; } =
    ["file", "clock-offset", "rate", "search", "resistance", "compensation", "exposure", "time-is", "current-sign"];

    private static readonly string[] s_moments = ["middle", "start", "end"];
    private static readonly string[] s_signs = ["iupac", "cathodic-positive"];

    /// <summary>The plan; null when there is no file to read.</summary>
    public static LogPlan? Read(ParamNode? node, Action<ParamNode, string> complain)
    {
        if (node is null)
            return null;
        // 'log: echem.txt' is the file with all defaults.
        if (node is ScalarNode { Text.Length: > 0 } file)
            return new LogPlan
            {
                Files = [file.Text.Trim()],
                Line = node.Line,
                Column = node.Column,
            };
        var keys = new NodeReader(node, "log", Keys, complain);
        IReadOnlyList<string>? files = keys.Texts("file");
        if (files is null or { Count: 0 })
        {
            complain(
                node,
                "log: needs 'file:', the potentiostat's text (or a list, one after another): log: { file: echem.mpt, clock-offset: fit }."
            );
            return null;
        }
        string? offset = keys.Text("clock-offset");
        double seconds = offset is null or "fit"
            ? 0
            : Value(keys, "clock-offset", Seconds, "'fit', or seconds as in '7.5 s'", complain) ?? 0;
        bool fitRate = keys.Text("rate") == "fit";
        var plan = new LogPlan
        {
            Files = files,
            Offset = offset switch
            {
                null => ClockOffset.TimeOfDay,
                "fit" => ClockOffset.Fit,
                _ => ClockOffset.Stated,
            },
            OffsetS = seconds,
            FitRate = fitRate,
            Rate = fitRate ? 0 : Value(keys, "rate", Fraction, "'fit', or a number as in '5e-5' or '50 ppm'", complain) ?? 0,
            SearchS = Value(keys, "search", Seconds, "seconds as in '60 s'", complain) ?? double.NaN,
            ResistanceOhm = Value(keys, "resistance", Ohm, "ohms as in '12 ohm'", complain) ?? double.NaN,
            Compensation = Value(keys, "compensation", Plain, "a share from 0 to 1 as in '0.85'", complain) ?? 0,
            ExposureS = Value(keys, "exposure", Seconds, "seconds as in '10 s'", complain) ?? double.NaN,
            TimeIs = keys.Word("time-is", s_moments) switch
            {
                "start" => FrameMoment.Start,
                "end" => FrameMoment.End,
                _ => FrameMoment.Middle,
            },
            CurrentSign = keys.Word("current-sign", s_signs) switch
            {
                "iupac" => CurrentSign.Iupac,
                "cathodic-positive" => CurrentSign.CathodicPositive,
                _ => null,
            },
            Line = node.Line,
            Column = node.Column,
        };
        Check(plan, keys, complain);
        return plan;
    }

    private static void Check(LogPlan plan, NodeReader keys, Action<ParamNode, string> complain)
    {
        if (plan.FitRate && plan.Offset != ClockOffset.Fit)
            complain(keys.Node("rate")!, "log.rate: 'fit' needs clock-offset: fit; the rate is fitted together with the offset.");
        if (keys.Has("search") && plan.Offset != ClockOffset.Fit)
            complain(keys.Node("search")!, "log.search: without clock-offset: fit nothing is searched; add it, or leave search out.");
        if (!(Math.Abs(plan.Rate) < 0.01))
            complain(keys.Node("rate")!, "log.rate: clocks differ by parts per million; 5e-5 is 50 ppm, 0 is the same rate.");
        if (plan.Compensation is < 0 or > 1)
            complain(
                keys.Node("compensation")!,
                "log.compensation: the share of the resistance that the potentiostat compensated already, from 0 to 1."
            );
        if (keys.Has("compensation") && double.IsNaN(plan.ResistanceOhm))
            complain(keys.Node("compensation")!, "log.compensation: without 'resistance:' there is nothing to compensate; give it in ohm.");
        foreach (var (key, value) in new[] { ("search", plan.SearchS), ("exposure", plan.ExposureS) })
            if (value <= 0)
                complain(keys.Node(key)!, $"log.{key}: must be above 0 s.");
        if (plan.ResistanceOhm < 0)
            complain(keys.Node("resistance")!, "log.resistance: must not be negative.");
    }

    private static double? Value(
        NodeReader keys,
        string key,
        Func<string, double?> unit,
        string expected,
        Action<ParamNode, string> complain
    )
    {
        if (keys.Text(key) is not { Length: > 0 } text)
            return null;
        int end = text.Length;
        while (end > 0 && !char.IsAsciiDigit(text[end - 1]) && text[end - 1] != '.')
            end--;
        if (
            double.TryParse(text[..end], NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && double.IsFinite(value)
            && unit(text[end..].Trim()) is double scale
        )
            return value * scale;
        complain(keys.Node(key)!, $"log.{key}: '{text}' is not {expected}.");
        return null;
    }

    private static double? Seconds(string unit) =>
        unit.Length == 0 ? 1
        : unit == "ms" ? 1e-3
        : Unit.Find(unit) is { Quantity: Quantity.Time } known ? known.Scale
        : null;

    private static double? Fraction(string unit) =>
        unit switch
        {
            "" => 1,
            "ppm" => 1e-6,
            _ => null,
        };

    private static double? Ohm(string unit) =>
        unit switch
        {
            "" or "ohm" or "Ohm" or "Ω" => 1,
            "kohm" or "kOhm" or "kΩ" => 1000,
            _ => null,
        };

    private static double? Plain(string unit) => unit.Length == 0 ? 1 : null;
}
