using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Statistics;
using static SpectraPipeline.Stages.Bands.Wording;

namespace SpectraPipeline.Stages.Bands;

/// <summary>The kinetic models tried on one track, and the one that is believed.</summary>
/// <remarks>
/// Models within 2 of the lowest AICc have support; of these the one with the fewest parameters is taken, first order before
/// second. Where a constant or a straight line is
/// among them there is no order. A Langmuir step is the curve of first order with one end held at zero, so it is never chosen by the data, only
/// when it is named. Consecutive needs its maximum inside the frames: without one it is a rise with a parameter too many.
/// </remarks>
internal sealed class KineticChoice
{
    private readonly List<(string Name, KineticFit? Fit, string? Note)> _tried = [];
    private readonly HashSet<string> _believable = [];
    private readonly double _lowest;
    private readonly KineticSetting _setting;
    private readonly double[] _t;

    private readonly int _frames;

    private KineticChoice(LongTrack points, KineticModel model, KineticSetting setting, int frames)
    {
        (_t, _setting, _frames) = (points.X, setting, frames);
        (double[] y, double[] w) = (points.Y, points.Weight);
        Try("constant", KineticForm.Constant, y, w);
        Try("zero-order", KineticForm.ZeroOrder, y, w);
        Try("first-order", KineticForm.FirstOrder, y, w);
        Try("second-order", KineticForm.SecondOrder, y, w);
        Try("consecutive", KineticForm.Consecutive, y, w);
        Langmuir(y, w);
        bool named = model == KineticModel.LangmuirStep;
        KineticFit[] choosable = [.. _tried.Where(m => Believed(m) && (named || m.Name != "langmuir-step")).Select(m => m.Fit!)];
        _lowest = choosable.Min(f => f.Aicc);
        (Best, Words) = model == KineticModel.Best ? Choose(choosable) : Named(model, choosable);
    }

    /// <summary>The model believed; null when none is.</summary>
    public KineticFit? Best { get; }

    /// <summary>Time that the frames fitted span (s).</summary>
    private double Record => _t[^1] - _t[0];

    /// <summary>Its name and what it was weighed against, or why there is none.</summary>
    public string Words { get; }

    /// <param name="points">Sizes over time.</param>
    /// <param name="model">The model asked for.</param>
    /// <param name="setting">What is known beside the frames.</param>
    /// <param name="frames">Frames that the points stand for.</param>
    public static KineticChoice Of(LongTrack points, KineticModel model, KineticSetting setting, int frames) =>
        new(points, model, setting, frames);

    public IEnumerable<KineticModelRow> Rows(TrackRow track, double largest, string doubts)
    {
        foreach ((string name, KineticFit? fit, string? note) in _tried)
        {
            bool line = fit?.Form == KineticForm.ZeroOrder;
            yield return new()
            {
                Series = track.Series,
                Track = track.Track,
                Model = name,
                K1 = line ? Math.Abs(fit!.Sizes[1]) / largest : fit?.K1 ?? double.NaN,
                K1Se = fit?.K1Se ?? double.NaN,
                K2 = fit?.K2 ?? double.NaN,
                K2Se = fit?.K2Se ?? double.NaN,
                TauS = fit?.Tau ?? double.NaN,
                TauSSe = fit?.TauSe ?? double.NaN,
                TauSLow = fit?.TauLow ?? double.NaN,
                TauSHigh = fit?.TauHigh ?? double.NaN,
                Plateau = fit is null ? double.NaN : KineticCurve.End(fit.Form, fit.Sizes),
                Points = _frames,
                Variables = fit?.Variables ?? 0,
                Aicc = fit?.Aicc ?? double.NaN,
                Delta = (fit?.Aicc ?? double.NaN) - _lowest,
                Verdict =
                    fit is null ? "not-tried"
                    : ReferenceEquals(fit, Best) ? "preferred"
                    : !_believable.Contains(name) ? "not-converged"
                    : fit.Aicc - _lowest < Akaike.Support ? "tied"
                    : "rejected",
                Note = Note(fit, note, doubts),
            };
        }
    }

    private string? Note(KineticFit? fit, string? note, string doubts)
    {
        var said = new List<string>();
        if (note is not null)
            said.Add(note);
        if (fit is not null && KineticCurve.Rates(fit.Form) > 0)
        {
            if (_setting.HasStart)
                said.Add(Text($"start {_setting.Start:g6} s, response {_setting.Response:g4} s, exposure {_setting.Exposure:g4} s"));
            if (!double.IsFinite(fit.TauHigh))
                said.Add($"{EvolutionWords.NoPlateau}: tau has no upper limit");
            else if (fit.TauHigh > Record)
                said.Add(Text($"{EvolutionWords.NoPlateau}: tau up to {fit.TauHigh:g3} s (95 %) in a record of {Record:g3} s"));
        }
        return said.Count + doubts.Length == 0 ? null : (string.Join("; ", said) + doubts).TrimStart(';', ' ');
    }

    private void Try(string name, KineticForm form, double[] y, double[] w)
    {
        KineticFit? fit = KineticFit.Of(form, _setting, _t, y, w);
        string? note =
            form == KineticForm.SecondOrder && _setting is { HasStart: true, Response: > 0 }
                ? "not tried: second order has no closed form with a response of the cell; leave response-time out to try it"
            : fit is null ? Text($"{_frames} frames are too few for it")
            : form == KineticForm.Consecutive && !RisesAndFalls(fit)
                ? "it has no maximum inside the frames, so a growth and a decay cannot be told apart"
            : form == KineticForm.Consecutive ? "k1 and k2 may be exchanged: sizes do not tell which step is the faster"
            : null;
        if (fit is not null && (form != KineticForm.Consecutive || RisesAndFalls(fit)))
            _believable.Add(name);
        _tried.Add((name, fit, note));
    }

