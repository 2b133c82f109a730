using Merlon.Documents;
using Merlon.Stix;
using Merlon.Workspaces.Exchange;

namespace Merlon.Workspaces;

public sealed partial class Workspace
{
    const string FetchFolderName = "fetch";

    /// <summary>
    /// Fetches a release over the network, or from a file or folder, and adds it to the store as <see cref="AddReleaseAsync"/> does. The
    /// only verb that opens a connection. What is interrupted stays in the workspace's folder <c>fetch</c> and the next fetch of the same
    /// release goes on from there; the store has all of it or nothing.
    /// </summary>
    /// <exception cref="FetchException">The source cannot be reached or does not behave.</exception>
    /// <exception cref="FileNotFoundException">A path does not exist.</exception>
    public async Task<Parsed<FetchedRelease>> FetchReleaseAsync(FetchRequest request, FetchOptions options, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        RequireWriter();
        var log = new DiagnosticLog(request.From ?? "the publisher's source", ReadLimits.Default);
        if (request.From is { } from && !IsAddress(from))
        {
            return await AddLocalAsync(request, from, progress, log, cancellationToken);
        }

        var folder = Path.Combine(Folder, FetchFolderName);
        try
        {
            var fetched = await DownloadReleaseAsync(
                folder, request, options,
                ready =>
                {
                    var stored = StoreRelease(ready, cancellationToken);
                    CompileRelease(stored.Version, progress);
                    return Task.FromResult(stored);
                },
                progress, cancellationToken);
            return fetched with { Diagnostics = [.. log.ToList(), .. fetched.Diagnostics] };
        }
        finally
        {
            isKept |= Directory.Exists(folder); // what came is worth keeping
        }
    }

    /// <summary>
    /// Fetches a release over the network into a folder, checks it, and has it stored: nothing is locked while the network is waited for. What is interrupted stays in the folder, and the next
    /// fetch of the same release there goes on. One at a time for a folder.
    /// </summary>
    /// <param name="folder">Where bundles lie until they are stored.</param>
    /// <param name="request">What to fetch; from an address.</param>
    /// <param name="options">How to behave on the network.</param>
    /// <param name="store">Stores what came, such as with <see cref="StoreRelease"/>; when it fails what came is kept.</param>
    /// <param name="progress">Told what is fetched.</param>
    /// <param name="cancellationToken">Keeps what came.</param>
    /// <exception cref="FetchException">The source cannot be reached or does not behave.</exception>
    public static async Task<Parsed<FetchedRelease>> DownloadReleaseAsync(
        string folder, FetchRequest request, FetchOptions options, Func<ReadyRelease, Task<StoredRelease>> store, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        var log = new DiagnosticLog(request.From ?? "the publisher's source", ReadLimits.Default);
        Directory.CreateDirectory(folder);
        try
        {
            if (await new ReleaseFetcher(folder, request, options, progress, log).FetchAsync(cancellationToken) is not { } fetched)
            {
                return new Parsed<FetchedRelease>(Value: null, log.ToList());
            }

            var added = await StoreFetchedAsync(fetched, Path.Combine(folder, "ready"), store, progress, cancellationToken);
            return new Parsed<FetchedRelease>(added.Value is { } release ? new FetchedRelease(release, fetched.Bundles) : null, [.. log.ToList(), .. added.Diagnostics]);
        }
        finally
        {
            RemoveEmptyFolders(folder);
        }
    }

    /// <summary>What a source offers, newest first; opens a connection unless it is a file or folder.</summary>
    /// <exception cref="FetchException">The source cannot be reached or does not behave.</exception>
    public static async Task<Parsed<IReadOnlyList<FetchableRelease>>> ListFetchableAsync(FetchRequest request, FetchOptions options, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        var log = new DiagnosticLog(request.From ?? "the publisher's source", ReadLimits.Default);
        if (request.From is { } from && !IsAddress(from))
        {
            var there = await Task.Run(() => OfferedLocally(from, log), cancellationToken);
            return new Parsed<IReadOnlyList<FetchableRelease>>(there, log.ToList());
        }

        var offered = await new ReleaseFetcher("", request, options, progress, log).ListAsync(cancellationToken);
        return new Parsed<IReadOnlyList<FetchableRelease>>(offered, log.ToList());
    }

    /// <summary>Stores exactly the bundles that were asked for; cancelled, they stay where the next fetch finds them.</summary>
    static async Task<Parsed<StoredRelease>> StoreFetchedAsync(
        FetchedFiles fetched, string ready, Func<ReadyRelease, Task<StoredRelease>> store, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        if (Directory.Exists(ready))
        {
            Directory.Delete(ready, recursive: true);
        }

        Directory.CreateDirectory(ready);
        foreach (var path in fetched.Paths)
        {
            File.Move(path, Path.Combine(ready, Path.GetFileName(path)));
        }

        var isJudged = false;
        try
        {
            var read = await ReadReleaseAsync(ready, fetched.Version, progress, cancellationToken);
            progress?.Report(new WorkProgress("Storing the bundles", 0, fetched.Paths.Count));
            var stored = read.Value is { } whole ? await store(whole) : null;
            isJudged = true; // stored, or not worth another look
            return new Parsed<StoredRelease>(stored, read.Diagnostics);
        }
        finally
        {
            foreach (var path in fetched.Paths)
            {
                Leave(path, Path.Combine(ready, Path.GetFileName(path)), isJudged);
            }

            Directory.Delete(ready, recursive: true);
        }
    }

