using Merlon.Documents;

namespace Merlon.Changes;

/// <summary>
/// What changed between two releases, domain by domain, by the rules of ATT&amp;CK's own change logs (mitreattack-python's
/// DiffStix) and beyond them. Found from the bundles as published and not from an <see cref="Attack.AttackRelease"/>: that
/// joins the domains and leaves out what it cannot use, and a change log does neither.
/// </summary>
public sealed class ReleaseDiff
{
    ReleaseDiff(string from, string to, IReadOnlyList<DomainDiff> domains, IReadOnlyList<UncomparedDomain> notCompared)
    {
        From = from;
        To = to;
        Domains = domains;
        NotCompared = notCompared;
    }

    /// <summary>The old release: its version, or its name where no version is known.</summary>
    public string From { get; }

    /// <summary>The new release, named as <see cref="From"/> is.</summary>
    public string To { get; }

    /// <summary>Domains that both releases have, in ordinal order; at least one.</summary>
    public IReadOnlyList<DomainDiff> Domains { get; }

    /// <summary>Domains that only one of them has: nothing can be said of their objects, so they are named and left out.</summary>
    public IReadOnlyList<UncomparedDomain> NotCompared { get; }

    /// <summary>New contributors to the ten types over all domains. Collected at each call.</summary>
    public IReadOnlyList<ContributorCredit> Contributors() => ContributorCredit.Of(Domains.SelectMany(static domain => domain.Types));

    /// <summary>True when no domain differs.</summary>
    public bool IsEmpty => Domains.All(static domain => domain.IsEmpty);

    /// <summary>
    /// Compares two releases. Content never throws: what cannot be compared gives diagnostics (<c>DIFF0nn</c>), and an error
    /// among them means that there is no comparison: a bundle that is none, no domain in common, one domain twice.
    /// </summary>
    /// <param name="old">The old release.</param>
    /// <param name="new">The new release.</param>
    /// <param name="limits">Bounds on size, depth and diagnostics.</param>
    /// <param name="cancellationToken">Looked at between bundles.</param>
    public static Parsed<ReleaseDiff> Between(PublishedRelease old, PublishedRelease @new, ReadLimits limits, CancellationToken cancellationToken)
    {
        var (before, after) = (new ScannedRelease(old, limits, cancellationToken), new ScannedRelease(@new, limits, cancellationToken));
        var log = new DiagnosticLog($"{before.Label} → {after.Label}", limits);
        var domains = new List<DomainDiff>();
        var notCompared = new List<UncomparedDomain>();
        before.NameDomains(after);
        after.NameDomains(before);
        if (!before.HasErrors && !after.HasErrors)
        {
            Compare(before, after, log, domains, notCompared, cancellationToken);
        }

        List<Diagnostic> diagnostics = [.. before.Diagnostics(), .. after.Diagnostics(), .. log.ToList()];
        return new Parsed<ReleaseDiff>(
            before.HasErrors || after.HasErrors || log.HasErrors ? null : new ReleaseDiff(before.Label, after.Label, domains, notCompared),
            diagnostics);
    }

    static void Compare(
        ScannedRelease before, ScannedRelease after, DiagnosticLog log, List<DomainDiff> domains, List<UncomparedDomain> notCompared,
        CancellationToken cancellationToken)
    {
        foreach (var domain in before.Domains.Keys.Union(after.Domains.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!before.Domains.TryGetValue(domain, out var old) || !after.Domains.TryGetValue(domain, out var @new))
            {
                var isOld = before.Domains.ContainsKey(domain);
                notCompared.Add(new UncomparedDomain(domain, isOld));
                log.Warn("DIFF011", SourceLocation.Whole, $"{domain} is only in the {(isOld ? "old" : "new")} release and was not compared", advice: "give the bundle of the other release too");
                continue;
            }

            if (old.IsStix21 != @new.IsStix21)
            {
                log.Warn(
                    "DIFF013", SourceLocation.Whole, $"{domain} is STIX {(old.IsStix21 ? "2.1" : "2.0")} in the old release and {(@new.IsStix21 ? "2.1" : "2.0")} in the new one; of old releases the two differ in objects and dates, not only in form",
                    advice: "compare bundles of one form");
            }

            domains.Add(new DomainDiff(domain, new PublishedDomain(old), new PublishedDomain(@new)));
        }

        if (domains.Count == 0)
        {
            log.Error("DIFF012", SourceLocation.Whole, "the two releases have no domain in common, so nothing can be compared", advice: "give the same domain twice, such as two enterprise-attack bundles");
        }
    }
}

/// <summary>A domain that stands in one of the two releases only.</summary>
/// <param name="Domain">Such as <c>ics-attack</c>.</param>
/// <param name="IsInOld">True for the old release, false for the new one.</param>
public readonly record struct UncomparedDomain(string Domain, bool IsInOld);
