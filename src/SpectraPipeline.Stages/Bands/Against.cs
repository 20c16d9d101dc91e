namespace SpectraPipeline.Stages.Bands;

/// <summary>What a band's evolution is plotted against.</summary>
public enum Against
{
    /// <summary>Time since the start of the series.</summary>
    Time,

    /// <summary>Electrode potential.</summary>
    Potential,
}
