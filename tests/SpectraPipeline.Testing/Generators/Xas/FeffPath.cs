using System.Globalization;

namespace SpectraPipeline.Testing.Generators.Xas;

/// <summary>
/// One feffNNNN.dat: the scattering of one path on FEFF's own uneven k grid (Å⁻¹). Columns as FEFF writes them: twice the phase of the
/// absorber, |feff| in Å, its phase, the reduction factor, the mean free path in Å, the real part of the photoelectron momentum in Å⁻¹.
/// Degeneracy is the number of equivalent paths (N of a single-scattering shell), HalfLength R_eff in Å.
/// </summary>
public sealed record FeffPath(
    string File,
    int Legs,
    double Degeneracy,
    double HalfLength,
    double[] Wavenumber,
    double[] AbsorberPhase,
    double[] Magnitude,
    double[] ScattererPhase,
    double[] Reduction,
    double[] MeanFreePath,
    double[] Momentum
)
{
    private const int Columns = 7;

    /// <exception cref="InvalidDataException">The file is not a feffNNNN.dat; says which part is missing.</exception>
    public static FeffPath Read(string file)
    {
        string[] lines = System.IO.File.ReadAllLines(file);
        int rule = Array.FindIndex(lines, static line => line.TrimStart().StartsWith("-----", StringComparison.Ordinal));
        int table = Array.FindIndex(lines, static line => line.Contains("real[2*phc]", StringComparison.Ordinal));
        if (rule < 0 || table < rule)
            throw new InvalidDataException($"{file}: no rule line and column heads of a FEFF path file");
        double[] geometry = Numbers(lines[rule + 1]);
        if (geometry.Length < 3)
            throw new InvalidDataException($"{file}({rule + 2}): legs, degeneracy and half length expected");
        double[][] rows = [.. lines.Skip(table + 1).Select(Numbers).TakeWhile(static row => row.Length >= Columns)];
        if (rows.Length < 4)
            throw new InvalidDataException($"{file}: {rows.Length} rows of scattering amplitudes, at least 4 expected");
        double[] Column(int index) => [.. rows.Select(row => row[index])];
        // FEFF prints the first k as -0.000.
        double[] k = [.. Column(0).Select(Math.Abs)];
        return new(file, (int)geometry[0], geometry[1], geometry[2], k, Column(1), Column(2), Column(3), Column(4), Column(5), Column(6));
    }

    private static double[] Numbers(string line)
    {
        List<double> numbers = [];
        foreach (string word in line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (!double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
                break;
            numbers.Add(value);
        }
        return [.. numbers];
    }
}
