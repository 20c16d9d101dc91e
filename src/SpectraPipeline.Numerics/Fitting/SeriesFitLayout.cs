using SpectraPipeline.Numerics.LinearAlgebra;

namespace SpectraPipeline.Numerics.Fitting;

/// <summary>
/// Order of the unknowns of a series fit: the local variables of each frame, then the smooth ones knot by knot, then the coefficients of shared, linear and quadratic
/// ones; and how a frame's variables follow from them.
/// </summary>
/// <remarks>
/// Polynomials over the frames are kept as Bernstein coefficients on s = 0..1 (1 | 1-s, s | (1-s)², 2s(1-s), s²): coefficients within bounds keep the whole line within
/// them, so bounds of a parameter stay a box. Smooth parameters have a value at each distinct position (knot): frames at one potential share it.
/// </remarks>
internal sealed class SeriesFitLayout
{
    private readonly int[] _firstCoefficient;
    private readonly int[] _degree;
    private readonly double[] _share;
    private readonly double[] _differences;

    public SeriesFitLayout(int variables, ReadOnlySpan<OverFrames> bonds, double[] positions)
    {
        Frames = positions.Length;
        Variables = variables;
        Bonds = bonds[..variables].ToArray();
        LocalVariables = Of(OverFrames.Free, OverFrames.Free);
        SmoothVariables = Of(OverFrames.Smooth, OverFrames.Smooth);
        int[] polynomial = Of(OverFrames.Shared, OverFrames.Quadratic);
        Bonded = [.. SmoothVariables, .. polynomial];
        _degree = [.. Bonded.Select(v => Bonds[v] is OverFrames.Smooth ? 0 : (int)Bonds[v] - (int)OverFrames.Shared)];
        _firstCoefficient = new int[Bonded.Length + 1];
        for (int c = SmoothVariables.Length; c < Bonded.Length; c++)
            _firstCoefficient[c + 1] = _firstCoefficient[c] + Degree(c) + 1;
        Globals = _firstCoefficient[^1];
        (Low, High) = (positions.Min(), positions.Max());
        Scaled = [.. positions.Select(x => High > Low ? (x - Low) / (High - Low) : 0)];
        _share = new double[Frames * Globals];
        for (int f = 0; f < Frames; f++)
        for (int c = SmoothVariables.Length; c < Bonded.Length; c++)
        for (int term = 0; term <= Degree(c); term++)
            _share[(f * Globals) + _firstCoefficient[c] + term] = Bernstein(Degree(c), term, Scaled[f]);
        (Knot, KnotPositions) = Knots(positions);
        Penalty = new double[3 * KnotPositions.Length];
        if (KnotPositions.Length >= 3)
            DifferencePenalty.Fill(KnotPositions.Length, 2, KnotPositions, Penalty);
        _differences = new double[3 * Math.Max(0, KnotPositions.Length - 2)];
        if (KnotPositions.Length >= 3)
            DifferencePenalty.FillRows(KnotPositions.Length, 2, KnotPositions, _differences);
    }

    public int Frames { get; }

    /// <summary>Variables of one frame.</summary>
    public int Variables { get; }

    public OverFrames[] Bonds { get; }

    public int[] LocalVariables { get; }

    public int[] SmoothVariables { get; }

    /// <summary>Variables that other frames have a say in: the smooth ones, then the polynomials.</summary>
    public int[] Bonded { get; }

    /// <summary>Coefficients of all polynomials.</summary>
    public int Globals { get; }

    /// <summary>Smallest and largest position.</summary>
    public double Low { get; }

    /// <inheritdoc cref="Low"/>
    public double High { get; }

    /// <summary>Position of each frame, 0 to 1.</summary>
    public double[] Scaled { get; }

    /// <summary>Knot of each frame.</summary>
    public int[] Knot { get; }

    public double[] KnotPositions { get; }

    /// <summary>D₂'D₂ over the knots, three lower bands a row.</summary>
    public double[] Penalty { get; }

    public int LocalCount => LocalVariables.Length;

    public int SmoothCount => SmoothVariables.Length;

    /// <summary>First smooth unknown.</summary>
    public int FirstSmooth => Frames * LocalCount;

    /// <summary>First coefficient.</summary>
    public int FirstGlobal => FirstSmooth + (KnotPositions.Length * SmoothCount);

    public int Unknowns => FirstGlobal + Globals;

