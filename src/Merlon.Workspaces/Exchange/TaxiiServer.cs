using System.Globalization;
using System.Text.Json;

namespace Merlon.Workspaces.Exchange;

/// <summary>A TAXII 2.1 server (OASIS TAXII 2.1): discovery, API roots, collections, objects in pages, versions.</summary>
sealed class TaxiiServer(FetchClient client, FetchOptions options)
{
    /// <summary>Media type of every TAXII 2.1 answer (section 1.6.8).</summary>
    public const string MediaType = "application/taxii+json";

    const string Accept = "application/taxii+json;version=2.1";
    const string CollectionType = "x-mitre-collection";
    const int RootsMax = 20, CollectionsMax = 200, VersionsMax = 200;

    /// <summary>Every collection that can be read, of every API root of a discovery; an API root or its collections may be named instead.</summary>
    public async Task<IReadOnlyList<TaxiiCollection>> CollectionsAsync(Uri discovery, CancellationToken cancellationToken)
    {
        var document = await AskAsync(WithSlash(discovery), cancellationToken);
        using var json = FetchJson.Parse(document.Bytes, document.Address);
        var root = json.RootElement;
        if (FetchJson.Items(root, "collections").Any())
        {
            return CollectionsOf(root, document.Address);
        }

        List<Uri> roots = [];
        foreach (var written in FetchJson.Items(root, "api_roots").Select(FetchJson.Text).Prepend(FetchJson.Text(root, "default")).OfType<string>().Distinct(StringComparer.Ordinal).Take(RootsMax))
        {
            if (Uri.TryCreate(document.Address, written, out var address))
            {
                roots.Add(SameHost(document.Address, address));
            }
        }

        if (roots.Count == 0)
        {
            roots.Add(document.Address); // an API root itself: its collections are below it
        }

        List<TaxiiCollection> collections = [];
        foreach (var apiRoot in roots.DistinctBy(static r => r.AbsoluteUri, StringComparer.Ordinal))
        {
            var list = await AskAsync(new Uri(WithSlash(apiRoot), "collections/"), cancellationToken);
            using var listed = FetchJson.Parse(list.Bytes, list.Address);
            collections.AddRange(CollectionsOf(listed.RootElement, list.Address));
        }

        return collections.Count > 0 ? collections : throw new FetchException($"{FetchClient.Shown(discovery)} has no collection that can be read: name another TAXII server, or use the repository");
    }

    /// <summary>
    /// What a collection says of itself: its <c>x-mitre-collection</c> object, in the version that is wanted (through the versions of the
    /// object, where the server keeps them), else the newest. Null where it has none.
    /// </summary>
    public async Task<CollectionObject?> DescribeAsync(TaxiiCollection collection, BundleVersion? wanted, CancellationToken cancellationToken)
    {
        CollectionObject? newest = null;
        var first = await AskAsync(Query(new Uri(collection.Address, "objects/"), ("match[type]", CollectionType), ("limit", Number(options.PageObjects))), cancellationToken);
        using (var json = FetchJson.Parse(first.Bytes, first.Address))
        {
            newest = FetchJson.Items(json.RootElement, "objects").Select(CollectionObject.Of).OfType<CollectionObject>()
                .OrderByDescending(static c => c.Version).ThenBy(static c => c.Id, StringComparer.Ordinal).FirstOrDefault();
        }

        if (newest is null || wanted is not { } version || newest.Version.IsSameAs(version))
        {
            return newest;
        }

        foreach (var modified in await VersionsAsync(collection, newest.Id, cancellationToken))
        {
            var one = await AskAsync(Query(new Uri(collection.Address, $"objects/{Uri.EscapeDataString(newest.Id)}/"), ("match[version]", modified)), cancellationToken);
            using var json = FetchJson.Parse(one.Bytes, one.Address);
            if (FetchJson.Items(json.RootElement, "objects").Select(CollectionObject.Of).OfType<CollectionObject>().FirstOrDefault(c => c.Version.IsSameAs(version)) is { } found)
            {
                return found with { IsLatest = false };
            }
        }

        return newest;
    }

    /// <summary>The address of a page of a collection's objects.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="allVersions">False for the newest version of each object.</param>
    /// <param name="next">The server's mark for the next page, or null for the first.</param>
    /// <param name="addedAfter">Instead of a mark: the time after which objects were added, from the header of the page before.</param>
    public Uri PageOf(TaxiiCollection collection, bool allVersions, string? next, string? addedAfter)
    {
        List<(string, string)> query = [("limit", Number(options.PageObjects))];
        if (allVersions)
        {
            query.Add(("match[version]", "all"));
        }

        if (next is not null)
        {
            query.Add(("next", next));
        }
        else if (addedAfter is not null)
        {
            query.Add(("added_after", addedAfter));
        }

        return Query(new Uri(collection.Address, "objects/"), [.. query]);
    }

