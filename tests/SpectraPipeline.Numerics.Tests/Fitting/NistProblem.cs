using System.Globalization;
using System.Numerics;
using SpectraPipeline.Numerics.Fitting;

namespace SpectraPipeline.Numerics.Tests.Fitting;

/// <summary>A nonlinear regression problem of NIST's Statistical Reference Datasets, as the file states it.</summary>
internal sealed record NistProblem(
    string Name,
    double[] Start1,
    double[] Start2,
    double[] Certified,
    double[] CertifiedError,
    double ResidualSumOfSquares,
    double[] Y,
    double[][] X
)
{
    public static NistProblem Read(string path)
    {
        string[] lines = File.ReadAllLines(path);
        var starts1 = new List<double>();
        var starts2 = new List<double>();
        var certified = new List<double>();
        var errors = new List<double>();
        var y = new List<double>();
        var x = new List<double[]>();
        double sum = double.NaN;
        bool inData = false;
        foreach (string line in lines)
        {
            string[] words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (line.StartsWith("Data:", StringComparison.Ordinal) && y.Count == 0 && sum is not double.NaN)
                inData = true;
            else if (inData && words.Length >= 2)
            {
                y.Add(Number(words[0]));
                x.Add([.. words.Skip(1).Select(w => Number(w))]);
            }
            else if (words.Length == 6 && words[0].StartsWith('b') && words[1] == "=")
            {
                starts1.Add(Number(words[2]));
                starts2.Add(Number(words[3]));
                certified.Add(Number(words[4]));
                errors.Add(Number(words[5]));
            }
            else if (line.StartsWith("Residual Sum of Squares:", StringComparison.Ordinal))
                sum = Number(words[^1]);
        }
        return new(Path.GetFileNameWithoutExtension(path), [.. starts1], [.. starts2], [.. certified], [.. errors], sum, [.. y], [.. x]);
    }

    /// <summary>The data as the model sees them: Nelson's model is for the logarithm.</summary>
    public double[] Observed => Name == "Nelson" ? [.. Y.Select(y => Math.Log(y))] : Y;

    /// <summary>As a problem for the minimiser, with exact derivatives.</summary>
    public CurveProblem ToProblem()
    {
        var problem = new CurveProblem(Curve, Certified.Length, Y.Length);
        problem.SetData(Observed, [], []);
        return problem;
    }

    private void Curve(ReadOnlySpan<double> variables, Span<double> model, Span<double> jacobian, int stride)
    {
        const double Tiny = 1e-40;
        Complex[] b = new Complex[variables.Length];
        for (int k = 0; k < b.Length; k++)
            b[k] = variables[k];
        for (int i = 0; i < model.Length; i++)
        {
            model[i] = Model(b, X[i]).Real;
            for (int k = 0; k < b.Length; k++)
            {
                b[k] = new Complex(variables[k], Tiny);
                jacobian[k * stride + i] = Model(b, X[i]).Imaginary / Tiny;
                b[k] = variables[k];
            }
        }
    }

    /// <summary>Model of each set, for complex parameters, so that a step of 1e-40 i gives the derivative without a difference.</summary>
    public Complex Model(Complex[] b, double[] x)
    {
        Complex E(Complex z) => Complex.Exp(z);
        Complex P(Complex z, Complex power) => E(power * Log(z));
        double t = x[0];
        return Name switch
        {
            "Misra1a" or "BoxBOD" => b[0] * (1 - E(-b[1] * t)),
            "Misra1b" => b[0] * (1 - 1 / ((1 + b[1] * t / 2) * (1 + b[1] * t / 2))),
            "Misra1c" => b[0] * (1 - P(1 + 2 * b[1] * t, -0.5)),
            "Misra1d" => b[0] * b[1] * t / (1 + b[1] * t),
            "Chwirut1" or "Chwirut2" => E(-b[0] * t) / (b[1] + b[2] * t),
            "DanWood" => b[0] * P(t, b[1]),
            "Lanczos1" or "Lanczos2" or "Lanczos3" => b[0] * E(-b[1] * t) + b[2] * E(-b[3] * t) + b[4] * E(-b[5] * t),
            "Gauss1" or "Gauss2" or "Gauss3" => b[0] * E(-b[1] * t)
                + b[2] * E(-(t - b[3]) * (t - b[3]) / (b[4] * b[4]))
                + b[5] * E(-(t - b[6]) * (t - b[6]) / (b[7] * b[7])),
            "Kirby2" => (b[0] + b[1] * t + b[2] * t * t) / (1 + b[3] * t + b[4] * t * t),
            "Hahn1" or "Thurber" => (b[0] + b[1] * t + b[2] * t * t + b[3] * t * t * t) / (1 + b[4] * t + b[5] * t * t + b[6] * t * t * t),
            "Nelson" => b[0] - b[1] * t * E(-b[2] * x[1]),
            "MGH17" => b[0] + b[1] * E(-t * b[3]) + b[2] * E(-t * b[4]),
            "Roszman1" => b[0] - b[1] * t - Atan(b[2] / (t - b[3])) / Math.PI,
            "ENSO" => b[0]
                + b[1] * Math.Cos(2 * Math.PI * t / 12)
                + b[2] * Math.Sin(2 * Math.PI * t / 12)
                + b[4] * Complex.Cos(2 * Math.PI * t / b[3])
                + b[5] * Complex.Sin(2 * Math.PI * t / b[3])
                + b[7] * Complex.Cos(2 * Math.PI * t / b[6])
                + b[8] * Complex.Sin(2 * Math.PI * t / b[6]),
            "MGH09" => b[0] * (t * t + t * b[1]) / (t * t + t * b[2] + b[3]),
            "Rat42" => b[0] / (1 + E(b[1] - b[2] * t)),
            "Rat43" => b[0] / P(1 + E(b[1] - b[2] * t), 1 / b[3]),
            "MGH10" => b[0] * E(b[1] / (t + b[2])),
            "Eckerle4" => b[0] / b[1] * E(-0.5 * ((t - b[2]) / b[1]) * ((t - b[2]) / b[1])),
            "Bennett5" => b[0] * P(b[1] + t, -1 / b[2]),
            _ => throw new NotSupportedException(Name),
        };
    }

    // The library's complex logarithm and arc tangent lose a tiny imaginary part; these keep it to first order.
    private static Complex Log(Complex z) => new(Math.Log(z.Real), z.Imaginary / z.Real);

    private static Complex Atan(Complex z) => new(Math.Atan(z.Real), z.Imaginary / (1 + z.Real * z.Real));

    private static double Number(string word) => double.Parse(word, NumberStyles.Float, CultureInfo.InvariantCulture);
}
