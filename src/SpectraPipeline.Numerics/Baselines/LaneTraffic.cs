using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>Carries spectra into lanes and baselines out of them: one lane value by value, several lanes by tiles turned in registers.</summary>
/// <param name="points">Points of a spectrum.</param>
/// <param name="recordLength">Doubles from one point to the next in the lanes' memory.</param>
/// <param name="penalty">Makes the right-hand side of a spectrum.</param>
internal sealed unsafe class LaneTraffic<TLanes>(int points, int recordLength, LanePenalty penalty)
    where TLanes : struct, ILanes<TLanes>
{
    private const int Chunk = 256; // points at a time: their rows of all lanes stay in the first cache

    private readonly AlignedArray _rows = new(TLanes.Count * Math.Max(points, Chunk));
    private readonly AlignedArray _scratch = new(penalty.ScratchLength);
    private readonly AlignedArray _tile = new(TLanes.Count * TLanes.Count);

    /// <summary>One spectrum into one lane.</summary>
    public void Load(double* y, double* right)
    {
        fixed (
            double* row = &_rows.First,
                scratch = &_scratch.First
        )
        {
            penalty.Multiply<TLanes>(y, row, scratch);
            int i = 0;
            for (; i + 4 <= points; i += 4, right += 4 * recordLength)
            {
                right[0] = row[i];
                right[recordLength] = row[i + 1];
                right[2 * recordLength] = row[i + 2];
                right[3 * recordLength] = row[i + 3];
            }
            for (; i < points; i++, right += recordLength)
                *right = row[i];
        }
    }

    /// <summary>Spectra into several lanes; the same operations as for one, point by point over all lanes.</summary>
    /// <param name="spectra">First spectrum of the block.</param>
    /// <param name="spectrum">Number of each lane's spectrum; negative where there is none.</param>
    /// <param name="mask">All bits set in lanes that are to be loaded.</param>
    /// <param name="right">Where lane 0 of the first point goes.</param>
    public void LoadSome(double* spectra, ReadOnlySpan<int> spectrum, double* mask, double* right)
    {
        double** rows = stackalloc double*[TLanes.Count];
        for (int lane = 0; lane < TLanes.Count; lane++)
            rows[lane] = spectra + (long)Math.Max(0, spectrum[lane]) * points;
        var row = new LanePenalty.Row<TLanes>(TLanes.Load(mask), right, recordLength);
        fixed (
            double* tile = &_tile.First,
                left = penalty.Left,
                outer = penalty.Right
        )
        {
            int i = 0;
            for (; i + TLanes.Count <= points; i += TLanes.Count)
            {
                TLanes.Transpose(rows, i, tile, TLanes.Count);
                row.Take(tile, i, TLanes.Count, left, outer, penalty.Lambda);
            }
            for (int m = i; m < points; m++)
            for (int lane = 0; lane < TLanes.Count; lane++)
                tile[(m - i) * TLanes.Count + lane] = rows[lane][m];
            row.Take(tile, i, points - i, left, outer, penalty.Lambda);
            row.End(penalty.Lambda);
        }
    }

    /// <summary>One lane's residuals out: baseline = y − r, corrected = y − baseline.</summary>
    public void Store(double* residuals, double* y, double* baseline, double* corrected)
    {
        fixed (double* row = &_rows.First)
        {
            int i = 0;
            for (; i + 4 <= points; i += 4, residuals += 4 * recordLength)
            {
                row[i] = residuals[0];
                row[i + 1] = residuals[recordLength];
                row[i + 2] = residuals[2 * recordLength];
                row[i + 3] = residuals[3 * recordLength];
            }
            for (; i < points; i++, residuals += recordLength)
                row[i] = *residuals;
            Subtract(row, points, y, baseline, corrected);
        }
    }

    /// <summary>The residuals of the lanes that are <paramref name="done"/> out.</summary>
    public void StoreSome(
        double* residuals,
        double* spectra,
        double* baselines,
        double* corrected,
        ReadOnlySpan<int> spectrum,
        ReadOnlySpan<bool> done
    )
    {
        fixed (double* rows = &_rows.First)
            for (int start = 0; start < points; start += Chunk)
            {
                int length = Math.Min(Chunk, points - start),
                    i = 0;
                double* from = residuals + (long)start * recordLength;
                for (; i + TLanes.Count <= length; i += TLanes.Count)
                    TLanes.Transpose(from + (long)i * recordLength, recordLength, rows + i, Chunk);
                for (; i < length; i++)
                for (int lane = 0; lane < TLanes.Count; lane++)
                    rows[lane * Chunk + i] = from[(long)i * recordLength + lane];
                for (int lane = 0; lane < TLanes.Count; lane++)
                    if (done[lane])
                    {
                        long at = (long)spectrum[lane] * points + start;
                        Subtract(rows + lane * Chunk, length, spectra + at, baselines + at, corrected == null ? null : corrected + at);
                    }
            }
    }

    private static void Subtract(double* residual, int length, double* y, double* baseline, double* corrected)
    {
        int i = 0;
        for (; i + TLanes.Count <= length; i += TLanes.Count)
        {
            TLanes value = TLanes.Load(y + i);
            TLanes z = value - TLanes.Load(residual + i);
            z.Store(baseline + i);
            if (corrected != null)
                (value - z).Store(corrected + i);
        }
        for (; i < length; i++)
        {
            baseline[i] = y[i] - residual[i];
            if (corrected != null)
                corrected[i] = y[i] - baseline[i];
        }
    }
}
