using SpectraPipeline.Report.Html;

namespace SpectraPipeline.Report.Tests;

/// <summary>A page with one of everything.</summary>
internal static class SyntheticPage
{
    public const string Bad = "<img src=x onerror=alert(1)> \"'& </script><script>alert(2)</script> \u202Etxt";

    public static ReportPage Make() =>
        new(
            RichText.Plain("Methanol amination on Zn-N-C " + Bad),
            [RichText.Plain("Sample Zn-N4, flow cell, ATR-IR and Zn K-edge"), RichText.Plain("2 series, 38 frames")],
            [
                new ReportSection(
                    "found",
                    "What was found",
                    [
                        new Finding(
                            "A band grows at 1662.3(4) cm⁻¹ from −0.55 V; oxime C=N and water bend both explain it.",
                            "ambiguous",
                            "C",
                            "Position with sign and slope.",
                            ["bands:ir/12/3"]
                        ),
                        new Finding("The band at 1270 cm⁻¹ is *NO₂.", "assigned", "B", RichText.Empty, ["bands:ir/1/3", "bands:ir/2/3"]),
                        new Finding(Bad, Bad, Bad, Bad, [Bad]),
                        new FigureBlock(SyntheticFigures.Waterfall()),
                    ]
                ),
                new ReportSection(
                    "decide",
                    "What would decide",
                    [new Items(["Repeat in D₂O: the water bend leaves to 1209 cm⁻¹, C=N stays.", Bad])]
                ),
                new ReportSection("figures", "Figures", [.. SyntheticFigures.All.Skip(1).Select(figure => new FigureBlock(figure))]),
                new ReportSection("tables", "Tables", [Bands(12, "bands-few"), Bands(1200, "bands")]),
                new ReportSection(
                    "methods",
                    "Methods",
                    [
                        new CopyText("methods", "Baselines were removed by arPLS.\nBands were fitted.", false),
                        new CopyText("BibTeX", "@article{baek2015,\n  title = {Baseline & more}\n}", true),
                    ]
                ),
            ]
        );

    private static TableBlock Bands(int count, string id) =>
        new(
            id,
            "Bands",
            [
                new("series", false),
                new("frame", true),
                new(RichText.Markup("centre / cm^{-1}"), true),
                new("height", true),
                new("message", false),
            ],
            [
                .. Enumerable
                    .Range(0, count)
                    .Select(i => new TableRow(
                        (id == "bands" ? "bands:ir/" : "few:") + i + "/3",
                        [
                            TableCell.Of("ir"),
                            TableCell.Of(i),
                            TableCell.Of(i == 4 ? null : 990.25 + (i * 61.7), i % 3 == 0 ? 0.4 : 12),
                            TableCell.Of(1.2e-5 * (i - 3), 3e-7),
                            TableCell.Of(i == 2 ? Bad : ""),
                        ]
                    )),
            ]
        );
}
