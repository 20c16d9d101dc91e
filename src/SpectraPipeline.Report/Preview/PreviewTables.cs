using SpectraPipeline.Core;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Report.Html;
using SpectraPipeline.Report.Page;
using SpectraPipeline.Report.Sources;
using static SpectraPipeline.Report.Page.TableCells;

namespace SpectraPipeline.Report.Preview;

/// <summary>The rows that a step found in the frame, as tables: bands, fits, edges, maxima of transforms.</summary>
internal static class PreviewTables
{
    public static IEnumerable<TableBlock> Of(StepVariants step, string name)
    {
        if (step.HasResult && Has<FitRow>(step))
            yield return Table<FitRow>(
                step,
                name + "-fits",
                "Fit",
                [
                    Number("bands"),
                    Words("converged"),
                    Number("reduced *χ*^{2}"),
                    Number("points"),
                    Number("variables"),
                    Number("BIC"),
                    Number("noise points"),
                    Number("smallest separation", StepAxes.Named(step.Ran.First().Step.Input!.Axis).Unit),
                    Words("best rival"),
                    Number("ΔBIC of the rival"),
                    Words("how it ended"),
                ],
                (f, _) =>
                    [
                        V(f.Bands),
                        T(f.Converged ? "yes" : "no"),
                        V(f.ReducedChiSquare),
                        V(f.Points),
                        V(f.Variables),
                        V(f.Bic),
                        V(f.NoisePoints),
                        V(f.MinSeparation),
                        T(f.RivalModel),
                        V(f.RivalBicDifference),
                        T(f.Message),
                    ]
            );
        if (step.HasResult && Has<BandRow>(step))
            yield return Bands(step, name + "-bands");
        if (step.HasResult && Has<EdgeRow>(step))
            yield return Table<EdgeRow>(
                step,
                name + "-edges",
                "Edge",
                [Number("*E*_{0} / eV"), Number("half step / eV"), Number("edge step"), Words("ranges, doubts")],
                (e, _) => [V(e.E0), V(e.E0HalfStep), V(e.EdgeStep), T(e.Message)]
            );
        if (step.HasResult && Has<FourierPeakRow>(step))
            yield return Table<FourierPeakRow>(
                step,
                name + "-peaks",
                "Maxima of |χ(R)|, not corrected for phase",
                [Number("*R* / Å"), Number("magnitude"), Number("S/N")],
                (p, _) => [V(p.R), V(p.Magnitude), V(p.Snr)]
            );
        if (step.HasResult && Has<WaveletLobeRow>(step))
            yield return Table<WaveletLobeRow>(
                step,
                name + "-lobes",
                "Lobes of the map, not corrected for phase",
                [Number("lobe"), Number("*k* / Å^{-1}"), Number("*R* / Å"), Number("amplitude"), Number("S/N")],
                (l, _) => [V(l.Lobe), V(l.KMax), V(l.RMax), V(l.Amplitude), V(l.Snr)]
            );
    }

    private static TableBlock Bands(StepVariants step, string name)
    {
        RichText unit = StepAxes.Named(step.Ran.First().Step.Input!.Axis).Unit;
        // Found and not fitted: no errors, no areas, no limits.
        if (step.Ran.All(v => v.Step.Rows<BandRow>().All(b => double.IsNaN(b.Area))))
            return Table<BandRow>(
                step,
                name,
                "Bands",
                [Number("band"), Number("position", unit), Number("width", unit), Number("height"), Number("S/N")],
                (b, _) => [V(b.Band), V(b.Center), V(b.Fwhm), V(b.Height), V(b.Snr)]
            );
        return Table<BandRow>(
            step,
            name,
            Caption(step),
            [
                Number("band"),
                Number("centre", unit),
                Number("FWHM", unit),
                Number("height"),
                Number("area"),
                Number("fraction"),
                Number("S/N"),
                Number("detection limit"),
                Words("95 % intervals"),
                Words("doubts"),
            ],
            (b, i) =>
                [
                    V(b.Band),
                    BandCells.Center(b),
                    BandCells.Fwhm(b),
                    BandCells.Height(b),
                    BandCells.Area(b),
                    E(b.Fraction, b.FractionSe),
                    V(b.Snr),
                    V(LimitOf(step, i, b)),
                    T(b.IntervalMethod),
                    T(Doubts(b, LimitOf(step, i, b))),
                ]
        );
    }

    private static string Caption(StepVariants step)
    {
        BandRow[] bands = [.. step.Ran.SelectMany(v => v.Step.Rows<BandRow>())];
        return BandCells.Caption(
            "Bands",
            BandErrors.Words(bands, step.Ran.SelectMany(v => v.Step.Rows<DetectionLimitRow>())),
            bands.Any(b => BandErrors.HasInterval(b))
        );
    }

    private static double LimitOf(StepVariants step, int variant, BandRow band)
    {
        IReadOnlyList<DetectionLimitRow> limits = step.All[variant].Rows<DetectionLimitRow>();
        return band.Band >= 1 && band.Band <= limits.Count ? limits[band.Band - 1].LodHeight : double.NaN;
    }

    private static string Doubts(in BandRow band, double limit)
    {
        List<string> doubts = [];
        if (band.AtBound.Length > 0)
            doubts.Add($"at a bound: {band.AtBound.Replace(",", ", ", StringComparison.Ordinal)}");
        if (Math.Abs(band.Height) <= limit)
            doubts.Add("below the detection limit");
        return string.Join("; ", doubts);
    }

    /// <summary>A column that says nothing in any row is left out.</summary>
    private static TableBlock WithoutEmpty(TableBlock table)
    {
        int[] kept =
        [
            .. Enumerable
                .Range(0, table.Columns.Count)
                .Where(c => table.Rows.Any(r => r.Cells[c] is { Value: not null } or { Text.IsEmpty: false })),
        ];
        return table with
        {
            Columns = [.. kept.Select(c => table.Columns[c])],
            Rows = [.. table.Rows.Select(r => r with { Cells = [.. kept.Select(c => r.Cells[c])] })],
        };
    }

    private static bool Has<TRow>(StepVariants step)
        where TRow : struct => step.All.Any(s => s.Rows<TRow>().Count > 0);

    private static TableBlock Table<TRow>(
        StepVariants step,
        string name,
        RichText caption,
        IReadOnlyList<TableColumn> columns,
        Func<TRow, int, IReadOnlyList<TableCell>> cells
    )
        where TRow : struct
    {
        List<TableRow> rows = [];
        for (int i = 0; i < step.All.Count; i++)
            foreach (TRow row in step.All[i].Rows<TRow>())
                rows.Add(
                    new TableRow(
                        $"{name}-{rows.Count + 1}",
                        step.IsVaried ? [TableCell.Of(step.ValueOf(i)), .. cells(row, i)] : cells(row, i)
                    )
                );
        return WithoutEmpty(
            new TableBlock(name, caption, step.IsVaried ? [new TableColumn(step.Parameter, false), .. columns] : columns, rows)
        );
    }
}
