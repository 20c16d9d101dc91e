using System.Text.Json;
using SpectraPipeline.Numerics.Xas;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Xas;

public sealed class ForwardFourierTests(ITestOutputHelper output)
{
    [Fact]
    public void Forward_and_back_transform_agree_with_Larch_on_every_real_spectrum()
    {
        ReferenceSpectrum.SkipWithoutCorpus();
        var failures = new List<string>();
        double worstR = 0;
        double worstQ = 0;
        foreach (ReferenceSpectrum spectrum in ReferenceSpectrum.All)
        foreach ((string name, JsonElement truth) in spectrum.Blocks("xftf"))
        {
            (double r, double q) = Compare(spectrum.Truth.GetProperty("autobk"), truth);
            worstR = Math.Max(worstR, r);
            worstQ = Math.Max(worstQ, q);
            // χ is given to 10 significant digits: 5e-10 relative at most.
            if (r > 1e-8 || q > 1e-8)
                failures.Add($"{spectrum.Name}/{name}: R {r:E1}, q {q:E1}");
        }
        output.WriteLine($"worst: chi(R) {worstR:E1}, chi(q) {worstQ:E1}");
        Assert.True(failures.Count == 0, string.Join("\n", failures));
    }

    [Fact]
    public void A_single_distance_peaks_at_that_distance_with_the_known_height()
    {
        double[] k = Enumerable.Range(0, 321).Select(i => i * 0.05).ToArray();
        double[] chi = k.Select(x => x > 0 ? Math.Sin(2 * x * 2.45437) / (x * x) : 0).ToArray();
        var window = new FourierWindow(WindowShape.Hanning, 3, 13, 1, 1);
        var fourier = new ForwardFourier(k, new ForwardFourierSettings { Window = window, KWeight = 2 });
        double[] re = new double[fourier.R.Length];
        double[] im = new double[fourier.R.Length];
        fourier.Transform(chi, re, im);
        double[] magnitude = re.Zip(im, double.Hypot).ToArray();
        int peak = Array.IndexOf(magnitude, magnitude.Max());
        Assert.Equal(2.45437, fourier.R[peak], 2);
        // Half of (1/√π)·∫W dk = 10/√π; grid point within half a step of the maximum and a negative-R tail: 2 %.
        Assert.InRange(magnitude[peak], 0.98 * 5 / Math.Sqrt(Math.PI), 1.02 * 5 / Math.Sqrt(Math.PI));
    }

    [Fact]
    public void Wide_windows_there_and_back_give_the_signal_again()
    {
        double[] k = Enumerable.Range(0, 321).Select(i => i * 0.05).ToArray();
        double[] chi = k.Select(x => Math.Sin(2 * x * 2.5) * Math.Exp(-Math.Pow((x - 8) / 2, 2))).ToArray();
        var forward = new ForwardFourier(
            k,
            new ForwardFourierSettings
            {
                Window = new(WindowShape.Hanning, 0.5, 15.5, 0.1, 0.1),
                KWeight = 0,
                RMax = 31,
            }
        );
        double[] re = new double[forward.R.Length];
        double[] im = new double[forward.R.Length];
        forward.Transform(chi, re, im);
        var back = new BackwardFourier(
            forward.R,
            new BackwardFourierSettings { Window = new(WindowShape.Hanning, 0.1, 30, 0.1, 0.1), QMax = 16 }
        );
        double[] qRe = new double[back.Q.Length];
        double[] qIm = new double[back.Q.Length];
        back.Transform(re, im, qRe, qIm);
        // The Gaussian is 1e-7 at the ends of the window.
        Assert.InRange(ReferenceSpectrum.Worst(qRe, chi), 0, 1e-6);
    }

    private static (double R, double Q) Compare(JsonElement autobk, JsonElement truth)
    {
        JsonElement p = truth.GetProperty("params");
        var settings = new ForwardFourierSettings
        {
            Window = Window(p, "k", p.GetProperty("window").GetString()!),
            KWeight = p.GetProperty("kweight").GetInt32(),
            KStep = ReferenceSpectrum.Number(p, "kstep"),
            TransformLength = p.GetProperty("nfft").GetInt32(),
            RMax = ReferenceSpectrum.Number(p, "rmax_out"),
        };
        var forward = new ForwardFourier(ReferenceSpectrum.Array(autobk, "k"), settings);
        double[] re = new double[forward.R.Length];
        double[] im = new double[forward.R.Length];
        forward.Transform(ReferenceSpectrum.Array(autobk, "chi"), re, im);
        JsonElement xftr = truth.GetProperty("xftr");
        JsonElement b = xftr.GetProperty("params");
        var back = new BackwardFourier(
            forward.R,
            new BackwardFourierSettings
            {
                Window = Window(b, "r", b.GetProperty("window").GetString()!),
                RWeight = b.GetProperty("rw").GetInt32(),
                TransformLength = b.GetProperty("nfft").GetInt32(),
                QMax = ReferenceSpectrum.Number(b, "qmax_out"),
            }
        );
        double[] qRe = new double[back.Q.Length];
        double[] qIm = new double[back.Q.Length];
        back.Transform(re, im, qRe, qIm);
        double r = Relative(re, truth, "chir_re", "chir_mag");
        r = Math.Max(r, Relative(im, truth, "chir_im", "chir_mag"));
        r = Math.Max(r, Relative(forward.R, truth, "r", "r"));
        double q = Relative(qRe, xftr, "chiq_re", "chiq_re");
        q = Math.Max(q, Relative(qIm, xftr, "chiq_im", "chiq_re"));
        return (r, Math.Max(q, Relative(back.Q, xftr, "q", "q")));
    }

    // The reference keeps χ(R) up to 6 Å only.
    private static double Relative(ReadOnlySpan<double> ours, JsonElement truth, string name, string scale)
    {
        double[] theirs = ReferenceSpectrum.Array(truth, name);
        return ReferenceSpectrum.Worst(ours[..theirs.Length], theirs) / ReferenceSpectrum.Largest(ReferenceSpectrum.Array(truth, scale));
    }

    private static FourierWindow Window(JsonElement p, string axis, string shape) =>
        new(
            Enum.Parse<WindowShape>(shape, ignoreCase: true),
            ReferenceSpectrum.Number(p, axis + "min"),
            ReferenceSpectrum.Number(p, axis + "max"),
            ReferenceSpectrum.Number(p, "d" + axis),
            ReferenceSpectrum.Number(p, "d" + axis + "2")
        );
}
