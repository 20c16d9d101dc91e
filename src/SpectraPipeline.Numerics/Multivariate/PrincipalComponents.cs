using SpectraPipeline.Numerics.LinearAlgebra;

namespace SpectraPipeline.Numerics.Multivariate;

/// <summary>What is subtracted before a decomposition.</summary>
public enum Centring
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The mean spectrum.</summary>
    Mean,
}

/// <summary>What the values are divided by before a decomposition.</summary>
public enum Scaling
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Each point by its standard deviation over the frames.</summary>
    Autoscale,

    /// <summary>Each spectrum less its mean, by its standard deviation over the points (as Larch does).</summary>
    ZScore,
}

/// <summary>Principal components of a series of spectra.</summary>
/// <remarks>
/// X = T Pᵀ + E, T = U S the scores (frames), P the loadings (points, of length 1), by <see cref="SingularTriplets"/> of the centred and scaled spectra
/// (K. Pearson, Philos. Mag. 2 (1901) 559; H. Hotelling, J. Educ. Psychol. 24 (1933) 417). The sum of squares that k components leave is added up from the residual
/// itself and from the singular values behind k, never as total less explained, so that it keeps its digits at 1e-10 of the total. Shapes: frames × points, row-major.
/// Fails when values are not finite. Cost: that of the singular triplets and 4·k passes over the data.
/// </remarks>
public sealed class PrincipalComponents
{
    private const double Rounding = 4e-16;
    private readonly double[] _data;
    private readonly double _beyond;

    /// <summary>Decomposes a series.</summary>
    /// <param name="spectra">Frames × points, row-major; not changed.</param>
    /// <param name="frames">At least one.</param>
    /// <param name="points">At least one.</param>
    /// <param name="count">Components wanted.</param>
    /// <param name="centring">What is subtracted.</param>
    /// <param name="scaling">What is divided by.</param>
    public PrincipalComponents(
        ReadOnlySpan<double> spectra,
        int frames,
        int points,
        int count,
        Centring centring = Centring.None,
        Scaling scaling = Scaling.None
    )
    {
        (Frames, Points, Centred) = (frames, points, centring == Centring.Mean);
        _data = spectra.ToArray();
        Mean = new double[points];
        PointScale = new double[points];
        PointScale.AsSpan().Fill(1);
        FrameScale = new double[frames];
        FrameScale.AsSpan().Fill(1);
        if (Centred)
            Subtract();
        // Frames that are all the same leave rounding behind, which is no component.
        if (Products.Dot(_data, _data) <= Rounding * Rounding * Products.Dot(spectra, spectra))
            _data.AsSpan().Clear();
        if (scaling == Scaling.Autoscale)
            DivideByPoint();
        else if (scaling == Scaling.ZScore)
            DivideByFrame();
        Triplets = SingularTriplets.Of(_data, frames, points, count);
        Total = Products.Dot(_data, _data);
        _beyond = Triplets.IsComplete ? 0 : BeyondAll();
    }

    /// <summary>Frames.</summary>
    public int Frames { get; }

    /// <summary>Points.</summary>
    public int Points { get; }

    /// <summary>The mean spectrum was subtracted.</summary>
    public bool Centred { get; }

    /// <summary>What was subtracted from every frame.</summary>
    public double[] Mean { get; }

    /// <summary>What every point was divided by.</summary>
    public double[] PointScale { get; }

    /// <summary>What every frame was divided by.</summary>
    public double[] FrameScale { get; }

    /// <summary>Centred and scaled spectra.</summary>
    public ReadOnlySpan<double> Data => _data;

    /// <summary>Singular values and vectors.</summary>
    public SingularTriplets Triplets { get; }

    /// <summary>Components found; fewer than wanted where the rank is lower.</summary>
    public int Count => Triplets.Values.Length;

    /// <summary>Most components that the data can have.</summary>
    public int MostRank => Math.Min(Frames - (Centred ? 1 : 0), Points);

    /// <summary>Sum of squares of the centred and scaled data.</summary>
    public double Total { get; }

    /// <summary>Score of a frame, uₖ sₖ.</summary>
    public double Score(int component, int frame) => Triplets.Values[component] * Triplets.Left[component * Frames + frame];

    /// <summary>Sum of squares that so many components leave.</summary>
    public double Left(int components)
    {
        double sum = _beyond;
        for (int k = Count - 1; k >= components; k--)
            sum += Triplets.Values[k] * Triplets.Values[k];
        return sum;
    }

    /// <summary>What so many components leave of the data, frames × points.</summary>
    public double[] Residual(int components)
    {
        double[] rest = (double[])_data.Clone();
        for (int f = 0; f < Frames; f++)
        for (int k = 0; k < Math.Min(components, Count); k++)
            Products.AddScaled(rest.AsSpan(f * Points, Points), -Score(k, f), Triplets.RightOf(k));
        return rest;
    }

    /// <summary>A curve on the points of the series, centred and scaled like a frame of it.</summary>
    public double[] Prepared(ReadOnlySpan<double> curve)
    {
        double[] result = new double[Points];
        for (int i = 0; i < Points; i++)
            result[i] = (curve[i] - Mean[i]) / PointScale[i];
        return result;
    }

    private double BeyondAll()
    {
        double[] rest = Residual(Count);
        return Products.Dot(rest, rest);
    }

    private void Subtract()
    {
        for (int f = 0; f < Frames; f++)
            Products.AddScaled(Mean, 1.0 / Frames, _data.AsSpan(f * Points, Points));
        for (int f = 0; f < Frames; f++)
            Products.AddScaled(_data.AsSpan(f * Points, Points), -1, Mean);
    }

    // A point that does not change stays as it is.
    private void DivideByPoint()
    {
        for (int i = 0; i < Points; i++)
        {
            double mean = 0,
                squares = 0;
            for (int f = 0; f < Frames; f++)
                mean += _data[f * Points + i] / Frames;
            for (int f = 0; f < Frames; f++)
                squares += (_data[f * Points + i] - mean) * (_data[f * Points + i] - mean);
            double deviation = Math.Sqrt(squares / Math.Max(1, Frames - 1));
            if (!(deviation > 0))
                continue;
            PointScale[i] = deviation;
            for (int f = 0; f < Frames; f++)
                _data[f * Points + i] /= deviation;
        }
    }

    private void DivideByFrame()
    {
        for (int f = 0; f < Frames; f++)
        {
            Span<double> row = _data.AsSpan(f * Points, Points);
            double mean = 0,
                squares = 0;
            foreach (double v in row)
                mean += v / Points;
            foreach (double v in row)
                squares += (v - mean) * (v - mean);
            double deviation = Math.Sqrt(squares / Points);
            if (deviation > 0)
                FrameScale[f] = deviation;
            for (int i = 0; i < Points; i++)
                row[i] = deviation > 0 ? (row[i] - mean) / deviation : 0;
        }
    }
}
