namespace SpectraPipeline.Engine.Comparison;

/// <summary>Which track of one run is which of the other. Their numbers count positions, so one band more renumbers the rest: they are matched by where
/// they lie.</summary>
internal sealed class TrackMatching
{
    // Half a width away two bands are resolved, and it is another one; without a width, what a calibration can be off.
    private const double WidthShare = 0.5;
    private const double NoWidth = 5;
    private const double Errors = 3;
    private readonly Dictionary<(string Series, int Track), int> _numbers = [];

    public TrackMatching(IEnumerable<TableRow> before, IEnumerable<TableRow> after)
    {
        ILookup<string, TableRow> old = before.ToLookup(SeriesOf),
            now = after.ToLookup(SeriesOf);
        foreach (string series in old.Select(g => g.Key).Union(now.Select(g => g.Key)))
            Match([.. old[series]], [.. now[series]]);
    }

    /// <summary>Tracks that both have, in order of position.</summary>
    public List<(TableRow Before, TableRow After)> Pairs { get; } = [];

    public List<TableRow> Vanished { get; } = [];

    public List<TableRow> Appeared { get; } = [];

    /// <summary>Number in the second run of a track of the first; null when it has none.</summary>
    public int? After(string series, int track) => _numbers.TryGetValue((series, track), out int number) ? number : null;

    public static int NumberOf(TableRow row) => (int)row.Count("track");

    public static string SeriesOf(TableRow row) => row.Text("series") ?? "";

    private void Match(List<TableRow> old, List<TableRow> now)
    {
        // Of two that fit, the nearer; a band that grows before one that falls at the same place.
        var fits =
            from a in old
            from b in now
            let apart = Math.Abs(a.Number("center") - b.Number("center"))
            where apart <= Reach(a, b)
            orderby Opposed(a, b), apart
            select (a, b);
        var taken = new HashSet<TableRow>();
        foreach (var (a, b) in fits)
        {
            if (taken.Contains(a) || taken.Contains(b))
                continue;
            taken.Add(a);
            taken.Add(b);
            Pairs.Add((a, b));
            _numbers[(SeriesOf(a), NumberOf(a))] = NumberOf(b);
        }
        Vanished.AddRange(old.Where(a => !taken.Contains(a)));
        Appeared.AddRange(now.Where(b => !taken.Contains(b)));
    }

    private static double Reach(TableRow a, TableRow b)
    {
        double width = new[] { a.Number("fwhm"), b.Number("fwhm") }.Where(double.IsFinite).DefaultIfEmpty(NoWidth / WidthShare).Min();
        double error = Measured.Combined(a.Measured("center").Error, b.Measured("center").Error);
        return Math.Max(WidthShare * width, Errors * error);
    }

    private static bool Opposed(TableRow a, TableRow b) => a.Number("sign") * b.Number("sign") < 0;
}
