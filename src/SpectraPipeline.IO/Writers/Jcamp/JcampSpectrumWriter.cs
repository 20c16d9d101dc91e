using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;
using SpectraPipeline.IO.Tokens;

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
        JcampWriter.Write(output, file with { Spectra = [.. file.Spectra.Select(s => file.Technique == "xas" ? WithMu(s) : s)] });
    }

    /// <summary>A block cannot say that it belongs to another: mu, made of a scan's columns as a run would, goes first.</summary>
    private static SpectrumData WithMu(SpectrumData s) =>
        s.Channels.Count > 1 && SignalWords.Rank(s.Channels[0].Signal) > 0 && new XasColumns(s).First is { } mu
            ? s with
            {
                Channels = [new ChannelData("mu", mu.Values, new(SignalKind.Mu)), .. s.Channels],
            }
            : s;
}
