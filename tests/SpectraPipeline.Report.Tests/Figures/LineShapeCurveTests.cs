using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Report.Figures;
using Xunit;

namespace SpectraPipeline.Report.Tests.Figures;

public sealed class LineShapeCurveTests
{
    public static TheoryData<string> Shapes => [.. PeakShapes.All.Select(shape => shape.Name)];

    [Theory, MemberData(nameof(Shapes))]
    public void Every_shape_that_can_be_fitted_is_drawn_from_its_rows(string name)
    {
        double[] curve = LineShapeCurve.Of(Band(name), Further(name), [1600, 1640, 1650, 1660, 1700]);
        Assert.All(curve, y => Assert.True(double.IsFinite(y)));
        Assert.True(curve.Max(Math.Abs) > 1);
    }

    [Theory]
    [InlineData("gaussian")]
    [InlineData("lorentzian")]
    [InlineData("pseudo_voigt")]
    [InlineData("voigt")]
    [InlineData("pearson7")]
    [InlineData("moffat")]
    public void A_symmetric_shape_has_its_height_at_the_centre_and_half_of_it_half_a_width_away(string name)
    {
        double[] curve = LineShapeCurve.Of(Band(name), Further(name), [1640, 1650, 1660]);
        Assert.Equal(1.5, curve[0], 6);
        Assert.Equal(3, curve[1], 6);
        Assert.Equal(1.5, curve[2], 6);
    }

    [Fact]
    public void The_rows_of_another_band_are_passed_over_and_a_missing_parameter_draws_no_curve()
    {
        BandParameterRow[] other = [.. Further("voigt").Select(p => p with { Band = 2 })];
        Assert.All(LineShapeCurve.Of(Band("voigt"), other, [1640, 1650]), y => Assert.True(double.IsNaN(y)));
        Assert.All(LineShapeCurve.Of(Band("of-tomorrow"), [], [1640, 1650]), y => Assert.True(double.IsNaN(y)));
    }

    /// <summary>Gaussians convolve to a Gaussian: widths add in squares, the area stays.</summary>
    [Fact]
    public void With_the_line_of_the_instrument_a_band_is_drawn_as_it_was_recorded()
    {
        double recorded = Math.Sqrt((20 * 20) + (15 * 15));
        double[] curve = LineShapeCurve.Of(Band("gaussian"), [], [1650, 1650 + (recorded / 2)], LineShapeCurve.Width("15 cm-1"));
        Assert.Equal(3 * 20 / recorded, curve[0], 6);
        Assert.Equal(curve[0] / 2, curve[1], 6);
    }

    private static BandRow Band(string shape) =>
        new()
        {
            Series = "ir",
            Frame = 0,
            Band = 1,
            Center = 1650,
            Height = 3,
            Fwhm = 20,
            Fraction = 0.4,
            Shape = shape,
        };

    private static IReadOnlyList<BandParameterRow> Further(string shape) =>
        [
            .. PeakShapes
                .All.First(s => s.Name == shape.Replace('_', '-'))
                .Parameters.Skip(PeakShape.Extra)
                .Select(p => new BandParameterRow
                {
                    Series = "ir",
                    Frame = 0,
                    Band = 1,
                    Name = p.Name,
                    Value = double.IsFinite(p.Start) ? p.Start : 0.5,
                }),
        ];
}
