using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Numerics.LinearAlgebra;

namespace SpectraPipeline.Stages.Peaks;

/// <summary>What the choice of the baseline does to fitted bands: their answer to each rival baseline that the step before hands on beside its own.</summary>
/// <remarks>Variance = mean over rivals of δ², δ = g'(baseline − rival)/σ with g the influence of the points: to first order the change that another fit would find. A
/// background in the model takes up what it can of the difference, as it would there. The rivals are made so that their root mean square is one standard deviation.</remarks>
internal sealed class BaselineSpread
{
    /// <summary>Name of the channels of rival baselines, with a number behind.</summary>
    public const string Rival = "rival-";

    private readonly string[] _rivals;
    private readonly int _first;
    private readonly double[][] _changes;
    private readonly double[][] _left;

    private BaselineSpread(string[] rivals, int first, int points)
    {
        (_rivals, _first) = (rivals, first);
        _changes = [.. rivals.Select(_ => new double[points])];
        _left = [.. rivals.Select(_ => new double[points])];
    }

    /// <summary>Null when what is fitted has no rival baselines.</summary>
    /// <param name="input">What is fitted.</param>
    /// <param name="first">First point of the fitted range.</param>
    /// <param name="points">Points of the fitted range.</param>
    public static BaselineSpread? For(StageInput input, int first, int points)
    {
        IEnumerable<string> names = input.Probe?.Channels.Select(c => c.Name) ?? [];
        string[] rivals = [.. names.Where(n => n.StartsWith(Rival, StringComparison.Ordinal))];
        bool hasOwn = names.Contains("baseline");
        return rivals.Length == 0 || !hasOwn ? null : new BaselineSpread(rivals, first, points);
    }

    /// <summary>Takes the rivals of a frame.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="weights">1/σ of the fitted points, 0 where one does not count.</param>
    public void Take(in FrameIn frame, ReadOnlySpan<double> weights)
    {
        ReadOnlySpan<double> own = frame.Channel("baseline");
        for (int r = 0; r < _rivals.Length; r++)
        {
            ReadOnlySpan<double> rival = frame.Channel(_rivals[r]);
            double[] change = _changes[r];
            for (int i = 0; i < change.Length; i++)
                change[i] = weights[i] * (own[_first + i] - rival[_first + i]);
        }
    }

    /// <summary>Takes from a residual what the rivals explain of it: that is the baseline's error, and must not count as noise a second time.</summary>
    /// <param name="residual">Data less model, divided by σ; changed.</param>
    /// <param name="influence">Columns of the fit.</param>
    public void TakeFrom(Span<double> residual, FitInfluence influence)
    {
        for (int r = 0; r < _left.Length; r++)
        {
            double[] left = _left[r];
            _changes[r].CopyTo(left, 0);
            influence.LeaveResidual(left);
            double all = Products.Dot(left, left);
            for (int s = 0; s < r; s++)
                if (Products.Dot(_left[s], _left[s]) is var square and > 0)
                    Products.AddScaled(left, -Products.Dot(_left[s], left) / square, _left[s]);
            double own = Products.Dot(left, left);
            // One that says the same as those before leaves rounding.
            if (own > 1e-8 * all)
                Products.AddScaled(residual, -Products.Dot(left, residual) / own, left);
            else
                left.AsSpan().Clear();
        }
    }

    /// <summary>Variance of what answers to the points by <paramref name="influence"/>.</summary>
    public double Variance(ReadOnlySpan<double> influence)
    {
        double sum = 0;
        foreach (double[] change in _changes)
        {
            double response = Products.Dot(influence, change);
            sum += response * response;
        }
        return sum / _changes.Length;
    }
}
