namespace SpectraPipeline.Numerics.Peaks;

/// <summary>Bands of both signs by the second derivative at one scale, or by ridges over all scales of a <see cref="CurvatureBank"/>; finds shoulders that have no maximum of their own.</summary>
/// <remarks>
/// <para>
/// A band is an extremum of R(s, ·). Its signal to noise is the smaller of p/(1.8 σₛ), p its prominence (1.8: neighbouring extremes of the noise are anticorrelated by 0.62), and of
/// r/σₛ, r = R − Σ Aⱼ(1 − t²)exp(−t²/2), t = (x − xⱼ)/Σⱼ over stronger bands j: side lobes of either sign and the gap between two bands are no bands. Beside a stronger band (within
/// 4 Σⱼ) r must be 8 % of it, with the other sign 35 % (within 6 Σⱼ): less may be the misfit of a shape that is not Gaussian, or the lobe of two bands seen as one. Zero crossings at ±Σ, Σ² = s² + b², give b, FWHM = 2.355 b; where a flank does not come down to zero,
/// the crossing of the level that zero is at in a lone Gaussian (31 % of the prominence).
/// </para>
/// <para>
/// Second derivative: the least scale at which the strongest band stands 10 times the limit out of the noise (50 at least), the best one when none does: little smoothing where there is
/// little noise. A. Savitzky, M. J. E. Golay, Anal. Chem. 36 (1964) 1627, smooth by polynomials; a Gaussian has no side lobes beyond the first.
/// </para>
/// <para>
/// Ridges: Du, Kibbe, Lin, Bioinformatics 22 (2006) 2059, doi:10.1093/bioinformatics/btl355: from the largest scale down, an extremum is joined to the nearest ridge of its sign within a scale; one scale may be
/// missed. A ridge counts with two scales and when its best one reaches the limit; it is measured at the finest that has half of that, and is left out when bands on both of its sides within its own
/// width were found at finer scales. Unlike there, the noise is measured at each scale, and lobes are taken off.
/// Equal Gaussians nearer than 0.85 FWHM, the weaker with less than about half the height, have no extremum of curvature each at any scale and are not found. Cost: that of the bank.
/// </para>
/// </remarks>
public sealed class CurvatureFinder
{
    private const double Ample = 10;
    private const double LeastAmple = 50;
    private const double PairDeviation = 1.8; // √(2 + 2·0.62)
    private const double LeastBeside = 0.08;
    private const double LeastOpposite = 0.35;
    private const double Near = 4;
    private const double Far = 6;
    private const double Doubled = 0.9;
    private const double ZeroInGaussian = 0.6915; // 1/(1 + 2·e^(−3/2))
    private const double UnitResponse = 2.174;
    private static readonly double s_toFwhm = Math.Sqrt(8 * Math.Log(2));

    private readonly CurvatureBank _bank;
    private readonly double[] _mirrored;
    private readonly List<CurvatureBand> _candidates = [];
    private readonly List<CurvatureBand> _accepted = [];
    private readonly List<List<CurvatureBand>> _ridges = [];

    /// <summary>A finder for spectra of one length.</summary>
    /// <param name="points">Points of a spectrum.</param>
    /// <param name="minWidth">Least full width of a band that matters, in points.</param>
    public CurvatureFinder(int points, double minWidth = 0)
    {
        _bank = new CurvatureBank(points, minWidth / s_toFwhm / 2);
        _mirrored = new double[points];
    }

    /// <summary>Bands at the one scale that the noise asks for, in ascending position.</summary>
    /// <param name="y">The spectrum.</param>
    /// <param name="minSnr">Least signal to noise.</param>
    /// <param name="found">Receives the bands.</param>
    public void SecondDerivative(ReadOnlySpan<double> y, double minSnr, List<CurvatureBand> found)
    {
        ArgumentNullException.ThrowIfNull(found);
        _bank.Apply(y);
        double enough = Math.Max(LeastAmple, Ample * minSnr);
        int chosen = 0;
        double best = 0;
        for (int k = 0; k < _bank.Scales && best < enough; k++)
        {
            double largest = 0;
            foreach (double response in _bank.Responses(k))
                largest = Math.Max(largest, Math.Abs(response));
            if (largest > best * _bank.Noise(k))
                (chosen, best) = (k, largest / _bank.Noise(k));
        }
        Look(chosen, minSnr);
        found.AddRange(_accepted);
        found.Sort((a, b) => a.Position.CompareTo(b.Position));
    }

    /// <summary>Bands by ridges over all scales, in ascending position.</summary>
    /// <param name="y">The spectrum.</param>
    /// <param name="minSnr">Least signal to noise.</param>
    /// <param name="found">Receives the bands.</param>
    public void Ridges(ReadOnlySpan<double> y, double minSnr, List<CurvatureBand> found)
    {
        ArgumentNullException.ThrowIfNull(found);
        _bank.Apply(y);
        _ridges.Clear();
        for (int k = _bank.Scales - 1; k >= 0; k--)
        {
            Look(k, minSnr / 2);
            Join(k);
        }
        foreach (List<CurvatureBand> ridge in _ridges)
            if (ridge.Count >= 2 && Finest(ridge, minSnr) is { } band)
                found.Add(band);
        _accepted.Clear();
        _accepted.AddRange(found);
        found.RemoveAll(band => IsFlanked(band, _accepted) || IsDouble(band, _accepted));
        found.Sort((a, b) => a.Position.CompareTo(b.Position));
    }

