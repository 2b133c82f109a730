using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Merlon.Layers;
using Merlon.Web.Serving;
using Merlon.Workspaces;
using Microsoft.Playwright;

namespace Merlon.Web.Tests.Matrix;

/// <summary>What needs a browser to come out, or comes in from elsewhere: pictures of points, paper, layers by address.</summary>
public sealed partial class MatrixFilesTests(Chromium chromium) : IClassFixture<Chromium>
{
    const string Ready = MatrixWalkTests.Painted;

    [Fact]
    public async Task The_picture_of_points_shows_the_matrix_at_twice_its_size()
    {
        await using var served = await ServedMerlon.StartAsync();
        await using var opened = await chromium.OpenAsync(served, "/matrix?view=threat", TeamRole.Viewer);
        var page = opened.Page;
        await page.WaitForSelectorAsync(Ready);
        await page.Locator("#mx-exports > summary").ClickAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.Locator("[data-export=png]").ClickAsync());
        download.SuggestedFilename.ShouldBe("matrix.png");
        var path = await download.PathAsync();
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[..8].ShouldBe([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var svg = await (await served.ClientAsync(TeamRole.Viewer)).GetStringAsync("/matrix/export/svg?view=threat");
        var size = SvgSize().Match(svg);
        System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(16)).ShouldBe(2 * int.Parse(size.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture));
        System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(20)).ShouldBe(2 * int.Parse(size.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture));
        var colours = await page.EvaluateAsync<int>(
            """
            async (base64) => {
              const picture = await createImageBitmap(new Blob([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], { type: "image/png" }));
              const drawn = new OffscreenCanvas(picture.width, picture.height).getContext("2d");
              drawn.drawImage(picture, 0, 0);
              const points = new Uint32Array(drawn.getImageData(0, 0, picture.width, picture.height).data.buffer);
              return new Set(points).size;
            }
            """,
            Convert.ToBase64String(bytes));
        colours.ShouldBeGreaterThan(20); // letters and shades, not an empty sheet
    }

    [Fact]
    public async Task On_paper_the_whole_matrix_stands_on_wide_pages_and_nothing_else()
    {
        await using var served = await ServedMerlon.StartAsync();
        await using var opened = await chromium.OpenAsync(served, "/matrix?view=threat", TeamRole.Viewer);
        var page = opened.Page;
        await page.WaitForSelectorAsync(Ready);
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        foreach (var gone in new[] { ".bar", ".side", ".mx-bar", "body > footer" })
        {
            await Assertions.Expect(page.Locator(gone).First).ToBeHiddenAsync();
        }

        var shown = await page.EvaluateAsync<int[]>(
            """
            () => {
              const cells = [...document.querySelectorAll(".c")].filter((cell) => cell.checkVisibility());
              const paper = document.documentElement.clientWidth;
              return [cells.length, cells.filter((cell) => cell.getBoundingClientRect().right > paper + 1).length, document.querySelectorAll(".col").length, [...document.querySelectorAll(".col")].filter((one) => one.getBoundingClientRect().width > 0).length];
            }
            """);
        shown[0].ShouldBeGreaterThan(200);
        shown[1].ShouldBe(0);
        shown[3].ShouldBe(shown[2]);
        var pdf = await page.PdfAsync(new() { PreferCSSPageSize = true, PrintBackground = true });
        var text = Encoding.Latin1.GetString(pdf);
        text.ShouldStartWith("%PDF-");
        var pages = PdfPage().Count(text);
        pages.ShouldBeInRange(1, 2);
        var paper = MediaBox().Match(text);
        double.Parse(paper.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(double.Parse(paper.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture));
        if (Environment.GetEnvironmentVariable("MERLON_KEEP") is { Length: > 0 } folder)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, "matrix.pdf"), pdf);
        }
    }

    [Fact]
    public async Task A_layer_comes_in_from_an_address_where_the_owner_allows_it()
    {
        await using var served = await ServedMerlon.StartAsync(static settings => settings with { AllowsPrivateImports = true });
        var there = served.Server.Served.Team.CreateLayer(
            new Layer { Name = "From elsewhere", Domain = "enterprise-attack", AttackVersion = "18", Techniques = [new LayerTechnique("T1190", "initial-access", 64)] }, "18.1", new TeamAuthor("0", "Ada"));
        var address = $"{served.Address}/layers/shared/{served.Server.Served.Team.ShareLayer(there.Id, TimeSpan.FromDays(1), new TeamAuthor("0", "Ada"))}.json";
        await using var opened = await chromium.OpenAsync(served, "/matrix?view=none", TeamRole.Administrator);
        var page = opened.Page;
        await page.WaitForSelectorAsync(Ready);
        await page.Locator("details:has(#mx-import) > summary").ClickAsync();
        await page.Locator("#mx-import").ClickAsync();
        await page.Locator("#mx-url").FillAsync(address);
        await page.GetByRole(AriaRole.Button, new() { Name = "Fetch" }).ClickAsync();
        await Assertions.Expect(page.Locator("#mx-title")).ToHaveTextAsync("From elsewhere");
        await Assertions.Expect(page.Locator(".c[data-t=T1190] > i").First).ToHaveTextAsync("64");

        // Not where it is not allowed: the answer says how it would be.
        await using var strict = await ServedMerlon.StartAsync();
        using var administrator = await strict.ClientAsync(TeamRole.Administrator);
        using var refused = await administrator.PostAsJsonAsync("/api/v1/layer-tools/fetch", new { url = address });
        refused.IsSuccessStatusCode.ShouldBeFalse();
        using var guarded = await administrator.PostAsJsonAsync("/api/v1/layer-tools/fetch", new { url = address.Replace("http://", "https://", StringComparison.Ordinal) });
        guarded.IsSuccessStatusCode.ShouldBeFalse();
        JsonDocument.Parse(await guarded.Content.ReadAsStringAsync()).RootElement.GetProperty("detail").GetString().ShouldNotBeNullOrEmpty();
    }

    [GeneratedRegex("""<svg[^>]* width="(\d+)[^"]*" height="(\d+)""")]
    private static partial Regex SvgSize();

    [GeneratedRegex(@"/Type\s*/Page\b")]
    private static partial Regex PdfPage();

    [GeneratedRegex(@"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)")]
    private static partial Regex MediaBox();
}
