using System.Net;
using Merlon.Documents;
using Merlon.Workspaces.Exchange;

namespace Merlon.Workspaces.Tests.Exchange;

/// <summary>A workspace to fetch into, with limits that no machine comes near, however slow, and waits between attempts that nobody notices.</summary>
sealed class FetchSandbox : IDisposable
{
    readonly Sandbox sandbox = new();

    /// <summary>A proxy that nobody goes through.</summary>
    public static readonly IWebProxy NoProxy = new WebProxy();

    public static readonly FetchOptions Quick = Patient(new FetchOptions
    {
        RetryDelay = TimeSpan.FromMilliseconds(1),
        RetryDelayLongest = TimeSpan.FromMilliseconds(5),
        Proxy = NoProxy,
        PageObjects = 4,
    });

    /// <summary>The same with all the time that a test may take.</summary>
    public static FetchOptions Patient(FetchOptions options) => options with
    {
        ConnectTimeout = TimeSpan.FromMinutes(10),
        AnswerTimeout = TimeSpan.FromMinutes(10),
        IdleTimeout = TimeSpan.FromMinutes(10),
        TotalTimeout = TimeSpan.FromMinutes(30),
        SlowGrace = TimeSpan.FromMinutes(10),
    };

    public string Folder => sandbox.PathOf("ws");

    public IReadOnlyList<string> Content => sandbox.Content;

    public string Write(string relative, byte[] bytes)
    {
        var path = sandbox.Write(relative, "");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public IReadOnlyList<string> Kept => [.. Content.Where(static p => p.StartsWith("ws/fetch/", StringComparison.Ordinal))];

    public IReadOnlyList<string> Stored
    {
        get
        {
            using var workspace = Open(WorkspaceAccess.Read);
            return [.. workspace.ListReleases().Where(static r => !r.IsBuiltIn).Select(static r => $"{r.Version} {string.Join(',', r.Domains)}")];
        }
    }

    public Workspace Open(WorkspaceAccess access) => Workspace.Open(new WorkspaceOptions(Folder, access, new SettableClock()));

    public async Task<Parsed<FetchedRelease>> FetchAsync(FetchRequest request, FetchOptions? options = null, IProgress<WorkProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        using var workspace = Open(WorkspaceAccess.Write);
        return await workspace.FetchReleaseAsync(request, options ?? Quick, progress, cancellationToken);
    }

    public Task<Parsed<FetchedRelease>> FromAsync(string from, string? version = null, FetchOptions? options = null, params string[] domains)
        => FetchAsync(new FetchRequest(version, domains, FetchSource.Repository, from), options);

    public async Task<string> FailAsync(string from, FetchOptions? options = null, string? version = null)
        => (await Should.ThrowAsync<FetchException>(() => FromAsync(from, version, options))).Message;

    public void Dispose() => sandbox.Dispose();
}
