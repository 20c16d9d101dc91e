using System.Runtime.InteropServices;
using System.Text;

namespace SpectraPipeline.IO.Readers.Nexus.Child;

/// <summary>One open file in the child process.</summary>
internal sealed unsafe class Hdf5Session : IDisposable
{
    private const int SlabValues = 1 << 17;

    private readonly nint _library;
    private long _file = -1;

    public Hdf5Session(nint library)
    {
        _library = library;
        LinkAccess = Hdf5Native.H5Pcreate(Constant("H5P_CLS_LINK_ACCESS_ID_g"));
        NativeDouble = Constant("H5T_NATIVE_DOUBLE_g");
        NativeLong = Constant("H5T_NATIVE_LLONG_g");
        NativeUlong = Constant("H5T_NATIVE_ULLONG_g");
        // libhdf5 follows external links by itself; the callback keeps it inside the file's folder.
        _ = Hdf5Native.H5Pset_elink_cb(LinkAccess, &AllowLink, null);
    }

    /// <summary>How links are followed.</summary>
    public long LinkAccess { get; }

    /// <summary>Types of libhdf5.</summary>
    public long NativeDouble { get; }

    /// <inheritdoc cref="NativeDouble" />
    public long NativeLong { get; }

    /// <inheritdoc cref="NativeDouble" />
    public long NativeUlong { get; }

    /// <summary>Most values that a chunk may hold.</summary>
    public long Allowed { get; private set; }

    /// <summary>Length of the file.</summary>
    public long FileBytes { get; private set; }

    /// <summary>Folder of the file.</summary>
    public string Folder { get; private set; } = "";

    /// <summary>Opens a file.</summary>
    public void Open(string path, long allowed)
    {
        Close();
        Allowed = allowed;
        Hdf5Memory.Allow(allowed * sizeof(double));
        FileBytes = new FileInfo(path) is { Exists: true } file ? file.Length : 0;
        Folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "";
        _file = Hdf5Native.H5Fopen(path, 0, 0);
        if (_file < 0)
            throw new Hdf5Exception($"libhdf5 cannot open it: {Reason()}");
    }

    /// <summary>Writes all names of the file with their attributes and small values.</summary>
    public void List(Stream to) => new Hdf5Listing(this, to).Write(_file);

    /// <summary>Writes a frame with all values of a dataset as doubles.</summary>
    public void Read(string path, Stream to)
    {
        byte[] name = Encoding.UTF8.GetBytes("/" + path + "\0");
        long dataset;
        fixed (byte* n = name)
            dataset = Hdf5Native.H5Oopen(_file, n, LinkAccess);
        if (dataset < 0)
            throw new Hdf5Exception($"'{path}' cannot be opened: {Reason()}");
        try
        {
            Values(dataset, path, to);
        }
        finally
        {
            _ = Hdf5Native.H5Oclose(dataset);
        }
    }

    /// <summary>Closes the file.</summary>
    public void Close()
    {
        if (_file >= 0)
            _ = Hdf5Native.H5Fclose(_file);
        _file = -1;
    }

    public void Dispose() => Close();

    /// <summary>The innermost message of the last error.</summary>
    public static string Reason()
    {
        string? text = null;
        var handle = GCHandle.Alloc(new Action<string>(t => text ??= t));
        _ = Hdf5Native.H5Ewalk2(0, 0, &Message, (void*)GCHandle.ToIntPtr(handle));
        handle.Free();
        return text ?? "no reason given";
    }

    /// <summary>A link to another file is followed only into the file's own folder and below: no file may make the program open another place.</summary>
    public static bool Inside(string target) =>
        target.Length > 0
        && !Path.IsPathRooted(target)
        && !target.Split('/', '\\').Contains("..")
        && !target.Contains(':', StringComparison.Ordinal);

    private long Constant(string name) => *(long*)NativeLibrary.GetExport(_library, name);

