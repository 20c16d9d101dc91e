using System.Reflection;
using System.Text.Json;
using SpectraPipeline.Engine.Catalog;
using SpectraPipeline.Testing;
using Xunit;

namespace House.Tests;

/// <summary>Files that are generated and committed are fresh. SPECTRA_REGENERATE_GOLDEN=1 writes them anew.</summary>
public sealed class GeneratedFilesTests
{
    private static readonly StageCatalog s_stages = StageCatalog.From(Assembly.Load("SpectraPipeline.Stages"));

    [Fact]
    public void The_page_of_stages_is_what_the_stages_say() => Same("docs/stages.md", StageDocs.Markdown(s_stages));

    [Fact]
    public void The_schema_of_the_pipeline_file_is_what_the_stages_say()
    {
        var options = new JsonSerializerOptions
        {
            WriteIndented = true,
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        Same("config/pipeline.schema.json", PipelineSchema.Of(s_stages).ToJsonString(options) + "\n");
    }

    private static void Same(string file, string expected)
    {
        string path = Path.Combine(Corpus.Checkout, file);
        if (Environment.GetEnvironmentVariable("SPECTRA_REGENERATE_GOLDEN") == "1")
            File.WriteAllText(path, expected);
        Assert.True(
            File.Exists(path) && File.ReadAllText(path) == expected,
            $"{file} is stale: run the tests once with SPECTRA_REGENERATE_GOLDEN=1 and review the diff."
        );
    }
}
