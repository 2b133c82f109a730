using Merlon.Attack;
using Merlon.Documents;
using Merlon.Stix;
using Merlon.Workspaces.Exchange;
using Merlon.Workspaces.Storage;

namespace Merlon.Workspaces;

public sealed partial class Workspace
{
    /// <summary>Names the facts that the binary carries where <see cref="TryUseRelease"/> takes a version.</summary>
    public const string BuiltInReleaseName = WorkspaceFile.BuiltInPin;

    ReleaseStore Store => new(Folder);

    /// <summary>
    /// Adds the bundles at a path (file, folder, .gz, .zip) to the workspace's store, content-addressed and whole or not at all.
    /// Domains join those that the version already has; nothing is pinned.
    /// </summary>
    /// <param name="path">File or folder.</param>
    /// <param name="version">Version to take of a folder with several, or to give to bundles that do not say; null to find it.</param>
    /// <param name="progress">Told what is read.</param>
    /// <param name="cancellationToken">Leaves the store as it was.</param>
    public Task<Parsed<StoredRelease>> AddReleaseAsync(string path, string? version, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        RequireWriter();
        return Task.Run(() => AddRelease(path, version, progress, cancellationToken), cancellationToken);
    }

    /// <summary>Releases in the store and the built-in one, newest first.</summary>
    public IReadOnlyList<StoredRelease> ListReleases()
    {
        var pin = PinnedRelease();
        var stored = Store.List();
        var isBuiltInUsed = !stored.Any(m => IsPinned(m, pin));
        StoredRelease builtIn = new(BuiltInRelease.Version, BuiltInRelease.Open().Domains, isBuiltInUsed, IsBuiltIn: true, AddedOn: null, Bytes: 0);
        return [.. stored.Select(m => ToRelease(m, pin)).Append(builtIn).OrderByDescending(static r => BundleVersion.TryParse(r.Version, out var version) ? version : default)];
    }

    /// <summary>
    /// Pins a release that is in the store (or the built-in one) and moves the evidence along (<see cref="UseRelease"/>); false when it is not there. Where the store has the built-in
    /// version too, the stored one is meant, and <see cref="BuiltInReleaseName"/> names the other.
    /// </summary>
    public bool TryUseRelease(string version)
    {
        RequireWriter();
        return UseRelease(version, record: true, progress: null, CancellationToken.None).Value is not null;
    }

    /// <summary>Loads the pinned release, else the built-in one.</summary>
    public Parsed<AttackRelease> LoadRelease(IProgress<WorkProgress>? progress) => LoadRelease(version: null, progress);

    /// <summary>
    /// Loads a release of the store or the built-in one by its version; null loads the pinned release, else the built-in one.
    /// Over the release in use lies the organisation's own knowledge, unless the workspace was opened without it.
    /// </summary>
    public Parsed<AttackRelease> LoadRelease(string? version, IProgress<WorkProgress>? progress)
    {
        var loaded = Load(version, progress);
        return new Parsed<AttackRelease>(loaded.Value?.Release, loaded.Diagnostics);
    }

    /// <summary>As <see cref="LoadRelease(string?, IProgress{WorkProgress}?)"/>, with the index of its words, kept beside a stored release.</summary>
    public Parsed<IndexedRelease> LoadIndexedRelease(string? version, IProgress<WorkProgress>? progress)
    {
        var loaded = Load(version, progress);
        return new Parsed<IndexedRelease>(loaded.Value is { } found ? IndexedRelease.Open(found, progress) : null, loaded.Diagnostics);
    }

    /// <summary>As <see cref="LoadRelease(string?, IProgress{WorkProgress}?)"/>, but from the bundles of a stored release themselves, each checked against its hash.</summary>
    public Parsed<AttackRelease> ReadRelease(string? version, IProgress<WorkProgress>? progress)
        => Store.Find(version ?? PinnedRelease() ?? BuiltInReleaseName) is { } manifest
            ? Store.Read(manifest, progress, ReadLimits.Default).ToRelease(ReadLimits.Default)
            : LoadRelease(version, progress);

