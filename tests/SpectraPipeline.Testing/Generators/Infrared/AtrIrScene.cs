namespace SpectraPipeline.Testing.Generators.Infrared;

/// <summary>The parts of a spectrum that do not change with time, sampled once on the fine grid, and their sum for one frame.</summary>
internal sealed class AtrIrScene
{
    private const double MilliToDecades = 1e-3;
    private const double FringePeriod = 430; // cm⁻¹
    private readonly double[] _fine;
    private readonly bool _heavy;
    private readonly BandProfile _profile = new();
    private readonly IReadOnlyList<AtrIrBand> _bands;
    private readonly double[][] _shapes;
    private readonly double[] _vapour;
    private readonly double[] _carbonDioxide;

    public AtrIrScene(AtrIrVariant variant, double[] fine, InstrumentFunction instrument)
    {
        _fine = fine;
        _heavy = AtrIrVariants.InHeavyWater(variant);
        _bands = AtrIrVariants.Bands(variant);
        _shapes = [.. _bands.Select(band => Sample(x => _profile.At((x - band.Center) / band.Fwhm)))];
        // Strengths are meant as the instrument shows them, so the narrow lines are drawn higher.
        double seen = instrument.SeenHeight(Interferents.Line, fine[1] - fine[0]);
        _vapour = Sample(x => Interferents.Vapour(x) / seen);
        _carbonDioxide = Sample(x => Interferents.CarbonDioxide(x, _profile));
    }

    /// <summary>Single beam at open circuit: the cell filled with solvent, carbonate and methanol, some vapour and CO₂ in the path.</summary>
    public double[] OpenCircuitBeam()
    {
        double bend = _heavy ? 1209 : 1643;
        double[] beam = new double[_fine.Length];
        for (int i = 0; i < beam.Length; i++)
        {
            double x = _fine[i];
            double absorbance =
                0.20 * Interferents.Solvent(x, bend, _heavy, _profile)
                + 0.06 * _profile.At((x - 1390) / 70)
                + 0.09 * _profile.At((x - 1016) / 22)
                + 0.02 * _vapour[i]
                + 0.05 * _carbonDioxide[i];
            beam[i] = Interferents.Source(x) * Math.Pow(10, -absorbance);
        }
        return beam;
    }

    public void Frame(double[] beam, AtrIrDrift drift, int frame, Span<double> result)
    {
        double time = drift.Time[frame];
        for (int i = 0; i < _fine.Length; i++)
        {
            double x = _fine[i];
            double reduced = (x - 2500) / 1500;
            double change =
                drift.Vapour[frame] * _vapour[i]
                + drift.CarbonDioxide[frame] * _carbonDioxide[i]
                + drift.Offset[frame]
                + drift.Slope[frame] * reduced
                + drift.Curvature[frame] * reduced * reduced
                + drift.Fringe[frame] * Math.Sin(2 * Math.PI * x / FringePeriod + drift.FringePhase[frame]);
            if (drift.SolventBend[frame] != 0)
                change += drift.SolventBend[frame] * Interferents.Solvent(x, drift.SolventBendCenter[frame], _heavy, _profile);
            for (int b = 0; b < _bands.Count; b++)
                change += _bands[b].Height * AtrIrDrift.Risen(time, _bands[b].Tau) * _shapes[b][i];
            result[i] = beam[i] * Math.Pow(10, -change * MilliToDecades);
        }
    }

    private double[] Sample(Func<double, double> value) => [.. _fine.Select(value)];
}
