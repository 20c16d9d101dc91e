using System.CommandLine;
using System.Runtime.InteropServices;
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
            // Ctrl+C, the end of a cluster's time and a closed terminal go to all processes of a group. This one ends when its parent closes the pipe; if it ended before,
            // the block that is being read would be stored with files that cannot be read.
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => signal.Cancel = true);
            using var hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal => signal.Cancel = true);
            using Stream requests = Console.OpenStandardInput();
            using Stream answers = new BufferedStream(Console.OpenStandardOutput(), 1 << 16);
            Hdf5Server.Run(requests, answers);
            return 0;
        });
        return command;
    }
}
