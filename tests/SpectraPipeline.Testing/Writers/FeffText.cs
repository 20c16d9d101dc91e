using System.Globalization;
using System.Text;

namespace SpectraPipeline.Testing.Writers;

/// <summary>Results of FEFF as text.</summary>
public static class FeffText
{
    /// <summary>A single-scattering path: seven columns of which the second holds given values.</summary>
    /// <param name="k">k (1/Å).</param>
    /// <param name="phase">real[2*phc].</param>
    /// <param name="comment">Sign before the header lines: FEFF 6 writes '#', FEFF 8 a blank.</param>
    public static byte[] Path(double[] k, double[] phase, char comment = ' ')
    {
        var text = new StringBuilder();
        foreach (
            string line in (string[])
                [
                    "Zn N3 pocket                                          Feff8L (EXAFS)       0.1",
                    "Abs   Z=30 Rmt= 1.384 Rnm= 1.531 K  shell",
                    "Path    1      icalc       2",
                    "-----------------------------------------------------------------------",
                    "  2   3.000   1.9500    2.9641   -1.40827 nleg, deg, reff, rnrmav(bohr), edge",
                    "       x         y         z   pot at#",
                    "   -0.0000   -0.0000   -0.0000  0  30 Zn       absorbing atom",
                    "    1.9500    0.0000    0.0000  1   7 N",
                    "   k   real[2*phc]   mag[feff]  phase[feff] red factor   lambda     real[p]@#",
                ]
        )
            text.Append(comment).Append(line).Append('\n');
        for (int i = 0; i < k.Length; i++)
            text.Append(
                CultureInfo.InvariantCulture,
                $"  {k[i]:R}  {phase[i]:R}  6.9458E-06 -3.8562E+00  9.864E-01  1.4292E+01  1.7793E+00\n"
            );
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    /// <summary>xmu.dat.</summary>
    public static byte[] Xmu(double[] omega, double[] mu)
    {
        var text = new StringBuilder(
            "# Zn N3 pocket                                          Feff 9.6\n# -----\n#  omega    e    k    mu    mu0     chi     @#\n"
        );
        for (int i = 0; i < omega.Length; i++)
            text.Append(CultureInfo.InvariantCulture, $"  {omega[i]:R}  {omega[i] - 9661:R}  0.5  {mu[i]:R}  1.0E+00  0.0E+00\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }
}

/// <summary>Samples of FEFF.</summary>
public sealed class FeffSamples : ISampleSource
{
    /// <inheritdoc />
    public IEnumerable<SampleFile> Samples()
    {
        IReadOnlyList<(double[] X, double[] Y)> truth = SampleFiles.Truth(1);
        yield return new("feff", "feff0001.dat", FeffText.Path(truth[0].X, truth[0].Y)) { Truth = truth };
        yield return new("feff", "xmu.dat", FeffText.Xmu(truth[0].X, truth[0].Y)) { Truth = truth };
    }
}
