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

    /// <summary>Reads <see cref="Count"/> values; best from an address that is a multiple of the vector's size.</summary>
    static abstract unsafe TSelf Load(double* source);

    /// <summary>Writes <see cref="Count"/> values; best from an address that is a multiple of the vector's size.</summary>
    unsafe void Store(double* destination);

    static abstract TSelf operator +(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf left, TSelf right);

    static abstract TSelf operator -(TSelf value);

    static abstract TSelf operator *(TSelf left, TSelf right);

    static abstract TSelf operator /(TSelf left, TSelf right);

    /// <summary>a·b + c, rounded once.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>The value where it is below zero, else zero. A NaN becomes zero.</summary>
    static abstract TSelf Below(TSelf value);

    /// <summary>Square root.</summary>
    static abstract TSelf Sqrt(TSelf value);

    /// <summary>Absolute value.</summary>
    static abstract TSelf Abs(TSelf value);

    /// <summary>The count, one more where the value is below zero.</summary>
    static abstract TSelf CountBelow(TSelf count, TSelf value);

    /// <summary><paramref name="chosen"/> where all bits of the mask are set, <paramref name="otherwise"/> where none is.</summary>
    static abstract TSelf Select(TSelf mask, TSelf chosen, TSelf otherwise);

    /// <summary><paramref name="chosen"/> where the test value is above zero, else <paramref name="otherwise"/>.</summary>
    static abstract TSelf WherePositive(TSelf test, TSelf chosen, TSelf otherwise);

    /// <summary><paramref name="chosen"/> where the sign bit is set (also of −0), else <paramref name="otherwise"/>.</summary>
    static abstract TSelf WhereSigned(TSelf test, TSelf chosen, TSelf otherwise);

    /// <summary>2ˣ of <see cref="VectorMath"/>, over the whole range of a double.</summary>
    static abstract TSelf Exp2(TSelf value);

    /// <summary>2ˣ to 1e-14, held at |x| = 500.</summary>
    static abstract TSelf Exp2Short(TSelf value);

    /// <summary>Turns <see cref="Count"/> rows of <see cref="Count"/> values into columns: value j of row i becomes value i of row j.</summary>
    /// <param name="source">First row; any address.</param>
    /// <param name="sourceStep">Doubles from one row to the next.</param>
    /// <param name="target">First row of the result; any address.</param>
    /// <param name="targetStep">Doubles from one row to the next.</param>
    static abstract unsafe void Transpose(double* source, long sourceStep, double* target, long targetStep);

    /// <summary>The same for rows that lie anywhere.</summary>
    /// <param name="rows">Address of each row.</param>
    /// <param name="at">Doubles from there to the first value that is taken.</param>
    /// <param name="target">First row of the result; any address.</param>
    /// <param name="targetStep">Doubles from one row to the next.</param>
    static abstract unsafe void Transpose(double** rows, long at, double* target, long targetStep);
}
