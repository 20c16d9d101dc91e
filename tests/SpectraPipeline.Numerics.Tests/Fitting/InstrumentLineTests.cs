using SpectraPipeline.Numerics.Fitting;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Fitting;

/// <summary>Shapes seen through an instrument with a Gaussian line, against the convolution done numerically.</summary>
public sealed class InstrumentLineTests
{
    public static TheoryData<string, double[], double> Cases =>
        new()
        {
            { "gaussian", [], 4 },
            { "gaussian", [], 60 },
            { "lorentzian", [], 4 },
            { "lorentzian", [], 60 },
            { "lorentzian", [], 0.8 },
            { "pseudo-voigt", [0.37], 12 },
            { "voigt", [0.45], 12 },
            { "voigt", [0.98], 1 },
        };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Recorded_line_is_the_convolution_with_the_instrument(string name, double[] extras, double instrument)
    {
        PeakShape shape = ShapeExamples.Shape(name);
        PeakShape recorded = shape.Broadened(instrument)!;
        double[] parameters = ShapeExamples.Parameters(extras);
        double sigma = instrument / Math.Sqrt(8 * Math.Log(2));
        foreach (double x in (double[])[2095, 2100, 2081.3, 2150, 1900])
        {
            // Ten standard deviations leave 1e-23.
            double expected = Quadrature.Over(
                -10,
                10,
                400,
                s =>
                {
                    double[] y = new double[s.Length];
                    shape.Add(parameters, [.. s.Select(v => x - sigma * v)], y);
                    for (int i = 0; i < y.Length; i++)
                        y[i] *= Math.Exp(-0.5 * s[i] * s[i]) / Math.Sqrt(2 * Math.PI);
                    return y;
                }
            );
            double[] model = new double[1];
            recorded.Add(parameters, [x], model);
            Assert.Equal(expected, model[0], 1e-13);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Area_name_and_parameters_are_those_of_the_band_itself(string name, double[] extras, double instrument)
    {
        PeakShape shape = ShapeExamples.Shape(name);
        PeakShape recorded = shape.Broadened(instrument)!;
        double[] parameters = ShapeExamples.Parameters(extras);
        Assert.Equal(shape.Name, recorded.Name);
        Assert.Equal(shape.Parameters, recorded.Parameters);
        Assert.Equal(shape.Area(parameters), recorded.Area(parameters));
        double integral = Quadrature.OverTheAxis(
            parameters[0],
            parameters[2] + instrument,
            x =>
            {
                double[] model = new double[x.Length];
                recorded.Add(parameters, x, model);
                return model;
            }
        );
        Assert.Equal(integral, recorded.Area(parameters), 1e-9 * Math.Abs(integral));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Derivatives_agree_with_differences(string name, double[] extras, double instrument) =>
        PeakShapesTests.CheckDerivatives(ShapeExamples.Shape(name).Broadened(instrument)!, ShapeExamples.Parameters(extras), 1e-10);

    [Fact]
    public void Shapes_without_an_exact_convolution_have_none()
    {
        Assert.Equal(
            ["gaussian", "lorentzian", "pseudo-voigt", "voigt"],
            PeakShapes.All.Where(s => s.Broadened(1) is not null).Select(s => s.Name)
        );
    }

    [Fact]
    public void Fit_recovers_the_band_before_the_instrument()
    {
        double[] x = [.. Enumerable.Range(0, 301).Select(i => 1000 + i * 1.0)];
        double[] y = new double[x.Length];
        PeakShape recorded = PeakShapes.Lorentzian.Broadened(8)!;
        recorded.Add([1150, 0.6, 5], x, y);
        var fitter = new MultiPeakFit(recorded, 1, 0, x);
        fitter.SetStart(0, PeakShape.Center, 1147);
        fitter.SetStart(0, PeakShape.FullWidth, 12);
        Assert.True(fitter.Fit(y, [], [], new FitLimits()).Converged);
        Assert.Equal(5, fitter.Peak(0).FullWidth, 1e-6);
        Assert.Equal(0.6, fitter.Peak(0).Height, 1e-6);
        Assert.Equal(0.6 * 5 * Math.PI / 2, fitter.Peak(0).Area, 1e-6);
    }
}
