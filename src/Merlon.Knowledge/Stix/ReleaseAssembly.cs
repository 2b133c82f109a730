using System.Diagnostics.CodeAnalysis;
using Merlon.Attack;
using Merlon.Documents;

namespace Merlon.Stix;

/// <summary>Joins the contents of several bundles to one release, or says why they are none.</summary>
sealed class ReleaseAssembly(string? version)
{
    /// <summary>Longest version that is taken, in characters: four digits, three times, and points.</summary>
    const int VersionCharsMax = 14;

    readonly List<BundleContents> bundles = [];

    public void Add(BundleContents bundle) => bundles.Add(bundle);

    public Parsed<AttackRelease> Build()
    {
        var domains = bundles.ToDictionary(static bundle => bundle, static bundle => DomainOf(bundle));
        var found = bundles.Exists(static bundle => bundle.Log.HasErrors) ? null : CommonVersion();
        CheckDomains(domains);
        if (found is null || bundles.Exists(static bundle => bundle.Log.HasErrors))
        {
            return new Parsed<AttackRelease>(null, Diagnostics());
        }

        // Neither does the order of the arguments decide which of two equal objects is kept.
        bundles.Sort((left, right) => string.CompareOrdinal(domains[left], domains[right]));
        string[] sorted = [.. bundles.Select(bundle => domains[bundle] ?? "")];
        var join = new BundleJoin(sorted);
        for (var i = 0; i < bundles.Count; i++)
        {
            join.Add(bundles[i], i);
        }

        var release = join.Build(found);
        WarnOfCycles(release);
        return new Parsed<AttackRelease>(release, Diagnostics());
    }

    List<Diagnostic> Diagnostics()
    {
        var all = new List<Diagnostic>();
        foreach (var bundle in bundles.OrderBy(static bundle => bundle.Document, StringComparer.Ordinal))
        {
            all.AddRange(bundle.Log.ToList());
        }

        return all;
    }

    /// <summary>
    /// The domain that most objects of the bundle name (every object of ATT&amp;CK's bundles names it, shared ones name others
    /// too), a live matrix's id where they are equal or none is named, the file's name where there is no matrix either.
    /// </summary>
    static string? DomainOf(BundleContents bundle)
    {
        var votesMax = 0;
        var candidates = new List<string>();
        foreach (var (domain, votes) in bundle.DomainVotes)
        {
            if (votes > votesMax)
            {
                votesMax = votes;
                candidates.Clear();
            }

            if (votes == votesMax)
            {
                candidates.Add(domain);
            }
        }

        candidates.Sort(StringComparer.Ordinal);
        if (candidates.Count == 1)
        {
            return candidates[0];
        }

        var named = BundleName.Identify(bundle.Document).Domain;
        var matrix = bundle.Objects.Find(o => o.Type is StixTypes.Matrix && !o.Facts.IsDeprecated && !o.Facts.IsRevoked
            && o.Facts.Id.Length > 0 && (candidates.Count == 0 || candidates.Contains(o.Facts.Id)));
        return matrix?.Facts.Id ?? (named is not null && (candidates.Count == 0 || candidates.Contains(named)) ? named : candidates.FirstOrDefault());
    }

    void CheckDomains(Dictionary<BundleContents, string?> domains)
    {
        var seen = new Dictionary<string, BundleContents>(StringComparer.Ordinal);
        foreach (var bundle in bundles.Where(static bundle => !bundle.Log.HasErrors))
        {
            var domain = domains[bundle];
            if (domain is null)
            {
                bundle.Log.Error(
                    "STIX011", SourceLocation.Whole, "the bundle does not say which domain it is: neither x_mitre_domains, nor a matrix, nor its name",
                    advice: "name the file as MITRE does, such as enterprise-attack-18.1.json");
            }
            else if (!seen.TryAdd(domain, bundle))
            {
                bundle.Log.Error(
                    "STIX010", SourceLocation.Whole, $"{domain} is here twice: the other bundle is {seen[domain].Document}",
                    advice: "give one bundle per domain; releases are compared, never merged");
            }
        }
    }

    /// <summary>The version that all bundles share; null, with an error in a bundle's log, where there is none.</summary>
    string? CommonVersion()
    {
        string? common = null;
        BundleContents? first = null;
        foreach (var bundle in bundles)
        {
            if (VersionOf(bundle) is not { } own)
            {
                bundle.Log.Error(
                    "STIX008", SourceLocation.Whole, "the bundle does not say which version of ATT&CK it is: it has no collection object with a version such as 18.1, and its name has none",
                    advice: "give it with --version (release commands) or --release-version (all others), or name the file as MITRE does, such as enterprise-attack-18.1.json");
                return null;
            }

            if (common is not null && !string.Equals(common, own, StringComparison.Ordinal))
            {
                bundle.Log.Error(
                    "STIX009", SourceLocation.Whole, $"this bundle is of version {own}, but {first?.Document} is of version {common}",
                    advice: "give bundles of one version, or say which version to take");
                return null;
            }

            common = own;
            first ??= bundle;
        }

        return common;
    }

    string? VersionOf(BundleContents bundle)
    {
        var own = IsVersion(bundle.CollectionVersion) ? bundle.CollectionVersion : BundleName.Identify(bundle.Document).Version;
        if (version is not null && own is not null && !string.Equals(version, own, StringComparison.Ordinal))
        {
            bundle.Log.Warn("STIX022", SourceLocation.Whole, $"the bundle says that it is version {own}, but is read as {version}, as was asked for");
        }

        return version ?? own;
    }

    // Everything that speaks of a release relies on a version being digits and points: layers, folders, the order of releases.
    static bool IsVersion([NotNullWhen(true)] string? text)
        => text is { Length: > 0 and <= VersionCharsMax } && char.IsAsciiDigit(text[0]) && text.All(static c => char.IsAsciiDigit(c) || c == '.');

    void WarnOfCycles(AttackRelease release)
    {
        var log = bundles[0].Log;
        foreach (var type in new[] { RelationshipTypes.RevokedBy, RelationshipTypes.SubTechniqueOf })
        {
            foreach (var cycle in RelationshipCycles.Find(release, type))
            {
                log.Warn(
                    "STIX020", SourceLocation.Whole, $"{type} goes in a circle, so none of its objects has an end to go to",
                    string.Join(" → ", cycle.Append(cycle[0]).Select(static o => o.Id.Length > 0 ? o.Id : o.StixId)));
            }
        }
    }
}
