using SpectraPipeline.Report.Figures;
using SpectraPipeline.Report.Html;

namespace SpectraPipeline.Report.Tests;

/// <summary>Figures from formulas: what every renderer is shown.</summary>
internal static class SyntheticFigures
{
    public static IReadOnlyList<Figure> All =>
        [Waterfall(), WaterfallOfMany(), Fit(), BandEvolution(), Assignments(), Xas(), ExafsFit(), XasSeries(), Hostile()];

    public static Figure ByName(string name) => All.Single(figure => figure.Name == name);

    public static double Gaussian(double x, double center, double fwhm) => Math.Exp(-4 * Math.Log(2) * Math.Pow((x - center) / fwhm, 2));

    public static double Lorentzian(double x, double center, double fwhm) => 1 / (1 + (4 * Math.Pow((x - center) / fwhm, 2)));

    public static Figure Waterfall()
    {
        double[] x = Even(1800, 1300, 251);
        double[] potentials = Even(-0.2, -1.4, 13);
        return WaterfallFigure.Draw(
            new WaterfallInput
            {
                Name = "waterfall",
                X = FigureAxis.Wavenumber(),
                Wavenumber = x,
                Signal = new FigureAxis { Quantity = RichText.Markup("Δ*A*") },
                Colour = FigureAxis.Potential("Ag/AgCl"),
                IsDifference = true,
                Traces = [.. potentials.Select((e, i) => new WaterfallTrace(e, i, Spectrum(x, e, i), $"spectra.ir:{i}"))],
                Bands =
                [
                    (1662.3, "1662", "tracks.ir:1"),
                    (1645, "1645", "tracks.ir:2"),
                    (1415, "1415", "tracks.ir:3"),
                    (1384, "1384", "tracks.ir:4"),
                ],
            }
        );
    }

    public static Figure WaterfallOfMany()
    {
        double[] x = Even(850, 1600, 376);
        return WaterfallFigure.Draw(
            new WaterfallInput
            {
                Name = "waterfall-of-many",
                X = FigureAxis.RamanShift(),
                Wavenumber = x,
                Signal = new FigureAxis { Quantity = "Intensity", Unit = "counts" },
                Colour = FigureAxis.Time(),
                Traces =
                [
                    .. Enumerable
                        .Range(0, 240)
                        .Select(i => new WaterfallTrace(
                            i * 15.0,
                            i,
                            [
                                .. x.Select(v =>
                                    900
                                    + (9000 * (1 - Math.Exp(-i / 60.0)) * Lorentzian(v, 1048 + (0.02 * i), 18))
                                    + (3000 * Lorentzian(v, 1380, 40))
                                ),
                            ],
                            $"spectra.raman:{i}"
                        )),
                ],
            }
        );
    }

    public static Figure Fit()
    {
        double[] x = Even(1740, 1580, 161);
        return FitFigure.Draw(
            "fit",
            FigureAxis.Wavenumber(),
            new FigureAxis { Quantity = RichText.Markup("Δ*A*") },
            [OneFit("best", 7, 0.00002), OneFit("median", 3, 0.00006), OneFit("worst", 11, 0.00016)]
        );

        FitInput OneFit(string which, int frame, double noise)
        {
            double[] first = [.. x.Select(v => 0.0021 * Gaussian(v, 1662.3, 32))];
            double[] second = [.. x.Select(v => 0.0009 * Lorentzian(v, 1643, 24))];
            double[] model = [.. x.Select((_, i) => first[i] + second[i])];
            double[] data = [.. model.Select((v, i) => v + (noise * 1.7 * Wobble(i + (frame * 31))))];
            return new FitInput(
                RichText.Plain($"{which}, frame {frame}, residual rms ")
                    + UncertainNumber.Rich(UncertainNumber.Significant(1.2 * noise, 2)),
                x,
                data,
                model,
                $"fits.ir:{frame}"
            )
            {
                Noise = noise,
                Components = [("1662.3(4)", 1662.3, first, $"bands.ir:{frame}.1"), ("1643(2)", 1643, second, $"bands.ir:{frame}.2")],
            };
        }
    }

