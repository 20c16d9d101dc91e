using System.Collections;
using System.Globalization;
using System.Reflection;
using SpectraPipeline.Core;

namespace SpectraPipeline.Engine.Catalog;

/// <summary>Text to parameters and back: the one place that knows how a record is written in YAML.</summary>
/// <param name="complain">Takes place and message of every mistake.</param>
/// <param name="axisUnit">Unit of the series' axis, for parameters in "axis" units; null when unknown.</param>
public sealed class ParamBinder(Action<ParamNode, string> complain, Unit? axisUnit)
{
    private static readonly MethodInfo s_readParam = typeof(ParamBinder).GetMethod(
        nameof(ReadParam),
        BindingFlags.NonPublic | BindingFlags.Static
    )!;

    /// <summary>Parameters of a record with their defaults.</summary>
    public static IReadOnlyList<StageParameter> ParametersOf(Type type)
    {
        object instance = Activator.CreateInstance(type)!;
        return
        [
            .. from p in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            let about = p.GetCustomAttribute<ParamAttribute>()
            where about is not null
            orderby p.MetadataToken
            select new StageParameter(about.Name.Length > 0 ? about.Name : Kebab.Of(p.Name), p, about, p.GetValue(instance)),
        ];
    }

    /// <summary>A stage with the parameters of a mapping; null when something was wrong (already said).</summary>
    public Stage? Bind(StageInfo info, ParamNode node)
    {
        if (Fill(info.Name, info.Type, info.Parameters, node) is not Stage stage)
            return null;
        bool good = true;
        foreach (string problem in stage.Check())
        {
            complain(node, $"{info.Name}: {problem}");
            good = false;
        }
        return good ? stage : null;
    }

