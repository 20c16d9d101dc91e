namespace SpectraPipeline.Numerics.Fitting;

/// <summary>How a parameter of a band goes through the frames of a series.</summary>
public enum OverFrames
{
    /// <summary>A value of its own in each frame.</summary>
    Free,

    /// <summary>One value for all frames.</summary>
    Shared,

    /// <summary>A straight line.</summary>
    Linear,

    /// <summary>A parabola.</summary>
    Quadratic,

    /// <summary>A smooth curve: its squared second differences are penalised.</summary>
    Smooth,
}
