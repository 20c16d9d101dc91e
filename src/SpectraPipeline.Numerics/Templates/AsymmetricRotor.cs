using MathNet.Numerics.LinearAlgebra;

namespace SpectraPipeline.Numerics.Templates;

/// <summary>Constants of a vibrational state of an asymmetric rotor, all in cm⁻¹.</summary>
/// <param name="Origin">Energy of its level J = 0.</param>
/// <param name="A">Rotation about the axis of least inertia.</param>
/// <param name="B">Middle axis.</param>
/// <param name="C">Axis of greatest inertia.</param>
/// <param name="DeltaJ">Watson's ΔJ (A reduction).</param>
/// <param name="DeltaJK">ΔJK.</param>
/// <param name="DeltaK">ΔK.</param>
/// <param name="SmallDeltaJ">δJ.</param>
/// <param name="SmallDeltaK">δK.</param>
/// <param name="PhiK">ΦK, the largest of the sixth power.</param>
public sealed record RotorConstants(
    double Origin,
    double A,
    double B,
    double C,
    double DeltaJ = 0,
    double DeltaJK = 0,
    double DeltaK = 0,
    double SmallDeltaJ = 0,
    double SmallDeltaK = 0,
    double PhiK = 0
);

/// <summary>A rotational level.</summary>
/// <param name="J">Total angular momentum.</param>
/// <param name="Ka">Its projection in the limit of the prolate top.</param>
/// <param name="Kc">In the limit of the oblate top.</param>
/// <param name="Energy">cm⁻¹, with the origin of the state.</param>
/// <param name="State">Coefficients of |J, K⟩, K = −J..J.</param>
public sealed record RotorLevel(int J, int Ka, int Kc, double Energy, double[] State);

/// <summary>Levels and line strengths of an asymmetric rotor.</summary>
/// <remarks>
/// H = ½(B+C) J² + [A − ½(B+C)] Jz² − ΔJ J⁴ − ΔJK J² Jz² − ΔK Jz⁴ + ΦK Jz⁶ + [¼(B−C) − δJ J²](J₊² + J₋²) − ½ δK {Jz², J₊² + J₋²}, z = a, x = b, in the basis |J, K⟩ by its
/// four Wang blocks. J. K. G. Watson, in: Vibrational Spectra and Structure 6, Elsevier 1977, 1; strengths: R. N. Zare, Angular Momentum, Wiley 1988, chapter 6.
/// Exact for a rigid rotor; power series in J and K beyond, good as far as its constants were fitted. Cost: O(J³) a level of J.
/// </remarks>
public static class AsymmetricRotor
{
    /// <summary>All 2J + 1 levels of one J, ascending.</summary>
    public static IReadOnlyList<RotorLevel> Levels(RotorConstants of, int j)
    {
        double[,] h = Hamiltonian(of, j);
        var found = new List<(double Energy, double[] State)>();
        foreach (int oddK in (int[])[0, 1])
        foreach (int sign in (int[])[1, -1])
            AddBlock(h, j, oddK, sign, found);
        found.Sort((a, b) => a.Energy.CompareTo(b.Energy));
        return [.. found.Select((l, i) => new RotorLevel(j, (i + 1) / 2, j - (i / 2), of.Origin + l.Energy, l.State))];
    }

    /// <summary>Strength of a line for a transition moment of 1 along b or along a, all orientations summed: over all upper levels they add up to 2J″ + 1.</summary>
    public static double Strength(RotorLevel lower, RotorLevel upper, bool alongA) =>
        Math.Abs(lower.J - upper.J) > 1 ? 0 : Strength(lower, upper, alongA, Moments(lower.J, upper.J));

    /// <summary>The same with <see cref="Moments"/> at hand.</summary>
    internal static double Strength(RotorLevel lower, RotorLevel upper, bool alongA, double[,] moments)
    {
        double sum = 0;
        for (int k = -lower.J; k <= lower.J; k++)
        for (int q = -1; q <= 1; q++)
        {
            // x = b: the spherical components ±1 of a vector along x are ∓1/√2.
            double moment = alongA
                ? q == 0
                    ? 1
                    : 0
                : q == 0
                    ? 0
                    : -q / Math.Sqrt(2);
            int up = k + q;
            if (moment == 0 || Math.Abs(up) > upper.J)
                continue;
            double sign = (up & 1) == 0 ? 1 : -1;
            sum += sign * upper.State[up + upper.J] * lower.State[k + lower.J] * moment * moments[k + lower.J, q + 1];
        }
        return ((2 * lower.J) + 1) * ((2 * upper.J) + 1) * sum * sum;
    }

