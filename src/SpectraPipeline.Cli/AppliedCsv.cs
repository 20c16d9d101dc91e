using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Engine.Running;

namespace SpectraPipeline.Cli;

/// <summary>CSV of <c>spectra apply</c> (CONTRACT section 1).</summary>
internal static class AppliedCsv
{
    /// <summary>x,y · x,y,baseline,corrected · x,y,absorbance,baseline,corrected where the stage worked on what was made of y · k,chi · r,re,im,mag · q,re · k,r,mag; a leading column <c>spectrum</c> when there are several.</summary>
    public static string OfSpectra(SingleResult result, bool wasDescending, Signal? readAs = null)
    {
        SpectralSeries output = result.Output!;
        bool many = output.Frames > 1,
            sameAxis = output.Axis.Name == result.Input.Axis.Name && output.Axis2 is null,
            samePoints = sameAxis && output.Axis.SameAs(result.Input.Axis);
        Channel input = result.Input[result.InputChannel];
        // y is what the file holds; what was made of it on the way in has a name of its own.
        Channel written = readAs is null ? input : result.Input.Channels.FirstOrDefault(c => c.Signal == readAs) ?? input;
        bool answersInY = readAs is null || output.Signal.Kind == readAs.Kind;
        // The input stays beside its baseline, normalisation or fit; a stage that gives one spectrum on the same kind of axis replaces y.
        bool withInput = samePoints && (output.Channels.Count > 1 || !answersInY);
        bool beside = withInput && output.Channels.Count > 1;
        var columns = output
            .Channels.Where(c => !beside || !IsSame(c, input, output.Faults))
            .OrderBy(c => c.Name == "baseline" ? 0 : 1)
            .ToList();
        if (beside && written != input)
            columns.Insert(0, input);
        var text = new StringBuilder();
        IEnumerable<string> names = columns.Select(c => beside && c != input && c.Name == input.Name ? "corrected" : c.Name);
        string[] x = output.Axis2 is { } second ? [output.Axis.Name, second.Name] : [sameAxis ? "x" : output.Axis.Name];
        if (sameAxis && (withInput || answersInY))
            names = withInput ? names.Prepend("y") : names.Skip(1).Prepend("y");
        text.AppendJoin(',', (many ? (string[])["spectrum"] : []).Concat(x).Concat(names)).Append('\n');
        for (int f = 0; f < output.Frames; f++)
        for (int i = 0; i < output.Points; i++)
        {
            int p = wasDescending && sameAxis ? output.Points - 1 - i : i;
            if (many)
                text.Append(f.ToString(CultureInfo.InvariantCulture)).Append(',');
            text.Append(Number(output.Axis[p % output.Axis.Length]));
            if (output.Axis2 is not null)
                text.Append(',').Append(Number(output.Axis2[p / output.Axis.Length]));
            if (withInput)
                text.Append(',').Append(Number(written[f][p]));
            foreach (Channel c in columns)
                text.Append(',').Append(Number(c[f][p]));
            text.Append('\n');
        }
        return text.ToString();
    }

    /// <summary>A channel that hands the input through; one that only bears its name is an answer.</summary>
    private static bool IsSame(Channel output, Channel input, Fault?[] faults) =>
        output.Name == input.Name && faults.Index().All(f => f.Item is not null || output[f.Index].SequenceEqual(input[f.Index]));

    /// <summary>Rows that a stage found, one block of CSV a table.</summary>
    public static string OfRows(Findings findings)
    {
        var text = new StringBuilder();
        foreach (Type type in findings.Tables)
        {
            PropertyInfo[] columns =
            [
                .. type.GetProperties()
                    .Where(p => p.GetCustomAttribute<ColumnAttribute>() is not null && p.Name is not ("Series" or "Step")),
            ];
            text.AppendJoin(',', columns.Select(c => NameOf(c))).Append('\n');
            foreach (object row in (IList)findings.List(type))
                text.AppendJoin(',', columns.Select(c => Cell(c.GetValue(row)))).Append('\n');
        }
        return text.ToString();
    }

    private static string NameOf(PropertyInfo p) =>
        p.GetCustomAttribute<ColumnAttribute>()!.Name is { Length: > 0 } own ? own : Engine.Catalog.Kebab.Of(p.Name).Replace('-', '_');

    private static string Cell(object? value)
    {
        string text = value switch
        {
            null => "",
            double d => Number(d),
            bool b => b ? "true" : "false",
            IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };
        return text.AsSpan().IndexOfAny(",\"\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static string Number(double v) => double.IsNaN(v) ? "" : v.ToString("R", CultureInfo.InvariantCulture);
}
