using Merlon.Web.Serving;
using Microsoft.AspNetCore.Routing;
using Microsoft.Playwright;

namespace Merlon.Web.Tests.Accessibility;

/// <summary>Every page of the application, looked at by the audit in both themes, wide and narrow.</summary>
public sealed class AccessibilityTests(Chromium chromium) : IClassFixture<Chromium>
{
    /// <summary>Only routes that begin so are looked at: for work on one area.</summary>
    static readonly string Only = Environment.GetEnvironmentVariable("MERLON_PAGES") ?? "/";

    [Fact]
    public async Task Every_page_has_an_address_to_be_looked_at()
    {
        await using var served = await ServedMerlon.StartAsync();
        var routes = served.Server.Endpoints.OfType<RouteEndpoint>().Where(IsPage).Select(static endpoint => PatternOf(endpoint)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        routes.Where(static route => !PageSamples.ByRoute.ContainsKey(route) && !PageSamples.NotPages.ContainsKey(route)).ShouldBeEmpty("give them an address in PageSamples");
        PageSamples.ByRoute.Keys.Concat(PageSamples.NotPages.Keys).Except(routes, StringComparer.Ordinal).ShouldBeEmpty("there are no such routes any more");
    }

    [Fact]
    public async Task Every_page_can_be_used_by_everybody()
    {
        await using var served = await ServedMerlon.StartAsync();
        var standing = await served.Server.Served.StandingAsync(CancellationToken.None);
        standing.Assessment.ShouldNotBeNull();
        var team = served.Server.Served.Team;
        team.AddComment(new Workspaces.TalkSubject("technique", "T1059"), new Workspaces.TalkPerson("1", "anna", "Anna"), "Who has a rule for T1059.001, @administrator?");
        team.AddTask(new Workspaces.TalkTask("", "technique:T1059", "Write the rule") { Assignee = "administrator", Priority = "high", Due = new DateOnly(2026, 12, 1), MadeBy = "Anna" });
        List<string> faults = [];
        foreach (var path in PageSamples.ByRoute.Where(static sample => sample.Key.StartsWith(Only, StringComparison.Ordinal)).SelectMany(static sample => sample.Value))
        {
            faults.AddRange((await FaultsOfAsync(served, path)).Select(fault => $"{path}: {fault}"));
        }

        faults.ShouldBeEmpty(string.Join('\n', faults));
    }

    async Task<List<string>> FaultsOfAsync(ServedMerlon served, string path)
    {
        await using var opened = await chromium.OpenAsync(served, path, TeamRole.Administrator);
        await BrowserPage.ArrivedAsync(opened.Page);
        List<string> faults = [.. (await AccessibilityAudit.OfAllAsync(opened.Page)).Select(static fault => $"1440, light: {fault}")];
        if (AxeCore.Path is not null)
        {
            faults.AddRange((await AxeCore.ViolationsAsync(opened.Page)).Select(static fault => $"axe, light: {fault}"));
        }

        await opened.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        faults.AddRange((await AccessibilityAudit.ContrastAsync(opened.Page)).Select(static fault => $"1440, dark: {fault}"));
        await opened.Page.SetViewportSizeAsync(390, 844);
        faults.AddRange((await AccessibilityAudit.OfAsync(opened.Page)).Select(static fault => $"390, dark: {fault}"));
        faults.AddRange((await AccessibilityAudit.ReflowAsync(opened.Page)).Select(static fault => $"320, dark: {fault}"));
        faults.AddRange(opened.Troubles.Select(static trouble => $"console: {trouble}"));
        opened.Troubles.Clear();
        return faults;
    }

    static bool IsPage(RouteEndpoint endpoint)
        => !PatternOf(endpoint).StartsWith("/api/", StringComparison.Ordinal) && (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET", StringComparer.Ordinal) ?? true);

    static string PatternOf(RouteEndpoint endpoint) => "/" + (endpoint.RoutePattern.RawText ?? "").Trim('/');
}
