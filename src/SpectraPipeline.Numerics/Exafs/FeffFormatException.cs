namespace SpectraPipeline.Numerics.Exafs;

/// <summary>The text is not the path file of FEFF that it should be; says what was expected and found.</summary>
public sealed class FeffFormatException : Exception
{
    /// <summary>A fault of a file.</summary>
    /// <param name="line">Number of the line, from 1.</param>
    /// <param name="expected">What should stand there.</param>
    /// <param name="found">What does.</param>
    public FeffFormatException(int line, string expected, string found)
        : base($"line {line}: expected {expected}, found {found}. Make the file again with FEFF, or leave the path out.") => Line = line;

    /// <summary>Number of the line, from 1.</summary>
    public int Line { get; }
}
