using System.Text.RegularExpressions;
using SpectraPipeline.Report.Html;
using Xunit;

namespace SpectraPipeline.Report.Tests.Html;

public sealed class HtmlReportTests
{
    private static readonly string Page = HtmlReport.Render(SyntheticPage.Make(), "/* plotly */ var x = '</script>';");

    [Fact]
    public void Asks_the_network_for_nothing()
    {
        Assert.Contains("default-src 'none'", Page);
        Assert.DoesNotMatch(new Regex("(src|href)=\"(https?:)?//", RegexOptions.IgnoreCase), Page);
        Assert.DoesNotContain("@import", Page);
        Assert.DoesNotContain("url(http", Page);
    }

    [Fact]
    public void Escapes_every_string_from_a_file()
    {
        Assert.DoesNotContain("<img", Page);
        Assert.DoesNotContain("<script>alert", Page);
        Assert.DoesNotContain("\u202E", Page);
        Assert.Contains("&lt;img src=x onerror=alert(1)&gt;", Page);
    }

    [Fact]
    public void Closes_as_many_scripts_as_it_opens()
    {
        // A closing tag inside a string would end the library early.
        Assert.Equal(Regex.Count(Page, "<script"), Regex.Count(Page, "</script>"));
        Assert.Contains("<\\/script>", Page);
    }

    [Fact]
    public void Every_link_inside_the_page_has_its_target()
    {
        HashSet<string> ids = [.. Regex.Matches(Page, " id=\"([^\"]*)\"").Select(m => m.Groups[1].Value)];
        foreach (Match link in Regex.Matches(Page, "href=\"#([^\"]*)\""))
            if (!link.Groups[1].Value.Contains("&lt;", StringComparison.Ordinal))
                Assert.Contains(link.Groups[1].Value, ids);
    }

    [Fact]
    public void Says_how_many_rows_it_left_to_the_file() => Assert.Contains("The first 1000 of 1200 rows", Page);

    [Fact]
    public void Works_without_the_plotting_library()
    {
        string still = HtmlReport.Render(SyntheticPage.Make(), null);
        Assert.Contains("<svg", still);
        Assert.DoesNotContain("application/json", still);
    }

    /// <summary>For looking at: SPECTRA_PAGE names the file to write, SPECTRA_PLOTLY the library.</summary>
    [Fact]
    public void Can_be_looked_at()
    {
        string? page = Environment.GetEnvironmentVariable("SPECTRA_PAGE");
        Assert.SkipWhen(page is null, "set SPECTRA_PAGE to write a page to look at");
        File.WriteAllText(
            page,
            HtmlReport.Render(SyntheticPage.Make(), File.ReadAllText(Environment.GetEnvironmentVariable("SPECTRA_PLOTLY")!))
        );
    }
}
