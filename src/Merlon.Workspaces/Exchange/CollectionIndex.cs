using System.Text.Json;

namespace Merlon.Workspaces.Exchange;

/// <summary>The <c>index.json</c> of a repository of releases, as ATT&amp;CK's publisher keeps one.</summary>
/// <param name="Bundles">What it offers, in its order.</param>
sealed record CollectionIndex(IReadOnlyList<OfferedBundle> Bundles)
{
    /// <summary>Most bundles that are taken of one index.</summary>
    public const int BundlesMax = 10_000;

    /// <summary>
    /// Reads an index. Bundles that stand on another host than the index are looked for beside it (DOMAIN/FILE, as the repository lays
    /// them out): a copy of the repository is a mirror as it is, and nobody is sent elsewhere.
    /// </summary>
    public static CollectionIndex Of(JsonElement root, Uri address)
    {
        List<OfferedBundle> bundles = [];
        foreach (var collection in FetchJson.Items(root, "collections"))
        {
            foreach (var version in FetchJson.Items(collection, "versions"))
            {
                if (bundles.Count < BundlesMax && FetchJson.Text(version, "url") is { Length: > 0 } url && Uri.TryCreate(address, url, out var bundle)
                    && BundleVersion.TryParse(FetchJson.Text(version, "version"), out var parsed)
                    && DomainOf(bundle, FetchJson.Text(collection, "name")) is { } domain)
                {
                    bundles.Add(new OfferedBundle(domain, parsed, Beside(address, bundle)));
                }
            }
        }

        return new CollectionIndex(bundles);
    }

    /// <summary>As the file's name says, else as the collection's: <c>Enterprise ATT&amp;CK</c> is <c>enterprise-attack</c>.</summary>
    public static string? DomainOf(Uri? bundle, string? collectionName)
        => bundle is not null && BundleName.Of(Path.GetFileName(bundle.AbsolutePath)).Domain is { } domain ? domain : DomainOf(collectionName);

    /// <summary>The domain that a collection's name means, or null.</summary>
    public static string? DomainOf(string? collectionName)
    {
        const string end = " ATT&CK";
        return collectionName is not null && collectionName.EndsWith(end, StringComparison.OrdinalIgnoreCase)
            && collectionName[..^end.Length].ToLowerInvariant() is { Length: > 0 and <= 32 } word && word.All(char.IsAsciiLetterOrDigit)
                ? word + "-attack"
                : null;
    }

    static Uri Beside(Uri index, Uri bundle)
    {
        var isThere = string.Equals(index.IdnHost, bundle.IdnHost, StringComparison.OrdinalIgnoreCase) && index.Port == bundle.Port && string.Equals(index.Scheme, bundle.Scheme, StringComparison.Ordinal);
        return isThere ? bundle : new Uri(index, string.Concat(bundle.Segments.TakeLast(2)).TrimStart('/'));
    }
}

/// <summary>A bundle that an index offers.</summary>
/// <param name="Domain">Such as <c>enterprise-attack</c>.</param>
/// <param name="Version">Its version.</param>
/// <param name="Address">Where it is.</param>
sealed record OfferedBundle(string Domain, BundleVersion Version, Uri Address);
