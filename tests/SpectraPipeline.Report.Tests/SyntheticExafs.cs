using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.IO.Store;

namespace SpectraPipeline.Report.Tests;

/// <summary>A fit of scattering paths to zn-n4 of <see cref="SyntheticStore"/>: two models that are tied, one that is overparameterised, a limit, a comparison; what scans were worth.</summary>
internal static class SyntheticExafs
{
    private const string Series = "zn-n4";
    private const string Step = "xas.fit-paths";

    public static AxisRow Fill(PartStore store)
    {
        Put(store, Fit(1, "Zn-N", "tied", 2.1, 4), Fit(2, "Zn-N + Zn-Zn", "tied", 0, 7), Fit(3, "all", "overparameterised", 12, 12));
        Put(
            store,
            Shell(1, "Zn-N", 3.12, 2.31, 4.02) with
            {
                R = 2.004,
                RLow = 1.98,
                RHigh = 2.03,
            },
            Shell(2, "Zn-N", 3.6, 2.0, 5.2),
            Shell(2, "Zn-Zn", 1.1, 0.2, 2.4),
            new ExafsPathRow
            {
                Series = Series,
                Step = Step,
                Frame = 0,
                Fit = 1,
                Path = "Zn-Zn",
                NUpper = 1.94,
                Reff = 2.665,
                Message = "Left out of this model; the upper limit is that of a fit with it added, σ² up to 0.02 Å2.",
            },
            new ExafsPathRow
            {
                Series = Series,
                Step = Step,
                Frame = 0,
                Fit = 1,
                Path = "Zn-O",
                NUpper = 0.83,
                Reff = 3.2,
            }
        );
        Put(
            store,
            new ExafsParameterRow
            {
                Series = Series,
                Step = Step,
                Frame = 0,
                Fit = 1,
                Name = "Zn-N.n",
                Value = 3.12,
                Se = 0.4,
                Correlations = "{\"Zn-N.sigma2\": 0.9170, \"e0\": 0.3000}",
            }
        );
        Put(
            store,
            Compared("n", 3.12, 2.0, 5.2, 4.1, 3.3, 4.9, "not-separated"),
            Compared("r", 2.004, 1.98, 2.03, 1.97, 1.95, 1.975, "separated")
        );
        Put(store, Scan(0, "good", ""), Scan(3, "bad", "glitch,i0-loss"), Scan(7, "bad", "jump"));
        Put(
            store,
            new CalibrationRow
            {
                Series = Series,
                Step = "xas.calibrate",
                Frame = 0,
                Method = "energy",
                Foil = "reference",
                Convention = "derivative",
                E0Found = 9658.94,
                E0Se = 0.04,
                EdgeEnergy = 9659,
                EdgeSource = "tabulated",
                ShiftEv = 0.06,
            }
        );
        Put(store, Trend("edge", "eV", "none-seen", 0.001, 0.004, 0.01), Trend("white-line", "edge steps", "damage", -0.02, 0.003, 0.026));
        Put(
            store,
            Weight("Zn foil", 0.31, 0.2, 0.42),
            Weight("ZnO", 0.69, 0.58, 0.8),
            Weight("ZnS", 0, double.NaN, 0.05) with
            {
                AtBound = true,
            }
        );
        Put(
            store,
            Quality("r-factor", 2, null, "misfit") with
            {
                ReducedChiSquare = 12.4,
            },
            Quality("combination", 1, "0.3100 Zn foil + 0.6900 ZnO", "tied"),
            Quality("combination", 2, "0.2900 Zn foil + 0.7100 ZnS", "tied"),
            Quality("combination", 3, "1.0000 ZnS", "rejected")
        );
        return Spectra(store);
    }

