using Microsoft.Playwright;
using Xunit;

namespace SpectraPipeline.Cli.Tests;

/// <summary>The example's report, opened from the disk in a real browser. Needs Debian's chromium.</summary>
public sealed class ReportInBrowserTests(ExampleRun example, ReportInBrowserTests.Chromium chromium)
    : IClassFixture<ReportInBrowserTests.Chromium>
{
    [Theory]
    [InlineData(1400)]
    [InlineData(800)]
    public async Task Opens_without_a_network_and_draws_its_figures(int width)
    {
        IBrowser browser = await chromium.Launch();
        (IPage page, List<string> complaints, List<string> requests) = await Open(browser, width);
        Assert.Empty(complaints);
        Assert.All(requests, r => Assert.Matches("^(file|data|blob):", r));
        int figures = await page.Locator("figure .live").CountAsync();
        Assert.True(figures >= 5, $"{figures} interactive figures");
        Assert.Equal(figures, await page.Locator("figure .live:has(svg.main-svg)").CountAsync());
        // Nothing sticks out to the right; a wide table scrolls within its own box.
        Assert.Equal("[]", await page.EvaluateAsync<string>(WiderThanTheWindow));
        await Keep(page, $"report-{width}.png");
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task Tables_sort_by_a_click_and_the_dark_mode_switches()
    {
        IBrowser browser = await chromium.Launch();
        (IPage page, List<string> complaints, _) = await Open(browser, 1400);

        // Opens whatever is folded, then sorts the longest table by its first numeric column.
        await page.EvaluateAsync("document.querySelectorAll('details').forEach(d => d.open = true)");
        double[] before = await Values(page),
            once = await Click(page),
            twice = await Click(page);
        Assert.True(before.Length > 3, $"the table has {before.Length} rows");
        Assert.Equal(before.Order(), once);
        Assert.Equal(before.OrderDescending(), twice);

        string light = await Background(page);
        await page.Locator("#theme").ClickAsync();
        string dark = await Background(page);
        Assert.True(Brightness(dark) < 80 && Brightness(light) > 180, $"{light} became {dark}");
        await page.WaitForTimeoutAsync(300);
        await Keep(page, "report-dark.png");
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task Prints_to_paper()
    {
        IBrowser browser = await chromium.Launch();
        (IPage page, List<string> complaints, _) = await Open(browser, 1400);
        byte[] pdf = await page.PdfAsync(new() { Format = "A4", PrintBackground = true });
        Assert.True(pdf.Length > 20_000);
        Assert.Empty(complaints);
        if (Screenshots is { } folder)
            await File.WriteAllBytesAsync(Path.Combine(folder, "report.pdf"), pdf, TestContext.Current.CancellationToken);
    }

    /// <summary>Elements that reach beyond the window and do not lie in a box that scrolls.</summary>
    private const string WiderThanTheWindow = """
        () => {
          const room = document.documentElement.clientWidth + 1;
          const scrolls = e => { for (let p = e.parentElement; p; p = p.parentElement) { const o = getComputedStyle(p).overflowX; if (o === 'auto' || o === 'scroll' || o === 'hidden') return true; } return false; };
          const wide = [...document.body.querySelectorAll('*')].filter(e => { const b = e.getBoundingClientRect(); return b.width > 0 && b.right > room && !scrolls(e); })
            .map(e => e.tagName + '.' + (e.className.baseVal ?? e.className) + ' ' + Math.round(e.getBoundingClientRect().right));
          if (document.documentElement.scrollWidth > room) wide.push('page ' + document.documentElement.scrollWidth);
          return JSON.stringify(wide.slice(0, 8));
        }
        """;

    /// <summary>Header buttons and cells of the first numeric column without gaps whose values are not in order yet.</summary>
    private const string NumericColumn = """
        (() => {
          for (const table of document.querySelectorAll('table.sortable')) {
            const rows = [...table.tBodies[0].rows];
            for (let c = 0; c < (rows[0]?.cells.length ?? 0); c++) {
              const v = rows.map(r => r.cells[c]?.dataset.sort);
              if (rows.length > 3 && v.every(x => x !== undefined && x !== '' && isFinite(x)) && v.some((x, i) => i > 0 && Number(x) < Number(v[i - 1])))
                return { table, c };
            }
          }
        })()
        """;

    private static Task<double[]> Values(IPage page) =>
        page.EvaluateAsync<double[]>(
            $"() => {{ window.column ??= {NumericColumn}; return [...column.table.tBodies[0].rows].map(r => Number(r.cells[column.c].dataset.sort)); }}"
        );

    private static async Task<double[]> Click(IPage page)
    {
        await page.EvaluateAsync("() => column.table.querySelectorAll('th')[column.c].querySelector('button').click()");
        return await Values(page);
    }

    private static Task<string> Background(IPage page) =>
        page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor");

    private static double Brightness(string rgb) =>
        rgb[(rgb.IndexOf('(', StringComparison.Ordinal) + 1)..]
            .TrimEnd(')')
            .Split(',')
            .Take(3)
            .Average(v => double.Parse(v, System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Where pictures go when a person wants to look: <c>$SPECTRA_SCREENSHOTS</c>.</summary>
    private static string? Screenshots =>
        Environment.GetEnvironmentVariable("SPECTRA_SCREENSHOTS") is { Length: > 0 } folder ? folder : null;

    private static async Task Keep(IPage page, string name)
    {
        if (Screenshots is { } folder)
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name), FullPage = true });
    }

    private async Task<(IPage Page, List<string> Complaints, List<string> Requests)> Open(IBrowser browser, int width)
    {
        IPage page = await browser.NewPageAsync(
            new()
            {
                ViewportSize = new() { Width = width, Height = 900 },
                ColorScheme = ColorScheme.Light,
            }
        );
        List<string> complaints = [],
            requests = [];
        page.Console += (_, m) =>
        {
            if (m.Type is "error" or "warning")
                complaints.Add($"{m.Type}: {m.Text}");
        };
        page.PageError += (_, e) => complaints.Add(e);
        page.Request += (_, r) => requests.Add(r.Url.Length > 80 ? r.Url[..80] : r.Url);
        await page.GotoAsync(new Uri(Path.Combine(example.Folder, "report.html")).AbsoluteUri);
        // Figures are drawn as they come into view; a reader scrolls, and each takes the place of its still picture.
        await page.EvaluateAsync(
            """
            async () => {
              for (const figure of document.querySelectorAll('figure:has(.live)')) {
                figure.scrollIntoView();
                while (!figure.querySelector('svg.main-svg') || !figure.querySelector('.still').hidden) await new Promise(r => setTimeout(r, 20));
              }
              window.scrollTo(0, 0);
            }
            """
        );
        return (page, complaints, requests);
    }

    /// <summary>One browser for all tests of the class, started when the first asks for it.</summary>
    public sealed class Chromium : IAsyncDisposable
    {
        private const string Executable = "/usr/bin/chromium";
        private static readonly string[] s_flags =
        [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ];

        private IPlaywright? _playwright;
        private IBrowser? _browser;

        public async Task<IBrowser> Launch()
        {
            Assert.SkipUnless(File.Exists(Executable), $"needs Debian's chromium ({Executable})");
            _playwright ??= await Playwright.CreateAsync();
            return _browser ??= await _playwright.Chromium.LaunchAsync(
                new()
                {
                    ExecutablePath = Executable,
                    Headless = true,
                    Args = s_flags,
                }
            );
        }

        public async ValueTask DisposeAsync()
        {
            if (_browser is not null)
                await _browser.CloseAsync();
            _playwright?.Dispose();
        }
    }
}
