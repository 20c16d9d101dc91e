using System.Text;
using SpectraPipeline.Testing.Generators.Infrared;
using SpectraPipeline.Testing.Generators.Raman;
using SpectraPipeline.Testing.Generators.Xas;

namespace SpectraPipeline.Testing.Generators;

/// <summary>Every generated file of data-samples, as bytes; the feffNNNN.dat are read from there, since FEFF makes them (feff/make.sh).</summary>
public static class DataSamples
{
    /// <summary>Changing it changes every sample.</summary>
    public const ulong Seed = 20261120;

    private const string Case = "methanol-amine/";

    /// <summary>Path below data-samples (with /) and content.</summary>
    public static IEnumerable<(string Path, byte[] Content)> Files(string folder)
    {
        foreach (
            (string path, string text) in FeffInputs().Concat(Infrared()).Concat(Absorption(System.IO.Path.Combine(folder, Case, "feff")))
        )
            yield return (Case + path, Encoding.UTF8.GetBytes(text));
        foreach ((string path, string text) in Sweeps().Concat(Powder()))
            yield return (path, Encoding.UTF8.GetBytes(text));
    }

    public static void Write(string folder)
    {
        foreach ((string path, byte[] content) in Files(folder))
        {
            string file = System.IO.Path.Combine(folder, path);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, content);
        }
    }

    private static IEnumerable<(string, string)> FeffInputs() =>
        FeffStructure.All.Select(static structure => ($"feff/{structure.Name}/feff.inp", structure.ToFeffInput()));

    private static IEnumerable<(string, string)> Infrared()
    {
        AtrIrSeries series = AtrIrCase.Generate(AtrIrVariant.Formaldehyde, Seed);
        for (int f = 0; f < series.SingleBeam.Length; f++)
            yield return ("atr-ir/" + AtrIrText.FileName(f), AtrIrText.Frame(series, f));
        yield return ("atr-ir/frames.csv", AtrIrText.FrameTable(series));
        yield return ("atr-ir/truth.json", TruthJson.Write(series.Truth));
    }

    private static IEnumerable<(string, string)> Sweeps()
    {
        CarbonMonoxideSweep[] sweeps = [.. CarbonMonoxideSweep.Samples.Select(static name => new CarbonMonoxideSweep(name, Seed))];
        foreach (CarbonMonoxideSweep sweep in sweeps)
        {
            yield return ($"co-sweep/{sweep.Truth.Sample}.csv", sweep.Spectra());
            yield return ($"co-sweep/{sweep.Truth.Sample}-log.csv", sweep.Log());
        }
        yield return ("co-sweep/truth.json", TruthJson.Write(sweeps.Select(static sweep => sweep.Truth).ToArray()));
    }

    private static IEnumerable<(string, string)> Powder() =>
        [("carbon-powder/spots.csv", CarbonPowder.Text(Seed)), ("carbon-powder/truth.json", TruthJson.Write(CarbonPowder.Truth))];

    private static IEnumerable<(string, string)> Absorption(string feffFolder)
    {
        (XasSample Sample, string Label, string Time)[] scans =
        [
            (XasSample.ZincFoil, "Zn foil", "2026-01-12T10:00:00"),
            (XasSample.ZincThreeNitrogen, "Zn-N3 in carbon", "2026-01-12T10:40:00"),
            (XasSample.ZincFourNitrogen, "Zn-N4 in carbon", "2026-01-12T11:20:00"),
        ];
        List<XasTruth> truth = [];
        foreach ((XasSample sample, string label, string time) in scans)
        {
            XasSpectrum spectrum = XasCase.Generate(sample, Seed, feffFolder);
            truth.Add(spectrum.Truth);
            yield return ($"xas/{spectrum.Truth.Sample}.xdi", XdiText.Write(spectrum, label, time));
        }
        yield return ("xas/truth.json", TruthJson.Write(truth));
    }
}
