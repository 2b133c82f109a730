using Merlon.Workspaces;

namespace Merlon.Web.Serving;

/// <summary>
/// Releases that are open: a few, the one asked for longest ago is let go first. Looks whether the workspace's choice of release, its store or its own knowledge changed, so that
/// what another process did is seen.
/// </summary>
sealed class ReleaseShelf(ServeSettings settings)
{
    /// <summary>Most releases that are open at a time, the one in use among them.</summary>
    public const int OpenMax = 3;

    /// <summary>How long after a look the next one is worth it, in milliseconds.</summary>
    const int LookEveryMs = 250;

    /// <summary>The release in use without the organisation's own knowledge, as <c>--published</c> asks for.</summary>
    public const string PublishedName = "published";

    const string InUse = "";

    readonly Lock guard = new();
    readonly List<(string Key, Lazy<IndexedRelease?> Release)> open = [];
    readonly Dictionary<string, string?> keys = new(StringComparer.OrdinalIgnoreCase);
    string stamp = "";
    long lookedAt = -LookEveryMs;

    /// <summary>A release; the one in use for null. Null when there is no such release.</summary>
    public IndexedRelease? Find(string? version)
    {
        Lazy<IndexedRelease?> found;
        lock (guard)
        {
            Look();
            if (KeyOf(version) is not { } key)
            {
                return null;
            }

            found = Open(key);
        }

        try
        {
            return found.Value; // reading one does not keep the others waiting
        }
        catch (Exception)
        {
            lock (guard)
            {
                open.RemoveAll(one => ReferenceEquals(one.Release, found)); // what could not be read now, who asks next may
            }

            throw;
        }
    }

    /// <summary>Has the next who asks look whether something changed.</summary>
    public void LookAgain()
    {
        lock (guard)
        {
            lookedAt = -LookEveryMs;
        }
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        lock (guard)
        {
            Forget();
        }
    }

    Lazy<IndexedRelease?> Open(string key)
    {
        var at = open.FindIndex(one => string.Equals(one.Key, key, StringComparison.Ordinal));
        var one = at >= 0 ? open[at] : (key, new Lazy<IndexedRelease?>(() => Load(key)));
        if (at >= 0)
        {
            open.RemoveAt(at);
        }

        open.Insert(0, one);
        if (open.Count > OpenMax)
        {
            var last = open.FindLastIndex(static other => other.Key != InUse);
            open.RemoveAt(last);
        }

        return one.Item2;
    }

    // One release has one key, whatever it is called: it is not opened twice.
    string? KeyOf(string? version)
    {
        if (version is null)
        {
            return InUse;
        }

        if (!keys.TryGetValue(version, out var key))
        {
            if (keys.Count >= NamesMax)
            {
                keys.Clear();
            }

            keys.Add(version, key = FindKey(version));
        }

        return key;
    }

    string? FindKey(string version)
    {
        using var workspace = Workspace.Open(settings.Workspace(WorkspaceAccess.Read));
        if (string.Equals(version, PublishedName, StringComparison.OrdinalIgnoreCase))
        {
            return workspace.LoadOwn().Value is null ? InUse : PublishedName;
        }

        var there = workspace.ListReleases();
        var found = there.FirstOrDefault(release => !release.IsBuiltIn && string.Equals(release.Version, version, StringComparison.OrdinalIgnoreCase))
            ?? there.FirstOrDefault(release => release.IsBuiltIn && (string.Equals(release.Version, version, StringComparison.OrdinalIgnoreCase)
                || string.Equals(version, Workspace.BuiltInReleaseName, StringComparison.OrdinalIgnoreCase)));
        return found is null ? null : found.IsPinned ? InUse : found.IsBuiltIn ? Workspace.BuiltInReleaseName : found.Version;
    }

    /// <summary>Words for releases that are remembered, right and wrong ones.</summary>
    const int NamesMax = 256;

    IndexedRelease? Load(string key)
    {
        var isPublished = key == PublishedName;
        using var workspace = Workspace.Open(settings.Workspace(WorkspaceAccess.Read) with { PublishedOnly = isPublished });
        return workspace.LoadIndexedRelease(isPublished || key == InUse ? null : key, progress: null).Value;
    }

    void Look()
    {
        var now = Environment.TickCount64;
        if (now - lookedAt < LookEveryMs)
        {
            return;
        }

        lookedAt = now;
        var seen = string.Join(' ', new[] { "workspace.json", "releases", Path.Combine("own", "history") }.Select(Moment));
        if (!string.Equals(seen, stamp, StringComparison.Ordinal))
        {
            stamp = seen;
            Forget();
        }
    }

    long Moment(string name)
    {
        FileSystemInfo file = new FileInfo(Path.Combine(settings.WorkspaceFolder, name));
        file = file.Exists ? file : new DirectoryInfo(file.FullName);
        return file.Exists ? file.LastWriteTimeUtc.Ticks : 0;
    }

    void Forget()
    {
        open.Clear();
        keys.Clear();
    }
}
