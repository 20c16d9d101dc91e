using System.Globalization;
using System.Text;
using SpectraPipeline.Numerics.Exafs;

namespace SpectraPipeline.Stages.Tests.Exafs;

/// <summary>Path files in the form of FEFF with amplitudes and phases of invented but life-like atoms, in a folder of their own; and χ(k) made of them.</summary>
internal sealed class MadeFeff : IDisposable
{
    public MadeFeff(string head = "made for tests") => _head = head;

    private readonly string _head;
    private int _paths;

    /// <summary>The folder.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("spectra-feff-").FullName;

    /// <summary>A grid of k as xas.autobk gives it.</summary>
    public static double[] K { get; } = [.. Enumerable.Range(0, 281).Select(i => 0.05 * i)];

    /// <summary>Writes a single-scattering path of zinc and gives it back as read.</summary>
    public FeffPath Write(string file, int scatterer, double reff, double degeneracy, string? head = null)
    {
        string text = Text(scatterer, reff, degeneracy, head ?? _head, ++_paths);
        string path = Path.Combine(Folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return FeffPathText.Parse(text, Path.GetFileNameWithoutExtension(file));
    }

    /// <summary>A path file of zinc with nitrogen at 2 Å.</summary>
    public static string ZincNitrogen => Text(7, 2.0, 4, "made for tests", 1);

    /// <summary>χ(k) of shells with Gaussian noise.</summary>
    public static double[] Chi(int seed, double noise, params (FeffPath Path, double N, double DeltaR, double Sigma2)[] shells)
    {
        double[] chi = FrameStageRun.Noise(seed, K.Length, noise);
        double[] one = new double[K.Length];
        foreach (var shell in shells)
        {
            new PathChi(shell.Path, K).Evaluate(new(shell.N, 0.95, 1.5, shell.DeltaR, shell.Sigma2, 0, 0, 0), one);
            for (int i = 0; i < one.Length; i++)
                chi[i] += one[i];
        }
        return chi;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static string Text(int z, double reff, double degeneracy, string head, int number)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $" {head}                      Feff8L (EXAFS)       0.1\n");
        text.Append(" Abs   Z=30 Rmt= 1.363 Rnm= 1.438 K  shell\n Mu= 6.703E+00 kf=2.753E+00 Vint=-2.217E+01 Rs_int= 1.317\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $" Path {number, 4}      icalc       2\n -----------------------------------------------------------------------\n"
        );
        text.Append(
            CultureInfo.InvariantCulture,
            $"   2 {degeneracy, 8:F3} {reff, 8:F4}    2.6300   -5.53502 nleg, deg, reff, rnrmav(bohr), edge\n"
        );
        text.Append("        x         y         z   pot at#\n     0.0000    0.0000    0.0000  0  30 Zn       absorbing atom\n");
        text.Append(CultureInfo.InvariantCulture, $" {reff, 10:F4}    0.0000    0.0000  1 {z, 3} X\n");
        text.Append("    k   real[2*phc]   mag[feff]  phase[feff] red factor   lambda     real[p]@#\n");
        for (int i = 0; i <= 80; i++)
        {
            double k = 0.25 * i;
            // Light atoms scatter at low k, heavy ones at higher k and with more phase.
            double weight = z / 30.0;
            double amplitude =
                (0.3 * k / (1 + Math.Pow(k / 2.5, 2.5))) + (weight * weight * 0.9 * Math.Exp(-Math.Pow((k - 6.5) / 3.5, 2)) * k / (k + 1));
            double phase = -1.6 - (0.5 * k) + (0.008 * k * k) - (2.5 * weight * (1 - (0.03 * k)));
            double central = 3.15 - (0.02 * k * k / (1 + (0.02 * k)));
            text.Append(
                CultureInfo.InvariantCulture,
                $" {k, 6:F3} {central, 11:E4} {amplitude, 11:E4} {phase, 11:E4} {0.98, 10:E3} {20 * Math.Exp(-Math.Pow((k - 1) / 6, 2)) + 6 + (0.5 * k), 11:E4} {Math.Sqrt((k * k) + 7.58), 11:E4}\n"
            );
        }
        return text.ToString();
    }
}
