using Microsoft.Playwright;
using Xunit;

namespace SpectraPipeline.Cli.Tests;

/// <summary>A preview opened from the disk in a real browser. Needs Debian's chromium.</summary>
public sealed class PreviewInBrowserTests(ReportInBrowserTests.Chromium chromium) : IClassFixture<ReportInBrowserTests.Chromium>
{
    /// <summary>Draws every figure, as a reader does who scrolls.</summary>
    private const string DrawAll = """
        async () => {
          for (const figure of document.querySelectorAll('figure:has(.live)')) {
            figure.scrollIntoView();
            while (!figure.querySelector('.live').home) await new Promise(r => setTimeout(r, 20));
          }
        }
        """;

    [Theory]
    [InlineData(1400)]
    [InlineData(800)]
    public async Task Steps_zoom_together_without_a_network(int width)
    {
        IBrowser browser = await chromium.Launch();
        using Workspace work = new Workspace().WithFrames(3);
        Spectra.Good("preview", work.Pipeline(Workspace.Yaml()), "--frame", "1", "-o", work["page.html"]);
        IPage page = await browser.NewPageAsync(
            new()
            {
                ViewportSize = new() { Width = width, Height = 900 },
            }
        );
        List<string> complaints = [],
            requests = [];
        page.Console += (_, m) =>
        {
            if (m.Type is "error" or "warning")
                complaints.Add(m.Text);
        };
        page.PageError += (_, e) => complaints.Add(e);
        page.Request += (_, r) => requests.Add(r.Url);
        await page.GotoAsync(new Uri(work["page.html"]).AbsoluteUri);
        await page.EvaluateAsync(DrawAll);
        Assert.Equal(3, await page.Locator("figure .live").CountAsync());
        // No figure is cut off at the right.
        Assert.True(
            await page.EvaluateAsync<bool>("() => [...document.querySelectorAll('.paper')].every(p => p.scrollWidth <= p.clientWidth)")
        );

        double[][] home = await Ranges(page);
        await page.EvaluateAsync("() => Plotly.relayout(document.querySelectorAll('.live')[1], { 'xaxis.range': [1100, 1200] })");
        await page.WaitForFunctionAsync("() => [...document.querySelectorAll('.live')].every(b => b._fullLayout.xaxis.range[0] === 1100)");
        Assert.All(await Ranges(page), r => Assert.Equal([1100, 1200], r));
        await page.EvaluateAsync(
            "() => { const b = document.querySelectorAll('.live')[2]; Plotly.relayout(b, { 'xaxis.range': b.home.xaxis.slice() }); }"
        );
        await page.WaitForFunctionAsync("() => [...document.querySelectorAll('.live')].every(b => b._fullLayout.xaxis.range[0] !== 1100)");
        Assert.Equal(home, await Ranges(page));
        Assert.Empty(complaints);
        Assert.All(requests, r => Assert.Matches("^(file|data|blob):", r));
    }

    private static async Task<double[][]> Ranges(IPage page) =>
        await page.EvaluateAsync<double[][]>("() => [...document.querySelectorAll('.live')].map(b => [...b._fullLayout.xaxis.range])");
}
