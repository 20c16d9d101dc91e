namespace SpectraPipeline.Testing.Generators.Clocks;

/// <summary>A potential programme on the potentiostat's clock and what spectra on another clock see of it; any truth can be asked for.
/// Spectrometer time = log time · (1 + Rate) + Offset.</summary>
public sealed class SteppedSeries
{
    private const double First = 800,
        Last = 1796;
    private readonly NoiseSource _noise;

    /// <param name="frames">Frames.</param>
    /// <param name="frameSeconds">Exposure, one after the other (s).</param>
    /// <param name="dwellSeconds">Mean time on a potential (s); each is up to 20 % longer or shorter unless regular.</param>
    /// <param name="seed">Seed.</param>
    /// <param name="regular">A square wave between two potentials.</param>
    public SteppedSeries(int frames, double frameSeconds, double dwellSeconds, ulong seed, bool regular = false)
    {
        (Frames, FrameSeconds) = (frames, frameSeconds);
        _noise = NoiseSource.For(seed, "stepped-series");
        double t = 0,
            // The log begins before the spectra and ends behind them.
            end = (frames * frameSeconds) + 60;
        var times = new List<double>();
        var levels = new List<double> { 0.2 };
        while ((t += dwellSeconds * (regular ? 1 : _noise.NextUniform(0.8, 1.2))) < end - (dwellSeconds / 4))
        {
            times.Add(t);
            double next = levels[^1];
            if (regular)
                next = levels[^1] > 0 ? -0.4 : 0.2;
            while (!regular && Math.Abs(next - levels[^1]) < 0.05)
                next = Math.Round(_noise.NextUniform(-0.8, 0.4), 1);
            levels.Add(next);
        }
        (StepTimes, Levels, LogEnd) = ([.. times], [.. levels], end);
    }

    public int Frames { get; }
    public double FrameSeconds { get; }

    /// <summary>Steps on the clock of the log, which runs from <see cref="LogStart"/> to <see cref="LogEnd"/>.</summary>
    public double[] StepTimes { get; }
    public double[] Levels { get; }
    public double LogStart { get; init; } = -60;
    public double LogEnd { get; }

    /// <summary>Seconds between samples of the log.</summary>
    public double LogSample { get; init; } = 0.1;
    public double Offset { get; init; }
    public double Rate { get; init; }

    /// <summary>Relaxation of the surface (s).</summary>
    public double Tau { get; init; } = 1;

    /// <summary>Noise of a value against 1 for the answer to 1 V.</summary>
    public double Noise { get; init; } = 0.05;

    /// <summary>Correlation of the noise from frame to frame.</summary>
    public double Correlation { get; init; }

    /// <summary>The answer to a step, as a share; 0 = spectra that do not answer.</summary>
    public double Answer { get; init; } = 1;

    /// <summary>Potential at a time of the log.</summary>
    public double Potential(double logTime)
    {
        int k = 0;
        while (k < StepTimes.Length && StepTimes[k] <= logTime)
            k++;
        return Levels[k];
    }

    /// <summary>Mean of the coverage θ over each exposure: θ relaxes to −E (V) with Tau, summed in steps much finer than frame and Tau.</summary>
    public double[] Coverage()
    {
        var result = new double[Frames];
        double fine = Math.Min(FrameSeconds, Math.Max(Tau, FrameSeconds / 40)) / 25;
        int perFrame = (int)Math.Ceiling(FrameSeconds / fine);
        fine = FrameSeconds / perFrame;
        double kept = Tau > 0 ? Math.Exp(-fine / Tau) : 0,
            theta = double.NaN;
        // From the first sample of the log on; before it the cell rests on its first potential.
        int k = 0;
        double[] at = [.. StepTimes.Select(s => (s * (1 + Rate)) + Offset)];
        for (int j = 0; j < Frames; j++)
        {
            double sum = 0;
            for (int i = 0; i < perFrame; i++)
            {
                double t0 = (j * FrameSeconds) + (i * fine),
                    t1 = t0 + fine;
                if (double.IsNaN(theta))
                {
                    while (k < at.Length && at[k] <= t0)
                        k++;
                    theta = -Levels[k];
                }
                // A step inside a fine slice is taken at its place.
                while (k < at.Length && at[k] <= t1)
                {
                    double part = at[k] - t0,
                        keptPart = Tau > 0 ? Math.Exp(-part / Tau) : 0,
                        aim = -Levels[k];
                    sum += Mean(theta, aim, part) * part;
                    theta = aim + ((theta - aim) * keptPart);
                    t0 = at[k++];
                }
                double rest = t1 - t0,
                    target = -Levels[k];
                sum += Mean(theta, target, rest) * rest;
                theta =
                    target
                    + (
                        (theta - target)
                        * (
                            rest == fine ? kept
                            : Tau > 0 ? Math.Exp(-rest / Tau)
                            : 0
                        )
                    );
            }
            result[j] = sum / FrameSeconds;
        }
        return result;
    }

    private double Mean(double theta, double aim, double length) =>
        length <= 0 ? 0 : aim + (Tau > 0 ? (theta - aim) * Tau / length * (1 - Math.Exp(-length / Tau)) : 0);

    /// <summary>Two signals of each frame with noise: the coverage and a band that answers half as much and bleaches.</summary>
    public double[][] Signals()
    {
        double[] theta = Coverage();
        double[] first = new double[Frames],
            second = new double[Frames];
        double a = 0,
            b = 0,
            fresh = Math.Sqrt(1 - (Correlation * Correlation));
        for (int j = 0; j < Frames; j++)
        {
            double s = (double)j / Frames;
            (a, b) = ((Correlation * a) + (fresh * _noise.NextNormal()), (Correlation * b) + (fresh * _noise.NextNormal()));
            first[j] = (Answer * theta[j]) + (0.3 * s) + (Noise * a);
            second[j] = (-0.5 * Answer * theta[j]) + (0.6 * Math.Exp(-1.5 * s)) + (Noise * b);
        }
        return [first, second];
    }

    /// <summary>Raman-like axis (cm⁻¹).</summary>
    public static double[] Axis(int points) => [.. Enumerable.Range(0, points).Select(i => First + ((Last - First) * i / (points - 1)))];

    /// <summary>Spectra: two bands of which one grows and one fades with the coverage, fluorescence that bleaches, counting noise.</summary>
    public IEnumerable<double[]> Spectra(int points, double counts = 2000)
    {
        double[] theta = Coverage(),
            x = Axis(points);
        for (int j = 0; j < Frames; j++)
        {
            double bleach = Math.Exp(-(double)j / Frames);
            var y = new double[points];
            for (int i = 0; i < points; i++)
            {
                double value =
                    (counts * (0.5 + (0.5 * bleach)))
                    + (counts * (1 + (0.4 * Answer * theta[j])) * Lorentz(x[i], 1010, 12))
                    + (counts * 0.7 * (1 - (0.3 * Answer * theta[j])) * Lorentz(x[i], 1450, 20));
                y[i] = value + (Math.Sqrt(value) * _noise.NextNormal());
            }
            yield return y;
        }
    }

    private static double Lorentz(double x, double center, double half) => 1 / (1 + Math.Pow((x - center) / half, 2));
}
