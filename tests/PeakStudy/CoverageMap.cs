using System.Globalization;
using System.Text;

namespace SpectraPipeline.PeakStudy;

/// <summary>docs/peak-coverage.svg: coverage over signal to noise and distance, bounds and noise.</summary>
internal static class CoverageMap
{
    private const int CellWidth = 50;
    private const int CellHeight = 34;
    private const int LeftMargin = 215;
    private const int Gap = 70;
    private const int LeastAnswers = 25;
    private const string Font = "font-family=\"Helvetica, Arial, sans-serif\"";

    private static readonly (double Most, string Color, string Words)[] s_colors =
    [
        (0.80, "#c0392b", "below 80 %"),
        (0.90, "#e67e22", "80 to 90 %"),
        (0.93, "#f4d35e", "90 to 93 %"),
        (0.97, "#7fbf7b", "93 to 97 %"),
        (1.01, "#92c5de", "above 97 %"),
    ];

    public static string Of(CoverageResult coverage)
    {
        int map = CoverageStudy.SnrCells * CellWidth;
        int width = LeftMargin + (2 * map) + Gap + 30;
        var svg = new StringBuilder();
        int y = 92;
        Columns(
            svg,
            y,
            "Stated without a flag",
            "share of the statements that hold the truth",
            "All fits",
            "flagged, absent and failed ones count as misses",
            map
        );
        (string Title, TallyGrid Grid, Func<int, string> Words)[] parts =
        [
            ("Two bands: distance over mean width", coverage.Pairs, Distance),
            ("One band, and bands at a bound", coverage.Singles, r => coverage.Singles.Rows[r]),
            ("One band, noise of neighbours shared", coverage.Noises, r => coverage.Noises.Rows[r]),
        ];
        foreach (var (title, grid, words) in parts)
        {
            y += 30;
            Text(svg, 20, y - 8, title, 13, "start", bold: true);
            // Distances grow upward, as on an axis.
            bool upward = ReferenceEquals(grid, coverage.Pairs);
            for (int row = 0; row < grid.Rows.Length; row++)
            {
                int at = upward ? grid.Rows.Length - 1 - row : row;
                Text(svg, LeftMargin - 10, y + (CellHeight / 2) + 4, words(at), 12, "end");
                for (int column = 0; column < CoverageStudy.SnrCells; column++)
                {
                    Tally tally = grid.Cells[at][column];
                    Cell(svg, LeftMargin + (column * CellWidth), y, tally.Stated(-1, LeastAnswers));
                    Cell(svg, LeftMargin + map + Gap + (column * CellWidth), y, tally.Total());
                }
                y += CellHeight;
            }
            Axis(svg, LeftMargin, y);
            Axis(svg, LeftMargin + map + Gap, y);
            y += 40;
        }
        Legend(svg, y + 8);
        int height = y + 44;
        string head = FormattableString.Invariant(
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" {Font} role=\"img\" aria-label=\"Coverage of the errors and intervals of peaks.fit\">\n<rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n"
        );
        return head
            + FormattableString.Invariant(
                $"<text x=\"20\" y=\"30\" font-size=\"18\" font-weight=\"bold\">Do the 95 % statements of peaks.fit hold the truth? {coverage.Fits} fits with known truth</text>\n<text x=\"20\" y=\"50\" font-size=\"12\" fill=\"#555555\">Numbers in per cent, over center, fwhm, height and area; a dash where fewer than {LeastAnswers} statements were made. 93 to 97 is as promised.</text>\n"
            )
            + svg
            + "</svg>\n";
    }

    private static void Columns(StringBuilder svg, int y, string left, string leftNote, string right, string rightNote, int map)
    {
        Text(svg, LeftMargin, y - 12, left, 14, "start", bold: true);
        Text(svg, LeftMargin, y + 4, leftNote, 12, "start");
        Text(svg, LeftMargin + map + Gap, y - 12, right, 14, "start", bold: true);
        Text(svg, LeftMargin + map + Gap, y + 4, rightNote, 12, "start");
    }

    private static string Distance(int row) => FormattableString.Invariant($"{Edge(row):0.00} to {Edge(row + 1):0.00}");

    private static double Edge(int row) =>
        CoverageStudy.Edge(row, CoverageStudy.SeparationCells, CoverageStudy.LowestSeparation, CoverageStudy.HighestSeparation);

    private static void Cell(StringBuilder svg, int x, int y, double share)
    {
        string color = double.IsNaN(share) ? "#eeeeee" : s_colors.First(c => share < c.Most).Color;
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<rect x=\"{x}\" y=\"{y}\" width=\"{CellWidth}\" height=\"{CellHeight}\" fill=\"{color}\" stroke=\"#ffffff\"/>\n"
        );
        string words = double.IsNaN(share) ? "–" : (100 * share).ToString("0", CultureInfo.InvariantCulture);
        Text(svg, x + (CellWidth / 2), y + (CellHeight / 2) + 5, words, 13, "middle");
    }

    private static void Axis(StringBuilder svg, int x, int y)
    {
        for (int column = 0; column <= CoverageStudy.SnrCells; column++)
        {
            double edge = CoverageStudy.Edge(column, CoverageStudy.SnrCells, CoverageStudy.LowestSnr, CoverageStudy.HighestSnr);
            Text(svg, x + (column * CellWidth), y + 14, edge.ToString(edge < 10 ? "0.0" : "0", CultureInfo.InvariantCulture), 11, "middle");
        }
        Text(
            svg,
            x + (CoverageStudy.SnrCells * CellWidth / 2),
            y + 29,
            "height of the weakest band over the noise of a point",
            12,
            "middle"
        );
    }

    private static void Legend(StringBuilder svg, int y)
    {
        int x = LeftMargin;
        foreach (var (_, color, words) in s_colors)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x}\" y=\"{y}\" width=\"16\" height=\"16\" fill=\"{color}\"/>\n");
            Text(svg, x + 22, y + 13, words, 12, "start");
            x += 130;
        }
    }

    private static void Text(StringBuilder svg, int x, int y, string words, int size, string anchor, bool bold = false) =>
        svg.Append(
            CultureInfo.InvariantCulture,
            $"<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" text-anchor=\"{anchor}\"{(bold ? " font-weight=\"bold\"" : "")} fill=\"#222222\">{words}</text>\n"
        );
}
