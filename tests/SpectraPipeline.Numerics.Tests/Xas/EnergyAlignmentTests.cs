using System.Globalization;
using System.Text.Json;
using SpectraPipeline.Numerics.Splines;
using SpectraPipeline.Numerics.Statistics;
using SpectraPipeline.Numerics.Xas;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Xas;

public sealed class EnergyAlignmentTests(ITestOutputHelper output)
{
    private const double Edge = 9660;

    [Fact]
    public void Finds_the_shifts_that_Larch_was_given()
    {
        string? path = Corpus.Path("reference/xas/misc.json");
        Assert.SkipWhen(path is null, "needs the shared corpus: reference/xas/misc.json");
        JsonElement cases = JsonDocument.Parse(File.ReadAllText(path!)).RootElement.GetProperty("energy_align");
        Assert.Equal(12, cases.GetArrayLength());
        foreach (JsonElement c in cases.EnumerateArray())
        {
            (double[] energy, double[] mu) = Input(c.GetProperty("name").GetString()!);
            double truth = c.GetProperty("true_shift").GetDouble();
            AlignmentMethod method = c.GetProperty("array").GetString() == "norm" ? AlignmentMethod.Norm : AlignmentMethod.Derivative;
            double edge = new EdgeFinder().Find(energy, mu);
            var alignment = new EnergyAlignment(energy, mu, edge, new EnergyAlignmentSettings { Method = method });
            EnergyShift found = alignment.Find([.. energy.Select(e => e - truth)], mu);
            // The same numbers at other energies: exact but for the rounding of energies near 1e4 eV.
            Assert.InRange(found.Shift - truth, -1e-7, 1e-7);
            Assert.InRange(found.Shift - c.GetProperty("found").GetDouble(), -1e-3, 1e-3);
        }
    }

    [Theory]
    [InlineData(AlignmentMethod.Derivative)]
    [InlineData(AlignmentMethod.Norm)]
    public void A_shift_between_grid_points_of_a_scan_with_another_scale_and_slope_is_found(AlignmentMethod method)
    {
        double[] energy = Grid(0.4);
        var alignment = new EnergyAlignment(energy, Foil(energy), Edge, new EnergyAlignmentSettings { Method = method });
        foreach (double shift in (double[])[-3.37, -0.11, 0.05, 0.83, 6.2])
        {
            double[] other = Grid(0.55);
            double[] mu = [.. Foil([.. other.Select(e => e + shift)]).Select((m, i) => 0.4 + (1.7 * m) + (2e-4 * (other[i] - Edge)))];
            // 2 meV: the cubic between points 0.4 eV apart on an edge 1.5 eV wide.
            Assert.InRange(alignment.Find(other, mu).Shift - shift, -2e-3, 2e-3);
        }
    }

    [Fact]
    public void The_window_holds_the_edge_where_Larch_leaves_it_out()
    {
        // The edge lies 1.2 eV low, and all that lies beyond 14 eV above it 2 eV high: two answers, of which only one is that of the edge.
        double[] energy = Grid(0.4);
        double[] target = Foil(energy);
        double[] mu = Foil([.. energy.Select(e => e + (e < Edge + 14 ? 1.2 : -2.0))]);
        var ours = new EnergyAlignment(energy, target, Edge, new EnergyAlignmentSettings());
        Assert.InRange(ours.Find(energy, mu).Shift, 1.1, 1.3);
        // e0 − emin with emin = −15 is [e0 + 15, e0 + 35], where nothing below counts; here a broken edge is seen.
        double[] broken = [.. target.Select((m, i) => energy[i] < Edge + 8 ? m + Math.Sin(energy[i]) : m)];
        Assert.Equal("unlike-reference", Assert.Throws<XasDataException>(() => ours.Find(energy, broken)).Code);
        Assert.Throws<ArgumentException>(() => new EnergyAlignment(energy, target, Edge, new EnergyAlignmentSettings { From = 15 }));
    }

