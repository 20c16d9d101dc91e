namespace SpectraPipeline.Testing.Generators.Baselines;

/// <summary>The six kinds of data on which baselines are judged, after the published synthetic spectra S1 to S6.</summary>
public enum BaselineKind
{
    /// <summary>Several bands on a smoothly curved baseline, as in infrared absorption.</summary>
    CurvedInfrared,

    /// <summary>Bands on a straight line.</summary>
    StraightLine,

    /// <summary>Sharp bands on strong broad fluorescence, thousands of counts with shot noise.</summary>
    RamanFluorescence,

    /// <summary>Bands of both signs on a weak drift up to third degree.</summary>
    SignedDifference,

    /// <summary>As <see cref="CurvedInfrared"/> with noise of 5 % of the bands.</summary>
    StrongNoise,

    /// <summary>A smooth step with broad water under sharp bands; step and water are baseline.</summary>
    StepAndWater,
}

/// <summary>How much of a kind varies from spectrum to spectrum.</summary>
public enum BaselineVariety
{
    /// <summary>Points, axis, shapes, number, width and height of bands, curvature and noise all vary widely.</summary>
    Wide,

    /// <summary>Points and noise of the published spectrum; positions, heights, widths and baseline vary moderately: where one fixed λ does best.</summary>
    Narrow,
}
