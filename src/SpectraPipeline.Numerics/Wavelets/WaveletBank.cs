using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SpectraPipeline.Numerics.Fourier;
using SpectraPipeline.Numerics.LinearAlgebra;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Wavelets;

/// <summary>The k and R grids of a wavelet map.</summary>
/// <param name="KStep">Å⁻¹.</param>
/// <param name="KPoints">Points of k from 0.</param>
/// <param name="RMax">Largest R, Å.</param>
/// <param name="TransformLength">Nominal length N of the Fourier transform: it sets the R step, π/(N·Δk) or a little less.</param>
public readonly record struct WaveletGrid(double KStep, int KPoints, double RMax, int TransformLength)
{
    /// <summary>Number of R, evenly from 0 to RMax.</summary>
    public int RPoints => (int)Math.Round((RMax - 1e-7) / (Math.PI / TransformLength / KStep), MidpointRounding.ToEven);

    /// <summary>R of a row, Å.</summary>
    /// <param name="row">0 to RPoints − 1.</param>
    public double R(int row) => RPoints < 2 ? 0 : RMax * row / (RPoints - 1);
}

/// <summary>Continuous wavelet transform of kⁿχ(k) for a fixed set of R: W(R, k) = (1/2π)∫ F(ω)·H_R(ω)·exp(iωk) dω with one real filter H_R per row.</summary>
/// <remarks>
/// The filters are defined on the long transform of the peers (2N points). Only lags shorter than the data can reach the result, so the filters are taken to
/// k space once and cut to those lags. The signal goes in two halves, which need half as many lags each: from −n/2 on for the first half, up to n/2 for the second.
/// Since h(−l) = conj h(l), the second set of lags has the conjugate spectrum of the first, H = A + iB; with S₁, S₂ the spectra of the halves a row is the inverse transform of
/// A·(S₁ + S₂) + iB·(S₁ − S₂), 512 points for 321 of k: the same numbers to rounding at an eighth of the length. Eight rows are transformed side by side. One
/// instance per worker; the tables are shared by <see cref="ForAnotherWorker"/>. Cost: one transform of the short length per row.
/// </remarks>
public sealed class WaveletBank
{
    private const int Lanes = 8;
    private readonly AlignedArray _filterRe;
    private readonly AlignedArray _filterIm;
    private readonly FastFourierTransform _single;
    private readonly FastFourierTransform _rows;
    private readonly double[] _firstRe;
    private readonly double[] _firstIm;
    private readonly double[] _secondRe;
    private readonly double[] _secondIm;
    private readonly AlignedArray _blockRe;
    private readonly AlignedArray _blockIm;

    /// <summary>Prepares the filters.</summary>
    /// <param name="grid">k and R grids.</param>
    /// <param name="filter">H_R(ω) for (R in Å, ω in Å), ω &gt; 0 being conjugate to k (a distance R has ω = 2R); called once per R and ω.</param>
    /// <exception cref="ArgumentException">The k grid exceeds half the nominal transform, or no R is left.</exception>
    public WaveletBank(WaveletGrid grid, Func<double, double, double> filter)
        : this(grid)
    {
        ArgumentNullException.ThrowIfNull(filter);
        int length = _single.Length;
        int blocks = (grid.RPoints + Lanes - 1) / Lanes;
        _filterRe = new AlignedArray(blocks * length * Lanes);
        _filterIm = new AlignedArray(blocks * length * Lanes);
        int full = 2 * grid.TransformLength;
        var transform = new FastFourierTransform(full, Lanes);
        double[] re = new double[full * Lanes];
        double[] im = new double[full * Lanes];
        for (int block = 0; block < blocks; block++)
        {
            re.AsSpan().Clear();
            im.AsSpan().Clear();
            for (int row = block * Lanes; row < Math.Min(grid.RPoints, (block + 1) * Lanes); row++)
            for (int j = 1; j < grid.TransformLength; j++)
                re[j * Lanes + row % Lanes] = filter(grid.R(row), Math.PI * j / (grid.KStep * grid.TransformLength));
            transform.Inverse(re, im);
            Span<double> shortRe = _filterRe.Span.Slice(block * length * Lanes, length * Lanes);
            Span<double> shortIm = _filterIm.Span.Slice(block * length * Lanes, length * Lanes);
            for (int lag = 1 - Half; lag < grid.KPoints; lag++)
            {
                int from = (lag < 0 ? lag + full : lag) * Lanes;
                int to = (lag < 0 ? lag + length : lag) * Lanes;
                re.AsSpan(from, Lanes).CopyTo(shortRe[to..]);
                im.AsSpan(from, Lanes).CopyTo(shortIm[to..]);
            }
            _rows.Forward(shortRe, shortIm);
            // The inverse transform's 1/length is paid here once.
            for (int j = 0; j < shortRe.Length; j++)
            {
                shortRe[j] /= length;
                shortIm[j] /= length;
            }
        }
    }

