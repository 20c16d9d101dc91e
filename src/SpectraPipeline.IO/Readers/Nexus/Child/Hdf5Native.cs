using System.Reflection;
using System.Runtime.InteropServices;

namespace SpectraPipeline.IO.Readers.Nexus.Child;

/// <summary>The functions of libhdf5's C interface (1.10 and later: hid_t has 64 bits) that the child process uses. Below 0 = failed.</summary>
/// <remarks>Only names that every version from 1.10 to 2.0 exports, except H5Lget_info, which became H5Lget_info1 in 1.12.</remarks>
internal static unsafe partial class Hdf5Native
{
    private const string Library = "hdf5";

    // Debian and Ubuntu name the serial build apart; 103 is 1.10, 200 is 1.12, 310 is 1.14.
    private static readonly string[] s_names =
    [
        "libhdf5_serial.so.103",
        "libhdf5.so.103",
        "libhdf5_serial.so.310",
        "libhdf5.so.310",
        "libhdf5.so.200",
        "libhdf5_serial.so",
        "libhdf5.so",
        "hdf5.dll",
        "libhdf5.dylib",
        "/opt/homebrew/lib/libhdf5.dylib",
        "/usr/local/lib/libhdf5.dylib",
    ];

    /// <summary>Loads the library; null when it is not on this machine.</summary>
    public static nint? Load()
    {
        foreach (string name in s_names)
            if (NativeLibrary.TryLoad(name, typeof(Hdf5Native).Assembly, DllImportSearchPath.SafeDirectories, out nint library))
            {
                Assembly own = typeof(Hdf5Native).Assembly;
                // DuckDB's functions live in the same assembly: other names go the usual way.
                NativeLibrary.SetDllImportResolver(own, (wanted, _, _) => wanted == Library ? library : 0);
                return library;
            }
        return null;
    }

    /// <summary>H5G_info_t.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct GroupInfo
    {
        public int StorageType;
        public ulong Links;
        public long MaxOrder;
        public byte Mounted;
    }

    /// <summary>H5L_info_t of 1.10, H5L_info1_t later.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct LinkInfo
    {
        public int Type;
        public byte OrderValid;
        public long Order;
        public int CharacterSet;

        /// <summary>Address of the object for a hard link, length of the value for others.</summary>
        public ulong AddressOrSize;
    }

    /// <summary>H5E_error2_t.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct ErrorEntry
    {
        public long Class;
        public long Major;
        public long Minor;
        public uint Line;
        public byte* Function;
        public byte* File;
        public byte* Description;
    }

    [LibraryImport(Library)]
    internal static partial int H5open();

    [LibraryImport(Library)]
    internal static partial int H5get_libversion(out uint major, out uint minor, out uint release);

    [LibraryImport(Library)]
    internal static partial int H5free_memory(void* memory);

    [LibraryImport(Library)]
    internal static partial int H5Eset_auto2(long stack, nint function, nint data);

    [LibraryImport(Library)]
    internal static partial int H5Ewalk2(
        long stack,
        int direction,
        delegate* unmanaged<uint, ErrorEntry*, void*, int> function,
        void* data
    );

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial long H5Fopen(string name, uint flags, long access);

    [LibraryImport(Library)]
    internal static partial int H5Fclose(long file);

    [LibraryImport(Library)]
    internal static partial nint H5Fget_obj_count(long file, uint types);

    [LibraryImport(Library)]
    internal static partial long H5Oopen(long location, byte* name, long linkAccess);

    [LibraryImport(Library)]
    internal static partial int H5Oclose(long id);

    [LibraryImport(Library)]
    internal static partial int H5Iget_type(long id);

    [LibraryImport(Library)]
    internal static partial int H5Gget_info(long group, out GroupInfo info);

    [LibraryImport(Library)]
    internal static partial long H5Gget_create_plist(long group);

    [LibraryImport(Library)]
    internal static partial nint H5Lget_name_by_idx(
        long location,
        byte* group,
        int index,
        int order,
        ulong n,
        byte* name,
        nuint size,
        long linkAccess
    );

    [LibraryImport(Library, EntryPoint = "H5Lget_info")]
    private static partial int H5Lget_info0(long location, byte* name, out LinkInfo info, long linkAccess);

    [LibraryImport(Library)]
    private static partial int H5Lget_info1(long location, byte* name, out LinkInfo info, long linkAccess);

