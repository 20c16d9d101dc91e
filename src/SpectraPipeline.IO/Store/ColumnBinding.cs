using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.InteropServices;
using SpectraPipeline.IO.Store.DuckDb;

namespace SpectraPipeline.IO.Store;

/// <summary>Moves one property of a row record to and from a vector. Compiled once a property; no boxing a cell.</summary>
internal abstract class ColumnBinding<TRow>(TableColumn about, DuckType type)
    where TRow : struct
{
    internal TableColumn About { get; } = about;

    internal DuckType Type { get; } = type;

    internal abstract void Write(VectorWriter vector, Span<TRow> rows);

    internal abstract void Read(DuckVector vector, int at, ref TRow row);

    /// <summary>Writes the column of a part.</summary>
    internal abstract void Save(BinaryWriter to, Span<TRow> rows);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    internal abstract void Load(BinaryReader from, Span<TRow> rows);

    /// <exception cref="NotSupportedException">The property's type is none that a table can hold.</exception>
    internal static ColumnBinding<TRow> For(PropertyInfo property)
    {
        Type type = property.PropertyType;
        // A negative number stands for "no frame" in rows that concern a whole series.
        bool isFrame = property.Name == "Frame";
        return type switch
        {
            _ when type == typeof(double) => new DoubleBinding<TRow>(property),
            _ when type == typeof(int) => new ScalarBinding<TRow, int>(property, DuckType.Integer, isFrame ? -1 : 0, n => isFrame && n < 0),
            _ when type == typeof(long) => new ScalarBinding<TRow, long>(property, DuckType.BigInt, 0, null),
            _ when type == typeof(bool) => new ScalarBinding<TRow, bool>(property, DuckType.Boolean, false, null),
            _ when type == typeof(int?) => new NullableBinding<TRow, int>(property, DuckType.Integer),
            _ when type == typeof(long?) => new NullableBinding<TRow, long>(property, DuckType.BigInt),
            _ when type == typeof(bool?) => new NullableBinding<TRow, bool>(property, DuckType.Boolean),
            _ when type == typeof(string) => new TextBinding<TRow>(property),
            _ when type == typeof(double[]) => new ListBinding<TRow>(property),
            { IsEnum: true } => (ColumnBinding<TRow>)
                Activator.CreateInstance(
                    typeof(EnumBinding<,>).MakeGenericType(typeof(TRow), type),
                    BindingFlags.Instance | BindingFlags.NonPublic,
                    null,
                    [property],
                    null
                )!,
            _ => throw new NotSupportedException($"{typeof(TRow).Name}.{property.Name}: a table cannot hold {type.Name}."),
        };
    }
}

/// <summary>Compiled access to one property of a row by reference.</summary>
internal sealed class Accessor<TRow, TValue>
{
    internal delegate TValue Getter(ref TRow row);
    internal delegate void Setter(ref TRow row, TValue value);

    internal Accessor(PropertyInfo property)
    {
        ParameterExpression row = Expression.Parameter(typeof(TRow).MakeByRefType(), "row");
        ParameterExpression value = Expression.Parameter(typeof(TValue), "value");
        MemberExpression member = Expression.Property(row, property);
        Get = Expression.Lambda<Getter>(member, row).Compile();
        Set = Expression.Lambda<Setter>(Expression.Assign(member, value), row, value).Compile();
    }

    internal Getter Get { get; }

    internal Setter Set { get; }
}

/// <summary>double: NaN is NULL.</summary>
internal sealed class DoubleBinding<TRow>(PropertyInfo property)
    : ColumnBinding<TRow>(TableColumn.From(property, DuckType.Double.Sql), DuckType.Double)
    where TRow : struct
{
    private readonly Accessor<TRow, double> _value = new(property);

    internal override void Write(VectorWriter vector, Span<TRow> rows)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            double value = _value.Get(ref rows[i]);
            if (double.IsNaN(value))
                vector.SetNull(i);
            else
                vector.Set(i, value);
        }
    }

    internal override void Read(DuckVector vector, int at, ref TRow row) =>
        _value.Set(ref row, vector.IsNull(at) ? double.NaN : vector.Get<double>(at));

    internal override void Save(BinaryWriter to, Span<TRow> rows)
    {
        for (int i = 0; i < rows.Length; i++)
            to.Write(_value.Get(ref rows[i]));
    }

    internal override void Load(BinaryReader from, Span<TRow> rows)
    {
        for (int i = 0; i < rows.Length; i++)
            _value.Set(ref rows[i], from.ReadDouble());
    }
}