    private static AxisRow Spectra(PartStore store)
    {
        double[] k = SyntheticFigures.Even(0, 14, 281);
        double[] model = [.. k.Select(v => 0.8 * Math.Sin((2 * 1.6 * v) + 0.5) * Math.Exp(-0.02 * v * v) / Math.Max(v, 0.5))];
        double[] data = [.. model.Select((v, i) => v + (0.01 * SyntheticFigures.Wobble(i)))];
        return store.CompactSpectra(
            Step,
            new SpectralSeries(
                Series,
                new Axis("k", Unit.PerAngstrom, k),
                [
                    new Channel("chi", new Signal(SignalKind.ChiK), 1, k.Length, data),
                    new Channel("fit", new Signal(SignalKind.Auxiliary), 1, k.Length, model),
                    new Channel("residual", new Signal(SignalKind.Auxiliary), 1, k.Length, [.. data.Zip(model, (d, m) => d - m)]),
                ],
                [new FrameInfo { Frame = 0, File = Series + ".xdi" }]
            )
        );
    }

    private static ExafsFitRow Fit(int fit, string model, string verdict, double difference, int variables) =>
        new()
        {
            Series = Series,
            Step = Step,
            Frame = 0,
            Fit = fit,
            Model = model,
            Verdict = verdict,
            BicDifference = difference,
            NVar = variables,
            NIdp = 11.19,
            RFactor = 0.0113,
            ReducedChiSquare = fit == 3 ? double.NaN : 2.7,
        };

    private static ExafsPathRow Shell(int fit, string path, double n, double low, double high) =>
        new()
        {
            Series = Series,
            Step = Step,
            Frame = 0,
            Fit = fit,
            Path = path,
            N = n,
            NSe = (high - low) / 4,
            NLow = low,
            NHigh = high,
            R = path == "Zn-N" ? 2.0 : 2.7,
            RSe = 0.01,
            Sigma2 = 0.007,
            Sigma2Se = 0.0015,
            S02 = 0.95,
        };

    private static ExafsComparisonRow Compared(
        string quantity,
        double value,
        double low,
        double high,
        double other,
        double otherLow,
        double otherHigh,
        string verdict
    ) =>
        new()
        {
            Series = Series,
            Step = "xas.compare-paths",
            Frame = 0,
            Other = "zn-n3",
            OtherFrame = 0,
            Path = "Zn-N",
            OtherPath = "Zn-N",
            Quantity = quantity,
            Value = value,
            Low = low,
            High = high,
            OtherValue = other,
            OtherLow = otherLow,
            OtherHigh = otherHigh,
            Verdict = verdict,
        };

    private static ScanQualityRow Scan(int frame, string verdict, string why) =>
        new()
        {
            Series = Series,
            Step = "xas.quality",
            Frame = frame,
            Verdict = verdict,
            Why = why,
            KMaxUsable = 11.2,
        };

    private static DoseTrendRow Trend(string quantity, string unit, string verdict, double slope, double se, double limit) =>
        new()
        {
            Series = Series,
            Step = "xas.damage",
            Quantity = quantity,
            Unit = unit,
            Against = "frame",
            Frames = 22,
            Slope = slope,
            SlopeSe = se,
            PValue = 0.0004,
            LimitPerScan = limit,
            Verdict = verdict,
        };

    private static ComponentRow Weight(string standard, double weight, double low, double high) =>
        new()
        {
            Series = Series,
            Step = "xas.lcf",
            Frame = 0,
            Method = "lcf",
            Component = standard,
            Weight = weight,
            WeightLow = low,
            WeightHigh = high,
        };

    private static ModelQualityRow Quality(string criterion, int rank, string? weights, string verdict) =>
        new()
        {
            Series = Series,
            Step = "xas.lcf",
            Frame = 0,
            Method = "lcf",
            Criterion = criterion,
            Rank = rank,
            Weights = weights,
            Verdict = verdict,
        };

    private static void Put<TRow>(PartStore store, params TRow[] rows)
        where TRow : struct => store.CompactRows(typeof(TRow), rows.ToList(), []);
}
