using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Exafs;
using SpectraPipeline.Numerics.Splines;
using SpectraPipeline.Stages.Shape;

namespace SpectraPipeline.Stages.Xas;

/// <summary>The phase shift φ(k) of a path of FEFF, that of χ = A·sin(2kR + φ).</summary>
internal static class PathPhase
{
    /// <summary>Reads a feffNNNN.dat.</summary>
    /// <exception cref="UserException">It is missing or no path.</exception>
    public static Func<double, double> Read(string name, RunContext run)
    {
        string file = CurveFile.PathOf(name, run);
        if (!File.Exists(file))
            throw new UserException($"phase: '{name}' is not there (looked for {file}; a relative path starts at the pipeline file).");
        try
        {
            return Of(FeffPathText.Parse(File.ReadAllText(file), name));
        }
        catch (FeffFormatException e)
        {
            throw new UserException($"phase: {name}: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"phase: '{name}' cannot be read: {e.Message}");
        }
    }

    /// <summary>real[2phc] + phase[feff], interpolated by a cubic; held beyond the ends of the table.</summary>
    public static Func<double, double> Of(FeffPath path)
    {
        double[] k = [.. path.K];
        var spline = new NotAKnotSpline(k);
        spline.Fit([.. path.CentralPhase.Zip(path.Phase, (centre, rest) => centre + rest)]);
        double[] at = new double[1];
        double[] value = new double[1];
        return x =>
        {
            at[0] = Math.Clamp(x, k[0], k[^1]);
            spline.Evaluate(at, value);
            return value[0];
        };
    }
}
