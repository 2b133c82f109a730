using Merlon.Attack;
using Merlon.Workspaces.Storage;

namespace Merlon.Workspaces;

public sealed partial class Workspace
{
    /// <summary>
    /// What an object was in each release of the store, oldest first; a release that does not have it has a null state. Reads a
    /// small file for each release, which is made when it is missing (that costs as much as reading the release). A release whose
    /// bundles are damaged is left out.
    /// </summary>
    /// <param name="stixId">The object's identity over releases.</param>
    /// <param name="progress">Told what is read.</param>
    public IReadOnlyList<KeyValuePair<string, ObjectState?>> HistoryOf(string stixId, IProgress<WorkProgress>? progress)
    {
        List<KeyValuePair<string, ObjectState?>> states = [];
        foreach (var manifest in Store.List().Reverse())
        {
            if (StatesOf(manifest, progress) is { } bytes)
            {
                states.Add(KeyValuePair.Create(manifest.Version, ReleaseStates.Find(bytes, manifest.Version, stixId)));
            }
        }

        return states;
    }

    byte[]? StatesOf(StoredManifest manifest, IProgress<WorkProgress>? progress)
    {
        var files = Store.DerivedOf(manifest);
        if (files.TryRead(ReleaseStates.FileName, ReleaseStates.StatesBytesMax) is { } kept && ReleaseStates.IsWhole(kept))
        {
            return kept;
        }

        if (LoadPublishedRelease(manifest.Version, progress).Value is not { } release)
        {
            return null;
        }

        using var made = new MemoryStream();
        ReleaseStates.Write(release, made);
        files.TryWrite(ReleaseStates.FileName, made.WriteTo);
        return made.ToArray();
    }

    // A release that was just read does not have to be read again; one that joined others of its version is no whole.
    void KeepStates(StoredManifest manifest, AttackRelease read)
    {
        if (manifest.Bundles.Count == read.Domains.Count)
        {
            Store.DerivedOf(manifest).TryWrite(ReleaseStates.FileName, stream => ReleaseStates.Write(read, stream));
        }
    }
}

/// <summary>What an object was in one release.</summary>
/// <param name="Release">Such as <c>18.1</c>.</param>
/// <param name="Id">ATT&amp;CK id.</param>
/// <param name="Name">Its name then.</param>
/// <param name="Version">Its own version, such as <c>2.1</c>; empty where it has none.</param>
/// <param name="Modified">When it was last modified (UTC).</param>
/// <param name="IsRevoked">True when it was replaced.</param>
/// <param name="IsDeprecated">True when it was withdrawn without a replacement.</param>
public sealed record ObjectState(
    string Release, string Id, string Name, string Version, DateTimeOffset Modified, bool IsRevoked, bool IsDeprecated)
{
    /// <summary>What an object of an open release is.</summary>
    public static ObjectState Of(string release, AttackObject found)
        => new(release, found.Id, found.Name, found.Version, found.Modified, found.IsRevoked, found.IsDeprecated);
}
