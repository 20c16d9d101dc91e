using System.Diagnostics;
using SpectraPipeline.Core;
using SpectraPipeline.Stages.Baseline;
using SpectraPipeline.Testing.Generators.Baselines;

namespace SpectraPipeline.BaselineStudy;

/// <summary>What one kind of data gave.</summary>
/// <param name="Kind">Kind.</param>
/// <param name="Variety">How much varied.</param>
/// <param name="Best">Best single method with one set of parameters for the kind, in hindsight.</param>
/// <param name="BestMedian">Its median RMSE.</param>
/// <param name="Median">Median RMSE of baseline.auto.</param>
/// <param name="WorstOfOwn">Largest ratio to the best single method's RMSE of the same spectrum.</param>
/// <param name="BeyondOwn">Spectra beyond 3 times that.</param>
/// <param name="WorstOfMedian">Largest ratio to the best single method's median RMSE.</param>
/// <param name="BeyondMedian">Spectra beyond 3 times that.</param>
/// <param name="BestBeyondMedian">Spectra in which the best single method itself is beyond 3 times its median.</param>
/// <param name="BeyondBoth">Spectra beyond 3 times both.</param>
/// <param name="AreasCovered">Share of band areas within 1.645 of the stated deviation.</param>
/// <param name="PointsCovered">Share of points likewise.</param>
/// <param name="Milliseconds">CPU time a spectrum.</param>
internal sealed record KindResult(
    BaselineKind Kind,
    BaselineVariety Variety,
    string Best,
    double BestMedian,
    double Median,
    double WorstOfOwn,
    int BeyondOwn,
    double WorstOfMedian,
    int BeyondMedian,
    int BestBeyondMedian,
    int BeyondBoth,
    double AreasCovered,
    double PointsCovered,
    double Milliseconds
);

/// <summary>baseline.auto against every single method on generated spectra of one kind.</summary>
internal static class KindStudy
{
    private const double NineTenths = 1.645;
    private const double Limit = 3;

    public static KindResult Of(BaselineKind kind, BaselineVariety variety, int count, ulong seed, IReadOnlyList<SingleMethod> methods)
    {
        BaselineSpectrum[] spectra = [.. Enumerable.Range(0, count).Select(i => BaselineSpectra.Make(kind, seed, i, variety))];
        (SingleMethod best, double[] single) = Best(spectra, methods);
        var auto = new Auto();
        double[] errors = new double[count];
        double covered = 0,
            milliseconds = 0;
        int areas = 0,
            areasCovered = 0;
        for (int k = 0; k < count; k++)
        {
            BaselineSpectrum s = spectra[k];
            TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
            double[][] channels = StageRun.Of(auto, s.X, s.Y, Signal(kind))!;
            milliseconds += (Process.GetCurrentProcess().TotalProcessorTime - before).TotalMilliseconds / count;
            errors[k] = Rmse(channels[1], s.Truth);
            covered += PointsCovered(channels, s.Truth) / count;
            foreach (GeneratedBand band in s.Bands)
            {
                areas++;
                areasCovered += AreaCovered(channels, s, band) ? 1 : 0;
            }
        }
        double bestMedian = Median(single);
        bool Own(int k) => errors[k] > Limit * single[k];
        bool OfMedian(int k) => errors[k] > Limit * bestMedian;
        int[] all = [.. Enumerable.Range(0, count)];
        return new(
            kind,
            variety,
            best.Words,
            bestMedian,
            Median(errors),
            all.Max(k => errors[k] / single[k]),
            all.Count(Own),
            errors.Max() / bestMedian,
            all.Count(OfMedian),
            single.Count(e => e > Limit * bestMedian),
            all.Count(k => Own(k) && OfMedian(k)),
            (double)areasCovered / areas,
            covered,
            milliseconds
        );
    }

    public static SignalKind Signal(BaselineKind kind) =>
        kind switch
        {
            BaselineKind.RamanFluorescence => SignalKind.Counts,
            BaselineKind.SignedDifference => SignalKind.DifferenceAbsorbance,
            _ => SignalKind.Absorbance,
        };

    public static double Rmse(double[] baseline, double[] truth)
    {
        double sum = 0;
        for (int i = 0; i < truth.Length; i++)
            sum += (baseline[i] - truth[i]) * (baseline[i] - truth[i]);
        return Math.Sqrt(sum / truth.Length);
    }

    public static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static (SingleMethod Best, double[] Errors) Best(BaselineSpectrum[] spectra, IReadOnlyList<SingleMethod> methods)
    {
        (SingleMethod, double[]) best = default;
        double least = double.PositiveInfinity;
        foreach (SingleMethod method in methods)
        {
            // A method that is hopeless on the first five or twenty is left there.
            double[] errors = Errors(method, spectra.AsSpan(0, Math.Min(5, spectra.Length)));
            if (spectra.Length > errors.Length && Median(errors) > 3 * least)
                continue;
            errors = [.. errors, .. Errors(method, spectra.AsSpan(errors.Length, Math.Min(20, spectra.Length) - errors.Length))];
            if (spectra.Length > errors.Length && Median(errors) > 1.6 * least)
                continue;
            errors = [.. errors, .. Errors(method, spectra.AsSpan(errors.Length))];
            if (Median(errors) is var median && median < least)
                (best, least) = ((method, errors), median);
        }
        return best;
    }

    private static double[] Errors(SingleMethod method, ReadOnlySpan<BaselineSpectrum> spectra)
    {
        double[] errors = new double[spectra.Length];
        for (int k = 0; k < errors.Length; k++)
        {
            BaselineSpectrum s = spectra[k];
            double[][]? channels = StageRun.Of(method.Stage, s.X, s.Y, Signal(s.Kind));
            double error = channels is null ? double.NaN : Rmse(channels[1], s.Truth);
            errors[k] = double.IsFinite(error) ? error : double.MaxValue;
        }
        return errors;
    }

    /// <summary>Root mean square of the three rivals' distances is the stated deviation.</summary>
    private static double PointsCovered(double[][] channels, double[] truth)
    {
        int inside = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            double squares = 0;
            for (int r = 2; r < channels.Length; r++)
                squares += Math.Pow(channels[r][i] - channels[1][i], 2) / (channels.Length - 2);
            inside += Math.Abs(channels[1][i] - truth[i]) <= NineTenths * Math.Sqrt(squares) ? 1 : 0;
        }
        return (double)inside / truth.Length;
    }

    /// <summary>Area over ±1.5 widths with this baseline and with the true one, against the same difference for the rivals.</summary>
    private static bool AreaCovered(double[][] channels, BaselineSpectrum s, GeneratedBand band)
    {
        double error = 0;
        double[] rivals = new double[channels.Length - 2];
        for (int i = 1; i + 1 < s.X.Length; i++)
        {
            if (Math.Abs(s.X[i] - band.Center) > 1.5 * band.Fwhm)
                continue;
            double step = (s.X[i + 1] - s.X[i - 1]) / 2;
            error += (channels[1][i] - s.Truth[i]) * step;
            for (int r = 0; r < rivals.Length; r++)
                rivals[r] += (channels[2 + r][i] - channels[1][i]) * step;
        }
        return Math.Abs(error) <= NineTenths * Math.Sqrt(rivals.Sum(r => r * r) / rivals.Length);
    }
}
