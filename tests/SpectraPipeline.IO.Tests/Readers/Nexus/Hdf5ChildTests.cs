using System.Diagnostics;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers.Nexus;
using SpectraPipeline.IO.Readers.Nexus.Child;
using SpectraPipeline.IO.Readers.Nexus.Parent;
using SpectraPipeline.Testing.Writers;
using Xunit;

namespace SpectraPipeline.IO.Tests.Readers.Nexus;

/// <summary>The child may die, hang, eat or lie: the parent says so and goes on.</summary>
public sealed class Hdf5ChildTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public Hdf5ChildTests() =>
        File.WriteAllBytes(_file, new Hdf5File().Write(new Hdf5Group().With("d", new[] { 1.0, 2, 3 }).With("t", "text")));

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void A_child_serves_one_file_after_the_other()
    {
        Hdf5Here.SkipWithout();
        var children = new Hdf5Children();
        int first = children.With(_file, 5000, f => f.ProcessId);
        Assert.Equal(first, children.With(_file, 5000, f => f.ProcessId));
        Assert.Equal([1, 2, 3], children.With(_file, 5000, f => f.Numbers(f.Root.Find("d")!)));
    }

    [Fact]
    public void Its_death_is_said_and_the_next_file_gets_another()
    {
        Hdf5Here.SkipWithout();
        var children = new Hdf5Children();
        BadFileException e = Assert.Throws<BadFileException>(() =>
            children.With(
                _file,
                5000,
                f =>
                {
                    Kill(f.ProcessId);
                    return f.Numbers(f.Root.Find("d")!);
                }
            )
        );
        Assert.Contains("libhdf5 died of it", e.Message, StringComparison.Ordinal);
        Assert.Equal([1, 2, 3], children.With(_file, 5000, f => f.Numbers(f.Root.Find("d")!)));
    }

    [Fact]
    public void A_file_is_not_blamed_for_the_one_before()
    {
        Hdf5Here.SkipWithout();
        var children = new Hdf5Children();
        int used = children.With(_file, 5000, f => f.ProcessId);
        Kill(used);
        Assert.Equal([1, 2, 3], children.With(_file, 5000, f => f.Numbers(f.Root.Find("d")!)));
    }

    [Fact]
    public void After_a_damaged_file_the_child_is_replaced()
    {
        Hdf5Here.SkipWithout();
        var children = new Hdf5Children();
        int first = children.With(_file, 5000, f => f.ProcessId);
        string cut = _file + ".cut";
        File.WriteAllBytes(cut, File.ReadAllBytes(_file)[..200]);
        BadFileException e = Assert.Throws<BadFileException>(() => children.With(cut, 200, f => f.Root));
        File.Delete(cut);
        Assert.Contains("truncated file", e.Message, StringComparison.Ordinal);
        Assert.NotEqual(first, children.With(_file, 5000, f => f.ProcessId));
    }

    [Fact]
    public void A_child_that_overdraws_its_time_is_killed()
    {
        Hdf5Here.SkipWithout();
        using Process idle = Process.Start(Hdf5Program.Start())!;
        using var guard = new Hdf5Guard(idle, Hdf5Budget.Of(TimeSpan.FromMilliseconds(300)));
        Assert.True(idle.WaitForExit(20_000));
        Assert.Contains("0.3 s", guard.Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public void A_child_that_overdraws_its_memory_is_killed()
    {
        Hdf5Here.SkipWithout();
        using Process idle = Process.Start(Hdf5Program.Start())!;
        using var guard = new Hdf5Guard(idle, Hdf5Budget.Of(TimeSpan.FromMinutes(1)) with { Memory = 1 << 20 });
        Assert.True(idle.WaitForExit(20_000));
        Assert.Contains("more than 1 MB", guard.Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public void It_ends_when_its_parent_does()
    {
        Hdf5Here.SkipWithout();
        using Process child = Process.Start(Hdf5Program.Start())!;
        child.StandardInput.Close();
        Assert.True(child.WaitForExit(20_000));
        Assert.Equal(0, child.ExitCode);
    }

    [Fact]
    public void What_a_child_lists_is_not_believed()
    {
        byte[] sound = Listing();
        Assert.Equal(["1", "2", "3"], Hdf5Answer.Tree(sound).Find("d")!.Text);
        var random = new Random(99);
        int refused = 0;
        for (int k = 0; k < 5000; k++)
        {
            byte[] bytes = k % 2 == 0 ? sound[..random.Next(sound.Length)] : [.. sound];
            for (int n = 0; n < 3 && bytes.Length > 0; n++)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                _ = Hdf5Answer.Tree(bytes).All().Count();
            }
            catch (Hdf5DeathException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, 2500, 4999);
    }

    [Fact]
    public void A_group_within_itself_without_end_is_refused()
    {
        byte[] group = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        byte[] bytes = [.. Enumerable.Repeat(group, 100_000).SelectMany(b => b)];
        Assert.Throws<Hdf5DeathException>(() => Hdf5Answer.Tree(bytes));
    }

    /// <summary>What a child writes about a file with a dataset and an attribute, byte for byte.</summary>
    private static byte[] Listing()
    {
        var bytes = new MemoryStream();
        var to = new BinaryWriter(bytes);
        void Text(string text)
        {
            to.Write((long)text.Length);
            to.Write(System.Text.Encoding.ASCII.GetBytes(text));
        }
        to.Write((byte)Hdf5Kind.Group);
        Text("");
        to.Write((byte)1);
        Text("creator");
        to.Write(1L);
        Text("test");
        to.Write((byte)0);
        to.Write((byte)Hdf5Kind.Dataset);
        Text("d");
        to.Write((byte)0);
        to.Write((byte)Hdf5Values.Float);
        to.Write(1L);
        to.Write(3L);
        to.Write(0L);
        Text("");
        to.Write(3L);
        Text("1");
        Text("2");
        Text("3");
        to.Write((byte)255);
        return bytes.ToArray();
    }

    private static void Kill(int id)
    {
        using Process child = Process.GetProcessById(id);
        child.Kill();
        child.WaitForExit();
    }
}
