using System.Runtime.Intrinsics.X86;
using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Numerics.Simd;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Fitting;

/// <summary>The kernels of the shapes: the same numbers in every register, and numbers at all over the whole range.</summary>
public sealed class PeakKernelTests
{
    public static TheoryData<string, double[]> All => ShapeExamples.All;

    [Theory]
    [MemberData(nameof(All))]
    public void Registers_of_every_width_give_the_plain_result(string name, double[] extras)
    {
        double[] parameters = ShapeExamples.Parameters(extras, 5.1, 1.3, 3.2);
        switch (ShapeExamples.Shape(name))
        {
            case SimdPeakShape<GaussianKernel> s:
                CheckWidths(s, parameters);
                break;
            case SimdPeakShape<LorentzianKernel> s:
                CheckWidths(s, parameters);
                break;
            case SimdPeakShape<PseudoVoigtKernel> s:
                CheckWidths(s, parameters);
                CheckWidths((SimdPeakShape<BroadenedPseudoVoigtKernel>)s.Broadened(1.5)!, parameters);
                break;
            case SimdPeakShape<VoigtKernel> s:
                CheckWidths(s, parameters);
                break;
            case SimdPeakShape<PearsonKernel> s:
                CheckWidths(s, parameters);
                break;
            case SimdPeakShape<SplitPseudoVoigtKernel> s:
                CheckWidths(s, parameters);
                break;
            case SimdPeakShape<SkewedVoigtKernel> s:
                CheckWidths(s, parameters);
                break;
            case SimdPeakShape<DoniachKernel> s:
                CheckWidths(s, parameters);
                break;
            case SimdPeakShape<FanoKernel> s:
                CheckWidths(s, parameters);
                break;
            case SimdPeakShape<BwfKernel> s:
                CheckWidths(s, parameters);
                break;
            default:
                Assert.Fail($"no check of the kernel of {name}");
                break;
        }
    }

    // Width 8 and 4 differ from one point at a time only in the rounding of elementary functions and of the products: a few 1e-16 of the terms that
    // are added up, which for the rows of a Voigt profile are up to a hundred times their sum.
    private static void CheckWidths<TKernel>(SimdPeakShape<TKernel> shape, double[] parameters)
        where TKernel : struct, IPeakKernel
    {
        double[] constants = new double[shape.ConstantCount];
        shape.Prepare(parameters, constants);
        double tolerance = constants.Length > parameters.Length || shape.ParameterCount > 4 ? 2e-13 : 4e-15;
        double[] plain = Run<TKernel, Wide1>(constants, shape.ParameterCount);
        Assert.All(plain, v => Assert.True(double.IsFinite(v)));
        Assert.Equal(plain, Run<TKernel, Wide256>(constants, shape.ParameterCount), Near);
        if (Avx512F.IsSupported)
            Assert.Equal(plain, Run<TKernel, Wide512>(constants, shape.ParameterCount), Near);

        bool Near(double a, double b) => Math.Abs(a - b) < tolerance * Math.Max(1, Math.Abs(a));
    }

    private static double[] Run<TKernel, TWide>(double[] constants, int rows)
        where TKernel : struct, IPeakKernel
        where TWide : struct, IWide<TWide>
    {
        const int Points = 64;
        double[] x = [.. Enumerable.Range(0, Points).Select(i => 0.17 * i)];
        double[] result = new double[Points * (1 + rows)];
        TKernel.Run<TWide>(constants, ref x[0], ref result[0], ref result[Points], Points, 0, Points);
        return result;
    }

    // Ends of the ranges included: a fit may be held there, and what it is given must be numbers.
    [Fact]
    public void Every_shape_is_finite_over_its_whole_range_and_no_higher_than_its_height()
    {
        double[] x = [.. Enumerable.Range(0, 200).Select(i => -10 + 0.1 * i + 0.013)];
        foreach (PeakShape shape in PeakShapes.All)
        foreach (double[] extras in Grid([.. shape.Parameters.Skip(PeakShape.Extra)]))
        {
            double[] parameters = [0, 1, 2, .. extras];
            double[] model = new double[x.Length];
            double[] derivatives = new double[parameters.Length * x.Length];
            shape.AddWithDerivatives(parameters, x, model, derivatives, x.Length);
            string what = $"{shape.Name} {string.Join(' ', extras)}";
            Assert.True(derivatives.All(double.IsFinite), what);
            if (shape.Name != "bwf")
                Assert.True(model.All(v => v is >= -1e-15 and <= 1 + 1e-12), what);
        }

        static IEnumerable<double[]> Grid(PeakParameter[] extras)
        {
            if (extras.Length == 0)
                return
                [
                    [],
                ];
            return from first in Steps(extras[0]) from rest in Grid(extras[1..]) select (double[])[first, .. rest];
        }

        static IEnumerable<double> Steps(PeakParameter p) => Enumerable.Range(0, 41).Select(i => p.Lower + (p.Upper - p.Lower) * i / 40);
    }
}