    private object? Fill(string owner, Type type, IReadOnlyList<StageParameter> parameters, ParamNode node)
    {
        if (node is ScalarNode { Text: "" or "~" or "null" })
            return Activator.CreateInstance(type);
        if (node is not MapNode map)
        {
            complain(node, $"{owner}: expected parameters as {{ name: value }}, or {{}} for the defaults.");
            return null;
        }
        object target = Activator.CreateInstance(type)!;
        bool good = true;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, value) in map.Entries)
        {
            StageParameter? p = parameters.FirstOrDefault(x => x.Name == key.Text);
            if (p is null)
                complain(key, $"{owner} has no parameter '{key.Text}'.{Suggestion.For(key.Text, parameters.Select(x => x.Name))}");
            else if (!seen.Add(key.Text))
                complain(key, $"{owner}.{key.Text} is given twice.");
            else if (TryRead($"{owner}.{key.Text}", p.Property.PropertyType, p.About, value, out object? read))
            {
                p.Property.SetValue(target, read);
                continue;
            }
            good = false;
        }
        return good ? target : null;
    }

    private bool TryRead(string name, Type type, ParamAttribute about, ParamNode node, out object? value)
    {
        value = null;
        Type bare = Nullable.GetUnderlyingType(type) ?? type;
        if (IsParam(bare))
        {
            bool failed = false;
            value = s_readParam
                .MakeGenericMethod(bare)
                .Invoke(
                    null,
                    [
                        node,
                        (Action<ParamNode, string>)(
                            (at, message) =>
                            {
                                failed = true;
                                complain(at, $"{name}: {message}");
                            }
                        ),
                    ]
                );
            return value is not null && !failed;
        }
        if (ElementOf(bare) is { } element)
            return TryReadList(name, element, about, node, out value);
        if (bare.IsClass && bare != typeof(string))
            return (value = Fill(name, bare, ParametersOf(bare), node)) is not null;
        if (node is not ScalarNode scalar)
        {
            complain(node, $"{name}: expected {Describe(bare)}.");
            return false;
        }
        return TryReadScalar(name, bare, about, scalar, out value);
    }

    private bool TryReadList(string name, Type element, ParamAttribute about, ParamNode node, out object? value)
    {
        IReadOnlyList<ParamNode> items = node is ListNode list ? list.Items : [node];
        Array array = Array.CreateInstance(element, items.Count);
        value = array;
        bool good = true;
        for (int i = 0; i < items.Count; i++)
            if (TryRead(name, element, about, items[i], out object? item))
                array.SetValue(item, i);
            else
                good = false;
        return good;
    }

    private bool TryReadScalar(string name, Type type, ParamAttribute about, ScalarNode node, out object? value)
    {
        value = null;
        string text = node.Text.Trim();
        if (type == typeof(string))
        {
            value = text;
            return true;
        }
        if (type == typeof(bool))
        {
            if (text is "true" or "yes" or "on")
                value = true;
            else if (text is "false" or "no" or "off")
                value = false;
        }
        else if (type.IsEnum)
        {
            value = Enum.GetValues(type).Cast<object>().FirstOrDefault(e => Kebab.Of(e.ToString()!) == text);
            if (value is null)
            {
                var words = Enum.GetNames(type).Select(Kebab.Of);
                complain(node, $"{name}: '{text}' is not one of {string.Join(", ", words)}.{MeanOnly(text, words)}");
                return false;
            }
            return true;
        }
        else if (TryNumber(name, about, node, out double number))
        {
            if (type == typeof(int))
            {
                if (number != Math.Floor(number) || Math.Abs(number) > int.MaxValue)
                {
                    complain(node, $"{name}: '{text}' is not a whole number.");
                    return false;
                }
                value = (int)number;
            }
            else
                value = number;
            if (number < about.Min || number > about.Max || double.IsNaN(number))
            {
                complain(node, $"{name}: {text} lies outside [{Kebab.Brief(about.Min)}, {Kebab.Brief(about.Max)}]. {about.Help}");
                return false;
            }
            return true;
        }
        else
            return false;
        if (value is null)
            complain(node, $"{name}: '{text}' is not {Describe(type)}.");
        return value is not null;
    }

    /// <summary>A number, perhaps with a unit: <c>1000 cm-1</c>, <c>0.2 V</c>, <c>9.66 keV</c>.</summary>
    private bool TryNumber(string name, ParamAttribute about, ScalarNode node, out double number)
    {
        string text = node.Text.Trim();
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number))
            return true;
        int blank = text.IndexOf(' ', StringComparison.Ordinal);
        if (blank > 0 && double.TryParse(text[..blank], NumberStyles.Float, CultureInfo.InvariantCulture, out number))
        {
            string symbol = text[(blank + 1)..].Trim();
            Unit? target = about.Unit == ParamAttribute.AxisUnit ? axisUnit : Unit.Find(about.Unit);
            if (Unit.Find(symbol) is not { } unit)
                complain(node, $"{name}: '{symbol}' is not a unit that is known here (cm-1, eV, keV, V, mV, s, min, h, Å, Å-1, nm, K).");
            else if (target is null && about.Unit.Length == 0)
                complain(node, $"{name} is a pure number; '{symbol}' cannot be its unit.");
            else if (target is not null && !unit.ConvertsTo(target))
                complain(node, $"{name} is given in {target.Symbol}; '{text}' cannot be written in it.");
            else
            {
                number = number * unit.Scale / (target?.Scale ?? 1);
                return true;
            }
            return false;
        }
        complain(
            node,
            text.Contains(',', StringComparison.Ordinal)
            && double.TryParse(text.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out _)
                ? $"{name}: '{text}' is not a number; write the decimal point as '.'."
                : $"{name}: '{text}' is not a number."
        );
        return false;
    }

    /// <summary>A parameter value in the form that the pipeline file reads.</summary>
    public static string TextOf(object? value) =>
        value switch
        {
            null => "",
            string s => s,
            _ when IsParam(value.GetType()) => (string)value.GetType().GetMethod("ToText")!.Invoke(value, null)!,
            IEnumerable list => "[" + string.Join(", ", list.Cast<object>().Select(TextOf)) + "]",
            _ when value.GetType().IsClass => "{ "
                + string.Join(
                    ", ",
                    ParametersOf(value.GetType())
                        .Select(p => (p.Name, Value: p.Property.GetValue(value)))
                        .Where(p => p.Value is not null)
                        .Select(p => $"{p.Name}: {TextOf(p.Value)}")
                )
                + " }",
            _ => Kebab.Text(value),
        };

    /// <summary>What may be written for a type, in words.</summary>
    public static string Describe(Type type)
    {
        Type bare = Nullable.GetUnderlyingType(type) ?? type;
        return bare == typeof(int) ? "a whole number"
            : bare == typeof(double) ? "a number"
            : bare == typeof(bool) ? "true or false"
            : bare == typeof(string) ? "text"
            : bare.IsEnum ? "one of " + string.Join(", ", Enum.GetNames(bare).Select(Kebab.Of))
            : IsParam(bare) ? (string)bare.GetProperty("Syntax", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!
            : ElementOf(bare) is { } e ? "a list: " + Describe(e)
            : "{ " + string.Join(", ", ParametersOf(bare).Select(p => p.Name)) + " }";
    }

    private static bool IsParam(Type type) =>
        type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IParam<>));

    private static Type? ElementOf(Type type) =>
        type == typeof(string) ? null
        : type.IsArray ? type.GetElementType()
        : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0]
        : null;

    private static T? ReadParam<T>(ParamNode node, Action<ParamNode, string> complain)
        where T : IParam<T> => T.Read(node, complain);

    private static string MeanOnly(string given, IEnumerable<string> known) =>
        Suggestion.For(given, known) is var s && s.StartsWith(" Did", StringComparison.Ordinal) ? s : "";
}
