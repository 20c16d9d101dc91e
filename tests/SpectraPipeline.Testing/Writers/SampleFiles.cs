using System.Reflection;

namespace SpectraPipeline.Testing.Writers;

/// <summary>A small file of a format.</summary>
/// <param name="Format">Name of the format, as in its reader's attribute.</param>
/// <param name="Name">File name.</param>
/// <param name="Bytes">The file.</param>
public sealed record SampleFile(string Format, string Name, byte[] Bytes)
{
    /// <summary>Spectra in the file: x and the first channel as a reader must return them, y to the bit.</summary>
    public IReadOnlyList<(double[] X, double[] Y)> Truth { get; init; } = [];
}

/// <summary>Makes the samples of one format. Implementations are found by reflection; each lies beside its writer.</summary>
public interface ISampleSource
{
    /// <summary>At least one file.</summary>
    IEnumerable<SampleFile> Samples();
}

/// <summary>At least one file of each format, made here, so that the contract tests of readers run on a bare clone.</summary>
public static class SampleFiles
{
    /// <summary>Points of a usual sample.</summary>
    public const int Points = 40;

    /// <summary>All samples.</summary>
    public static IReadOnlyList<SampleFile> All { get; } =
    [
        .. from type in Assembly.GetExecutingAssembly().GetTypes()
        where type.IsAssignableTo(typeof(ISampleSource)) && type is { IsInterface: false, IsAbstract: false }
        orderby type.Name
        from sample in ((ISampleSource)Activator.CreateInstance(type)!).Samples()
        select sample,
    ];

    /// <summary>Value of spectrum k at point i in the samples.</summary>
    public static double Value(int k, int i) => Math.Sin(0.3 * i + k) + 2 + 1.0 / 3;

    /// <summary>x of point i in the samples.</summary>
    public static double X(int i) => 9000 + 1.5 * i;

    /// <summary>The usual samples' truth: <see cref="X"/> and <see cref="Value"/>, in single precision where the format stores floats.</summary>
    public static IReadOnlyList<(double[] X, double[] Y)> Truth(int spectra, bool singlePrecision = false, int points = Points) =>
        [
            .. Enumerable
                .Range(0, spectra)
                .Select(k =>
                    (
                        Enumerable.Range(0, points).Select(X).ToArray(),
                        Enumerable.Range(0, points).Select(i => singlePrecision ? (float)Value(k, i) : Value(k, i)).ToArray()
                    )
                ),
        ];
}
