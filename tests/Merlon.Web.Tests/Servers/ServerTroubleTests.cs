using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Merlon.Web.Serving;
using Merlon.Web.Tests.Storage;
using Merlon.Workspaces;
using Npgsql;

namespace Merlon.Web.Tests.Servers;

/// <summary>Servers that die, a database that goes away, and two versions of Merlon.</summary>
public sealed class ServerTroubleTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("merlon-servers-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_job_whose_server_died_is_told_as_ended_with_what_was_lost_and_what_to_do()
    {
        await using var two = await TwoServers.StartAsync();
        var team = two.Left.Server.Served.Team;
        var hunt = new HuntEntry(Team.NewDetectionId(), "hunt", "A long one", "{}", "1", "Anna", Team.MomentOf(TimeProvider.System.GetUtcNow()), "", Team.MomentOf(TimeProvider.System.GetUtcNow()), HuntEntry.Running, "", 0, 0, 0, 0);
        team.Add(hunt);
        TeamJob job = new() { Id = Team.NewDetectionId(), Kind = "hunt", Title = "A long one", Subject = hunt.Id, ById = "1", ByName = "Anna", Server = "harbor-2", BeganAt = hunt.BeganAt, Stage = "Reading" };
        team.Add(job);
        using var reader = two.Client(TeamRole.Viewer, two.Right.Address);
        (await reader.GetFromJsonAsync<JsonElement>($"/api/v1/jobs/{job.Id}")).GetProperty("state").GetString().ShouldBe("running");
        (await reader.GetFromJsonAsync<JsonElement>($"/api/v1/hunts/{hunt.Id}")).GetProperty("state").GetString().ShouldBe("running");
        await SqlAsync(two.Database, "team", $"UPDATE job SET seen = seen - {JobBoard.SilentSecondsMax + 1}");
        var lost = await TwoServers.FollowAsync(reader, job.Id);
        lost.GetProperty("state").GetString().ShouldBe("failed");
        lost.GetProperty("trouble").GetString().ShouldNotBeNull().ShouldContain("harbor-2");
        lost.GetProperty("trouble").GetString().ShouldNotBeNull().ShouldContain("begin it again");
        (await TwoServers.FollowAsync(reader, hunt.Id, "hunts")).GetProperty("state").GetString().ShouldBe("interrupted");

        team.SeeJob(job).ShouldBe(""); // the server was slow, not dead
        (await reader.GetFromJsonAsync<JsonElement>($"/api/v1/jobs/{job.Id}")).GetProperty("state").GetString().ShouldBe("running");
    }

    [Fact]
    public async Task While_the_database_is_restarted_both_servers_say_so_and_recover_by_themselves()
    {
        using PostgresServer database = new();
        await using var two = await TwoServers.StartAsync(database.NewDatabase());
        using var reader = two.Client(TeamRole.Viewer);
        TaskCompletionSource goOn = new();
        var job = two.Left.Board().Begin("report", "Through the night", new Caller("1", "Anna", TeamRole.Viewer), async (_, stop) =>
        {
            await goOn.Task.WaitAsync(stop);
            return "/assessment";
        });
        for (var i = 0; i < 4; i++)
        {
            (await reader.GetAsync("/journal")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        database.Stop();
        for (var i = 0; i < 2; i++)
        {
            using var page = await reader.GetAsync("/journal");
            page.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            (await page.Content.ReadAsStringAsync()).ShouldContain("The database does not answer");
            using var api = await reader.GetAsync("/api/v1/journal");
            api.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            api.Headers.RetryAfter.ShouldNotBeNull();
            api.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
            (await reader.GetAsync("/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await reader.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }

        goOn.SetResult(); // its end is told when there is somebody to tell
        database.Start();
        for (var i = 0; i < 4; i++)
        {
            (await reader.GetAsync("/journal")).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await reader.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        (await TwoServers.FollowAsync(reader, job.Id)).GetProperty("state").GetString().ShouldBe("done");
    }

    [Fact]
    public async Task A_database_that_cannot_be_reached_ends_the_start_with_a_plain_message()
    {
        using var server = MerlonProcess.Start(before: null, "serve", Path.Combine(folder, "organisation"), "--port", "0", "--database", "postgres://merlon@127.0.0.1:1/merlon");
        var (exitCode, error) = await server.EndAsync();
        exitCode.ShouldBe(3, error);
        error.ShouldContain("cannot be reached");
        error.ShouldNotContain("this is a bug");
        error.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task A_newer_Merlon_on_the_same_database_ends_the_work_of_an_older_one()
    {
        await using var two = await TwoServers.StartAsync();
        using var reader = two.Client(TeamRole.Viewer, two.Right.Address);
        (await reader.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await SqlAsync(two.Database, "team", "INSERT INTO team_schema (area, version) VALUES ('tomorrow', 1)");
        (await reader.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        Should.Throw<WorkspaceFormatException>(() => Team.Open(new TeamOptions(folder, TimeProvider.System) { Database = two.Database })).Message.ShouldContain("use the newer Merlon");
    }

    internal static async Task SqlAsync(DatabaseAddress database, string part, string sql)
    {
        await using NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder { Host = PostgresServer.Shared.Host, Username = "merlon", Database = "postgres", SearchPath = $"{database.Schema}_{part}" }.ConnectionString);
        await connection.OpenAsync();
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
