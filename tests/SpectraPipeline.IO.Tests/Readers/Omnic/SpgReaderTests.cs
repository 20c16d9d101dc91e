using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.Testing;
using SpectraPipeline.Testing.Writers.Omnic;
using Xunit;

namespace SpectraPipeline.IO.Tests.Readers.Omnic;

public sealed class SpgReaderTests
{
    private static readonly DateTime s_time = new(2024, 5, 6, 7, 8, 9, DateTimeKind.Utc);

    [Fact]
    public void Each_spectrum_has_its_own_range_title_and_time()
    {
        SpectrumFile file = Read(Group(sameGroup: false).Write());
        Assert.Equal([3, 4], file.Spectra.Select(s => s.X.Length));
        Assert.Equal(["first", "zweites"], file.Spectra.Select(s => s.Title));
        Assert.Equal([s_time, s_time.AddHours(1)], file.Spectra.Select(s => s.Acquired!.Value));
        Assert.Equal([1.0, 2, 3], file.Spectra[0].Channels[0].Values);
        Assert.Equal("the group", file.Metadata["Group"]);
        Assert.Contains("differ in range", Assert.Single(file.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Blocks_that_carry_no_numbers_are_paired_by_their_order() =>
        Assert.Equal(["first", "zweites"], Read(Group(sameGroup: true).Write()).Spectra.Select(s => s.Title));

    [Fact]
    public void A_cut_group_gives_the_spectra_that_are_complete()
    {
        byte[] bytes = Group(sameGroup: false).Write();
        SpectrumFile file = Read(bytes[..^4]);
        Assert.Equal("first", Assert.Single(file.Spectra).Title);
        Assert.Contains("1 of 2 spectra are complete", file.Notes);
        BadFileException e = Assert.Throws<BadFileException>(() => Read(bytes[..600]));
        Assert.Contains("the file was cut", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_spectrum_is_not_read_as_a_group()
    {
        BadFileException e = Assert.Throws<BadFileException>(() =>
            ReaderCatalog.Default.Read(OmnicSamples.Spa().Write(), "a.spg", ReadHints.None, "omnic-spg")
        );
        Assert.Contains("omnic-spa", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Falling_times_are_flagged_and_the_order_is_left()
    {
        OmnicTable group = new() { Kind = 10 };
        for (int k = 0; k < 2; k++)
            group
                .Add(0x02, OmnicTable.Header(2, 2, 1), k)
                .Add(0x6B, OmnicTable.TitleBlock($"{k}", s_time.AddHours(-k)), k)
                .Add(0x03, OmnicTable.Floats([1, 2]), k);
        SpectrumFile file = Read(group.Write());
        Assert.Equal(["0", "1"], file.Spectra.Select(s => s.Title));
        Assert.Contains("falling order of their times", Assert.Single(file.Notes), StringComparison.Ordinal);
    }

    // Titles of the group end in local times with their zone (16:03:41 UTC in the first); the stored times are UTC, some minutes later.
    [Fact]
    public void Times_of_a_real_group_are_UTC()
    {
        string? path = Corpus.Path("corpus/formats/spg/CO@Mo_Al2O3.SPG");
        Assert.SkipWhen(path is null, "needs the shared corpus: spg/CO@Mo_Al2O3.SPG");
        SpectrumFile file = ReaderCatalog.Default.Read(path!, ReadHints.None);
        Assert.EndsWith("1.004torr_LT_after sulf_Oct 18 18:03:41 2016 (GMT+02:00)", file.Spectra[0].Title, StringComparison.Ordinal);
        Assert.Equal(new DateTime(2016, 10, 18, 16, 6, 37, DateTimeKind.Utc), file.Spectra[0].Acquired);
        Assert.Contains("the spectra stand in falling order of their times; the order is left as it is", file.Notes);
        Assert.All(file.Spectra.Skip(1).Zip(file.Spectra), p => Assert.True(p.First.Acquired < p.Second.Acquired));
    }

    private static OmnicTable Group(bool sameGroup)
    {
        int second = sameGroup ? 0 : 1;
        return new OmnicTable { Kind = 10, Title = "the group" }
            .Add(0x02, OmnicTable.Header(3, 4000, 3998))
            .Add(0x6B, OmnicTable.TitleBlock("first", s_time))
            .Add(0x03, OmnicTable.Floats([1, 2, 3]))
            // The order of blocks is free.
            .Add(0x6B, OmnicTable.TitleBlock("zweites", s_time.AddHours(1)), second)
            .Add(0x02, OmnicTable.Header(4, 2000, 1700), second)
            .Add(0x03, OmnicTable.Floats([4, 5, 6, 7]), second);
    }

    private static SpectrumFile Read(byte[] bytes) => ReaderCatalog.Default.Read(bytes, "a.spg", ReadHints.None);
}
