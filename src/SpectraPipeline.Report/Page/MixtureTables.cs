using SpectraPipeline.Report.Html;
using SpectraPipeline.Report.Sources;
using static SpectraPipeline.Report.Page.TableCells;

namespace SpectraPipeline.Report.Page;

/// <summary>What a series is a mixture of.</summary>
internal static class MixtureTables
{
    public static TableBlock Weights(ReportSource source) =>
        new(
            "components",
            "Weights of standards, scores of principal components; in square brackets the 95 % interval",
            [
                Words("series"),
                Number("frame"),
                Words("method"),
                Words("component"),
                Number("weight or score"),
                Number("error of the fit alone"),
                Words("at its bound"),
            ],
            [
                .. source
                    .Xas.Components.First(TableBlock.MostRows)
                    .Select(c => new TableRow(
                        RowIds.Of(c),
                        [
                            T(c.Series),
                            V(c.Frame),
                            T(c.Method),
                            T(c.Component),
                            B(c.Weight, c.WeightLow, c.WeightHigh, c.WeightSeTotal),
                            V(c.WeightSe),
                            T(c.AtBound ? "yes" : ""),
                        ]
                    )),
            ]
        )
        {
            Total = source.Xas.Components.Count,
        };

    public static TableBlock Quality(ReportSource source) =>
        new(
            "model_quality",
            "Combinations of standards and numbers of components: what was tried, what the data say",
            [
                Words("series"),
                Number("frame"),
                Words("method"),
                Words("criterion"),
                Number("rank"),
                Words("model"),
                Words("weights"),
                Words("verdict"),
                Number("value"),
                Number("reduced *χ*^{2}"),
                Number("ΔBIC"),
                Number("*p*"),
            ],
            [
                .. source
                    .Xas.ModelQuality.First(TableBlock.MostRows)
                    .Select(q => new TableRow(
                        RowIds.Of(q),
                        [
                            T(q.Series),
                            q.Frame < 0 ? default : V(q.Frame),
                            T(q.Method),
                            T(q.Criterion),
                            V(q.Rank),
                            T(q.Model),
                            T(q.Weights),
                            T(q.Verdict),
                            E(q.Value, q.ValueSe),
                            V(q.ReducedChiSquare),
                            V(q.BicDifference),
                            V(q.PValue),
                        ]
                    )),
            ]
        )
        {
            Total = source.Xas.ModelQuality.Count,
        };
}
