using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Simd;
using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Stages.Xas;

/// <summary>Shifts of the frames of a series against each other or a foil: measured, judged and followed.</summary>
internal sealed class SeriesDrift(Align p, SpectralSeries input, Channel channel, double[] energies, StageInput about)
{
    private readonly EnergyShift?[] _measured = new EnergyShift?[input.Frames];
    private readonly string?[] _failures = new string?[input.Frames];
    private readonly DriftOrigin[] _origins = new DriftOrigin[input.Frames];
    private readonly double[] _errors = new double[input.Frames];
    private double _edge;
    private string _target = "";

    /// <summary>Shift of each frame onto the common energies (eV).</summary>
    public double[] Shifts { get; } = new double[input.Frames];

    /// <summary>What is added to the common energies so that the edge lies where it is put.</summary>
    public double Offset { get; private set; }

    /// <summary>Measures and follows.</summary>
    /// <exception cref="UserException">No reference can be read.</exception>
    public void Measure()
    {
        EnergyCurve target = p.Foil is { } foil
            ? EnergyCurve.Of(foil, about, "xas.align").InElectronVolts("xas.align")
            : new EnergyCurve(
                $"{channel.Name} of frame {input.FirstFrame + First()}",
                energies,
                channel[First()].ToArray(),
                Unit.ElectronVolt
            );
        Against(target);
        if (p.Foil is null)
        {
            // The mean of what was aligned has less noise than the first frame, and none that favours one frame; the first one's energies are kept.
            int first = First();
            target = Mean(target);
            Against(target);
            double kept = _measured[first]?.Shift ?? 0;
            for (int f = 0; f < _measured.Length; f++)
                if (_measured[f] is { } found)
                    _measured[f] = found with { Shift = found.Shift - kept };
            target = target with { X = [.. target.X.Select(e => e - kept)] };
            _edge -= kept;
        }
        Followed();
        if (p.EdgeEnergy is { } wanted)
            Offset = wanted - EdgeOf(target);
        _edge += Offset;
        _target = target.Name;
    }

    private int First()
    {
        if (p.Frame is { } asked)
        {
            int row = asked - input.FirstFrame;
            return row >= 0 && row < input.Frames && IsWhole(row)
                ? row
                : throw new UserException(
                    $"xas.align: frame {asked} of series '{input.Id}' has no whole {channel.Name} whose energies could be kept; the frames are {input.FirstFrame} to {input.FirstFrame + input.Frames - 1}."
                );
        }
        for (int f = 0; f < input.Frames; f++)
            if (IsWhole(f) && HasEdge(f))
                return f;
        throw new UserException(
            $"xas.align: {channel.Name} of no frame of series '{input.Id}' shows an edge. Is irefer recorded? Align on the sample's own edge with channel: sample, or leave the step out."
        );
    }

    private bool HasEdge(int frame)
    {
        try
        {
            ReadOnlySpan<double> y = channel[frame];
            double edge = new EdgeFinder().Find(energies, y);
            _ = new EnergyAlignment(energies, y, edge, p.Settings).Find(energies, y);
            return true;
        }
        catch (XasDataException)
        {
            // The next frame may have one.
            return false;
        }
    }

    private bool IsWhole(int frame) => input.Faults[frame] is null && Finite.FirstNot(channel[frame]) < 0;

    private double EdgeOf(EnergyCurve target)
    {
        try
        {
            return new FoilEdge().Find(target.X, target.Y, p.Convention).Energy;
        }
        catch (XasDataException e)
        {
            throw new UserException($"xas.align: {target.Name}: {e.Message}");
        }
    }

    private void Against(EnergyCurve target)
    {
        _edge = EdgeOf(target);
        EnergyAlignment alignment;
        try
        {
            alignment = new EnergyAlignment(target.X, target.Y, _edge, p.Settings);
        }
        catch (XasDataException e)
        {
            throw new UserException($"xas.align: {target.Name}: {e.Message}");
        }
        for (int f = 0; f < input.Frames; f++)
        {
            (_measured[f], _failures[f]) = (null, null);
            if (!IsWhole(f))
            {
                _failures[f] = $"The frame has no whole {channel.Name}.";
                continue;
            }
            try
            {
                _measured[f] = alignment.Find(energies, channel[f]);
            }
            catch (XasDataException e)
            {
                _failures[f] = e.Message;
            }
        }
        if (_measured.All(m => m is null))
            throw new UserException(
                $"xas.align: no frame of series '{input.Id}' can be brought onto {target.Name}. The first: {_failures.First(m => m is not null)}"
            );
        Followed();
    }

    private void Followed() =>
        EnergyDrift.Follow(
            [.. _measured.Select(m => m?.Shift ?? double.NaN)],
            [.. _measured.Select(m => m?.ShiftSe ?? double.NaN)],
            p.Follow,
            Shifts,
            _errors,
            _origins
        );

