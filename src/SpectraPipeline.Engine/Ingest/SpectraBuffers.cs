namespace SpectraPipeline.Engine.Ingest;

/// <summary>Memory of one worker for reading: the arrays of a block and the bytes of a file take the place of those before them. Fresh arrays of megabytes
/// for every block are zeroed, faulted in and swept up by the collector again, at a tenth of the cost of reading.</summary>
/// <remarks>A block that was read with it is valid until the next one. Belongs to one thread.</remarks>
public sealed class SpectraBuffers
{
    private double[][] _channels = [];

    /// <summary>Bytes of the file that was read last.</summary>
    internal byte[] File = [];

    /// <summary>An array a channel, with whatever numbers the block before left in them: every row is written by who takes them.</summary>
    internal double[][] Channels(int count, int length)
    {
        if (_channels.Length != count || Array.Exists(_channels, c => c.Length != length))
            _channels = New(count, length);
        return _channels;
    }

    /// <summary>Arrays of their own, for a block that is kept.</summary>
    internal static double[][] New(int count, int length)
    {
        double[][] channels = new double[count][];
        for (int c = 0; c < count; c++)
            channels[c] = GC.AllocateUninitializedArray<double>(length);
        return channels;
    }
}
