namespace SpectraPipeline.Numerics.Clocks;

/// <summary>What frames see of a signal that relaxes towards a level of its own after every step, averaged over each exposure.</summary>
/// <remarks>
/// Between steps x(t) = Lₖ + (x(Tₖ) − Lₖ)·exp(−(t − Tₖ)/τ), x continuous, x = L₀ before the first step; a frame is the mean of x over its exposure. It is linear in
/// the levels, so a frame is a row of weights that sum to 1. τ = 0: x = Lₖ at once. Weights below 1e-9 are dropped (their sum goes to the last level kept).
/// Continuous in the times of the steps, once differentiable for τ &gt; 0. Cost: O(levels a frame remembers).
/// </remarks>
internal sealed class StepResponse
{
    private const double Forgotten = 1e-9;
    private double[] _weights = new double[1024];
    private readonly int[] _at;
    private readonly double[] _start,
        _end;

    /// <param name="start">Begin of each exposure (s).</param>
    /// <param name="end">End of each exposure, later than its begin.</param>
    public StepResponse(double[] start, double[] end)
    {
        (_start, _end) = (start, end);
        (First, Last, _at) = (new int[start.Length], new int[start.Length], new int[start.Length]);
    }

    /// <summary>First level with a weight, by frame.</summary>
    public int[] First { get; }

    /// <summary>Last level with a weight, by frame.</summary>
    public int[] Last { get; }

    /// <summary>Weights of the levels First to Last of a frame.</summary>
    public ReadOnlySpan<double> this[int frame] => _weights.AsSpan(_at[frame], Last[frame] - First[frame] + 1);

    /// <summary>Weights for steps at these times (ascending) and a relaxation time.</summary>
    public void Fill(ReadOnlySpan<double> steps, double tau)
    {
        int used = 0;
        Span<double> row = steps.Length < 256 ? stackalloc double[steps.Length + 1] : new double[steps.Length + 1];
        for (int j = 0; j < _start.Length; j++)
        {
            (First[j], Last[j]) = Row(steps, tau, _start[j], _end[j], row);
            int count = Last[j] - First[j] + 1;
            if (used + count > _weights.Length)
                Array.Resize(ref _weights, 2 * (used + count));
            row.Slice(First[j], count).CopyTo(_weights.AsSpan(used));
            _at[j] = used;
            used += count;
        }
    }

    private static (int First, int Last) Row(ReadOnlySpan<double> steps, double tau, double start, double end, Span<double> row)
    {
        int last = After(steps, end);
        double exposure = end - start,
            carry = 0;
        for (int k = last; ; k--)
        {
            double from = k == 0 ? double.NegativeInfinity : steps[k - 1],
                a = Math.Max(start, from),
                b = k == last ? end : steps[k],
                part = Math.Max(0, b - a);
            if (k == 0)
            {
                row[0] = (part / exposure) + carry;
                return (0, last);
            }
            double left = 0;
            if (part > 0 && tau > 0)
                left = tau * (Math.Exp(-(a - from) / tau) - Math.Exp(-(b - from) / tau));
            double kept = carry > 0 && tau > 0 ? Math.Exp(-(steps[k] - from) / tau) : 0;
            row[k] = ((part - left) / exposure) + (carry * (1 - kept));
            carry = (left / exposure) + (carry * kept);
            if (from > start || carry >= Forgotten)
                continue;
            row[k] += carry;
            return (k, last);
        }
    }

    /// <summary>Number of steps before a time.</summary>
    private static int After(ReadOnlySpan<double> steps, double time)
    {
        int at = steps.BinarySearch(time);
        if (at < 0)
            return ~at;
        while (at > 0 && steps[at - 1] >= time)
            at--;
        return at;
    }
}
