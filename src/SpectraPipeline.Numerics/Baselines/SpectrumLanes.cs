using System.Runtime.Intrinsics;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>An iterated method that works on as many spectra at once as a vector has lanes.</summary>
internal interface ILaneMethod
{
    /// <summary>Spectra at once.</summary>
    int Lanes { get; }

    /// <summary>Puts a spectrum into a lane, at its start.</summary>
    void Load(int lane, ReadOnlySpan<double> y);

    /// <summary>One iteration of every lane. Lanes that are finished or empty go along; what becomes of them does not matter.</summary>
    void Iterate();

    /// <summary>Whether the spectrum in a lane ended with the last iteration.</summary>
    bool IsFinished(int lane, out BaselineOutcome outcome);

    /// <summary>Its baseline.</summary>
    void HandOut(int lane, Span<double> baseline);
}

/// <summary>Feeds a block of spectra through a method's lanes: a lane whose spectrum has ended hands it out and takes the next one.</summary>
/// <param name="points">Points of a spectrum.</param>
/// <param name="method">The method; owns the memory.</param>
internal sealed class SpectrumLanes(int points, ILaneMethod method)
{
    private const int Idle = -1;
    private readonly int[] _spectrum = new int[method.Lanes];

    /// <summary>Whether a width asks for eight spectra a vector on this machine.</summary>
    public static bool IsWide(LaneWidth width) =>
        width == LaneWidth.Bits512 || (width == LaneWidth.Automatic && Vector512.IsHardwareAccelerated);

    /// <summary>Fits the baselines of a block.</summary>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public void Fit(ReadOnlySpan<double> spectra, Span<double> baselines, Span<BaselineOutcome> outcomes)
    {
        if (spectra.Length != baselines.Length || spectra.Length != (long)outcomes.Length * points)
            throw new ArgumentException(
                $"{outcomes.Length} spectra of {points} points expected, not {spectra.Length} values in and {baselines.Length} out"
            );
        int taken = 0,
            live = 0;
        for (int lane = 0; lane < _spectrum.Length; lane++)
            live += Take(lane, spectra, outcomes.Length, ref taken);
        while (live > 0)
        {
            method.Iterate();
            for (int lane = 0; lane < _spectrum.Length; lane++)
            {
                int k = _spectrum[lane];
                if (k == Idle || !method.IsFinished(lane, out outcomes[k]))
                    continue;
                method.HandOut(lane, baselines.Slice(k * points, points));
                live += Take(lane, spectra, outcomes.Length, ref taken) - 1;
            }
        }
    }

    /// <summary>The next spectrum for a lane; 0 when there is none.</summary>
    private int Take(int lane, ReadOnlySpan<double> spectra, int count, ref int taken)
    {
        _spectrum[lane] = taken < count ? taken++ : Idle;
        if (_spectrum[lane] == Idle)
            return 0;
        method.Load(lane, spectra.Slice(_spectrum[lane] * points, points));
        return 1;
    }
}
