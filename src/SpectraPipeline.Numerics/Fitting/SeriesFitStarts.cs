namespace SpectraPipeline.Numerics.Fitting;

/// <summary>Where a series fit may start: none of the starts knows which end of the series is the first.</summary>
internal sealed class SeriesFitStarts(MultiPeakFit fitter, SeriesFitLayout layout, SeriesFirstPass pass)
{
    private readonly int _n = layout.Variables;

    /// <summary>The starts, as unknowns.</summary>
    public IEnumerable<double[]> All()
    {
        yield return Projected(Common(), []);
        if (layout.Bonded.Length == 0)
            yield break;
        double[] weights = new double[pass.Variances.Length];
        for (int i = 0; i < weights.Length; i++)
            weights[i] = pass.Variances[i] > 0 && double.IsFinite(pass.Variances[i]) ? 1 / pass.Variances[i] : 0;
        yield return Projected(pass.Values, weights);
        if (fitter.PeakCount < 2 || Line() is not { } line)
            yield break;
        yield return Projected(Moved(line.Level, line.Slope, 0), []);
        if (!HasMovingCenters)
            yield break;
        yield return Projected(Moved(line.Level, line.Slope, 1), []);
        yield return Projected(Moved(line.Level, line.Slope, -1), []);
    }

    /// <summary>Unknowns nearest to given variables of all frames: means over knots, least-squares polynomials.</summary>
    /// <param name="layout">Order of the unknowns.</param>
    /// <param name="values">Frames × variables.</param>
    /// <param name="weights">The same, or empty for equal ones.</param>
    /// <param name="unknowns">Receives the unknowns.</param>
    public static void Project(SeriesFitLayout layout, ReadOnlySpan<double> values, ReadOnlySpan<double> weights, Span<double> unknowns)
    {
        int n = layout.Variables;
        for (int f = 0; f < layout.Frames; f++)
        for (int a = 0; a < layout.LocalCount; a++)
            unknowns[(f * layout.LocalCount) + a] = values[(f * n) + layout.LocalVariables[a]];
        for (int c = 0; c < layout.Bonded.Length; c++)
        {
            int v = layout.Bonded[c],
                terms = c < layout.SmoothCount ? layout.KnotPositions.Length : layout.Degree(c) + 1;
            double total = 0;
            for (int f = 0; f < layout.Frames; f++)
                total += weights.IsEmpty ? 1 : weights[(f * n) + v];
            if (c < layout.SmoothCount)
                Knots(layout, values, weights, c, unknowns, total > 0);
            else
                Polynomial(layout, values, weights, c, terms, unknowns, total > 0);
        }
    }

    private double[] Projected(double[] from, double[] weights)
    {
        double[] unknowns = new double[layout.Unknowns];
        Project(layout, from, weights, unknowns);
        return unknowns;
    }

    // Bonded variables where the list put them; a frame's own ones where its own fit left them.
    private double[] Common()
    {
        double[] all = (double[])pass.Values.Clone();
        double[] starts = fitter.StartOfBands();
        for (int p = 0; p < starts.Length; p++)
            if (Bonded(p) is var v and >= 0 && !double.IsNaN(starts[p]))
                for (int f = 0; f < layout.Frames; f++)
                    all[(f * _n) + v] = starts[p];
        return all;
    }

    private bool HasMovingCenters =>
        Enumerable
            .Range(0, fitter.PeakCount)
            .Count(k => Bonded(k * fitter.Shape.ParameterCount) is var v and >= 0 && layout.Bonds[v] > OverFrames.Shared) > 1;

    // Straight line of the frames' centre of area: bands that swap places in the frames' own fits have no say in it, since their centre of area is the same.
    private (double Level, double Slope)? Line()
    {
        int per = fitter.Shape.ParameterCount;
        (double s0, double s1, double s2, double y0, double y1) = (0, 0, 0, 0, 0);
        for (int f = 0; f < layout.Frames; f++)
        {
            pass.Alone.Repeat(f);
            (double area, double moment) = (0, 0);
            for (int k = 0; k < fitter.PeakCount; k++)
            {
                double size = Math.Abs(
                    fitter.Parameters[(k * per) + PeakShape.Height] * fitter.Parameters[(k * per) + PeakShape.FullWidth]
                );
                (area, moment) = (area + size, moment + (size * fitter.Parameters[k * per]));
            }
            if (!(area > 0) || !double.IsFinite(moment / area))
                continue;
            (double s, double y) = (layout.Scaled[f], moment / area);
            (s0, s1, s2) = (s0 + 1, s1 + s, s2 + (s * s));
            (y0, y1) = (y0 + y, y1 + (s * y));
        }
        double determinant = (s0 * s2) - (s1 * s1),
            slope = determinant > 1e-9 * s0 * s0 ? ((s0 * y1) - (s1 * y0)) / determinant : 0,
            level = (y0 - (slope * s1)) / s0;
        return double.IsFinite(level) ? (level, slope) : null;
    }

