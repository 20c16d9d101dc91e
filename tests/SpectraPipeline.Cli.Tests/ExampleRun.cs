using SpectraPipeline.Testing;
using Xunit;

[assembly: AssemblyFixture(typeof(SpectraPipeline.Cli.Tests.ExampleRun))]

namespace SpectraPipeline.Cli.Tests;

/// <summary>pipelines/methanol-amine.yaml, run once for all tests that look at its results.</summary>
public sealed class ExampleRun : IDisposable
{
    private readonly Lazy<Outcome> _run;

    public ExampleRun() => _run = new(() => Spectra.Run("run", Pipeline, "--out", Target, "--workers", "2"));

    /// <summary>The pipeline.</summary>
    public static string Pipeline { get; } = Path.Combine(Corpus.Checkout, "pipelines", "methanol-amine.yaml");

    private string Target { get; } = Path.Combine(Directory.CreateTempSubdirectory("spectra example ").FullName, "results");

    /// <summary>The finished result folder.</summary>
    public string Folder
    {
        get
        {
            Assert.True(_run.Value.Code == 0, _run.Value.Error);
            return Target;
        }
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(Target)!, recursive: true);
}
