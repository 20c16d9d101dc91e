namespace SpectraPipeline.Engine.Comparison;

/// <summary>Which track of one run is which of the other. Their numbers count positions, so one band more renumbers the rest: they are matched by where
/// they lie.</summary>
internal sealed class TrackMatching
{
    /// <summary>Half a width away two bands are resolved, and it is another one.</summary>
    public const double WidthShare = 0.5;

    /// <summary>How far a band without a width may lie: what a calibration can be off.</summary>
    public const double NoWidth = 5;

    /// <summary>Standard errors of the difference within which it is still the same band.</summary>
    public const double Errors = 3;

    private readonly Dictionary<(string Series, int Track), int> _numbers = [];

    public TrackMatching(IEnumerable<TableRow> before, IEnumerable<TableRow> after)
    {
        ILookup<string, TableRow> old = before.ToLookup(SeriesOf),
            now = after.ToLookup(SeriesOf);
        foreach (string series in old.Select(g => g.Key).Union(now.Select(g => g.Key)))
            Match([.. old[series]], [.. now[series]]);
        Pairs = [.. Pairs.OrderBy(p => SeriesOf(p.After), StringComparer.Ordinal).ThenBy(p => p.After.Number("center"))];
    }

    /// <summary>Tracks that both have, by series, in order of position in the second run.</summary>
    public List<(TableRow Before, TableRow After)> Pairs { get; private set; } = [];

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
