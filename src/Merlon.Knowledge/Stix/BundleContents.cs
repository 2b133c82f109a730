using Merlon.Documents;

namespace Merlon.Stix;

/// <summary>What one bundle holds, before it is joined with others.</summary>
sealed class BundleContents(string document, DiagnosticLog log)
{
    public string Document { get; } = document;

    public DiagnosticLog Log { get; } = log;

    public List<StixObject> Objects { get; } = [];

    public List<StixRelationship> Relationships { get; } = [];

    /// <summary>Objects that are no knowledge, in the bundle's order.</summary>
    public List<StixOther> Others { get; } = [];

    /// <summary>How many objects name each domain in <c>x_mitre_domains</c>.</summary>
    public Dictionary<string, int> DomainVotes { get; } = new(StringComparer.Ordinal);

    /// <summary>How many objects there are of each type that is not read.</summary>
    public Dictionary<string, int> UnusedTypes { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds one to a count.</summary>
    public static void Increment(Dictionary<string, int> counts, string key)
    {
        counts.TryGetValue(key, out var count);
        counts[key] = count + 1;
    }

    /// <summary>True once an object carried an ATT&amp;CK id.</summary>
    public bool IsAttack { get; set; }

    /// <summary>Version of the collection object; null where there is none.</summary>
    public string? CollectionVersion { get; set; }
}
