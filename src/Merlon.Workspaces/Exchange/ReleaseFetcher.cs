using System.Security.Cryptography;
using Merlon.Documents;
using Merlon.Stix;

namespace Merlon.Workspaces.Exchange;

/// <summary>Brings the bundles of one release from a source into a folder, checked; what was interrupted there goes on.</summary>
sealed class ReleaseFetcher(string folder, FetchRequest request, FetchOptions options, IProgress<WorkProgress>? progress, DiagnosticLog log)
{
    /// <summary>What a source offers, newest first.</summary>
    public Task<IReadOnlyList<FetchableRelease>> ListAsync(CancellationToken cancellationToken) => TimedAsync(async token =>
    {
        using var client = new FetchClient(options, IsPublished || options.IsPublicOnly);
        var offered = await OpenAsync(client, token) switch
        {
            Source.Index index => index.Offered.Bundles.Select(static b => (b.Domain, b.Version)),
            Source.Taxii taxii => (await DescribeAllAsync(taxii, wanted: null, token)).Select(static d => (d.Domain, d.Wanted.Version)),
            Source.Bundle bundle => [(bundle.Offered.Domain, bundle.Offered.Version)],
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        return (IReadOnlyList<FetchableRelease>)
        [
            .. offered.Where(o => IsWanted(o.Domain)).GroupBy(static o => (o.Version.Major, o.Version.Minor, o.Version.Patch))
                .OrderByDescending(static g => g.Key)
                .Select(static g => new FetchableRelease(g.First().Version.Text, [.. g.Select(static o => o.Domain).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)])),
        ];
    }, cancellationToken);

