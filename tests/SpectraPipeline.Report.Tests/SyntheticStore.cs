using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.IO.Store;

namespace SpectraPipeline.Report.Tests;

/// <summary>A finished result folder from formulas: an infrared series with one faulted frame, and three XAS series.</summary>
internal sealed class SyntheticStore : IDisposable
{
    public const string Bad = "<b onclick=alert(1)>\"bad\" & name</b>";
    private const int Frames = 22;

    public SyntheticStore(
        bool bare = false,
        bool cycled = false,
        string figures = "",
        int claims = 0,
        bool intervals = false,
        bool exafs = false
    )
    {
        Folder = Path.Combine(Path.GetTempPath(), "spectra-report-" + Guid.NewGuid().ToString("N"));
        using PartStore store = new(Folder);
        if (!bare)
            Fill(store, cycled, claims, intervals, exafs);
        store.WriteManifest(
            bare ? "{}" : Manifest.Replace("\"seed\": 1", $"\"figures\": [{figures}], \"seed\": 1", StringComparison.Ordinal)
        );
    }

    public string Folder { get; }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>Two hypotheses in each of four frames, the first decided in three of them, and a single method beside frame 0.</summary>
    private static IEnumerable<BaselineRow> BaselineChoices()
    {
        for (int f = 0; f < 4; f++)
        {
            double first = f < 3 ? 0.99 : 0.6;
            for (int rank = 1; rank <= 2; rank++)
                yield return new BaselineRow
                {
                    Series = "ir",
                    Step = "baseline.auto",
                    Frame = f,
                    Rank = rank,
                    Method = rank == 1 ? "joint fit above a broad curve" : "joint fit above a straight line",
                    Bands = "both ways",
                    Lambda = 1e4,
                    BandCount = 2,
                    Probability = rank == 1 ? first : 1 - first,
                    Distance = 0.001 * rank,
                    Spread = 0.002,
                };
        }
        yield return new BaselineRow
        {
            Series = "ir",
            Step = "baseline.auto",
            Frame = 0,
            Rank = 3,
            Method = "baseline.std-distribution half-window 12",
            Distance = 0.003,
            Spread = 0.002,
        };
    }

