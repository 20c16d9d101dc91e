using System.Globalization;
using System.Text.Json;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Report.Html;
using SpectraPipeline.Report.Sources;
using static SpectraPipeline.Report.Page.TableCells;

namespace SpectraPipeline.Report.Page;

/// <summary>Fits of scattering paths: rival models, their paths, what goes together, how series compare.</summary>
internal static class ExafsTables
{
    /// <summary>Variables that correlate further are hardly told apart.</summary>
    private const double Strong = 0.8;

    public static TableBlock Fits(ReportSource source) =>
        new(
            "exafs_fits",
            "Models fitted to the EXAFS; ΔBIC within 6 is a tie",
            [
                Words("series"),
                Number("frame"),
                Number("fit"),
                Words("model"),
                Words("verdict"),
                Number("ΔBIC"),
                Number("*R* factor"),
                Number("reduced *χ*^{2}"),
                Number("variables"),
                Number("independent points"),
                Number("noise of *χ*(*k*)"),
                Words("message"),
            ],
            [
                .. source
                    .Xas.Fits.First(TableBlock.MostRows)
                    .Select(f => new TableRow(
                        RowIds.Of(f),
                        [
                            T(f.Series),
                            V(f.Frame),
                            V(f.Fit),
                            T(f.Model),
                            T(f.Verdict),
                            V(f.BicDifference),
                            V(f.RFactor),
                            V(f.ReducedChiSquare),
                            V(f.NVar),
                            V(f.NIdp),
                            V(f.EpsilonK),
                            T(f.Message),
                        ]
                    )),
            ]
        )
        {
            Total = source.Xas.Fits.Count,
        };

    public static TableBlock Paths(ReportSource source) =>
        new(
            "exafs_paths",
            RichText.Markup(
                "Paths of the models, numbered as the fits; in square brackets the 95 % interval (–: open to that side), in round ones the standard error; *N* without an error was held, a path without *N* is left out by that model and has a limit alone"
            ),
            [
                Words("series"),
                Number("frame"),
                Number("fit"),
                Words("path"),
                Number("*N*"),
                Number("*N* below (95 %)"),
                Number("*R* / Å"),
                Number("*σ*^{2} / Å^{2}"),
                Number("Δ*E*_{0} / eV"),
                Number("*S*_{0}^{2}"),
                Number("*R*_{eff} / Å"),
                Words("message"),
            ],
            [
                .. source
                    .Xas.Paths.First(TableBlock.MostRows)
                    .Select(p => new TableRow(
                        RowIds.Of(p),
                        [
                            T(p.Series),
                            V(p.Frame),
                            V(p.Fit),
                            T(p.Path),
                            B(p.N, p.NLow, p.NHigh, p.NSe),
                            V(p.NUpper),
                            B(p.R, p.RLow, p.RHigh, p.RSe),
                            E(p.Sigma2, p.Sigma2Se),
                            E(p.De0, p.De0Se),
                            E(p.S02, p.S02Se),
                            V(p.Reff),
                            T(p.Message),
                        ]
                    )),
            ]
        )
        {
            Total = source.Xas.Paths.Count,
        };

    public static TableBlock Parameters(ReportSource source) =>
        new(
            "exafs_parameters",
            string.Create(CultureInfo.InvariantCulture, $"Variables of the fits; correlations from {Strong:0.0} up"),
            [
                Words("series"),
                Number("frame"),
                Number("fit"),
                Words("variable"),
                Number("value"),
                Words("at a bound"),
                Words("goes together with"),
            ],
            [
                .. source
                    .Xas.Parameters.First(TableBlock.MostRows)
                    .Select(p => new TableRow(
                        RowIds.Of(p),
                        [
                            T(p.Series),
                            V(p.Frame),
                            V(p.Fit),
                            T(p.Name),
                            E(p.Value, p.Se),
                            T(p.AtBound ? "yes" : ""),
                            T(Correlated(p.Correlations)),
                        ]
                    )),
            ]
        )
        {
            Total = source.Xas.Parameters.Count,
        };

    public static TableBlock Comparisons(ReportSource source) =>
        new(
            "exafs_comparisons",
            "Shells of two series; 95 % intervals over all models that are tied (–: open to that side), told apart only where they do not touch",
            [
                Words("series"),
                Number("frame"),
                Words("path"),
                Words("quantity"),
                Number("value"),
                Words("other series"),
                Words("its path"),
                Number("value there"),
                Number("ratio"),
                Words("verdict"),
            ],
            [
                .. source
                    .Xas.Comparisons.First(TableBlock.MostRows)
                    .Select(c => new TableRow(
                        RowIds.Of(c),
                        [
                            T(c.Series),
                            V(c.Frame),
                            T(c.Path),
                            T(
                                c.Quantity switch
                                {
                                    "n" => "N",
                                    "r" => "R / Å",
                                    _ => "σ² / Å²",
                                }
                            ),
                            B(c.Value, c.Low, c.High),
                            T(c.Other),
                            T(c.OtherPath),
                            B(c.OtherValue, c.OtherLow, c.OtherHigh),
                            B(c.Ratio, c.RatioLow, c.RatioHigh),
                            T(c.Verdict),
                        ]
                    )),
            ]
        )
        {
            Total = source.Xas.Comparisons.Count,
        };

    /// <summary>'Zn-N.sigma2 0.92, e0 −0.85' of {"Zn-N.sigma2": 0.92, ...}.</summary>
    private static string Correlated(string? json)
    {
        if (string.IsNullOrEmpty(json))
            return "";
        using JsonDocument document = JsonDocument.Parse(json);
        return string.Join(
            ", ",
            document
                .RootElement.EnumerateObject()
                .Select(p => (p.Name, Value: p.Value.GetDouble()))
                .Where(p => Math.Abs(p.Value) >= Strong)
                .OrderByDescending(p => Math.Abs(p.Value))
                .Select(p => $"{p.Name} {UncertainNumber.Significant(p.Value, 2)}")
        );
    }
}
