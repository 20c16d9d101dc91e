using SpectraPipeline.Core;

namespace SpectraPipeline.Engine.Ingest;

/// <summary>The potentiostat's log cannot be used, or not beside these spectra; what it says belongs to the line of <c>log:</c>.</summary>
/// <param name="message">What is wrong and what to do.</param>
public sealed class LogException(string message) : UserException(message);
