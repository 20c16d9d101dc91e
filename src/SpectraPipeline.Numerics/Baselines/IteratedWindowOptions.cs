namespace SpectraPipeline.Numerics.Baselines;

/// <summary>What a baseline that is iterated with one window is told.</summary>
/// <param name="HalfWindow">Half window in points; null: found in every spectrum (<see cref="Morphology.HalfWindowChoice"/>).</param>
/// <param name="Tolerance">Stops when the baseline changes by less than this, ‖z_new − z_old‖₂ / ‖z_old‖₂.</param>
/// <param name="MaxIterations">Repetitions after the first, at most.</param>
public sealed record IteratedWindowOptions(int? HalfWindow, double Tolerance = 1e-3, int MaxIterations = 200);