    [LibraryImport(Library)]
    internal static partial int H5Lget_val(long location, byte* name, byte* value, nuint size, long linkAccess);

    [LibraryImport(Library)]
    internal static partial int H5Lunpack_elink_val(byte* value, nuint size, out uint flags, out byte* file, out byte* path);

    [LibraryImport(Library)]
    internal static partial long H5Pcreate(long kind);

    [LibraryImport(Library)]
    internal static partial int H5Pclose(long list);

    [LibraryImport(Library)]
    internal static partial int H5Pget_link_creation_order(long list, out uint flags);

    [LibraryImport(Library)]
    internal static partial int H5Pset_elink_cb(
        long list,
        delegate* unmanaged<byte*, byte*, byte*, byte*, uint*, long, void*, int> function,
        void* data
    );

    [LibraryImport(Library)]
    internal static partial int H5Pget_layout(long list);

    [LibraryImport(Library)]
    internal static partial int H5Pget_chunk(long list, int most, ulong* sizes);

    [LibraryImport(Library)]
    internal static partial int H5Pget_nfilters(long list);

    [LibraryImport(Library)]
    internal static partial int H5Pget_filter2(
        long list,
        uint index,
        uint* flags,
        nuint* values,
        uint* value,
        nuint nameLength,
        byte* name,
        uint* configuration
    );

    [LibraryImport(Library)]
    internal static partial int H5Zfilter_avail(int filter);

    [LibraryImport(Library)]
    internal static partial int H5Pget_external_count(long list);

    [LibraryImport(Library)]
    internal static partial int H5Pget_virtual_count(long list, out nuint count);

    [LibraryImport(Library)]
    internal static partial nint H5Pget_virtual_filename(long list, nuint index, byte* name, nuint size);

    [LibraryImport(Library)]
    internal static partial int H5Aget_num_attrs(long id);

    [LibraryImport(Library)]
    internal static partial long H5Aopen_by_idx(long id, byte* name, int index, int order, ulong n, long access, long linkAccess);

    [LibraryImport(Library)]
    internal static partial nint H5Aget_name(long attribute, nuint size, byte* name);

    [LibraryImport(Library)]
    internal static partial long H5Aget_space(long attribute);

    [LibraryImport(Library)]
    internal static partial long H5Aget_type(long attribute);

    [LibraryImport(Library)]
    internal static partial int H5Aread(long attribute, long type, void* buffer);

    [LibraryImport(Library)]
    internal static partial int H5Aclose(long attribute);

    [LibraryImport(Library)]
    internal static partial long H5Dget_space(long dataset);

    [LibraryImport(Library)]
    internal static partial long H5Dget_type(long dataset);

    [LibraryImport(Library)]
    internal static partial long H5Dget_create_plist(long dataset);

    [LibraryImport(Library)]
    internal static partial int H5Dread(long dataset, long type, long memory, long file, long transfer, void* buffer);

    [LibraryImport(Library)]
    internal static partial int H5Sget_simple_extent_type(long space);

    [LibraryImport(Library)]
    internal static partial int H5Sget_simple_extent_ndims(long space);

    [LibraryImport(Library)]
    internal static partial int H5Sget_simple_extent_dims(long space, ulong* dims, ulong* most);

    [LibraryImport(Library)]
    internal static partial long H5Screate_simple(int rank, ulong* dims, ulong* most);

    [LibraryImport(Library)]
    internal static partial int H5Sselect_hyperslab(long space, int how, ulong* start, ulong* stride, ulong* count, ulong* block);

    [LibraryImport(Library)]
    internal static partial int H5Sclose(long space);

    [LibraryImport(Library)]
    internal static partial int H5Tget_class(long type);

    [LibraryImport(Library)]
    internal static partial nuint H5Tget_size(long type);

    [LibraryImport(Library)]
    internal static partial int H5Tget_sign(long type);

    [LibraryImport(Library)]
    internal static partial int H5Tis_variable_str(long type);

    [LibraryImport(Library)]
    internal static partial int H5Tclose(long type);

    /// <summary>What a link is, by the name that the version at hand exports.</summary>
    internal static int LinkOf(long location, byte* name, out LinkInfo info, long linkAccess)
    {
        try
        {
            return H5Lget_info0(location, name, out info, linkAccess);
        }
        catch (EntryPointNotFoundException)
        {
            return H5Lget_info1(location, name, out info, linkAccess);
        }
    }
}
