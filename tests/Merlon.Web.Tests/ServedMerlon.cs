using Merlon.Web.App.People;
using Merlon.Web.Serving;
using Merlon.Workspaces;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Merlon.Web.Tests;

/// <summary>A server of its own over a copy of an example, on a free port of this machine, stopped and removed with the test.</summary>
sealed class ServedMerlon : IAsyncDisposable
{
    readonly string folder;

    ServedMerlon(MerlonServer server, string folder)
    {
        Server = server;
        this.folder = folder;
    }

    /// <summary>The server.</summary>
    public MerlonServer Server { get; }

    /// <summary>Its address, without a slash at the end.</summary>
    public string Address => Server.Address.TrimEnd('/');

    /// <summary>Folder of the organisation that it serves: a copy, which tests may change.</summary>
    public string Organisation => Path.Combine(folder, "organisation");

    /// <summary>Serves a copy of <c>examples/harbor-bank</c>.</summary>
    /// <param name="change">Changes the settings before the server is built.</param>
    /// <param name="on">Where journal, team and files are kept; <see cref="TestDatabase.AsAsked"/> is SQLite unless MERLON_TEST_DATABASE says <c>postgresql</c>.</param>
    public static async Task<ServedMerlon> StartAsync(Func<ServeSettings, ServeSettings>? change = null, TestDatabase on = TestDatabase.AsAsked)
    {
        var scratch = Directory.CreateTempSubdirectory("merlon-web-").FullName;
        var organisation = Path.Combine(scratch, "organisation");
        CopyExample(organisation);
        ServeSettings settings = new(organisation, Path.Combine(organisation, ".merlon"), TimeProvider.System) { Port = 0, Database = TestDatabases.New(on), AnswerSeconds = Patience.Ms / 1_000 }; // no answer hangs on how quick the machine is
        var server = MerlonServer.Build(change is null ? settings : change(settings));
        await server.StartAsync(CancellationToken.None);
        return new ServedMerlon(server, scratch);
    }

    /// <summary>Copies <c>examples/harbor-bank</c> to a folder.</summary>
    public static void CopyExample(string organisation) => Copy(Repository.PathOf("examples/harbor-bank"), organisation);

    /// <summary>A client that is signed in with a role, and sends the form key that goes with its session; <see cref="TeamRole.Nobody"/> is not.</summary>
    public Task<HttpClient> ClientAsync(TeamRole role)
    {
        HttpClient client = new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(Address), Timeout = Patience.OfJobs };
        if (role != TeamRole.Nobody)
        {
            var secret = BeginSession(role);
            client.DefaultRequestHeaders.Add("Cookie", $"{SessionCookie}={secret}");
            client.DefaultRequestHeaders.Add(FormKeys.Header, FormKeys.Masked(secret));
        }

        return Task.FromResult(client);
    }

    /// <summary>Signs a browser in with a role.</summary>
    public Task SignInAsync(IBrowserContext context, TeamRole role) => role == TeamRole.Nobody ? Task.CompletedTask
        : context.AddCookiesAsync([new() { Name = SessionCookie, Value = BeginSession(role), Url = Address, HttpOnly = true, SameSite = SameSiteAttribute.Lax }]);

    /// <summary>The person of a role: one for each, made when first asked for.</summary>
    public Person PersonOf(TeamRole role)
    {
        var login = Recognition.WordOf(role);
        return Server.Served.Team.FindLogin(login) ?? Server.Served.Team.AddPerson(new Person("", login, $"The {login}", login));
    }

    /// <summary>Name of the cookie of a session.</summary>
    public string SessionCookie => $"merlon-{new Uri(Address).Port}";

    /// <summary>Begins a session of the person of a role.</summary>
    /// <returns>The cookie's secret.</returns>
    public string BeginSession(TeamRole role)
    {
        var secret = TeamSecret.Make();
        Server.Served.Team.BeginSession(PersonOf(role).Id, secret, "test", "127.0.0.1");
        return secret;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        var jobs = Server.Services.GetRequiredService<JobBoard>();
        await Server.StopAsync(CancellationToken.None);
        await Server.DisposeAsync();
        await jobs.EndedAsync().WaitAsync(Patience.Time); // the server waits for jobs that it stops for a few seconds only: on a slow machine one may still be writing
        await RemoveAsync(folder);
    }

    /// <summary>Removes a folder that a server used. What it still does for a request that was answered may put a file there meanwhile: then that is waited for.</summary>
    static Task RemoveAsync(string folder) => Patience.UntilAsync(() =>
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // It is looked at again.
        }

        return !Directory.Exists(folder);
    });

    static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }

        foreach (var inner in Directory.EnumerateDirectories(from).Where(static inner => Path.GetFileName(inner) is not (".merlon" or "merlon-out")))
        {
            Copy(inner, Path.Combine(to, Path.GetFileName(inner)));
        }
    }
}
