using System.Globalization;
using System.Text;

namespace SpectraPipeline.Testing.Generators.Infrared;

/// <summary>A generated series as the text files that a spectrometer's export writes: one a frame, and a table of frames.</summary>
public static class AtrIrText
{
    public static string FileName(int frame) => string.Create(CultureInfo.InvariantCulture, $"frame-{frame:D3}.csv");

    public static string Frame(AtrIrSeries series, int frame)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"# Single-beam spectrum {frame + 1} of {series.SingleBeam.Length}\n");
        text.Append("# Accessory: ATR, silicon, 60 deg\n# Detector: MCT\n# Resolution: 8 cm-1\n# Scans: 64\n# Apodization: Happ-Genzel\n");
        text.Append("# Generated, not measured; what is in it: truth.json\n");
        text.Append("wavenumber,single_beam\n");
        for (int i = 0; i < series.Wavenumber.Length; i++)
            text.Append(CultureInfo.InvariantCulture, $"{series.Wavenumber[i]:F2},{series.SingleBeam[frame][i]:F7}\n");
        return text.ToString();
    }

    public static string FrameTable(AtrIrSeries series)
    {
        StringBuilder text = new("file,index,time_s,potential_v\n");
        for (int f = 0; f < series.Time.Length; f++)
            text.Append(CultureInfo.InvariantCulture, $"{FileName(f)},0,{series.Time[f]:F0},{series.Potential[f]}\n");
        return text.ToString();
    }
}
