using SpectraPipeline.Numerics.Simd;

namespace SpectraPipeline.Numerics.Baselines;

/// <summary>What a pass over a solution measured in one lane.</summary>
internal struct SolutionSums
{
    /// <summary>Number, sum and sum of squares of the residuals below the baseline.</summary>
    public ResidualsBelow Below;

    /// <summary>Number and sum of the residuals above it.</summary>
    public double AboveCount,
        AboveSum;

    /// <summary>Largest |residual|.</summary>
    public double Largest;

    /// <summary>‖z − auxiliary‖² and ‖auxiliary‖²: the change since the solution that a method keeps there.</summary>
    public double Moved,
        Kept;
}

/// <summary>Where one spectrum's iteration stands.</summary>
internal struct LaneProgress
{
    /// <summary>Its number in the block; negative: the lane rests.</summary>
    public int Spectrum;

    /// <summary>Solutions so far, and those of the round under way.</summary>
    public int Solutions,
        InRound;

    /// <summary>Rounds finished, and solutions of the longest.</summary>
    public int Rounds,
        LongestRound;

    /// <summary>What was compared with the tolerance last.</summary>
    public double Change;

    /// <summary>A number that the method carries from solution to solution (the scale k, the share β of the bands).</summary>
    public double Carried;

    /// <summary>Why it ends, when it does.</summary>
    public BaselineStop? Stop;
}

/// <summary>Parameters of a spectrum's next weights.</summary>
internal record struct ReweightingParameters(double First, double Second, double Third, double Fourth);

/// <summary>The same for all lanes.</summary>
internal readonly record struct LaneParameters<TLanes>(TLanes First, TLanes Second, TLanes Third, TLanes Fourth)
    where TLanes : struct, ILanes<TLanes>;

/// <summary>
/// What sets one method of the family (W + μ D¹′D¹ + diag(s) λ Dᵈ′Dᵈ) z = W y + a apart from the others: its weights, its row scale s, what it adds to the
/// right side, and when it is done. The flags are constants of the type, so that a method pays for nothing that it does not use.
/// </summary>
internal interface IReweighting
{
    /// <summary>The penalty's rows are scaled (s ≠ 1): the matrix is not symmetric.</summary>
    static virtual bool ScalesRows => false;

    /// <summary>D¹′D¹ is not scaled with the penalty.</summary>
    static virtual bool FirstDifferencesApart => false;

    /// <summary>The auxiliary values are added to the right side.</summary>
    static virtual bool AddsAuxiliary => false;

    /// <summary>It has auxiliary values, one a point.</summary>
    static virtual bool UsesAuxiliary => false;

    /// <summary>The auxiliary values change with each solution.</summary>
    static virtual bool RenewsAuxiliary => false;

    /// <summary>The auxiliary values are the result, not the last solution.</summary>
    static virtual bool HandsOutAuxiliary => false;

    /// <summary>The level on which a spectrum sits counts; else it is worked on without, because digits would go with it.</summary>
    static virtual bool KeepsLevel => false;

    /// <summary>It needs <see cref="SolutionSums.Below"/>.</summary>
    static virtual bool MeasuresBelow => false;

    /// <summary>It needs the residuals above and the movement of the solution.</summary>
    static virtual bool MeasuresMovement => false;

    /// <summary>It needs <see cref="SolutionSums.Largest"/>.</summary>
    static virtual bool MeasuresLargest => false;

    /// <summary>μ.</summary>
    double FirstDifferences { get; }

    /// <summary>First weights and auxiliary values of a spectrum; both come filled with 1.</summary>
    void Start(ReadOnlySpan<double> y, Span<double> weights, Span<double> auxiliary, ref LaneProgress progress);

    /// <summary>Scale of a penalty row.</summary>
    TLanes RowScale<TLanes>(TLanes weight, TLanes auxiliary)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>Parameters of the next weights; sets <see cref="LaneProgress.Stop"/> when there can be none.</summary>
    ReweightingParameters Next(in SolutionSums sums, ref LaneProgress progress);

    /// <summary>Next weight of a point.</summary>
    TLanes Weight<TLanes>(TLanes residual, TLanes auxiliary, in LaneParameters<TLanes> parameters)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary>Next auxiliary value of a point.</summary>
    static virtual TLanes Auxiliary<TLanes>(TLanes residual, TLanes solution, TLanes auxiliary, in LaneParameters<TLanes> parameters)
        where TLanes : struct, ILanes<TLanes> => auxiliary;

    /// <summary>Whether the spectrum is done, given ‖Δw‖/‖w‖ and the mean of the new weights; sets <see cref="LaneProgress.Stop"/> when it is.</summary>
    void Judge(double weightChange, double meanWeight, WhittakerBaselineOptions options, ref LaneProgress progress);
}