    /// <summary>Fetches; null when the source does not have what is asked for, which the log says.</summary>
    public Task<FetchedFiles?> FetchAsync(CancellationToken cancellationToken) => TimedAsync(async token =>
    {
        BundleVersion? wanted = null;
        if (request.Version is not null)
        {
            if (!BundleVersion.TryParse(request.Version, out var parsed))
            {
                log.Error("FETCH001", SourceLocation.Whole, "the version is not one of ATT&CK's", request.Version, "write it as 18.1");
                return null;
            }

            wanted = parsed;
        }

        using var client = new FetchClient(options, IsPublished || options.IsPublicOnly);
        progress?.Report(new WorkProgress($"Asking {FetchClient.Shown(Address)}", 0, 0));
        return await OpenAsync(client, token) switch
        {
            Source.Index index => await FetchBundlesAsync(client, index.Offered.Bundles, wanted, token),
            Source.Bundle bundle => await FetchBundlesAsync(client, [bundle.Offered], wanted, token),
            Source.Taxii taxii => await FetchCollectionsAsync(taxii, wanted, token),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }, cancellationToken);

    bool IsPublished => request.From is null;

    Uri Address => request.From is { } from ? new Uri(from) : request.Source == FetchSource.Taxii ? options.Taxii : options.Repository;

    bool IsWanted(string domain) => request.Domains.Count == 0
        || request.Domains.Any(d => string.Equals(d, domain, StringComparison.OrdinalIgnoreCase) || string.Equals(d + "-attack", domain, StringComparison.OrdinalIgnoreCase));

    async Task<T> TimedAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var total = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        total.CancelAfter(options.TotalTimeout);
        try
        {
            return await work(total.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new FetchException($"fetching took longer than {options.TotalTimeout.TotalMinutes:0.###} minutes. What came is kept: fetch again to go on, or use --from with a nearer mirror", e);
        }
    }

    /// <summary>What stands at the address: the user's own may be an index, a TAXII server or a bundle.</summary>
    async Task<Source> OpenAsync(FetchClient client, CancellationToken cancellationToken)
    {
        if (IsPublished && request.Source == FetchSource.Taxii)
        {
            return await TaxiiAsync(client, cancellationToken);
        }

        var name = Path.GetFileName(Address.AbsolutePath);
        if (!IsPublished && BundleName.Of(name) is { Domain: { } domain })
        {
            var version = BundleName.Of(name).Version ?? (BundleVersion.TryParse(request.Version, out var asked) ? asked : default(BundleVersion?));
            return new Source.Bundle(new OfferedBundle(domain, version ?? throw new FetchException($"{name} does not say its version: name it, as merlon release fetch 18.1 --from {FetchClient.Shown(Address)}"), Address));
        }

        var document = await client.GetAsync(Address, IsPublished ? "application/json, text/plain;q=0.8" : $"{TaxiiServer.MediaType};version=2.1, application/json;q=0.9, */*;q=0.5", options.DocumentBytesMax, cancellationToken);
        if (string.Equals(document.MediaType, TaxiiServer.MediaType, StringComparison.OrdinalIgnoreCase))
        {
            return await TaxiiAsync(client, cancellationToken);
        }

        using var json = FetchJson.Parse(document.Bytes, document.Address);
        var index = CollectionIndex.Of(json.RootElement, document.Address);
        return index.Bundles.Count > 0
            ? new Source.Index(index)
            : throw new FetchException($"{FetchClient.Shown(Address)} is neither an index of releases nor a TAXII 2.1 discovery: name an index.json, a discovery, or a bundle such as enterprise-attack-18.1.json");
    }

    async Task<Source> TaxiiAsync(FetchClient client, CancellationToken cancellationToken)
    {
        var server = new TaxiiServer(client, options);
        return new Source.Taxii(server, await server.CollectionsAsync(Address, cancellationToken));
    }

    async Task<FetchedFiles?> FetchBundlesAsync(FetchClient client, IReadOnlyList<OfferedBundle> offered, BundleVersion? wanted, CancellationToken cancellationToken)
    {
        var fitting = offered.Where(b => IsWanted(b.Domain)).ToList();
        if ((wanted ?? Newest(fitting.Select(static b => b.Version))) is not { } version || fitting.Where(b => b.Version.IsSameAs(version)).DistinctBy(static b => b.Domain, StringComparer.Ordinal).ToList() is not { Count: > 0 } chosen)
        {
            NotOffered(wanted, offered.Select(static b => (b.Domain, b.Version)));
            return null;
        }

        version = chosen[0].Version; // as the source writes it
        List<FetchedBundle> bundles = [];
        foreach (var bundle in chosen.OrderBy(static b => b.Domain, StringComparer.Ordinal))
        {
            var path = PathOf(bundle.Domain, version);
            var part = new FetchPartial(path);
            var stage = $"Fetching {bundle.Domain} {version}";
            var resumed = await part.FetchAsync(client, bundle.Address, options.BundleBytesMax, (done, total) => progress?.Report(new WorkProgress(stage, done, total)), cancellationToken);
            if (Check(path, bundle.Domain, version, bundle.Address, resumed) is not { } fetched)
            {
                part.Discard();
                return null;
            }

            bundles.Add(fetched);
        }

        return Ready(version, bundles);
    }

    async Task<FetchedFiles?> FetchCollectionsAsync(Source.Taxii taxii, BundleVersion? wanted, CancellationToken cancellationToken)
    {
        var described = (await DescribeAllAsync(taxii, wanted, cancellationToken)).Where(d => IsWanted(d.Domain)).ToList();
        if ((wanted ?? Newest(described.Select(static d => d.Wanted.Version))) is not { } version || described.Where(d => d.Wanted.Version.IsSameAs(version)).DistinctBy(static d => d.Domain, StringComparer.Ordinal).ToList() is not { Count: > 0 } chosen)
        {
            NotOffered(wanted, described.Select(static d => (d.Domain, d.Wanted.Version)));
            return null;
        }

        version = chosen[0].Wanted.Version; // as the source writes it
        List<FetchedBundle> bundles = [];
        foreach (var (domain, collection, description) in chosen.OrderBy(static d => d.Domain, StringComparer.Ordinal))
        {
            var path = PathOf(domain, version);
            var pages = new TaxiiFetch(path + ".pages.part", taxii.Server, options);
            var stage = $"Fetching {domain} {version}";
            var listed = description.Contents.Count;
            var resumed = await pages.FetchAsync(
                collection, description, path, Path.GetFileName(path), (_, objects) => progress?.Report(new WorkProgress(stage, objects, listed)), log, cancellationToken);
            var fetched = Check(path, domain, version, collection.Address, resumed);
            if (fetched is null)
            {
                File.Delete(path);
                pages.Discard();
                return null;
            }

            bundles.Add(fetched);
        }

        return Ready(version, bundles);
    }

    FetchedFiles Ready(BundleVersion version, List<FetchedBundle> bundles) => new(version.Text, bundles, [.. bundles.Select(b => PathOf(b.Domain, version))]);

    async Task<List<(string Domain, TaxiiCollection Collection, CollectionObject Wanted)>> DescribeAllAsync(Source.Taxii taxii, BundleVersion? wanted, CancellationToken cancellationToken)
    {
        List<(string, TaxiiCollection, CollectionObject)> described = [];
        foreach (var collection in taxii.Collections)
        {
            if (CollectionIndex.DomainOf(collection.Title) is { } titled && !IsWanted(titled))
            {
                continue;
            }

            if (await taxii.Server.DescribeAsync(collection, wanted, cancellationToken) is { } description
                && (CollectionIndex.DomainOf(description.Name) ?? CollectionIndex.DomainOf(collection.Title)) is { } domain)
            {
                described.Add((domain, collection, description));
            }
            else
            {
                log.Note("FETCH005", SourceLocation.Whole, "a collection of the server does not say which release of ATT&CK it holds; it was left out", $"{collection.Title} {collection.Id}");
            }
        }

        return described;
    }

    /// <summary>That what came is what was asked for; that it can be read is seen when it is stored.</summary>
    FetchedBundle? Check(string path, string domain, BundleVersion version, Uri address, long resumed)
    {
        switch (BoundedBytes.OfFile(path, options.BundleBytesMax))
        {
            case BoundedBytes.Refused refused:
                log.Error(refused.Code, SourceLocation.Whole, $"what {FetchClient.Shown(address)} sent {refused.Why}; nothing of it was kept", advice: "fetch it again, or from another mirror");
                return null;
            case BoundedBytes.Whole whole:
                // Without a telling name the bundle has to speak for itself.
                var identity = StixReader.Identify(new StixBundle("", whole.Bytes));
                var isOther = (identity.Domain is { } own && !string.Equals(own, domain, StringComparison.Ordinal))
                    || (BundleVersion.TryParse(identity.Version, out var said) && !said.IsSameAs(version));
                if (isOther)
                {
                    log.Error(
                        "FETCH003", SourceLocation.Whole, $"{FetchClient.Shown(address)} sent {identity.Domain ?? "a bundle"} {identity.Version ?? "of no version"} where {domain} {version} was asked for; nothing of it was kept",
                        advice: "use another mirror, or ask who keeps this one");
                    return null;
                }

                return new FetchedBundle(domain, FetchClient.Shown(address), whole.Bytes.Length, Convert.ToHexStringLower(SHA256.HashData(whole.Bytes.Span)), resumed);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    void NotOffered(BundleVersion? wanted, IEnumerable<(string Domain, BundleVersion Version)> offered)
    {
        var there = offered.GroupBy(static o => o.Version.Text, StringComparer.Ordinal).OrderByDescending(static g => g.First().Version)
            .Select(static g => $"{g.Key} ({string.Join(", ", g.Select(static o => o.Domain).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))})").Take(8).ToList();
        var domains = request.Domains.Count == 0 ? "" : $" of {string.Join(", ", request.Domains)}";
        log.Error(
            "FETCH001", SourceLocation.Whole, $"{FetchClient.Shown(Address)} does not have ATT&CK {wanted?.Text ?? "in any version"}{domains}",
            advice: there.Count == 0 ? "it has no release at all" : $"it has {string.Join("; ", there)}{(request.Source == FetchSource.Taxii ? "; the repository keeps older ones" : "")}");
    }

    static BundleVersion? Newest(IEnumerable<BundleVersion> versions) => versions.Select(static v => (BundleVersion?)v).Max();

    string FolderOf(BundleVersion version) => Path.Combine(folder, version.Text);

    string PathOf(string domain, BundleVersion version)
    {
        // A domain becomes part of a file's name; an index may say anything.
        if (domain.Length > 64 || domain.Any(static c => !(char.IsAsciiLetterOrDigit(c) || c == '-')))
        {
            throw new FetchException($"{FetchClient.Shown(Address)} names a domain that is none: use another mirror");
        }

        Directory.CreateDirectory(FolderOf(version));
        return Path.Combine(FolderOf(version), $"{domain}-{version.Text}.json");
    }

    /// <summary>What stands at an address.</summary>
    abstract record Source
    {
        Source() { }

        public sealed record Index(CollectionIndex Offered) : Source;

        public sealed record Taxii(TaxiiServer Server, IReadOnlyList<TaxiiCollection> Collections) : Source;

        public sealed record Bundle(OfferedBundle Offered) : Source;
    }
}

/// <summary>Bundles that were fetched, whole and of what was asked for.</summary>
/// <param name="Version">Their version.</param>
/// <param name="Bundles">One per domain.</param>
/// <param name="Paths">Where each is, in the same order.</param>
sealed record FetchedFiles(string Version, IReadOnlyList<FetchedBundle> Bundles, IReadOnlyList<string> Paths)
{
    /// <summary>What stands beside a fetched bundle: the state of its download, the pages of its collection.</summary>
    public static IReadOnlyList<string> Beside(string path) => [path + ".part", path + ".part.state", path + ".pages.part"];
}
