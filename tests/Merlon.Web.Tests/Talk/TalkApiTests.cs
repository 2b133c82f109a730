using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Merlon.Web.Serving;

namespace Merlon.Web.Tests.Talk;

/// <summary>Comments and tasks over HTTP.</summary>
public sealed class TalkApiTests
{
    [Fact]
    public async Task Two_people_talk_edit_and_lose_nothing()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var analyst = await served.ClientAsync(TeamRole.Analyst);
        using var approver = await served.ClientAsync(TeamRole.Approver);
        using var viewer = await served.ClientAsync(TeamRole.Viewer);

        var made = await analyst.PostAsJsonAsync("/api/v1/talk/technique:T1059/comments", new { text = " Who has a rule, @approver?\r\nSee T1059.001. " });
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        made.Headers.ETag!.Tag.ShouldBe("\"1\"");
        var comment = await JsonAsync(made);
        comment.GetProperty("text").GetString().ShouldBe("Who has a rule, @approver?\nSee T1059.001.");
        var address = made.Headers.Location!.ToString();

        // The viewer may read, not speak; the approver is told, may not edit, and is seen no more once they looked.
        (await viewer.PostAsJsonAsync("/api/v1/talk/technique:T1059/comments", new { text = "no" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await JsonAsync(await viewer.GetAsync("/api/v1/talk/technique:T1059"))).GetProperty("comments").GetArrayLength().ShouldBe(1);
        var notice = (await JsonAsync(await approver.GetAsync("/api/v1/notices"))).GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
        (notice.GetProperty("why").GetString(), notice.GetProperty("seen").GetBoolean()).ShouldBe(("mention", false));
        (await approver.PutAsJsonAsync(address, new { text = "mine now" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await approver.PostAsJsonAsync("/api/v1/notices/seen", new { subject = "technique:T1059" })).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await JsonAsync(await approver.GetAsync("/api/v1/notices"))).GetProperty("items")[0].GetProperty("seen").GetBoolean().ShouldBeTrue();

        // Edits of the same revision: the second learns what is there now.
        (await EditAsync(analyst, address, "\"1\"", "first")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var late = await EditAsync(analyst, address, "\"1\"", "second");
        late.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        late.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await JsonAsync(late)).GetProperty("now").GetProperty("text").GetString().ShouldBe("first");
        var history = (await JsonAsync(await viewer.GetAsync(address + "/history"))).GetProperty("items");
        history.EnumerateArray().ShouldHaveSingleItem().GetProperty("text").GetString()!.ShouldStartWith("Who has");

        // Deleted, it stays as a tombstone.
        (await JsonAsync(await analyst.DeleteAsync(address))).GetProperty("deleted_by").GetString().ShouldBe("The analyst");
        var left = (await JsonAsync(await viewer.GetAsync("/api/v1/talk/technique:T1059"))).GetProperty("comments")[0];
        (left.GetProperty("text").GetString(), left.GetProperty("revision").GetInt64()).ShouldBe(("", 3));
        (await EditAsync(analyst, address, "\"3\"", "again")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_task_is_asked_for_done_and_found_by_whose_it_is()
    {
        await using var served = await ServedMerlon.StartAsync();
        using var analyst = await served.ClientAsync(TeamRole.Analyst);
        using var approver = await served.ClientAsync(TeamRole.Approver);
        var made = await analyst.PostAsJsonAsync("/api/v1/talk/finding:hunt%2F7/tasks", new { title = "Look at it", assignee = "Approver", due = "2026-12-01", priority = "high" });
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        var mine = (await JsonAsync(await approver.GetAsync("/api/v1/tasks?assignee=me&state=open"))).GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
        (mine.GetProperty("subject").GetString(), mine.GetProperty("due").GetString()).ShouldBe(("finding:hunt/7", "2026-12-01"));
        served.Server.Served.Team.WaitingFor("approver").ShouldBe(1);

        using HttpRequestMessage done = new(HttpMethod.Put, made.Headers.Location) { Content = JsonContent.Create(new { state = "done" }) };
        done.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        (await JsonAsync(await approver.SendAsync(done))).GetProperty("title").GetString().ShouldBe("Look at it");
        (await approver.GetAsync("/api/v1/tasks?state=shut")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await analyst.PostAsJsonAsync("/api/v1/talk/rule:x/tasks", new { title = "x", due = "soon" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        served.Server.Served.Team.WaitingFor("approver").ShouldBe(0);
    }

    [Fact]
    public async Task Who_looks_at_a_subject_is_told_to_others_there()
    {
        await using var served = await ServedMerlon.StartAsync(static settings => settings with { Clock = new Security.SettableTime() }); // who is here is here for a minute
        using var analyst = await served.ClientAsync(TeamRole.Analyst);
        using var viewer = await served.ClientAsync(TeamRole.Viewer);
        await analyst.PostAsJsonAsync("/api/v1/talk/rule:abc/here", new { writing = true });
        var here = (await JsonAsync(await viewer.PostAsJsonAsync("/api/v1/talk/rule:abc/here", new { writing = false }))).GetProperty("here").EnumerateArray().ShouldHaveSingleItem();
        (here.GetProperty("name").GetString(), here.GetProperty("writing").GetBoolean()).ShouldBe(("The analyst", true));
        (await viewer.GetAsync("/api/v1/talk/elsewhere:abc")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    static Task<HttpResponseMessage> EditAsync(HttpClient client, string address, string tag, string text)
    {
        HttpRequestMessage request = new(HttpMethod.Put, address) { Content = JsonContent.Create(new { text }) };
        request.Headers.TryAddWithoutValidation("If-Match", tag);
        return client.SendAsync(request);
    }

    static async Task<JsonElement> JsonAsync(HttpResponseMessage response) => JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.Clone();
}
