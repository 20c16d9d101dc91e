namespace SpectraPipeline.Numerics.Simd;

/// <summary>A few spectra side by side: lane k of every value belongs to spectrum k, and no operation mixes lanes.</summary>
/// <remarks>Kernels are written once against this and compiled for each width; both widths give the same bits lane by lane.</remarks>
internal interface ILanes<TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    /// <summary>Number of lanes.</summary>
    static abstract int Count { get; }

    /// <summary>The same value in every lane.</summary>
    static abstract TSelf Create(double value);

    /// <summary>Reads <see cref="Count"/> values; the address must be a multiple of the vector's size.</summary>
    static abstract unsafe TSelf Load(double* source);

    /// <summary>Writes <see cref="Count"/> values; the address must be a multiple of the vector's size.</summary>
    unsafe void Store(double* destination);

    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf value);

    static abstract TSelf operator *(TSelf left, TSelf right);

    static abstract TSelf operator /(TSelf left, TSelf right);

    /// <summary>a·b + c, rounded once.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>The lesser of both, lane by lane.</summary>
    static abstract TSelf Min(TSelf left, TSelf right);

    /// <summary><paramref name="chosen"/> where the test value is above zero, else <paramref name="otherwise"/>.</summary>
    static abstract TSelf WherePositive(TSelf test, TSelf chosen, TSelf otherwise);

    /// <summary>2ˣ of <see cref="VectorMath"/>.</summary>
    static abstract TSelf Exp2(TSelf value);
}