    private bool Believed((string Name, KineticFit? Fit, string? Note) model) => model.Fit is not null && _believable.Contains(model.Name);

    /// <summary>Desorption to 0 of a band that fades; of one that grows adsorption from 0, where the start is known.</summary>
    private void Langmuir(double[] y, double[] w)
    {
        bool grows = Grows(y);
        KineticFit? fit = KineticFit.Of(grows ? KineticForm.StepUp : KineticForm.FadeToZero, _setting, _t, y, w);
        if (fit is not null)
            _believable.Add("langmuir-step");
        string note = fit is not null
            ? grows
                ? "adsorption onto a bare surface: k1 = ka c + kd"
                : "desorption to a bare surface: k1 = kd"
            : grows && !_setting.HasStart
                ? "adsorption begins at 0 at the step: say 'start'"
                : Text($"{_frames} frames are too few for it");
        _tried.Add(("langmuir-step", fit, note));
    }

    private static bool Grows(double[] y) => Math.Abs(y[^1]) > Math.Abs(y[0]);

    private bool RisesAndFalls(KineticFit fit)
    {
        double[] curve = [.. _t.Select(t => Math.Abs(fit.At(_setting, t, _t[0])))];
        int peak = Array.IndexOf(curve, curve.Max());
        return peak > 0 && peak < curve.Length - 1;
    }

    private (KineticFit?, string) Choose(KineticFit[] choosable)
    {
        KineticFit[] supported = [.. choosable.Where(f => f.Aicc - _lowest < Akaike.Support).OrderBy(f => f.Variables).ThenBy(f => f.Form)];
        if (Trivial(supported, supported.MinBy(f => KineticCurve.Rates(f.Form) == 0 ? double.PositiveInfinity : f.Aicc)!) is { } why)
            return (null, why);
        KineticFit best = supported[0];
        string rivals = string.Join(
            ", ",
            supported.Where(f => f != best && f.Variables == best.Variables).Select(f => Text($"{NameOf(f)} {f.Aicc:0.0}"))
        );
        return Checked(best, rivals.Length == 0 ? "" : $", tied with {rivals}");
    }

    private (KineticFit?, string) Named(KineticModel model, KineticFit[] choosable)
    {
        string name = model switch
        {
            KineticModel.FirstOrder => "first-order",
            KineticModel.SecondOrder => "second-order",
            KineticModel.Consecutive => "consecutive",
            _ => "langmuir-step",
        };
        (string Name, KineticFit? Fit, string? Note) tried = _tried.Find(m => m.Name == name);
        if (tried.Fit is not { } fit || !Believed(tried))
            return (null, $"{name}: {tried.Note}");
        KineticFit[] flat = [.. choosable.Where(f => KineticCurve.Rates(f.Form) == 0 && !(fit.Aicc < f.Aicc - Akaike.Support))];
        if (Trivial(flat, fit) is { } why)
            return (null, why);
        KineticFit lowest = choosable.MinBy(f => f.Aicc)!;
        return Checked(fit, fit.Aicc - _lowest < Akaike.Support ? "" : Text($", though {NameOf(lowest)} has {lowest.Aicc:0.0}"));
    }

    /// <summary>A constant or a line explains the sizes as well; null when neither does.</summary>
    private static string? Trivial(KineticFit[] supported, KineticFit model)
    {
        if (Array.Find(supported, f => f.Form == KineticForm.Constant) is { } constant)
            return Text($"the size does not change (AICc {constant.Aicc:0.0} against {model.Aicc:0.0})");
        return Array.Find(supported, f => f.Form == KineticForm.ZeroOrder) is { } line
            ? Text($"a straight line is as good (AICc {line.Aicc:0.0} against {model.Aicc:0.0})")
            : null;
    }

    private (KineticFit?, string) Checked(KineticFit fit, string beside)
    {
        double line = _tried.Find(m => m.Name == "zero-order").Fit!.Aicc;
        if (!(fit.TauSe < fit.Tau))
            return (
                null,
                Text($"the error of tau ({fit.TauSe:g3} s) reaches tau ({fit.Tau:g3} s)")
                    + (double.IsFinite(fit.TauLow) ? Text($"; tau is above {fit.TauLow:g3} s (95 %)") : "")
            );
        string second = double.IsFinite(fit.K2) ? Text($", second rate {fit.K2:g3} ± {fit.K2Se:g2} s-1") : "",
            limits = !double.IsFinite(fit.TauHigh)
                ? Text($", {EvolutionWords.NoPlateau}: tau above {fit.TauLow:g3} s (95 %), no upper limit")
            : fit.TauHigh > Record ? Text($", {EvolutionWords.NoPlateau}: tau up to {fit.TauHigh:g3} s (95 %) in a record of {Record:g3} s")
            : "";
        return (fit, Text($"{NameOf(fit)}: {_frames} frames, AICc {fit.Aicc:0.0}, line {line:0.0}{second}{limits}") + beside);
    }

    private string NameOf(KineticFit fit) => _tried.Find(m => ReferenceEquals(m.Fit, fit)).Name;
}
