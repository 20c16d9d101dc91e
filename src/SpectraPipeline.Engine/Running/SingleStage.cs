using SpectraPipeline.Core;
using SpectraPipeline.Engine.Catalog;
using SpectraPipeline.Engine.Ingest;
using SpectraPipeline.Engine.Pipelines;

namespace SpectraPipeline.Engine.Running;

/// <summary>What one stage gave on one file.</summary>
/// <param name="Input">The spectra that the stage read.</param>
/// <param name="InputChannel">Channel of the input that it read.</param>
/// <param name="Output">Its spectra; null when it gives only rows.</param>
/// <param name="Findings">Rows, flags and warnings.</param>
/// <param name="Faults">Spectra without a result, with the reason.</param>
/// <param name="Before">Steps that were run first, with their defaults, because the file holds mu(E) and the stage reads something else.</param>
public sealed record SingleResult(
    SpectralSeries Input,
    string InputChannel,
    SpectralSeries? Output,
    Findings Findings,
    IReadOnlyList<(int Frame, Fault Fault)> Faults,
    IReadOnlyList<string> Before
);

/// <summary>One stage on one file: to try a parameter, to script a single step.</summary>
public static class SingleStage
{
    private const double LeastEnergyEv = 200;

    /// <summary>Runs a frame stage on all spectra of a source.</summary>
    /// <exception cref="UserException">It is no frame stage, or finds nothing to read.</exception>
    public static SingleResult Run(StageCatalog catalog, StageInfo info, Stage stage, FrameSource source, SeriesCard card, RunContext run)
    {
        if (stage is not FrameStage frameStage)
            throw new UserException(
                $"{info.Name} works on {(info.Works == "table" ? "the tables of " : "")}a whole series; put it into a pipeline and use 'spectra run'."
            );
        SpectralSeries all = source.ReadBlock(0, source.Frames);
        IReadOnlyList<string> before = [];
        if (frameStage.Reads.Kinds.Count > 0 && !frameStage.Reads.Kinds.Any(k => all.Find(k) is not null))
            (all, before) = Supply(all, frameStage.Reads);
        var steps = before
            .Select(n => new StepPlan(n, n, (Stage)Activator.CreateInstance(catalog.Find(n)!.Type)!, null, 1, 1))
            .Append(new StepPlan(info.Name, info.Name, stage, null, 1, 1))
            .ToList();
        KernelChain chain = KernelChain.Wire(
            steps,
            card,
            all.Frames,
            (first, count) => SeriesSlice.Rows(all, first, count),
            run,
            new Dictionary<string, SpectralSeries>()
        );
        var findings = new Findings(card.Id, info.Name);
        BlockResult result = new BlockRunner(chain).Run(all, findings);
        ChainLink link = chain.Links[^1];
        SpectralSeries input = link.Wiring.Source < 0 ? all : result.Outputs[link.Wiring.Source]!;
        Fault?[] faults = result.Faults[^1];
        if (faults.All(f => f is not null))
            throw new UserException($"{info.Name}: {faults[0]!.Message.Split('\n')[0]}");
        return new SingleResult(
            input,
            link.Wiring.Channel,
            result.Outputs[^1],
            findings,
            [.. faults.Index().Where(f => f.Item is not null).Select(f => (f.Index, f.Item!))],
            before
        );
    }

    /// <summary>A file of unstated quantity holds what the stage reads, unless its x-values can only be energies: then the usual steps come first.</summary>
    private static (SpectralSeries, IReadOnlyList<string>) Supply(SpectralSeries all, SpectraNeed need)
    {
        SignalKind wanted = need.Unstated ?? need.Kinds[0];
        if (
            all.Axis.Unit.Quantity is Quantity.Wavenumber or Quantity.RamanShift
            && wanted is SignalKind.Mu or SignalKind.Norm or SignalKind.ChiK
        )
            throw new UserException(
                $"The file's axis is {all.Axis.Name} in {all.Axis.Unit}; an X-ray stage needs energies in eV, or k in Å-1."
            );
        bool isEnergy = all.Axis[0] > LeastEnergyEv;
        if (isEnergy && wanted is SignalKind.ChiK or SignalKind.ChiR or SignalKind.ChiQ or SignalKind.Norm)
        {
            IReadOnlyList<string> steps = wanted switch
            {
                SignalKind.Norm => ["xas.normalize"],
                SignalKind.ChiK => ["xas.normalize", "xas.autobk"],
                _ => ["xas.normalize", "xas.autobk", "xas.fourier"],
            };
            return (As(all, SignalKind.Mu), steps);
        }
        return (As(all, wanted), []);
    }

    private static SpectralSeries As(SpectralSeries s, SignalKind kind)
    {
        (string axisName, Unit unit) = kind switch
        {
            SignalKind.Mu or SignalKind.Norm => ("energy", Unit.ElectronVolt),
            SignalKind.ChiK => ("k", Unit.PerAngstrom),
            SignalKind.ChiR => ("r", Unit.Angstrom),
            SignalKind.ChiQ => ("q", Unit.PerAngstrom),
            _ => (s.Axis.Name, s.Axis.Unit),
        };
        var channels = s
            .Channels.Select(
                (c, i) =>
                    new Channel(
                        c.Name,
                        i == 0 || c.Name is "re" or "im" ? new Signal(kind) : c.Signal,
                        s.Frames,
                        c.Points,
                        c.Values,
                        c.Sigma,
                        c.Mask
                    )
            )
            .ToList();
        return new SpectralSeries(s.Id, new Axis(axisName, unit, s.Axis.Values), channels, s.Info, s.Faults, s.FirstFrame);
    }
}