    /// <summary>As <see cref="LoadRelease(string?, IProgress{WorkProgress}?)"/>, as published: for comparing releases, and for what own knowledge is made against.</summary>
    public Parsed<AttackRelease> LoadPublishedRelease(string? version, IProgress<WorkProgress>? progress)
    {
        var loaded = OpenPublished(version, progress);
        return new Parsed<AttackRelease>(loaded.Value?.Release, loaded.Diagnostics);
    }

    /// <summary>As <see cref="LoadRelease(string?, IProgress{WorkProgress}?)"/>, with the place of files made from the release.</summary>
    internal Parsed<LoadedRelease> Load(string? version, IProgress<WorkProgress>? progress)
    {
        var loaded = OpenPublished(version, progress);
        return isPublishedOnly || !IsInUse(version) ? loaded : WithOwn(loaded);
    }

    /// <summary>True for the release that the workspace uses when none is named.</summary>
    bool IsInUse(string? version)
    {
        var pin = PinnedRelease() ?? BuiltInReleaseName;
        return version is null || string.Equals(version, pin, StringComparison.OrdinalIgnoreCase)
            || Store.Find(version) is null && IsBuiltIn(version) && IsBuiltIn(pin);
    }

    Parsed<LoadedRelease> OpenPublished(string? version, IProgress<WorkProgress>? progress)
    {
        var wanted = version ?? PinnedRelease() ?? BuiltInReleaseName;
        if (Store.Find(wanted) is { } manifest)
        {
            return Store.Open(manifest, progress, ReadLimits.Default);
        }

        if (IsBuiltIn(wanted))
        {
            return new Parsed<LoadedRelease>(new LoadedRelease(BuiltInRelease.Open(), Files: null), []);
        }

        return new Parsed<LoadedRelease>(Value: null, [NotHere(wanted)]);
    }

    /// <summary>
    /// Reads and checks the bundles at a path, and stores nothing: what takes its time of <see cref="AddReleaseAsync"/> and needs no writer. Without a value the diagnostics say why.
    /// </summary>
    /// <param name="path">File or folder.</param>
    /// <param name="version">Version to take of a folder with several, or to give to bundles that do not say; null to find it.</param>
    /// <param name="progress">Told what is read.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public static Task<Parsed<ReadyRelease>> ReadReleaseAsync(string path, string? version, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
        => Task.Run(() => ReadForStore(path, version, progress, cancellationToken), cancellationToken);

    /// <summary>Stores a release that was read before, whole or not at all.</summary>
    public StoredRelease StoreRelease(ReadyRelease ready, CancellationToken cancellationToken)
    {
        RequireWriter();
        var manifest = Store.Add(ready.Version, ready.Bundles, clock.GetUtcNow(), cancellationToken);
        KeepStates(manifest, ready.Release);
        isKept = true;
        return ToRelease(manifest, PinnedRelease());
    }

    /// <summary>Makes what opens a stored release quickly, with the index of its words; needs no writer. What is noticed is said when the release is used.</summary>
    public void CompileRelease(string version, IProgress<WorkProgress>? progress)
    {
        progress?.Report(new WorkProgress("Compiling the release", 0, 0));
        if (Store.Find(version) is { } manifest && Store.Open(manifest, progress: null, ReadLimits.Default).Value is { } compiled)
        {
            IndexedRelease.Open(compiled, progress);
        }
    }

    Parsed<StoredRelease> AddRelease(string path, string? version, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        var read = ReadForStore(path, version, progress, cancellationToken);
        if (read.Value is not { } ready)
        {
            return new Parsed<StoredRelease>(Value: null, read.Diagnostics);
        }

        progress?.Report(new WorkProgress("Storing the bundles", 0, ready.Bundles.Count));
        var stored = StoreRelease(ready, cancellationToken);
        CompileRelease(stored.Version, progress);
        return new Parsed<StoredRelease>(stored, read.Diagnostics);
    }

