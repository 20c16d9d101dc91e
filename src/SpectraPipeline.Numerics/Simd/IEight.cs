namespace SpectraPipeline.Numerics.Simd;

/// <summary>Eight neighbouring points of one spectrum, in one register of 512 bits or two of 256.</summary>
/// <remarks>
/// Sums over a spectrum are kept as eight partial sums, point i in number i mod 8, and added up in one order at the end: the result has the same
/// bits on every machine, whatever the width of its registers.
/// </remarks>
internal interface IEight<TSelf>
    where TSelf : struct, IEight<TSelf>
{
    static abstract TSelf Create(double value);
    static abstract TSelf Load(ref double start, nuint index);
    static abstract void Store(TSelf value, ref double start, nuint index);

    static abstract TSelf operator +(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a, TSelf b);

    static abstract TSelf operator *(TSelf a, TSelf b);

    static abstract TSelf operator /(TSelf a, TSelf b);

    /// <summary>a·b + c, rounded once.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    static abstract TSelf Min(TSelf a, TSelf b);

    static abstract TSelf Max(TSelf a, TSelf b);

    static abstract TSelf Abs(TSelf a);

    /// <summary><paramref name="chosen"/> where a &gt; b, else <paramref name="otherwise"/>.</summary>
    static abstract TSelf WhereGreater(TSelf a, TSelf b, TSelf chosen, TSelf otherwise);

    /// <summary>((a₀ + a₄) + (a₂ + a₆)) + ((a₁ + a₅) + (a₃ + a₇)).</summary>
    static abstract double Sum(TSelf a);
}
