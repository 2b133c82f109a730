using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Merlon.Web.App.Matrix;
using Merlon.Web.Serving;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Playwright;

namespace Merlon.Web.Tests.Matrix;

/// <summary>Layers made from a query and from each other, on pages that need no script.</summary>
public sealed class LayerMakingTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task An_analyst_makes_a_layer_combines_it_with_the_gaps_and_saves_both()
    {
        await using var served = await ServedMerlon.StartAsync();
        await using var opened = await chromium.OpenAsync(served, "/matrix/layers", TeamRole.Analyst);
        var page = opened.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Make a layer" }).ClickAsync();
        await page.GetByLabel("Id, name or alias").First.FillAsync("APT29");
        await page.GetByLabel("Id, name or alias").Nth(1).FillAsync("Wizard Spidr");
        await page.GetByRole(AriaRole.Button, new() { Name = "Look at it" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("did you mean 'Wizard Spider'?");
        opened.Troubles.Clear(); // a page that says what is wrong is answered 400, which the console repeats
        await page.GetByLabel("Id, name or alias").Nth(1).FillAsync("Wizard Spider");
        await page.GetByRole(AriaRole.Button, new() { Name = "Look at it" }).ClickAsync();
        await Assertions.Expect(page.Locator(".mx-made table")).ToContainTextAsync("T1");
        var drawn = page.Locator(".mx-picture img");
        await drawn.ScrollIntoViewIfNeededAsync();
        await page.WaitForFunctionAsync("() => { const picture = document.querySelector('.mx-picture img'); return picture.complete && picture.naturalWidth > 100; }");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Two groups");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save for the team" }).ClickAsync();
        await page.WaitForURLAsync("**/matrix?layer=*");
        await Assertions.Expect(page.Locator("#mx-title")).ToHaveTextAsync("Two groups");

        await page.GotoAsync("/matrix/layers/combine");
        var selects = page.Locator("select[name=layer]");
        await selects.Nth(0).SelectOptionAsync("view:gap");
        await selects.Nth(1).SelectOptionAsync(new SelectOptionValue { Index = await IndexOf(selects.Nth(1), "Two groups") });
        await page.GetByLabel("Formula").FillAsync("a > 0 and b >");
        await page.GetByRole(AriaRole.Button, new() { Name = "Look at it" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("LAYER04");
        opened.Troubles.Clear();
        await page.GetByLabel("Formula").FillAsync("b > 0 ? a : 0");
        await page.GetByRole(AriaRole.Button, new() { Name = "Look at it" }).ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Open and used");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save for the team" }).ClickAsync();
        await page.WaitForURLAsync("**/matrix?layer=*");
        var layers = served.Server.Served.Team.ListLayers();
        layers.Select(static one => one.Name).ShouldBe(["Two groups", "Open and used"], ignoreOrder: true);
        layers.First(static one => one.Name == "Open and used").Description.ShouldContain("b: Two groups");
    }

    [Theory]
    [InlineData("make?from=subjects", "at least one")]
    [InlineData("make?from=subjects&subject=Nobody+at+all", "Nobody at all")]
    [InlineData("make?from=overview&overview=moons", "overview takes")]
    [InlineData("make?from=view&view=moon", "view takes")]
    [InlineData("make?from=sector&sector=moon", "no sector")]
    [InlineData("make?from=log-sources&log-source=moon", "moon")]
    [InlineData("make?from=search&search=", "what to search for")]
    [InlineData("make?from=overview&overview=groups&domain=moon", "no domain")]
    [InlineData("combine?layer=&layer=view:gap&expression=a", "Layer a is not chosen")]
    [InlineData("combine?layer=view:gap&expression=a+%2F+0", "LAYER046")]
    [InlineData("combine?layer=view:gap&expression=c", "LAYER04")]
    [InlineData("combine?layer=view:gap&expression=a&comments=z", "comments names the layer")]
    [InlineData("combine?layer=0123456789abcdef&expression=a", "no layer 0123456789abcdef")]
    [InlineData("combine?layer=view:gap&expression=%3Cscript%3Ealert(1)%3C/script%3E", "LAYER04")]
    public async Task What_is_wrong_is_said_beside_what_was_asked(string asked, string words)
    {
        await using var served = await ServedMerlon.StartAsync();
        using var viewer = await served.ClientAsync(TeamRole.Viewer);
        await viewer.GetStringAsync("/api/v1/standing");
        using var answer = await viewer.GetAsync("/matrix/layers/" + asked);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        page.ShouldContain("role=\"alert\"");
        page.ShouldContain(words);
        (await answer.Content.ReadAsStringAsync()).ShouldNotContain("<script>alert");
        using var picture = await viewer.GetAsync("/matrix/layers/" + asked.Replace("?", "/picture.svg?", StringComparison.Ordinal));
        picture.IsSuccessStatusCode.ShouldBeFalse();
    }

    [Fact]
    public async Task Viewers_look_and_do_not_save_and_the_API_makes_the_same()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var viewer = await served.ClientAsync(TeamRole.Viewer);
        using var analyst = await served.ClientAsync(TeamRole.Analyst);
        (await viewer.GetStringAsync("/matrix/layers/make?from=sector&sector=finance")).ShouldNotContain("method=\"post\" action=\"/matrix/layers/make\"");
        using var refused = await viewer.PostAsync("/matrix/layers/make", new FormUrlEncodedContent([new("from", "overview"), new("overview", "groups")]));
        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var saved = await analyst.PostAsync("/matrix/layers/make", new FormUrlEncodedContent([new("from", "sector"), new("sector", "finance"), new("name", "Finance")]));
        saved.StatusCode.ShouldBe(HttpStatusCode.Redirect, await saved.Content.ReadAsStringAsync());
        var id = served.Server.Served.Team.ListLayers().Single(static one => one.Name == "Finance").Id;
        var page = JsonDocument.Parse(await viewer.GetStringAsync($"/api/v1/layers/{id}")).RootElement.GetProperty("techniques");
        using var made = await viewer.PostAsJsonAsync("/api/v1/layer-tools/make", new { sector = "finance" });
        var api = JsonDocument.Parse(await made.Content.ReadAsStringAsync()).RootElement.GetProperty("techniques");
        static List<string> Scores(JsonElement cells) => [.. cells.EnumerateArray().Select(static one => $"{one.GetProperty("techniqueID").GetString()} {one.GetProperty("score").GetDouble()}").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Scores(page).ShouldBe(Scores(api));
        using var kept = await analyst.PostAsync("/matrix/layers/combine", new FormUrlEncodedContent([new("layer", "view:gap"), new("expression", "a /")]));
        kept.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        served.Server.Served.Team.ListLayers().Count.ShouldBe(1);
    }

    [Fact]
    public void Forms_are_bounded_and_keep_places()
    {
        CombineForm.Parse(QueryHelpers.ParseQuery("?layer=a&layer=&layer=c&layer=&expression=+a+")).ShouldSatisfyAllConditions(
            static form => form.Layers.ShouldBe(["a", "", "c"]), static form => form.Expression.ShouldBe("a"));
        MakeForm.Parse(QueryHelpers.ParseQuery("?from=moon&subject=&subject=x&subject=x")).ShouldSatisfyAllConditions(static form => form.From.ShouldBeEmpty(), static form => form.Subjects.ShouldBe(["x"]));
        MakeForm.Parse(QueryHelpers.ParseQuery("?" + string.Join('&', Enumerable.Range(0, LayerFormFields.ValuesMax + 1).Select(static i => $"subject=G{i}")))).Subjects.Count.ShouldBe(LayerFormFields.ValuesMax);
        MakeForm.Parse(QueryHelpers.ParseQuery("?search=" + new string('a', LayerFormFields.CharsMax + 1))).Search.Length.ShouldBe(LayerFormFields.CharsMax);
    }

    static async Task<int> IndexOf(ILocator select, string text)
        => await select.EvaluateAsync<int>("(select, text) => [...select.options].findIndex((option) => option.textContent.includes(text))", text);
}
