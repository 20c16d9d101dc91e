namespace SpectraPipeline.Numerics.Fitting;

/// <summary>Bounds of the unknowns of a series fit: those of a frame's variables, which polynomials keep as they are by their Bernstein coefficients.</summary>
internal sealed class SeriesFitBox
{
    private readonly SeriesFitLayout _layout;
    private readonly bool[] _pinned;

    public SeriesFitBox(MultiPeakFit fitter, SeriesFitLayout layout)
    {
        _layout = layout;
        (Lower, Upper, _pinned) = (new double[layout.Unknowns], new double[layout.Unknowns], new bool[layout.Unknowns]);
        double[] lower = new double[fitter.Map.Variable.Length],
            upper = new double[lower.Length];
        fitter.Map.Prepare(fitter.Model, new double[lower.Length], lower, upper);
        for (int f = 0; f < layout.Frames; f++)
            foreach (var (u, v) in Of(f))
                (Lower[u], Upper[u]) = (lower[v], upper[v]);
    }

    public double[] Lower { get; }

    public double[] Upper { get; }

    /// <summary>Keeps all variables of the frames where they are but those named; null = keeps none.</summary>
    public void Pin(Func<int, bool>? isFree)
    {
        _pinned.AsSpan().Clear();
        for (int f = 0; f < _layout.Frames && isFree is not null; f++)
            foreach (var (u, v) in Of(f))
                _pinned[u] = !isFree(v);
    }

    public void Clamp(Span<double> unknowns)
    {
        for (int u = 0; u < unknowns.Length; u++)
            unknowns[u] = Math.Clamp(unknowns[u], Lower[u], Upper[u]);
    }

    /// <summary>It may not move, or sits at a bound and χ² would only fall beyond.</summary>
    public bool IsHeld(int u, double value, double gradient) =>
        _pinned[u] || Lower[u] == Upper[u] || value <= Lower[u] && gradient < 0 || value >= Upper[u] && gradient > 0;

    private IEnumerable<(int Unknown, int Variable)> Of(int frame)
    {
        for (int a = 0; a < _layout.LocalCount; a++)
            yield return ((frame * _layout.LocalCount) + a, _layout.LocalVariables[a]);
        for (int c = 0; c < _layout.Bonded.Length; c++)
        for (int term = 0; term <= _layout.Degree(c); term++)
            yield return (_layout.Unknown(frame, c, term), _layout.Bonded[c]);
    }
}
