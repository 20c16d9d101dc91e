using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers.Nexus.Child;
using SpectraPipeline.IO.Readers.Nexus.Parent;
using Xunit;

namespace SpectraPipeline.IO.Tests.Readers.Nexus;

/// <summary>Whether libhdf5 is on this machine; <c>./test</c> installs it where it can.</summary>
internal static class Hdf5Here
{
    private static readonly Lazy<bool> s_is = new(() =>
    {
        try
        {
            using var child = new Hdf5Child();
            return true;
        }
        catch (BadFileException e) when (e.Found == Hdf5Server.Missing)
        {
            return false;
        }
    });

    /// <summary>Skips the test by name where libhdf5 cannot be had.</summary>
    public static void SkipWithout() => Assert.SkipUnless(s_is.Value, "needs libhdf5: apt install libhdf5-103-1");

    /// <summary>Skips where the files to be read are HDF5.</summary>
    public static void SkipWithout(string formatOrFolder)
    {
        if (formatOrFolder is "nexus" or "nanoir")
            SkipWithout();
    }
}
