using System.Globalization;
using System.Text;

namespace SpectraPipeline.IO.Readers.Nexus.Child;

/// <summary>Tells the parent about one dataset: kind of values, shape, what stands against reading it, and the values where they are few.</summary>
internal sealed unsafe class Hdf5Dataset(Hdf5Session session, Hdf5Text text, long id)
{
    private const int FewValues = 16;

    /// <summary>Writes it behind the attributes.</summary>
    /// <param name="to">Where.</param>
    /// <param name="otherBytes">Length of other files on the way here.</param>
    public void Write(Hdf5Listing to, long otherBytes)
    {
        long type = Hdf5Native.H5Dget_type(id);
        long space = Hdf5Native.H5Dget_space(id);
        long list = Hdf5Native.H5Dget_create_plist(id);
        try
        {
            Hdf5Values values = Hdf5Text.Kind(type);
            long[]? shape = Hdf5Text.Shape(space);
            string problem = Problem(list, type, ref otherBytes);
            to.Byte((byte)values);
            to.Long(shape?.Length ?? -1);
            foreach (long n in shape ?? [])
                to.Long(n);
            to.Long(otherBytes);
            to.Bytes(Encoding.UTF8.GetBytes(problem));
            bool few = problem.Length == 0 && shape is not null && shape.Aggregate(1.0, (a, n) => a * n) <= FewValues;
            to.Texts(few ? text.OfDataset(id, type, space) : []);
        }
        finally
        {
            _ = Hdf5Native.H5Tclose(type);
            _ = Hdf5Native.H5Sclose(space);
            _ = Hdf5Native.H5Pclose(list);
        }
    }

    private string Problem(long list, long type, ref long otherBytes)
    {
        if (Hdf5Native.H5Pget_external_count(list) > 0)
            return "its values lie in another file without structure, which is not opened";
        int layout = Hdf5Native.H5Pget_layout(list);
        // H5D_CHUNKED = 2, H5D_VIRTUAL = 3.
        if (layout == 2 && Chunk(list) > session.Allowed + otherBytes * 25.0)
            return string.Create(
                CultureInfo.InvariantCulture,
                $"it claims chunks of {Chunk(list)} values, more than a file of this size can mean"
            );
        if (layout == 3)
            return Virtual(list, ref otherBytes);
        if ((long)Hdf5Native.H5Tget_size(type) > 1 << 20)
            return "one of its values takes more than a megabyte";
        return Filter(list);
    }

    private static double Chunk(long list)
    {
        ulong* sizes = stackalloc ulong[32];
        int rank = Hdf5Native.H5Pget_chunk(list, 32, sizes);
        double values = 1;
        for (int d = 0; d < Math.Min(rank, 32); d++)
            values *= sizes[d];
        return values;
    }

    /// <summary>libhdf5 fills what a missing file should hold with zeros, and says nothing.</summary>
    private string Virtual(long list, ref long otherBytes)
    {
        if (Hdf5Native.H5Pget_virtual_count(list, out nuint count) < 0)
            return "a virtual dataset whose parts cannot be read";
        byte[] name = new byte[4097];
        var seen = new HashSet<string>();
        for (nuint n = 0; n < Math.Min(count, 10_000); n++)
        {
            nint length;
            fixed (byte* b = name)
                length = Hdf5Native.H5Pget_virtual_filename(list, n, b, (nuint)name.Length);
            if (length is < 0 or > 4096)
                return "a virtual dataset whose parts cannot be read";
            string file = Encoding.UTF8.GetString(name, 0, (int)length);
            if (file == "." || !seen.Add(file))
                continue;
            string where = $"a virtual dataset with a part in the file '{file}'";
            if (!Hdf5Session.Inside(file))
                return $"{where}, which is outside the folder of this one and is not opened";
            if (new FileInfo(Path.Combine(session.Folder, file)) is not { Exists: true } other)
                return $"{where}, which is not beside this one";
            otherBytes += other.Length;
        }
        return "";
    }

    private static string Filter(long list)
    {
        int filters = Math.Min(Hdf5Native.H5Pget_nfilters(list), 32);
        byte[] name = new byte[64];
        for (int n = 0; n < filters; n++)
        {
            uint flags,
                configuration;
            nuint values = 0;
            int filter;
            fixed (byte* b = name)
                filter = Hdf5Native.H5Pget_filter2(list, (uint)n, &flags, &values, null, (nuint)name.Length - 1, b, &configuration);
            if (filter < 0 || Hdf5Native.H5Zfilter_avail(filter) > 0)
                continue;
            string called = Encoding.UTF8.GetString(name).Split('\0')[0];
            return string.Create(
                CultureInfo.InvariantCulture,
                $"it is packed by filter {filter} '{called}', which this libhdf5 does not have: install the plugin and set HDF5_PLUGIN_PATH"
            );
        }
        return "";
    }
}
