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
    private readonly AutobkMaps _maps = new(p, energies, standard);
    private readonly ChiNoise? _noise = p.Uncertainty ? new ChiNoise(energies, shape.Axis, p.KMin) : null;
    private (ChiNoise? Noise, int Points) _shortNoise;
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
        ScanEdge edge = _maps.EdgeOf(input);
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
        ScanEdge edge = _maps.EdgeOf(input);
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
        output.Mask.Fill(true);
        if (_noise is null)
            return;
        series.Map.Uncertainty(lane, step, output[1]);
        _noise.AddTo(output[1], output[0], input.Sigma, step, series.Edge);
    }

    private bool Fits(ScanEdge edge) => edge.E0 == series.Edge && edge.Measured == energies.Length;

    private void Single(in FrameIn input, in FrameOut output, ScanEdge edge, Findings findings)
    {
        (double e0, double step, int measured) = edge;
        AutobkFit map = _maps.For(edge);
        Span<double> chi = Sized(ref _chi, map.K.Length);
        map.Apply(input.Y[..measured], step, chi, _maps.StandardFor(chi.Length));
        Copy(chi, output[0]);
        int reached = Math.Min(chi.Length, output[0].Length);
        output.Mask[..reached].Fill(true);
        output.Mask[reached..].Clear();
        if (_noise is not null)
        {
            Span<double> error = Sized(ref _error, map.K.Length);
            map.Uncertainty(error);
            Copy(error, output[1]);
            NoiseTo(reached).AddTo(output[1][..reached], output[0][..reached], input.Sigma, step, e0);
        }
        FlagGrid(output[0].Length - chi.Length, e0, findings);
    }

    // Zeros behind the end of χ would pass for a scan without noise.
    private ChiNoise NoiseTo(int points)
    {
        if (points == Output.Axis.Length)
            return _noise!;
        if (_shortNoise.Noise is null || _shortNoise.Points != points)
            _shortNoise = (new ChiNoise(energies, new Axis("k", Unit.PerAngstrom, Output.Axis.Values[..points].ToArray()), p.KMin), points);
        return _shortNoise.Noise!;
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
                    $"With E0 = {e0:F2} eV the scan ends {missing} points before the k grid of the series; they are masked. Give e0, or a lower k-max to the steps behind."
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
