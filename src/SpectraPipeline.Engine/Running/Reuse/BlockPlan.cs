using System.Globalization;
using System.Text;
using SpectraPipeline.Core;

namespace SpectraPipeline.Engine.Running.Reuse;

/// <summary>What is planned for the frames of a block before they are read: their places in files, and times and potentials from a table or from names.</summary>
internal static class BlockPlan
{
    /// <summary>Name of the text that holds it beside the rows of a block.</summary>
    public const string Name = "planned";

    /// <summary>Planned frames of a block of the first stretch.</summary>
    public static IReadOnlyList<FrameInfo> Frames(Stretch stretch, int block)
    {
        int first = block * stretch.BlockFrames;
        return stretch.Series.Source.Info(first, Math.Min(stretch.BlockFrames, stretch.Frames - first));
    }

    /// <summary>Equal hashes: the same frames under the same conditions.</summary>
    public static string Hash(IReadOnlyList<FrameInfo> planned)
    {
        var text = new StringBuilder();
        foreach (FrameInfo f in planned)
            text.Append(
                CultureInfo.InvariantCulture,
                $"{f.Frame}\t{f.File}\t{f.IndexInFile}\t{f.TimeS:R}\t{f.PotentialV:R}\t{f.PotentialSdV:R}\t{f.CurrentA:R}\n"
            );
        return Running.Hash.OfText(text.ToString());
    }
}
