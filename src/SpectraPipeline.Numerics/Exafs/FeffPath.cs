namespace SpectraPipeline.Numerics.Exafs;

/// <summary>One atom of a scattering path.</summary>
/// <param name="Symbol">Chemical symbol, as in <c>Zn</c>.</param>
/// <param name="AtomicNumber">Z.</param>
/// <param name="Mass">Standard atomic mass, u.</param>
public readonly record struct PathAtom(string Symbol, int AtomicNumber, double Mass)
{
    /// <summary>Number of the atom's potential in FEFF; 0 is the absorber.</summary>
    public int Potential { get; init; }
}

/// <summary>A scattering path as FEFF 6 to 9 tabulate it: the amplitude and phase of the photoelectron's way out and back. Not changed after construction.</summary>
/// <remarks>
/// J. J. Rehr, R. C. Albers, Rev. Mod. Phys. 72 (2000) 621, doi:10.1103/RevModPhys.72.621. All arrays are as long as <see cref="K"/>.
/// </remarks>
public sealed record FeffPath
{
    /// <summary>Name of the path: that of its file unless the user gave one.</summary>
    public required string Label { get; init; }

    /// <summary>Number of equivalent paths, the coordination number of a single-scattering shell.</summary>
    public required double Degeneracy { get; init; }

    /// <summary>Half the length of the path, Å.</summary>
    public required double Reff { get; init; }

    /// <summary>Norman radius of the model, Å (0 when the file does not say); for the correlated Debye model.</summary>
    public double NormanRadius { get; init; }

    /// <summary>Atoms of the path, the absorber first; as many as legs.</summary>
    public required IReadOnlyList<PathAtom> Atoms { get; init; }

    /// <summary>Cartesian places of the atoms, Å, three values an atom, in the order of <see cref="Atoms"/>.</summary>
    public required double[] Positions { get; init; }

    /// <summary>Wavenumbers of the table, Å⁻¹, from 0.</summary>
    public required double[] K { get; init; }

    /// <summary>Phase shift of the absorber, real[2·phc], rad.</summary>
    public required double[] CentralPhase { get; init; }

    /// <summary>Effective scattering amplitude, mag[feff], Å.</summary>
    public required double[] Magnitude { get; init; }

    /// <summary>Effective scattering phase, phase[feff], rad.</summary>
    public required double[] Phase { get; init; }

    /// <summary>Reduction factor of the many-body losses in the absorber.</summary>
    public required double[] Reduction { get; init; }

    /// <summary>Mean free path λ, Å.</summary>
    public required double[] MeanFreePath { get; init; }

    /// <summary>Real part of the local momentum p, Å⁻¹.</summary>
    public required double[] Momentum { get; init; }
}
