using System.Security.Cryptography;
using System.Text;

namespace SpectraPipeline.Engine.Running;

/// <summary>SHA-256 as lower-case hex.</summary>
internal static class Hash
{
    public static string OfText(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    public static string OfFile(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
