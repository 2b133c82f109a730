using System.Net;
using System.Net.Http.Json;
using Merlon.Web.Serving;
using Merlon.Web.Tests.Security;
using Merlon.Workspaces;

namespace Merlon.Web.Tests.Languages;

/// <summary>Choosing a language, in the settings and over the API: what is chosen counts, for pages, for what scripts show of trouble and jobs, and not for programs.</summary>
public sealed class LanguageChoiceTests
{
    const string Password = "blue kettle seven oceans";

    [Fact]
    public async Task A_language_is_chosen_on_the_page_and_over_the_API_and_given_up_again()
    {
        using TemporaryFolder texts = new();
        PseudoLanguage.Write(texts.Path);
        await using var served = await ServedMerlon.StartAsync(settings => settings with { TextFolders = [texts.Path] });
        await SessionTests.AddAsync(served, "anna", "viewer");
        using Visitor anna = new(served.Address);
        (await anna.SignInAsync("anna", Password)).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await LanguageAsync(anna)).ShouldBe("en");
        (await anna.Client.GetStringAsync("/settings/account")).ShouldContain($"<option value=\"{PseudoLanguage.Tag}\"");

        (await anna.SendFormAsync("/settings/account", "/settings/account", ("name", "anna"), ("email", ""), ("language", PseudoLanguage.Tag))).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await LanguageAsync(anna)).ShouldBe(PseudoLanguage.Tag);
        using var there = new Visitor(served.Address);
        (await there.SignInAsync("anna", Password)).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await LanguageAsync(there)).ShouldBe(PseudoLanguage.Tag, "it is the person's, not the browser's");
        (await anna.SendFormAsync("/settings/account", "/settings/account", ("name", "anna"), ("email", ""))).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await LanguageAsync(anna)).ShouldBe(PseudoLanguage.Tag, "a form without the field leaves it");
        using var unknown = await anna.SendFormAsync("/settings/account", "/settings/account", ("name", "anna"), ("email", ""), ("language", "xx"));
        unknown.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await unknown.Content.ReadAsStringAsync()).ShouldContain("en, " + PseudoLanguage.Tag);

        using var key = await anna.GetAsync("/settings/account");
        anna.Client.DefaultRequestHeaders.Add("X-Form-Key", Visitor.KeyIn(await key.Content.ReadAsStringAsync()));
        (await anna.Client.PatchAsJsonAsync("/api/v1/me", new { language = "" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await LanguageAsync(anna)).ShouldBe("en");
        (await anna.Client.PatchAsJsonAsync("/api/v1/me", new { language = PseudoLanguage.Tag })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await anna.Client.GetStringAsync("/api/v1/me")).ShouldContain($"\"language\":\"{PseudoLanguage.Tag}\"");
        (await anna.Client.PatchAsJsonAsync("/api/v1/me", new { language = "xx" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await anna.Client.PatchAsJsonAsync("/api/v1/me", new { language = "en" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        anna.Client.DefaultRequestHeaders.AcceptLanguage.ParseAdd(PseudoLanguage.Tag);
        (await LanguageAsync(anna)).ShouldBe("en", "what is chosen counts before what the browser asks for");
    }

    [Fact]
    public async Task Scripts_of_a_page_are_told_of_trouble_in_the_language_of_who_looks_and_programs_in_English()
    {
        using TemporaryFolder texts = new();
        PseudoLanguage.Write(texts.Path);
        await using var served = await ServedMerlon.StartAsync(settings => settings with { TextFolders = [texts.Path] });
        using var person = await served.ClientAsync(TeamRole.Viewer);
        using HttpClient program = new() { BaseAddress = new Uri(served.Address) };
        program.DefaultRequestHeaders.Authorization = new("Bearer", served.Server.Served.Team.AddToken(served.PersonOf(TeamRole.Viewer).Id, "t", PersonToken.Read, TimeSpan.FromDays(1)).Secret);
        foreach (var client in new[] { person, program })
        {
            client.DefaultRequestHeaders.AcceptLanguage.ParseAdd(PseudoLanguage.Tag);
        }

        const string English = "There is no such job";
        using var shown = await person.GetAsync("/api/v1/jobs/none");
        (await shown.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>()).GetProperty("title").GetString().ShouldBe(PseudoLanguage.Of(English));
        (await (await program.GetAsync("/api/v1/jobs/none")).Content.ReadAsStringAsync()).ShouldContain(English);

        served.Server.Services.GetService(typeof(JobBoard)).ShouldBeOfType<JobBoard>().Begin("backup", "Backup", new Caller(served.PersonOf(TeamRole.Viewer).Id, "v", TeamRole.Viewer), static (progress, _) =>
        {
            progress.Report(new WorkProgress("Copying files", 1, 2));
            return Task.FromResult("/");
        });
        var job = (await person.GetFromJsonAsync<System.Text.Json.JsonElement>("/api/v1/jobs")).GetProperty("items")[0];
        job.GetProperty("title").GetString().ShouldBe(PseudoLanguage.Of("Backup"));
        (await program.GetStringAsync("/api/v1/jobs")).ShouldContain("\"Backup\"");
        (await program.GetStringAsync($"/api/v1/jobs/{job.GetProperty("id").GetString()}")).ShouldContain("\"Backup\"");
    }

    static async Task<string> LanguageAsync(Visitor visitor)
    {
        var html = await visitor.Client.GetStringAsync("/talk");
        return html.Split("<html lang=\"")[1].Split('"')[0];
    }
}
