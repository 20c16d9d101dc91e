using System.Globalization;
using SpectraPipeline.Core;
using SpectraPipeline.IO.Readers;

namespace SpectraPipeline.Engine.Ingest;

/// <summary>A spectrum as the engine wants it: x ascending without duplicates in base units, channels named, with what was done to get there.</summary>
internal sealed class PreparedSpectrum
{
    /// <summary>Conflict of duplicates: this many times the noise of the spectrum.</summary>
    private const double ConflictInSigma = 10;

    private PreparedSpectrum(double[] x, string axisName, Unit unit, List<(string, Signal, double[])> channels) =>
        (X, AxisName, Unit, Channels) = (x, axisName, unit, channels);

    /// <summary>x, ascending.</summary>
    public double[] X { get; private set; }

    /// <summary>Name of the axis by its quantity.</summary>
    public string AxisName { get; }

    /// <summary>Unit of x.</summary>
    public Unit Unit { get; }

    /// <summary>Name, kind and values of each channel; the first is the primary one.</summary>
    public List<(string Name, Signal Signal, double[] Values)> Channels { get; private set; }

    /// <summary>The file ran downwards.</summary>
    public bool WasDescending { get; private set; }

    /// <summary>What was done to this frame that is worth a flag.</summary>
    public string Flag { get; private set; } = "";

    /// <summary>What was done and holds for the series (formula of mu, keV).</summary>
    public List<(string Code, string Message)> Remarks { get; } = [];

    /// <summary>Brings a spectrum into order.</summary>
    /// <exception cref="FrameException">x runs to and fro, is not finite or has conflicting duplicates; channels are missing.</exception>
    public static PreparedSpectrum From(SpectrumData data, SeriesCard card, SignalKind? quantity, string? channel = null)
    {
        bool xas = card.Technique == "xas";
        (Unit unit, double scale, string? remark) = XUnit(data, xas);
        (bool descending, int duplicates) = Order(data.X);
        // The arrays of the file may serve other frames too, so what is turned or scaled is a copy.
        double[] x =
            scale != 1 ? [.. data.X.Select(v => v * scale)]
            : descending ? [.. data.X]
            : data.X;
        var named = xas ? XasChannels.Build(data, quantity, channel, out string formula) : Plain(data, quantity, channel, out formula);
        var channels = named.ConvertAll(c => (c.Name, c.Signal, descending ? [.. c.Values] : c.Values));
        if (descending)
        {
            Array.Reverse(x);
            foreach (var c in channels)
                Array.Reverse(c.Item3);
        }
        var prepared = new PreparedSpectrum(x, NameOf(unit, data.XLabel), unit, channels) { WasDescending = descending };
        if (duplicates > 0)
            prepared.MergeDuplicates(duplicates);
        if (prepared.X.Length < 2)
            throw new FrameException("too-few-points", "The spectrum has fewer than two different x-values.");
        if (remark is not null)
            prepared.Remarks.Add(("kev-to-ev", remark));
        if (formula.Length > 0)
            prepared.Remarks.Add(("mu-formula", formula));
        return prepared;
    }

    private static (Unit Unit, double Scale, string? Remark) XUnit(SpectrumData data, bool xas)
    {
        if (data.XUnit == Unit.KiloElectronVolt)
            return (Unit.ElectronVolt, 1000, "x was in keV and was turned into eV");
        if (!xas || data.XUnit != Unit.None || data.X.Length == 0)
            return (data.XUnit, 1, null);
        double low = Math.Min(data.X[0], data.X[^1]);
        double high = Math.Max(data.X[0], data.X[^1]);
        // Energies rise; numbers of this size that fall are monochromator angles.
        return low >= 1 && high <= 120 && data.X[0] < data.X[^1]
            ? (
                Unit.ElectronVolt,
                1000,
                $"x runs from {Text(low)} to {Text(high)} without a unit; for an absorption edge that is keV, turned into eV"
            )
            : (low >= 100 ? Unit.ElectronVolt : Unit.None, 1, null);
    }

    /// <summary>Direction of x and number of equal neighbours.</summary>
    private static (bool Descending, int Duplicates) Order(double[] x)
    {
        if (Rises(x))
            return (false, 0);
        int direction = 0;
        int duplicates = 0;
        for (int i = 0; i < x.Length; i++)
        {
            if (!double.IsFinite(x[i]))
                throw new FrameException("x-not-finite", $"x of point {i + 1} is {Text(x[i])}; every point needs an x.");
            int sign = i == 0 ? 0 : Math.Sign(x[i] - x[i - 1]);
            if (i > 0 && sign == 0)
                duplicates++;
            if (sign == 0 || sign == direction)
                continue;
            if (direction != 0)
                throw new FrameException(
                    "x-order",
                    $"x turns round at point {i + 1} ({Text(x[Math.Max(0, i - 2)])}, {Text(x[i - 1])}, {Text(x[i])}): it neither rises nor falls throughout. "
                        + "Two scans in one file, or mixed lines? Sort or split the file; nothing is sorted in silence."
                );
            direction = sign;
        }
        return (direction < 0, duplicates);
    }

    /// <summary>The usual case at a tenth of the cost: finite, and each larger than the one before.</summary>
    private static bool Rises(ReadOnlySpan<double> x)
    {
        if (x.Length == 0 || !double.IsFinite(x[0]) || !double.IsFinite(x[^1]))
            return false;
        // A comparison with NaN is false, so what lies between finite ends in order is finite too.
        for (int i = 1; i < x.Length; i++)
            if (!(x[i] > x[i - 1]))
                return false;
        return true;
    }

