using System.Globalization;
using SpectraPipeline.Core.Rows;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Peaks;

/// <summary>Areas of CO on gold against those that the authors of the spectra integrated themselves, beside lmfit's areas paired the same way.</summary>
public sealed class AreasOnGoldTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("- peaks.fit: { shape: pseudo-voigt, from: 2000, to: 2200 }")]
    [InlineData("- shape.crop: { from: 2000, to: 2200 }\n- peaks.fit: { bands: [ { center: 2095, fwhm: 25 } ] }")]
    public void Follow_the_authors_areas_as_closely_as_a_peer_does(string steps)
    {
        GoldSpectra? gold = GoldSpectra.Read();
        string? cathodic = Corpus.Path("corpus/vibrational/ec_ir/20180628CV1Cat.csv");
        string? anodic = Corpus.Path("corpus/vibrational/ec_ir/20180628CV1An.csv");
        Assert.SkipWhen(gold is null || cathodic is null || anodic is null, "needs the shared corpus: corpus/vibrational/ec_ir");
        FitRun run = FitRun.Of(steps, FitRun.Series(gold!.X, gold.Frames));
        double[] ours = [.. run.Bands.Select(b => b.Area)];
        double[] peers = [.. gold.Peer.Select(p => p.GetProperty("area").GetDouble())];
        double[] potentials = [.. gold.Peer.Select(p => p.GetProperty("E").GetDouble())];
        int turn = Array.IndexOf(potentials, potentials.Min());
        foreach ((string file, Range sweep) in ((string, Range)[])[(cathodic!, ..(turn + 1)), (anodic!, turn..)])
        {
            double[][] authors = [.. File.ReadLines(file).Skip(1).Where(l => l.Length > 0).Select(Numbers)];
            double own = Correlation(authors, potentials[sweep], ours[sweep]);
            double peer = Correlation(authors, potentials[sweep], peers[sweep]);
            output.WriteLine($"{Path.GetFileName(file)}: ours {own:F4}, lmfit {peer:F4}");
            Assert.InRange(own, peer - 0.01, 1);
        }
    }

    /// <summary>Correlation of the authors' areas with those interpolated at their potentials.</summary>
    private static double Correlation(double[][] authors, double[] potentials, double[] areas)
    {
        int[] order = [.. Enumerable.Range(0, potentials.Length).OrderBy(i => potentials[i])];
        var pairs = new List<(double Theirs, double Ours)>();
        foreach (double[] row in authors)
        {
            int above = Array.FindIndex(order, i => potentials[i] >= row[0]);
            if (above <= 0)
                continue;
            (int a, int b) = (order[above - 1], order[above]);
            double share = (row[0] - potentials[a]) / (potentials[b] - potentials[a]);
            pairs.Add((row[1], areas[a] + share * (areas[b] - areas[a])));
        }
        double x = pairs.Average(p => p.Theirs);
        double y = pairs.Average(p => p.Ours);
        return pairs.Sum(p => (p.Theirs - x) * (p.Ours - y))
            / Math.Sqrt(pairs.Sum(p => (p.Theirs - x) * (p.Theirs - x)) * pairs.Sum(p => (p.Ours - y) * (p.Ours - y)));
    }

    private static double[] Numbers(string line) => [.. line.Split(',').Select(w => double.Parse(w, CultureInfo.InvariantCulture))];
}
