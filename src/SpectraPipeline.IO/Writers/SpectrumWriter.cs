using System.Reflection;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;

namespace SpectraPipeline.IO.Writers;

/// <summary>Makes a class a writer of <c>spectra convert --to NAME</c>.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class WriterAttribute(string format, string summary, string extension) : Attribute
{
    /// <summary>Name as given to <c>--to</c>.</summary>
    public string Format { get; } = format;

    /// <summary>One line: what is written.</summary>
    public string Summary { get; } = summary;

    /// <summary>Usual extension with the dot.</summary>
    public string Extension { get; } = extension;

    /// <summary>Not text: needs a file to go to.</summary>
    public bool IsBinary { get; init; }
}

/// <summary>Nouns to bytes for one format. Numbers keep every bit that the format can hold; points keep the file's order.</summary>
public abstract class SpectrumWriter
{
    /// <summary>Writes a file.</summary>
    /// <param name="file">What a reader read.</param>
    /// <param name="output">Where to.</param>
    /// <exception cref="UserException">The format cannot hold this (several spectra, no photon energy ...); says what to do.</exception>
    public abstract void Write(SpectrumFile file, Stream output);

    /// <summary>The writers of this assembly, by name.</summary>
    public static IReadOnlyList<(WriterAttribute About, SpectrumWriter Writer)> All { get; } =
    [
        .. from type in typeof(SpectrumWriter).Assembly.GetTypes()
        let about = type.GetCustomAttribute<WriterAttribute>()
        where about is not null
        orderby about.Format
        select (about, (SpectrumWriter)Activator.CreateInstance(type)!),
    ];
}