    private WaveletBank(WaveletGrid grid)
    {
        if (grid.KPoints < 2 || grid.KPoints > grid.TransformLength / 2)
            throw new ArgumentException($"{grid.KPoints} points of k; 2 to {grid.TransformLength / 2} fit.", nameof(grid));
        if (grid.RPoints < 2)
            throw new ArgumentException($"No R is left up to {grid.RMax} Å.", nameof(grid));
        Grid = grid;
        int length = Math.Max(8, FastFourierTransform.LengthFor(grid.KPoints + Half - 1));
        _single = new FastFourierTransform(length);
        _rows = new FastFourierTransform(length, Lanes);
        _firstRe = new double[length];
        _firstIm = new double[length];
        _secondRe = new double[length];
        _secondIm = new double[length];
        _blockRe = new AlignedArray(length * Lanes);
        _blockIm = new AlignedArray(length * Lanes);
        _filterRe = new AlignedArray(0);
        _filterIm = new AlignedArray(0);
    }

    private WaveletBank(WaveletBank other)
        : this(other.Grid) => (_filterRe, _filterIm) = (other._filterRe, other._filterIm);

    /// <summary>The k and R grids.</summary>
    public WaveletGrid Grid { get; }

    /// <summary>Points of a map: RPoints × KPoints.</summary>
    public int MapPoints => Grid.RPoints * Grid.KPoints;

    // Points of the first half of the signal.
    private int Half => (Grid.KPoints + 1) / 2;

    /// <summary>A twin with scratch memory of its own and the same tables.</summary>
    public WaveletBank ForAnotherWorker() => new(this);

    /// <summary>The map of one signal.</summary>
    /// <param name="signal">kⁿχ(k) on the k grid.</param>
    /// <param name="re">Receives the real part, row-major: row r, column k at r·KPoints + k.</param>
    /// <param name="im">Receives the imaginary part.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public void Transform(ReadOnlySpan<double> signal, Span<double> re, Span<double> im)
    {
        if (signal.Length != Grid.KPoints || re.Length != MapPoints || im.Length != MapPoints)
            throw new ArgumentException($"The signal needs {Grid.KPoints} points and the map {MapPoints}.");
        TransformSignal(signal);
        for (int first = 0; first < Grid.RPoints; first += Lanes)
        {
            (AlignedArray blockRe, AlignedArray blockIm) = TransformBlock(first);
            CopyRows(blockRe.Span, first, re);
            CopyRows(blockIm.Span, first, im);
        }
    }

    /// <summary>The map |W| of one signal.</summary>
    /// <param name="signal">kⁿχ(k) on the k grid.</param>
    /// <param name="map">Receives the magnitude, row-major.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public void Magnitude(ReadOnlySpan<double> signal, Span<double> map)
    {
        if (signal.Length != Grid.KPoints || map.Length != MapPoints)
            throw new ArgumentException($"The signal needs {Grid.KPoints} points and the map {MapPoints}.");
        TransformSignal(signal);
        for (int first = 0; first < Grid.RPoints; first += Lanes)
        {
            (AlignedArray blockRe, AlignedArray blockIm) = TransformBlock(first);
            Span<Vector512<double>> re = MemoryMarshal.Cast<double, Vector512<double>>(blockRe.Span)[..Grid.KPoints];
            Span<Vector512<double>> im = MemoryMarshal.Cast<double, Vector512<double>>(blockIm.Span)[..Grid.KPoints];
            for (int j = 0; j < re.Length; j++)
                re[j] = Vector512.Sqrt(re[j] * re[j] + im[j] * im[j]);
            CopyRows(blockRe.Span, first, map);
        }
    }

    // Spectra of the halves: their sum as (im, re), i times their difference as (im, re). Parts are exchanged because a forward transform then inverts.
    private void TransformSignal(ReadOnlySpan<double> signal)
    {
        _firstRe.AsSpan().Clear();
        _firstIm.AsSpan().Clear();
        _secondRe.AsSpan().Clear();
        _secondIm.AsSpan().Clear();
        signal[..Half].CopyTo(_firstRe);
        signal[Half..].CopyTo(_secondRe.AsSpan(Half));
        _single.Forward(_firstRe, _firstIm);
        _single.Forward(_secondRe, _secondIm);
        for (int j = 0; j < _firstRe.Length; j++)
        {
            (double re1, double im1, double re2, double im2) = (_firstRe[j], _firstIm[j], _secondRe[j], _secondIm[j]);
            (_firstRe[j], _firstIm[j]) = (im1 + im2, re1 + re2);
            (_secondRe[j], _secondIm[j]) = (re1 - re2, im2 - im1);
        }
    }

