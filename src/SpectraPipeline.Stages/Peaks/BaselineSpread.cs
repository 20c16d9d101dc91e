using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Fitting;

namespace SpectraPipeline.Stages.Peaks;

/// <summary>What the choice of the baseline does to fitted bands: their answer to each rival baseline that the step before hands on beside its own.</summary>
/// <remarks>se_total² = se² + mean over rivals of δ², δ = (J'J)⁻¹ J'(baseline − rival): to first order the change that another fit would find. A background in the
/// model takes up what it can of the difference, as it would there. The rivals are made so that their root mean square is one standard deviation.</remarks>
internal sealed class BaselineSpread
{
    /// <summary>Name of the channels of rival baselines, with a number behind.</summary>
    public const string Rival = "rival-";

    private readonly string[] _rivals;
    private readonly int _first;
    private readonly MultiPeakFit _fitter;
    private readonly int _perBand;
    private readonly int _parameters;
    private readonly double[] _change;
    private readonly double[] _responses;

    private BaselineSpread(string[] rivals, int first, int points, MultiPeakFit fitter)
    {
        (_rivals, _first, _fitter) = (rivals, first, fitter);
        _perBand = fitter.Shape.ParameterCount;
        _parameters = fitter.PeakCount * _perBand + fitter.BackgroundTerms;
        _change = new double[points];
        _responses = new double[rivals.Length * _parameters];
    }

    /// <summary>Null when what is fitted has no rival baselines.</summary>
    /// <param name="input">What is fitted.</param>
    /// <param name="first">First point of the fitted range.</param>
    /// <param name="points">Points of the fitted range.</param>
    /// <param name="fitter">The fit.</param>
    public static BaselineSpread? For(StageInput input, int first, int points, MultiPeakFit fitter)
    {
        IEnumerable<string> names = input.Probe?.Channels.Select(c => c.Name) ?? [];
        string[] rivals = [.. names.Where(n => n.StartsWith(Rival, StringComparison.Ordinal))];
        bool hasOwn = names.Contains("baseline");
        return rivals.Length == 0 || !hasOwn ? null : new BaselineSpread(rivals, first, points, fitter);
    }

    /// <summary>Takes the answers of the fit that was just made.</summary>
    public void Measure(in FrameIn frame)
    {
        ReadOnlySpan<double> own = frame.Channel("baseline");
        for (int r = 0; r < _rivals.Length; r++)
        {
            ReadOnlySpan<double> rival = frame.Channel(_rivals[r]);
            for (int i = 0; i < _change.Length; i++)
                _change[i] = own[_first + i] - rival[_first + i];
            _fitter.Respond(_change, Responses(r));
        }
    }

    /// <summary>Total standard error of a parameter of a band; NaN where the fit gives none.</summary>
    public double Of(int band, int parameter, double error)
    {
        double sum = 0;
        for (int r = 0; r < _rivals.Length; r++)
            sum += Square(Responses(r)[(band * _perBand) + parameter]);
        return Math.Sqrt(Square(error) + (sum / _rivals.Length));
    }

    /// <summary>Total standard error of a band's area.</summary>
    public double OfArea(int band, double error)
    {
        double sum = 0;
        for (int r = 0; r < _rivals.Length; r++)
            sum += Square(_fitter.AreaResponse(band, Responses(r)));
        return Math.Sqrt(Square(error) + (sum / _rivals.Length));
    }

    private Span<double> Responses(int rival) => _responses.AsSpan(rival * _parameters, _parameters);

    private static double Square(double value) => value * value;
}
