using SpectraPipeline.Core.Rows;

namespace SpectraPipeline.Stages.Bands;

/// <summary>Potential and scan direction by frame number, and how well they are known.</summary>
internal sealed class FramePotentials
{
    private readonly Dictionary<int, (double Potential, int Direction)> _byFrame = [];

    public FramePotentials(IReadOnlyList<FrameRow> frames, IReadOnlyList<ClockRow> clocks)
    {
        FrameRow[] known = [.. frames.Where(f => double.IsFinite(f.PotentialV)).OrderBy(f => f.Frame)];
        // The corrected potential counts only when every frame has it: half a series on another scale would be a step.
        Corrected = known.Length > 0 && known.All(f => double.IsFinite(f.PotentialIrV));
        double[] potentials = [.. known.Select(f => Corrected ? f.PotentialIrV : f.PotentialV)];
        int[] directions = ScanDirection.Of(potentials);
        for (int i = 0; i < known.Length; i++)
            _byFrame[known[i].Frame] = (potentials[i], directions[i]);
        NoSweep = PotentialSteps.Of(potentials, directions);
        Spread = Middle(known.Select(f => f.PotentialSdV));
        ScanRate = ScanDirection.Rate(potentials, known.Select(f => f.TimeS).ToArray());
        HasClock = clocks.Count > 0;
        OffsetSe = Middle(clocks.Select(c => c.OffsetSSe));
    }

    /// <summary>Potentials are iR-corrected.</summary>
    public bool Corrected { get; }

    /// <summary>Why the potentials are no sweep, so that its directions cannot be compared; null when they are one.</summary>
    public string? NoSweep { get; }

    /// <summary>Frames with a potential.</summary>
    public int Count => _byFrame.Count;

    /// <summary>Spread of the potential over one exposure (V), the median; NaN = not known.</summary>
    public double Spread { get; }

    /// <summary>Scan rate (V/s); NaN = not known.</summary>
    public double ScanRate { get; }

    /// <summary>The clocks of log and spectrometer were compared.</summary>
    public bool HasClock { get; }

    /// <summary>Standard error of the offset between them (s); NaN = not known.</summary>
    public double OffsetSe { get; }

    public bool TryGet(int frame, out double potential, out int direction)
    {
        bool found = _byFrame.TryGetValue(frame, out (double Potential, int Direction) at);
        (potential, direction) = at;
        return found;
    }

    /// <summary>Potentials of the frames of some bands that have one (V).</summary>
    public double[] Of(in RowGroup<BandRow> bands) =>
        [.. bands.All.Where(b => _byFrame.ContainsKey(b.Frame)).Select(b => _byFrame[b.Frame].Potential)];

    private static double Middle(IEnumerable<double> values)
    {
        double[] finite = [.. values.Where(double.IsFinite).Order()];
        return finite.Length > 0 ? finite[finite.Length / 2] : double.NaN;
    }
}
