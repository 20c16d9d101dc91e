namespace SpectraPipeline.Numerics.Tests.Reference;

/// <summary>A number of about 31 digits: the unevaluated sum of two doubles (T. J. Dekker, Numer. Math. 18 (1971) 224, doi:10.1007/BF01397083).</summary>
internal readonly record struct TwoDoubles(double High, double Low)
{
    public static implicit operator TwoDoubles(double value) => new(value, 0);

    public static explicit operator double(TwoDoubles value) => value.High + value.Low;

    public static TwoDoubles operator -(TwoDoubles a) => new(-a.High, -a.Low);

    public static TwoDoubles operator +(TwoDoubles a, TwoDoubles b)
    {
        double sum = a.High + b.High,
            part = sum - a.High,
            lost = a.High - (sum - part) + (b.High - part);
        return Normal(sum, lost + a.Low + b.Low);
    }

    public static TwoDoubles operator -(TwoDoubles a, TwoDoubles b) => a + -b;

    public static TwoDoubles operator *(TwoDoubles a, TwoDoubles b)
    {
        double product = a.High * b.High;
        return Normal(product, Math.FusedMultiplyAdd(a.High, b.High, -product) + a.High * b.Low + a.Low * b.High);
    }

    public static TwoDoubles operator /(TwoDoubles a, TwoDoubles b)
    {
        double first = a.High / b.High;
        TwoDoubles rest = a - first * b;
        double second = rest.High / b.High;
        rest -= second * b;
        return Normal(first, second) + rest.High / b.High;
    }

    public static bool operator >(TwoDoubles a, TwoDoubles b) => a.High > b.High || (a.High == b.High && a.Low > b.Low);

    public static bool operator <(TwoDoubles a, TwoDoubles b) => b > a;

    public static TwoDoubles Abs(TwoDoubles a) => a.High < 0 ? -a : a;

    public static TwoDoubles Sqrt(TwoDoubles a)
    {
        TwoDoubles root = Math.Sqrt(a.High);
        return a.High == 0 ? 0 : (root + a / root) * 0.5; // Newton doubles the digits
    }

    private static TwoDoubles Normal(double high, double low)
    {
        double sum = high + low;
        return new(sum, low - (sum - high));
    }
}
