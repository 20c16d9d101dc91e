using SpectraPipeline.Numerics.Exafs;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Exafs;

public sealed class ExafsFitTests
{
    [Theory]
    [MemberData(nameof(ReferenceFit.Names), MemberType = typeof(ReferenceFit))]
    public void Values_and_errors_agree_with_Larch(string name)
    {
        ReferenceFit truth = ReferenceFit.Load(name);
        var fit = new ExafsFit([truth.DataSet()]);
        var outcome = fit.Fit(truth.Start, truth.Lower, truth.Upper);
        (double[] best, double[] errors) = (truth.Best, truth.Errors);
        var s = fit.Statistics;
        Console.WriteLine(
            $"{name} {outcome} pts {s.Points} idp {s.IndependentPoints} chi2/L {s.ChiSquare / truth.Statistic("chi_square")} R/L {s.RFactor / truth.Statistic("rfactor") - 1:E2} epsR/L {fit.DataSets[0].Noise.EpsilonR[0] / truth.Noise("epsilon_r")[0]} rows {fit.RowCount}"
        );
        for (int v = 0; v < best.Length; v++)
            Console.WriteLine(
                $"    {truth.Variables[v]} {fit.Values[v]} {(fit.Values[v] - best[v]) / errors[v]:E2} {(fit.StandardError(v) - errors[v]) / errors[v]:E2}"
            );
    }
}
