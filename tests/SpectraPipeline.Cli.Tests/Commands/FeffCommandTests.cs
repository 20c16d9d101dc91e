using System.Globalization;
using System.Text;
using SpectraPipeline.Engine.Feff;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.Cli.Tests.Commands;

/// <summary><c>spectra feff</c>, with FEFF itself where it is installed.</summary>
public sealed class FeffCommandTests : IDisposable
{
    private readonly Workspace _work = new();

    [Fact]
    public void The_paths_of_a_pocket_are_those_of_the_same_model_made_by_hand()
    {
        Assert.SkipWhen(FeffProgram.Find() is null, "needs feff85exafs");
        string? reference = Corpus.Path("reference/xas/feff/ZnN4_cluster");
        Assert.SkipWhen(reference is null, "needs the shared folder");
        // Its atoms, shifted: the absorber is to be moved to the origin again.
        string[] atoms =
        [
            .. File.ReadLines(Path.Combine(reference, "feff.inp"))
                .SkipWhile(l => l.Trim() != "ATOMS")
                .Skip(1)
                .TakeWhile(l => l.Trim() != "END")
                .Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Select(f => FormattableString.Invariant($"{f[4]} {Number(f[0]) + 1.5} {Number(f[1]) - 2} {Number(f[2]) + 0.25}")),
        ];
        string structure = _work.Write("znn4.xyz", $"{atoms.Length}\npocket\n{string.Join('\n', atoms)}\n");
        string text = Spectra.Good("feff", structure, "--radius", "4.2");
        Assert.Contains("20 paths", text, StringComparison.Ordinal);
        foreach (string name in (string[])["feff0001.dat", "feff0002.dat", "feff0014.dat"])
            Assert.Equal(Table(Path.Combine(reference, name)), Table(Path.Combine(_work.Root, "feff-znn4", name)));
        Assert.Contains("feff-znn4/feff0001.dat, label: N at 2.02", text, StringComparison.Ordinal);
        Outcome again = Spectra.Run("feff", structure);
        Assert.Equal(1, again.Code);
        Assert.Contains("holds paths already", again.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2\n\nN 0 0 0\nC 1.4 0 0\n", "no metal")]
    [InlineData("3\n\nZn 0 0 0\nCu 2.5 0 0\nN 0 2 0\n", "Zn and Cu")]
    [InlineData("1\n\nZn 0 0 0\n", "--radius")]
    public void A_structure_without_an_answer_says_what_to_do(string text, string expected)
    {
        Outcome outcome = Spectra.Run("feff", _work.Write("s.xyz", text));
        Assert.Equal(1, outcome.Code);
        Assert.Contains(expected, outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_absorber_is_answered_with_those_that_are_there()
    {
        Outcome outcome = Spectra.Run("feff", _work.Write("s.xyz", "2\n\nZn 0 0 0\nN 2 0 0\n"), "--absorber", "Zr");
        Assert.Equal(1, outcome.Code);
        Assert.Contains("'Zr'", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("Zn", outcome.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _work.Dispose();

    // FEFF's version and the title differ between machines; the numbers are the answer.
    private static string Table(string path)
    {
        var table = new StringBuilder();
        foreach (string line in File.ReadLines(path).SkipWhile(l => !l.Contains("real[2*phc]", StringComparison.Ordinal)).Skip(1))
            table.AppendLine(line);
        return table.ToString();
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
