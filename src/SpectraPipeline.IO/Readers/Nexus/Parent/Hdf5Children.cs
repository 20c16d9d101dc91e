using System.Collections.Concurrent;
using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Readers.Nexus.Parent;

/// <summary>Child processes that wait for the next file. They end with this process, whose end closes their input.</summary>
internal sealed class Hdf5Children
{
    private readonly ConcurrentBag<Hdf5Child> _idle = [];

    /// <summary>Does something with a file that a child has opened.</summary>
    /// <exception cref="BadFileException">The file is bad, or libhdf5 did not survive it.</exception>
    public T With<T>(string path, long length, Func<OpenHdf5File, T> use)
    {
        for (; ; )
        {
            Hdf5Child child = _idle.TryTake(out Hdf5Child? waiting) ? waiting : new Hdf5Child();
            bool used = child.IsUsed;
            try
            {
                using var file = new OpenHdf5File(child, path, length);
                return use(file);
            }
            catch (Hdf5DeathException e)
            {
                // Only a fresh child's death is the file's fault: the one before may have left harm behind. What overdraws would take as long again.
                if (!used || e.Overdrawn)
                    throw new BadFileException(0, "a sound HDF5 file", e.Message);
            }
            finally
            {
                if (child.IsSpent)
                    child.Dispose();
                else
                    _idle.Add(child);
            }
        }
    }
}
