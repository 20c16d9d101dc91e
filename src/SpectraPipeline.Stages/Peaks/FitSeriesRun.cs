using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Stages.Peaks;

/// <summary>One run of <see cref="FitSeries"/>: sorts the frames, fits them, writes rows and spectra.</summary>
internal sealed class FitSeriesRun
{
    private readonly FitSeries _stage;
    private readonly SpectralSeries _input;
    private readonly Findings _findings;
    private readonly Axis _axis;
    private readonly SeriesRange _range;
    private readonly PeakShape _shape;
    private readonly IReadOnlyList<ListedBand> _bands;
    private readonly StartBand[] _starts;
    private readonly MultiPeakFit? _fitter;
    private readonly FitErrors? _errors;
    private readonly OverFrames[] _bonds;
    private readonly Fault?[] _faults;
    private readonly double[] _y,
        _fit,
        _residual;

    public FitSeriesRun(FitSeries stage, SpectralSeries input, Findings findings)
    {
        (_stage, _input, _findings) = (stage, input, findings);
        _range = new SeriesRange(input, stage.From, stage.To);
        _axis = _range.Axis;
        int points = _range.Points,
            degree = stage.BackgroundDegree.Degree;
        _shape = stage.AsFit().PeakShape();
        _faults = (Fault?[])input.Faults.Clone();
        IReadOnlyList<StartBand> found = stage.Bands.Bands.Listed is null && points >= 2 ? _range.Find(stage) : [];
        _bands = stage.Bands.Bands.Listed ?? StartBands.AsListed(found);
        int variables = (_bands.Count * _shape.ParameterCount) + degree + 1;
        if (points <= variables)
            throw new UserException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"peaks.fit-series has {variables} parameters a frame for {_bands.Count} band(s) but only {points} points: widen the range or list fewer bands."
                )
            );
        (_y, _fit, _residual) = (new double[input.Frames * points], new double[input.Frames * points], new double[input.Frames * points]);
        foreach (double[] channel in (double[][])[_y, _fit, _residual])
            channel.AsSpan().Fill(double.NaN);
        _starts = new StartBand[_bands.Count];
        _bonds = new OverFrames[_bands.Count * _shape.ParameterCount];
        if (_bands.Count == 0 && degree < 0)
            return;
        _fitter = new MultiPeakFit(_shape, _bands.Count, degree, _axis.Values);
        // Rival baselines are not handed to a stage of the whole series.
        _errors = new FitErrors(_fitter, _axis, spread: null);
        new BandSetup(_fitter, _axis).Apply(_bands, _starts);
        for (int k = 0; k < found.Count; k++)
            _starts[k] = StartBands.Searched(found[k], _bands[k].Center);
        for (int p = 0; p < _bonds.Length; p++)
            _bonds[p] = stage.BondOf(p / _shape.ParameterCount, p % _shape.ParameterCount);
        for (int k = 0; k < _bands.Count; k++)
            if (
                _bonds[k * _shape.ParameterCount] != OverFrames.Free
                && found.Count == 0
                && _bands[k].Center is { HasBounds: false, Fixed: false, SameAs: 0 }
            )
                _fitter.SetBounds(k, PeakShape.Center, _axis[0], _axis[_axis.Length - 1]);
    }

    private bool IsBonded => _bonds.Any(b => b != OverFrames.Free);

    public SpectralSeries Run()
    {
        if (_bands.Count == 0)
            _findings.Warn(
                "no-bands-found",
                "No band stands out of the noise of the sampled frames, so none was fitted. List bands, or lower min-snr."
            );
        if (_stage.Bands.Bands.Listed is null && _bands.Count == _stage.MaxBands)
            _findings.Warn(
                "max-bands-found",
                "As many bands as max-bands allows were found; weaker ones may be missing. Raise max-bands, or restrict the range by from and to."
            );
        double[] positions = Positions();
        int[] members = [.. Enumerable.Range(0, _input.Frames).Where(f => Sort(f, positions))];
        if (members.Length > 0 && _fitter is not null)
            Fit(members, positions);
        _findings.Frame = -1;
        return Output();
    }

    // Potential, time or number of each frame; NaN where it is not known and needed.
    private double[] Positions()
    {
        double[] number = [.. Enumerable.Range(0, _input.Frames).Select(f => (double)(_input.FirstFrame + f))];
        bool needed = _bonds.Any(b => b > OverFrames.Shared);
        double[] wanted = _stage.Against switch
        {
            SeriesAgainst.Potential => [.. _input.Info.Select(i => i.PotentialV)],
            SeriesAgainst.Time => [.. _input.Info.Select(i => i.TimeS)],
            _ => number,
        };
        // A shared parameter needs no position; it is tested against a drift where nothing better is known.
        if (!needed)
            return wanted.All(double.IsFinite) ? wanted : number;
        if (!wanted.Any(double.IsFinite))
            throw new UserException(
                $"peaks.fit-series: no frame of series '{_input.Id}' has a {SeriesBandTrends.Word(_stage.Against)}, which {BondedNames()} should depend on; give the series a log or a table of frames, or write against: frame."
            );
        return wanted;
    }

    private string BondedNames() =>
        string.Join(
            " and ",
            _bonds
                .Index()
                .Where(b => b.Item > OverFrames.Shared)
                .Select(b => _shape.Parameters[b.Index % _shape.ParameterCount].Name)
                .Distinct()
        );

    /// <summary>Whether a frame takes part; the others become faults, or an empty row when there is nothing in them.</summary>
    private bool Sort(int frame, double[] positions)
    {
        if (_faults[frame] is not null)
            return false;
        ReadOnlySpan<double> y = Values(frame);
        if (Finite.FirstNot(y) is var bad && bad >= 0)
            return Refuse(
                frame,
                "input-not-finite",
                FormattableString.Invariant(
                    $"Point {_range.First + bad} ({_axis[bad]:g6} {_axis.Unit}) is {y[bad]}; put shape.mask with non-finite before to keep the other points."
                )
            );
        ReadOnlySpan<bool> use = Use(frame);
        ReadOnlySpan<double> sigma = Sigma(frame);
        for (int i = 0; i < sigma.Length; i++)
            if ((use.IsEmpty || use[i]) && !(sigma[i] > 0 && double.IsFinite(sigma[i])))
                return Refuse(
                    frame,
                    "sigma-not-positive",
                    FormattableString.Invariant($"The standard deviation of point {i} is {sigma[i]:g4}; mask the point or leave sigma out.")
                );
        int variables = (_bands.Count * _shape.ParameterCount) + _stage.BackgroundDegree.Degree + 1,
            used = use.IsEmpty ? y.Length : use.Count(true);
        if (used <= variables)
            return Refuse(
                frame,
                "too-few-points",
                FormattableString.Invariant(
                    $"{used} usable points cannot determine {variables} variables: mask fewer points or list fewer bands."
                )
            );
        if (!double.IsFinite(positions[frame]))
            return Refuse(
                frame,
                "no-position",
                $"The frame has no {SeriesBandTrends.Word(_stage.Against)}, on which the fit depends: give a log that covers it, or write against: frame."
            );
        y.CopyTo(Row(_y, frame));
        if (_fitter is not null && !_range.IsConstant(frame))
            return true;
        Row(_residual, frame).Clear();
        y.CopyTo(Row(_fit, frame));
        _findings.Frame = _input.FirstFrame + frame;
        if (_bands.Count > 0)
            FitRows.WriteNothing(Model(), _findings);
        return false;
    }

    private bool Refuse(int frame, string code, string message)
    {
        _faults[frame] = new Fault(_findings.Step, code, message);
        return false;
    }

    private void Fit(int[] members, double[] positions)
    {
        Channel channel = _input.Primary;
        int points = _axis.Length;
        double[] y = new double[members.Length * points];
        double[]? sigma = channel.Sigma is null ? null : new double[y.Length];
        bool[]? use = channel.Mask is null ? null : new bool[y.Length];
        double[] centers = new double[members.Length * _bands.Count];
        var seek = new SeriesSeek(_axis, _starts, _bands);
        for (int m = 0; m < members.Length; m++)
        {
            Values(members[m]).CopyTo(y.AsSpan(m * points));
            Sigma(members[m]).CopyTo(sigma.AsSpan(Math.Min(m * points, sigma?.Length ?? 0)));
            Use(members[m]).CopyTo(use.AsSpan(Math.Min(m * points, use?.Length ?? 0)));
            seek.Centers(Values(members[m]), Use(members[m]), centers.AsSpan(m * _bands.Count, _bands.Count));
        }
        var frames = new SeriesFrames(points, y, sigma, use, [.. members.Select(f => positions[f])]);
        var limits = new FitLimits(_stage.MaxIterations);
        var alone = new SeriesFitFrames(_fitter!, frames, centers, limits);
        SeriesFit? together = null;
        if (IsBonded)
        {
            together = new SeriesFit(_fitter!, frames, alone, FitSeries.Possible(_bonds, frames.Positions), _stage.Lambda ?? double.NaN);
            together.Fit(limits);
            new SeriesBandTrends(_stage, _findings, members.Length).Write(together, _bands.Count, _shape);
        }
        var rows = new FitRows(_fitter!, _starts, Model(), _errors!, intervals: null, bootstrap: null);
        StartBand[] common = [.. _starts];
        for (int m = 0; m < members.Length; m++)
        {
            PeakFitQuality quality = together?.Adopt(m) ?? alone.Repeat(m);
            Write(members[m], quality, rows, common, together is not null);
        }
    }

    private void Write(int frame, in PeakFitQuality quality, FitRows rows, StartBand[] common, bool together)
    {
        Span<double> fit = Row(_fit, frame),
            residual = Row(_residual, frame);
        ReadOnlySpan<double> y = Values(frame);
        _fitter!.Curve(fit, []);
        double sum = 0;
        ReadOnlySpan<bool> use = Use(frame);
        for (int i = 0; i < y.Length; i++)
        {
            residual[i] = y[i] - fit[i];
            sum += use.IsEmpty || use[i] ? residual[i] * residual[i] : 0;
        }
        if (_bands.Count == 0)
            return;
        _findings.Frame = _input.FirstFrame + frame;
        // Where other frames say where a band is, its limit is stated there, seen or not.
        for (int k = 0; k < _starts.Length; k++)
        {
            PeakEstimate band = _fitter.Peak(k);
            bool Known(int parameter) => together && _bonds[(k * _shape.ParameterCount) + parameter] != OverFrames.Free;
            _starts[k] = common[k] with
            {
                Center = Known(PeakShape.Center) ? band.Center : common[k].Center,
                Fwhm = Known(PeakShape.FullWidth) ? band.FullWidth : common[k].Fwhm,
            };
        }
        _errors!.Take(residual, Sigma(frame), use);
        double noise = Math.Sqrt(sum / Math.Max(1, quality.Points - quality.Variables));
        rows.Write(quality, noise, new FittedFrame(fit, residual, Sigma(frame), use), FrameVerdict.None, _findings);
    }

    private SpectralSeries Output()
    {
        Signal auxiliary = new(SignalKind.Auxiliary, _input.Signal.Unit),
            own = _axis.Length == _input.Axis.Length ? _input.Signal : auxiliary;
        Channel from = _input.Primary;
        string name = from.Name is "fit" or "residual" ? "y" : from.Name;
        foreach (int f in Enumerable.Range(0, _input.Frames).Where(f => _faults[f] is not null))
        foreach (double[] channel in (double[][])[_y, _fit, _residual])
            Row(channel, f).Fill(double.NaN);
        if (_fitter is null)
            for (int f = 0; f < _input.Frames; f++)
                if (_faults[f] is null)
                {
                    Row(_fit, f).Clear();
                    Row(_y, f).CopyTo(Row(_residual, f));
                }
        bool[]? mask = from.Mask is null ? null : [.. Enumerable.Range(0, _input.Frames).SelectMany(f => Use(f).ToArray())];
        double[]? sigma = from.Sigma is null ? null : [.. Enumerable.Range(0, _input.Frames).SelectMany(f => Sigma(f).ToArray())];
        return new(
            _input.Id,
            _axis,
            [
                new Channel(name, own, _input.Frames, _axis.Length, _y, sigma, mask),
                new Channel("fit", auxiliary, _input.Frames, _axis.Length, _fit, null, mask),
                new Channel("residual", auxiliary, _input.Frames, _axis.Length, _residual, null, mask),
            ],
            _input.Info,
            _faults,
            _input.FirstFrame
        );
    }

    private string Model() =>
        $"{_bands.Count} {_shape.Name}"
        + (
            _stage.BackgroundDegree.Degree < 0
                ? ""
                : string.Create(CultureInfo.InvariantCulture, $" + background of degree {_stage.BackgroundDegree.Degree}")
        )
        + (IsBonded ? "; all frames together" : "");

    private Span<double> Row(double[] channel, int frame) => channel.AsSpan(frame * _axis.Length, _axis.Length);

    private ReadOnlySpan<double> Values(int frame) => _range.Values(frame);

    private ReadOnlySpan<double> Sigma(int frame) => _range.Sigma(frame);

    private ReadOnlySpan<bool> Use(int frame) => _range.Use(frame);
}
