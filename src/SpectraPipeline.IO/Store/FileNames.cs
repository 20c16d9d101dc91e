using System.Globalization;
using System.Text;

namespace SpectraPipeline.IO.Store;

/// <summary>Ids of series and steps as file names on every system, and back: what a file system may refuse becomes %XX of its code.</summary>
internal static class FileNames
{
    private const string Refused = "<>:\"/\\|?*%";
    private static readonly string[] s_devices = ["CON", "PRN", "AUX", "NUL", "CLOCK$"];

    /// <summary>A safe file name; letters of all scripts stay.</summary>
    internal static string Encode(string id)
    {
        var name = new StringBuilder(id.Length);
        string stem = id.Split('.')[0].TrimEnd(' ').ToUpperInvariant();
        bool device = s_devices.Contains(stem) || (stem.Length == 4 && (stem[..3] is "COM" or "LPT") && char.IsAsciiDigit(stem[3]));
        for (int i = 0; i < id.Length; i++)
        {
            char c = id[i];
            // Windows drops a dot or blank at the end; a leading dot hides a folder and "." ".." mean others.
            bool edge = c is '.' or ' ' && (i == 0 || i == id.Length - 1);
            if (c < ' ' || c == 127 || Refused.Contains(c, StringComparison.Ordinal) || edge || (device && i == 0))
                name.Append(CultureInfo.InvariantCulture, $"%{(int)c:X2}");
            else
                name.Append(c);
        }
        return name.Length == 0 ? "%" : name.ToString();
    }

    /// <summary>The id that <see cref="Encode"/> was given.</summary>
    internal static string Decode(string name)
    {
        if (name == "%")
            return "";
        var id = new StringBuilder(name.Length);
        for (int i = 0; i < name.Length; i++)
            if (
                name[i] == '%'
                && i + 2 < name.Length
                && int.TryParse(name.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code)
            )
            {
                id.Append((char)code);
                i += 2;
            }
            else
                id.Append(name[i]);
        return id.ToString();
    }
}
