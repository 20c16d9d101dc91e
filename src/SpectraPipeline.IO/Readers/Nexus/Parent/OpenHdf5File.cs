using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers.Nexus.Child;

namespace SpectraPipeline.IO.Readers.Nexus.Parent;

/// <summary>An HDF5 file that a child has open: its names, and its numbers on demand.</summary>
internal sealed class OpenHdf5File : IDisposable
{
    private const long MostListing = 80L << 20;
    private const long MostDecoded = 200;
    private const long MostDecodedBytes = 1L << 31;

    private readonly Hdf5Child _child;
    private readonly long _length;
    private readonly Dictionary<Hdf5Node, double[]> _read = [];
    private long _decoded;

    /// <summary>Opens it.</summary>
    /// <exception cref="BadFileException">libhdf5 refuses it.</exception>
    /// <exception cref="Hdf5DeathException">libhdf5 dies of it.</exception>
    public OpenHdf5File(Hdf5Child child, string path, long length)
    {
        _child = child;
        _length = length;
        long decoded = Math.Min(MostDecodedBytes, MostDecoded * length + 4096);
        child.Begin(Hdf5Budget.Of(length, decoded));
        byte[] body = new byte[8 + Encoding.UTF8.GetByteCount(path)];
        BinaryPrimitives.WriteInt64LittleEndian(body, decoded / sizeof(double));
        Encoding.UTF8.GetBytes(path, body.AsSpan(8));
        try
        {
            byte[] listing = new byte[child.Ask(Hdf5Wire.Open, body, MostListing)];
            child.Fill(listing);
            Root = Hdf5Answer.Tree(listing);
        }
        catch
        {
            child.End();
            throw;
        }
    }

    /// <summary>The process that has it open.</summary>
    public int ProcessId => _child.ProcessId;

    /// <summary>The root group.</summary>
    public Hdf5Node Root { get; }

    /// <summary>All values of a dataset, row-major.</summary>
    /// <exception cref="BadFileException">They cannot be read, or are more than a file of this length can mean.</exception>
    public double[] Numbers(Hdf5Node node)
    {
        if (_read.TryGetValue(node, out double[]? known))
            return known;
        if (node.Problem.Length > 0)
            throw new BadFileException(0, $"the values of '{node.Path}'", node.Problem);
        // A file that only points to others may be short.
        FileBytes.Allow(_length + node.OtherBytes, _decoded + node.Count, 0, $"'{node.Path}' and what was read before it");
        long length = _child.Ask(Hdf5Wire.Read, Encoding.UTF8.GetBytes(node.Path), node.Count * sizeof(double));
        if (length != node.Count * sizeof(double))
            throw new BadFileException(0, $"{node.Count} values of '{node.Path}'", $"{length / sizeof(double)}");
        double[] values = GC.AllocateUninitializedArray<double>((int)node.Count);
        _child.Fill(MemoryMarshal.AsBytes(values.AsSpan()));
        _decoded += node.Count;
        return _read[node] = values;
    }

    public void Dispose()
    {
        if (!_child.IsSpent)
            try
            {
                _ = _child.Ask(Hdf5Wire.Close, [], 0);
            }
            catch (Exception e) when (e is Hdf5DeathException or BadFileException)
            {
                // The spectra are here; the child is marked as spent and replaced.
            }
        _child.End();
    }
}
