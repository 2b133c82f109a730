using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Merlon.Web.App.People;
using Merlon.Web.Serving;
using Merlon.Web.Tests.Detection;
using Merlon.Web.Tests.Knowledge;
using Merlon.Web.Tests.Storage;
using Merlon.Workspaces;

namespace Merlon.Web.Tests.Servers;

/// <summary>What several servers lose when one of them is killed in the middle of a job, or their database in the middle of writes: nothing that was acknowledged, and people are told the rest.</summary>
public sealed class ServerLossTests : IDisposable
{
    const int WritesBefore = 3, WritesAfter = 3, WritesMax = 150; // of one person less than the pace of changes allows in a minute

    readonly string folder = Directory.CreateTempSubdirectory("merlon-loss-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_server_that_is_killed_in_the_middle_of_a_job_holds_nobody_up_and_the_other_says_how_to_go_on()
    {
        var database = PostgresServer.Shared.NewDatabase();
        var address = DatabaseAddress.Parse(database);
        await using var mirror = await GatedMirror.StartAsync(SampleBundle.Small("90.1"));
        await using var staying = await ServedMerlon.StartAsync(settings => settings with { Database = address, AllowsPrivateImports = true }, TestDatabase.Sqlite);
        var organisation = Path.Combine(folder, "organisation");
        Directory.CreateDirectory(organisation);
        using var dying = MerlonProcess.Start(before: null, "serve", organisation, "--port", "0", "--database", database, "--allow-private-imports");
        var line = await dying.LineAsync("Merlon serves ");
        var there = new Uri(line.Split(" at ")[^1].Split(' ')[0]);
        using var admin = await staying.ClientAsync(TeamRole.Administrator);
        string job;
        using (var atDying = ClientOf(staying, there))
        {
            job = await BeginFetchAsync(atDying, mirror);
        }

        await mirror.Asked;
        (await admin.GetFromJsonAsync<JsonElement>($"/api/v1/jobs/{job}")).GetProperty("state").GetString().ShouldBe("running");
        await dying.KillAsync();
        using var analyst = await staying.ClientAsync(TeamRole.Analyst);
        await DetectionApiTests.TakeRuleAsync(analyst, "who.yml", Encoding.UTF8.GetBytes(DetectionApiTests.Rule)); // nothing of the dead one is waited for
        await ServerTroubleTests.SqlAsync(address, "team", $"UPDATE job SET seen = seen - {JobBoard.SilentSecondsMax + 1}"); // half a minute later
        var lost = await TwoServers.FollowAsync(admin, job);
        lost.GetProperty("state").GetString().ShouldBe("failed");
        lost.GetProperty("trouble").GetString().ShouldNotBeNull().ShouldContain("begin it again");
        (await admin.GetStringAsync("/api/v1/releases")).ShouldNotContain("90.1"); // all of it or nothing
        mirror.Open();
        (await TwoServers.FollowAsync(admin, await BeginFetchAsync(admin, mirror))).GetProperty("state").GetString().ShouldBe("done");
        (await analyst.GetStringAsync("/api/v1/objects/T9001?release=90.1")).ShouldContain("Ask the night shift");
    }

    [Fact]
    public async Task A_database_that_is_restarted_in_the_middle_of_writes_keeps_every_acknowledged_one()
    {
        using PostgresServer database = new();
        await using var two = await TwoServers.StartAsync(database.NewDatabase());
        using var anna = two.Client(TeamRole.Analyst);
        using var bert = two.Client(TeamRole.Approver);
        TaskCompletionSource again = new(TaskCreationOptions.RunContinuationsAsynchronously), stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Writer[] writers =
        [
            new(anna, static (client, n) => client.PostAsJsonAsync("/api/v1/talk/technique:T1059/comments", new { text = $"Anna's {n}" }), stopped.Task, again.Task),
            new(bert, static (client, n) => client.PostAsJsonAsync("/api/v1/talk/technique:T1003/comments", new { text = $"Bert's {n}" }), stopped.Task, again.Task),
            new(anna, static (client, n) => client.PostAsync($"/api/v1/rule-uploads?name=rule-{n}.yml", new ByteArrayContent(Encoding.UTF8.GetBytes($"{DetectionApiTests.Rule}\n# {n}\n"))), stopped.Task, again.Task), // through the one writer of all servers
        ];
        var runs = writers.Select(static writer => writer.RunAsync()).ToList();
        await Task.WhenAny(Task.WhenAll(writers.Select(static writer => writer.UnderWay)), Task.WhenAny(runs));
        database.Stop(); // in the middle of whatever each of them writes
        stopped.SetResult();
        await Task.WhenAny(Task.WhenAll(writers.Select(static writer => writer.Refused)), Task.WhenAny(runs));
        database.Start();
        again.SetResult();
        await Task.WhenAll(runs);

        using var reader = two.Client(TeamRole.Viewer);
        foreach (var id in writers[..2].SelectMany(static writer => writer.Acknowledged))
        {
            (await reader.GetAsync($"/api/v1/comments/{id}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        var kept = two.Right.Server.Served.Team.RuleUploads().Select(static upload => upload.Name).ToHashSet(StringComparer.Ordinal);
        writers[2].Acknowledged.Where(name => !kept.Contains(name)).ShouldBeEmpty();
        foreach (var server in new[] { two.Left, two.Right })
        {
            using var own = two.Client(TeamRole.Viewer, server.Address);
            (await own.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
            var files = Path.Combine(server.Server.Served.OrganisationFolder, "rules", "uploaded", "available");
            Directory.GetFiles(files).Length.ShouldBeGreaterThanOrEqualTo(writers[2].Acknowledged.Count);
        }
    }

    static async Task<string> BeginFetchAsync(HttpClient client, GatedMirror mirror)
    {
        using var begun = await client.PostAsJsonAsync("/api/v1/releases/fetch", new { version = "90.1", from = mirror.Index });
        begun.StatusCode.ShouldBe(HttpStatusCode.Accepted, await begun.Content.ReadAsStringAsync());
        return (await begun.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    // Sessions are in the database: whoever signed in at one server is known to the other.
    static HttpClient ClientOf(ServedMerlon signedInAt, Uri address)
    {
        var secret = signedInAt.BeginSession(TeamRole.Administrator);
        HttpClient client = new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = address };
        client.DefaultRequestHeaders.Add("Cookie", $"merlon-{address.Port}={secret}");
        client.DefaultRequestHeaders.Add(FormKeys.Header, FormKeys.Masked(secret));
        return client;
    }

    /// <summary>Somebody who writes one thing after the other until it is refused once, and goes on afterwards. Who is quick waits for the database to be stopped: others may be slow to begin.</summary>
    sealed class Writer(HttpClient client, Func<HttpClient, int, Task<HttpResponseMessage>> write, Task stopped, Task again)
    {
        readonly TaskCompletionSource underWay = new(TaskCreationOptions.RunContinuationsAsynchronously), refused = new(TaskCreationOptions.RunContinuationsAsynchronously);
        readonly List<string> acknowledged = [];

        /// <summary>What was acknowledged: ids of comments, names of rules.</summary>
        public List<string> Acknowledged => acknowledged;

        /// <summary>Completes after the first few.</summary>
        public Task UnderWay => underWay.Task;

        /// <summary>Completes when one was refused.</summary>
        public Task Refused => refused.Task;

        public async Task RunAsync()
        {
            var n = 0;
            while (await TryWriteAsync(n++))
            {
                n.ShouldBeLessThanOrEqualTo(WritesMax, "the database is stopped");
                if (n == WritesBefore)
                {
                    underWay.SetResult();
                }

                if (n == WritesMax)
                {
                    await stopped;
                }
            }

            refused.SetResult();
            await again;
            for (var i = 0; i < WritesAfter; i++)
            {
                (await TryWriteAsync(n++)).ShouldBeTrue("it works again by itself");
            }
        }

        async Task<bool> TryWriteAsync(int n)
        {
            using var answer = await write(client, n);
            var text = await answer.Content.ReadAsStringAsync();
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                text.ShouldContain("The database does not answer");
                answer.Headers.RetryAfter.ShouldNotBeNull();
                return false;
            }

            answer.StatusCode.ShouldBe(HttpStatusCode.Created, text);
            var said = JsonSerializer.Deserialize<JsonElement>(text);
            acknowledged.Add(said.TryGetProperty("taken", out var taken) ? taken[0].GetProperty("name").GetString()! : said.GetProperty("id").GetString()!);
            return true;
        }
    }
}
