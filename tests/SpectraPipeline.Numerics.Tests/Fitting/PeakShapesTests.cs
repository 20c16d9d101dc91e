using System.Runtime.Intrinsics.X86;
using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Numerics.Simd;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Fitting;

public sealed class PeakShapesTests
{
    public static TheoryData<string> Names => ["gaussian", "lorentzian", "pseudo-voigt"];

    private static PeakShape Shape(string name) =>
        name switch
        {
            "gaussian" => PeakShapes.Gaussian,
            "lorentzian" => PeakShapes.Lorentzian,
            _ => PeakShapes.PseudoVoigt,
        };

    // The corners of [0, 1] are shapes of their own, so the fraction of the general case is neither.
    private static double[] Example(PeakShape shape) => shape.ParameterCount == 3 ? [2095, -0.7, 31] : [2095, -0.7, 31, 0.37];

    [Theory]
    [MemberData(nameof(Names))]
    public void Has_its_height_at_the_center_and_half_of_it_half_a_width_away(string name)
    {
        PeakShape shape = Shape(name);
        double[] model = new double[3];
        shape.Add(Example(shape), [2095, 2095 - 15.5, 2095 + 15.5], model);
        Assert.Equal(-0.7, model[0], 1e-15);
        Assert.Equal(-0.35, model[1], 1e-15);
        Assert.Equal(-0.35, model[2], 1e-15);
    }

    // Substitution x = center + fwhm·tan θ turns the infinite axis into a finite one on which the trapezoid rule converges to rounding.
    [Theory]
    [MemberData(nameof(Names))]
    public void Area_is_the_integral_over_the_whole_axis(string name)
    {
        PeakShape shape = Shape(name);
        double[] parameters = Example(shape);
        const int Steps = 4000;
        double[] x = new double[Steps];
        double[] weight = new double[Steps];
        for (int i = 0; i < Steps; i++)
        {
            double angle = Math.PI * ((i + 0.5) / Steps - 0.5);
            x[i] = parameters[0] + parameters[2] * Math.Tan(angle);
            weight[i] = parameters[2] / (Math.Cos(angle) * Math.Cos(angle)) * Math.PI / Steps;
        }
        double[] model = new double[Steps];
        shape.Add(parameters, x, model);
        double integral = 0;
        for (int i = 0; i < Steps; i++)
            integral += model[i] * weight[i];
        Assert.Equal(integral, shape.Area(parameters), 1e-9 * Math.Abs(integral));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Derivatives_of_curve_and_area_agree_with_differences(string name)
    {
        PeakShape shape = Shape(name);
        double[] parameters = Example(shape);
        double[] x = [.. Enumerable.Range(0, 83).Select(i => 1990 + 2.6 * i)];
        double[] derivatives = new double[shape.ParameterCount * 90];
        double[] gradient = new double[shape.ParameterCount];
        shape.AddWithDerivatives(parameters, x, new double[83], derivatives, 90);
        shape.Area(parameters, gradient);
        for (int k = 0; k < shape.ParameterCount; k++)
        {
            // Central difference: error of the third derivative (step² relative) plus rounding (1e-16/step), both near 1e-9 here.
            double step = 1e-5 * Math.Max(1, Math.Abs(parameters[2])) * (k == 0 || k == 2 ? 1 : 0.1);
            double[] above = Moved(step);
            double[] below = Moved(-step);
            double[] high = new double[83];
            double[] low = new double[83];
            shape.Add(above, x, high);
            shape.Add(below, x, low);
            for (int i = 0; i < x.Length; i++)
                Assert.Equal((high[i] - low[i]) / (2 * step), derivatives[k * 90 + i], 2e-9);
            Assert.Equal((shape.Area(above) - shape.Area(below)) / (2 * step), gradient[k], 1e-6);

            double[] Moved(double by)
            {
                double[] moved = [.. parameters];
                moved[k] += by;
                return moved;
            }
        }
    }

    [Fact]
    public void Pseudo_voigt_is_gaussian_and_lorentzian_at_its_ends()
    {
        double[] x = [.. Enumerable.Range(0, 21).Select(i => i - 10.0)];
        double[] expected = new double[21];
        double[] actual = new double[21];
        PeakShapes.Gaussian.Add([0.3, 2, 4], x, expected);
        PeakShapes.PseudoVoigt.Add([0.3, 2, 4, 0], x, actual);
        Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) < 1e-15);
        expected.AsSpan().Clear();
        actual.AsSpan().Clear();
        PeakShapes.Lorentzian.Add([0.3, 2, 4], x, expected);
        PeakShapes.PseudoVoigt.Add([0.3, 2, 4, 1], x, actual);
        Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) < 1e-15);
    }

    [Fact]
    public void Height_share_and_area_share_of_the_lorentzian_are_inverses()
    {
        foreach (double fraction in (double[])[0, 0.1, 0.5, 0.9, 1])
        {
            double share = PeakShapes.LorentzianAreaShare(fraction, out double slope);
            Assert.Equal(fraction, PeakShapes.LorentzianHeightShare(share), 1e-15);
            double above = PeakShapes.LorentzianAreaShare(fraction + 1e-6, out _);
            double below = PeakShapes.LorentzianAreaShare(fraction - 1e-6, out _);
            Assert.Equal((above - below) / 2e-6, slope, 1e-9);
        }
    }

    [Fact]
    public void Registers_of_every_width_give_the_plain_result()
    {
        CheckWidths<GaussianKernel>([5.1, 1.3, 3.2]);
        CheckWidths<LorentzianKernel>([5.1, 1.3, 3.2]);
        CheckWidths<PseudoVoigtKernel>([5.1, 1.3, 3.2, 0.4]);
    }

    // Width 8 and 4 differ from one point at a time only in the rounding of 2^a and of the products: a few 1e-16 of the height.
    private static void CheckWidths<TKernel>(double[] parameters)
        where TKernel : struct, IPeakKernel
    {
        double[] plain = Run<TKernel, Wide1>(parameters);
        Assert.Equal(plain, Run<TKernel, Wide256>(parameters), (a, b) => Math.Abs(a - b) < 4e-15);
        if (Avx512F.IsSupported)
            Assert.Equal(plain, Run<TKernel, Wide512>(parameters), (a, b) => Math.Abs(a - b) < 4e-15);
    }

    private static double[] Run<TKernel, TWide>(double[] parameters)
        where TKernel : struct, IPeakKernel
        where TWide : struct, IWide<TWide>
    {
        const int Points = 64;
        double[] x = [.. Enumerable.Range(0, Points).Select(i => 0.17 * i)];
        double[] result = new double[Points * 5];
        TKernel.Run<TWide>(parameters, ref x[0], ref result[0], ref result[Points], Points, 0, Points);
        return result;
    }

    [Fact]
    public void Says_which_argument_has_the_wrong_length()
    {
        Assert.Contains(
            "has 4 parameters, not 3",
            Assert.Throws<ArgumentException>(() => PeakShapes.PseudoVoigt.Add([1, 1, 1], [1.0], new double[1])).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<ArgumentException>(() => PeakShapes.Gaussian.Add([1, 1, 1], [1.0], new double[2]));
        Assert.Throws<ArgumentException>(() =>
            PeakShapes.Gaussian.AddWithDerivatives([1, 1, 1], new double[8], new double[8], new double[20], 8)
        );
    }
}