/// <summary>A number or truth value; some values may stand for NULL.</summary>
internal sealed class ScalarBinding<TRow, TValue>(PropertyInfo property, DuckType type, TValue whenNull, Predicate<TValue>? isNull)
    : ColumnBinding<TRow>(TableColumn.From(property, type.Sql), type)
    where TRow : struct
    where TValue : unmanaged
{
    private readonly Accessor<TRow, TValue> _value = new(property);

    internal override void Write(VectorWriter vector, Span<TRow> rows)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            TValue value = _value.Get(ref rows[i]);
            if (isNull is not null && isNull(value))
                vector.SetNull(i);
            else
                vector.Set(i, value);
        }
    }

    internal override void Read(DuckVector vector, int at, ref TRow row) =>
        _value.Set(ref row, vector.IsNull(at) ? whenNull : vector.Get<TValue>(at));

    internal override void Save(BinaryWriter to, Span<TRow> rows)
    {
        for (int i = 0; i < rows.Length; i++)
            PartValue.Write(to, _value.Get(ref rows[i]));
    }

    internal override void Load(BinaryReader from, Span<TRow> rows)
    {
        for (int i = 0; i < rows.Length; i++)
            _value.Set(ref rows[i], PartValue.Read<TValue>(from));
    }
}

/// <summary>A nullable number or truth value.</summary>
internal sealed class NullableBinding<TRow, TValue>(PropertyInfo property, DuckType type)
    : ColumnBinding<TRow>(TableColumn.From(property, type.Sql), type)
    where TRow : struct
    where TValue : unmanaged
{
    private readonly Accessor<TRow, TValue?> _value = new(property);

    internal override void Write(VectorWriter vector, Span<TRow> rows)
    {
        for (int i = 0; i < rows.Length; i++)
            if (_value.Get(ref rows[i]) is { } value)
                vector.Set(i, value);
            else
                vector.SetNull(i);
    }

    internal override void Read(DuckVector vector, int at, ref TRow row) =>
        _value.Set(ref row, vector.IsNull(at) ? null : vector.Get<TValue>(at));

    internal override void Save(BinaryWriter to, Span<TRow> rows)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            TValue? value = _value.Get(ref rows[i]);
            to.Write(value.HasValue);
            if (value.HasValue)
                PartValue.Write(to, value.Value);
        }
    }

    internal override void Load(BinaryReader from, Span<TRow> rows)
    {
        for (int i = 0; i < rows.Length; i++)
            _value.Set(ref rows[i], from.ReadBoolean() ? PartValue.Read<TValue>(from) : null);
    }
}

/// <summary>Text: null is NULL; NULL read into a property that is never null gives "".</summary>
internal sealed class TextBinding<TRow>(PropertyInfo property)
    : ColumnBinding<TRow>(TableColumn.From(property, DuckType.Varchar.Sql), DuckType.Varchar)
    where TRow : struct
{
    private readonly Accessor<TRow, string?> _value = new(property);
    private readonly string? _whenNull = new NullabilityInfoContext().Create(property).ReadState == NullabilityState.NotNull ? "" : null;

    internal override void Write(VectorWriter vector, Span<TRow> rows)
    {
        for (int i = 0; i < rows.Length; i++)
            if (_value.Get(ref rows[i]) is { } value)
                vector.Set(i, value);
            else
                vector.SetNull(i);
    }

    internal override void Read(DuckVector vector, int at, ref TRow row) =>
        _value.Set(ref row, vector.IsNull(at) ? _whenNull : vector.Text(at));

    internal override void Save(BinaryWriter to, Span<TRow> rows)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            string? value = _value.Get(ref rows[i]);
            to.Write(value is not null);
            if (value is not null)
                to.Write(value);
        }
    }

    internal override void Load(BinaryReader from, Span<TRow> rows)
    {
        // One series id or shape stands in all rows of a part; one string serves them all.
        string? last = null;
        for (int i = 0; i < rows.Length; i++)
        {
            string? value = from.ReadBoolean() ? from.ReadString() : _whenNull;
            last = value == last ? last : value;
            _value.Set(ref rows[i], last);
        }
    }
}

