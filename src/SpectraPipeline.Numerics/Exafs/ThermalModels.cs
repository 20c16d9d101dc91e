using MathNet.Numerics.Integration;

namespace SpectraPipeline.Numerics.Exafs;

/// <summary>Mean square displacement of a path by a model, and how it follows the parameters.</summary>
/// <param name="Sigma2">σ², Å².</param>
/// <param name="ByTheta">∂σ²/∂θ, Å²/K.</param>
/// <param name="ByTemperature">∂σ²/∂T, Å²/K.</param>
public readonly record struct ThermalDisplacement(double Sigma2, double ByTheta, double ByTemperature);

/// <summary>σ² of a scattering path by its Einstein or Debye temperature θ at the temperature T.</summary>
public interface IThermalModel
{
    /// <summary>Evaluates the model.</summary>
    /// <param name="theta">θ, K; held at 1e-5 below that.</param>
    /// <param name="temperature">T, K; held at 1e-5 below that.</param>
    ThermalDisplacement Evaluate(double theta, double temperature);
}

/// <summary>One oscillator: σ² = ħ²/(2k_B) · coth(θ/2T)/(μθ), 1/μ = Σ 1/m over the atoms of the path with the absorber.</summary>
/// <remarks>
/// A. I. Frenkel, J. J. Rehr, Phys. Rev. B 48 (1993) 585, doi:10.1103/PhysRevB.48.585; the reduced mass of longer paths is Larch's, an estimate. Harmonic: no thermal
/// expansion, no static disorder. Cost: a tanh and a sinh.
/// </remarks>
public sealed class EinsteinModel : IThermalModel
{
    /// <summary>ħ²/(2·k_B·u), Å²·K·u (CODATA 2018).</summary>
    internal const double Quantum = 24.2543670904672;

    /// <summary>Neither temperature is taken below.</summary>
    internal const double Coldest = 1e-5;

    private readonly double _scale;

    /// <summary>The model of one path.</summary>
    public EinsteinModel(FeffPath path) => _scale = Quantum * path.Atoms.Sum(static a => 1 / a.Mass);

    /// <inheritdoc />
    public ThermalDisplacement Evaluate(double theta, double temperature)
    {
        theta = Math.Max(theta, Coldest);
        temperature = Math.Max(temperature, Coldest);
        double ratio = theta / temperature;
        double sigma2 = _scale / (theta * Math.Tanh(0.5 * ratio));
        // d ln tanh(x)/dx = 2/sinh(2x), x = θ/2T
        double slope = 1 / Math.Sinh(ratio);
        return new(sigma2, -sigma2 * (1 / theta + slope / temperature), sigma2 * slope * ratio / temperature);
    }
}

/// <summary>
/// Correlated Debye model: σ² = ¼ Σᵢⱼ r̂ᵢ·r̂ⱼ (Cᵢⱼ + Cᵢ₊₁ⱼ₊₁ − Cᵢⱼ₊₁ − Cᵢ₊₁ⱼ) over the legs,
/// Cᵢⱼ = 3ħ²/(2k_Bθ√(mᵢmⱼ)) ∫₀¹ sin(wx)/x · coth(wθ/2T) dw, x = k_D·r_ij, k_D = (9π/2)^⅓/r_Norman.
/// </summary>
/// <remarks>
/// E. Sevillano, H. Meuth, J. J. Rehr, Phys. Rev. B 20 (1979) 4908, doi:10.1103/PhysRevB.20.4908; for paths of any number of legs as in FEFF (sigms). The legs' share of
/// every frequency w does not depend on θ and T: it is tabulated once at 64 Gauss–Legendre nodes of √w (which resolve coth at low T), so that an evaluation costs 64
/// exponentials, about 1 µs. Differs from FEFF's own Romberg sum by its tolerance of 1e-9. Isotropic, one θ for all atoms: good for metals and close-packed solids, poor for
/// stiff molecules and layers, where the Einstein model of the bond is the better guess.
/// </remarks>
public sealed class CorrelatedDebyeModel : IThermalModel
{
    private const int Nodes = 64;

    // Frequency w in units of k_B·θ/ħ, and its weight: 3ħ²/2k_B · w · share(w) · dw.
    private readonly double[] _frequency = new double[Nodes];
    private readonly double[] _weight = new double[Nodes];