    public static Figure BandEvolution()
    {
        double[] x = Even(-0.2, -1.4, 25);
        return BandEvolutionFigure.Draw(
            "band-evolution",
            FigureAxis.Potential("Ag/AgCl"),
            new FigureAxis { Quantity = RichText.Markup("Δ*A*") },
            [Track("1662", 1662.3, 0.002, -0.55, 1), Track("1415", 1415.8, -0.0012, -0.7, -1)],
            [
                new CompanionInput(
                    new FigureAxis { Quantity = RichText.Markup("*j*"), Unit = RichText.Markup("mA cm^{-2}") },
                    [("current", x, [.. x.Select(e => -12 / (1 + Math.Exp((e + 0.9) / 0.12)))], [], "frames.ir")]
                ),
            ]
        );

        TrackInput Track(string name, double center, double height, double onset, int sign)
        {
            double[] growth = [.. x.Select((e, i) => (height / (1 + Math.Exp((e - onset + 0.2) / 0.08))) + (0.00004 * Wobble(i * 7)))];
            return new TrackInput
            {
                Heading = RichText.Markup(name + " cm^{-1}") + RichText.Plain(sign > 0 ? ", grows" : ", falls"),
                X = x,
                Height = new([.. growth], [.. x.Select(_ => 0.00007)]),
                Center = new(
                    [.. x.Select((e, i) => Math.Abs(growth[i]) < 0.00015 ? double.NaN : center + (14 * (e + 1)) + Wobble(i))],
                    [.. x.Select((_, i) => 0.0016 / Math.Abs(growth[i]))]
                ),
                Fwhm = new(
                    [.. x.Select((e, i) => Math.Abs(growth[i]) < 0.00015 ? double.NaN : 32 + (2 * Wobble(i + 90)))],
                    [.. x.Select((_, i) => 0.003 / Math.Abs(growth[i]))],
                    // Ends that a profile leaves open.
                    [.. x.Select((_, i) => i % 5 == 0 ? double.NaN : 0.004 / Math.Abs(growth[i]))]
                ),
                RowIds = [.. x.Select((_, i) => $"bands.ir:{i}.{name}")],
                Below = [.. growth.Select(v => Math.Abs(v) < 0.00015)],
                AtBound = [.. x.Select((_, i) => i is 8 or 9)],
                DetectionLimit = [.. x.Select((_, i) => 0.00015 + (0.00001 * (i % 3)))],
                Sign = sign,
                Merged = sign > 0 ? [] : [new MergedStretch(-1.12, -1.0, "track_stretches:ir/1/20")],
                Onset = (onset, onset - 0.05, onset + 0.04, "tracks.ir:" + name),
            };
        }
    }

    public static Figure Assignments() =>
        AssignmentsFigure.Draw(
            "assignments",
            [
                Band(
                    "1662.3(4) +",
                    "ambiguous, C",
                    ("oxime C=N", 0.52, 0.35),
                    ("H₂O bend", 0.31, 0.4),
                    ("*CH₂O", 0.08, 0.05),
                    ("", 0.09, 0.2)
                ),
                Band("1415.8(9) −", "consistent, C", ("NO₃⁻", 0.71, 0.5), ("CO₃²⁻", 0.12, 0.2), ("", 0.17, 0.3)),
                Band("1270(2) +", "assigned, B", ("*NO₂", 0.93, 0.88), ("", 0.07, 0.12)),
                Band("998.1(3) +", "unassigned", ("*NH₂OH", 0.22, 0.22), ("oxime N–O", 0.18, 0.2), ("", 0.60, 0.58)),
            ]
        );

    private static double Weighted(double v, double distance) =>
        2.2 * Math.Sin((2 * distance * v) + 0.4) * Math.Exp(-Math.Pow((v - 6) / 4.2, 2));

