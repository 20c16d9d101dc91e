using System.Globalization;
using System.Text;

namespace SpectraPipeline.IO.Readers.Nexus.Child;

/// <summary>Attributes and small datasets as text: strings of fixed and variable length, integers, floating-point numbers, truth values.</summary>
internal sealed unsafe class Hdf5Text(Hdf5Session session)
{
    private const int MostValues = 1024;
    private const int LongestText = 1 << 18;

    /// <summary>What values of a type are.</summary>
    public static Hdf5Values Kind(long type) =>
        // H5T_INTEGER = 0, FLOAT = 1, STRING = 3, ENUM = 8 (how h5py stores truth values).
        Hdf5Native.H5Tget_class(type) switch
        {
            0 or 8 => Hdf5Values.Integer,
            1 => Hdf5Values.Float,
            3 => Hdf5Values.Text,
            _ => Hdf5Values.Other,
        };

    /// <summary>Shape of a dataspace; null where it is empty, as PyTables leaves its titles.</summary>
    public static long[]? Shape(long space)
    {
        // H5S_SCALAR = 0, H5S_SIMPLE = 1.
        int kind = Hdf5Native.H5Sget_simple_extent_type(space);
        if (kind == 0)
            return [];
        int rank = Hdf5Native.H5Sget_simple_extent_ndims(space);
        if (kind != 1 || rank is < 0 or > 32)
            return null;
        ulong* dims = stackalloc ulong[32];
        _ = Hdf5Native.H5Sget_simple_extent_dims(space, dims, null);
        long[] shape = new long[rank];
        for (int d = 0; d < rank; d++)
            shape[d] = (long)Math.Min(dims[d], long.MaxValue);
        return shape;
    }

    /// <summary>Values of an attribute.</summary>
    public List<byte[]> OfAttribute(long attribute)
    {
        long type = Hdf5Native.H5Aget_type(attribute);
        long space = Hdf5Native.H5Aget_space(attribute);
        try
        {
            return Of(type, space, (memory, buffer) => Hdf5Native.H5Aread(attribute, memory, (void*)buffer));
        }
        finally
        {
            _ = Hdf5Native.H5Tclose(type);
            _ = Hdf5Native.H5Sclose(space);
        }
    }

    /// <summary>Values of a small dataset.</summary>
    public List<byte[]> OfDataset(long dataset, long type, long space) =>
        Of(type, space, (memory, buffer) => Hdf5Native.H5Dread(dataset, memory, 0, 0, 0, (void*)buffer));

    private List<byte[]> Of(long type, long space, Func<long, nint, int> read)
    {
        double count = Shape(space) is long[] shape ? shape.Aggregate(1.0, (a, n) => a * n) : 0;
        if (count is < 1 or > MostValues)
            return [];
        long size = (long)Hdf5Native.H5Tget_size(type);
        return Kind(type) switch
        {
            Hdf5Values.Text when Hdf5Native.H5Tis_variable_str(type) > 0 => Variable(type, (int)count, read),
            Hdf5Values.Text when size > 0 && size <= LongestText && size * count <= 4 * LongestText => Fixed(
                type,
                (int)count,
                (int)size,
                read
            ),
            Hdf5Values.Integer when Hdf5Native.H5Tget_class(type) == 0 && Hdf5Native.H5Tget_sign(type) == 0 => Numbers<ulong>(
                session.NativeUlong,
                (int)count,
                read
            ),
            Hdf5Values.Integer => Numbers<long>(session.NativeLong, (int)count, read),
            // A single reads as its own shortest text (0.1, not 0.10000000149).
            Hdf5Values.Float when size <= 4 => Numbers<double>(session.NativeDouble, (int)count, read, v => (float)v),
            Hdf5Values.Float => Numbers<double>(session.NativeDouble, (int)count, read),
            _ => [],
        };
    }

    private static List<byte[]> Variable(long type, int count, Func<long, nint, int> read)
    {
        nint[] pointers = new nint[count];
        var texts = new List<byte[]>(count);
        fixed (nint* p = pointers)
        {
            if (read(type, (nint)p) < 0)
                throw Unreadable();
            foreach (nint text in pointers)
            {
                if (text == 0)
                {
                    texts.Add([]);
                    continue;
                }
                var bytes = new ReadOnlySpan<byte>((void*)text, LongestText);
                int end = 0;
                while (end < LongestText && bytes[end] != 0)
                    end++;
                texts.Add(bytes[..end].ToArray());
                _ = Hdf5Native.H5free_memory((void*)text);
            }
        }
        return texts;
    }

    private static List<byte[]> Fixed(long type, int count, int size, Func<long, nint, int> read)
    {
        byte[] all = new byte[count * size];
        var texts = new List<byte[]>(count);
        fixed (byte* b = all)
            if (read(type, (nint)b) < 0)
                throw Unreadable();
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> one = all.AsSpan(i * size, size);
            int end = one.IndexOf((byte)0);
            texts.Add((end < 0 ? one : one[..end]).ToArray());
        }
        return texts;
    }

    private static List<byte[]> Numbers<T>(long type, int count, Func<long, nint, int> read, Func<T, IFormattable>? narrow = null)
        where T : unmanaged, IFormattable
    {
        T[] numbers = new T[count];
        fixed (T* n = numbers)
            if (read(type, (nint)n) < 0)
                throw Unreadable();
        return
        [
            .. numbers.Select(v => Encoding.UTF8.GetBytes((narrow is null ? v : narrow(v)).ToString(null, CultureInfo.InvariantCulture))),
        ];
    }

    /// <summary>A unit that got lost in silence would be worse than a refusal.</summary>
    private static Hdf5Exception Unreadable() => new($"an attribute or a small dataset cannot be read: {Hdf5Session.Reason()}");
}