    [Theory]
    [InlineData(AlignmentMethod.Derivative, 0.01, true)]
    [InlineData(AlignmentMethod.Derivative, 0.03, false)]
    [InlineData(AlignmentMethod.Norm, 0.01, false)]
    [InlineData(AlignmentMethod.Norm, 0.03, true)]
    public void The_error_bar_covers_and_noise_does_not_pull(AlignmentMethod method, double noise, bool isTargetNoisy)
    {
        const int draws = 400;
        double[] energy = Grid(0.5);
        double[] clean = Foil(energy);
        var settings = new EnergyAlignmentSettings { Method = method };
        int covered = 0;
        double sum = 0;
        double square = 0;
        double errors = 0;
        for (int d = 0; d < draws; d++)
        {
            var random = new SeededNormal((ulong)d, "align");
            double truth = 0.25 + (0.001 * d);
            double[] target = isTargetNoisy ? [.. clean.Select(m => m + (noise * random.Next()))] : clean;
            double[] mu = [.. Foil([.. energy.Select(e => e + truth)]).Select(m => m + (noise * random.Next()))];
            EnergyShift found = new EnergyAlignment(energy, target, Edge, settings).Find(energy, mu);
            double off = found.Shift - truth;
            (sum, square, errors) = (sum + off, square + (off * off), errors + found.ShiftSe);
            covered += Math.Abs(off) < 1.96 * found.ShiftSe ? 1 : 0;
        }
        double mean = sum / draws;
        double deviation = Math.Sqrt((square / draws) - (mean * mean));
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{method} noise {noise} target noisy {isTargetNoisy}: bias {mean:F4} eV, scatter {deviation:F4}, mean error {errors / draws:F4}, coverage {(double)covered / draws:P1}"
            )
        );
        // Three standard errors of a proportion of 0.95 in 400; of a mean, half a scatter's worth of bias is allowed.
        Assert.InRange((double)covered / draws, 0.95 - 0.033, 0.95 + 0.033);
        Assert.InRange(Math.Abs(mean), 0, (0.25 * deviation) + (3 * deviation / Math.Sqrt(draws)));
        Assert.InRange(errors / draws / deviation, 0.85, 1.35);
    }

    // The defaults of xas.align on fast scans: the target is a frame as noisy as the others, with points far closer than the edge is wide.
    [Theory]
    [InlineData(0.3, 0.01)]
    [InlineData(0.3, 0.02)]
    [InlineData(0.1, 0.02)]
    public void Noise_as_steep_as_the_edge_between_neighbours_leaves_the_shift_and_its_error_right(double step, double noise)
    {
        const int draws = 300;
        double[] energy = Grid(step);
        double[] clean = [.. energy.Select(Arctangent)];
        (int covered, double square, double errors, double sum) = (0, 0, 0, 0);
        for (int d = 0; d < draws; d++)
        {
            var random = new SeededNormal((ulong)d, "fine");
            double truth = 0.25 + (0.0013 * d);
            double[] target = [.. clean.Select(m => m + (noise * random.Next()))];
            double[] mu = [.. energy.Select(e => Arctangent(e + truth) + (noise * random.Next()))];
            EnergyShift found = new EnergyAlignment(energy, target, Edge, new EnergyAlignmentSettings()).Find(energy, mu);
            Assert.True(found.ShiftSe > 0, "a standard error is above 0");
            double off = found.Shift - truth;
            (sum, square, errors) = (sum + off, square + (off * off), errors + found.ShiftSe);
            covered += Math.Abs(off) < 1.96 * found.ShiftSe ? 1 : 0;
        }
        double deviation = Math.Sqrt(square / draws);
        output.WriteLine(
            FormattableString.Invariant(
                $"step {step} noise {noise}: bias {sum / draws:F4} eV, rms {deviation:F4}, mean error {errors / draws:F4}, coverage {(double)covered / draws:P1}"
            )
        );
        // Three standard errors of a proportion of 0.95 in 300, either way.
        Assert.InRange((double)covered / draws, 0.95 - 0.038, 0.95 + 0.038);
        Assert.InRange(errors / draws / deviation, 0.85, 1.15);
        Assert.InRange(Math.Abs(sum / draws), 0, (0.25 * deviation) + (3 * deviation / Math.Sqrt(draws)));
    }

    [Fact]
    public void Where_noise_drowns_the_edge_it_is_refused_or_the_error_says_so()
    {
        double[] energy = Grid(0.3);
        (int refused, int far) = (0, 0);
        for (ulong seed = 0; seed < 100; seed++)
        {
            var random = new SeededNormal(seed, "drowned");
            double[] target = [.. energy.Select(e => Arctangent(e) + (0.1 * random.Next()))];
            double[] mu = [.. energy.Select(e => Arctangent(e + 0.4) + (0.1 * random.Next()))];
            try
            {
                EnergyShift found = new EnergyAlignment(energy, target, Edge, new EnergyAlignmentSettings()).Find(energy, mu);
                Assert.True(found.ShiftSe > 0, "a standard error is above 0");
                far += Math.Abs(found.Shift - 0.4) > 5 * found.ShiftSe ? 1 : 0;
            }
            catch (XasDataException e)
            {
                Assert.Contains(e.Code, (string[])["unlike-reference", "shift-too-large"]);
                refused++;
            }
        }
        output.WriteLine($"{refused} of 100 refused, {far} accepted further than five errors off");
        Assert.InRange(refused, 50, 100);
        Assert.InRange(far, 0, 2);
    }

    private static double Arctangent(double e) => 0.5 + (Math.Atan((e - Edge) / 0.9) / Math.PI);

    [Fact]
    public void A_scan_over_another_edge_has_no_overlap_and_says_where_both_lie()
    {
        double[] energy = Grid(0.5);
        var alignment = new EnergyAlignment(energy, Foil(energy), Edge, new EnergyAlignmentSettings());
        double[] nickel = [.. energy.Select(e => e - 1327)];
        XasDataException e = Assert.Throws<XasDataException>(() => alignment.Find(nickel, Foil(energy)));
        Assert.Equal("no-overlap", e.Code);
        Assert.Contains("9645.0", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Noise_without_an_edge_is_refused_whatever_it_looks_like()
    {
        double[] energy = Grid(0.5);
        foreach (AlignmentMethod method in Enum.GetValues<AlignmentMethod>())
        {
            var alignment = new EnergyAlignment(energy, Foil(energy), Edge, new EnergyAlignmentSettings { Method = method });
            for (ulong seed = 0; seed < 100; seed++)
            {
                var random = new SeededNormal(seed, "noise");
                double[] mu = [.. energy.Select(_ => 1 + (0.05 * random.Next()))];
                Assert.Throws<XasDataException>(() => alignment.Find(energy, mu));
            }
        }
    }

    [Fact]
    public void A_shift_beyond_what_is_looked_at_is_said_not_cut()
    {
        double[] energy = Grid(0.5);
        var alignment = new EnergyAlignment(energy, Foil(energy), Edge, new EnergyAlignmentSettings { MaxShift = 3 });
        XasDataException e = Assert.Throws<XasDataException>(() => alignment.Find(energy, Foil([.. energy.Select(x => x + 4.5)])));
        Assert.Contains(e.Code, (string[])["shift-too-large", "unlike-reference"]);
        Assert.Contains("max-shift", e.Message, StringComparison.Ordinal);
    }

    internal static (double[] Energy, double[] Mu) Input(string name)
    {
        double[][] rows =
        [
            .. File.ReadLines(Corpus.Path($"reference/xas/inputs/{name}.csv")!)
                .Skip(1)
                .Select(l => l.Split(',').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray()),
        ];
        return ([.. rows.Select(r => r[0])], [.. rows.Select(r => r[1])]);
    }

    internal static double[] Grid(double step) => [.. Enumerable.Range(0, (int)(220 / step)).Select(i => Edge - 80 + (step * i))];

    /// <summary>A foil like zinc: an arctangent edge 1.5 eV wide, a white line, and oscillations; its inflection is not at <see cref="Edge"/>.</summary>
    internal static double[] Foil(double[] energy) =>
        [
            .. energy.Select(e =>
            {
                double x = e - Edge;
                double chi = x > 5 ? 0.08 * Math.Sin(2.2 * Math.Sqrt(x)) * Math.Exp(-x / 90) * (1 - Math.Exp(-(x - 5) / 4)) : 0;
                return 0.2 - (3e-4 * x) + 0.5 + (Math.Atan(x / 0.9) / Math.PI) + (0.18 * Math.Exp(-Math.Pow((x - 5) / 3, 2) / 2)) + chi;
            }),
        ];
}