    private EnergyCurve Mean(EnergyCurve first)
    {
        double[] sum = new double[energies.Length];
        double[] one = new double[energies.Length];
        var shifted = new ShiftedFrames(energies);
        int frames = 0;
        for (int f = 0; f < input.Frames; f++)
        {
            if (_origins[f] != DriftOrigin.Measured)
                continue;
            shifted.Apply(channel[f], _measured[f]!.Value.Shift, energies, one);
            frames++;
            for (int i = 0; i < sum.Length; i++)
                sum[i] += one[i];
        }
        return first with { Name = $"mean {channel.Name} of {frames} frames", Y = [.. sum.Select(s => s / frames)] };
    }

    /// <summary>Points of the axis that every healthy frame reaches.</summary>
    public (int First, int Count) Covered()
    {
        double low = energies[0],
            high = energies[^1];
        for (int f = 0; f < input.Frames; f++)
            if (input.Faults[f] is null)
                (low, high) = (Math.Max(low, energies[0] + Shifts[f]), Math.Min(high, energies[^1] + Shifts[f]));
        int first = Array.FindIndex(energies, e => e >= low);
        int last = Array.FindLastIndex(energies, e => e <= high);
        return first >= 0 && last - first >= 10
            ? (first, last - first + 1)
            : throw new UserException("xas.align: the shifts leave no energies that all frames reach.");
    }

    /// <summary>Rows, flags and what must be known of the series.</summary>
    public void Report(Findings findings)
    {
        string how = string.Create(
            CultureInfo.InvariantCulture,
            $"onto {_target}, {p.Method.ToString().ToLowerInvariant()} in {p.From:+0.#;-0.#} to {p.To:+0.#;-0.#} eV, follow {p.Follow.ToString().ToLowerInvariant()}; cubic interpolation"
        );
        for (int f = 0; f < input.Frames; f++)
        {
            if (input.Faults[f] is not null)
                continue;
            findings.Frame = input.FirstFrame + f;
            string? doubt = Doubt(f);
            if (doubt is not null)
                findings.Flag(_origins[f] == DriftOrigin.Rejected ? "reference-rejected" : "reference-missing", doubt);
            findings.Add(
                new AlignmentRow
                {
                    Series = findings.Series,
                    Step = findings.Step,
                    Frame = findings.Frame,
                    Channel = channel.Name,
                    ShiftEv = Shifts[f] + Offset,
                    ShiftSe = _errors[f],
                    MeasuredEv = (_measured[f]?.Shift ?? double.NaN) + Offset,
                    MeasuredSe = _measured[f]?.ShiftSe ?? double.NaN,
                    E0 = _edge,
                    Misfit = _measured[f]?.Misfit ?? double.NaN,
                    Origin = _origins[f].ToString().ToLowerInvariant(),
                    Message = doubt is null ? how : $"{doubt} {how}",
                }
            );
        }
        findings.Frame = -1;
        WarnOfNoise(findings);
    }

    private string? Doubt(int f) =>
        _origins[f] switch
        {
            DriftOrigin.Missing => $"{_failures[f]} Its shift follows from the frames around it.",
            DriftOrigin.Rejected => string.Create(
                CultureInfo.InvariantCulture,
                $"Its {channel.Name} asks for {_measured[f]!.Value.Shift:+0.00;-0.00} eV, against {Shifts[f]:+0.00;-0.00} eV of the frames around it: taken for broken. Its shift follows from theirs."
            ),
            _ => null,
        };

    // Shifts that scatter no more than their own errors put noise into the energies that a constant would not.
    private void WarnOfNoise(Findings findings)
    {
        EnergyShift[] believed = [.. _measured.Where((m, f) => m is not null && _origins[f] == DriftOrigin.Measured).Select(m => m!.Value)];
        if (p.Follow != DriftFollowing.Each || believed.Length < 8)
            return;
        double weight = believed.Sum(b => 1 / (b.ShiftSe * b.ShiftSe));
        double mean = believed.Sum(b => b.Shift / (b.ShiftSe * b.ShiftSe)) / weight;
        double square = believed.Sum(b => Math.Pow((b.Shift - mean) / b.ShiftSe, 2)) / (believed.Length - 1);
        if (double.IsFinite(square) && square < 1.5)
            findings.Warn(
                "drift-within-errors",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The shifts of {believed.Length} frames scatter by {Math.Sqrt(believed.Average(b => Math.Pow(b.Shift - mean, 2))):F3} eV, no more than their errors ({Math.Sqrt(believed.Average(b => b.ShiftSe * b.ShiftSe)):F3} eV): no drift is seen. follow: median or smooth puts less noise into the energies."
                )
            );
    }
}
