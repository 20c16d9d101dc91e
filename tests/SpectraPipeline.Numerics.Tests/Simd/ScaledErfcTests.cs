using SpectraPipeline.Numerics.Simd;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Simd;

public sealed class ScaledErfcTests
{
    /// <summary>exp(a²)·erfc(a) from mpmath 1.3 with 40 digits.</summary>
    public static TheoryData<double, double> Table =>
        new()
        {
            { 0.0, 1.0 },
            { 1e-10, 0.999999999887162083 },
            { 0.1, 0.896456979969126637 },
            { 0.5, 0.615690344192925875 },
            { 1.0, 0.427583576155807004 },
            { 1.75, 0.284972234737436389 },
            { 2.5, 0.210806364061143581 },
            { 3.75, 0.145589721275038539 },
            { 5.0, 0.110704637733068626 },
            { 7.5, 0.074573693062876683 },
            { 12.0, 0.0468542210148937626 },
            { 26.0, 0.0216835848505629066 },
            { 60.0, 0.00940185427517638859 },
            { 1000.0, 0.000564189301453387654 },
            { 1000000.0, 5.64189583547474192e-7 },
        };

    [Theory, MemberData(nameof(Table))]
    public unsafe void Agrees_with_forty_digits(double a, double expected)
    {
        double* place = stackalloc double[16];
        double* aligned = (double*)(((nint)place + 63) & ~63);
        for (int lane = 0; lane < 8; lane++)
            aligned[lane] = lane == 5 ? a : 1e300 / (lane + 1);
        ScaledErfc.Of(Lanes512.Load(aligned)).Store(aligned);
        Assert.Equal(1, aligned[5] / expected, 2e-15);
        Assert.Equal(ScaledErfc.Of(Lanes256.Create(a)), Lanes256.Create(aligned[5]));
    }
}
