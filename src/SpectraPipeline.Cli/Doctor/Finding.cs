namespace SpectraPipeline.Cli.Doctor;

/// <summary>How something that the program uses stands.</summary>
public enum Standing
{
    /// <summary>It is there and works.</summary>
    Ok,

    /// <summary>It is not there or does not work.</summary>
    Missing,

    /// <summary>It works, with something to know.</summary>
    Note,
}

/// <summary>What was found of one thing that the program uses.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Standing">How it stands.</param>
/// <param name="Found">What was found: version, size, place.</param>
/// <param name="Next">What to do about it; empty when nothing needs doing.</param>
/// <param name="Required">Nothing works without it.</param>
/// <param name="But">What a run may fail by although nothing is missing, in a few words for the verdict; empty for most.</param>
public sealed record Finding(string Name, Standing Standing, string Found, string Next = "", bool Required = false, string But = "");
