namespace Merlon.Attack;

/// <summary>Tactics per domain in matrix order, and which kill chain belongs to which domain, learnt from the release itself.</summary>
sealed class TacticIndex
{
    readonly Dictionary<string, Tactic[]> byDomain = new(StringComparer.Ordinal);
    readonly Dictionary<string, HashSet<string>> killChains = new(StringComparer.Ordinal);

    public TacticIndex(ReleaseIndex index)
    {
        foreach (var tactic in index.All<Tactic>())
        {
            foreach (var domain in tactic.Domains)
            {
                if (!byDomain.ContainsKey(domain))
                {
                    byDomain.Add(domain, InMatrixOrder(domain, index));
                    killChains.Add(domain, new HashSet<string>(StringComparer.Ordinal));
                }
            }
        }

        foreach (var technique in index.All<Technique>())
        {
            if (technique.Domains.Count == 1 && killChains.TryGetValue(technique.Domains[0], out var own))
            {
                own.UnionWith(technique.Phases.Select(static phase => phase.KillChain));
            }
        }
    }

    public IReadOnlyList<Tactic> Of(string domain) => byDomain.TryGetValue(domain, out var tactics) ? tactics : [];

    /// <summary>
    /// A phase counts for a domain when a tactic of the domain has its shortname. Where a technique stands in several domains
    /// that share shortnames, the kill chain decides, as techniques of the single domains use it.
    /// </summary>
    public IReadOnlyList<Tactic> Of(Technique technique, string domain)
    {
        if (!technique.Domains.Contains(domain, StringComparer.Ordinal))
        {
            return [];
        }

        var shortnames = new HashSet<string>(StringComparer.Ordinal);
        foreach (var phase in technique.Phases)
        {
            if (technique.Domains.Count == 1 || killChains.TryGetValue(domain, out var own) && own.Contains(phase.KillChain))
            {
                shortnames.Add(phase.Shortname);
            }
        }

        return [.. Of(domain).Where(tactic => shortnames.Contains(tactic.Shortname))];
    }

    static Tactic[] InMatrixOrder(string domain, ReleaseIndex index)
    {
        var ordered = new List<Tactic>();
        foreach (var matrix in index.All<Matrix>().Where(m => m.IsLive && IsIn(m, domain)))
        {
            foreach (var tacticRef in matrix.TacticRefs)
            {
                if (index.TryFindStix(tacticRef, out var found) && found is Tactic { IsLive: true } tactic && IsIn(tactic, domain)
                    && !ordered.Contains(tactic))
                {
                    ordered.Add(tactic);
                }
            }
        }

        ordered.AddRange(index.All<Tactic>().Where(t => t.IsLive && IsIn(t, domain)).Except(ordered).ToList());
        return [.. ordered];
    }

    static bool IsIn(AttackObject candidate, string domain) => candidate.Domains.Contains(domain, StringComparer.Ordinal);
}
