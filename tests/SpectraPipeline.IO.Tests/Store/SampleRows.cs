using System.Collections;
using System.Reflection;
using SpectraPipeline.Core.Rows;
using Xunit;

namespace SpectraPipeline.IO.Tests.Store;

/// <summary>Rows of any record filled by reflection: every kind of value, every way of being absent.</summary>
internal static class SampleRows
{
    private static readonly string[] s_texts =
    [
        "plain",
        "",
        "twelve bytes",
        "thirteen byte",
        "Ag₄Pd₂ – \"quoted\", comma\r\nnew line\ttab",
        "it's; -- ✓ 漢字 \U0001F9EA",
        new string('x', 3000) + "é",
    ];
    private static readonly double[] s_numbers = [0.1 + 0.2, double.NaN, -0.0, 1e300, double.Epsilon, -1 / 3.0];

    internal static Type[] Types { get; } =
    [.. typeof(TableAttribute).Assembly.GetTypes().Where(t => t.GetCustomAttribute<TableAttribute>() is not null).OrderBy(t => t.Name)];

    /// <summary>A type that is no row record.</summary>
    internal static Type NoRow => typeof(int);

    internal static IList Make(Type rowType, int count, string? series = null)
    {
        var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(rowType))!;
        for (int i = 0; i < count; i++)
        {
            object row = Activator.CreateInstance(rowType)!;
            int column = 0;
            foreach (PropertyInfo p in rowType.GetProperties().Where(p => p.CanWrite).OrderBy(p => p.MetadataToken))
                p.SetValue(row, p.Name == "Series" && series is not null ? series : Value(p, i * 5 + column++));
            list.Add(row);
        }
        return list;
    }

    private static object? Value(PropertyInfo p, int n)
    {
        bool mayBeNull = new NullabilityInfoContext().Create(p).WriteState == NullabilityState.Nullable;
        if (mayBeNull && n % 3 == 0)
            return null;
        Type type = Nullable.GetUnderlyingType(p.PropertyType) ?? p.PropertyType;
        return type switch
        {
            _ when type == typeof(string) => s_texts[n % s_texts.Length],
            _ when type == typeof(double) => s_numbers[n % s_numbers.Length],
            _ when type == typeof(int) => p.Name == "Frame" && n % 4 == 0 ? -1 : n * 7 - (p.Name == "Frame" ? 0 : 3),
            _ when type == typeof(long) => n * 10_000_000_000L,
            _ when type == typeof(bool) => n % 2 == 0,
            _ when type == typeof(double[]) => Enumerable.Range(0, n % 5).Select(i => s_numbers[(n + i) % s_numbers.Length]).ToArray(),
            { IsEnum: true } => Enum.GetValues(type).GetValue(n % Enum.GetValues(type).Length),
            _ => throw new NotSupportedException($"{p.DeclaringType!.Name}.{p.Name}"),
        };
    }

    /// <summary>Same values property by property; arrays by content.</summary>
    internal static void AssertSame(IList expected, IList actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (int i = 0; i < expected.Count; i++)
            foreach (PropertyInfo p in expected[i]!.GetType().GetProperties().Where(p => p.CanWrite))
            {
                object? a = p.GetValue(expected[i]),
                    b = p.GetValue(actual[i]);
                if (a is double[] list)
                    Assert.Equal(SampleSeries.Bits(list), SampleSeries.Bits((double[])b!));
                else if (a is double d)
                    Assert.Equal(BitConverter.DoubleToInt64Bits(d), BitConverter.DoubleToInt64Bits((double)b!));
                else
                    Assert.Equal(a, b);
            }
    }
}