    private static void Fill(PartStore store, bool cycled, int claims, bool intervals, bool exafs)
    {
        double[] x = SyntheticFigures.Even(1300, 1800, 251);
        List<AxisRow> axes =
        [
            cycled ? store.CompactSpectra("peaks.fit", FitOf(Infrared(x))) : store.CompactSpectra("baseline.arpls", Infrared(x)),
        ];
        foreach (string id in (string[])["foil", "zn-n3", "zn-n4"])
            axes.AddRange(Xas(store, id));
        if (exafs)
            axes.Add(SyntheticExafs.Fill(store));
        store.CompactRows(typeof(AxisRow), axes, []);
        store.CompactRows(
            typeof(FrameRow),
            InfraredFrames(cycled).Concat(((string[])["foil", "zn-n3", "zn-n4"]).Select(XasFrame)).ToList(),
            []
        );
        store.CompactRows(typeof(BandRow), Bands(intervals).ToList(), []);
        store.CompactRows(
            typeof(FitRow),
            Enumerable
                .Range(1, Frames - 1)
                .Where(f => f != 7)
                .Select(f => new FitRow
                {
                    Series = "ir",
                    Step = "peaks.fit",
                    Frame = f,
                    Model = "gaussian x 2",
                    Bands = 2,
                    ChiSquare = 200 + f,
                    ReducedChiSquare = 0.9 + (0.05 * f),
                    Points = 251,
                    Variables = 6,
                    Converged = true,
                    NoisePoints = 1.8,
                    MinSeparation = 22.6,
                    RivalModel = f < 5 ? "gaussian x 3" : null,
                    RivalBicDifference =
                        f < 3 ? 14
                        : f < 5 ? 1.2
                        : double.NaN,
                })
                .ToList(),
            []
        );
        store.CompactRows(typeof(BaselineRow), BaselineChoices().ToList(), []);
        SyntheticEvolution.Fill(store);
        store.CompactRows(typeof(TrackRow), Tracks().ToList(), []);
        store.CompactRows(typeof(AssignmentRow), Assignments().ToList(), []);
        store.CompactRows(
            typeof(DetectionLimitRow),
            Enumerable
                .Range(0, Frames)
                .SelectMany(f =>
                    ((double[])[1415, 1662]).Select(c => new DetectionLimitRow
                    {
                        Series = "ir",
                        Step = "peaks.fit",
                        Frame = f,
                        Center = c,
                        LodHeight = 1.6e-4,
                        LodHeightFit = 1.2e-4,
                    })
                )
                .ToList(),
            []
        );
        store.CompactRows(
            typeof(FaultRow),
            new List<FaultRow>
            {
                new()
                {
                    Series = "ir",
                    Frame = 7,
                    File = "frame-007.csv",
                    Step = "read",
                    Code = "not-finite",
                    Severity = "faulted",
                    Message = "Value 12 is NaN " + Bad,
                },
                new()
                {
                    Series = "ir",
                    Frame = 4,
                    Step = "peaks.fit",
                    Code = "two-bands-better",
                    Severity = "flagged",
                    Message = "gaussian x 3 is better by 14 in BIC",
                },
                new()
                {
                    Series = "ir",
                    Frame = -1,
                    File = "x.csv",
                    Step = "read",
                    Code = "bad-file",
                    Severity = "refused",
                    Message = "Line 3: three columns expected, one found.",
                },
            },
            []
        );
        store.CompactRows(
            typeof(FileRow),
            new List<FileRow>
            {
                new()
                {
                    Series = "ir",
                    File = "frame-000.csv",
                    Status = "read",
                    Format = "csv",
                    Reader = "delimited",
                    Sha256 = new string('a', 64),
                },
                new()
                {
                    Series = "ir",
                    File = "x.csv",
                    Status = "refused",
                    Message = "Line 3: three columns expected, one found.",
                },
            },
            []
        );
        store.CompactRows(
            typeof(EdgeRow),
            new List<EdgeRow>
            {
                new()
                {
                    Series = "zn-n4",
                    Frame = 0,
                    E0 = 9661.5,
                    EdgeStep = 0.7757,
                },
            },
            []
        );
        store.CompactRows(typeof(FourierPeakRow), new List<FourierPeakRow> { Peak(0.8, 2), Peak(1.582, 1.21), Peak(2.6, 0.4) }, []);
        store.CompactRows(
            typeof(ClaimRow),
            Enumerable
                .Range(0, claims)
                .Select(i => new ClaimRow
                {
                    Id = "c" + i,
                    Statement = "Statement " + i,
                    Verdict = i == claims - 1 ? "supported" : "undecided",
                    Supports = i == claims - 2 ? "assignments ir/1/1" : "",
                })
                .ToList(),
            []
        );
        store.CompactRows(
            typeof(WaveletLobeRow),
            new List<WaveletLobeRow>
            {
                new()
                {
                    Series = "zn-n4",
                    Frame = 0,
                    Lobe = 1,
                    KMax = 5.5,
                    RMax = 1.7,
                    Amplitude = 1.1,
                    KResolution = 1.8,
                    KWeight = 2,
                    Kernel = "cauchy",
                },
            },
            []
        );
    }

    private static FourierPeakRow Peak(double r, double magnitude) =>
        new()
        {
            Series = "zn-n4",
            Frame = 0,
            R = r,
            Magnitude = magnitude,
            Snr = 18.55,
        };

    private static double Height(double center, int frame) =>
        center > 1500 ? 1.6e-3 * (1 - Math.Exp(-(frame - 1) * 30 / 60.0)) : -3e-3 * (1 - Math.Exp(-(frame - 1) * 30 / 45.0));

