using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Stages.Xas;

/// <summary>xas.autobk frame by frame or, where many frames share the edge of the first, sixteen at a time through one matrix.</summary>
/// <remarks>Which way a frame goes depends on its own edge and on that of the series alone, and a lane's result not on its company: blocks may be cut anywhere.</remarks>
internal sealed class AutobkKernel(
    Autobk p,
    double[] energies,
    double[] standard,
    (double Edge, AutobkSeries? Map) series,
    OutputShape shape
) : XasKernel(shape)
{
    // Found edges sit on grid points, so a series meets few of them; each has its own linear map.
    private const int MostMaps = 64;
    private readonly Dictionary<(double E0, int Points), AutobkFit> _maps = [];
    private readonly Normalization _own = new(new NormalizationSettings { E0 = p.E0 });
    private readonly ChiNoise? _noise = p.Uncertainty ? new ChiNoise(energies, shape.Axis, p.KMin) : null;
    private readonly int[] _rows = new int[AutobkSeries.Lanes];
    private readonly double[] _steps = new double[AutobkSeries.Lanes];
    private double[] _chi = [];
    private double[] _error = [];

    public override void ApplyBlock(FrameBlock block, Findings findings)
    {
        if (series.Map is null)
        {
            base.ApplyBlock(block, findings);
            return;
        }
        try
        {
            int waiting = 0;
            foreach (int row in block.Healthy)
            {
                findings.Frame = block.Input.FirstFrame + row;
                waiting = Gather(block, row, waiting, findings);
            }
            Flush(block, waiting);
        }
        catch (XasDataException e)
        {
            throw new FrameException(e.Code, e.Message);
        }
    }

    protected override void Process(in FrameIn input, in FrameOut output, Findings findings)
    {
        ScanEdge edge = EdgeOf(input);
        if (series.Map is null || !Fits(edge))
        {
            Single(input, output, edge, findings);
            return;
        }
        series.Map.Set(0, input.Y);
        series.Map.Run(1);
        Take(0, edge.Step, input, output);
    }

    // Puts a frame into a lane, or fits it at once where its edge is another. Returns how many wait in lanes.
    private int Gather(FrameBlock block, int row, int waiting, Findings findings)
    {
        FrameIn input = block.In(row);
        ScanEdge edge = EdgeOf(input);
        if (!Fits(edge))
        {
            Single(input, block.Out(row), edge, findings);
            return waiting;
        }
        series.Map!.Set(waiting, input.Y);
        (_rows[waiting], _steps[waiting]) = (row, edge.Step);
        return waiting + 1 < AutobkSeries.Lanes ? waiting + 1 : Flush(block, waiting + 1);
    }

    private int Flush(FrameBlock block, int waiting)
    {
        if (waiting > 0)
            series.Map!.Run(waiting);
        for (int lane = 0; lane < waiting; lane++)
            Take(lane, _steps[lane], block.In(_rows[lane]), block.Out(_rows[lane]));
        return 0;
    }

    private void Take(int lane, double step, in FrameIn input, in FrameOut output)
    {
        series.Map!.Get(lane, step, output[0]);
        if (_noise is null)
            return;
        series.Map.Uncertainty(lane, step, output[1]);
        _noise.AddTo(output[1], output[0], input.Sigma, step, series.Edge);
    }

    /// <summary>Edge of a scan, its step, and how many of its points were measured: a mask ends a scan that was broken off.</summary>
    private readonly record struct ScanEdge(double E0, double Step, int Measured);

    private bool Fits(ScanEdge edge) => edge.E0 == series.Edge && edge.Measured == energies.Length;

    private ScanEdge EdgeOf(in FrameIn input)
    {
        double e0 = p.E0 ?? input.Scalar("e0");
        double step = input.Scalar("edge_step");
        int measured = MeasuredRange.Of(input.Mask, energies.Length);
        if (double.IsFinite(e0) && double.IsFinite(step))
            return new(e0, step, measured);
        NormalizationSummary found = _own.Apply(energies.AsSpan(0, measured), input.Y[..measured]);
        return new(p.E0 ?? found.E0, found.EdgeStep, measured);
    }

    private void Single(in FrameIn input, in FrameOut output, ScanEdge edge, Findings findings)
    {
        (double e0, double step, int measured) = edge;
        if (!(PhotoelectronWavenumber.FromEnergy(energies[Math.Max(measured, 1) - 1] - e0) > p.KMin + 1))
            throw new XasDataException("k-range-short", "The scan ends before k-min + 1 Å-1: there is no EXAFS in it.");
        AutobkFit map = MapFor(e0, measured);
        Span<double> chi = Sized(ref _chi, map.K.Length);
        map.Apply(input.Y[..measured], step, chi, StandardFor(chi.Length));
        Copy(chi, output[0]);
        if (_noise is not null)
        {
            Span<double> error = Sized(ref _error, map.K.Length);
            map.Uncertainty(error);
            Copy(error, output[1]);
            _noise.AddTo(output[1], output[0], input.Sigma, step, e0);
        }
        FlagGrid(output[0].Length - chi.Length, e0, findings);
    }

    private AutobkFit MapFor(double e0, int measured)
    {
        if (_maps.TryGetValue((e0, measured), out AutobkFit? known))
            return known;
        if (_maps.Count == MostMaps)
            _maps.Clear();
        return _maps[(e0, measured)] = new AutobkFit(energies.AsSpan(0, measured), e0, p.Settings);
    }

    // A frame whose E0 differs may reach a point less, or more, than the grid of the series; the standard is held or cut likewise.
    private ReadOnlySpan<double> StandardFor(int points)
    {
        if (standard.Length == 0 || standard.Length >= points)
            return standard.AsSpan(0, Math.Min(standard.Length, points));
        double[] longer = new double[points];
        standard.CopyTo(longer, 0);
        return longer;
    }

    private static Span<double> Sized(ref double[] buffer, int points)
    {
        if (buffer.Length < points)
            buffer = new double[points];
        return buffer.AsSpan(0, points);
    }

    private static void Copy(ReadOnlySpan<double> from, Span<double> to)
    {
        int shared = Math.Min(from.Length, to.Length);
        from[..shared].CopyTo(to);
        to[shared..].Clear();
    }

    private static void FlagGrid(int missing, double e0, Findings findings)
    {
        if (missing > 0)
            findings.Flag(
                "k-range-short",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"With E0 = {e0:F2} eV the scan ends {missing} points before the k grid of the series; they are 0. Give e0, or a lower k-max."
                )
            );
        else if (missing < -10)
            findings.Flag(
                "k-range-cut",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"With E0 = {e0:F2} eV the scan reaches {-missing} points beyond the k grid of the series, which follows its first frame. Give e0."
                )
            );
    }
}
