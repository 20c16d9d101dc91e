using static SpectraPipeline.IO.Store.DuckDb.DuckNative;

namespace SpectraPipeline.IO.Store.DuckDb;

/// <summary>duckdb_type of duckdb.h, those that the store reads or writes itself.</summary>
internal enum DuckTypeId
{
    /// <summary>Any other type; queries cast it to text.</summary>
    Other = 0,
    Boolean = 1,
    TinyInt = 2,
    SmallInt = 3,
    Integer = 4,
    BigInt = 5,
    UTinyInt = 6,
    USmallInt = 7,
    UInteger = 8,
    UBigInt = 9,
    Float = 10,
    Double = 11,
    HugeInt = 16,
    Varchar = 17,
    Decimal = 19,
    List = 24,
}

/// <summary>A column type: its id, the item of a list, the layout of a decimal.</summary>
/// <param name="Id">Which type.</param>
/// <param name="Item">Item type of a list, else null.</param>
/// <param name="Scale">Digits after the point of a decimal.</param>
/// <param name="Storage">Integer type that stores a decimal.</param>
internal sealed record DuckType(DuckTypeId Id, DuckType? Item = null, int Scale = 0, DuckTypeId Storage = DuckTypeId.Other)
{
    public static readonly DuckType Boolean = new(DuckTypeId.Boolean);
    public static readonly DuckType Integer = new(DuckTypeId.Integer);
    public static readonly DuckType BigInt = new(DuckTypeId.BigInt);
    public static readonly DuckType Double = new(DuckTypeId.Double);
    public static readonly DuckType Varchar = new(DuckTypeId.Varchar);
    public static readonly DuckType DoubleList = new(DuckTypeId.List, Double);
    public static readonly DuckType BooleanList = new(DuckTypeId.List, Boolean);

    /// <summary>System.Decimal holds 28 digits safely; wider decimals are read as text.</summary>
    private const int DecimalDigits = 28;

    /// <summary>True when a value of this type can be read without a cast to text.</summary>
    public bool IsReadable => Id != DuckTypeId.Other && (Item?.IsReadable ?? true);

    /// <summary>True for numbers, which a table aligns right.</summary>
    public bool IsNumber => Id is >= DuckTypeId.TinyInt and <= DuckTypeId.HugeInt or DuckTypeId.Decimal;

    /// <summary>Name in SQL.</summary>
    public string Sql => Id == DuckTypeId.List ? Item!.Sql + "[]" : Id.ToString().ToUpperInvariant();

    internal static DuckType From(nint logicalType)
    {
        var id = (DuckTypeId)duckdb_get_type_id(logicalType);
        if (id == DuckTypeId.List)
        {
            nint child = duckdb_list_type_child_type(logicalType);
            DuckType item = From(child);
            duckdb_destroy_logical_type(ref child);
            return new(id, item);
        }
        if (id == DuckTypeId.Decimal && duckdb_decimal_width(logicalType) <= DecimalDigits)
            return new(id, null, duckdb_decimal_scale(logicalType), (DuckTypeId)duckdb_decimal_internal_type(logicalType));
        return new(Enum.IsDefined(id) && id != DuckTypeId.Decimal ? id : DuckTypeId.Other);
    }

    /// <summary>The native type; the caller destroys it.</summary>
    internal nint Create()
    {
        if (Id != DuckTypeId.List)
            return duckdb_create_logical_type((int)Id);
        nint item = Item!.Create();
        nint list = duckdb_create_list_type(item);
        duckdb_destroy_logical_type(ref item);
        return list;
    }
}
