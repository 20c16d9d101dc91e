namespace SpectraPipeline.Numerics.Xas;

/// <summary>Which way energy runs over the pixels of a detector.</summary>
public enum PixelDirection
{
    /// <summary>Found with the calibration.</summary>
    Auto,

    /// <summary>Upwards.</summary>
    Forward,

    /// <summary>Downwards.</summary>
    Reversed,
}

/// <summary>How pixels are calibrated.</summary>
public sealed record PixelCalibrationSettings
{
    /// <summary>Highest power of the pixel in the energy.</summary>
    public int Degree { get; init; } = 2;

    /// <summary>What is compared: differences over neighbouring pixels put the weight on the edge, μ itself more of it on the EXAFS.</summary>
    public AlignmentMethod Method { get; init; } = AlignmentMethod.Derivative;

    /// <summary>Degree of the polynomial by which the backgrounds of the two measurements may differ.</summary>
    public int Background { get; init; } = 4;

    /// <summary>Which way the energy runs.</summary>
    public PixelDirection Direction { get; init; } = PixelDirection.Auto;
}

/// <summary>Energies of pixels: E(p) = Σ cⱼ (p − pivot)ʲ.</summary>
public sealed class PixelEnergies
{
    internal PixelEnergies(double pivot, double[] coefficients, double[] covariance) =>
        (Pivot, Coefficients, Covariance) = (pivot, coefficients, covariance);

    /// <summary>Pixel at which the polynomial is expanded: that of the edge.</summary>
    public double Pivot { get; }

    /// <summary>cⱼ in eV/pixelʲ.</summary>
    public IReadOnlyList<double> Coefficients { get; }

    /// <summary>Their covariance, row-major.</summary>
    public IReadOnlyList<double> Covariance { get; }

    /// <summary>Width σ of the Gauss function by which the pixels see the reference broadened (eV); 0 where they see it as sharp or sharper.</summary>
    public double Broadening { get; internal init; }

    /// <summary>Part of the variance of what is compared that the fit leaves.</summary>
    public double Misfit { get; internal init; }

    /// <summary>Misfit of the best dispersion that differs by more than 15 %, over that of the best, as sums of squares of the search.</summary>
    public double Rival { get; internal init; }

    /// <summary>Pixels that the reference covers, and which were fitted.</summary>
    public int Pixels { get; internal init; }

    /// <summary>Energy of a pixel (eV).</summary>
    public double At(double pixel)
    {
        double sum = 0;
        for (int j = Coefficients.Count - 1; j >= 0; j--)
            sum = (sum * (pixel - Pivot)) + Coefficients[j];
        return sum;
    }

    /// <summary>Standard error of the energy of a pixel (eV).</summary>
    public double ErrorAt(double pixel)
    {
        int n = Coefficients.Count;
        double sum = 0;
        for (int j = 0; j < n; j++)
        for (int k = 0; k < n; k++)
            sum += Covariance[(j * n) + k] * Math.Pow(pixel - Pivot, j + k);
        return Math.Sqrt(Math.Max(0, sum));
    }

    /// <summary>Standard error of one coefficient.</summary>
    public double Error(int j) => Math.Sqrt(Math.Max(0, Covariance[(j * Coefficients.Count) + j]));
}
