using SpectraPipeline.IO.Readers;

namespace SpectraPipeline.IO.Writers.Xdi;

/// <summary>XDI for <c>spectra convert</c>; see <see cref="XdiWriter"/>.</summary>
[Writer("xdi", "XDI 1.0: one scan with all its columns", ".xdi")]
public sealed class XdiSpectrumWriter : SpectrumWriter
{
    /// <inheritdoc />
    public override void Write(SpectrumFile file, Stream output) => output.Write(XdiWriter.Write(file));
}