    private static SpectralSeries Infrared(double[] x)
    {
        double[] y = new double[Frames * x.Length];
        for (int f = 0; f < Frames; f++)
        for (int i = 0; i < x.Length; i++)
            y[(f * x.Length) + i] =
                f == 7 ? double.NaN
                : f == 0 ? 0
                : (Height(1662, f) * SyntheticFigures.Gaussian(x[i], 1662, 32))
                    + (Height(1415, f) * SyntheticFigures.Gaussian(x[i], 1415, 60))
                    + (3e-5 * SyntheticFigures.Wobble(i + (1000 * f)));
        Fault?[] faults = new Fault?[Frames];
        faults[7] = new Fault("read", "not-finite", "Value 12 is NaN");
        return new SpectralSeries(
            "ir",
            new Axis("wavenumber", Unit.PerCm, x),
            [
                new Channel("corrected", new Signal(SignalKind.DifferenceAbsorbance), Frames, x.Length, y),
                new Channel("baseline", new Signal(SignalKind.Auxiliary), Frames, x.Length, new double[y.Length]),
            ],
            [.. Enumerable.Range(0, Frames).Select(f => new FrameInfo { Frame = f, File = $"frame-{f:000}.csv" })],
            faults
        );
    }

    /// <summary>What a fit step leaves: model and residual.</summary>
    private static SpectralSeries FitOf(SpectralSeries spectra)
    {
        double[] fit = new double[spectra.Primary.Values.Length];
        double[] residual = new double[fit.Length];
        for (int i = 0; i < fit.Length; i++)
        {
            fit[i] = 0.98 * spectra.Primary.Values[i];
            residual[i] = spectra.Primary.Values[i] - fit[i];
        }
        Signal signal = new(SignalKind.Auxiliary);
        return new SpectralSeries(
            "ir",
            spectra.Axis,
            [new Channel("fit", signal, Frames, spectra.Points, fit), new Channel("residual", signal, Frames, spectra.Points, residual)],
            spectra.Info,
            spectra.Faults
        );
    }

    private static IEnumerable<FrameRow> InfraredFrames(bool cycled) =>
        Enumerable
            .Range(0, Frames)
            .Select(f => new FrameRow
            {
                Series = "ir",
                Frame = f,
                File = $"frame-{f:000}.csv",
                TimeS = f == 0 ? -30 : (f - 1) * 30,
                PotentialV =
                    cycled ? (f < 11 ? -0.1 * f : (-2.2 + (0.1 * f)))
                    : f == 0 ? 0.45
                    : 0.2,
                CurrentA = f == 0 ? 0 : 2e-3 * Math.Exp(-f / 8.0),
                Status = f == 7 ? "faulted" : "ok",
            });

    private static FrameRow XasFrame(string id) =>
        new()
        {
            Series = id,
            Frame = 0,
            File = id + ".xdi",
            Status = "ok",
        };

    private static IEnumerable<BandRow> Bands(bool intervals)
    {
        // What a fit leaves of the reference, whose difference is zero: start values without errors.
        for (int band = 1; band <= 2; band++)
            yield return new BandRow
            {
                Series = "ir",
                Step = "peaks.fit",
                Frame = 0,
                Track = band,
                Band = band,
                Center = 1500,
                Fwhm = 90,
                Height = 0,
                Snr = 0,
                Shape = "gaussian",
            };
        foreach (int frame in Enumerable.Range(1, Frames - 1).Where(f => f != 7))
            for (int band = 1; band <= 2; band++)
            {
                double center = band == 1 ? 1415 : 1662;
                yield return new BandRow
                {
                    Series = "ir",
                    Step = "peaks.fit",
                    Frame = frame,
                    Track = band,
                    Band = band,
                    Center = center + (0.3 * SyntheticFigures.Wobble(frame + band)),
                    CenterSe = 0.4,
                    CenterSeTotal = 0.5,
                    Fwhm = band == 1 ? 60 : 32,
                    FwhmSe = 0.9,
                    FwhmLow = intervals && frame == 12 ? 30.5 : double.NaN,
                    FwhmHigh = intervals && frame == 12 ? 36.2 : double.NaN,
                    IntervalMethod = intervals && frame == 12 ? "profile" : null,
                    Height = Height(center, frame),
                    HeightSe = 3e-5,
                    HeightSeTotal = 4e-5,
                    Area = 0.06,
                    AreaSe = 0.002,
                    Snr = 30,
                    Shape = "gaussian",
                    Converged = true,
                    AtBound = frame == 2 ? "fwhm" : "",
                };
            }
    }

