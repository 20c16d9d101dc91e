namespace SpectraPipeline.Numerics.Clocks;

/// <summary>χ² of the frames for an offset, a rate and a relaxation time; all else is linear and solved for.</summary>
/// <remarks>Variable projection: G. H. Golub, V. Pereyra, SIAM J. Numer. Anal. 1973, 10, 413, doi 10.1137/0710036; with the approximation of L. Kaufman, BIT 1975, 15, 49.</remarks>
internal sealed class ClockModel
{
    private const int Drifts = 2;
    private const double Stride = 0.02; // of an exposure, for the derivative
    private readonly StepResponse _shifted;
    private readonly double[] _events,
        _times,
        _gradient,
        _scratch;
    private readonly double _middle,
        _delta;
    private readonly int _channels;

    /// <param name="start">Begin of each exposure.</param>
    /// <param name="end">End of each exposure.</param>
    /// <param name="channels">Signals.</param>
    /// <param name="events">Steps on the clock of the log, its first and last time among them.</param>
    /// <param name="middle">Log time at which the offset is held while the rate moves.</param>
    /// <param name="groups">Levels that are one; null = none.</param>
    public ClockModel(double[] start, double[] end, double[][] channels, double[] events, double middle, int[]? groups = null)
    {
        double[] mid = [.. start.Zip(end, (a, b) => (a + b) / 2)];
        Regression = new(new StepResponse(start, end), channels, mid, events.Length + 1, groups is null ? Drifts : Drifts + 1, groups);
        _shifted = new(start, end);
        (_events, _middle, _channels) = (events, middle, channels.Length);
        (_times, _gradient, _scratch) = (new double[events.Length], new double[start.Length], new double[Regression.Size]);
        Jacobian = [new double[start.Length * channels.Length], new double[start.Length * channels.Length]];
        _delta = Stride * Enumerable.Range(0, start.Length).Average(j => end[j] - start[j]);
        Frames = start.Length;
    }

    public LevelRegression Regression { get; }

    public int Frames { get; }

    /// <summary>Residuals that are free: values less linear parameters.</summary>
    public int Freedom => _channels * Math.Max(1, Frames - Regression.Size);

    /// <summary>∂model/∂offset and ∂model/∂rate, less what levels and drift could follow; channel after channel.</summary>
    public double[][] Jacobian { get; }

    /// <summary>χ² at a point.</summary>
    public double At(double offset, double rate, double tau)
    {
        Times(offset, rate);
        Regression.Response.Fill(_times, tau);
        return Regression.Evaluate();
    }

    /// <summary>Fills <see cref="Jacobian"/> at a point that was just evaluated, and gives J'J and J'r.</summary>
    public (double Oo, double Or, double Rr, double Go, double Gr) Linearise(double offset, double rate, double tau, bool withRate)
    {
        for (int p = 0; p < (withRate ? 2 : 1); p++)
        {
            // A rate moves each step by its distance from the middle; the difference quotient is taken where the farthest moves by the stride.
            double step = p == 0 ? _delta : _delta / Math.Max(1, _events.Max(t => Math.Abs(t - _middle)));
            for (int side = -1; side <= 1; side += 2)
            {
                Times(offset + (p == 0 ? side * step : 0), rate + (p == 1 ? side * step : 0));
                _shifted.Fill(_times, tau);
                for (int c = 0; c < _channels; c++)
                for (int j = 0; j < Frames; j++)
                {
                    ref double slot = ref Jacobian[p][(c * Frames) + j];
                    double value = side * Regression.Model(_shifted, Regression.Coefficients[c], j) / (2 * step);
                    slot = side < 0 ? value : slot + value;
                }
            }
            for (int c = 0; c < _channels; c++)
            {
                Span<double> column = Jacobian[p].AsSpan(c * Frames, Frames);
                Regression.Project(column, _scratch, _gradient);
                _gradient.CopyTo(column);
            }
        }
        double oo = 0,
            or = 0,
            rr = 0,
            go = 0,
            gr = 0;
        for (int c = 0; c < _channels; c++)
        for (int j = 0; j < Frames; j++)
        {
            double a = Jacobian[0][(c * Frames) + j],
                b = withRate ? Jacobian[1][(c * Frames) + j] : 0,
                r = Regression.Residuals[c][j];
            (oo, or, rr, go, gr) = (oo + (a * a), or + (a * b), rr + (b * b), go + (a * r), gr + (b * r));
        }
        return (oo, or, rr, go, gr);
    }

    /// <summary>Gauss-Newton with halving from a point, τ held. Gives the point, χ² and J'J there.</summary>
    public (double Offset, double Rate, double ChiSquare, double Oo, double Or, double Rr) Descend(
        double offset,
        double rate,
        double tau,
        bool withRate,
        int most = 12
    )
    {
        double chi = At(offset, rate, tau);
        var j = Linearise(offset, rate, tau, withRate);
        for (int i = 0; i < most; i++)
        {
            double det = withRate ? (j.Oo * j.Rr) - (j.Or * j.Or) : j.Oo;
            if (!(det > 0))
                break;
            double so = withRate ? ((j.Rr * j.Go) - (j.Or * j.Gr)) / det : j.Go / j.Oo,
                sr = withRate ? ((j.Oo * j.Gr) - (j.Or * j.Go)) / det : 0;
            double limit = 100 * _delta / Math.Max(Math.Abs(so), double.Epsilon);
            if (limit < 1)
                (so, sr) = (so * limit, sr * limit);
            double scale = 1,
                next = At(offset + so, rate + sr, tau);
            while (next > chi && scale > 0.01)
            {
                scale /= 2;
                next = At(offset + (scale * so), rate + (scale * sr), tau);
            }
            if (next >= chi)
                break;
            double gain = chi - next;
            (offset, rate, chi) = (offset + (scale * so), rate + (scale * sr), next);
            j = Linearise(offset, rate, tau, withRate);
            if (gain < 1e-4 * chi / Freedom)
                break;
        }
        At(offset, rate, tau);
        return (offset, rate, chi, j.Oo, j.Or, j.Rr);
    }

    /// <summary>T = t + rate·(t − middle) + offset: the offset is that at the middle, where it hardly depends on the rate.</summary>
    private void Times(double offset, double rate)
    {
        for (int k = 0; k < _times.Length; k++)
            _times[k] = _events[k] + (rate * (_events[k] - _middle)) + offset;
    }
}
