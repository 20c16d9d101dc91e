using SpectraPipeline.Testing.Generators.Xas;

namespace SpectraPipeline.Testing;

/// <summary>Writes data-samples from the known-truth generators: <c>dotnet run --project tests/SpectraPipeline.Testing -- data-samples</c>.</summary>
public static class Program
{
    public static int Main(string[] arguments)
    {
        foreach (FeffStructure s in FeffStructure.All)
        {
            string dir = Path.Combine(Corpus.Checkout, "data-samples/methanol-amine/feff", s.Name);
            Directory.CreateDirectory(dir);
            File.WriteAllText(Path.Combine(dir, "feff.inp"), s.ToFeffInput());
        }
        return arguments.Length;
    }
}