    private static IEnumerable<TrackRow> Tracks() =>
        [
            new()
            {
                Series = "ir",
                Track = 1,
                Center = 1415.2,
                CenterSe = 0.3,
                Fwhm = 60,
                Sign = -1,
                Frames = 20,
                MaxHeight = -3e-3,
                Snr = 60,
                OnsetTimeS = 12,
                OnsetTimeSLow = 4,
                OnsetTimeSHigh = 21,
            },
            new()
            {
                Series = "ir",
                Track = 2,
                Center = 1662.31,
                CenterSe = 0.14,
                Fwhm = 32,
                Sign = 1,
                Frames = 20,
                MaxHeight = 1.6e-3,
                Snr = 32,
            },
        ];

    private static IEnumerable<AssignmentRow> Assignments() =>
        [
            new()
            {
                Series = "ir",
                Track = 1,
                Rank = 1,
                Species = "CO3^2-",
                LibraryRow = "co3-aq",
                Probability = 0.83,
                ProbabilityFlatPrior = 0.6,
                Grade = "C",
                Verdict = "consistent",
                Evidence = "Position, sign, width.",
                NextExperiment = "Repeat in KOH without carbonate: the band at 1415 must be absent.",
            },
            new()
            {
                Series = "ir",
                Track = 1,
                Rank = 2,
                Species = "unassigned",
                Probability = 0.17,
                ProbabilityFlatPrior = 0.4,
                Verdict = "consistent",
            },
            new()
            {
                Series = "ir",
                Track = 2,
                Rank = 1,
                Species = "*CH2O",
                LibraryRow = "ch2o-ads",
                Probability = 0.47,
                ProbabilityFlatPrior = 0.3,
                Grade = "D",
                Verdict = "ambiguous",
                Evidence = "Position alone.",
                NextExperiment = "13CH3OH: C=O moves to 1625, C=N to 1640.",
            },
            new()
            {
                Series = "ir",
                Track = 2,
                Rank = 2,
                Species = Bad,
                LibraryRow = "iminium",
                Probability = 0.4,
                ProbabilityFlatPrior = 0.35,
                Grade = "D",
                Verdict = "ambiguous",
            },
            new()
            {
                Series = "ir",
                Track = 2,
                Rank = 3,
                Species = "unassigned",
                Probability = 0.13,
                ProbabilityFlatPrior = 0.35,
                Verdict = "ambiguous",
            },
        ];