    // Extremes of one scale that stand out, strongest first, each judged against those before it.
    private void Look(int k, double minSnr)
    {
        _candidates.Clear();
        _accepted.Clear();
        ReadOnlySpan<double> up = _bank.Responses(k);
        Span<double> down = _mirrored.AsSpan(0, up.Length);
        for (int i = 0; i < up.Length; i++)
            down[i] = -up[i];
        Extremes(k, up, 1, minSnr);
        Extremes(k, down, -1, minSnr);
        _candidates.Sort((a, b) => Math.Abs(b.Response).CompareTo(Math.Abs(a.Response)));
        foreach (CurvatureBand candidate in _candidates)
            if (Judged(candidate, _bank.Noise(k)) is { } band && band.Snr >= minSnr)
                _accepted.Add(band);
    }

    private void Extremes(int k, ReadOnlySpan<double> values, int sign, double minSnr)
    {
        double least = PairDeviation * minSnr * _bank.Noise(k);
        for (int i = 1; i < values.Length - 1; i++)
        {
            if (!(values[i] > values[i - 1] && values[i] >= values[i + 1]))
                continue;
            Peak peak = PeakFinder.Measure(values, i, ZeroInGaussian);
            if (!(peak.Prominence >= least) || peak.Prominence <= 0)
                continue;
            double left = i - Crossing(values, peak, -1);
            double right = Crossing(values, peak, 1) - i;
            double bend = values[i - 1] - 2 * values[i] + values[i + 1];
            double at = bend < 0 ? i + (values[i - 1] - values[i + 1]) / (2 * bend) : i;
            double step = _bank.Step(k);
            double half = (left + right) / 2 * step;
            double scale = _bank.Scale(k);
            double own = Math.Sqrt(Math.Max(half * half - scale * scale, scale * scale / 16));
            _candidates.Add(
                new(
                    _bank.Position(k, at),
                    s_toFwhm * own,
                    double.NaN,
                    peak.Prominence / (PairDeviation * _bank.Noise(k)),
                    k,
                    sign,
                    sign * values[i],
                    Math.Max(Math.Min(left, right) * step, scale)
                )
            );
        }
    }

    // Zero, or the level that stands for it on a flank that does not come down to zero.
    private static double Crossing(ReadOnlySpan<double> values, in Peak peak, int side)
    {
        (int at, int end) = (peak.Index, side < 0 ? peak.LeftBase : peak.RightBase);
        double level = values[end] < 0 ? Math.Max(0, peak.WidthHeight) : peak.WidthHeight;
        if (values[peak.Index] <= 0)
            level = peak.WidthHeight;
        while (at != end && values[at] > level)
            at += side;
        return values[at] < level ? at - side * (level - values[at]) / (values[at - side] - values[at]) : at;
    }

    private CurvatureBand? Judged(in CurvatureBand candidate, double noise)
    {
        int sign = candidate.Sign;
        double own = candidate.Response;
        double beside = 0;
        foreach (CurvatureBand other in _accepted)
        {
            double t = (candidate.Position - other.Position) / other.Deviation;
            own -= other.Response * (1 - t * t) * Math.Exp(-t * t / 2);
            (double least, double reach) = other.Sign == sign ? (LeastBeside, Near) : (LeastOpposite, Far);
            if (Math.Abs(t) < reach)
                beside = Math.Max(beside, least * other.Response * other.Sign);
        }
        own *= sign;
        if (!(own >= beside) || own <= 0)
            return null;
        double scale = _bank.Scale(candidate.Scale);
        double width = candidate.Fwhm / s_toFwhm;
        double height = own * Math.Pow(scale * scale + width * width, 1.5) / (UnitResponse * width * Math.Pow(scale, 2.5));
        return candidate with { Height = sign * height, Response = sign * own, Snr = Math.Min(candidate.Snr, own / noise) };
    }

    // One object per worker: the lists keep their room.
    private void Join(int k)
    {
        int before = _ridges.Count;
        foreach (CurvatureBand band in _accepted)
        {
            int nearest = -1;
            double distance = _bank.Scale(k);
            for (int r = 0; r < before; r++)
            {
                CurvatureBand last = _ridges[r][^1];
                double apart = Math.Abs(last.Position - band.Position);
                if (last.Scale > k && last.Scale <= k + 2 && last.Sign == band.Sign && apart <= distance)
                    (nearest, distance) = (r, apart);
            }
            if (nearest >= 0)
                _ridges[nearest].Add(band);
            else
                _ridges.Add([band]);
        }
    }

    private static CurvatureBand? Finest(List<CurvatureBand> ridge, double minSnr)
    {
        double best = 0;
        foreach (CurvatureBand band in ridge)
            best = Math.Max(best, band.Snr);
        if (!(best >= minSnr))
            return null;
        for (int i = ridge.Count - 1; i >= 0; i--)
            if (ridge[i].Snr >= Math.Max(minSnr, best / 2))
                return ridge[i] with { Snr = best };
        return null;
    }

    // Noise on a broad top makes a second ridge of it.
    private static bool IsDouble(in CurvatureBand band, List<CurvatureBand> found)
    {
        foreach (CurvatureBand other in found)
            if (other.Snr > band.Snr && other.Sign == band.Sign && Math.Abs(other.Position - band.Position) < Doubled * other.Deviation)
                return true;
        return false;
    }

    private static bool IsFlanked(in CurvatureBand coarse, List<CurvatureBand> found)
    {
        bool left = false;
        bool right = false;
        foreach (CurvatureBand fine in found)
        {
            double apart = fine.Position - coarse.Position;
            if (fine.Scale >= coarse.Scale || fine.Sign != coarse.Sign || Math.Abs(apart) > coarse.Deviation)
                continue;
            left |= apart < 0;
            right |= apart > 0;
        }
        return left && right;
    }
}
