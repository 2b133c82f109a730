using Merlon.Web.Serving;
using Microsoft.Playwright;

namespace Merlon.Web.Tests.People;

/// <summary>The way of a team from the first start to its second member, in a browser.</summary>
public sealed class PeopleWalkTests(Chromium chromium) : IClassFixture<Chromium>
{
    const string Password = "blue kettle seven oceans", Another = "nine lamps under water";

    [Fact]
    public async Task From_the_first_start_to_a_second_person_a_token_and_the_audit_log()
    {
        await using var served = await ServedMerlon.StartAsync();
        var first = served.Server.FirstStartAddress()!;
        await using var opened = await chromium.OpenAsync(served, first[served.Address.Length..], TeamRole.Nobody);
        var admin = opened.Page;
        await ChooseAsync(admin, "anna", "Anna Berg", Password);
        await admin.WaitForURLAsync(served.Address + "/");

        await admin.GotoAsync("/settings/people");
        await admin.GetByLabel("Login").FillAsync("bert");
        await admin.GetByLabel("Name", new() { Exact = true }).FillAsync("Bert <b>Analyst</b>");
        await admin.GetByRole(AriaRole.Button, new() { Name = "Invite" }).ClickAsync();
        var link = await admin.Locator("#secret").InnerTextAsync();

        await using var other = await chromium.OpenAsync(served, link[served.Address.Length..], TeamRole.Nobody);
        var bert = other.Page;
        await ChooseAsync(bert, login: null, "Bert <b>Analyst</b>", Another);
        await bert.WaitForURLAsync(served.Address + "/");
        await bert.GotoAsync("/settings/account");
        (await bert.GetByRole(AriaRole.Navigation, new() { Name = "Settings" }).GetByText("People").CountAsync()).ShouldBe(0); // what he may not do is not offered
        (await bert.Locator("main b").CountAsync()).ShouldBe(0);

        await admin.GotoAsync("/settings/tokens");
        await admin.GetByLabel("What is it for?").FillAsync("nightly export");
        await admin.GetByRole(AriaRole.Button, new() { Name = "Make the token" }).ClickAsync();
        (await admin.Locator("#secret").InnerTextAsync()).ShouldStartWith("merlon_");
        admin.Dialog += static async (_, dialog) => await dialog.AcceptAsync();
        await admin.GetByRole(AriaRole.Button, new() { Name = "Revoke the token nightly export" }).ClickAsync();
        await admin.GetByText("There are no tokens.").WaitForAsync();

        await admin.GotoAsync("/settings/people");
        await admin.GetByRole(AriaRole.Button, new() { Name = "Keep out Bert <b>Analyst</b>" }).ClickAsync();
        await admin.GetByText("Kept out").WaitForAsync();
        await bert.GotoAsync("/settings/account");
        bert.Url.ShouldContain("/sign-in?to=%2Fsettings%2Faccount");

        await admin.GotoAsync("/settings/audit");
        foreach (var action in new[] { "first-start", "invite-person", "choose-password", "make-token", "revoke-token", "change-person" })
        {
            (await admin.Locator("td code", new() { HasText = action }).CountAsync()).ShouldBeGreaterThan(0, action);
        }
    }

    [Fact]
    public async Task An_administrator_takes_a_backup_on_the_page_watches_it_and_saves_it()
    {
        await using var served = await ServedMerlon.StartAsync();
        await using var opened = await chromium.OpenAsync(served, "/settings/backup");
        var page = opened.Page;
        await Assertions.Expect(page.Locator("#backup")).ToContainTextAsync("No backup was taken on this server yet.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Take a backup" }).ClickAsync();
        await Assertions.Expect(page.GetByText("The backup was taken")).ToBeVisibleAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.Locator("#backup li a").First.ClickAsync());
        download.SuggestedFilename.ShouldStartWith("merlon-");
        Workspaces.WorkspaceBackup.Verify(await download.PathAsync(), TestContext.Current.CancellationToken).Files.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Who_signs_in_comes_where_they_wanted_and_out_again()
    {
        await using var served = await ServedMerlon.StartAsync();
        await Security.SessionTests.AddAsync(served, "anna", "viewer");
        await using var opened = await chromium.OpenAsync(served, "/journal", TeamRole.Nobody);
        var page = opened.Page;
        await page.GetByLabel("Login").FillAsync("anna");
        await page.GetByLabel("Password").FillAsync("wrong");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByRole(AriaRole.Alert).WaitForAsync();
        opened.Troubles.Clear(); // the browser tells of the 401
        await page.GetByLabel("Password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.WaitForURLAsync(served.Address + "/journal");
        await page.Locator("details.me summary").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.WaitForURLAsync(served.Address + "/sign-in");
    }

    static async Task ChooseAsync(IPage page, string? login, string name, string password)
    {
        if (login is not null)
        {
            await page.GetByLabel("Login").FillAsync(login);
        }

        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(password);
        await page.GetByLabel("The same password again").FillAsync(password);
        await page.Locator("button[type=submit]").ClickAsync();
    }
}
