using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Merlon.Web.Serving;
using Merlon.Web.Tests.Accessibility;
using Microsoft.Playwright;

namespace Merlon.Web.Tests.Detection;

/// <summary>Pages that need a hunt, a finding, a rule or a look through logs, looked at by the audit in both themes, wide and narrow.</summary>
public sealed class DetectionPagesTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task Hunts_findings_rules_and_looks_can_be_used_by_everybody()
    {
        await using var served = await ServedMerlon.StartAsync(settings => settings with { RulePaths = [Repository.PathOf("rules")] });
        using var client = await served.ClientAsync(TeamRole.Analyst);
        var log = await File.ReadAllBytesAsync(Repository.PathOf("examples/harbor-bank/logs/purple-team-q3.ndjson"));
        var upload = (await DetectionApiTests.UploadAsync(client, "purple-team-q3.ndjson", log)).GetProperty("id").GetString();
        var events = (await DetectionApiTests.UploadAsync(client, "events.ndjson", Encoding.UTF8.GetBytes(DetectionApiTests.Event + "\n" + DetectionApiTests.Event.Replace("09:00", "11:30", StringComparison.Ordinal)))).GetProperty("id").GetString();
        await DetectionApiTests.TakeRuleAsync(client, "who.yml", Encoding.UTF8.GetBytes(DetectionApiTests.Rule));
        var hunt = await DetectionApiTests.HuntAsync(client, new { uploads = new[] { upload, events }, rules = "all" });
        hunt.GetProperty("findings").GetInt64().ShouldBeGreaterThan(0, hunt.ToString());
        using var begun = await client.PostAsJsonAsync("/api/v1/inventories", new { uploads = new[] { upload } });
        var look = (await begun.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        await client.GetStringAsync($"/api/v1/hunts/{look}/events");
        var visibility = await client.GetFromJsonAsync<JsonElement>($"/api/v1/inventories/{look}/visibility");
        visibility.GetProperty("scopes").GetArrayLength().ShouldBeGreaterThan(0);
        visibility.ToString().ShouldNotContain(served.Organisation);
        var rule = (await client.GetFromJsonAsync<JsonElement>("/api/v1/rules?limit=1")).GetProperty("items")[0].GetProperty("key").GetString();

        List<string> faults = [];
        var id = hunt.GetProperty("id").GetString();
        foreach (var path in new[]
        {
            $"/detection/hunts/{id}", $"/detection/hunts/{id}?view=rules", $"/detection/hunts/{id}?view=techniques", $"/detection/hunts/{id}?view=hosts", $"/detection/hunts/{id}?view=story",
            $"/detection/hunts/{id}?view=files", $"/detection/hunts/{id}/findings/1", $"/detection/rules/{rule}?to=splunk", $"/detection/visibility/{look}",
        })
        {
            await using var opened = await chromium.OpenAsync(served, path, TeamRole.Administrator);
            await BrowserPage.ArrivedAsync(opened.Page);
            faults.AddRange((await AccessibilityAudit.OfAllAsync(opened.Page)).Select(fault => $"{path}: 1440, light: {fault}"));
            await opened.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
            faults.AddRange((await AccessibilityAudit.ContrastAsync(opened.Page)).Select(fault => $"{path}: 1440, dark: {fault}"));
            await opened.Page.SetViewportSizeAsync(390, 844);
            faults.AddRange((await AccessibilityAudit.OfAsync(opened.Page)).Select(fault => $"{path}: 390, dark: {fault}"));
        }

        faults.ShouldBeEmpty(string.Join('\n', faults));
    }
}
