using SpectraPipeline.Numerics.Statistics;

namespace SpectraPipeline.Numerics.Templates;

/// <summary>Tells interference fringes from bands: the frequency beside which a spectrum needs fewest bands.</summary>
/// <remarks>
/// Bands in a row have a period too. So bands are taken out one by one (<see cref="BandPursuit"/>), and what is left is asked each time for its best frequency, weighted power
/// (Σ w r cos)²/Σ w cos² + (Σ w r sin)²/Σ w sin² as of N. R. Lomb, Astrophys. Space Sci. 39 (1976) 447, doi:10.1007/BF00648343, without its phase. Each such frequency is then put into the spectrum first and
/// the bands are found anew beside it; the one of the smallest n ln(Σr²/n) + p ln n wins (G. Schwarz, Ann. Stat. 6 (1978) 461, doi:10.1214/aos/1176344136), three parameters a band. A fringe stands out
/// when that is smaller than without any fringe by what some bands cost (<see cref="IsFringe"/>): one fringe does for a band a crest, bands in a row do not do for each other.
/// Frequencies go up to n/4 periods in the range, four to a period of the range, from 5 periods where no period is told: fewer are bands or background.
/// Fails: fewer than about five crests beside stronger bands; more than <see cref="BandPursuit.MostBands"/> bands. Cost: O(n²) a band.
/// </remarks>
internal sealed class FringeSearch
{
    // Bands that a fringe does for, and how many standard errors its amplitude must then have; chosen on random spectra of up to eight bands, of which those without a fringe must not pass.
    private static readonly (double Worth, double Errors)[] s_evidence = [(15, 6), (4.5, 13), (1.5, 30)];

    private const double FewestPeriods = 5,
        FewestWhenTold = 2,
        LeastGain = 16;
    private const int PerPeriod = 4,
        Modulations = 4,
        Candidates = 8,
        Spare = 3;

    private readonly double[] _x,
        _turnCos,
        _turnSin,
        _cos,
        _sin,
        _power,
        _work,
        _scratch;
    private readonly double[][] _modulated;
    private readonly BandPursuit _bands;
    private readonly (double Frequency, double Ratio)[] _candidates = new (double, double)[Candidates];
    private readonly double _step,
        _middle,
        _lowest,
        _highest;
    private readonly int _first;

    /// <param name="x">Points, ascending.</param>
    /// <param name="columns">Most columns that are no bands.</param>
    /// <param name="period">Shortest and longest period; null = whatever the range allows.</param>
    public FringeSearch(ReadOnlySpan<double> x, int columns, (double Low, double High)? period)
    {
        int n = x.Length;
        double range = x[^1] - x[0];
        (_x, _middle, _step) = (x.ToArray(), (x[0] + x[^1]) / 2, 1 / (PerPeriod * range));
        (_turnCos, _turnSin, _cos, _sin) = (new double[n], new double[n], new double[n], new double[n]);
        (_work, _scratch) = (new double[n], new double[n]);
        for (int i = 0; i < n; i++)
            (_turnSin[i], _turnCos[i]) = Math.SinCos(2 * Math.PI * _step * (x[i] - _middle));
        double low = (period is null ? FewestPeriods : FewestWhenTold) * PerPeriod,
            high = n / 4.0 * PerPeriod;
        if (period is { } wanted)
            (low, high) = (Math.Max(low, 1 / (wanted.High * _step)), Math.Min(high, 1 / (wanted.Low * _step)));
        (_lowest, _highest, _first) = (low * _step, high * _step, (int)Math.Floor(low));
        _power = new double[Math.Max(0, (int)Math.Ceiling(high) + 1 - _first)];
        _modulated = [.. Enumerable.Range(0, Modulations).Select(_ => new double[n])];
        _bands = new BandPursuit(x, columns + Modulations);
    }

    /// <summary>Best frequency of the last spectrum, in periods a unit of the axis.</summary>
    public double Frequency { get; private set; }

    /// <summary>How many bands the fringe does for.</summary>
    public double Worth { get; private set; }

    /// <summary>Whether a fringe of this many standard errors is one, and not a chance of the bands.</summary>
    public bool IsFringe(double errors)
    {
        foreach (var (worth, least) in s_evidence)
            if (Worth >= worth && errors > least)
                return true;
        return false;
    }

    /// <summary>The bands beside the fringe.</summary>
    public BandPursuit Bands => _bands;

    /// <summary>A frequency held within those that are looked for.</summary>
    public double Within(double frequency) => Math.Max(_lowest, Math.Min(_highest, frequency));

