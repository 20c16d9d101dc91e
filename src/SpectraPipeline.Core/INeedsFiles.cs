namespace SpectraPipeline.Core;

/// <summary>A stage whose answer depends on files that its parameters name: the engine hashes them into manifest and resume key, and has them
/// looked at before anything runs.</summary>
public interface INeedsFiles
{
    /// <summary>Full paths of all files that the stage reads, whether they exist or not.</summary>
    IEnumerable<string> FilesOf(RunContext run);

    /// <summary>What is wrong with them, one sentence each; empty = nothing.</summary>
    IEnumerable<string> CheckFiles(RunContext run);
}
