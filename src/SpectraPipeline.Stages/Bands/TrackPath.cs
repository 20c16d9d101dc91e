namespace SpectraPipeline.Stages.Bands;

/// <summary>What the prediction needs of a band above the noise.</summary>
internal readonly record struct StrongBand(double Center, double CenterSe, double Fwhm, double Height);

/// <summary>What a track should look like in a frame.</summary>
internal readonly record struct Expected(double Center, double Fwhm, double Height);

/// <summary>The bands of one identity, in order of frames.</summary>
internal sealed class TrackPath
{
    private const int History = 8;
    private readonly TwoEnded<(int At, Detection Band)> _steps = new();

    // Places in the steps are not kept: they move when a step is put before.
    private readonly TwoEnded<(int At, StrongBand Band)> _strong = new();
    private readonly double[] _x = new double[History],
        _y = new double[History],
        _w = new double[History];

    public TrackPath(in Detection first, int at) => Add(first, at, forward: true);

    /// <summary>From bands in order of frames, one at least above the noise.</summary>
    public TrackPath(IEnumerable<(int At, Detection Band)> steps)
    {
        foreach ((int at, Detection band) in steps)
            Add(band, at, forward: true);
    }

    /// <summary>First frame above the noise; the start of the track is one.</summary>
    public int FirstAt => _strong[0].At;

    /// <summary>Last frame above the noise.</summary>
    public int LastAt => _strong[^1].At;

    /// <summary>Converged bands above the noise limit.</summary>
    public int Strong => _strong.Count;

    /// <summary>Bands of the track.</summary>
    public int Count => _steps.Count;

    /// <summary>It has more bands than clutter would bring.</summary>
    public bool IsProven { get; set; }

    /// <summary>Width of the last band above the noise.</summary>
    public double Width => _strong[^1].Band.Fwhm;

    /// <summary>Odds of a band in this frame by the rule of succession: n to m + 1 − n, n its nearest bands (eight at most) and m the frames they lie in.</summary>
    public double Odds(int at, bool forward)
    {
        int n = Math.Min(History, _strong.Count),
            frames = Math.Abs(at - _strong[forward ? ^n : n - 1].At);
        return n / (frames + 1.0 - n);
    }

    public IEnumerable<(int At, Detection Band)> Steps => _steps.All;

    public void Add(in Detection band, int at, bool forward)
    {
        _steps.Add((at, band), atEnd: forward);
        if (band.MayStart)
            _strong.Add((at, new(band.Center, band.CenterSe, band.Fwhm, band.Height)), atEnd: forward);
    }

    public double MeanCenter()
    {
        double sum = 0;
        foreach ((_, StrongBand band) in _strong.All)
            sum += band.Center;
        return sum / _strong.Count;
    }

    /// <summary>Position by the line through the nearest bands; width and height by their mean over three.</summary>
    public Expected Predict(int at, int gap, bool forward, double[] x)
    {
        int n = 0;
        double width = 0,
            height = 0;
        int widths = 0,
            heights = 0;
        while (n < Math.Min(History, _strong.Count))
        {
            (int then, StrongBand band) = _strong[forward ? ^(n + 1) : n];
            (_x[n], _y[n]) = (x[then], band.Center);
            double se = double.IsFinite(band.CenterSe) ? band.CenterSe : 0,
                floor = double.IsFinite(band.Fwhm) ? 0.02 * band.Fwhm : 0.2;
            _w[n] = 1 / ((se * se) + (floor * floor));
            n++;
            if (n <= 3)
            {
                height += band.Height;
                heights++;
                if (band.Fwhm > 0)
                {
                    width += band.Fwhm;
                    widths++;
                }
            }
        }
        int nearest = forward ? LastAt : FirstAt;
        double center = Line(n, x[n >= 3 && gap <= n ? at : nearest], slope: n >= 3);
        return new(center, widths > 0 ? width / widths : double.NaN, height / heights);
    }

    private double Line(int n, double at, bool slope)
    {
        double w = 0,
            mx = 0,
            my = 0;
        for (int i = 0; i < n; i++)
            (w, mx, my) = (w + _w[i], mx + (_w[i] * _x[i]), my + (_w[i] * _y[i]));
        (mx, my) = (mx / w, my / w);
        if (!slope)
            return n == 1 ? _y[0] : my;
        double xx = 0,
            xy = 0;
        for (int i = 0; i < n; i++)
            (xx, xy) = (xx + (_w[i] * (_x[i] - mx) * (_x[i] - mx)), xy + (_w[i] * (_x[i] - mx) * (_y[i] - my)));
        return my + (xx > 0 ? xy / xx * (at - mx) : 0);
    }
}
