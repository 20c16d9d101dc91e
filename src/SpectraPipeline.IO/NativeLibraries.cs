using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers.Nexus.Child;
using SpectraPipeline.IO.Readers.Nexus.Parent;
using SpectraPipeline.IO.Store;
using SpectraPipeline.IO.Store.DuckDb;

namespace SpectraPipeline.IO;

/// <summary>Libraries of other hands that are not part of the program's own assemblies: which version loads here.</summary>
public static class NativeLibraries
{
    /// <summary>Version of DuckDB, which holds the tables.</summary>
    /// <exception cref="UserException">It does not load; the message says what to do.</exception>
    public static string DuckDb()
    {
        using var database = new DuckDatabase(new());
        using DuckConnection connection = database.Connect();
        return (string)ResultQuery.Collect(connection, "SELECT version()").Rows[0][0]!;
    }

    /// <summary>Version of libhdf5, asked of a process of its own, which a broken library may kill.</summary>
    /// <exception cref="UserException">It does not load; the message says what to do.</exception>
    public static string Hdf5()
    {
        try
        {
            using var child = new Hdf5Child();
            return child.LibraryVersion;
        }
        catch (BadFileException e)
        {
            string found = e.Found.StartsWith("that ", StringComparison.Ordinal) ? e.Found[5..] : e.Found;
            // The child says what to install where it finds none; where it dies, the library is there and broken.
            throw new UserException(found == Hdf5Server.Missing ? found : $"the process that loads libhdf5 fails: {found}");
        }
    }
}
