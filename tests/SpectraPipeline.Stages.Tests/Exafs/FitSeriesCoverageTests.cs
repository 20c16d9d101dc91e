using SpectraPipeline.Core.Rows;
using SpectraPipeline.Numerics.Exafs;
using Xunit;

namespace SpectraPipeline.Stages.Tests.Exafs;

/// <summary>Many draws of one truth: errors and tests of a joint fit say what they promise.</summary>
public sealed class FitSeriesCoverageTests : IDisposable
{
    private const int Draws = 200;
    private const int Frames = 4;
    private readonly MadeFeff _feff = new();

    public void Dispose() => _feff.Dispose();

    [Fact]
    public void Intervals_hold_the_truth_and_true_assumptions_are_not_contradicted()
    {
        FeffPath light = _feff.Write("light.dat", 7, 2.0, 4);
        double[] zValues = new double[Draws];
        (int nHeld, int rHeld, int intervals, int alarms, int tests) = (0, 0, 0, 0, 0);
        double squares = 0;
        for (int draw = 0; draw < Draws; draw++)
        {
            double[][] frames =
            [
                .. Enumerable.Range(0, Frames).Select(f => MadeFeff.Chi((draw * 17) + f + 1, 0.004, (light, 3 + (0.3 * f), 0.01, 0.006))),
            ];
            JointRun run = JointRun.Of(
                """
                paths: [ { file: light.dat, label: Zn-N, n: n, s02: 0.95, e0: e, delta-r: dr, sigma2: ss } ]
                variables: { n: 4, e: 0, dr: 0, ss: 0.005 }
                across: { ss: shared, e: shared, dr: free, n: linear }
                k-max: 12
                """,
                _feff.Folder,
                frames
            );
            ExafsTrendRow n = run.Trend("n");
            squares += Math.Pow((n.Slope - 0.3) / n.SlopeSe, 2);
            for (int f = 0; f < Frames; f++)
            {
                ExafsPathRow path = run.Path("Zn-N", f);
                nHeld += path.NLow < 3 + (0.3 * f) && 3 + (0.3 * f) < path.NHigh ? 1 : 0;
                rHeld += path.RLow < 2.01 && 2.01 < path.RHigh ? 1 : 0;
                intervals++;
            }
            foreach (ExafsTrendRow trend in run.Findings.List<ExafsTrendRow>())
            {
                tests++;
                alarms += trend.PValue < 0.05 ? 1 : 0;
            }
        }
        string said = $"N {nHeld}, R {rHeld} of {intervals}; slope z rms {Math.Sqrt(squares / Draws):f3}; p < 0.05 in {alarms} of {tests}";
        TestContext.Current.SendDiagnosticMessage(said);
        // 95 % of 800 intervals, four by four of one draw: two standard deviations of 200 draws are 3 %.
        Assert.True(nHeld >= 0.92 * intervals && nHeld <= 0.985 * intervals, said);
        Assert.True(rHeld >= 0.92 * intervals && rHeld <= 0.985 * intervals, said);
        Assert.InRange(Math.Sqrt(squares / Draws), 0.88, 1.12);
        // The least of two probabilities is reported: 10 % where both are independent.
        Assert.True(alarms <= 0.12 * tests, said);
    }
}
