namespace SpectraPipeline.Numerics.Xas;

/// <summary>The spectrum has no valid answer (no edge, too short behind it); not a bug. <see cref="Code"/> is stable, kebab-case.</summary>
public sealed class XasDataException : Exception
{
    /// <summary>A fault of one spectrum.</summary>
    /// <param name="code">Stable name of the fault.</param>
    /// <param name="message">What, where, what to do next.</param>
    public XasDataException(string code, string message)
        : base(message) => Code = code;

    /// <summary>Stable name of the fault.</summary>
    public string Code { get; }
}
