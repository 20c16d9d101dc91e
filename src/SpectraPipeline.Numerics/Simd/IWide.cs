namespace SpectraPipeline.Numerics.Simd;

/// <summary>
/// A register of doubles, so that a kernel is written once and runs 8, 4 or 1 points at a time. The one-point form is the plain twin
/// that tests compare with, and the tail of arrays whose length is not a multiple of the width.
/// </summary>
internal interface IWide<TSelf>
    where TSelf : struct, IWide<TSelf>
{
    static abstract int Count { get; }
    static abstract TSelf Of(double value);
    static abstract TSelf Load(ref double start, nuint index);
    static abstract void Store(TSelf value, ref double start, nuint index);

    static abstract TSelf operator +(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a);

    static abstract TSelf operator *(TSelf a, TSelf b);

    static abstract TSelf operator /(TSelf a, TSelf b);

    /// <summary>a·b + c, rounded once.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>2ᵃ of <see cref="VectorMath"/>; the one-point form takes the library's power.</summary>
    static abstract TSelf Exp2(TSelf a);

    /// <summary>log₂ a for a above 0.</summary>
    static abstract TSelf Log2(TSelf a);

    /// <summary>Square root.</summary>
    static abstract TSelf Sqrt(TSelf a);

    /// <summary>Sine and cosine of an angle of a few turns at most.</summary>
    static abstract (TSelf Sin, TSelf Cos) SinCos(TSelf a);

    /// <summary><paramref name="negative"/> where a lies below 0, else <paramref name="otherwise"/>.</summary>
    static abstract TSelf WhereNegative(TSelf a, TSelf negative, TSelf otherwise);

    /// <summary>The four sums over the lanes of a, b, c and d, added to the four doubles at <paramref name="start"/>[index..].</summary>
    static abstract void AddSums(TSelf a, TSelf b, TSelf c, TSelf d, ref double start, nuint index);
}
