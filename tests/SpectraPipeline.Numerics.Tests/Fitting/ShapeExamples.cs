using SpectraPipeline.Numerics.Fitting;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Fitting;

/// <summary>One or more bands of every shape, with extras inside their ranges, near their ends, and at them where the shape is regular there.</summary>
internal static class ShapeExamples
{
    private static readonly (string Name, double[] Extras)[] s_all =
    [
        ("gaussian", []),
        ("lorentzian", []),
        ("pseudo-voigt", [0.37]),
        ("voigt", [0.02]),
        ("voigt", [0.45]),
        ("voigt", [0.93]),
        ("voigt", [0.995]),
        ("pearson7", [0.8]),
        ("pearson7", [3.1]),
        ("moffat", [40]),
        ("split-pseudo-voigt", [0.37, 0.3]),
        ("skewed-voigt", [0.4, -0.7]),
        ("skewed-voigt", [0.1, 6]),
        ("skewed-voigt", [0.97, 1.5]),
        ("doniach", [0.12]),
        ("doniach", [-0.4]),
        ("fano", [3]),
        ("fano", [-0.6]),
        ("bwf", [0.3]),
        ("bwf", [-0.05]),
    ];

    public static TheoryData<string, double[]> All => [.. s_all];

    public static TheoryData<string, double[]> WithArea => [.. s_all.Where(e => e.Name is not ("doniach" or "fano" or "bwf"))];

    public static TheoryData<string, double[]> Vanishing => [.. s_all.Where(e => e.Name is not ("fano" or "bwf"))];

    public static TheoryData<string, double[]> WithDerived => [.. s_all.Where(e => Shape(e.Name).Derived.Count > 0)];

    public static PeakShape Shape(string name) => PeakShapes.All.Single(s => s.Name == name);

    public static double[] Parameters(double[] extras, double center = 2095, double height = -0.7, double width = 31) =>
        [center, height, width, .. extras];
}
