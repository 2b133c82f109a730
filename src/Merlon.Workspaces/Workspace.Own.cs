using Merlon.Attack;
using Merlon.Authoring;
using Merlon.Documents;
using Merlon.Stix;
using Merlon.Workspaces.Storage;

namespace Merlon.Workspaces;

public sealed partial class Workspace
{
    OwnStore Own => new(Folder);

    /// <summary>Every revision of the organisation's own knowledge, oldest first; empty before it is begun.</summary>
    public IReadOnlyList<OwnRevision> ListOwnRevisions() => Own.List();

    /// <summary>The collection in force; no value and no diagnostic before it is begun.</summary>
    public Parsed<OwnCollection> LoadOwn()
        => Own.Latest() is { } latest ? Own.Read(latest, ReadLimits.Default) : new Parsed<OwnCollection>(null, []);

    /// <summary>The collection as it was at a revision; no value and no diagnostic where there is none of that number.</summary>
    public Parsed<OwnCollection> LoadOwn(int revision)
        => Own.List().FirstOrDefault(r => r.Number == revision) is { } found ? Own.Read(found, ReadLimits.Default) : new Parsed<OwnCollection>(null, []);

    /// <summary>
    /// Changes the collection: loads it and a published release, calls <paramref name="change"/>, and appends what comes back as a
    /// new revision, whole or not at all. Nothing is appended when it says the same as before, or when nothing comes back.
    /// </summary>
    /// <param name="request">What the history says of it, and which release it is made against.</param>
    /// <param name="change">The change; pure.</param>
    /// <param name="progress">Told what is read.</param>
    public Parsed<OwnCollection> ChangeOwn(OwnChangeRequest request, Func<OwnChangeInput, Parsed<OwnCollection>> change, IProgress<WorkProgress>? progress)
    {
        RequireWriter();
        var before = LoadOwn();
        if (before.HasErrors)
        {
            return before;
        }

        var release = LoadPublishedRelease(request.ReleaseVersion, progress);
        if (release.Value is null)
        {
            return new Parsed<OwnCollection>(null, release.Diagnostics);
        }

        var now = clock.GetUtcNow();
        var changed = change(new OwnChangeInput(before.Value, release.Value, now));
        if (changed.Value is { } collection && request.Record && (before.Value is null || !collection.IsSameAs(before.Value)))
        {
            Own.Append(collection, request.Action, request.Note, now);
            isKept = true;
        }

        return changed with { Diagnostics = [.. release.Diagnostics.Where(static d => d.Severity == Severity.Error), .. changed.Diagnostics] };
    }

    /// <summary>
    /// A release as what was said moves to or from it: own objects are in each, changes of published ones in none, since a change
    /// must not hide what became of the object.
    /// </summary>
    Parsed<AttackRelease> LoadForPassage(string version, IProgress<WorkProgress>? progress) => ForPassage(LoadPublishedRelease(version, progress));

    Parsed<AttackRelease> ForPassage(Parsed<AttackRelease> published)
    {
        if (isPublishedOnly || published.Value is not { } release || LoadOwn().Value is not { } own || own.WithoutChanges() is not { Entries.Count: > 0 } added)
        {
            return published;
        }

        var laid = ReleaseOverlay.Lay(release, new StixBundle(Path.Combine(Folder, "own"), OwnBundle.Of(added)), ReadLimits.Default);
        return new Parsed<AttackRelease>(laid.Value ?? release, [.. published.Diagnostics, .. laid.Diagnostics]);
    }

    /// <summary>Lays the collection over a release; the release itself where there is none.</summary>
    Parsed<LoadedRelease> WithOwn(Parsed<LoadedRelease> loaded)
    {
        if (loaded.Value is not { } published || Own.Latest() is not { } latest)
        {
            return loaded;
        }

        var own = Own.Read(latest, ReadLimits.Default);
        if (own.Value is not { } collection)
        {
            return new Parsed<LoadedRelease>(null, [.. loaded.Diagnostics, .. own.Diagnostics]);
        }

        if (collection.Entries.Count == 0)
        {
            return loaded;
        }

        var document = Path.Combine(Folder, "own");
        var laid = ReleaseOverlay.Lay(published.Release, new StixBundle(document, OwnBundle.Of(collection)), ReadLimits.Default);
        List<Diagnostic> diagnostics = [.. loaded.Diagnostics, .. laid.Diagnostics];
        var stale = collection.Entries.Count(e => e.Base is { } basis && !string.Equals(basis.Release, published.Release.Version, StringComparison.Ordinal));
        if (stale > 0)
        {
            diagnostics.Add(new Diagnostic(
                "OWN017", Severity.Warning, document, SourceLocation.Whole, $"{stale} changed objects are shown as they were changed against another release than {published.Release.Version}",
                Advice: "merge them: merlon extend merge"));
        }

        return new Parsed<LoadedRelease>(laid.Value is { } release ? new LoadedRelease(release, published.Files?.With(latest.Sha256)) : null, diagnostics);
    }
}

/// <summary>One state of the organisation's own knowledge in the history.</summary>
/// <param name="Number">1, 2, 3 …</param>
/// <param name="RecordedAt">When (UTC).</param>
/// <param name="Action">What was done: <c>add</c>, <c>merge</c> …</param>
/// <param name="Note">To what.</param>
/// <param name="Sha256">Of the collection's bytes.</param>
/// <param name="Version">Version of the collection.</param>
/// <param name="EntryCount">Objects, relationships and notes in it.</param>
public sealed record OwnRevision(int Number, DateTimeOffset RecordedAt, string Action, string Note, string Sha256, string Version, int EntryCount);

/// <summary>What a change of the own knowledge is called.</summary>
/// <param name="Action">One word for the history.</param>
/// <param name="Note">To what, in a few words.</param>
/// <param name="ReleaseVersion">The published release that it is made against; null for the one in use.</param>
/// <param name="Record">False to see what would come of it.</param>
public sealed record OwnChangeRequest(string Action, string Note, string? ReleaseVersion = null, bool Record = true);

/// <summary>What a change of the own knowledge begins with.</summary>
/// <param name="Collection">The collection in force; null before it is begun.</param>
/// <param name="Release">The published release, the collection not laid over it.</param>
/// <param name="Now">When.</param>
public sealed record OwnChangeInput(OwnCollection? Collection, AttackRelease Release, DateTimeOffset Now);