    private static IEnumerable<AxisRow> Xas(PartStore store, string id)
    {
        double distance =
            id == "foil" ? 2.3
            : id == "zn-n3" ? 1.55
            : 1.6;
        FrameInfo[] info = [new FrameInfo { Frame = 0, File = id + ".xdi" }];
        double[] energy = SyntheticFigures.Even(9600, 9900, 301);
        double[] k = SyntheticFigures.Even(0, 12, 241);
        double[] r = SyntheticFigures.Even(0, 6, 121);
        yield return store.CompactSpectra(
            "xas.normalize",
            One(
                new Axis("energy", Unit.ElectronVolt, energy),
                ("norm", SignalKind.Norm, [.. energy.Select(e => 0.5 + (Math.Atan((e - 9660 - distance) / 2) / Math.PI))])
            )
        );
        yield return store.CompactSpectra(
            "xas.autobk",
            One(
                new Axis("k", Unit.PerAngstrom, k),
                ("chi", SignalKind.ChiK, [.. k.Select(v => Math.Sin(2 * distance * v) * Math.Exp(-0.02 * v * v) / (1 + (v * v)))])
            )
        );
        yield return store.CompactSpectra(
            "xas.fourier",
            One(
                new Axis("r", Unit.Angstrom, r),
                ("re", SignalKind.ChiR, [.. r.Select(v => SyntheticFigures.Gaussian(v, distance, 0.5) * Math.Cos(11 * v))]),
                ("im", SignalKind.ChiR, [.. r.Select(v => SyntheticFigures.Gaussian(v, distance, 0.5) * Math.Sin(11 * v))]),
                ("mag", SignalKind.ChiR, [.. r.Select(v => SyntheticFigures.Gaussian(v, distance, 0.5))])
            )
        );
        yield return store.CompactSpectra(
            "xas.wavelet",
            new SpectralSeries(
                id,
                new Axis("k", Unit.PerAngstrom, k),
                [
                    new Channel(
                        "mag",
                        new Signal(SignalKind.WaveletMap),
                        1,
                        k.Length * r.Length,
                        [
                            .. r.SelectMany(b =>
                                k.Select(a => 1.1 * SyntheticFigures.Gaussian(a, 5.5, 4) * SyntheticFigures.Gaussian(b, distance, 0.8))
                            ),
                        ]
                    ),
                ],
                info,
                axis2: new Axis("r", Unit.Angstrom, r)
            )
        );

        SpectralSeries One(Axis axis, params (string Name, SignalKind Kind, double[] Values)[] channels) =>
            new(id, axis, [.. channels.Select(c => new Channel(c.Name, new Signal(c.Kind), 1, axis.Length, c.Values))], info);
    }

    private const string Manifest = """
        {
          "program": "SpectraPipeline", "version": "0.1.0+abc", "name": "methanol amination", "title": "Methanol amination on Zn-N-C",
          "started": "2026-11-20T05:00:00Z", "ended": "2026-11-20T05:01:30Z", "seed": 1, "runtime": ".NET 10",
          "pipeline": { "file": "methanol-amine.yaml", "sha256": "00ff", "set": [] },
          "context": { "elements": ["C","H","N","O","Zn"], "electrolyte": ["K2CO3"], "electrode": "Zn-N-C", "solvent": "H2O", "species": ["CH3OH"] },
          "series": [
            { "id": "ir", "technique": "atr-ir", "role": "sample", "frames": 22,
              "context": { "reference-electrode": "Ag/AgCl" },
              "steps": [
                { "id": "shape.difference", "stage": "shape.difference", "parameters": { "convention": "absorbance" } },
                { "id": "baseline.arpls", "stage": "baseline.arpls", "input": "read", "parameters": { "lambda": 100000, "order": 2 },
                  "source": "Baek et al., Analyst 140 (2015) 250, doi:10.1039/C4AN01061B", "bibtex": "@article{baek2015,\n  author = {Baek, S.-J.}\n}" },
                { "id": "peaks.fit", "stage": "peaks.fit", "parameters": { "shape": "gaussian", "background-degree": "none", "max-iterations": null }, "source": "Levenberg-Marquardt" }
              ] },
            { "id": "foil", "technique": "xas", "role": "foil", "edge": "Zn K", "steps": [ { "id": "xas.fourier", "stage": "xas.fourier", "parameters": { "k-weight": 2 } } ] },
            { "id": "zn-n3", "technique": "xas", "role": "standard", "edge": "Zn K", "steps": [] },
            { "id": "zn-n4", "technique": "xas", "role": "sample", "edge": "Zn K", "steps": [
              { "id": "xas.fit-paths", "stage": "xas.fit-paths", "parameters": { "k-min": 3, "k-max": 11, "r-min": 1, "r-max": 3, "k-weights": "[1, 2, 3]", "dk": 1, "window": "hanning", "k-step": 0.05, "nfft": 2048 } }
            ] }
          ],
          "ledger": { "files": { "found": 2, "read": 1, "refused": 1 }, "steps": [ { "series": "ir", "step": "read", "in": 22, "ok": 21, "flagged": 0, "faulted": 1 } ] }
        }
        """;
}
