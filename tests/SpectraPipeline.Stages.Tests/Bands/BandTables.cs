using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;

namespace SpectraPipeline.Stages.Tests.Bands;

/// <summary>Tables of one series with a known truth, and a run of a table stage on them.</summary>
internal sealed class BandTables
{
    public const string Series = "s";
    private readonly List<BandRow> _bands = [];
    private readonly List<FrameRow> _frames = [];

    public BandTables(int frames, Func<int, double>? potential = null, double frameSeconds = 1)
    {
        for (int f = 0; f < frames; f++)
            _frames.Add(
                new()
                {
                    Series = Series,
                    Frame = f,
                    File = "f",
                    Status = "ok",
                    TimeS = f * frameSeconds,
                    PotentialV = potential?.Invoke(f) ?? double.NaN,
                }
            );
    }

    public IReadOnlyList<BandRow> Bands => _bands;

    public IReadOnlyList<FrameRow> Frames => _frames;

    public BandTables Fault(int frame)
    {
        _frames[frame] = _frames[frame] with { Status = "faulted" };
        return this;
    }

    public BandTables With(Func<BandRow, BandRow> change)
    {
        for (int i = 0; i < _bands.Count; i++)
            _bands[i] = change(_bands[i]);
        return this;
    }

    public void Band(
        int frame,
        double center,
        double height = 1,
        double fwhm = 15,
        double centerSe = 0.2,
        double snr = 20,
        bool converged = true,
        int truth = 0
    ) =>
        _bands.Add(
            new()
            {
                Series = Series,
                Frame = frame,
                Band = truth, // the truth travels in the band number, which only bands.stark uses, with fits
                Center = center,
                CenterSe = centerSe,
                Fwhm = fwhm,
                Height = height,
                HeightSe = Math.Abs(height) / snr,
                Area = height * fwhm,
                Snr = snr,
                Converged = converged,
            }
        );

    public TableSet Set(Axis? axis = null, IEnumerable<BandRow>? bands = null, SeriesCard? card = null)
    {
        var set = new TableSet(card ?? new SeriesCard { Id = Series }, axis);
        set.Set<BandRow>([.. bands ?? _bands]);
        set.Set<FrameRow>(_frames);
        return set;
    }

    /// <summary>Runs the stage and puts its rows into the set, as the engine does.</summary>
    public static Findings Run(TableStage stage, TableSet set, ulong seed = 1)
    {
        var findings = new Findings(Series, stage.GetType().Name);
        stage.Run(set, new RowWriter(findings), new RunContext(TimeProvider.System, seed));
        foreach (Type type in findings.Tables)
            set.Set(type, findings.List(type));
        return findings;
    }

    public static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