    /// <summary>Degree of the polynomial of bonded variable <paramref name="c"/>; 0 for a smooth one, which has one value a frame.</summary>
    public int Degree(int c) => _degree[c];

    /// <summary>Unknown that carries term <paramref name="term"/> of bonded variable <paramref name="c"/> in a frame.</summary>
    public int Unknown(int frame, int c, int term) =>
        c < SmoothCount ? FirstSmooth + (Knot[frame] * SmoothCount) + c : FirstGlobal + _firstCoefficient[c] + term;

    /// <summary>How much of that unknown is in the variable.</summary>
    public double Share(int frame, int c, int term) => c < SmoothCount ? 1 : _share[(frame * Globals) + _firstCoefficient[c] + term];

    /// <summary>First coefficient of a bonded polynomial among the globals.</summary>
    public int FirstCoefficient(int c) => _firstCoefficient[c];

    public static double Bernstein(int degree, int term, double s) =>
        degree switch
        {
            0 => 1,
            1 => term == 0 ? 1 - s : s,
            _ => term == 0 ? (1 - s) * (1 - s)
            : term == 1 ? 2 * s * (1 - s)
            : s * s,
        };

    /// <summary>Variables of a frame from the unknowns; of steps as well as of values, since the map is linear.</summary>
    public void Expand(ReadOnlySpan<double> unknowns, int frame, Span<double> variables)
    {
        for (int a = 0; a < LocalCount; a++)
            variables[LocalVariables[a]] = unknowns[(frame * LocalCount) + a];
        for (int c = 0; c < Bonded.Length; c++)
        {
            double value = 0;
            for (int term = 0; term <= Degree(c); term++)
                value += Share(frame, c, term) * unknowns[Unknown(frame, c, term)];
            variables[Bonded[c]] = value;
        }
    }

    /// <summary>Σ(D₂s)² of smooth variable <paramref name="j"/>.</summary>
    public double Roughness(ReadOnlySpan<double> unknowns, int j)
    {
        double sum = 0;
        for (int r = 0; r < KnotPositions.Length - 2; r++)
            sum += Math.Pow(Difference(unknowns, j, r), 2);
        return sum;
    }

    /// <summary>D₂'D₂s of smooth variable <paramref name="j"/> at a knot.</summary>
    public double Rough(ReadOnlySpan<double> unknowns, int j, int knot)
    {
        double sum = 0;
        for (int r = Math.Max(0, knot - 2); r <= Math.Min(KnotPositions.Length - 3, knot); r++)
            sum += _differences[(3 * r) + knot - r] * Difference(unknowns, j, r);
        return sum;
    }

    // From the steps between neighbours, so that the level, however large λ is, costs no digits.
    private double Difference(ReadOnlySpan<double> unknowns, int j, int r)
    {
        int first = FirstSmooth + (r * SmoothCount) + j;
        double middle = unknowns[first + SmoothCount];
        return (_differences[3 * r] * (unknowns[first] - middle))
            + (_differences[(3 * r) + 2] * (unknowns[first + (2 * SmoothCount)] - middle));
    }

    public double PenaltyAt(int a, int b) => Penalty[(3 * Math.Max(a, b)) + Math.Abs(a - b)];

    private int[] Of(OverFrames first, OverFrames last) =>
        [.. Enumerable.Range(0, Variables).Where(v => Bonds[v] >= first && Bonds[v] <= last)];

    // Positions nearer than a quarter of the mean step are one knot: a second difference over less would be noise divided by nothing.
    private static (int[] Knot, double[] Positions) Knots(double[] positions)
    {
        int[] order = [.. Enumerable.Range(0, positions.Length).OrderBy(f => positions[f]).ThenBy(f => f)];
        double step = 0.25 * (positions[order[^1]] - positions[order[0]]) / Math.Max(1, positions.Length - 1);
        int[] knot = new int[positions.Length];
        var sums = new List<(double Sum, int Count, double First)>();
        foreach (int f in order)
        {
            if (sums.Count == 0 || positions[f] - sums[^1].First > step)
                sums.Add((0, 0, positions[f]));
            (double sum, int count, double first) = sums[^1];
            sums[^1] = (sum + positions[f], count + 1, first);
            knot[f] = sums.Count - 1;
        }
        return (knot, [.. sums.Select(s => s.Sum / s.Count)]);
    }
}
