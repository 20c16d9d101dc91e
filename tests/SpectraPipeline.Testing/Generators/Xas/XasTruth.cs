namespace SpectraPipeline.Testing.Generators.Xas;

/// <summary>One path of the truth: label, feffNNNN.dat, legs, N, half length in Å, σ² in Å².</summary>
public sealed record XasShell(string Label, string File, int Legs, double Number, double Distance, double Disorder);

/// <summary>What a generated absorption spectrum was made of.</summary>
public sealed record XasTruth
{
    public required string Sample { get; init; }

    /// <summary>Edge energy in true eV; the foil defines the scale (9659.0 eV, the tabulated convention).</summary>
    public required double EdgeEnergy { get; init; }

    /// <summary>Steepest rise of the noise-free spectrum in true eV; the white line moves it off the edge energy.</summary>
    public required double Inflection { get; init; }

    /// <summary>Energy column minus true energy in eV; the reference foil in the same file shows it.</summary>
    public required double EnergyOffset { get; init; }

    public required double EdgeStep { get; init; }

    /// <summary>S₀².</summary>
    public required double Amplitude { get; init; }

    /// <summary>Standard deviation of the noise above the edge as a share of the edge step: ε of χ(k) for one point.</summary>
    public required double Noise { get; init; }

    /// <summary>Share of the absorber that is metal instead.</summary>
    public required double MetalFraction { get; init; }

    public required IReadOnlyList<XasShell> Shells { get; init; }
}

/// <summary>A generated scan: the columns of an XDI file and its truth.</summary>
public sealed record XasSpectrum(
    double[] Energy,
    double[] Incident,
    double[] Transmitted,
    double[] Reference,
    double[] Mu,
    double[] ReferenceMu,
    XasTruth Truth
);
