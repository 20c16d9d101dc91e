namespace SpectraPipeline.Numerics.Statistics;

/// <summary>A kinetic form fitted to sizes over time.</summary>
/// <param name="Form">Form.</param>
/// <param name="K1">First rate (of consecutive the faster); NaN when the form has none.</param>
/// <param name="K1Se">Its standard error, scaled by the residuals.</param>
/// <param name="K2">Slower rate of consecutive.</param>
/// <param name="K2Se">Its standard error.</param>
/// <param name="TauLow">95 % interval of 1/K1 by the profile of the squares, low; NaN when open.</param>
/// <param name="TauHigh">95 % interval of 1/K1, high; NaN when open.</param>
/// <param name="Sizes">The linear parameters.</param>
/// <param name="Squares">Σ w r².</param>
/// <param name="Variables">Free parameters, without the variance.</param>
/// <param name="Aicc">Corrected Akaike criterion.</param>
public sealed record KineticFit(
    KineticForm Form,
    double K1,
    double K1Se,
    double K2,
    double K2Se,
    double TauLow,
    double TauHigh,
    double[] Sizes,
    double Squares,
    int Variables,
    double Aicc
)
{
    /// <summary>1/K1.</summary>
    public double Tau => 1 / K1;

    /// <summary>Standard error of 1/K1.</summary>
    public double TauSe => K1Se / (K1 * K1);

    /// <summary>Least squares; the sizes are linear, so only rates are searched.</summary>
    /// <remarks>
    /// Separable least squares: G. H. Golub, V. Pereyra, SIAM J. Numer. Anal. 1973, 10, 413, doi 10.1137/0710036. A time constant is searched between a
    /// third of the mean step and ten times the range: outside, the data hold no curvature. Of two rates the slower is a part of the faster, on a
    /// grid that <see cref="NelderMead"/> refines. Which of two exponentials is the first step no sizes can tell. O(150 n), with two rates O(1200 n).
    /// </remarks>
    /// <param name="form">Form.</param>
    /// <param name="setting">What is known beside the frames.</param>
    /// <param name="t">Times, ascending, on the axis of the setting's start.</param>
    /// <param name="y">Values.</param>
    /// <param name="weight">Weights 1/σ², positive.</param>
    /// <returns>Null for fewer than three points more than variables, no range of time, a form that needs a start which is not known, or second order with a
    /// response.</returns>
    /// <exception cref="ArgumentException">Lengths disagree.</exception>
    public static KineticFit? Of(
        KineticForm form,
        KineticSetting setting,
        ReadOnlySpan<double> t,
        ReadOnlySpan<double> y,
        ReadOnlySpan<double> weight
    )
    {
        if (t.Length != y.Length || t.Length != weight.Length)
            throw new ArgumentException("t, y and weight must have one length.", nameof(t));
        int n = t.Length,
            rates = KineticCurve.Rates(form),
            variables = rates + KineticCurve.Terms(form, setting);
        if (n < variables + 3 || !(t[^1] > t[0]) || (form == KineticForm.StepUp && !setting.HasStart))
            return null;
        if (form == KineticForm.SecondOrder && setting is { HasStart: true, Response: > 0 })
            return null;
        var problem = new KineticProblem(form, setting, t, y, weight);
        double range = t[^1] - t[0],
            low = -Math.Log(10 * range),
            high = Math.Log(3 * (n - 1) / range);
        double[] at = new double[rates];
        if (rates == 1)
            at[0] = problem.Search(low, high);
        else if (rates == 2)
            at = problem.SearchPair(low, high);
        double squares = problem.Squares(at);
        (double k1, double k2) = KineticProblem.RatesOf(at);
        double[] errors = problem.Errors(at, squares / (n - variables));
        (double tauLow, double tauHigh) = rates switch
        {
            0 => (double.NaN, double.NaN),
            1 => problem.Profile(at[0], squares, n - variables, low, high),
            _ => (Math.Exp(-Student.Half95(n - variables) * errors[0]) / k1, Math.Exp(Student.Half95(n - variables) * errors[0]) / k1),
        };
        return new(
            form,
            rates > 0 ? k1 : double.NaN,
            rates > 0 ? k1 * errors[0] : double.NaN,
            rates > 1 ? k2 : double.NaN,
            rates > 1 ? k2 * errors[1] : double.NaN,
            tauLow,
            tauHigh,
            problem.Sizes,
            squares,
            variables,
            Akaike.Corrected(squares, n, variables + 1)
        );
    }

    /// <summary>Value of the curve.</summary>
    public double At(KineticSetting setting, double time, double firstTime)
    {
        Span<double> terms = stackalloc double[2];
        KineticCurve.Fill(Form, setting, [time - (setting.HasStart ? setting.Start : firstTime)], K1, K2, terms);
        double sum = 0;
        for (int j = 0; j < Sizes.Length; j++)
            sum += Sizes[j] * terms[j];
        return sum;
    }
}
