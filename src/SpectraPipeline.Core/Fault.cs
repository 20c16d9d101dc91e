namespace SpectraPipeline.Core;

/// <summary>Why one frame (or one file) carries no result. Data, not control flow: it is stored, counted and reported.</summary>
/// <param name="Step">Step that found it, or <c>read</c>.</param>
/// <param name="Code">Stable kebab-case code.</param>
/// <param name="Message">What, where, what to do next.</param>
public sealed record Fault(string Step, string Code, string Message);

/// <summary>The frame has no valid answer (not a bug). Becomes a <see cref="Fault"/>; the batch goes on.</summary>
/// <param name="code">Stable kebab-case code.</param>
/// <param name="message">What, where, what to do next.</param>
public sealed class FrameException(string code, string message) : Exception(message)
{
    /// <summary>Stable kebab-case code.</summary>
    public string Code { get; } = code;
}

/// <summary>The file is not what it claims to be. The only exception that a reader may throw for bad bytes.</summary>
/// <param name="offset">Byte offset where the contradiction was seen (for text: start of the line).</param>
/// <param name="expected">What should have been there.</param>
/// <param name="found">What was there.</param>
/// <param name="line">Line number for text, counted from 1; 0 when it does not apply.</param>
public sealed class BadFileException(long offset, string expected, string found, int line = 0)
    : Exception(
        line > 0 ? $"line {line} (byte {offset}): expected {expected}, found {found}" : $"byte {offset}: expected {expected}, found {found}"
    )
{
    /// <summary>Byte offset.</summary>
    public long Offset { get; } = offset;

    /// <summary>What should have been there.</summary>
    public string Expected { get; } = expected;

    /// <summary>What was there.</summary>
    public string Found { get; } = found;

    /// <summary>Line number for text, counted from 1; 0 when it does not apply.</summary>
    public int Line { get; } = line;

    /// <summary>Stable code for tables and <c>--json</c>.</summary>
    public const string Code = "bad-file";
}

/// <summary>A mistake in what the user asked for (parameters, inputs). Ends the run with exit code 1 and this message.</summary>
/// <param name="message">What, where, what to do next.</param>
public class UserException(string message) : Exception(message);
