using SpectraPipeline.Core.Rows;
using SpectraPipeline.IO.Store;

namespace SpectraPipeline.Report.Tests;

/// <summary>One or two rows of every table that tells how bands evolve, for <see cref="SyntheticStore"/>.</summary>
internal static class SyntheticEvolution
{
    private const string Series = "ir";

    public static void Fill(PartStore store)
    {
        Put(
            store,
            new ClockRow
            {
                Series = Series,
                Log = "echem.mpt",
                OffsetS = 3.421,
                OffsetSSe = 0.052,
                Rate = 4.8e-5,
                RateSe = 3e-6,
                Steps = 14,
                Method = "steps; relaxation 0.8 s",
            }
        );
        Put(
            store,
            Stretch(2, 9, 11, "merged", 1),
            Stretch(2, 15, 15, "uncertain", 1),
            Stretch(2, 7, 7, "missing", null),
            Stretch(1, 7, 7, "missing", null)
        );
        Put(store, Onset("threshold", "time", 12, 4, 21), Onset("change-point", "potential", -0.553, -0.61, double.NaN));
        Put(
            store,
            new KineticModelRow
            {
                Series = Series,
                Track = 1,
                Model = "first-order",
                TauS = 45,
                TauSSe = 3,
                TauSLow = 39,
                TauSHigh = 52,
                Delta = 0,
                Points = 20,
                Variables = 3,
                Verdict = "preferred",
                Note = SyntheticStore.Bad,
            }
        );
        Put(
            store,
            new BandRatioRow
            {
                Series = Series,
                Group = "all",
                Numerator = 2,
                Denominator = 1,
                Quantity = "height",
                Ratio = 0.53,
                RatioLow = 0.49,
                RatioHigh = 0.57,
                Frames = 20,
                Verdict = "different",
            }
        );
        Put(
            store,
            new HysteresisRow
            {
                Series = Series,
                Track = 2,
                Quantity = "height",
                SeparationV = 0.021,
                SeparationVSe = 0.002,
                SeparationVLow = 0.012,
                SeparationVHigh = 0.030,
                Verdict = "could be the clock",
            }
        );
        Put(
            store,
            new ReplicateRow
            {
                Series = Series,
                Group = "catalyst Zn-N-C",
                Position = 1662,
                Quantity = "center",
                N = 3,
                Mean = 1662.4,
                Sd = 0.5,
                Se = 0.29,
                Low = 1661.2,
                High = 1663.6,
                Pooled = "ir/2 1662.3; ir-b/2 1662.9; ir-c/1 1662.0",
            }
        );
        Put(
            store,
            new BandTrendRow
            {
                Series = Series,
                Step = "peaks.fit",
                Band = 2,
                Parameter = "center",
                Kind = "linear",
                Against = "potential",
                Value = 1662.3,
                ValueSe = 0.1,
                Slope = 31.2,
                SlopeSe = 1.1,
                Verdict = "does not hold: quadratic better by 24",
            }
        );
        Put(
            store,
            new BandParameterRow
            {
                Series = Series,
                Step = "peaks.fit",
                Frame = 12,
                Band = 2,
                Name = "lorentz-share",
                Value = 0.41,
                Se = 0.03,
            }
        );
    }

    private static void Put<TRow>(PartStore store, params TRow[] rows) => store.CompactRows(typeof(TRow), rows.ToList(), []);

    private static TrackStretchRow Stretch(int track, int first, int last, string kind, int? with) =>
        new()
        {
            Series = Series,
            Track = track,
            FirstFrame = first,
            LastFrame = last,
            Kind = kind,
            WithTrack = with,
            Probability = with is null ? double.NaN : 0.97,
        };

    private static OnsetRow Onset(string method, string against, double at, double low, double high) =>
        new()
        {
            Series = Series,
            Track = 1,
            Method = method,
            Against = against,
            Onset = at,
            Low = low,
            High = high,
            Frames = 20,
        };
}
