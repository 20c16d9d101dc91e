using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Wavelets;
using SpectraPipeline.Numerics.Xas;

namespace SpectraPipeline.Stages.Xas;

/// <summary>Mother wavelets.</summary>
public enum WaveletKernel
{
    /// <summary>Cauchy; its order is the number of R rows.</summary>
    Cauchy,

    /// <summary>Morlet with κ and σ.</summary>
    Morlet,
}

/// <summary>Map |W(k, R)| of χ(k), with its lobes: which distance scatters at which k, that is, how heavy the neighbour is.</summary>
[Stage(
    "xas.wavelet",
    "M. Muñoz, P. Argoul, F. Farges, Am. Mineral. 88 (2003) 694, doi:10.2138/am-2003-0423 (cauchy); H. Funke, A. C. Scheinost, M. Chukalina, Phys. Rev. B 71 (2005) 094110, doi:10.1103/PhysRevB.71.094110 (morlet)",
    Summary = "Wavelet transform of kⁿχ(k): a map over k and R.",
    Formula = "W(R, k) = (1/2π)∫ F(ω)·H_R(ω)·exp(iωk) dω; cauchy H = 2π/n!·(aω)ⁿ·exp(−aω), a = n/2R; morlet H = √a·exp(−σ²(aω − κ)²/2), a = κ/2R",
    Fails = "A lobe is as wide in k as the kernel at least (k_resolution); lobes closer than that are one. The order of cauchy follows r-max: compare maps of equal r-max only."
)]
public sealed record Wavelet : FrameStage
{
    /// <summary>Mother wavelet.</summary>
    [Param("Mother wavelet.")]
    public WaveletKernel Kernel { get; init; } = WaveletKernel.Cauchy;

    /// <summary>Weight.</summary>
    [Param("Power n of kⁿχ.", Min = 0, Max = 5)]
    public int KWeight { get; init; } = 2;

    /// <summary>Largest R.</summary>
    [Param("Largest R; sets the order of cauchy.", Min = 1, Max = 20, Unit = "Å")]
    public double RMax { get; init; } = 6;

    /// <summary>Nominal transform.</summary>
    [Param("Nominal points of the transform, a power of two; sets the R step π/(nfft·Δk).", Min = 256, Max = 16384)]
    public int Nfft { get; init; } = 2048;

    /// <summary>Oscillations of morlet.</summary>
    [Param("κ of morlet: oscillations under its envelope; κ·σ/2R is its width in k.", Min = 1, Max = 50)]
    public double Kappa { get; init; } = 7;

    /// <summary>Width of morlet.</summary>
    [Param("σ of morlet: width of its envelope.", Min = 0.1, Max = 10)]
    public double Sigma { get; init; } = 1;

    /// <summary>Start of the k-range of lobes.</summary>
    [Param("Lobes are sought from this k; below it lies what is left of the background and the edge.", Min = 0, Max = 30, Unit = "Å-1")]
    public double KMin { get; init; } = 2;

    /// <summary>End of the k-range of lobes.</summary>
    [Param("Lobes are sought up to this k; the end of the data when left out.", Min = 1, Max = 40, Unit = "Å-1")]
    public double? KMax { get; init; }

    /// <summary>Start of the R-range of lobes.</summary>
    [Param("Lobes are sought from this R.", Min = 0, Max = 20, Unit = "Å")]
    public double RMin { get; init; } = 1;

    /// <inheritdoc />
    public override SpectraNeed Reads => new(SignalKind.ChiK);

    /// <inheritdoc />
    public override IEnumerable<string> Check()
    {
        if (KMin >= KMax)
            yield return $"k-min ({KMin:g}) must lie below k-max ({KMax:g}).";
        if (RMin >= RMax)
            yield return $"r-min ({RMin:g}) must lie below r-max ({RMax:g}).";
        if (!int.IsPow2(Nfft))
            yield return $"nfft ({Nfft}) must be a power of two.";
    }

