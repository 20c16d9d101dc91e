using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Exafs;
using SpectraPipeline.Stages.Exafs;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Exafs;

public sealed class ExpressionTests
{
    private static readonly double[] s_at = [0.37, 1.9, 2.4];

    [Theory]
    [InlineData("1 + 2*3", 7)]
    [InlineData("(1 + 2)*3", 9)]
    [InlineData("8/4/2", 1)]
    [InlineData("10 - 4 - 3", 3)]
    [InlineData("2^3^2", 512)]
    [InlineData("2**3", 8)]
    [InlineData("-2^2", -4)]
    [InlineData("2^-1", 0.5)]
    [InlineData("--3", 3)]
    [InlineData("1.5e-3*2", 0.003)]
    [InlineData("min(3, max(1, 2))", 2)]
    [InlineData("sqrt(16) + abs(-1)", 5)]
    [InlineData("exp(log(7))", 7)]
    [InlineData("sin(pi/2) + cos(0) + tan(0)", 2)]
    [InlineData("a + b*c", 0.37 + (1.9 * 2.4))]
    public void Has_the_value_that_it_has_on_paper(string text, double value) => Assert.Equal(value, Evaluate(text, []), 12);

    // Truth: central differences, whose own error is some 1e-9.
    [Theory]
    [InlineData("a*b + c")]
    [InlineData("(a + b)*(b - c)/(1 + a*c)")]
    [InlineData("-a^2 + b^-1.5")]
    [InlineData("a^b")]
    [InlineData("b^(a*c)")]
    [InlineData("sqrt(a)*exp(-b)*log(c)")]
    [InlineData("sin(a) + cos(b*c) + tan(a*b)")]
    [InlineData("abs(a - b) + min(a, b) + max(b, c)")]
    [InlineData("a*reff/degen")]
    [InlineData("einstein(300*a, 150*b)")]
    [InlineData("debye(temperature*a, 150*b)")]
    [InlineData("einstein(temperature, 200 + c)*2")]
    public void Derivatives_are_those_of_differences(string text)
    {
        double[] exact = new double[3];
        Evaluate(text, exact);
        for (int v = 0; v < 3; v++)
        {
            double h = 1e-6 * s_at[v];
            double[] up = [.. s_at];
            double[] down = [.. s_at];
            (up[v], down[v]) = (up[v] + h, down[v] - h);
            double difference = (Evaluate(text, [], up) - Evaluate(text, [], down)) / (2 * h);
            Assert.True(
                Math.Abs(exact[v] - difference) < 1e-7 * (1e-3 + Math.Abs(difference)),
                $"∂/∂{v} {exact[v]:R}, differences {difference:R}"
            );
        }
    }

    [Fact]
    public void What_does_not_depend_on_a_variable_has_no_derivative_even_where_the_function_is_steep()
    {
        double[] exact = new double[3];
        Assert.Equal(0.37, Evaluate("sqrt(0) + a", exact), 15);
        Assert.Equal([1, 0, 0], exact);
        Evaluate("(-2)^2*b", exact);
        Assert.Equal([0, 4, 0], exact);
    }

    [Fact]
    public void Derived_variables_are_written_out()
    {
        double[] exact = new double[3];
        // d = 2a + b, e = d·reff
        Assert.Equal(((2 * 0.37) + 1.9) * 2 * 3, Evaluate("3*e", exact), 12);
        Assert.Equal([12, 6, 0], exact);
    }

    [Theory]
    [InlineData("1 +", 3, "it ends there")]
    [InlineData("2*(a + b", 8, "')'")]
    [InlineData("sqr(a)", 0, "there is no function 'sqr'. Did you mean 'sqrt'?")]
    [InlineData("sqrt", 0, "sqrt is a function of 1: sqrt(x).")]
    [InlineData("min(a)", 5, "',' (min takes 2 arguments)")]
    [InlineData("exp(a, b)", 5, "exp takes 1 argument.")]
    [InlineData("a b", 2, "an operator")]
    [InlineData("1.2.3", 0, "'1.2.3' is not a number")]
    [InlineData("a $ b", 2, "an operator (+ - * / ^) or the end, found '$'")]
    public void Mistakes_are_told_with_their_place(string text, int offset, string words)
    {
        var e = Assert.Throws<ExpressionException>(() => ExpressionParser.Parse(text));
        Assert.Equal(offset, e.Offset);
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_nested_beyond_reason_is_refused_not_followed() =>
        Assert.Throws<ExpressionException>(() => ExpressionParser.Parse(new string('(', 100_000) + "1" + new string(')', 100_000)));

    private static double Evaluate(string text, double[] derivatives, double[]? at = null)
    {
        var path = new ModelPath("p", Path, []);
        var model = new ResolvedModel(
            "m",
            [path],
            [
                .. new[] { ("a", "1"), ("b", "1"), ("c", "1"), ("d", "2*a + b"), ("e", "d*reff") }.Select(v =>
                    (v.Item1, PathValue.Parse(v.Item2).Value!)
                ),
            ]
        );
        var binder = new ExpressionBinder(model, 300);
        foreach (string name in (string[])["a", "b", "c"])
            binder.Place(name);
        return binder.Bind(ExpressionParser.Parse(text), Path).Evaluate(at ?? s_at, new DerivativeStack(), derivatives);
    }

    private static FeffPath Path { get; } =
        new()
        {
            Label = "p",
            Degeneracy = 4,
            Reff = 2,
            NormanRadius = 1.4,
            Atoms = [new("Zn", 30, 65.38), new("N", 7, 14.007)],
            Positions = [0, 0, 0, 2, 0, 0],
            K = [],
            CentralPhase = [],
            Magnitude = [],
            Phase = [],
            Reduction = [],
            MeanFreePath = [],
            Momentum = [],
        };
}