    /// <summary>Tabulates a path.</summary>
    /// <exception cref="ArgumentException">The file of the path gives no Norman radius, or two atoms of a leg lie on one place.</exception>
    public CorrelatedDebyeModel(FeffPath path)
    {
        if (!(path.NormanRadius > 0))
            throw new ArgumentException($"Path {path.Label} has no Norman radius; the correlated Debye model needs it.", nameof(path));
        double debye = Math.Cbrt(4.5 * Math.PI) / path.NormanRadius;
        var rule = new GaussLegendreRule(0, 1, Nodes);
        double[] share = new double[Nodes];
        for (int n = 0; n < Nodes; n++)
            _frequency[n] = rule.Abscissas[n] * rule.Abscissas[n];
        int legs = path.Atoms.Count;
        for (int i = 0; i < legs; i++)
        for (int j = 0; j < legs; j++)
            AddLegs(path, i, j, debye, share);
        for (int n = 0; n < Nodes; n++)
            _weight[n] = 3 * EinsteinModel.Quantum * _frequency[n] * share[n] * 2 * rule.Abscissas[n] * rule.Weights[n];
    }

    /// <inheritdoc />
    public ThermalDisplacement Evaluate(double theta, double temperature)
    {
        theta = Math.Max(theta, EinsteinModel.Coldest);
        temperature = Math.Max(temperature, EinsteinModel.Coldest);
        double ratio = theta / temperature;
        double sum = 0,
            slope = 0;
        for (int n = 0; n < Nodes; n++)
        {
            // coth(y/2) = (1 + e)/(1 − e), −2·d/dy = 1/sinh²(y/2) = 4e/(1 − e)², e = exp(−y)
            double e = Math.Exp(-_frequency[n] * ratio);
            double inverse = 1 / -Expm1(-_frequency[n] * ratio, e);
            sum += _weight[n] * (1 + e) * inverse;
            slope += _weight[n] * _frequency[n] * 2 * e * inverse * inverse;
        }
        return new(sum / theta, -(sum / theta + slope / temperature) / theta, slope / (temperature * temperature));
    }

    // e^x − 1 without cancellation near 0.
    private static double Expm1(double x, double exponential) => x < -0.5 ? exponential - 1 : 2 * Math.Sinh(0.5 * x) * Math.Exp(0.5 * x);

    /// <summary>Share of the pair of legs i (atom i to i + 1) and j at every frequency.</summary>
    private void AddLegs(FeffPath path, int i, int j, double debye, double[] share)
    {
        int nextI = (i + 1) % path.Atoms.Count,
            nextJ = (j + 1) % path.Atoms.Count;
        double projection = Projection(path.Positions, i, nextI, j, nextJ);
        if (double.IsNaN(projection))
            throw new ArgumentException($"Two atoms of a leg of path {path.Label} lie on one place.", nameof(path));
        ReadOnlySpan<(int A, int B, int Sign)> pairs = [(i, j, 1), (nextI, nextJ, 1), (i, nextJ, -1), (nextI, j, -1)];
        foreach ((int a, int b, int sign) in pairs)
        {
            double x = debye * Distance(path.Positions, a, b);
            double scale = 0.25 * sign * projection / Math.Sqrt(path.Atoms[a].Mass * path.Atoms[b].Mass);
            for (int n = 0; n < share.Length; n++)
                share[n] += scale * Sinc(_frequency[n] * x);
        }
    }

    private static double Sinc(double x) => Math.Abs(x) < 1e-8 ? 1 : Math.Sin(x) / x;

    private static double Distance(double[] r, int a, int b) =>
        Math.Sqrt(Square(r[3 * a] - r[3 * b]) + Square(r[3 * a + 1] - r[3 * b + 1]) + Square(r[3 * a + 2] - r[3 * b + 2]));

    private static double Square(double v) => v * v;

    /// <summary>Cosine between two legs; NaN when one has no length.</summary>
    private static double Projection(double[] r, int i, int nextI, int j, int nextJ)
    {
        double dot = 0;
        for (int c = 0; c < 3; c++)
            dot += (r[3 * i + c] - r[3 * nextI + c]) * (r[3 * j + c] - r[3 * nextJ + c]);
        return dot / (Distance(r, i, nextI) * Distance(r, j, nextJ));
    }
}
