using Merlon.Attack;
using Merlon.Documents;
using Merlon.Stix;

namespace Merlon.Changes;

/// <summary>The bundles of one side, read, each under its domain.</summary>
sealed class ScannedRelease
{
    readonly List<ScannedBundle> bundles = [];

    public ScannedRelease(PublishedRelease release, ReadLimits limits, CancellationToken cancellationToken)
    {
        foreach (var bundle in release.Bundles)
        {
            cancellationToken.ThrowIfCancellationRequested();
            bundles.Add(BundleScan.Of(bundle, limits));
        }

        Label = release.Version ?? VersionOf(bundles) ?? release.Name;
        if (bundles.Count == 0)
        {
            throw new ArgumentException("a release has at least one bundle", nameof(release));
        }
    }

    /// <summary>Version, or name where nobody says the version.</summary>
    public string Label { get; }

    /// <summary>Bundles by domain; filled by <see cref="NameDomains"/>.</summary>
    public Dictionary<string, ScannedBundle> Domains { get; } = new(StringComparer.Ordinal);

    public bool HasErrors => bundles.Exists(static bundle => bundle.Log.HasErrors);

    public IEnumerable<Diagnostic> Diagnostics() => bundles.SelectMany(static bundle => bundle.Log.ToList());

    /// <summary>
    /// Finds each bundle's domain. Where one bundle is compared with one and only the other side says which domain it is,
    /// they are taken for the same: what is compared is what the user put side by side.
    /// </summary>
    public void NameDomains(ScannedRelease other)
    {
        foreach (var bundle in bundles.Where(static bundle => !bundle.Log.HasErrors))
        {
            var domain = DomainOf(bundle) ?? (bundles.Count == 1 && other.bundles.Count == 1 ? DomainOf(other.bundles[0]) : null);
            if (domain is null)
            {
                bundle.Log.Error(
                    "DIFF009", SourceLocation.Whole, "the bundle does not say which domain it is: neither its name, nor x_mitre_domains, nor a matrix",
                    advice: "name the file as MITRE does, such as enterprise-attack-18.1.json");
            }
            else if (!Domains.TryAdd(domain, bundle))
            {
                bundle.Log.Error("DIFF010", SourceLocation.Whole, $"{domain} is here twice: the other bundle is {Domains[domain].Document}", advice: "give one bundle per domain");
            }
            else if (bundle.StatedDomain is null && BundleName.Identify(bundle.Document).Domain is { } named && !string.Equals(named, domain, StringComparison.Ordinal))
            {
                bundle.Log.Warn("DIFF014", SourceLocation.Whole, $"the file's name says {named}, and its objects say {domain}; it was taken for what its objects say");
            }
        }
    }

    /// <summary>
    /// The domain that more than half of the objects name; else that of the file's name; else the one named most, else a
    /// live matrix's id: bundles before v8 name no domain in their objects, and shared objects name several.
    /// </summary>
    static string? DomainOf(ScannedBundle bundle)
    {
        if (bundle.StatedDomain is { } stated)
        {
            return stated;
        }

        var most = bundle.DomainVotes.OrderByDescending(static vote => vote.Value).ThenBy(static vote => vote.Key, StringComparer.Ordinal).ToList();
        var isClear = most.Count > 0 && (most.Count == 1 || most[0].Value > most[1].Value);
        var named = BundleName.Identify(bundle.Document).Domain;
        if (isClear && most[0].Value * 2 > bundle.Objects.Count + bundle.Relationships.Count)
        {
            return most[0].Key;
        }

        return named ?? (isClear ? most[0].Key : MatrixOf(bundle) ?? most.FirstOrDefault().Key);
    }

    static string? MatrixOf(ScannedBundle bundle)
        => bundle.Objects.Find(static one => one is { Type: StixTypes.Matrix, IsLive: true, Id.Length: > 0 })?.Id;

    static string? VersionOf(List<ScannedBundle> bundles)
        => bundles.Select(static bundle => bundle.CollectionVersion ?? BundleName.Identify(bundle.Document).Version).FirstOrDefault(static version => version is { Length: > 0 });
}