    // The listed pattern of positions along that line; with a turn of 1 or -1 it turns over on the way, as for bands that cross in the middle.
    private double[] Moved(double level, double slope, int turn)
    {
        int per = fitter.Shape.ParameterCount;
        double[] starts = fitter.StartOfBands(),
            all = Common();
        double pattern = Enumerable
            .Range(0, fitter.PeakCount)
            .Select(k => starts[k * per])
            .Where(double.IsFinite)
            .DefaultIfEmpty(0)
            .Average();
        for (int k = 0; k < fitter.PeakCount; k++)
            if (Bonded(k * per) is var v and >= 0)
                for (int f = 0; f < layout.Frames; f++)
                {
                    double s = layout.Scaled[f];
                    all[(f * _n) + v] = level + (slope * s) + ((starts[k * per] - pattern) * (turn == 0 ? 1 : turn * ((2 * s) - 1)));
                }
        return all;
    }

    // Variable of a parameter that other frames have a say in; -1 when it is fixed, tied, or each frame's own.
    private int Bonded(int parameter) =>
        fitter.Map.Variable[parameter] is var v and >= 0 && layout.Bonds[v] != OverFrames.Free && !fitter.Map.IsTied(parameter) ? v : -1;

    // Weighted means; a knot that no frame determines takes the nearest that one does.
    private static void Knots(
        SeriesFitLayout layout,
        ReadOnlySpan<double> values,
        ReadOnlySpan<double> weights,
        int c,
        Span<double> unknowns,
        bool weighted
    )
    {
        (int n, int v, int knots) = (layout.Variables, layout.Bonded[c], layout.KnotPositions.Length);
        double[] sum = new double[knots],
            total = new double[knots];
        for (int f = 0; f < layout.Frames; f++)
        {
            double weight = weights.IsEmpty || !weighted ? 1 : weights[(f * n) + v];
            sum[layout.Knot[f]] += weight * values[(f * n) + v];
            total[layout.Knot[f]] += weight;
        }
        for (int k = 0; k < knots; k++)
        {
            int near = total[k] > 0 ? k : Enumerable.Range(0, knots).Where(i => total[i] > 0).MinBy(i => Math.Abs(i - k));
            unknowns[layout.FirstSmooth + (k * layout.SmoothCount) + c] = sum[near] / total[near];
        }
    }

    private static void Polynomial(
        SeriesFitLayout layout,
        ReadOnlySpan<double> values,
        ReadOnlySpan<double> weights,
        int c,
        int terms,
        Span<double> unknowns,
        bool weighted
    )
    {
        (int n, int v) = (layout.Variables, layout.Bonded[c]);
        double[] design = new double[layout.Frames * terms],
            right = new double[layout.Frames];
        for (int f = 0; f < layout.Frames; f++)
        {
            double root = Math.Sqrt(weights.IsEmpty || !weighted ? 1 : weights[(f * n) + v]);
            for (int t = 0; t < terms; t++)
                design[(t * layout.Frames) + f] = root * layout.Share(f, c, t);
            right[f] = root * values[(f * n) + v];
        }
        double[] coefficients = new double[terms];
        if (layout.Frames >= terms && OrthogonalLeastSquares.Reduce(design, layout.Frames, terms, right) > 0)
        {
            OrthogonalLeastSquares.SolveUpper(design, layout.Frames, terms, right);
            right.AsSpan(0, terms).CopyTo(coefficients);
        }
        else
            coefficients.AsSpan().Fill(values[v]);
        for (int t = 0; t < terms; t++)
            unknowns[layout.FirstGlobal + layout.FirstCoefficient(c) + t] = coefficients[t];
    }
}
