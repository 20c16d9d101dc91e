using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Exafs;

/// <summary>
/// χ(k) of one scattering path on one grid of k and its derivatives by all parameters of the path:
/// χ = Im{ N·S₀²·f(q)/(q(R+ΔR)²) · exp[−2R·Im p − 2p²(σ² − p²c₄/3) + i(2qR + φ(q) + 2p(ΔR − 2σ²/R − 2p²c₃/3))] },
/// q² = k² − E₀·2mₑ/ħ², p² = (Re p(q) + i/λ(q))² + i·Eᵢ·2mₑ/ħ².
/// </summary>
/// <remarks>
/// The EXAFS equation with cumulants and complex momentum as IFEFFIT and Larch have it: M. Newville, J. Synchrotron Rad. 8 (2001) 322, doi:10.1107/S0909049500016964,
/// and J. Phys. Conf. Ser. 430 (2013) 012007, doi:10.1088/1742-6596/430/1/012007. Damping takes R, the prefactor R + ΔR. FEFF's curves are not-a-knot cubics of k,
/// continued beyond the table's ends (poor below k ≈ 1 Å⁻¹ when E₀ is large). The first point of the grid, singular at k = 0, is 2χ₁ − χ₂. q has the sign of q²;
/// |q²| below 1e-6 is 1e-6. What depends on E₀ and Eᵢ alone is kept, so that a change of the other six costs only exponential and sine.
/// One object per worker; nothing is allocated after construction. Cost for 401 points with AVX-512: 0.5 µs for χ and 1.8 µs with derivatives, 2.3 µs more when E₀ changed.
/// </remarks>
public sealed class PathChi
{
    private readonly ScatteringCurves _curves;
    private readonly AlignedArray _rows;
    private readonly int _stride;
    private double _e0 = double.NaN;
    private double _ei = double.NaN;
    private bool _slopesReady;

    /// <summary>Prepares a path for a grid.</summary>
    /// <param name="path">The path; not changed.</param>
    /// <param name="k">At least three increasing wavenumbers from 0 or above, Å⁻¹.</param>
    /// <exception cref="ArgumentException">The grid is too short or does not increase.</exception>
    public PathChi(FeffPath path, ReadOnlySpan<double> k)
    {
        if (k.Length < 3)
            throw new ArgumentException($"χ(k) needs a grid of 3 points at least, not {k.Length}.", nameof(k));
        for (int i = 0; i < k.Length; i++)
            if (!(k[i] >= 0) || (i > 0 && !(k[i] > k[i - 1])))
                throw new ArgumentException($"Point {i} of the grid, {k[i]}, is negative or does not exceed the one before.", nameof(k));
        Path = path;
        Points = k.Length;
        _curves = new ScatteringCurves(path);
        _stride = (k.Length + 7) / 8 * 8;
        _rows = new AlignedArray(PathChiRows.Count * _stride);
        Span<double> square = _rows.Span.Slice(PathChiRows.KSquare * _stride, k.Length);
        for (int i = 0; i < k.Length; i++)
            square[i] = k[i] * k[i];
    }

    /// <summary>The path.</summary>
    public FeffPath Path { get; }

    /// <summary>Number of points of the grid.</summary>
    public int Points { get; }

    /// <summary>χ(k).</summary>
    /// <param name="parameters">Parameters of the path.</param>
    /// <param name="chi">Receives one value per point of the grid, dimensionless.</param>
    /// <exception cref="ArgumentException">Another length.</exception>
    public void Evaluate(in PathParameters parameters, Span<double> chi) => Evaluate(parameters, chi, []);

    /// <summary>χ(k) and its derivatives.</summary>
    /// <param name="parameters">Parameters of the path.</param>
    /// <param name="chi">Receives one value per point of the grid, dimensionless.</param>
    /// <param name="derivatives">Receives ∂χ/∂parameter: [parameter·Points + point], in the order of <see cref="PathParameters"/>; empty when not wanted.</param>
    /// <exception cref="ArgumentException">Another length.</exception>
    public void Evaluate(in PathParameters parameters, Span<double> chi, Span<double> derivatives)
    {
        if (chi.Length != Points)
            throw new ArgumentException($"{chi.Length} values for {Points} points.", nameof(chi));
        if (!derivatives.IsEmpty && derivatives.Length != PathParameters.Count * Points)
            throw new ArgumentException(
                $"{derivatives.Length} derivatives for {PathParameters.Count} parameters of {Points} points.",
                nameof(derivatives)
            );
        if (Avx512F.IsSupported && Points >= Wide512.Count)
            Run<Wide512>(parameters, chi, derivatives);
        else if (Points >= Wide256.Count)
            Run<Wide256>(parameters, chi, derivatives);
        else
            Run<Wide1>(parameters, chi, derivatives);
        chi[0] = 2 * chi[1] - chi[2];
        for (int row = 0; row < derivatives.Length; row += Points)
            derivatives[row] = 2 * derivatives[row + 1] - derivatives[row + 2];
    }

    private void Run<TWide>(in PathParameters parameters, Span<double> chi, Span<double> derivatives)
        where TWide : struct, IWide<TWide>
    {
        bool moved = parameters.E0 != _e0;
        var kernel = new PathChiKernel<TWide>(ref _rows.First, (nuint)_stride, (nuint)Points, Path.Reff);
        if (moved)
        {
            kernel.Shift(parameters.E0);
            Span<double> rows = _rows.Span;
            _curves.Sample(rows.Slice(PathChiRows.Q * _stride, Points), rows[(PathChiRows.Phase * _stride)..], _stride);
        }
        if (moved || parameters.Ei != _ei)
        {
            kernel.Momenta(parameters.Ei);
            (_e0, _ei, _slopesReady) = (parameters.E0, parameters.Ei, false);
        }
        if (derivatives.IsEmpty)
        {
            kernel.Values(parameters, ref MemoryMarshal.GetReference(chi));
            return;
        }
        if (!_slopesReady)
            kernel.Slopes();
        _slopesReady = true;
        kernel.Derivatives(parameters, ref MemoryMarshal.GetReference(chi), ref MemoryMarshal.GetReference(derivatives));
    }
}
