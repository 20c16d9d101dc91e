using SpectraPipeline.Numerics.Fitting;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Fitting;

public sealed class PeakShapesTests
{
    public static TheoryData<string, double[]> All => ShapeExamples.All;

    public static TheoryData<string, double[]> WithArea => ShapeExamples.WithArea;

    public static TheoryData<string, double[]> Vanishing => ShapeExamples.Vanishing;

    public static TheoryData<string, double[]> WithDerived => ShapeExamples.WithDerived;

    // The largest value is the height, where "maximum" says or else at the center, and half of it is taken twice, a full width apart.
    [Theory]
    [MemberData(nameof(Vanishing))]
    public void Has_its_height_at_the_maximum_and_half_of_it_a_full_width_apart(string name, double[] extras)
    {
        PeakShape shape = ShapeExamples.Shape(name);
        double[] parameters = ShapeExamples.Parameters(extras);
        int index = shape.Derived.ToList().IndexOf("maximum");
        double maximum = index < 0 ? 2095 : shape.DerivedValue(index, parameters, new double[parameters.Length]);
        Assert.Equal(-0.7, At(maximum), 1e-13);
        Assert.True(At(maximum - 0.01) > -0.7 && At(maximum + 0.01) > -0.7);
        Assert.Equal(31, Half(maximum, maximum + 100) - Half(maximum, maximum - 100), 1e-11);

        double At(double x)
        {
            double[] model = new double[1];
            shape.Add(parameters, [x], model);
            return model[0];
        }

        double Half(double inside, double outside)
        {
            for (int i = 0; i < 60; i++)
            {
                double middle = 0.5 * (inside + outside);
                (inside, outside) = At(middle) < -0.35 ? (middle, outside) : (inside, middle);
            }
            return inside;
        }
    }

    // Height and level of the tails as documented; the width between the half points where it is claimed.
    [Theory]
    [InlineData("fano", 3)]
    [InlineData("fano", -1.7)]
    [InlineData("bwf", 0.3)]
    [InlineData("bwf", -1.2)]
    public void Resonances_have_the_documented_maximum_tails_and_width(string name, double extra)
    {
        PeakShape shape = ShapeExamples.Shape(name);
        double[] parameters = [2050, 0.8, 22, extra];
        double[] scratch = new double[4];
        bool isBwf = name == "bwf";
        double tail = isBwf ? 0.8 * extra * extra : 0.8 / (1 + extra * extra);
        double top = isBwf ? 0.8 + tail : 0.8;
        double maximum = shape.DerivedValue(isBwf ? 1 : 0, parameters, scratch);
        double width = shape.DerivedValue(isBwf ? 2 : 1, parameters, scratch);
        double level = isBwf ? tail + 0.4 : 0.4;
        double[] model = new double[4];
        shape.Add(parameters, [maximum, 2050, 1e12, -1e12], model);
        Assert.Equal(top, model[0], 1e-14);
        Assert.Equal(isBwf ? 0.8 : 0.8 * extra * extra / (1 + extra * extra), model[1], 1e-14);
        Assert.Equal(tail, model[2], 1e-9);
        Assert.Equal(tail, model[3], 1e-9);
        double[] x = [.. Enumerable.Range(0, 2_000_001).Select(i => 1850 + 2e-4 * i)];
        double[] curve = new double[x.Length];
        shape.Add(parameters, x, curve);
        int[] inside = [.. Enumerable.Range(0, x.Length).Where(i => curve[i] > level)];
        Assert.Equal(width, x[inside[^1]] - x[inside[0]], 1e-3);
    }

    // Each side of the center by itself: a kink in a derivative there does not matter.
    [Theory]
    [MemberData(nameof(WithArea))]
    public void Area_is_the_integral_over_the_whole_axis(string name, double[] extras)
    {
        PeakShape shape = ShapeExamples.Shape(name);
        double[] parameters = ShapeExamples.Parameters(extras);
        double integral = Quadrature.OverTheAxis(
            parameters[0],
            parameters[2],
            x =>
            {
                double[] model = new double[x.Length];
                shape.Add(parameters, x, model);
                return model;
            }
        );
        Assert.Equal(integral, shape.Area(parameters), 1e-9 * Math.Abs(integral));
    }

    [Theory]
    [InlineData("doniach", 0.2)]
    [InlineData("fano", 2)]
    [InlineData("bwf", 0.1)]
    public void An_area_that_diverges_is_not_a_number(string name, double extra)
    {
        Assert.True(double.IsNaN(ShapeExamples.Shape(name).Area([2000, 1, 20, extra])));
    }

    // Sixth-order central differences: error of the seventh derivative (step⁶ relative) and rounding (1e-15/step), 1e-12 of the largest slope.
    [Theory]
    [MemberData(nameof(All))]
    public void Derivatives_of_curve_and_area_agree_with_differences(string name, double[] extras)
    {
        PeakShape shape = ShapeExamples.Shape(name);
        CheckDerivatives(shape, ShapeExamples.Parameters(extras), 1e-10);
    }