    /// <summary>Looks for a fringe.</summary>
    /// <param name="y">Spectrum.</param>
    /// <param name="use">1 where a point counts, else 0.</param>
    /// <param name="columns">What else is there: background and templates.</param>
    /// <param name="count">How many of them.</param>
    /// <returns>False when the range is too short for any.</returns>
    public bool Find(ReadOnlySpan<double> y, ReadOnlySpan<double> use, double[][] columns, int count)
    {
        (Frequency, Worth) = (0, 0);
        if (_power.Length < 3)
            return false;
        double least = LeastGain * Math.Pow(Noise(y, use), 2);
        Array.Clear(_candidates);
        _bands.Start(y, use, columns, count, []);
        Compare(least, use);
        while (_bands.NextGain > least)
        {
            _bands.Add(y, use);
            Compare(least, use);
        }
        double without = Cost(y, use, least),
            best = double.PositiveInfinity,
            last = 0;
        int fewest = BandPursuit.MostBands;
        // The likeliest first: those that need many more bands than the best so far are given up.
        Array.Sort(_candidates, static (a, b) => b.Ratio.CompareTo(a.Ratio));
        foreach (var (frequency, ratio) in _candidates)
        {
            if (ratio <= 0)
                continue;
            double cost = Beside(last = frequency, y, use, columns, count, least, fewest + Spare);
            if (cost < best)
                (best, Frequency, fewest) = (cost, frequency, _bands.Count);
        }
        if (last != Frequency)
            Beside(Frequency, y, use, columns, count, least, BandPursuit.MostBands);
        Worth = (without - best) / (BandPursuit.Columns * Math.Log(Used(use)));
        return Frequency > 0;
    }

    private double Beside(
        double frequency,
        ReadOnlySpan<double> y,
        ReadOnlySpan<double> use,
        double[][] columns,
        int count,
        double least,
        int most
    )
    {
        Modulate(frequency);
        _bands.Start(y, use, columns, count, _modulated);
        while (_bands.NextGain > least)
        {
            if (_bands.Count == most)
                return double.PositiveInfinity;
            _bands.Add(y, use);
        }
        return Cost(y, use, least);
    }

    private double Cost(ReadOnlySpan<double> y, ReadOnlySpan<double> use, double least)
    {
        _bands.Finish(y, use);
        double used = Used(use);
        return (used * Math.Log((_bands.Squares / used) + (least / LeastGain))) + (BandPursuit.Columns * _bands.Count * Math.Log(used));
    }

    private static double Used(ReadOnlySpan<double> use)
    {
        double used = 0;
        foreach (double u in use)
            used += u;
        return used;
    }

    private double Noise(ReadOnlySpan<double> y, ReadOnlySpan<double> use)
    {
        int used = 0;
        double size = 0;
        for (int i = 0; i < y.Length; i++)
            if (use[i] > 0)
            {
                _work[used++] = y[i];
                size = Math.Max(size, Math.Abs(y[i]));
            }
        double noise = NoiseEstimate.FromSecondDifference(_work.AsSpan(0, used), _scratch);
        return Math.Max(double.IsNaN(noise) ? 0 : noise, Math.Max(1e-9 * size, 1e-150));
    }

    /// <summary>The fringe, and its slow change along the axis, so that the bands need not stand for a frequency that is slightly off.</summary>
    private void Modulate(double frequency)
    {
        double half = (_x[^1] - _x[0]) / 2;
        for (int i = 0; i < _x.Length; i++)
        {
            double along = (_x[i] - _middle) / half;
            (double sin, double cos) = Math.SinCos(2 * Math.PI * frequency * (_x[i] - _middle));
            (_modulated[0][i], _modulated[1][i], _modulated[2][i], _modulated[3][i]) = (cos, sin, along * cos, along * sin);
        }
    }

    /// <summary>The best frequency of the residual, kept with those of the largest ratio of its power to what the next band would explain.</summary>
    private void Compare(double least, ReadOnlySpan<double> use)
    {
        int best = Scan(_bands.Residual, use);
        double offset = 0;
        if (best > 0 && best < _power.Length - 1)
        {
            double bend = _power[best - 1] - (2 * _power[best]) + _power[best + 1];
            offset = bend < 0 ? 0.5 * (_power[best - 1] - _power[best + 1]) / bend : 0;
        }
        double frequency = Within((_first + best + offset) * _step),
            ratio = _power[best] / Math.Max(_bands.NextGain, least);
        int at = Weakest();
        for (int c = 0; c < Candidates; c++)
            if (_candidates[c].Ratio > 0 && Math.Abs(_candidates[c].Frequency - frequency) < 2 * _step)
                at = c;
        if (ratio > _candidates[at].Ratio)
            _candidates[at] = (frequency, ratio);
    }

    private int Weakest()
    {
        int at = 0;
        for (int c = 1; c < Candidates; c++)
            if (_candidates[c].Ratio < _candidates[at].Ratio)
                at = c;
        return at;
    }

    private int Scan(ReadOnlySpan<double> residual, ReadOnlySpan<double> use)
    {
        double turn = 2 * Math.PI * _step * _first;
        for (int i = 0; i < _x.Length; i++)
            (_sin[i], _cos[i]) = Math.SinCos(turn * (_x[i] - _middle));
        int best = 0;
        for (int f = 0; f < _power.Length; f++)
        {
            double c = 0,
                s = 0,
                cc = 0,
                ss = 0;
            for (int i = 0; i < residual.Length; i++)
            {
                double r = residual[i],
                    cos = _cos[i],
                    sin = _sin[i];
                c += r * cos;
                s += r * sin;
                cc += use[i] * cos * cos;
                ss += use[i] * sin * sin;
                (_cos[i], _sin[i]) = ((cos * _turnCos[i]) - (sin * _turnSin[i]), (sin * _turnCos[i]) + (cos * _turnSin[i]));
            }
            _power[f] = (cc > 0 ? c * c / cc : 0) + (ss > 0 ? s * s / ss : 0);
            if (_power[f] > _power[best])
                best = f;
        }
        return best;
    }
}
