using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace SpectraPipeline.IO.Readers.Nexus.Child;

/// <summary>The child process: opens HDF5 files with libhdf5 for its parent, one after the other. It may die of any of them; that is what it is for.</summary>
public static class Hdf5Server
{
    // The parent ends a child after seconds. Where the parent itself has died, a child that hangs inside libhdf5 would stay for ever.
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(10);

    /// <summary>Answers requests until the parent closes the stream.</summary>
    public static void Run(Stream requests, Stream answers)
    {
        Hdf5Wire.WriteHead(answers, Hdf5Wire.Version, 0);
        if (Hdf5Native.Load() is not nint library)
        {
            Hdf5Wire.Write(answers, Hdf5Wire.Bad, Missing);
            return;
        }
        if (Hdf5Native.H5open() < 0 || Hdf5Native.H5get_libversion(out uint major, out uint minor, out uint release) < 0)
        {
            Hdf5Wire.Write(answers, Hdf5Wire.Bad, "libhdf5 does not start");
            return;
        }
        string version = string.Create(CultureInfo.InvariantCulture, $"{major}.{minor}.{release}");
        if (major == 1 && minor < 10)
        {
            Hdf5Wire.Write(answers, Hdf5Wire.Bad, $"libhdf5 is {version}, and 1.10 or later is needed");
            return;
        }
        _ = Hdf5Native.H5Eset_auto2(0, 0, 0);
        Hdf5Wire.Write(answers, Hdf5Wire.Good, version);
        using var session = new Hdf5Session(library);
        while (Hdf5Wire.ReadHead(requests, out byte kind, out long length))
        {
            using var watchdog = new Timer(
                _ => System.Diagnostics.Process.GetCurrentProcess().Kill(),
                null,
                s_longest,
                Timeout.InfiniteTimeSpan
            );
            byte[] body = new byte[length];
            requests.ReadExactly(body);
            Answer(session, kind, body, answers);
            answers.Flush();
        }
    }

    /// <summary>What to do where libhdf5 is missing.</summary>
    public const string Missing =
        "libhdf5, which reads HDF5 files, is not installed: Debian and Ubuntu 'apt install libhdf5-103-1' (newer releases: libhdf5-310), macOS 'brew install hdf5', Windows the HDF Group's hdf5.dll beside the program";

    private static void Answer(Hdf5Session session, byte kind, ReadOnlySpan<byte> body, Stream answers)
    {
        try
        {
            switch (kind)
            {
                case Hdf5Wire.Open:
                    session.Open(Encoding.UTF8.GetString(body[8..]), BinaryPrimitives.ReadInt64LittleEndian(body));
                    using (var listing = new MemoryStream())
                    {
                        session.List(listing);
                        Hdf5Wire.Write(answers, Hdf5Wire.Good, listing.GetBuffer().AsSpan(0, (int)listing.Length));
                    }
                    break;
                case Hdf5Wire.Read:
                    session.Read(Encoding.UTF8.GetString(body), answers);
                    break;
                default:
                    session.Close();
                    Hdf5Wire.Write(answers, Hdf5Wire.Good, "");
                    break;
            }
        }
        catch (Hdf5Exception e)
        {
            Hdf5Wire.Write(answers, Hdf5Wire.Bad, e.Message);
        }
    }
}

/// <summary>libhdf5 refused something; the message is for the user.</summary>
internal sealed class Hdf5Exception(string message) : Exception(message);