    static void Leave(string path, string moved, bool isJudged)
    {
        if (!isJudged)
        {
            File.Move(moved, path);
            return;
        }

        foreach (var beside in FetchedFiles.Beside(path))
        {
            if (Directory.Exists(beside))
            {
                Directory.Delete(beside, recursive: true);
            }
            else
            {
                File.Delete(beside);
            }
        }
    }

    static bool IsAddress(string from)
        => (from.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || from.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            && (Uri.TryCreate(from, UriKind.Absolute, out _) ? true : throw new InvalidDataException($"{from} is not an address: write it as https://mirror.example/index.json"));

    static IReadOnlyList<FetchableRelease> OfferedLocally(string from, DiagnosticLog log)
    {
        if (!Directory.Exists(from) && !File.Exists(from))
        {
            throw new FileNotFoundException($"{from} does not exist: name a bundle, an archive, a folder of bundles or the address of a mirror", from);
        }

        var candidates = Directory.Exists(from) ? BundleCandidates.OfFolder(from, ReadLimits.Default, log)
            : ZipFiles.IsZip(from) ? BundleCandidates.OfArchive(from, ReadLimits.Default, log)
            : [new BundleCandidate(from, BundleName.Of(Path.GetFileName(from)), ArchivePath: null, EntryIndex: 0)];
        return
        [
            .. candidates.Where(static c => c.Name is { Domain: not null, Version: not null })
                .GroupBy(static c => c.Name.Version?.Text ?? "", StringComparer.Ordinal)
                .OrderByDescending(static g => g.First().Name.Version ?? default)
                .Select(static g => new FetchableRelease(g.Key, [.. g.Select(static c => c.Name.Domain ?? "").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)])),
        ];
    }

    async Task<Parsed<FetchedRelease>> AddLocalAsync(FetchRequest request, string from, IProgress<WorkProgress>? progress, DiagnosticLog log, CancellationToken cancellationToken)
    {
        var source = request.Domains.Count == 0 ? null : Path.Combine(Folder, FetchFolderName, "local");
        if (source is not null && !Stage(request, from, source, progress, log, cancellationToken))
        {
            return new Parsed<FetchedRelease>(Value: null, log.ToList());
        }

        try
        {
            var added = await AddReleaseAsync(source ?? from, request.Version, progress, cancellationToken);
            IReadOnlyList<FetchedBundle> bundles = added.Value is { } stored && Store.Find(stored.Version) is { } manifest
                ? [.. manifest.Bundles.Where(b => IsOf(request, b.Domain)).Select(b => new FetchedBundle(b.Domain, from, b.Bytes, b.Sha256, ResumedBytes: 0))]
                : [];
            return new Parsed<FetchedRelease>(added.Value is { } release ? new FetchedRelease(release, bundles) : null, [.. log.ToList(), .. added.Diagnostics]);
        }
        finally
        {
            if (source is not null && Directory.Exists(source))
            {
                Directory.Delete(source, recursive: true);
                RemoveEmptyFolders(Path.Combine(Folder, FetchFolderName));
            }
        }
    }

    /// <summary>Copies the bundles of the domains that are asked for to a place of their own.</summary>
    static bool Stage(FetchRequest request, string from, string folder, IProgress<WorkProgress>? progress, DiagnosticLog log, CancellationToken cancellationToken)
    {
        var found = ReleaseFiles.Find(from, request.Version, progress, ReadLimits.Default);
        log.AddRange(found.Diagnostics);
        var isAny = false;
        foreach (var bundle in found.Bundles)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var identity = StixReader.Identify(bundle);
            var domain = BundleName.Of(Path.GetFileName(bundle.Document)).Domain ?? identity.Domain;
            if (domain is not null && IsOf(request, domain) && BundleVersion.TryParse(found.Version ?? identity.Version, out var version) && !domain.Contains('/', StringComparison.Ordinal))
            {
                Directory.CreateDirectory(folder);
                File.WriteAllBytes(Path.Combine(folder, $"{domain}-{version.Text}.json"), bundle.Utf8.Span);
                isAny = true;
            }
        }

        if (!isAny && !log.HasErrors)
        {
            log.Error("FETCH001", SourceLocation.Whole, $"there is no bundle of {string.Join(", ", request.Domains)}", advice: "merlon release fetch --list --from PATH lists what is there");
        }

        return isAny;
    }

    static bool IsOf(FetchRequest request, string domain) => request.Domains.Count == 0
        || request.Domains.Any(d => string.Equals(d, domain, StringComparison.OrdinalIgnoreCase) || string.Equals(d + "-attack", domain, StringComparison.OrdinalIgnoreCase));

    static void RemoveEmptyFolders(string folder)
    {
        foreach (var below in Directory.Exists(folder) ? Directory.GetDirectories(folder) : [])
        {
            RemoveEmptyFolders(below);
        }

        if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }
}
