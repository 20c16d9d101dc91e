using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers.Nexus.Child;
using SpectraPipeline.IO.Readers.Nexus.Parent;
using SpectraPipeline.IO.Store;
using SpectraPipeline.IO.Store.DuckDb;

namespace SpectraPipeline.IO;

/// <summary>Libraries of other hands that are not part of the program's own assemblies: which version loads here.</summary>
public static class NativeLibraries
{
    private const string AnotherDuckDb =
        "The DuckDB beside the program is not the one that it was built with; build it again with npm installed";

    /// <summary>Version of DuckDB, which holds the tables; proved by a small Parquet file that it writes and reads again.</summary>
    /// <param name="temporary">Folder for the file; one that cannot be written leaves it untried.</param>
    /// <exception cref="UserException">It does not load or work; the message says what to do.</exception>
    public static string DuckDb(string temporary)
    {
        string file = Path.Combine(temporary, $".spectra-{Environment.ProcessId}.parquet");
        try
        {
            using var database = new DuckDatabase(new());
            using DuckConnection connection = database.Connect();
            string version = (string)ResultQuery.Collect(connection, "SELECT version()").Rows[0][0]!;
            if (!IsWritable(file))
                return version;
            string name = SqlText.Literal(file);
            ResultQuery.Collect(connection, $"COPY (SELECT 1.5::DOUBLE AS x) TO {name} (FORMAT parquet)");
            return ResultQuery.Collect(connection, $"SELECT x FROM read_parquet({name})").Rows is [[1.5]]
                ? version
                : throw new UserException(
                    $"DuckDB {version} does not read what it wrote to a Parquet file. Build again with npm installed."
                );
        }
        catch (DuckException e)
        {
            throw new UserException($"DuckDB loads and fails: {e.Message.Split('\n')[0]}. {AnotherDuckDb}.");
        }
        catch (Exception e) when (e is EntryPointNotFoundException or BadImageFormatException)
        {
            throw new UserException($"{AnotherDuckDb}. ({e.Message.Split('\n')[0].Trim()})");
        }
        finally
        {
            if (File.Exists(file))
                File.Delete(file);
        }
    }

    private static bool IsWritable(string file)
    {
        try
        {
            File.WriteAllBytes(file, []);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
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