    internal static void CheckDerivatives(PeakShape shape, double[] parameters, double tolerance)
    {
        double[] x = [.. Enumerable.Range(0, 83).Select(i => 1990.3 + 2.6 * i)];
        double[] derivatives = new double[shape.ParameterCount * 90];
        double[] gradient = new double[shape.ParameterCount];
        shape.AddWithDerivatives(parameters, x, new double[83], derivatives, 90);
        double area = shape.Area(parameters, gradient);
        for (int k = 0; k < shape.ParameterCount; k++)
        {
            // The share of a Voigt is a smooth but not analytic parameter at its end: shorter steps.
            double step =
                k is 0 or 2 ? 0.03
                : k == 1 ? 0.01
                : 1e-3 * Math.Min(1, 5 * Math.Abs(parameters[k]));
            double[] slope = Differences(k, p => Curve(shape, p, x), parameters, step);
            double largest = slope.Max(Math.Abs);
            for (int i = 0; i < x.Length; i++)
                Assert.Equal(slope[i], derivatives[k * 90 + i], tolerance * largest + 1e-13 / step);
            if (!double.IsNaN(area))
                Assert.Equal(
                    Differences(k, p => [shape.Area(p)], parameters, step)[0],
                    gradient[k],
                    tolerance * Math.Abs(area) / step * 0.03 + 1e-9
                );
        }
    }

    private static double[] Curve(PeakShape shape, double[] parameters, double[] x)
    {
        double[] model = new double[x.Length];
        shape.Add(parameters, x, model);
        return model;
    }

    private static double[] Differences(int k, Func<double[], double[]> of, double[] parameters, double step)
    {
        double[][] at = [.. Enumerable.Range(-3, 7).Select(n => of([.. parameters.Select((p, j) => j == k ? p + n * step : p)]))];
        return [.. at[0].Select((_, i) => (at[6][i] - at[0][i] - 9 * (at[5][i] - at[1][i]) + 45 * (at[4][i] - at[2][i])) / (60 * step))];
    }

    [Theory]
    [MemberData(nameof(WithDerived))]
    public void Gradients_of_derived_quantities_agree_with_differences(string name, double[] extras)
    {
        PeakShape shape = ShapeExamples.Shape(name);
        double[] parameters = ShapeExamples.Parameters(extras);
        double[] gradient = new double[parameters.Length];
        double[] scratch = new double[parameters.Length];
        for (int d = 0; d < shape.Derived.Count; d++)
        {
            double value = shape.DerivedValue(d, parameters, gradient);
            for (int k = 0; k < parameters.Length; k++)
            {
                // gauss-fwhm goes like the root of 1 - share: steps short against the distance to 1.
                double step = 1e-3 * (k < 3 ? 1 : Math.Min(1, Math.Abs(parameters[k])) * (extras[0] > 0.9 ? 0.05 : 1));
                double expected = Differences(k, p => [shape.DerivedValue(d, p, scratch)], parameters, step)[0];
                if (double.IsNaN(value))
                    Assert.True(double.IsNaN(expected));
                else
                    Assert.Equal(expected, gradient[k], 1e-6 * Math.Max(1, Math.Abs(expected)));
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
    public void Voigt_is_gaussian_and_lorentzian_at_its_ends_and_skew_zero_leaves_it_alone()
    {
        double[] x = [.. Enumerable.Range(0, 41).Select(i => i - 20.3)];
        Same(PeakShapes.Gaussian, [], PeakShapes.Voigt, [0]);
        Same(PeakShapes.Lorentzian, [], PeakShapes.Voigt, [1]);
        Same(PeakShapes.Voigt, [0.3], PeakShapes.SkewedVoigt, [0.3, 0]);
        Same(PeakShapes.Lorentzian, [], PeakShapes.SkewedVoigt, [1, 0]);
        Same(PeakShapes.Lorentzian, [], PeakShapes.Pearson7, [1]);
        Same(PeakShapes.Lorentzian, [], PeakShapes.Doniach, [0]);
        Same(PeakShapes.Lorentzian, [], PeakShapes.Bwf, [0]);
        Same(PeakShapes.PseudoVoigt, [0.3], PeakShapes.SplitPseudoVoigt, [0.3, 0.5]);
        Same(PeakShapes.Moffat, [2.2], PeakShapes.Pearson7, [2.2]);

        void Same(PeakShape expected, double[] theirs, PeakShape actual, double[] ours)
        {
            double[] first = Curve(expected, [0.3, 2, 4, .. theirs], x);
            double[] second = Curve(actual, [0.3, 2, 4, .. ours], x);
            Assert.Equal(first, second, (a, b) => Math.Abs(a - b) < 2e-14);
        }
    }

    // fano and bwf are one curve: p = 1/q, height·q²/(1 + q²).
    [Fact]
    public void Fano_and_bwf_are_the_same_curve_in_other_parameters()
    {
        double[] x = [.. Enumerable.Range(0, 41).Select(i => i - 20.3)];
        Assert.Equal(
            Curve(PeakShapes.Fano, [0.3, 2, 4, -3], x),
            Curve(PeakShapes.Bwf, [0.3, 2 * 9.0 / 10, 4, -1 / 3.0], x),
            (a, b) => Math.Abs(a - b) < 1e-14
        );
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