    public static Figure ExafsFit()
    {
        double[] k = Even(0, 14, 281);
        double[] r = Even(0, 6, 196);
        return ExafsFitFigure.Draw(
            "exafs-fit",
            [
                .. new[] { (Name: "Zn-N3: Zn-N", Distance: 1.6), (Name: "Zn foil: Zn-Zn", Distance: 2.3) }.Select(s => new ExafsFitInput(
                    RichText.Plain(s.Name),
                    k,
                    [.. k.Select((v, i) => Weighted(v, s.Distance) + (0.004 * v * Wobble(i)))],
                    [.. k.Select(v => Weighted(v, s.Distance))],
                    (3, 11),
                    "exafs_fits:" + s.Name
                )
                {
                    R = r,
                    DataMagnitude = [.. r.Select((v, i) => Math.Abs((1.4 * Gaussian(v, s.Distance, 0.55)) + (0.03 * Wobble(i))))],
                    ModelMagnitude = [.. r.Select(v => 1.4 * Gaussian(v, s.Distance, 0.55))],
                    DataReal =
                    [
                        .. r.Select((v, i) => (1.4 * Gaussian(v, s.Distance, 0.55) * Math.Cos(11 * (v - s.Distance))) + (0.03 * Wobble(i))),
                    ],
                    ModelReal = [.. r.Select(v => 1.4 * Gaussian(v, s.Distance, 0.55) * Math.Cos(11 * (v - s.Distance)))],
                    RRange = (1, 3),
                    IsTied = true,
                }),
            ],
            3
        );
    }

    public static Figure XasSeries()
    {
        double[] frames = Even(0, 11, 12);
        double[] half = [.. frames.Select(_ => 0.06)];
        string[] rows = [.. frames.Select(f => "edge_positions:" + f)];
        FrameTrack Track(string name, Func<double, double> value) =>
            new(RichText.Plain(name), frames, [.. frames.Select((f, i) => value(f) + (0.02 * Wobble(i)))], half, half, rows);
        return XasSeriesFigure.Draw(
            "xas-series",
            FigureAxis.Frame(),
            [
                new FramePanel(
                    new FigureAxis { Quantity = "Edge \u2212 first frame", Unit = "eV" },
                    [Track("half step", f => 0.08 * f), Track("inflection", f => 0.02 * f)],
                    "Edge by each definition, less that of its first frame."
                )
                {
                    HasZero = true,
                },
                new FramePanel(
                    new FigureAxis { Quantity = "Weight" },
                    [Track("Au foil", f => f / 14), Track("Au3 Cl", f => 1 - (f / 14)) with { Open = [.. frames.Select(f => f == 0)] }],
                    "Weights of the standards."
                ),
            ]
        );
    }

