using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Statistics;
using SpectraPipeline.Numerics.Xas;
using SpectraPipeline.Stages.Shape;

namespace SpectraPipeline.Stages.Xas;

/// <summary>One run of xas.quality: measures every scan, compares it with the others, writes rows and flags.</summary>
internal sealed class QualityRun
{
    private const int Widest = 6,
        EdgeSamples = 16;
    private readonly Quality _stage;
    private readonly SpectralSeries _input;
    private readonly double[] _energies;
    private readonly Findings _findings;
    private readonly ScanRecord[] _records;
    private readonly NeighbourCubic _model;
    private readonly double _e0;

    public QualityRun(Quality stage, SpectralSeries input, double[] energies, Findings findings)
    {
        (_stage, _input, _energies, _findings) = (stage, input, energies, findings);
        _records =
        [
            .. Enumerable
                .Range(0, input.Frames)
                .Select(f => new ScanRecord(f) { IsThere = Average.Counts(input, f, findings, "xas.quality") }),
        ];
        foreach (ScanRecord record in _records)
            record.Take(input, energies);
        _model = new NeighbourCubic(energies, Widest);
        _e0 = stage.E0 ?? EdgeOfSeries();
    }

    private IReadOnlyList<ScanRecord> There => [.. _records.Where(r => r.IsThere)];

    /// <summary>Reasons of a frame in words.</summary>
    public string Why(int frame) => string.Join(" ", _records[frame].Reasons.Select(r => r.Text));

    /// <summary>Judges all frames; true for the bad ones.</summary>
    public bool[] Judge()
    {
        if (double.IsFinite(_e0))
        {
            var measuring = new ScanMeasuring(_energies, _e0, _model, _stage.Threshold);
            foreach (ScanRecord record in There)
                measuring.Of(record);
            new ScanNeighbours(_stage, _input, _energies, _e0).Compare(There);
            foreach (ScanRecord record in There)
                measuring.NameGlitches(record);
            ScansEnough? enough = ScansEnough.Of(_stage, There, measuring.Whole, _findings);
            foreach (ScanRecord record in There)
                record.ScansNeeded = enough?.Needed(record) ?? double.NaN;
        }
        else
            foreach (ScanRecord record in There)
                record.Add("no-edge", true, "No edge was found in the scan; state e0 if there is one.");
        foreach (ScanRecord record in There)
            Write(record);
        Summarise();
        return [.. _records.Select(r => r.IsThere && r.IsBad)];
    }

    private double EdgeOfSeries()
    {
        if (_input.Scalars.TryGetValue("e0", out double[]? known) && Average.Mean(known) is var mean && double.IsFinite(mean))
            return mean;
        var finder = new RobustEdge(_energies.Length, Widest);
        var edges = new List<double>();
        IReadOnlyList<ScanRecord> there = There;
        for (int k = 0; k < Math.Min(EdgeSamples, there.Count); k++)
            try
            {
                edges.Add(finder.Find(_energies, there[(int)((long)k * there.Count / Math.Min(EdgeSamples, there.Count))].Mu));
            }
            catch (XasDataException)
            {
                // That frame will be judged by the edge of the others.
            }
        return Median.InPlace(edges.ToArray());
    }

    private void Write(ScanRecord record)
    {
        int frame = _input.FirstFrame + record.Frame;
        ScanMeasures m = record.Measures;
        _findings.Add(
            new ScanQualityRow
            {
                Series = _findings.Series,
                Step = _findings.Step,
                Frame = frame,
                Verdict =
                    record.IsBad ? "bad"
                    : record.Reasons.Count > 0 ? "doubtful"
                    : "good",
                Why = string.Join(",", record.Reasons.Select(r => r.Code).Distinct()),
                EdgeStep = m.EdgeStep,
                EnergyShift = record.Shift,
                NoiseMu = m.NoiseMu,
                NoiseChi = m.NoiseChi,
                Snr = m.Snr,
                KMaxUsable = m.KMaxUsable,
                ScansNeeded = double.IsFinite(record.ScansNeeded) ? record.ScansNeeded : double.NaN,
                Message = record.Reasons.Count > 0 ? Why(record.Frame) : null,
            }
        );
        if (record.Reasons.Count == 0)
            return;
        (_findings.Frame, int before) = (frame, _findings.Frame);
        _findings.Flag(record.IsBad ? "scan-bad" : "scan-doubtful", Why(record.Frame));
        _findings.Frame = before;
    }

    private void Summarise()
    {
        IReadOnlyList<ScanRecord> there = There;
        int bad = there.Count(r => r.IsBad),
            doubtful = there.Count(r => !r.IsBad && r.Reasons.Count > 0);
        if (bad + doubtful > 0)
            _findings.Warn(
                "scan-verdicts",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Of {there.Count} scans {there.Count - bad - doubtful} are good, {doubtful} doubtful, {bad} bad: {string.Join(", ", there.SelectMany(r => r.Reasons.Select(w => w.Code).Distinct()).GroupBy(c => c).OrderByDescending(g => g.Count()).Select(g => $"{g.Count()} {g.Key}"))}. drop: yes keeps the bad ones from later steps."
                )
            );
    }
}

/// <summary>What is known of one scan.</summary>
internal sealed class ScanRecord(int frame)
{
    public int Frame { get; } = frame;

    public bool IsThere { get; init; }

    /// <summary>μ, bridged where it is masked.</summary>
    public double[] Mu { get; private set; } = [];

    /// <summary>Points from the start to the last one that was measured.</summary>
    public int Length { get; private set; }

    /// <summary>Median incident intensity, and its least against it; NaN where none is known.</summary>
    public (double Median, double Least) Incident { get; private set; } = (double.NaN, double.NaN);

    public ScanMeasures Measures { get; set; } = new(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);

    /// <summary>χ(k) of a whole scan; null where it could not be had.</summary>
    public double[]? Chi { get; set; }

    /// <summary>What deviates from the curve through its neighbours.</summary>
    public Glitch[] Glitches { get; set; } = [];

    /// <summary>μ without them.</summary>
    public double[] Cleaned { get; set; } = [];

    /// <summary>First point behind a jump; −1 = none.</summary>
    public int JumpAt { get; set; } = -1;

    public double Shift { get; set; } = double.NaN;

    public double ScansNeeded { get; set; } = double.NaN;

    public List<(string Code, bool IsBad, string Text)> Reasons { get; } = [];

    public bool IsBad => Reasons.Exists(r => r.IsBad);

    public void Add(string code, bool isBad, FormattableString text) =>
        Reasons.Add((code, isBad, text.ToString(CultureInfo.InvariantCulture)));

    public void Add(string code, bool isBad, string text) => Reasons.Add((code, isBad, text));

    /// <summary>Takes the numbers of the frame.</summary>
    public void Take(SpectralSeries input, double[] energies)
    {
        if (!IsThere)
            return;
        int points = energies.Length;
        Mu = [.. input.Primary[Frame]];
        Length = points;
        if (input.Primary.Mask is { } all && all.AsSpan(Frame * points, points) is var mask && mask.Contains(true))
        {
            MaskBridge.Fill(energies, Mu, mask, Mu);
            Length = mask.LastIndexOf(true) + 1;
        }
        if (input.Find("i0") is not { } channel || Numerics.Simd.Finite.FirstNot(channel[Frame]) >= 0)
            return;
        double[] sorted = [.. channel[Frame][..Length]];
        double median = Median.InPlace(sorted);
        // The lowest fiftieth, so that one glitch of the monochromator is no lost beam.
        Array.Sort(sorted);
        Incident = (median, sorted[sorted.Length / 50] / median);
    }
}
