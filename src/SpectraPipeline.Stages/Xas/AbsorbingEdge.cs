using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Xas;

/// <summary>The element and edge that a step works on: its own parameters, else what the series says (<c>edge: Zn K</c>).</summary>
/// <param name="Element">Symbol, as in Zn.</param>
/// <param name="Edge">K, L1, L2 or L3.</param>
internal readonly record struct AbsorbingEdge(string Element, string Edge)
{
    /// <summary>Reads parameters and card.</summary>
    /// <exception cref="UserException">Neither says it.</exception>
    public static AbsorbingEdge Of(string? element, string? edge, StageInput input, string stage)
    {
        string[] words = (input.Card.Edge ?? "").Split([' ', '-', '_'], StringSplitOptions.RemoveEmptyEntries);
        string? symbol = element ?? (words.Length > 0 ? words[0] : null);
        if (symbol is null)
            throw new UserException($"{stage} needs the absorbing element: write 'edge: Zn K' into the series, or give element and edge.");
        // The card's edge belongs to the card's element.
        string? named = edge ?? (words.Length > 1 && symbol == words[0] ? words[1] : null);
        return new(symbol, (named ?? "K").ToUpperInvariant());
    }
}