    static Parsed<ReadyRelease> ReadForStore(string path, string? version, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        var limits = ReadLimits.Default;
        var found = ReleaseFiles.Find(path, version, progress, limits);
        cancellationToken.ThrowIfCancellationRequested();
        progress?.Report(new WorkProgress("Checking the bundles", 0, found.Bundles.Count));
        var read = found.ToRelease(limits);
        if (read.Value is not { } release)
        {
            return new Parsed<ReadyRelease>(Value: null, read.Diagnostics);
        }

        if (!BundleVersion.TryParse(release.Version, out var own) || DomainsOf(found.Bundles, release) is not { } domains)
        {
            Diagnostic unnamed = new(
                "WORK004", Severity.Error, path, SourceLocation.Whole, "the version or the domain of a bundle is not known, so it cannot be stored",
                Advice: "name the file as enterprise-attack-18.1.json");
            return new Parsed<ReadyRelease>(Value: null, [.. read.Diagnostics, unnamed]);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return new Parsed<ReadyRelease>(new ReadyRelease(own.Text, release, domains), read.Diagnostics);
    }

    // A domain becomes part of a file's name: only what cannot lead out of the folder is taken.
    static List<(string Domain, StixBundle Bundle)>? DomainsOf(IReadOnlyList<StixBundle> bundles, AttackRelease release)
    {
        List<(string, StixBundle)> domains = [];
        foreach (var bundle in bundles)
        {
            var domain = bundles.Count == 1 && release.Domains.Count == 1
                ? release.Domains[0]
                : BundleName.Of(Path.GetFileName(bundle.Document)).Domain ?? StixReader.Identify(bundle).Domain;
            if (domain is not { Length: > 0 and <= 64 } || domain.AsSpan().ContainsAnyExcept(DomainChars))
            {
                return null;
            }

            domains.Add((domain, bundle));
        }

        return domains;
    }

    static readonly System.Buffers.SearchValues<char> DomainChars = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    static bool IsBuiltIn(string version)
        => string.Equals(version, BuiltInReleaseName, StringComparison.OrdinalIgnoreCase)
            || string.Equals(version, BuiltInRelease.Version, StringComparison.Ordinal);

    static bool IsPinned(StoredManifest manifest, string? pin) => string.Equals(manifest.Version, pin, StringComparison.Ordinal);

    static StoredRelease ToRelease(StoredManifest manifest, string? pin) => new(
        manifest.Version,
        [.. manifest.Bundles.Select(static b => b.Domain)],
        IsPinned(manifest, pin),
        IsBuiltIn: false,
        manifest.AddedOn,
        manifest.Bundles.Sum(static b => b.Bytes));
}

/// <summary>A release in the store.</summary>
/// <param name="Version">Such as <c>18.1</c>.</param>
/// <param name="Domains">Its domains.</param>
/// <param name="IsPinned">True for the one that is used.</param>
/// <param name="IsBuiltIn">True for the facts that the binary carries.</param>
/// <param name="AddedOn">When it was added (UTC), or null for the built-in one.</param>
/// <param name="Bytes">Size of its bundles.</param>
public sealed record StoredRelease(
    string Version, IReadOnlyList<string> Domains, bool IsPinned, bool IsBuiltIn, DateTimeOffset? AddedOn, long Bytes);

/// <summary>Bundles of one release that were read and checked, ready to be stored.</summary>
public sealed class ReadyRelease
{
    internal ReadyRelease(string version, AttackRelease release, IReadOnlyList<(string Domain, StixBundle Bundle)> bundles)
    {
        Version = version;
        Release = release;
        Bundles = bundles;
    }

    /// <summary>Such as <c>18.1</c>.</summary>
    public string Version { get; }

    internal AttackRelease Release { get; }

    internal IReadOnlyList<(string Domain, StixBundle Bundle)> Bundles { get; }
}
