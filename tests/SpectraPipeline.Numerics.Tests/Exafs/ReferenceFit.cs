using System.Globalization;
using System.Text.Json;
using SpectraPipeline.Numerics.Exafs;
using SpectraPipeline.Numerics.Tests.Xas;
using SpectraPipeline.Numerics.Xas;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Exafs;

/// <summary>A fit of real data by Larch, with every option and result.</summary>
public sealed class ReferenceFit
{
    public const string Folder = "reference/xas/feffit";

    private readonly JsonElement _truth;
    private readonly string[] _names;

    private ReferenceFit(string path)
    {
        Name = Path.GetFileNameWithoutExtension(path);
        _truth = JsonDocument.Parse(File.ReadAllText(path)).RootElement;
        _names = [.. _truth.GetProperty("stats").GetProperty("var_names").EnumerateArray().Select(v => v.GetString()!)];
    }

    public string Name { get; }

    /// <summary>Names of all fits at hand; empty where the corpus is absent.</summary>
    public static TheoryData<string> Names { get; } = [.. Listed()];

    private static IEnumerable<string> Listed() =>
        Corpus.Path(Folder) is { } folder
            ? Directory.GetFiles(folder, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)
            : [""];

    /// <summary>A fit by its name; skips the test where it is absent.</summary>
    public static ReferenceFit Load(string name)
    {
        string? path = Corpus.Path($"{Folder}/{name}.json");
        Assert.SkipWhen(name.Length == 0 || path is null, "needs the shared corpus: " + Folder);
        return new ReferenceFit(path!);
    }

    public IReadOnlyList<string> Variables => _names;

    public double[] Start => Of(n => Given(n).GetProperty("value").GetDouble());

    public double[] Lower => Of(n => Given(n).TryGetProperty("min", out JsonElement v) ? v.GetDouble() : double.NegativeInfinity);

    public double[] Upper => Of(n => Given(n).TryGetProperty("max", out JsonElement v) ? v.GetDouble() : double.PositiveInfinity);

    public double[] Best => Of(n => _truth.GetProperty("best").GetProperty(n).GetProperty("value").GetDouble());

    public double[] Errors => Of(n => _truth.GetProperty("best").GetProperty(n).GetProperty("stderr").GetDouble());

    public ExafsTransform Transform
    {
        get
        {
            JsonElement t = Input.GetProperty("transform");
            double Number(string name) => t.GetProperty(name).GetDouble();
            JsonElement powers = t.GetProperty("kweight");
            return new ExafsTransform
            {
                KWindow = new(Shape(t, "window"), Number("kmin"), Number("kmax"), Number("dk"), Number("dk2")),
                RWindow = new(Shape(t, "rwindow"), Number("rmin"), Number("rmax"), Number("dr"), Number("dr")),
                KWeights =
                    powers.ValueKind == JsonValueKind.Array ? [.. powers.EnumerateArray().Select(v => v.GetInt32())] : [powers.GetInt32()],
                KStep = Number("kstep"),
                TransformLength = (int)Number("nfft"),
                Space = t.GetProperty("fitspace").GetString() switch
                {
                    "r" => ExafsSpace.R,
                    "k" => ExafsSpace.K,
                    "q" => ExafsSpace.Q,
                    _ => ExafsSpace.Wavelet,
                },
            };
        }
    }

    private JsonElement Input => _truth.GetProperty("datasets_in")[0];

    private JsonElement Output => _truth.GetProperty("datasets")[0];

    /// <summary>A number of Larch's statistics.</summary>
    public double Statistic(string name) => _truth.GetProperty("stats").GetProperty(name).GetDouble();

    /// <summary>Larch's noise, one value or one per power of k.</summary>
    public double[] Noise(string name)
    {
        JsonElement value = Output.GetProperty(name);
        return value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(v => v.GetDouble())] : [value.GetDouble()];
    }

    public double Correlation(string a, string b) =>
        _truth.GetProperty("best").GetProperty(a).GetProperty("correl").GetProperty(b).GetDouble();

    /// <summary>The data set with the data in it, noise as Larch took it.</summary>
    public ExafsDataSet DataSet() => DataSet(Transform);

    /// <summary>The same with other ranges.</summary>
    public ExafsDataSet DataSet(ExafsTransform transform)
    {
        double[] chi = ReferenceSpectrum.Array(Output, "data_chi");
        ExafsDataSet set = Empty(transform);
        if (Input.TryGetProperty("epsilon_k", out JsonElement epsilon))
            set.SetData(chi, epsilon.GetDouble());
        else if (Input.TryGetProperty("use_delta_chi", out JsonElement use) && use.GetBoolean())
            set.SetData(chi, Noise("epsilon_k"));
        else
            set.SetData(chi);
        return set;
    }

    private ExafsDataSet Empty(ExafsTransform transform)
    {
        FeffPath[] paths =
        [
            .. Input.GetProperty("paths").EnumerateArray().Select(p => ReferencePaths.Load(p.GetProperty("file").GetString()!)),
        ];
        var products = Input
            .GetProperty("paths")
            .EnumerateArray()
            .Select(
                (p, i) =>
                    (
                        paths[i].Reff,
                        (string?[])
                            [
                                Product(p, "degen") ?? paths[i].Degeneracy.ToString(CultureInfo.InvariantCulture),
                                .. new[] { "s02", "e0", "deltar", "sigma2", "third", "fourth", "ei" }.Select(n => Product(p, n)),
                            ]
                    )
            );
        return new ExafsDataSet(ReferenceSpectrum.Array(Output, "k"), paths, new ProductMap(_names, [.. products]), transform);
    }

    // Aliases and constants of the fit are put in for their names.
    private string? Product(JsonElement path, string parameter) =>
        path.TryGetProperty(parameter, out JsonElement text)
            ? string.Join('*', text.ToString().Split('*').Select(word => _names.Contains(word) ? word : Resolved(word)))
            : null;

    private string Resolved(string word)
    {
        if (!_truth.GetProperty("parameters_in").TryGetProperty(word, out JsonElement given))
            return word;
        return given.TryGetProperty("expr", out JsonElement alias) && alias.ValueKind == JsonValueKind.String
            ? alias.GetString()!
            : given.GetProperty("value").GetDouble().ToString("R", CultureInfo.InvariantCulture);
    }

    private JsonElement Given(string name) => _truth.GetProperty("parameters_in").GetProperty(name);

    private double[] Of(Func<string, double> value) => [.. _names.Select(value)];

    private static WindowShape Shape(JsonElement transform, string name) =>
        Enum.Parse<WindowShape>(transform.GetProperty(name).GetString()!, ignoreCase: true);
}
