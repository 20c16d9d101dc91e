using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Polynomials that are orthonormal over the points of an axis, tabulated once: Σᵢ wᵢ qⱼ(xᵢ) qₖ(xᵢ) = δⱼₖ with w = 1 on the points that count, else 0.</summary>
/// <remarks>
/// Stieltjes' recurrence (W. Gautschi, Orthogonal Polynomials, Oxford 2004, section 2.2.3) with x scaled to −1..1 and one more orthogonalisation, so that a hole in
/// the axis costs no digits. A polynomial that the points cannot tell from lower ones (fewer different points than terms) is zero, and its coefficient with it:
/// the fit is then the one of smallest norm. Rows are padded to whole blocks of eight points and to whole groups of three terms, with zeros. Immutable.
/// Cost: points × terms².
/// </remarks>
internal sealed class PolynomialBasis
{
    /// <summary>Highest degree: beyond it a polynomial through a spectrum swings more than it fits.</summary>
    public const int MaxDegree = 20;

    // Part of a polynomial that must be left after those below it are taken out; less is rounding.
    private const double Distinct = 1e-10;
    private readonly AlignedArray _rows;
    private readonly AlignedArray _use;

    /// <param name="x">Ascending axis.</param>
    /// <param name="degree">0 to <see cref="MaxDegree"/>.</param>
    /// <param name="use">True where a point counts; empty when all do.</param>
    /// <exception cref="ArgumentException">A degree outside the limits, no points, or a mask of another length.</exception>
    public PolynomialBasis(ReadOnlySpan<double> x, int degree, ReadOnlySpan<bool> use = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(degree);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(degree, MaxDegree);
        if (x.IsEmpty || (!use.IsEmpty && use.Length != x.Length))
            throw new ArgumentException($"{x.Length} points and {use.Length} marks do not go together", nameof(use));
        (Points, Terms) = (x.Length, degree + 1);
        Stride = (x.Length + 7) / 8 * 8;
        Groups = (Terms + 2) / 3;
        _rows = new AlignedArray(3 * Groups * Stride);
        _use = new AlignedArray(Stride);
        for (int i = 0; i < x.Length; i++)
            _use.Span[i] = use.IsEmpty || use[i] ? 1 : 0;
        UsesAll = !use.Contains(false);
        Fill(x);
    }

    /// <summary>Points of the axis.</summary>
    public int Points { get; }

    /// <summary>Points with the padding.</summary>
    public int Stride { get; }

    /// <summary>Degree + 1.</summary>
    public int Terms { get; }

    /// <summary>Groups of three terms.</summary>
    public int Groups { get; }

    /// <summary>Row after row.</summary>
    public ref double First => ref _rows.First;

    /// <summary>1 where a point counts, 0 elsewhere and in the padding.</summary>
    public ReadOnlySpan<double> Use => _use.Span;

    /// <summary>Every point counts.</summary>
    public bool UsesAll { get; }

    /// <summary>Values of the j-th polynomial.</summary>
    public ReadOnlySpan<double> Row(int j) => _rows.Span.Slice(j * Stride, Points);

    private void Fill(ReadOnlySpan<double> x)
    {
        double centre = (x[0] + x[^1]) / 2,
            half = (x[^1] - x[0]) / 2,
            scale = half > 0 ? 1 / half : 1;
        for (int j = 0; j < Terms; j++)
        {
            Span<double> row = _rows.Span.Slice(j * Stride, Points);
            if (j == 0)
                row.Fill(1);
            else
                for (int i = 0; i < row.Length; i++)
                    row[i] = (x[i] - centre) * scale * Row(j - 1)[i];
            double before = Math.Sqrt(Dot(row, row));
            for (int again = 0; again < 2; again++)
            for (int k = 0; k < j; k++)
                Subtract(row, Dot(row, Row(k)), Row(k));
            double norm = Math.Sqrt(Dot(row, row));
            double inverse = norm > Distinct * before ? 1 / norm : 0;
            for (int i = 0; i < row.Length; i++)
                row[i] *= inverse;
        }
    }

    private double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        ReadOnlySpan<double> use = Use;
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += use[i] * a[i] * b[i];
        return sum;
    }

    private static void Subtract(Span<double> row, double part, ReadOnlySpan<double> other)
    {
        for (int i = 0; i < row.Length; i++)
            row[i] -= part * other[i];
    }
}
