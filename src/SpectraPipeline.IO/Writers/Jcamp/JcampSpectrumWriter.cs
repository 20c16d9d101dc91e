using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;

namespace SpectraPipeline.IO.Writers.Jcamp;

/// <summary>JCAMP-DX for <c>spectra convert</c>; see <see cref="JcampWriter"/>.</summary>
[Writer("jcamp", "JCAMP-DX 5.01 in plain numbers, a block for each spectrum and channel", ".jdx")]
public sealed class JcampSpectrumWriter : SpectrumWriter
{
    /// <inheritdoc />
    public override void Write(SpectrumFile file, Stream output)
    {
        if (file.Spectra.Any(s => s.X.Length == 0))
            throw new UserException("JCAMP-DX cannot hold a spectrum without points. Choose others with --spectrum.");
        JcampWriter.Write(output, file);
    }
}