/// <summary>An enum as kebab-case text.</summary>
internal sealed class EnumBinding<TRow, TEnum>(PropertyInfo property)
    : ColumnBinding<TRow>(TableColumn.From(property, DuckType.Varchar.Sql), DuckType.Varchar)
    where TRow : struct
    where TEnum : struct, Enum
{
    private readonly Accessor<TRow, TEnum> _value = new(property);
    private readonly Dictionary<TEnum, string> _texts = Enum.GetValues<TEnum>()
        .Distinct()
        .ToDictionary(v => v, v => TableColumn.KebabCase(v.ToString()));

    internal override void Write(VectorWriter vector, Span<TRow> rows)
    {
        for (int i = 0; i < rows.Length; i++)
            vector.Set(i, _texts[_value.Get(ref rows[i])]);
    }

    internal override void Read(DuckVector vector, int at, ref TRow row)
    {
        string text = vector.IsNull(at) ? "" : vector.Text(at);
        foreach (var (value, known) in _texts)
            if (known == text)
                _value.Set(ref row, value);
    }

    internal override void Save(BinaryWriter to, Span<TRow> rows)
    {
        for (int i = 0; i < rows.Length; i++)
            PartValue.Write(to, _value.Get(ref rows[i]));
    }

    internal override void Load(BinaryReader from, Span<TRow> rows)
    {
        for (int i = 0; i < rows.Length; i++)
            _value.Set(ref rows[i], PartValue.Read<TEnum>(from));
    }
}

/// <summary>double[]: kept to the bit, NaN inside included; null is NULL.</summary>
internal sealed class ListBinding<TRow>(PropertyInfo property)
    : ColumnBinding<TRow>(TableColumn.From(property, DuckType.DoubleList.Sql), DuckType.DoubleList)
    where TRow : struct
{
    private readonly Accessor<TRow, double[]?> _value = new(property);
    private readonly double[]? _whenNull = new NullabilityInfoContext().Create(property).ReadState == NullabilityState.NotNull ? [] : null;

    internal override void Write(VectorWriter vector, Span<TRow> rows)
    {
        int total = 0;
        for (int i = 0; i < rows.Length; i++)
            total = checked(total + (_value.Get(ref rows[i])?.Length ?? 0));
        Span<double> items = vector.Items<double>(total);
        int offset = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            double[]? value = _value.Get(ref rows[i]);
            vector.SetList(i, offset, value?.Length ?? 0);
            if (value is null)
                vector.SetNull(i);
            else
                value.CopyTo(items[offset..]);
            offset += value?.Length ?? 0;
        }
    }

    internal override void Read(DuckVector vector, int at, ref TRow row) =>
        _value.Set(ref row, vector.IsNull(at) ? _whenNull : vector.List<double>(at).ToArray());

    internal override void Save(BinaryWriter to, Span<TRow> rows)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            double[]? value = _value.Get(ref rows[i]);
            to.Write(value?.Length ?? -1);
            to.Write(MemoryMarshal.AsBytes(value.AsSpan()));
        }
    }

    internal override void Load(BinaryReader from, Span<TRow> rows)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            int length = from.ReadInt32();
            double[]? value = length < 0 ? _whenNull : new double[length];
            if (length > 0)
                from.BaseStream.ReadExactly(MemoryMarshal.AsBytes(value.AsSpan()));
            _value.Set(ref rows[i], value);
        }
    }
}

/// <summary>A number as its bytes.</summary>
internal static class PartValue
{
    internal static void Write<T>(BinaryWriter to, T value)
        where T : struct
    {
        Span<T> one = [value];
        to.Write(AsBytes(one));
    }

    internal static T Read<T>(BinaryReader from)
        where T : struct
    {
        Span<T> one = [default];
        from.BaseStream.ReadExactly(AsBytes(one));
        return one[0];
    }

    private static Span<byte> AsBytes<T>(Span<T> one)
        where T : struct => MemoryMarshal.AsBytes(one);
}
