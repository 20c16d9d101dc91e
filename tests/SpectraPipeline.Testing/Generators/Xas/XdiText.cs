using System.Globalization;
using System.Text;

namespace SpectraPipeline.Testing.Generators.Xas;

/// <summary>A generated scan as an XDI 1.0 file (XAFS Data Interchange; B. Ravel, M. Newville, J. Phys. Conf. Ser. 2016, 712, 012148).</summary>
public static class XdiText
{
    public static string Write(XasSpectrum spectrum, string sample, string startTime)
    {
        StringBuilder text = new();
        text.Append("# XDI/1.0 SpectraPipeline.Testing/1.0\n");
        text.Append("# Element.symbol: Zn\n# Element.edge: K\n");
        text.Append("# Mono.name: Si(111)\n# Mono.d_spacing: 3.13551\n");
        text.Append("# Facility.name: none\n# Facility.xray_source: generator\n# Beamline.name: generator\n");
        text.Append(CultureInfo.InvariantCulture, $"# Scan.start_time: {startTime}\n");
        text.Append(CultureInfo.InvariantCulture, $"# Sample.name: {sample}\n");
        text.Append("# Detector.i0: counts\n# Detector.itrans: counts\n# Detector.irefer: counts, Zn foil behind the sample\n");
        text.Append(
            "# Column.1: energy eV\n# Column.2: i0\n# Column.3: itrans\n# Column.4: irefer\n# Column.5: mutrans\n# Column.6: murefer\n"
        );
        text.Append("# ///\n# Generated, not measured; what is in it: truth.json\n# -----\n");
        text.Append("# energy i0 itrans irefer mutrans murefer\n");
        for (int i = 0; i < spectrum.Energy.Length; i++)
            text.Append(
                CultureInfo.InvariantCulture,
                $"{spectrum.Energy[i], 10:F3} {spectrum.Incident[i], 9:F0} {spectrum.Transmitted[i], 9:F0} {spectrum.Reference[i], 9:F0} {spectrum.Mu[i], 9:F6} {spectrum.ReferenceMu[i], 9:F6}\n"
            );
        return text.ToString();
    }
}
