using Merlon.Workspaces.Storage.Databases;

namespace Merlon.Workspaces.Storage.Sharing;

/// <content>
/// Folders of a workspace that are shared one by one, without the writer's lock: each belongs to one upload, hunt or job, its files are written once, and nobody else writes there. Another
/// server gets them when it is asked for them.
/// </content>
sealed partial class SharedFiles
{
    /// <summary>Largest file whose bytes are put in one transaction with its line; those of larger ones are put before, piece by piece, so that nobody waits for them.</summary>
    const long PutAtOnceBytesMax = 4 * 1024 * 1024;

    /// <summary>The last change of what every server has at all times.</summary>
    public long LastEssentialChange() => table.LastChangeBut(SharedTree.OnDemandRoots);

    /// <summary>Another text for every other way in which files here are not as they are shared: edited by hand and not shared yet; empty when they are.</summary>
    public string Deviation()
    {
        var known = Record().Files;
        var files = tree.List().Where(static file => !SharedTree.IsOnDemand(file.Path)).ToList();
        var here = files.Select(static file => file.Path).ToHashSet(StringComparer.Ordinal);
        return string.Join('\n', files.Where(file => known.GetValueOrDefault(file.Path) is not { Sha256.Length: > 0 } copy || !IsAsLeft(copy, file.File))
            .Select(static file => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{file.Path} {file.File.Length} {file.File.LastWriteTimeUtc.Ticks}"))
            .Concat(known.Where(pair => pair.Value.Sha256.Length > 0 && !SharedTree.IsOnDemand(pair.Key) && !here.Contains(pair.Key)).Select(static pair => $"{pair.Key} removed")));
    }

    /// <summary>Shares what is in a folder, and that what was in it is not any more.</summary>
    /// <param name="folder">Below the workspace, such as <c>hunts/4f3c…</c>.</param>
    public void Put(string folder)
    {
        var known = Record().Files;
        List<SharedFileChange> changes = [];
        Dictionary<string, SharedCopy> copies = new(StringComparer.Ordinal);
        foreach (var (path, file) in tree.List(folder))
        {
            if (known.GetValueOrDefault(path) is { Sha256.Length: > 0 } copy && IsAsLeft(copy, file))
            {
                continue;
            }

            var (bytes, ticks, hash) = Look(file);
            SharedFileChange change = new(path, table.ChangeOf(path), hash, bytes, () => new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete));
            if (bytes > PutAtOnceBytesMax)
            {
                table.PutBytes(change);
            }

            changes.Add(change);
            copies[path] = new SharedCopy(0, hash, bytes, ticks);
        }

        foreach (var path in known.Where(pair => pair.Value.Sha256.Length > 0 && IsIn(pair.Key, folder) && tree.PlaceOf(pair.Key) is { } place && !File.Exists(place)).Select(static pair => pair.Key))
        {
            changes.Add(new SharedFileChange(path, table.ChangeOf(path), "", 0, Open: null));
            copies[path] = new SharedCopy(0, "", 0, 0);
        }

        Keep(changes, copies);
    }

    /// <summary>Gets what is in a folder elsewhere and not here.</summary>
    public void Fetch(string folder)
    {
        var rows = table.Below(SharedTree.WorkspaceRoot + folder + "/");
        var known = Record().Files;
        if (rows.All(row => known.GetValueOrDefault(row.Path) is { } copy && copy.Change == row.Change && tree.PlaceOf(row.Path) is { } place && File.Exists(place)))
        {
            return;
        }

        using var held = TakeLock();
        var record = Record();
        foreach (var row in rows)
        {
            if (tree.PlaceOf(row.Path) is { } place)
            {
                Take(row, place, record);
            }
        }

        record.Write(workspaceFolder);
    }

    /// <summary>Removes a folder here and elsewhere.</summary>
    public void Remove(string folder)
    {
        var here = Path.Combine(workspaceFolder, folder);
        if (Directory.Exists(here))
        {
            Directory.Delete(here, recursive: true);
        }

        List<SharedFileChange> changes = [.. table.Below(SharedTree.WorkspaceRoot + folder + "/").Select(static row => new SharedFileChange(row.Path, row.Change, "", 0, Open: null))];
        Keep(changes, changes.ToDictionary(static change => change.Path, static _ => new SharedCopy(0, "", 0, 0), StringComparer.Ordinal));
    }

    /// <summary>Files of a folder, the one shared last first.</summary>
    public IReadOnlyList<SharedFileRow> List(string folder) => [.. table.Below(SharedTree.WorkspaceRoot + folder + "/").OrderByDescending(static row => row.Change).ThenByDescending(static row => row.Path, StringComparer.Ordinal)];

    // Others may have shared something else since this machine last looked: what it has seen is left to the next look.
    void Keep(List<SharedFileChange> changes, Dictionary<string, SharedCopy> copies)
    {
        if (table.Put(changes) is not { } change)
        {
            return;
        }

        using var held = TakeLock();
        var record = Record();
        foreach (var (path, copy) in copies)
        {
            record.Files[path] = copy with { Change = change };
        }

        record.Write(workspaceFolder);
    }

    SharedRecord Record() => SharedRecord.Read(workspaceFolder, table.Database.Name);

    static bool IsIn(string path, string folder) => path.StartsWith(SharedTree.WorkspaceRoot + folder + "/", StringComparison.Ordinal);
}
