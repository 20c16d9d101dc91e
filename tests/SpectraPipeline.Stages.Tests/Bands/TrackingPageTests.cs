using System.Globalization;
using SpectraPipeline.Testing.Generators.Series;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Bands;

public sealed class TrackingPageTests(ITestOutputHelper output)
{
    [Fact]
    public void Dump()
    {
        string[] w = (Environment.GetEnvironmentVariable("CASE") ?? "3,5,Cross,Merged,False,Errors").Split(',');
        var about = new CrossingCase(ulong.Parse(w[0]), double.Parse(w[1]))
        {
            Meeting = Enum.Parse<Meeting>(w[2]),
            Unresolved = Enum.Parse<Unresolved>(w[3]),
            Twins = bool.Parse(w[4]),
            Vanishes = int.Parse(w[0]) % 2 == 1,
        };
        var series = new CrossingBands(about);
        var set = TrackingStudy.Tables(about, series, Enum.Parse<SeenBy>(w[5]));
        BandTables.Run(new SpectraPipeline.Stages.Bands.Track(), set);
        output.WriteLine($"meet {series.Meet:0.0} w {series.MeanWidth:0.0}");
        var rows = set.Rows<SpectraPipeline.Core.Rows.BandRow>().ToLookup(b => b.Frame);
        for (int f = 0; f < about.Frames; f++)
            if (series.Present[f])
                output.WriteLine(
                    $"{f} {(series.IsResolved(f) ? "r" : "-")} {series.Truth(f, 0)?.Center:0.0} {series.Truth(f, 1)?.Center:0.0} | "
                        + string.Join("  ", rows[f].Select(b => $"{b.Band}:{b.Center:0.0}±{b.CenterSe:0.0} w{b.Fwhm:0} h{b.Height:0.0} s{b.Snr:0.0}{(b.Converged ? "" : "!")}{b.AtBound} T{b.Track}"))
                );
        foreach (var s in set.Rows<SpectraPipeline.Core.Rows.TrackStretchRow>())
            output.WriteLine($"{s.Track} {s.FirstFrame}-{s.LastFrame} {s.Kind} {s.WithTrack} {s.Probability:0.000}");
    }

    [Fact]
    public void Scratch()
    {
        int draws = int.Parse(Environment.GetEnvironmentVariable("DRAWS") ?? "200", CultureInfo.InvariantCulture);
        string only = Environment.GetEnvironmentVariable("BY") ?? "Errors";
        SeenBy by = Enum.Parse<SeenBy>(only);
        foreach (Meeting meeting in Enum.GetValues<Meeting>())
        foreach (Unresolved unresolved in by == SeenBy.Errors ? Enum.GetValues<Unresolved>() : [Unresolved.Merged])
        foreach (bool twins in new[] { false, true })
        foreach (double snr in new[] { 5.0, 10, 30, 100 })
        {
            int n = 0,
                right = 0,
                uncertain = 0,
                wrongSure = 0,
                tracks = 0;
            var bad = new List<int>();
            for (int i = 0; i < draws; i++)
            {
                TrackingOutcome o = TrackingStudy.Run(
                    new((ulong)i, snr)
                    {
                        Meeting = meeting,
                        Unresolved = unresolved,
                        Twins = twins,
                        Vanishes = i % 2 == 1,
                    },
                    by
                );
                if (!o.Counts)
                    continue;
                n++;
                right += o.Right ? 1 : 0;
                uncertain += o.Uncertain ? 1 : 0;
                wrongSure += !o.Right && !o.Uncertain ? 1 : 0;
                tracks += o.Tracks == 2 ? 1 : 0;
                if (!o.Right && bad.Count < 6)
                    bad.Add(i);
            }
            if (n > 0)
                output.WriteLine(
                    $"{meeting} {unresolved} twins={twins} snr={snr}: n={n} right={100.0 * right / n:0.0} uncertain={100.0 * uncertain / n:0.0} wrong&sure={100.0 * wrongSure / n:0.0} two={100.0 * tracks / n:0.0}  bad {string.Join(",", bad)}"
                );
        }
    }
}
