namespace SpectraPipeline.Numerics.Baselines.Joint;

/// <summary>Finds the bands of a spectrum from one hypothesis of the baseline's stiffness: bands are added while the evidence gains, and taken away where it does not lose.</summary>
internal sealed class JointSearch
{
    private const double Threshold = 6; // least height of a new band over its standard error
    private const int MostAtOnce = 12;
    private const int MostPasses = 14;
    private const int MostFailures = 3;
    private const double LeastGain = 1; // of evidence
    private const double LeastSignificance = 9;
    private const double Doubtful = 60; // (height / error)² below which a band has to prove itself

    private const double Unlike = 1; // spreads of the Lorentzian part

    private readonly double[] _position;
    private readonly BandFilters _filters;
    private readonly BandList _best = new(JointFit.MostBands);
    private readonly double[] _residual;
    private readonly (double Center, double Fwhm)[] _refused = new (double, double)[256];
    private readonly (double Center, double Fwhm)[] _fresh = new (double, double)[MostAtOnce];
    private int _refusals;

    public JointSearch(double[] position, double widest)
    {
        _position = position;
        _filters = new BandFilters(position, widest);
        _residual = new double[position.Length];
    }

    /// <summary>Fits from no bands on.</summary>
    /// <param name="fit">The fit, begun.</param>
    /// <param name="floor">log₁₀ of the λ below which the baseline may not go while bands are sought.</param>
    public void Run(JointFit fit, double floor)
    {
        double best = double.PositiveInfinity;
        bool oneByOne = false,
            released = false;
        int failures = 0;
        _best.Clear();
        _refusals = 0;
        fit.FitBaseline(floor);
        for (int pass = 0; pass < MostPasses; pass++)
        {
            double least = released ? double.NegativeInfinity : floor;
            int added = Add(fit, oneByOne ? 1 : MostAtOnce);
            bool exhausted = added == 0;
            if (!exhausted)
            {
                fit.Refine(least, 4);
                if (Prune(fit))
                    fit.Refine(least, 2);
                if (fit.Evidence < best - LeastGain)
                {
                    best = fit.Evidence;
                    _best.CopyFrom(fit.Bands);
                    oneByOne = false;
                    continue;
                }
                if (oneByOne || added == 1)
                {
                    Refuse(added);
                    exhausted = ++failures >= MostFailures;
                }
                oneByOne = true;
            }
            if (exhausted && released)
                break;
            fit.Bands.CopyFrom(_best);
            if (exhausted)
            {
                (released, oneByOne, failures, _refusals) = (true, false, 0, 0);
                fit.Refine(double.NegativeInfinity, 4);
                best = fit.Evidence;
                _best.CopyFrom(fit.Bands);
            }
            else
                fit.FitBaseline(least);
        }
        fit.Bands.CopyFrom(_best);
        fit.Refine(double.NegativeInfinity, 4);
        Split(fit);
        Eliminate(fit);
        Finish(fit);
    }

    /// <summary>Adds the strongest that stand apart from each other; returns how many.</summary>
    private int Add(JointFit fit, int most)
    {
        fit.Residual(_residual);
        int found = _filters.Find(
            _residual,
            fit.Weights,
            fit.Spline,
            Math.Pow(10, fit.LogLambda),
            fit.Signed ? 0 : 1,
            Threshold,
            fit.Widest
        );
        int known = fit.Bands.Count,
            added = 0;
        for (int k = 0; k < found && added < most && !fit.Bands.IsFull; k++)
        {
            BandFilters.BandResponse response = _filters.Found(k);
            if (!IsApart(fit.Bands, known, response) || WasRefused(response))
                continue;
            fit.Bands.Add(
                new JointBand
                {
                    Height = response.Height,
                    Center = response.Center,
                    Fwhm = response.Fwhm,
                    Fraction = 0.5,
                    FoundCenter = response.Center,
                    FoundFwhm = response.Fwhm,
                    Significance = double.PositiveInfinity,
                }
            );
            _fresh[added++] = (response.Center, response.Fwhm);
        }
        return added;
    }

