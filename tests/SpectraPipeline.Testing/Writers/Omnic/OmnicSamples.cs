namespace SpectraPipeline.Testing.Writers.Omnic;

/// <summary>Samples of OMNIC spectra, groups and series.</summary>
public sealed class OmnicSamples : ISampleSource
{
    private const int Points = SampleFiles.Points;
    private static readonly DateTime s_time = new(2024, 5, 6, 7, 8, 9, DateTimeKind.Utc);

    /// <inheritdoc />
    public IEnumerable<SampleFile> Samples() =>
        [
            new("omnic-spa", "one.spa", Spa().Write()) { Truth = SampleFiles.Truth(1, singlePrecision: true) },
            new("omnic-spg", "three.spg", Group()) { Truth = SampleFiles.Truth(3, singlePrecision: true) },
            new("omnic-srs", "five.srs", new OmnicSeriesFile().Write(SampleFiles.X(0), SampleFiles.X(Points - 1), Values(5)))
            {
                Truth = SampleFiles.Truth(5, singlePrecision: true),
            },
        ];

    /// <summary>A spectrum with history, instrument and the interferogram of the sample.</summary>
    public static OmnicTable Spa(string title = "Probe µ", int? points = null) =>
        new OmnicTable { Title = title, Time = s_time }
            .Add(0x02, OmnicTable.Header(points ?? Points, SampleFiles.X(0), SampleFiles.X(Points - 1)))
            .Add(0x80, new byte[128])
            .Add(0x6A, OmnicTable.Instrument(1.8988f))
            .Add(
                0x1B,
                OmnicTable.Text("Acquisition échantillon\r\n\t Background le Ven Nov 30 08:03:45 2018\r\n\t Résolution:\t 4,000\r\n\0")
            )
            .Add(0x03, OmnicTable.Floats(Values(1)[0]))
            .Add(0x66, new byte[256]);

    /// <summary>Values of the samples' spectra.</summary>
    public static IReadOnlyList<double[]> Values(int spectra) =>
        [.. Enumerable.Range(0, spectra).Select(k => Enumerable.Range(0, Points).Select(i => SampleFiles.Value(k, i)).ToArray())];

    private static byte[] Group()
    {
        var table = new OmnicTable { Kind = 10, Title = "the group" };
        for (int k = 0; k < 3; k++)
            table
                .Add(0x02, OmnicTable.Header(Points, SampleFiles.X(0), SampleFiles.X(Points - 1)), k)
                .Add(0x6B, OmnicTable.TitleBlock($"{k} torr", s_time.AddMinutes(k)), k)
                .Add(0x03, OmnicTable.Floats(Values(3)[k]), k);
        return table.Write();
    }
}
