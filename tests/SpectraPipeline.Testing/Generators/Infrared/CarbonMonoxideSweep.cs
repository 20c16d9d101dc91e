using System.Globalization;
using System.Text;

namespace SpectraPipeline.Testing.Generators.Infrared;

/// <summary>A band of the sweep: at E the maximum is at Center + Slope·(E + 0.8 V); below its onset it grows as 1 − exp(−(onset − E)/0.2 V).</summary>
/// <param name="Center">Maximum at −0.8 V in cm⁻¹.</param>
/// <param name="Slope">Stark slope in cm⁻¹/V.</param>
/// <param name="Fwhm">Full width at half maximum in cm⁻¹.</param>
/// <param name="Height">mOD at −1.1 V.</param>
/// <param name="Onset">Onset in the cathodic scan in V; the anodic scan loses the band Hysteresis higher.</param>
public sealed record SweepBand(double Center, double Slope, double Fwhm, double Height, double Onset);

/// <summary>What a sweep was made of.</summary>
/// <param name="Sample">Name.</param>
/// <param name="Bands">Bands.</param>
/// <param name="Hysteresis">Onset of the anodic less that of the cathodic scan in V.</param>
/// <param name="ClockOffset">Spectrometer time less log time in s.</param>
/// <param name="Noise">mOD, a point.</param>
public sealed record SweepTruth(string Sample, IReadOnlyList<SweepBand> Bands, double Hysteresis, double ClockOffset, double Noise);

/// <summary>
/// Difference spectra of CO on copper while the potential goes down a staircase of 0.1 V and up again: frames of 10 s on the spectrometer's
/// clock, potentials in a log with a clock of its own. Three samples; the second band, at a third of the height, is a neighbour 1.6 widths away.
/// </summary>
public sealed class CarbonMonoxideSweep
{
    /// <summary>Names of the samples.</summary>
    public static readonly string[] Samples = ["a", "b", "c"];

    private const double Exposure = 10; // s
    private const double Highest = -0.3; // V
    private const double Lowest = -1.1; // V
    private const double Step = 0.1; // V
    private const double StepTime = 40; // s
    private const double RestTime = 60; // s at both ends and at the turning point
    private const double GrowthRange = 0.2; // V
    private const int Points = 46;
    private const int Parts = 20;

    private readonly List<(double From, double Potential)> _levels = [];
    private readonly double _turn;
    private readonly double _end;
    private readonly NoiseSource _noise;
    private readonly BandProfile _profile = new(2.0);

    public CarbonMonoxideSweep(string sample, ulong seed)
    {
        _noise = NoiseSource.For(seed, "sweep " + sample);
        double height = 1.5 + (0.12 * _noise.NextNormal()),
            onset = -0.55 + (0.01 * _noise.NextNormal()),
            slope = 36 + (1.5 * _noise.NextNormal());
        Truth = new(
            sample,
            [new(2041, slope, 15, height, onset), new(2066, slope, 15, height / 3, onset)],
            Hysteresis: 0.12,
            ClockOffset: Math.Round(_noise.NextUniform(4, 9), 1),
            Noise: 0.015
        );
        int steps = (int)Math.Round((Highest - Lowest) / Step);
        double time = 0;
        for (int i = 0; i <= 2 * steps; i++)
        {
            double potential = Math.Round(Highest - (Step * Math.Min(i, (2 * steps) - i)), 3);
            _levels.Add((time, potential));
            time += i == 0 || i == steps || i == 2 * steps ? RestTime : StepTime;
            if (i == steps)
                _turn = time;
        }
        _end = time;
    }

    public SweepTruth Truth { get; }

    /// <summary>One column a frame, headed by its time on the spectrometer's clock.</summary>
    public string Spectra()
    {
        double[][] frames = [.. Enumerable.Range(0, (int)(_end / Exposure)).Select(Frame)];
        StringBuilder text = new("wavenumber (cm-1)");
        for (int f = 0; f < frames.Length; f++)
            text.Append(CultureInfo.InvariantCulture, $",{(f + 0.5) * Exposure:F0} s");
        text.Append('\n');
        for (int i = 0; i < Points; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Wavenumber(i):F0}");
            foreach (double[] frame in frames)
                text.Append(CultureInfo.InvariantCulture, $",{frame[i] / 1000:F6}");
            text.Append('\n');
        }
        return text.ToString();
    }

    /// <summary>The potentiostat's log on its own clock, a row each second.</summary>
    public string Log()
    {
        StringBuilder text = new("time_s,potential_v\n");
        for (double time = 0; time <= _end; time++)
            text.Append(CultureInfo.InvariantCulture, $"{time - Truth.ClockOffset:F1},{Potential(time):F1}\n");
        return text.ToString();
    }

    private static double Wavenumber(int point) => 1960 + (4 * point);

    private double[] Frame(int frame)
    {
        double[] y = new double[Points];
        double slope = 0.01 * _noise.NextNormal();
        foreach (SweepBand band in Truth.Bands)
            for (int part = 0; part < Parts; part++)
            {
                double time = (frame + ((part + 0.5) / Parts)) * Exposure,
                    center = band.Center + (band.Slope * (Potential(time) + 0.8)),
                    height = Height(band, time) / Parts;
                for (int i = 0; height > 0 && i < Points; i++)
                    y[i] += height * _profile.At((Wavenumber(i) - center) / band.Fwhm);
            }
        for (int i = 0; i < Points; i++)
            y[i] += (slope * i / Points) + (Truth.Noise * _noise.NextNormal());
        return y;
    }

    /// <summary>Potential at a time of the spectrometer's clock.</summary>
    private double Potential(double time) => _levels.FindLast(level => level.From <= time).Potential;

    private double Height(SweepBand band, double time)
    {
        double onset = band.Onset + (time < _turn ? 0 : Truth.Hysteresis),
            below = onset - Potential(time);
        return below <= 0 ? 0 : band.Height * (1 - Math.Exp(-below / GrowthRange)) / (1 - Math.Exp(-(onset - Lowest) / GrowthRange));
    }
}