    /// <summary>Not beside another new one, and more than what a known band's own shape leaves.</summary>
    private static bool IsApart(BandList bands, int known, in BandFilters.BandResponse response)
    {
        for (int j = 0; j < bands.Count; j++)
        {
            JointBand band = bands[j];
            double distance = Math.Abs(band.Center - response.Center);
            if (j >= known && distance < 1.5 * Math.Max(band.Fwhm, response.Fwhm))
                return false;
            if (j < known && distance < 2 * band.Fwhm && Math.Abs(response.Height) < 0.02 * Math.Abs(band.Height))
                return false;
        }
        return true;
    }

    private bool WasRefused(in BandFilters.BandResponse response)
    {
        foreach (var (center, fwhm) in _refused.AsSpan(0, _refusals))
            if (Math.Abs(center - response.Center) < 0.5 * fwhm)
                return true;
        return false;
    }

    private void Refuse(int added)
    {
        for (int k = 0; k < added && _refusals < _refused.Length; k++)
            _refused[_refusals++] = _fresh[k];
    }

    /// <summary>Takes away what is no band: of the wrong sign, at the limits of width, or nothing to speak of.</summary>
    private bool Prune(JointFit fit)
    {
        int before = fit.Bands.Count;
        for (int k = before - 1; k >= 0; k--)
        {
            JointBand band = fit.Bands[k];
            bool sign = fit.Signed || band.Height > 0;
            bool width = band.Fwhm < 0.99 * fit.Widest && band.Fwhm >= 1.5 / (_position.Length - 1);
            if (!sign || !width || Math.Abs(band.Height) < 1 || band.Significance < LeastSignificance)
                fit.Bands.RemoveAt(k);
        }
        return fit.Bands.Count < before;
    }

    /// <summary>A band whose tails are unlike those of the others may be two at one place, a narrow and a wide one: tried, and kept when the evidence gains.</summary>
    private void Split(JointFit fit)
    {
        double best = fit.Evidence;
        _best.CopyFrom(fit.Bands);
        for (int k = 0; k < _best.Count && !fit.Bands.IsFull; k++)
        {
            JointBand band = _best[k];
            if (!(band.Fraction - fit.UsualFraction > Unlike * fit.FractionSpread))
                continue;
            JointBand narrow = band,
                wide = band;
            (narrow.Height, narrow.Fwhm, wide.Height, wide.Fwhm) = (0.6 * band.Height, 0.8 * band.Fwhm, 0.4 * band.Height, 1.6 * band.Fwhm);
            wide.Fwhm = Math.Min(wide.Fwhm, 0.9 * fit.Widest);
            (narrow.FoundFwhm, wide.FoundFwhm) = (narrow.Fwhm, wide.Fwhm);
            narrow.Fraction = wide.Fraction = fit.UsualFraction;
            narrow.Significance = wide.Significance = double.PositiveInfinity;
            fit.Bands[k] = narrow;
            fit.Bands.Add(wide);
            fit.Refine(double.NegativeInfinity, 8);
            if (fit.Evidence < best)
            {
                best = fit.Evidence;
                _best.CopyFrom(fit.Bands);
            }
            else
                fit.Bands.CopyFrom(_best);
        }
        fit.Bands.CopyFrom(_best);
    }

    /// <summary>The weakest bands go when the evidence is the better for it.</summary>
    private void Eliminate(JointFit fit)
    {
        fit.Bands.CopyFrom(_best);
        fit.Refine(double.NegativeInfinity, 4);
        double best = fit.Evidence;
        _best.CopyFrom(fit.Bands);
        for (int trial = 0; trial < 6 && fit.Bands.Count > 0; trial++)
        {
            int weakest = -1;
            double least = Doubtful;
            for (int k = 0; k < fit.Bands.Count; k++)
                if (fit.Bands[k].Significance < least)
                    (weakest, least) = (k, fit.Bands[k].Significance);
            if (weakest < 0)
                return;
            fit.Bands.RemoveAt(weakest);
            fit.Refine(double.NegativeInfinity, 3);
            if (fit.Evidence >= best)
                break;
            best = fit.Evidence;
            _best.CopyFrom(fit.Bands);
        }
        fit.Bands.CopyFrom(_best);
    }

    private static void Finish(JointFit fit)
    {
        fit.Refine(double.NegativeInfinity, 4);
        fit.DoubtMisfits();
        fit.Settle(double.NegativeInfinity);
    }
}