    private void Values(long dataset, string path, Stream to)
    {
        long space = Hdf5Native.H5Dget_space(dataset);
        try
        {
            int rank = Hdf5Native.H5Sget_simple_extent_ndims(space);
            if (rank is < 1 or > 32)
                throw new Hdf5Exception($"'{path}' has {rank} dimensions");
            ulong* dims = stackalloc ulong[rank];
            _ = Hdf5Native.H5Sget_simple_extent_dims(space, dims, null);
            UInt128 total = 1;
            for (int d = 0; d < rank; d++)
                total = UInt128.Min(total * dims[d], long.MaxValue);
            // The parent has compared it with the length of the files before it asked.
            if (total > int.MaxValue / sizeof(double))
                throw new Hdf5Exception($"'{path}' claims {total} values");
            Slabs(dataset, path, space, rank, dims, (long)total, to);
        }
        finally
        {
            _ = Hdf5Native.H5Sclose(space);
        }
    }

    /// <summary>Reads along the first dimension in pieces, so that the child does not hold the whole dataset.</summary>
    private void Slabs(long dataset, string path, long space, int rank, ulong* dims, long total, Stream to)
    {
        long row = total / (long)Math.Max(dims[0], 1);
        long rows = Math.Min(Math.Max(1, SlabValues / Math.Max(row, 1)), (long)dims[0]);
        if (total == 0)
        {
            Hdf5Wire.WriteHead(to, Hdf5Wire.Good, 0);
            return;
        }
        // Not on the managed heap, which is kept small on purpose.
        double* buffer = (double*)NativeMemory.Alloc((nuint)(rows * row), sizeof(double));
        try
        {
            for (long at = 0; at < (long)dims[0]; at += rows)
            {
                long now = Math.Min(rows, (long)dims[0] - at);
                string? problem = Slab(dataset, space, rank, dims, at, now, buffer);
                // The frame's length is promised before all values are there: a failure in between ends the process, and that is its message.
                if (problem is not null && at > 0)
                    System.Diagnostics.Process.GetCurrentProcess().Kill();
                if (problem is not null)
                    throw new Hdf5Exception($"'{path}' cannot be read: {problem}");
                if (at == 0)
                    Hdf5Wire.WriteHead(to, Hdf5Wire.Good, total * sizeof(double));
                to.Write(new ReadOnlySpan<byte>(buffer, (int)(now * row * sizeof(double))));
            }
        }
        finally
        {
            NativeMemory.Free(buffer);
        }
    }

    private string? Slab(long dataset, long space, int rank, ulong* dims, long at, long rows, double* buffer)
    {
        ulong* start = stackalloc ulong[rank];
        ulong* count = stackalloc ulong[rank];
        for (int d = 0; d < rank; d++)
            (start[d], count[d]) = (0, dims[d]);
        (start[0], count[0]) = ((ulong)at, (ulong)rows);
        long memory = Hdf5Native.H5Screate_simple(rank, count, null);
        _ = Hdf5Native.H5Sselect_hyperslab(space, 0, start, null, count, null);
        string? problem = Hdf5Native.H5Dread(dataset, NativeDouble, memory, space, 0, buffer) < 0 ? Reason() : null;
        _ = Hdf5Native.H5Sclose(memory);
        return problem;
    }

    [UnmanagedCallersOnly]
    private static int AllowLink(byte* parentFile, byte* parentGroup, byte* file, byte* path, uint* flags, long access, void* data) =>
        Inside(Marshal.PtrToStringUTF8((nint)file) ?? "") ? 0 : -1;

    [UnmanagedCallersOnly]
    private static int Message(uint n, Hdf5Native.ErrorEntry* entry, void* data)
    {
        if (n == 0 && Marshal.PtrToStringUTF8((nint)entry->Description) is string text)
            ((Action<string>)GCHandle.FromIntPtr((nint)data).Target!)(text);
        return 0;
    }
}