    private static List<(string Name, Signal Signal, double[] Values)> Plain(
        SpectrumData data,
        SignalKind? quantity,
        string? channel,
        out string formula
    )
    {
        formula = "";
        var result = new List<(string, Signal, double[])>();
        foreach (ChannelData c in Ordered(data, channel))
        {
            bool primary = result.Count == 0;
            Signal signal = primary && quantity is SignalKind stated ? c.Signal with { Kind = stated } : c.Signal;
            string name =
                primary ? PrimaryName(signal.Kind)
                : c.Name.Length > 0 ? c.Name
                : string.Create(CultureInfo.InvariantCulture, $"channel{result.Count + 1}");
            for (int k = 2; result.Exists(r => r.Item1 == name); k++)
                name = string.Create(CultureInfo.InvariantCulture, $"{c.Name}-{k}");
            result.Add((name, signal, c.Values));
        }
        return result;
    }

    /// <summary>The channel that the pipeline names goes first.</summary>
    /// <exception cref="FrameException">There is none of that name.</exception>
    private static IEnumerable<ChannelData> Ordered(SpectrumData data, string? channel)
    {
        if (channel is null)
            return data.Channels;
        ChannelData? named = data.Channels.FirstOrDefault(c => string.Equals(c.Name, channel, StringComparison.OrdinalIgnoreCase));
        return named is null
            ? throw new FrameException(
                "channel-missing",
                $"There is no channel '{channel}'; it has {string.Join(", ", data.Channels.Select(c => c.Name.Length > 0 ? c.Name : "one without a name"))}."
            )
            : data.Channels.Where(c => c != named).Prepend(named);
    }

    /// <summary>Name of the primary channel by what it is.</summary>
    public static string PrimaryName(SignalKind kind) =>
        kind switch
        {
            SignalKind.Absorbance => "absorbance",
            SignalKind.DifferenceAbsorbance => "difference_absorbance",
            SignalKind.RelativeDifference => "relative_difference",
            SignalKind.Transmittance => "transmittance",
            SignalKind.ReflectanceRatio => "reflectance_ratio",
            SignalKind.KubelkaMunk => "kubelka_munk",
            SignalKind.SingleBeam => "single_beam",
            SignalKind.Counts => "counts",
            SignalKind.DifferenceCounts => "difference_counts",
            SignalKind.Current => "current",
            SignalKind.Mu => "mu",
            SignalKind.Norm => "norm",
            SignalKind.ChiK => "chi",
            _ => "signal",
        };

    private static string NameOf(Unit unit, string label) =>
        ReferenceEquals(unit, Unit.RamanShift) || unit.Quantity == Quantity.RamanShift
            ? "raman_shift"
            : unit.Quantity switch
            {
                Quantity.Wavenumber => "wavenumber",
                Quantity.PhotonEnergy => "energy",
                Quantity.Wavelength => "wavelength",
                Quantity.Angle => "angle",
                Quantity.PhotoelectronWavenumber => "k",
                Quantity.Potential => "potential",
                Quantity.Time => "time",
                _ => label.Length > 0 ? label : "x",
            };

    private void MergeDuplicates(int duplicates)
    {
        double sigma = Noise(Channels[0].Values);
        int n = X.Length - duplicates;
        double[] merged = new double[n];
        var values = Channels.ConvertAll(c => (c.Name, c.Signal, new double[n]));
        for (int i = 0, to = 0; i < X.Length; to++)
        {
            int end = i + 1;
            while (end < X.Length && X[end] == X[i])
                end++;
            merged[to] = X[i];
            for (int c = 0; c < Channels.Count; c++)
            {
                ReadOnlySpan<double> same = Channels[c].Values.AsSpan(i, end - i);
                double low = double.PositiveInfinity;
                double high = double.NegativeInfinity;
                double sum = 0;
                foreach (double v in same)
                    (low, high, sum) = (Math.Min(low, v), Math.Max(high, v), sum + v);
                if (c == 0 && high - low > ConflictInSigma * sigma)
                    throw new FrameException(
                        "x-duplicates",
                        $"x = {Text(X[i])} comes {end - i} times with y from {Text(low)} to {Text(high)}, more than {ConflictInSigma} times the noise "
                            + $"({sigma.ToString("G3", CultureInfo.InvariantCulture)}): two spectra in one file? Split it."
                    );
                values[c].Item3[to] = sum / same.Length;
            }
            i = end;
        }
        (X, Channels) = (merged, values);
        Flag = $"{duplicates} duplicated x averaged";
    }

    /// <summary>Noise from second differences, which a smooth spectrum hardly feels: 1.4826 median |y(i-1) - 2 y(i) + y(i+1)| / sqrt(6).</summary>
    internal static double Noise(ReadOnlySpan<double> y)
    {
        var differences = new List<double>(y.Length);
        double largest = 0;
        for (int i = 1; i + 1 < y.Length; i++)
            if (Math.Abs(y[i - 1] - 2 * y[i] + y[i + 1]) is var d && double.IsFinite(d))
            {
                differences.Add(d);
                largest = Math.Max(largest, Math.Abs(y[i]));
            }
        if (differences.Count == 0)
            return 0;
        differences.Sort();
        // The floor keeps a noise-free spectrum from being refused for the last digit of its text.
        return Math.Max(1.4826 * differences[differences.Count / 2] / Math.Sqrt(6), 1e-9 * largest);
    }

    internal static string Text(double v) => v.ToString("R", CultureInfo.InvariantCulture);
}