    // Eight rows of the map, interleaved, in arrays that the next block overwrites.
    private (AlignedArray Re, AlignedArray Im) TransformBlock(int firstRow)
    {
        int offset = firstRow * _single.Length;
        // Lags beyond the data are not made.
        bool inScratch = _rows.ForwardOfProducts(
            _filterRe.Span.Slice(offset, _blockRe.Length),
            _filterIm.Span.Slice(offset, _blockIm.Length),
            (_firstRe, _firstIm),
            (_secondRe, _secondIm),
            _blockIm.Span,
            _blockRe.Span,
            Grid.KPoints
        );
        return inScratch ? (_rows.Scratch.Im, _rows.Scratch.Re) : (_blockRe, _blockIm);
    }

    private unsafe void CopyRows(ReadOnlySpan<double> block, int firstRow, Span<double> map)
    {
        int points = Grid.KPoints;
        int rows = Math.Min(Lanes, Grid.RPoints - firstRow);
        int done = rows == Lanes ? points / Lanes * Lanes : 0;
        Span<double> lines = map.Slice(firstRow * points, rows * points);
        fixed (double* source = block)
        fixed (double* target = lines)
            for (int j = 0; j < done; j += Lanes)
                Lanes512.Transpose(source + j * Lanes, Lanes, target + j, points);
        for (int row = 0; row < rows; row++)
        for (int j = done; j < points; j++)
            lines[row * points + j] = block[j * Lanes + row];
    }

    /// <summary>Root mean square of |W| under independent noise of the signal: √(Σⱼ |h_R(k − kⱼ)|²·vⱼ), h_R the filter in k space.</summary>
    /// <param name="variance">Variance vⱼ of each point of the signal.</param>
    /// <param name="map">Receives one value per point of the map.</param>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public void NoiseGain(ReadOnlySpan<double> variance, Span<double> map)
    {
        int points = Grid.KPoints;
        if (variance.Length != points || map.Length != MapPoints)
            throw new ArgumentException($"The variance needs {points} points and the map {MapPoints}.");
        double[] re = new double[2 * points - 1];
        double[] im = new double[2 * points - 1];
        for (int row = 0; row < Grid.RPoints; row++)
        {
            Filter(row, re, im);
            for (int i = 0; i < re.Length; i++)
                re[i] = re[i] * re[i] + im[i] * im[i];
            // Stored backwards in the lag, so that one point of the map is a dot product.
            for (int column = 0; column < points; column++)
                map[row * points + column] = Math.Sqrt(Products.Dot(variance, re.AsSpan(points - 1 - column)));
        }
    }

    /// <summary>The filter of a row in k space: W(R, kᵢ) = Σⱼ h(kᵢ − kⱼ)·signalⱼ.</summary>
    /// <param name="row">0 to RPoints − 1.</param>
    /// <param name="re">Receives the real part of h at lags KPoints − 1 down to 1 − KPoints: element KPoints − 1 − i + j belongs to kᵢ − kⱼ.</param>
    /// <param name="im">Receives the imaginary part.</param>
    /// <exception cref="ArgumentException">Not 2·KPoints − 1 places.</exception>
    public void Filter(int row, Span<double> re, Span<double> im)
    {
        int points = Grid.KPoints;
        if (re.Length != 2 * points - 1 || im.Length != re.Length)
            throw new ArgumentException($"A filter has {2 * points - 1} lags.");
        int length = _single.Length;
        int offset = row / Lanes * length * Lanes;
        for (int j = 0; j < length; j++)
        {
            _firstRe[j] = _filterRe.Span[offset + j * Lanes + row % Lanes];
            _firstIm[j] = _filterIm.Span[offset + j * Lanes + row % Lanes];
        }
        // The tables carry 1/length already. Negative lags are the conjugates of the positive ones.
        _single.Forward(_firstIm, _firstRe);
        for (int lag = 0; lag < points; lag++)
        {
            (re[points - 1 - lag], im[points - 1 - lag]) = (_firstRe[lag], _firstIm[lag]);
            (re[points - 1 + lag], im[points - 1 + lag]) = (_firstRe[lag], -_firstIm[lag]);
        }
    }
}
