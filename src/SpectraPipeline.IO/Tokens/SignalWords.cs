using SpectraPipeline.Core;

namespace SpectraPipeline.IO.Tokens;

/// <summary>What the words of labels mean: which column is x, which are channels of one spectrum, what y is.</summary>
public static class SignalWords
{
    private static readonly HashSet<string> s_xasChannels =
    [
        "i0",
        "io",
        "i1",
        "i2",
        "it",
        "itrans",
        "if",
        "iff",
        "ifluor",
        "ir",
        "iref",
        "irefer",
        "mu",
        "xmu",
        "mue",
        "mutrans",
        "mufluor",
        "murefer",
        "muref",
        "norm",
        "flat",
        "chi",
        "logi0it",
        "logitir",
    ];

    private static readonly HashSet<string> s_companions =
    [
        "baseline",
        "background",
        "bkg",
        "corrected",
        "dark",
        "sigma",
        "error",
        "err",
        "std",
        "stdev",
        "fit",
        "residual",
        "smoothed",
    ];

    // Spectral axes and times in the languages that exports of European instruments come in.
    private static readonly string[] s_wavenumbers =
    [
        "wavenumber",
        "wellenzahl",
        "nombredonde",
        "nombresdonde",
        "númerodeonda",
        "numerodeonda",
        "númeroonda",
        "numerodonda",
        "golfgetal",
    ];

    private static readonly string[] s_wavelengths =
    [
        "wellenlänge",
        "wellenlaenge",
        "longueurdonde",
        "longitudonda",
        "longituddeonda",
        "lunghezzadonda",
        "comprimentodeonda",
        "golflengte",
    ];

    // WITec (CCD cts) and the columns of B&W Tek.
    private static readonly string[] s_counts = ["darksubtracted", "rawdata"];

    private static readonly string[] s_times = ["time", "zeit", "temps", "tiempo", "tempo", "tijd"];

    /// <summary>Lower case, letters and digits only: <c>I_0 (counts)</c> gives <c>i0</c>.</summary>
    public static string Key(string label)
    {
        string name = LabelWords.NameOf(label);
        // Some scans number their labels: 1_Energy 2_i0.
        int underscore = name.IndexOf('_', StringComparison.Ordinal);
        if (underscore > 0 && underscore + 1 < name.Length && name[..underscore].All(char.IsAsciiDigit))
            name = name[(underscore + 1)..];
        return string.Concat(name.ToLowerInvariant().Where(char.IsLetterOrDigit));
    }

    /// <summary>A channel of an X-ray absorption scan.</summary>
    public static bool IsXasChannel(string label) => s_xasChannels.Contains(Key(label));

    /// <summary>A column that goes with a spectrum and is not one: baseline, sigma, fit ...</summary>
    public static bool IsCompanion(string label) => s_companions.Contains(Key(label));

    /// <summary>The label names a time.</summary>
    public static bool IsTime(string label) => Key(label) is "t" or "ts" or "elapsed" || StartsWithOne(Key(label), s_times);

    /// <summary>The label names an electrode potential.</summary>
    public static bool IsPotential(string label) =>
        Key(label) is "ewe" or "voltage"
        || (Key(label) is "e" or "u" && LabelWords.UnitOf(label)?.Quantity == Quantity.Potential)
        || Key(label).StartsWith("potential", StringComparison.Ordinal);

    /// <summary>The label names a running number.</summary>
    public static bool IsIndex(string label) =>
        Key(label) is "spectrum" or "frame" or "index" or "sample" or "scan" or "no" or "nr" or "file" or "id" or "spectrumid";

