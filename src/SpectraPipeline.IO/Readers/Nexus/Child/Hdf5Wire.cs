using System.Buffers.Binary;
using System.Text;

namespace SpectraPipeline.IO.Readers.Nexus.Child;

/// <summary>What parent and child say to each other: frames of a kind (1 byte), a length (8 bytes) and that many bytes.</summary>
/// <remarks>Requests: O (allowed values, path of the file), R (path of a dataset), C. Answers: + and - (a message).</remarks>
internal static class Hdf5Wire
{
    /// <summary>Raised when the bytes change their meaning; parent and child come from one build, so a difference is a mixed installation.</summary>
    public const byte Version = 1;

    public const byte Open = (byte)'O';
    public const byte Read = (byte)'R';
    public const byte Close = (byte)'C';
    public const byte Good = (byte)'+';
    public const byte Bad = (byte)'-';

    private const int HeadBytes = 9;

    /// <summary>Writes the head of a frame; its bytes follow.</summary>
    public static void WriteHead(Stream to, byte kind, long length)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        head[0] = kind;
        BinaryPrimitives.WriteInt64LittleEndian(head[1..], length);
        to.Write(head);
    }

    /// <summary>Writes a frame.</summary>
    public static void Write(Stream to, byte kind, ReadOnlySpan<byte> bytes)
    {
        WriteHead(to, kind, bytes.Length);
        to.Write(bytes);
        to.Flush();
    }

    /// <summary>Writes a frame of text.</summary>
    public static void Write(Stream to, byte kind, string text) => Write(to, kind, Encoding.UTF8.GetBytes(text));

    /// <summary>Reads the head of a frame; false at the end of the stream.</summary>
    public static bool ReadHead(Stream from, out byte kind, out long length)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        bool whole = from.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false) == HeadBytes;
        kind = head[0];
        length = BinaryPrimitives.ReadInt64LittleEndian(head[1..]);
        return whole;
    }
}
