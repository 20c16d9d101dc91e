using System.Text.Json;
using SpectraPipeline.Numerics.Fitting;
using SpectraPipeline.Testing;
using Xunit;

namespace SpectraPipeline.Numerics.Tests.Fitting;

public sealed class MultiPeakFitTests
{
    // Tolerances of the notes: value within 0.01 standard error, standard error within 1 %, χ² not worse than 1e-6.
    [Theory]
    [InlineData("co_au_350_gaussian")]
    [InlineData("co_au_350_lorentzian")]
    [InlineData("co_au_350_pvoigt")]
    [InlineData("co_mo_gaussian_3")]
    [InlineData("co_mo_gaussian_4")]
    [InlineData("paracetamol_lorentzian_6")]
    public void Agrees_with_lmfit_in_values_and_standard_errors(string name)
    {
        LmfitReference? reference = LmfitReference.Read(name);
        Assert.SkipWhen(reference is null, "needs the shared corpus: reference/vibrational/fits_lmfit.json");
        MultiPeakFit fitter = reference!.Prepare();
        PeakFitQuality quality = fitter.Fit(reference.Y, [], [], new FitLimits());
        Assert.True(quality.Converged, quality.ToString());
        Assert.True(quality.ChiSquare <= reference.ChiSquare * (1 + 1e-6), $"{quality.ChiSquare} > {reference.ChiSquare}");
        Assert.Equal(reference.Fit.GetProperty("nvarys").GetInt32(), quality.Variables);
        Assert.Equal(reference.Fit.GetProperty("bic").GetDouble(), quality.Bic, 1e-6 * Math.Abs(quality.Bic));
        Assert.Equal(reference.Fit.GetProperty("redchi").GetDouble(), quality.ReducedChiSquare, 1e-6 * quality.ReducedChiSquare);

        double worstValue = 0;
        double worstError = 0;
        void Compare(string parameter, double value, double error)
        {
            double theirs = reference.Number(parameter, "value");
            double theirError = reference.Number(parameter, "stderr");
            worstValue = Math.Max(worstValue, Math.Abs(value - theirs) / theirError);
            worstError = Math.Max(worstError, Math.Abs(error / theirError - 1));
        }
        for (int k = 0; k < reference.PeakCount; k++)
        {
            string p = reference.Prefix(k);
            PeakEstimate peak = fitter.Peak(k);
            Compare(p + "_center", peak.Center, peak.CenterError);
            Compare(p + "_amplitude", peak.Area, peak.AreaError);
            Compare(p + "_sigma", peak.FullWidth / reference.WidthRatio, peak.FullWidthError / reference.WidthRatio);
            Compare(p + "_fwhm", peak.FullWidth, peak.FullWidthError);
            // lmfit's height of a Gaussian uses 0.3989423, seven digits of 1/sqrt(2 pi).
            Compare(p + "_height", peak.Height, peak.HeightError);
            if (!double.IsNaN(peak.Fraction))
            {
                double share = PeakShapes.LorentzianAreaShare(peak.Fraction, out double slope);
                Compare(p + "_fraction", share, slope * peak.FractionError);
            }
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"LMFIT {name}: values {worstValue:E1} se, errors {worstError:E1}, chi2 {quality.ChiSquare / reference.ChiSquare - 1:E1}, {quality.Evaluations} evaluations");
        Assert.True(worstValue <= 0.01, $"a value differs by {worstValue} standard errors");
        Assert.True(worstError <= 0.01, $"a standard error differs by {worstError:P2}");
    }

    // lmfit stalls at the bounds here (38000 and 56000 evaluations, no error bars); a bounded trust region gives the χ² to reach.
    [Theory]
    [InlineData("co_mo_pvoigt_4")]
    [InlineData("paracetamol_pvoigt_6")]
    [InlineData("co_mo_pvoigt_3")]
    public void Converges_at_bounds_where_transformed_variables_stall(string name)
    {
        LmfitReference? reference = LmfitReference.Read(name);
        string? stalls = Corpus.Path("reference/vibrational/bound_stall.json");
        Assert.SkipWhen(reference is null || stalls is null, "needs the shared corpus: reference/vibrational/bound_stall.json");
        double goal = reference!.ChiSquare;
        if (JsonDocument.Parse(File.ReadAllText(stalls!)).RootElement.TryGetProperty(name, out JsonElement stall))
            goal = stall.GetProperty("scipy_trf_2point").GetProperty("chisqr").GetDouble();
        MultiPeakFit fitter = reference.Prepare();
        PeakFitQuality quality = fitter.Fit(reference.Y, [], [], new FitLimits());
        TestContext.Current.TestOutputHelper?.WriteLine($"STALL {name}: {quality.ChiSquare / goal - 1:E2} {quality}");
        Assert.True(quality.Converged, quality.ToString());
        Assert.True(quality.Evaluations < 30, $"{quality.Evaluations} evaluations");
        Assert.True(quality.ChiSquare <= goal * (1 + 1e-6), $"{quality.ChiSquare} against {goal}");
        bool anyAtBound = false;
        for (int k = 0; k < reference.PeakCount; k++)
        {
            PeakEstimate peak = fitter.Peak(k);
            anyAtBound |= peak.AtBound;
            Assert.True(peak.CenterError > 0 && peak.HeightError > 0 && peak.AreaError > 0, peak.ToString());
            // An error bar exists exactly where the fraction was free.
            Assert.Equal(peak.Fraction is 0 or 1, double.IsNaN(peak.FractionError));
        }
        Assert.True(anyAtBound);
    }
}
