using SpectraPipeline.Core;
using SpectraPipeline.Engine.Ingest;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.Testing.Generators;
using SpectraPipeline.Testing.Generators.Xas;
using Xunit;

namespace SpectraPipeline.Engine.Tests.Ingest;

public sealed class PartialScansTests : IDisposable
{
    private readonly IngestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void One_aborted_scan_of_five_is_refused_with_the_choice_and_costs_the_others_nothing()
    {
        SpectralSeries series = Read(PartialFrames.Refuse, out FrameSource source);
        Assert.Equal(FaultyScan.Grid().Length, source.Axis.Length);
        Assert.Equal([2], Enumerable.Range(0, 5).Where(f => series.Faults[f] is not null));
        Assert.Contains("partial: keep", series.Faults[2]!.Message);
        Assert.Contains("partial: cut", series.Faults[2]!.Message);
    }

    [Fact]
    public void Kept_it_has_what_was_measured_and_a_mask_behind()
    {
        SpectralSeries series = Read(PartialFrames.Keep, out FrameSource source);
        double[] energy = FaultyScan.Grid();
        int measured = Array.FindIndex(energy, e => e > Abort);
        Assert.All(series.Faults, Assert.Null);
        Assert.Equal(Mu(2)[..measured], series.Primary[2][..measured].ToArray());
        Assert.Equal(
            Enumerable.Range(0, energy.Length).Select(i => i < measured),
            series.Primary.Mask!.Skip(2 * energy.Length).Take(energy.Length)
        );
        Assert.All(series.Primary.Mask!.Take(2 * energy.Length), Assert.True);
        Assert.Contains(source.Notes, n => n.Code == "scan-partial" && n.Frame == 2);
        Assert.Equal(Mu(3), series.Primary[3].ToArray());
    }

    [Fact]
    public void Cut_all_end_where_it_does_and_the_message_names_it()
    {
        SpectralSeries series = Read(PartialFrames.Cut, out FrameSource source);
        Assert.All(series.Faults, Assert.Null);
        Assert.InRange(source.Axis[source.Axis.Length - 1], Abort - 5, Abort);
        Assert.Equal(Mu(4)[..source.Axis.Length], series.Primary[4].ToArray());
        Assert.Contains("2.csv ends at", Assert.Single(source.SeriesNotes, n => n.Code == "axis-cut").Message);
    }

    [Fact]
    public void A_scan_that_begins_late_is_no_partial_one_and_nothing_is_extrapolated()
    {
        Write();
        double[] energy = FaultyScan.Grid();
        Write(1, energy.Where(e => e > 9550), Mu(1));
        using FrameSource source = FrameSource.Open(Files(PartialFrames.Keep), ReaderCatalog.Default, IngestFolder.Run);
        Assert.Equal("axis-not-covered", source.ReadBlock(0, 5).Faults[1]!.Code);
        using FrameSource cut = FrameSource.Open(Files(PartialFrames.Cut), ReaderCatalog.Default, IngestFolder.Run);
        Assert.True(cut.Axis[0] > 9550);
        Assert.All(cut.ReadBlock(0, 5).Faults, Assert.Null);
    }

    /// <summary>k = 7 Å⁻¹.</summary>
    private const double Abort = FaultyScan.Edge + (7 * 7 * 3.81);

    private SpectralSeries Read(PartialFrames partial, out FrameSource source)
    {
        Write();
        source = FrameSource.Open(Files(partial), ReaderCatalog.Default, IngestFolder.Run);
        return source.ReadBlock(0, 5);
    }

    private SeriesFiles Files(PartialFrames partial) =>
        _folder.Series(technique: "xas", quantity: SignalKind.Mu) with
        {
            Partial = partial,
        };

    private void Write()
    {
        for (int f = 0; f < 5; f++)
            Write(f, FaultyScan.Grid().Where(e => f != 2 || e <= Abort), Mu(f));
    }

    private void Write(int f, IEnumerable<double> energies, double[] mu)
    {
        double[] all = FaultyScan.Grid();
        _folder.With($"{f}.csv", "energy,mu\n" + string.Concat(energies.Select(e => IngestFolder.Line(e, mu[Array.IndexOf(all, e)]))));
    }

    private static double[] Mu(int frame) => new FaultyScan().Mu(FaultyScan.Grid(), new NoiseSource((ulong)frame));
}
