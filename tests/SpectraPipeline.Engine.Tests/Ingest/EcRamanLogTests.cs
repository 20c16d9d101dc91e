using SpectraPipeline.Engine.Running;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.Engine.Tests.Ingest;

/// <summary>A measured series: SERS spectra of 70 s each, and a Gamry file a potential, from two computers.</summary>
public sealed class EcRamanLogTests : IDisposable
{
    private const string Campaign = "corpus/vibrational/ec_raman/jun23";
    private static readonly string[] s_potentials = ["0.0", "-0.1", "-0.2", "-0.3", "-0.4", "-0.5", "-0.6", "-0.7"];
    private readonly LogFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The authors' files: 0 V from 12:08:40 on, then a step of 0.1 V every five minutes; spectra from 12:04:03 on, one in 70 s.</summary>
    [Fact]
    public void Times_of_day_give_each_spectrum_the_potential_of_its_file()
    {
        RunOutcome outcome = Run("{ file: 'step_*.DTA' }");
        Assert.Equal(["277", "time-of-day"], _folder.Row("select offset_s, method from clocks"));
        foreach (var (frame, potential) in new[] { (5, 0.0), (10, -0.1), (15, -0.2), (19, -0.3), (24, -0.4), (28, -0.5), (31, -0.6) })
            Assert.Equal(potential, _folder.Number($"select potential_v from frames where frame = {frame}"), 2);
        // Before the first file (the log begins at 277 s: of the spectrum from 245 to 315 s it covers 54 %), and where a spectrum meets the pause between two.
        Assert.Equal(4, _folder.Number("select count(*) from frames where frame < 4 and potential_v is null"));
        Assert.Equal(1, _folder.Number("select count(*) from frames where frame = 4 and message like '%only a part of the exposure%'"));
        Assert.Equal(22, _folder.Number("select count(*) from frames where potential_v is not null"));
        Assert.DoesNotContain(outcome.Warnings, w => w.Contains("clock", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Four_spectra_a_step_are_too_few_for_a_fit_and_it_is_said()
    {
        RunOutcome outcome = Run("{ file: 'step_*.DTA', clock-offset: fit }");
        Assert.Contains(outcome.Warnings, w => w.Contains("32 frames are too few", StringComparison.Ordinal));
        Assert.Equal(0, _folder.Number("select count(*) from frames where potential_v is not null"));
    }

    private RunOutcome Run(string log)
    {
        string? campaign = Corpus.Path(Campaign);
        Assert.SkipWhen(campaign is null, $"needs {Campaign}");
        foreach (string spectrum in Directory.GetFiles(Path.Combine(campaign!, "Scan_RamanShift")))
            File.Copy(spectrum, _folder[Path.GetFileName(spectrum)]);
        foreach (string p in s_potentials)
            File.Copy(
                Directory.GetFiles(Path.Combine(campaign!, "Potential_Sequence"), $"*_{p}V_*.DTA").Single(),
                _folder[$"step_{p}.DTA"]
            );
        return _folder.Run(
            "name: t\nseries:\n  - id: s\n    files: AgNPs*.txt\n    technique: raman\n    quantity: counts\n"
                + $"    log: {log}\n    steps:\n      - shape.crop: {{ from: 500, to: 1700 }}\n"
        );
    }
}