    public static Figure Xas()
    {
        double[] energy = Even(9630, 9860, 461);
        double[] k = Even(0, 14, 281);
        double[] r = Even(0, 6, 196);
        (string Name, double Distance, double Edge)[] samples =
        [
            ("Zn foil", 2.3, 9659),
            ("Zn-N4", 1.6, 9662),
            ("in situ, -1.2 V", 1.75, 9661),
        ];
        double[] mapK = Even(2, 12, 101);
        double[] mapR = Even(0.5, 5, 91);
        return XasFigure.Draw(
            new XasInput
            {
                Name = "xas",
                Norm =
                [
                    .. samples.Select(s => new NamedCurve(
                        s.Name,
                        energy,
                        [
                            .. energy.Select(e =>
                                (0.5 + (Math.Atan((e - s.Edge) / 1.8) / Math.PI))
                                + (0.45 * Gaussian(e, s.Edge + 5, 9))
                                + (e > s.Edge ? 0.06 * Math.Sin(0.11 * s.Distance * (e - s.Edge)) * Math.Exp(-(e - s.Edge) / 60) : 0)
                            ),
                        ],
                        "spectra.xas:" + s.Name
                    )),
                ],
                Chi =
                [
                    .. samples.Select(s => new NamedCurve(s.Name, k, [.. k.Select(v => Weighted(v, s.Distance))], "spectra.chi:" + s.Name)),
                ],
                Magnitude =
                [
                    .. samples.Select(s => new NamedCurve(
                        s.Name,
                        r,
                        [.. r.Select(v => 1.4 * Gaussian(v, s.Distance, 0.55))],
                        "spectra.chir:" + s.Name
                    )),
                ],
                RealPart =
                [
                    .. samples.Select(s => new NamedCurve(
                        s.Name,
                        r,
                        [.. r.Select(v => 1.4 * Gaussian(v, s.Distance, 0.55) * Math.Cos(11 * (v - s.Distance)))],
                        "spectra.re:" + s.Name
                    )),
                ],
                Fit = [new NamedCurve("fit", r, [.. r.Select(v => 1.37 * Gaussian(v, 1.77, 0.57))], "exafs_fits:1")],
                Wavelets =
                [
                    new(
                        mapK,
                        mapR,
                        [
                            .. mapR.SelectMany(y =>
                                mapK.Select(x =>
                                    (1.1 * Gaussian(x, 5.5, 4) * Gaussian(y, 1.7, 0.8))
                                    + (0.5 * Gaussian(x, 8.5, 3) * Gaussian(y, 2.9, 0.7))
                                )
                            ),
                        ],
                        0.7,
                        0.35,
                        "spectra.wavelet:0"
                    ),
                ],
                KMin = 3,
                KMax = 12,
            }
        );
    }

    /// <summary>Names as a bad file might hold them: markup, entities, control and direction signs, great length.</summary>
    public static Figure Hostile()
    {
        const string bad = "<script>alert('x')</script> & \"quoted\" ]]> \u0000\u0007\u202Egnp.exe ^{2} %{y}";
        double[] x = Even(0, 10, 11);
        return new Figure
        {
            Name = "hostile",
            HeightMillimetres = 60,
            Caption = bad,
            Panels =
            [
                new Panel
                {
                    Letter = "a",
                    Heading = bad,
                    X = new FigureAxis { Quantity = bad, Unit = "</text>" },
                    Y = new FigureAxis { Quantity = string.Concat(Enumerable.Repeat("a very long quantity ", 12)), Unit = "<g>" },
                    Layers =
                    [
                        new LineLayer(x, [.. x.Select(v => v * v)]) { Name = bad, RowIds = [bad] },
                        new PointsLayer(x, [.. x.Select(v => double.NaN)]) { Name = "nothing but NaN", RowIds = [bad] },
                        new NoteLayer(2, 60, bad),
                    ],
                },
            ],
        };
    }

    public static double[] Even(double first, double last, int count) =>
        [.. Enumerable.Range(0, count).Select(i => first + ((last - first) * i / (count - 1)))];

    /// <summary>A wobble of order one without a random number.</summary>
    public static double Wobble(int i) => Math.Sin(i * 12.9898) * Math.Cos(i * 4.1414) * 1.4;

    private static double[] Spectrum(double[] x, double potential, int frame)
    {
        double grown = 1 / (1 + Math.Exp((potential + 0.8) / 0.1));
        return
        [
            .. x.Select(
                (v, i) =>
                    (0.0021 * grown * Gaussian(v, 1662.3 + (12 * (potential + 1)), 32))
                    + (0.0006 * grown * Lorentzian(v, 1645, 50))
                    - (0.0015 * grown * Gaussian(v, 1415, 28))
                    - (0.0007 * grown * Gaussian(v, 1384, 18))
                    + (0.00003 * Wobble(i + (1000 * frame)))
            ),
        ];
    }

    private static AssignedBandInput Band(
        string band,
        string verdict,
        params (string Species, double Probability, double Flat)[] candidates
    ) =>
        new(
            band,
            verdict,
            [
                .. candidates.Select(c => new CandidateInput(
                    c.Species.Length == 0 ? "unassigned" : c.Species,
                    c.Probability,
                    c.Flat,
                    c.Species.Length == 0,
                    $"assignments:{band}.{c.Species}"
                )),
            ]
        );
}
