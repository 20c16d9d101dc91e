using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers.Nexus.Child;

namespace SpectraPipeline.IO.Readers.Nexus.Parent;

/// <summary>A child process, seen from its parent: started once, asked for files one after the other, killed when it overdraws its budget.</summary>
internal sealed class Hdf5Child : IDisposable
{
    private static readonly TimeSpan s_startPatience = TimeSpan.FromSeconds(60);

    private readonly System.Diagnostics.Process _process;
    private readonly Stream _requests;
    private readonly Stream _answers;
    private Hdf5Guard? _guard;

    /// <summary>Starts a child and waits until libhdf5 is loaded.</summary>
    /// <exception cref="BadFileException">It cannot be started or has no libhdf5; the message says what to install.</exception>
    public Hdf5Child()
    {
        ProcessStartInfo start = Hdf5Program.Start();
        try
        {
            _process = System.Diagnostics.Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new BadFileException(0, $"a process that opens HDF5 files ({start.FileName})", $"that it cannot be started: {e.Message}");
        }
        // What a dying libhdf5 writes there is no message of ours.
        _process.BeginErrorReadLine();
        _requests = _process.StandardInput.BaseStream;
        _answers = _process.StandardOutput.BaseStream;
        using var guard = new Hdf5Guard(_process, Hdf5Budget.Of(s_startPatience));
        if (!Hdf5Wire.ReadHead(_answers, out byte version, out _) || version != Hdf5Wire.Version)
            throw Failed(
                $"that {Path.GetFileName(start.FileName)} {Hdf5Program.Command} is another version of this program or does not start"
            );
        if (!Hdf5Wire.ReadHead(_answers, out byte kind, out long length) || length is < 0 or > 4096)
            throw Failed("that it ended at once");
        byte[] text = new byte[length];
        _answers.ReadAtLeast(text, text.Length, throwOnEndOfStream: false);
        if (kind != Hdf5Wire.Good)
            throw Failed(Encoding.UTF8.GetString(text));
        LibraryVersion = Encoding.UTF8.GetString(text);
    }

    /// <summary>Version of libhdf5 that it has loaded.</summary>
    public string LibraryVersion { get; }

    /// <summary>Its number.</summary>
    public int ProcessId => _process.Id;

    /// <summary>True once it has served a file: what a damaged file did to its memory may show only in the next.</summary>
    public bool IsUsed { get; private set; }

    /// <summary>True when it is dead or has seen a damaged file, and must not serve another.</summary>
    public bool IsSpent { get; private set; }

    /// <summary>Begins a file.</summary>
    public void Begin(Hdf5Budget budget) => _guard = new Hdf5Guard(_process, budget);

    /// <summary>Ends a file.</summary>
    public void End()
    {
        _guard?.Dispose();
        _guard = null;
        IsUsed = true;
    }

    /// <summary>Asks and waits for the head of the answer.</summary>
    /// <param name="kind">What is asked.</param>
    /// <param name="body">About what.</param>
    /// <param name="most">Longest good answer in bytes.</param>
    /// <returns>Length of the answer, which is then read by <see cref="Fill"/>.</returns>
    /// <exception cref="BadFileException">The child said no.</exception>
    /// <exception cref="Hdf5DeathException">The child died, hung or answered nonsense.</exception>
    public long Ask(byte kind, ReadOnlySpan<byte> body, long most)
    {
        try
        {
            Hdf5Wire.Write(_requests, kind, body);
            if (!Hdf5Wire.ReadHead(_answers, out byte answer, out long length))
                throw Dead();
            if (answer == Hdf5Wire.Bad && length is >= 0 and <= 1 << 20)
            {
                byte[] text = new byte[length];
                Fill(text);
                IsSpent = true;
                throw new BadFileException(0, "a sound HDF5 file", $"that {Encoding.UTF8.GetString(text)}");
            }
            if (answer != Hdf5Wire.Good || length < 0 || length > most)
                throw Dead();
            return length;
        }
        catch (IOException)
        {
            throw Dead();
        }
    }

    /// <summary>Reads a part of the answer.</summary>
    /// <exception cref="Hdf5DeathException">The child died before its end.</exception>
    public void Fill(Span<byte> bytes)
    {
        if (_answers.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            throw Dead();
    }

    public void Dispose()
    {
        _guard?.Dispose();
        Kill(_process);
        _process.Dispose();
    }

    /// <summary>Ends a process that may have ended by itself.</summary>
    public static void Kill(System.Diagnostics.Process process)
    {
        try
        {
            process.Kill();
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It is gone already, which is what was wanted.
        }
    }

    private Hdf5DeathException Dead()
    {
        IsSpent = true;
        return new(_guard?.Verdict ?? "that libhdf5 died of it") { Overdrawn = _guard?.Verdict is not null };
    }

    private BadFileException Failed(string found)
    {
        Dispose();
        return new(0, "a process that opens HDF5 files", found);
    }
}

/// <summary>The child did not survive; the message is what was found, for a <see cref="BadFileException"/>.</summary>
internal sealed class Hdf5DeathException(string found) : Exception(found)
{
    /// <summary>It was killed for time or memory, rather than dead by itself.</summary>
    public bool Overdrawn { get; init; }
}
