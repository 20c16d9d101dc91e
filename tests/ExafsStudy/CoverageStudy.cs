using SpectraPipeline.Core.Rows;

namespace SpectraPipeline.ExafsStudy;

/// <summary>One model fitted to all spectra of a structure.</summary>
internal sealed class CoverageResult(Pocket pocket, string words, double noise, IReadOnlyList<Realisation> made, FrameFindings[] found)
{
    /// <summary>The structure.</summary>
    public Pocket Pocket { get; } = pocket;

    /// <summary>The model in words.</summary>
    public string Words { get; } = words;

    /// <summary>Noise of a point of χ(k).</summary>
    public double Noise { get; } = noise;

    /// <summary>What the stage found in each spectrum.</summary>
    public FrameFindings[] Found { get; } = found;

    /// <summary>Spectra in which the model stands or falls without an interval: not converged, rejected, or the frame flagged.</summary>
    public int Unstated { get; private set; }

    /// <summary>Spectra in which a variable of the model ended at a bound.</summary>
    public int AtBound { get; private set; }

    /// <summary>Coordination number.</summary>
    public QuantityTally N { get; } = new();

    /// <summary>Distance.</summary>
    public QuantityTally R { get; } = new();

    /// <summary>σ², by its standard error; the stage states no interval of it.</summary>
    public QuantityTally Sigma2 { get; } = new();

    /// <summary>Mean factor of the carbon shells' numbers; 1 is the truth.</summary>
    public double Carbon { get; private set; }

    /// <summary>Counts the statements of a model.</summary>
    public CoverageResult Count(string model)
    {
        double carbon = 0;
        for (int i = 0; i < Found.Length; i++)
        {
            Site truth = made[i].Site;
            if (
                Found[i].Model(model) is not { Verdict: "preferred" or "tied" } fit
                || Found[i].Flags.Length > 0
                || Found[i].Path(model, StudyStage.Nitrogen) is not { } path
            )
            {
                Unstated++;
                continue;
            }
            IEnumerable<ExafsParameterRow> variables = Found[i].Parameters.Where(p => p.Fit == fit.Fit);
            AtBound += variables.Any(v => v.AtBound) ? 1 : 0;
            carbon += variables.FirstOrDefault(v => v.Name == "nc").Value;
            N.Add(path.N, (path.NSe, path.NSeTotal), (path.NLow, path.NHigh), truth.N);
            R.Add(path.R, (path.RSe, path.RSeTotal), (path.RLow, path.RHigh), truth.R);
            Sigma2.Add(path.Sigma2, (path.Sigma2Se, path.Sigma2SeTotal), (double.NaN, double.NaN), truth.Sigma2);
        }
        Carbon = carbon / N.Count;
        return this;
    }
}

/// <summary>Fits of generated spectra with the right model, with shells missing, and without noise.</summary>
internal static class CoverageStudy
{
    /// <summary>Noise so low that only the misfit of undisplaced paths is left.</summary>
    public const double NoNoise = 1e-6;

    /// <summary>The model with all paths, or only the near ones.</summary>
    public static CoverageResult Of(
        Pocket pocket,
        StudySize size,
        double noise,
        double longest,
        string words,
        double s02 = Pocket.Amplitude
    )
    {
        Realisation[] made = Realisation.Of(pocket, size, noise);
        FrameFindings[] found = StudyStage.Run(StudyStage.Shells(pocket, longest, s02), size.Cache, [.. made.Select(m => m.Chi)]);
        return new CoverageResult(pocket, words, noise, made, found).Count(StudyStage.Right);
    }

    /// <summary>Verdicts on the right model and the rivals that the program makes for it: model, verdict, share of spectra.</summary>
    public static IReadOnlyList<(Pocket Pocket, double Noise, string Model, string Verdict, double Share)> Verdicts(
        Pocket pocket,
        StudySize size,
        double noise
    )
    {
        Realisation[] made = Realisation.Of(pocket, size, noise);
        FrameFindings[] found = StudyStage.Run(StudyStage.WithRivals(pocket), size.Cache, [.. made.Select(m => m.Chi)]);
        return
        [
            .. from fit in found.SelectMany(f => f.Fits)
            group fit by (fit.Fit, fit.Model, fit.Verdict) into same
            orderby same.Key.Fit, same.Key.Verdict
            select (pocket, noise, same.Key.Model, same.Key.Verdict, same.Count() / (double)found.Length),
        ];
    }

    /// <summary>The nitrogen shell alone beside the rivals that the program makes.</summary>
    public static OneShellResult OneShell(Pocket pocket, StudySize size, double noise)
    {
        Realisation[] made = Realisation.Of(pocket, size, noise);
        FrameFindings[] found = StudyStage.Run(StudyStage.OneShell(pocket), size.Cache, [.. made.Select(m => m.Chi)]);
        return OneShellResult.Of(pocket, noise, made, found);
    }
}
