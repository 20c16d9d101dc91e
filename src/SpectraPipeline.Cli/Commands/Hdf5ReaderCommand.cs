using System.CommandLine;
using SpectraPipeline.IO.Readers.Nexus.Child;

namespace SpectraPipeline.Cli.Commands;

/// <summary><c>spectra hdf5-reader</c>, hidden: the child process that opens HDF5 files for another spectra, since a damaged one can kill libhdf5.</summary>
internal static class Hdf5ReaderCommand
{
    public static Command Create()
    {
        var command = new Command("hdf5-reader", "Opens HDF5 files for another process; not for people.") { Hidden = true };
        command.SetAction(_ =>
        {
            using Stream requests = Console.OpenStandardInput();
            using Stream answers = new BufferedStream(Console.OpenStandardOutput(), 1 << 16);
            Hdf5Server.Run(requests, answers);
            return 0;
        });
        return command;
    }
}