    /// <summary>Wigner's (J′ 1 J″; −K−q q K) for all K = −J″..J″ and q = −1..1.</summary>
    internal static double[,] Moments(int lowerJ, int upperJ)
    {
        double[,] moments = new double[(2 * lowerJ) + 1, 3];
        for (int k = -lowerJ; k <= lowerJ; k++)
        for (int q = -1; q <= 1; q++)
            moments[k + lowerJ, q + 1] = Math.Abs(k + q) > upperJ ? 0 : ThreeJ(upperJ, lowerJ, -k - q, q, k);
        return moments;
    }

    private static double[,] Hamiltonian(RotorConstants of, int j)
    {
        double n = j * (j + 1.0),
            mean = (of.B + of.C) / 2;
        double[,] h = new double[(2 * j) + 1, (2 * j) + 1];
        for (int k = -j; k <= j; k++)
        {
            double k2 = k * (double)k;
            h[k + j, k + j] =
                (mean * n)
                + ((of.A - mean) * k2)
                - (of.DeltaJ * n * n)
                - (of.DeltaJK * n * k2)
                - (of.DeltaK * k2 * k2)
                + (of.PhiK * k2 * k2 * k2);
            if (k + 2 > j)
                continue;
            double ladder = Math.Sqrt((n - (k * (k + 1.0))) * (n - ((k + 1.0) * (k + 2.0))));
            double up2 = (k + 2.0) * (k + 2.0);
            h[k + j, k + 2 + j] = h[k + 2 + j, k + j] =
                (((of.B - of.C) / 4) - (of.SmallDeltaJ * n) - (of.SmallDeltaK * (up2 + k2) / 2)) * ladder;
        }
        return h;
    }

    /// <summary>States (|K⟩ ± |−K⟩)/√2 of even or odd K do not mix with others.</summary>
    private static void AddBlock(double[,] h, int j, int oddK, int sign, List<(double, double[])> found)
    {
        int[] ks = [.. Enumerable.Range(0, j + 1).Where(k => k % 2 == oddK && (k > 0 || sign > 0))];
        if (ks.Length == 0)
            return;
        double[][] basis =
        [
            .. ks.Select(k =>
            {
                double[] v = new double[(2 * j) + 1];
                if (k == 0)
                    v[j] = 1;
                else
                    (v[j + k], v[j - k]) = (Math.Sqrt(0.5), sign * Math.Sqrt(0.5));
                return v;
            }),
        ];
        var block = Matrix<double>.Build.Dense(
            ks.Length,
            ks.Length,
            (r, c) =>
            {
                double sum = 0;
                for (int a = 0; a < basis[r].Length; a++)
                for (int b = 0; b < basis[c].Length; b++)
                    sum += basis[r][a] * h[a, b] * basis[c][b];
                return sum;
            }
        );
        var evd = block.Evd(Symmetricity.Symmetric);
        for (int i = 0; i < ks.Length; i++)
        {
            double[] state = new double[(2 * j) + 1];
            for (int b = 0; b < ks.Length; b++)
            for (int a = 0; a < state.Length; a++)
                state[a] += evd.EigenVectors[b, i] * basis[b][a];
            found.Add((evd.EigenValues[i].Real, state));
        }
    }

    /// <summary>Wigner's (j₁ 1 j₃; m₁ q m₃) by Racah's sum.</summary>
    internal static double ThreeJ(int j1, int j3, int m1, int q, int m3)
    {
        if (m1 + q + m3 != 0 || Math.Abs(j1 - j3) > 1 || j1 + j3 < 1)
            return 0;
        double sum = 0;
        for (int t = 0; t <= j1 + j3 + 1; t++)
        {
            int[] below = [t, j3 - 1 + t + m1, j3 - j1 + t - q, j1 + 1 - j3 - t, j1 - t - m1, 1 - t + q];
            if (below.Min() < 0)
                continue;
            sum += ((t & 1) == 0 ? 1 : -1) / below.Aggregate(1.0, (p, v) => p * Factorial(v));
        }
        double triangle = Factorial(j1 + 1 - j3) * Factorial(j1 - 1 + j3) * Factorial(1 + j3 - j1) / Factorial(j1 + 1 + j3 + 1);
        double norm = Math.Sqrt(
            triangle
                * Factorial(j1 + m1)
                * Factorial(j1 - m1)
                * Factorial(1 + q)
                * Factorial(1 - q)
                * Factorial(j3 + m3)
                * Factorial(j3 - m3)
        );
        return (((j1 - 1 - m3) & 1) == 0 ? 1 : -1) * norm * sum;
    }

    private static double Factorial(int n)
    {
        double product = 1;
        for (int i = 2; i <= n; i++)
            product *= i;
        return product;
    }
}
