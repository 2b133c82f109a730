using System.Net;
using System.Text.Json;
using Merlon.Web.App.People;
using Merlon.Web.Serving;
using Merlon.Workspaces;
using Microsoft.Extensions.DependencyInjection;

namespace Merlon.Web.Tests.Servers;

/// <summary>Two servers with folders of their own on one PostgreSQL database, behind a balancer that sends each request to the other one. The clock of the second is two minutes fast.</summary>
sealed class TwoServers : IAsyncDisposable
{
    readonly string folder;

    TwoServers(RoundRobin balancer, ServedMerlon left, ServedMerlon right, string folder, DatabaseAddress database)
    {
        Balancer = balancer;
        Left = left;
        Right = right;
        Database = database;
        this.folder = folder;
    }

    /// <summary>The database of both.</summary>
    public DatabaseAddress Database { get; }

    /// <summary>What browsers reach.</summary>
    public RoundRobin Balancer { get; }

    /// <summary>The server that began with the organisation's files.</summary>
    public ServedMerlon Left { get; }

    /// <summary>The server that began with an empty folder.</summary>
    public ServedMerlon Right { get; }

    /// <summary>Starts them.</summary>
    /// <param name="database">Where; a database of their own when it is left out.</param>
    /// <param name="change">Changes the settings of both.</param>
    public static async Task<TwoServers> StartAsync(string? database = null, Func<ServeSettings, ServeSettings>? change = null)
    {
        var address = DatabaseAddress.Parse(database ?? PostgresServer.Shared.NewDatabase());
        var scratch = Directory.CreateTempSubdirectory("merlon-two-").FullName;
        var balancer = await RoundRobin.StartAsync();
        ServeSettings Behind(ServeSettings settings) => (change?.Invoke(settings) ?? settings) with { Database = address, PublicUrl = new Uri(balancer.Address), Proxies = [IPNetwork.Parse("127.0.0.1/32")] };
        var left = await ServedMerlon.StartAsync(Behind, TestDatabase.Sqlite);
        var organisation = Path.Combine(scratch, "right");
        Directory.CreateDirectory(organisation);
        var right = await ServedMerlon.StartAsync(settings => Behind(settings) with { OrganisationPath = organisation, WorkspaceFolder = Path.Combine(organisation, ".merlon"), Clock = new FastClock() }, TestDatabase.Sqlite);
        balancer.Use(left.Address, right.Address);
        return new TwoServers(balancer, left, right, scratch, address);
    }

    /// <summary>A client of a role, of the balancer or of one server.</summary>
    public HttpClient Client(TeamRole role, string? address = null)
    {
        HttpClient client = new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(address ?? Balancer.Address), Timeout = Patience.OfJobs };
        var secret = Left.BeginSession(role);
        client.DefaultRequestHeaders.Add("Cookie", $"{SessionCookie}={secret}");
        client.DefaultRequestHeaders.Add(FormKeys.Header, FormKeys.Masked(secret));
        return client;
    }

    /// <summary>Name of the cookie of a session.</summary>
    public string SessionCookie => $"merlon-{new Uri(Balancer.Address).Port}";

    /// <summary>Follows a job to its end by the events that one server, and then the other, sends of it.</summary>
    public static async Task<JsonElement> FollowAsync(HttpClient client, string job, string kind = "jobs")
    {
        var events = await client.GetStringAsync($"/api/v1/{kind}/{job}/events"); // ends with the job
        return JsonSerializer.Deserialize<JsonElement>(events.Split("data: ", StringSplitOptions.RemoveEmptyEntries)[^1]);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Left.DisposeAsync();
        await Right.DisposeAsync();
        await Balancer.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    sealed class FastClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddMinutes(2);
    }
}

/// <summary>What tests ask a server for.</summary>
static class ServedParts
{
    /// <summary>Its jobs.</summary>
    public static JobBoard Board(this ServedMerlon served) => served.Server.Services.GetRequiredService<JobBoard>();
}