    /// <summary>Fetches a page into a file and returns the header with the time at which its last object was added.</summary>
    public async Task<string?> FetchPageAsync(Uri page, string path, CancellationToken cancellationToken)
    {
        return await client.AskAsync(
            page,
            static request =>
            {
                request.Headers.TryAddWithoutValidation("Accept", Accept);
                request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip, identity;q=0.5");
            },
            async (response, token) =>
            {
                FetchClient.RequireSuccess(response);
                FetchClient.RequireEncoding(response, allowsGzip: true);
                RequireTaxii(response.Content.Headers.ContentType?.ToString(), page);
                await using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None);
                await client.ReadAsync(response, options.PageBytesMax, piece => file.WriteAsync(piece, token), token);
                return response.Headers.TryGetValues("X-TAXII-Date-Added-Last", out var values) ? values.FirstOrDefault() : null;
            },
            progressed: static () => 0, // a page that breaks is asked for again as a whole
            cancellationToken);
    }

    async Task<IReadOnlyList<string>> VersionsAsync(TaxiiCollection collection, string id, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await AskAsync(Query(new Uri(collection.Address, $"objects/{Uri.EscapeDataString(id)}/versions/"), ("limit", Number(VersionsMax))), cancellationToken);
            using var json = FetchJson.Parse(answer.Bytes, answer.Address);
            return [.. FetchJson.Items(json.RootElement, "versions").Select(FetchJson.Text).OfType<string>().OrderDescending(StringComparer.Ordinal).Take(VersionsMax)];
        }
        catch (FetchException e) when (!e.IsTransient && e.InnerException is null)
        {
            return []; // a server that keeps the newest version only has no such resource
        }
    }

    async Task<FetchedDocument> AskAsync(Uri address, CancellationToken cancellationToken)
    {
        var document = await client.GetAsync(address, Accept, options.DocumentBytesMax, cancellationToken);
        RequireTaxii(document.MediaType, address);
        return document;
    }

    static void RequireTaxii(string? mediaType, Uri address)
    {
        var type = (mediaType ?? "").Split(';')[0].Trim();
        if (!string.Equals(type, MediaType, StringComparison.OrdinalIgnoreCase))
        {
            throw new FetchException($"{FetchClient.Shown(address)} answered as {(type.Length == 0 ? "nothing in particular" : type)}, not as {MediaType}: it is no TAXII 2.1 server; name its discovery, or an index.json");
        }
    }

    static List<TaxiiCollection> CollectionsOf(JsonElement root, Uri list)
    {
        List<TaxiiCollection> found = [];
        foreach (var collection in FetchJson.Items(root, "collections").Take(CollectionsMax))
        {
            var canRead = !collection.TryGetProperty("can_read", out var may) || may.ValueKind != JsonValueKind.False;
            if (canRead && FetchJson.Text(collection, "id") is { Length: > 0 and <= 200 } id)
            {
                found.Add(new TaxiiCollection(id, FetchJson.Text(collection, "title") ?? "", new Uri(WithSlash(list), $"{Uri.EscapeDataString(id)}/")));
            }
        }

        return found;
    }

    /// <summary>A server behind a mirror may name itself by its own address: its paths are taken, on the host that was asked.</summary>
    static Uri SameHost(Uri asked, Uri named)
        => string.Equals(asked.IdnHost, named.IdnHost, StringComparison.OrdinalIgnoreCase) && asked.Port == named.Port && string.Equals(asked.Scheme, named.Scheme, StringComparison.Ordinal)
            ? named : new Uri(asked, named.AbsolutePath);

    static Uri WithSlash(Uri address) => address.AbsolutePath.EndsWith('/') ? address : new UriBuilder(address) { Path = address.AbsolutePath + "/" }.Uri;

    static Uri Query(Uri address, params ReadOnlySpan<(string Name, string Value)> query)
    {
        List<string> parts = [];
        foreach (var (name, value) in query)
        {
            parts.Add($"{name}={Uri.EscapeDataString(value)}");
        }

        return new UriBuilder(address) { Query = string.Join('&', parts) }.Uri;
    }

    static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A collection of a TAXII server.</summary>
/// <param name="Id">Its id there.</param>
/// <param name="Title">Such as <c>Enterprise ATT&amp;CK</c>.</param>
/// <param name="Address">Its resource, with a slash at the end.</param>
sealed record TaxiiCollection(string Id, string Title, Uri Address);

/// <summary>An <c>x-mitre-collection</c> object: which release a collection holds, and which version of which objects belong to it.</summary>
/// <param name="Id">STIX id.</param>
/// <param name="Name">Such as <c>Enterprise ATT&amp;CK</c>.</param>
/// <param name="Version">The release.</param>
/// <param name="Modified">As written.</param>
/// <param name="Contents">Object ids and when each was modified; empty where it does not say.</param>
sealed record CollectionObject(string Id, string Name, BundleVersion Version, string Modified, IReadOnlyDictionary<string, string> Contents)
{
    /// <summary>False for a release that is no longer the collection's newest.</summary>
    public bool IsLatest { get; init; } = true;

    /// <summary>Reads one; null for anything else.</summary>
    public static CollectionObject? Of(JsonElement json)
    {
        if (FetchJson.Text(json, "id") is not { } id || !id.StartsWith("x-mitre-collection--", StringComparison.Ordinal) || !BundleVersion.TryParse(FetchJson.Text(json, "x_mitre_version"), out var version))
        {
            return null;
        }

        Dictionary<string, string> contents = new(StringComparer.Ordinal);
        foreach (var entry in FetchJson.Items(json, "x_mitre_contents"))
        {
            if (FetchJson.Text(entry, "object_ref") is { } reference)
            {
                contents[reference] = FetchJson.Text(entry, "object_modified") ?? "";
            }
        }

        return new CollectionObject(id, FetchJson.Text(json, "name") ?? "", version, FetchJson.Text(json, "modified") ?? "", contents);
    }
}