    /// <summary>The label names a spectral axis.</summary>
    public static bool IsSpectral(string label)
    {
        string key = Key(label);
        Unit? unit = LabelWords.UnitOf(label);
        return key is "x" or "k" or "q" or "r" or "nm" or "ev" or "xaxis"
            || (key is "e" && unit?.Quantity != Quantity.Potential)
            || key.StartsWith("wave", StringComparison.Ordinal)
            || StartsWithOne(key, s_wavenumbers)
            || StartsWithOne(key, s_wavelengths)
            || key.StartsWith("raman", StringComparison.Ordinal)
            || key.StartsWith("lambda", StringComparison.Ordinal)
            || key.EndsWith("shift", StringComparison.Ordinal)
            || key.Contains("energy", StringComparison.Ordinal)
            || key.Contains("energie", StringComparison.Ordinal)
            || unit?.Quantity is Quantity.Wavenumber or Quantity.RamanShift or Quantity.PhotonEnergy or Quantity.Wavelength;
    }

    /// <summary>The label names a wavenumber, whatever its language.</summary>
    public static bool IsWavenumber(string label) => StartsWithOne(Key(label), s_wavenumbers);

    /// <summary>The label is a place on the sample or stage: <c>#X</c>, <c>Y (µm)</c>.</summary>
    public static bool IsPlace(string label) => Key(label) is "x" or "y" or "z";

    /// <summary>Rank of a channel: 0 for the absorption itself, which is the spectrum proper, 1 for what it is made of.</summary>
    public static int Rank(Signal signal) => signal.Kind is SignalKind.Mu or SignalKind.Norm or SignalKind.ChiK ? 0 : 1;

    /// <summary>What y is where the pipeline states it: the label still says whether a ratio is in per cent.</summary>
    public static Signal Of(string label, SignalKind stated)
    {
        var signal = new Signal(stated);
        return signal.IsRatio && label.Contains('%', StringComparison.Ordinal) ? signal with { Unit = "%" } : signal;
    }

    /// <summary>What y is by its label; Unknown when the label does not say.</summary>
    public static Signal Of(string label)
    {
        // The sign of an increment is often written for the Greek letter, and is no letter.
        label = label.Replace('∆', 'Δ');
        string key = Key(label);
        SignalKind kind = key switch
        {
            "absorbance" or "abs" or "a" or "au" or "extinktion" or "absorbanz" or "absorbancia" or "assorbanza" => SignalKind.Absorbance,
            "da" or "δa" or "deltaa" or "differenceabsorbance" or "absorbancedifference" => SignalKind.DifferenceAbsorbance,
            "transmittance" or "t" or "reflectance" => SignalKind.Transmittance,
            "rr0" => SignalKind.ReflectanceRatio,
            "drr" or "drr0" or "δrr" or "δrr0" or "deltarr" or "deltarr0" => SignalKind.RelativeDifference,
            "singlebeam" => SignalKind.SingleBeam,
            "counts" => SignalKind.Counts,
            "mu" or "xmu" or "mue" or "mutrans" or "mufluor" or "logi0it" or "lni0it" or "logi0i1" or "lni0i1" => SignalKind.Mu,
            "norm" or "flat" => SignalKind.Norm,
            "chi" => SignalKind.ChiK,
            _ => SignalKind.Unknown,
        };
        if (kind == SignalKind.Unknown && (s_xasChannels.Contains(key) || s_companions.Contains(key)))
            kind = SignalKind.Auxiliary;
        if (kind == SignalKind.Unknown && (key.EndsWith("cts", StringComparison.Ordinal) || StartsWithOne(key, s_counts)))
            kind = SignalKind.Counts;
        if (kind == SignalKind.Unknown && label.Contains("transmi", StringComparison.OrdinalIgnoreCase))
            kind = SignalKind.Transmittance;
        if (kind == SignalKind.Unknown && label.Contains("absorbance", StringComparison.OrdinalIgnoreCase))
            kind = SignalKind.Absorbance;
        return new(kind, label.Contains('%', StringComparison.Ordinal) ? "%" : "");
    }

    private static bool StartsWithOne(string key, string[] stems) => Array.Exists(stems, w => key.StartsWith(w, StringComparison.Ordinal));
}