    /// <inheritdoc />
    public override FrameKernel Prepare(StageInput input)
    {
        Axis k = input.Axis;
        if (k.Length < 8 || k[0] != 0 || !k.IsUniform(1e-6))
            throw new UserException("xas.wavelet needs χ on an even k grid from 0 (as xas.autobk gives it).");
        if (k.Length > Nfft / 2)
            throw new UserException($"xas.wavelet: {k.Length} points of k need nfft of at least {2 * k.Length}.");
        var grid = new WaveletGrid(k.MeanStep, k.Length, RMax, Nfft);
        WaveletBank bank = Kernel == WaveletKernel.Cauchy ? CauchyWavelet.Bank(grid) : MorletWavelet.Bank(grid, Kappa, Sigma);
        double[] r = [.. Enumerable.Range(0, grid.RPoints).Select(grid.R)];
        ForwardFourier forward = KSpace.Transform(
            k,
            "xas.wavelet",
            new ForwardFourierSettings
            {
                Window = KSpace.Window(k, "xas.wavelet", new FourierWindow(WindowShape.Hanning, KMin, KMax ?? k[k.Length - 1], 1, 1)),
                KWeight = KWeight,
                KStep = k.MeanStep,
                TransformLength = Nfft,
            }
        );
        var shape = new OutputShape(k, ("mag", new Signal(SignalKind.WaveletMap, $"Å-{KWeight}")))
        {
            Axis2 = new Axis("r", Unit.Angstrom, r),
        };
        return new MapKernel(this, bank, forward, shape);
    }

    private double ResolutionAt(double r, WaveletGrid grid) =>
        Kernel == WaveletKernel.Cauchy ? CauchyWavelet.KResolution(grid.RPoints, r) : MorletWavelet.KResolution(Kappa, Sigma, r);

    private sealed class MapKernel : XasKernel
    {
        private const int MostLobes = 12;
        private const double SmallestShare = 0.05;
        private const double SmallestSnr = 3;
        private readonly Wavelet _p;
        private readonly WaveletBank _bank;
        private readonly ForwardFourier _forward;
        private readonly MapRegion _region;
        private readonly double[] _weight;
        private readonly double[] _noise;
        private readonly double[] _signal;
        private readonly double[] _rRe;
        private readonly double[] _rIm;
        private readonly MapMaximum[] _lobes = new MapMaximum[MostLobes];

        public MapKernel(Wavelet p, WaveletBank bank, ForwardFourier forward, OutputShape shape)
            : base(shape)
        {
            (_p, _bank, _forward) = (p, bank, forward);
            Axis k = shape.Axis;
            int last = p.KMax is { } to ? Math.Max(1, k.IndexAtOrAbove(Math.BitIncrement(to)) - 1) : k.Length - 1;
            int firstRow = Math.Min(shape.Axis2!.IndexAtOrAbove(p.RMin), shape.Axis2.Length - 1);
            _region = new MapRegion(firstRow, shape.Axis2.Length - 1, Math.Min(last, k.IndexAtOrAbove(p.KMin)), last);
            _weight = [.. Enumerable.Range(0, k.Length).Select(i => Math.Pow(k[i], p.KWeight))];
            _noise = new double[bank.MapPoints];
            bank.NoiseGain([.. _weight.Select(w => w * w)], _noise);
            _signal = new double[k.Length];
            _rRe = new double[forward.NoiseLength];
            _rIm = new double[forward.NoiseLength];
        }

        protected override void Process(in FrameIn input, in FrameOut output, Findings findings)
        {
            for (int i = 0; i < _signal.Length; i++)
                _signal[i] = input.Y[i] * _weight[i];
            Span<double> map = output[0];
            _bank.Magnitude(_signal, map);
            _forward.Transform(input.Y, _rRe, _rIm);
            // Noise of χ from high R, carried to each place of the map by the kernel's own gain there.
            double noise = FourierNoise.EpsilonR(_rRe, _rIm, _forward.RStep) / _forward.NoiseGain;
            AddLobes(map, noise, findings);
        }

        private void AddLobes(ReadOnlySpan<double> map, double noise, Findings findings)
        {
            Axis k = Output.Axis;
            int count = MapMaxima.Find(map, k.Length, _region, _lobes);
            int number = 0;
            foreach (MapMaximum lobe in _lobes.AsSpan(0, count))
            {
                double snr = lobe.Height / (noise * _noise[(int)Math.Round(lobe.Row) * k.Length + (int)Math.Round(lobe.Column)]);
                if (lobe.Height < SmallestShare * _lobes[0].Height || snr < SmallestSnr)
                    continue;
                double r = lobe.Row * Output.Axis2![1];
                findings.Add(
                    new WaveletLobeRow
                    {
                        Series = findings.Series,
                        Step = findings.Step,
                        Frame = findings.Frame,
                        Lobe = ++number,
                        KMax = lobe.Column * k.MeanStep,
                        RMax = r,
                        Amplitude = lobe.Height,
                        Snr = snr,
                        Kernel = _p.Kernel == WaveletKernel.Cauchy ? "cauchy" : "morlet",
                        KResolution = _p.ResolutionAt(r, _bank.Grid),
                        KWeight = _p.KWeight,
                    }
                );
            }
        }
    }
}
