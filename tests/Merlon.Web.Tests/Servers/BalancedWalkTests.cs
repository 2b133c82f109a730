using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Merlon.Web.Serving;
using Merlon.Web.Tests.Detection;
using Merlon.Web.Tests.Knowledge;
using Merlon.Web.Tests.Security;
using Merlon.Workspaces;

namespace Merlon.Web.Tests.Servers;

/// <summary>Every main path behind a balancer that sends each request to the other server: nothing needs the server that it began at.</summary>
public sealed class BalancedWalkTests
{
    const string Password = "blue kettle seven oceans";

    /// <summary>With the while of the lock itself still less than the clock of the second server is fast: one that goes by its own clock lets in.</summary>
    const int LockedLongerSeconds = 110 - Team.LockSecondsMin;

    [Fact]
    public async Task People_start_sign_in_and_out_and_are_locked_out_on_both_servers_at_once()
    {
        await using var two = await TwoServers.StartAsync();
        var first = two.Left.Server.FirstStartAddress()!;
        two.Right.Server.FirstStartAddress().ShouldNotBeNull(); // what the other console shows does not void it
        first.ShouldStartWith(two.Balancer.Address);
        using Visitor anna = new(two.Balancer.Address);
        var path = first[two.Balancer.Address.Length..];
        using var made = await anna.SendFormAsync(path, "/first-start", ("link", path.Split("link=")[1]), ("login", "anna"), ("name", "Anna"), ("password", Password), ("again", Password));
        made.StatusCode.ShouldBe(HttpStatusCode.SeeOther, await made.Content.ReadAsStringAsync());
        for (var i = 0; i < 3; i++)
        {
            (await anna.GetAsync("/settings/people")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        var session = anna.Cookie("merlon-")!.Value;
        (await StatusAsync(two.Left, two, session)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(two.Right, two, session)).ShouldBe(HttpStatusCode.OK);
        (await anna.SendFormAsync("/settings/account", "/sign-out")).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await StatusAsync(two.Left, two, session)).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync(two.Right, two, session)).ShouldBe(HttpStatusCode.Unauthorized);

        (await anna.SignInAsync("anna", Password)).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        foreach (var (login, counting, other) in new[] { ("bert", two.Left, two.Right), ("cora", two.Right, two.Left) })
        {
            await SessionTests.AddAsync(two.Left, login, "viewer");
            using Visitor guesser = new(counting.Address), elsewhere = new(other.Address);
            for (var i = 0; i < Team.FailedMax; i++)
            {
                (await guesser.SignInAsync(login, "wrong wrong wrong")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            }

            await ServerTroubleTests.SqlAsync(two.Database, "team", $"UPDATE people SET locked_until = to_char(locked_until::timestamptz AT TIME ZONE 'UTC' + interval '{LockedLongerSeconds} seconds', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"0Z\"') WHERE login = '{login}'"); // a slow machine is not done in the half minute
            (await elsewhere.SignInAsync(login, Password)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, "locked, whichever server counted and whatever its clock says");
            (await guesser.SignInAsync(login, Password)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }
    }

    [Fact]
    public async Task Attempts_to_sign_in_from_one_address_are_counted_over_both_servers()
    {
        await using var two = await TwoServers.StartAsync();
        using Visitor left = new(two.Left.Address), right = new(two.Right.Address);
        (await left.GetAsync("/invitation?link=guess")).StatusCode.ShouldBe(HttpStatusCode.Gone);
        (await right.GetAsync("/invitation?link=guess")).StatusCode.ShouldBe(HttpStatusCode.Gone);
        await ServerTroubleTests.SqlAsync(two.Database, "team", "UPDATE people_attempts SET paid_until = paid_until + 100000"); // as after thousands of attempts at other servers
        foreach (var visitor in new[] { left, right })
        {
            using var refused = await visitor.GetAsync("/invitation?link=guess");
            refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            refused.Headers.RetryAfter.ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task A_token_that_is_revoked_by_one_server_is_worthless_at_the_other_at_once()
    {
        await using var two = await TwoServers.StartAsync();
        using var owner = two.Client(TeamRole.Analyst);
        var token = await JsonOf(await owner.PostAsJsonAsync("/api/v1/tokens", new { name = "nightly", scope = "read", days = 1 }));
        var secret = token.GetProperty("secret").GetString();
        using HttpClient left = new() { BaseAddress = new Uri(two.Left.Address) }, right = new() { BaseAddress = new Uri(two.Right.Address) };
        foreach (var client in new[] { left, right })
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
            (await client.GetAsync("/api/v1/about")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        (await owner.DeleteAsync($"/api/v1/tokens/{token.GetProperty("id").GetString()}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await left.GetAsync("/api/v1/about")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await right.GetAsync("/api/v1/about")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_log_is_uploaded_hunted_and_read_request_by_request_on_either_server()
    {
        await using var two = await TwoServers.StartAsync();
        using var analyst = two.Client(TeamRole.Analyst);
        var log = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(DetectionApiTests.Event + "\n", 500)));
        foreach (var server in new[] { two.Right, two.Left })
        {
            var upload = await DetectionApiTests.UploadAsync(analyst, "events.ndjson", log);
            if (server == two.Right)
            {
                await DetectionApiTests.TakeRuleAsync(analyst, "who.yml", Encoding.UTF8.GetBytes(DetectionApiTests.Rule));
            }

            using var ownClient = two.Client(TeamRole.Analyst, server.Address); // begun at one, watched at both
            var begun = await JsonOf(await ownClient.PostAsJsonAsync("/api/v1/hunts", new { uploads = new[] { upload.GetProperty("id").GetString() }, rules = "uploaded" }));
            var id = begun.GetProperty("id").GetString()!;
            foreach (var watching in new[] { two.Left, two.Right })
            {
                using var watcher = two.Client(TeamRole.Viewer, watching.Address);
                var last = await TwoServers.FollowAsync(watcher, id, "hunts");
                last.GetProperty("state").GetString().ShouldBe("done", last.ToString());
                var page = await watcher.GetFromJsonAsync<JsonElement>($"/api/v1/hunts/{id}/findings?limit=1");
                page.GetProperty("total").GetInt32().ShouldBe(1); // what repeats is one finding
                (await watcher.GetAsync($"/detection/hunts/{id}")).StatusCode.ShouldBe(HttpStatusCode.OK);
                (await watcher.GetFromJsonAsync<JsonElement>($"/api/v1/hunts/{id}/findings/1")).GetProperty("whole_record").GetBoolean().ShouldBeTrue(); // the log is there, too
            }

            (await analyst.DeleteAsync($"/api/v1/hunts/{id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
            (await analyst.DeleteAsync($"/api/v1/uploads/{upload.GetProperty("id").GetString()}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
            foreach (var other in new[] { two.Left, two.Right })
            {
                using var reader = two.Client(TeamRole.Viewer, other.Address);
                (await reader.GetAsync($"/api/v1/hunts/{id}/findings")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
                Directory.Exists(Path.Combine(other.Server.Served.Settings.WorkspaceFolder, "hunts", id)).ShouldBeFalse();
            }
        }
    }

    [Fact]
    public async Task Two_people_edit_the_assessment_and_annotate_a_layer_and_see_each_other()
    {
        await using var two = await TwoServers.StartAsync();
        using var anna = two.Client(TeamRole.Analyst);
        using var bert = two.Client(TeamRole.Approver);
        using var seen = await anna.GetAsync("/api/v1/organisation");
        var tag = seen.Headers.ETag.ShouldNotBeNull().Tag;
        (await PatchAsync(anna, tag, new { op = "add", path = new object[] { "sectors" }, values = new object[] { "retail" } })).GetProperty("carried").GetBoolean().ShouldBeFalse();
        (await PatchAsync(bert, tag, new { op = "put", path = new object[] { "groups", 1, "weight" }, value = 0.5 })).GetProperty("carried").GetBoolean().ShouldBeTrue();
        foreach (var server in new[] { two.Left, two.Right })
        {
            using var reader = two.Client(TeamRole.Viewer, server.Address);
            var text = (await reader.GetFromJsonAsync<JsonElement>("/api/v1/organisation")).ToString();
            text.ShouldContain("[finance, retail]");
            text.ShouldContain("weight: 0.5");
            (await reader.GetAsync("/assessment/guide")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        var layer = await JsonOf(await anna.PostAsJsonAsync("/api/v1/layers", new { document = new { name = "ours", versions = new { layer = "4.5", attack = "18", navigator = "5.1.0" }, domain = "enterprise-attack", techniques = Array.Empty<object>() } }));
        var id = layer.GetProperty("id").GetString();
        using var watching = two.Client(TeamRole.Viewer, two.Right.Address);
        using var events = new StreamReader(await watching.GetStreamAsync($"/api/v1/layers/{id}/events"));
        using var writing = two.Client(TeamRole.Analyst, two.Left.Address);
        using var edited = await writing.PostAsJsonAsync($"/api/v1/layers/{id}/edits", new { batch = "one", edits = new[] { new { technique = "T1059", tactic = "execution", field = "comment", before = "", after = "seen in the port" } } });
        edited.StatusCode.ShouldBe(HttpStatusCode.OK, await edited.Content.ReadAsStringAsync());
        string? line;
        while ((line = await events.ReadLineAsync()) is not null && !line.Contains("seen in the port", StringComparison.Ordinal))
        {
            line.ShouldNotContain("event: gone");
        }

        line.ShouldNotBeNull("the other server told of the edit");
    }

    [Fact]
    public async Task An_assessment_is_recorded_reported_and_backed_up()
    {
        await using var two = await TwoServers.StartAsync();
        using var admin = two.Client(TeamRole.Administrator);
        var recorded = await TwoServers.FollowAsync(admin, (await JsonOf(await admin.PostAsync("/api/v1/assessments", content: null))).GetProperty("id").GetString()!);
        recorded.GetProperty("state").GetString().ShouldBe("done", recorded.ToString());
        var report = await TwoServers.FollowAsync(admin, (await JsonOf(await admin.PostAsJsonAsync("/api/v1/reports", new { reader = "manager", formats = new[] { "html" } }))).GetProperty("id").GetString()!);
        report.GetProperty("state").GetString().ShouldBe("done", report.ToString());
        var backup = await TwoServers.FollowAsync(admin, (await JsonOf(await admin.PostAsync("/api/v1/backup", content: null))).GetProperty("id").GetString()!);
        backup.GetProperty("state").GetString().ShouldBe("done", backup.ToString());
        foreach (var server in new[] { two.Left, two.Right })
        {
            using var own = two.Client(TeamRole.Administrator, server.Address);
            (await own.GetFromJsonAsync<JsonElement>("/api/v1/assessments")).GetProperty("total").GetInt32().ShouldBe(1);
            (await own.GetStringAsync(report.GetProperty("result").GetString())).ShouldContain("Harbor Bank");
            using GZipStream archive = new(new MemoryStream(await own.GetByteArrayAsync(backup.GetProperty("result").GetString())), CompressionMode.Decompress);
            using MemoryStream unpacked = new();
            await archive.CopyToAsync(unpacked);
            var text = Encoding.UTF8.GetString(unpacked.ToArray());
            text.ShouldContain("manifest.json");
            text.ShouldNotContain("workspace/results/"); // what can be made again is in no backup
            (await own.GetFromJsonAsync<JsonElement>("/api/v1/backup")).GetProperty("items").GetArrayLength().ShouldBe(1);
            (await own.GetFromJsonAsync<JsonElement>("/api/v1/jobs")).GetProperty("total").GetInt32().ShouldBe(3);
            (await own.GetAsync("/")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        await Patience.UntilAsync(() => new[] { two.Left, two.Right }.Select(static server => server.Server.Served.Clock.GetLocalNow().Date).Distinct().Count() == 1); // a standing is of a day
        var standings = await Task.WhenAll(new[] { two.Left, two.Right }.Select(server => server.Server.Served.StandingAsync(CancellationToken.None)));
        standings[0].Tag.ShouldBe(standings[1].Tag, "what a browser has from one server the other knows");
    }

    [Fact]
    public async Task A_release_is_added_and_used_and_both_servers_speak_it()
    {
        await using var two = await TwoServers.StartAsync();
        using var admin = two.Client(TeamRole.Administrator);
        var bundle = SampleBundle.Small("92.1");
        using ByteArrayContent body = new(bundle.ToBytes());
        var begun = await JsonOf(await admin.PostAsync("/api/v1/releases?name=" + bundle.FileName, body));
        var added = await TwoServers.FollowAsync(admin, begun.GetProperty("id").GetString()!);
        added.GetProperty("state").GetString().ShouldBe("done", added.ToString());
        var result = added.GetProperty("result").GetString()!;
        foreach (var server in new[] { two.Left, two.Right })
        {
            using var reader = two.Client(TeamRole.Viewer, server.Address);
            (await reader.GetStringAsync(result)).ShouldContain("92.1");
            (await reader.GetStringAsync("/api/v1/releases/additions/" + result.Split('/')[^1])).ShouldContain("92.1");
        }

        (await admin.PostAsJsonAsync("/api/v1/releases/use", new { version = "92.1" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var server in new[] { two.Right, two.Left })
        {
            using var reader = two.Client(TeamRole.Viewer, server.Address);
            (await reader.GetStringAsync("/api/v1/objects/T9001")).ShouldContain("Ask the night shift");
            (await reader.GetAsync("/matrix")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task A_job_is_watched_and_stopped_from_the_other_server_whose_clock_is_fast()
    {
        await using var two = await TwoServers.StartAsync();
        var caller = new Caller(two.Left.PersonOf(TeamRole.Analyst).Id, "The analyst", TeamRole.Analyst);
        var job = two.Left.Board().Begin("hunt", "A long one", caller, static async (progress, stop) =>
        {
            progress.Report(new WorkProgress("Reading", 3, 10));
            TaskCompletionSource stopped = new();
            await using var asked = stop.Register(stopped.SetResult);
            await stopped.Task;
            stop.ThrowIfCancellationRequested();
            return "/";
        });
        using var analyst = two.Client(TeamRole.Analyst, two.Right.Address);
        using var events = new StreamReader(await analyst.GetStreamAsync($"/api/v1/jobs/{job.Id}/events"));
        string? line;
        while ((line = await events.ReadLineAsync()) is not null && !line.Contains("\"stage\":\"Reading\"", StringComparison.Ordinal))
        {
            line.ShouldNotContain("failed"); // nobody takes it for lost
        }

        line.ShouldNotBeNull();
        (await analyst.DeleteAsync($"/api/v1/jobs/{job.Id}")).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await events.ReadToEndAsync()).ShouldContain("\"state\":\"cancelled\"");
        job.State.ShouldBe(JobState.Cancelled);
    }

    static async Task<HttpStatusCode> StatusAsync(ServedMerlon server, TwoServers two, string session)
    {
        using HttpClient client = new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(server.Address) };
        client.DefaultRequestHeaders.Add("Cookie", $"{two.SessionCookie}={session}");
        using var answer = await client.GetAsync("/api/v1/about");
        return answer.StatusCode;
    }

    static async Task<JsonElement> PatchAsync(HttpClient client, string tag, object operation)
    {
        using HttpRequestMessage request = new(HttpMethod.Patch, "/api/v1/organisation") { Content = JsonContent.Create(new { operations = new[] { operation } }) };
        request.Headers.TryAddWithoutValidation("If-Match", tag);
        return await JsonOf(await client.SendAsync(request));
    }

    static async Task<JsonElement> JsonOf(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBeInRange(200, 299, text);
        return JsonSerializer.Deserialize<JsonElement>(text);
    }
}
