namespace Merlon.Attack;

public sealed partial class ReleasePassage
{
    /// <summary>
    /// Carries a tactic over: by its STIX id (which keeps a renamed tactic together), and where its shortname is gone along the known
    /// renumberings as well (a tactic that was split into two).
    /// </summary>
    /// <param name="reference">A shortname (hyphens or underscores) or an id; letter case ignored.</param>
    /// <param name="domain">Domain that the reference speaks of, or null for any: two domains have tactics of the same shortname.</param>
    /// <param name="of">
    /// Techniques of the new release that stand beside the reference (in a rule, in a layer's cell): of several successors those are
    /// taken under which one of them stands. Empty to take all.
    /// </param>
    public ReferenceChange ResolveTactic(string reference, string? domain, IReadOnlyList<Technique> of)
    {
        var resolved = From.Lineage.ResolveTactic(reference);
        var old = resolved switch
        {
            TacticResolution.Live live => live.Tactics,
            TacticResolution.Moved moved => moved.Tactics,
            _ => [],
        };
        old = [.. old.Where(t => domain is null || t.Domains.Contains(domain, StringComparer.Ordinal))];
        if (old.Count == 0)
        {
            return ToTactics(reference, domain) is { Count: > 0 } known
                ? Revived(reference, old: null, [.. Narrowed(known, of)], []) with { Proposed = WordsOf(reference, Narrowed(known, of)), IsBroken = To.Lineage.ResolveTactic(reference) is not TacticResolution.Live }
                : Unknown(reference);
        }

        var way = new Way();
        foreach (var tactic in old)
        {
            FollowTactic(tactic, domain, way);
        }

        way.Ends.Sort(ReleaseOrder.Compare);
        if (resolved is TacticResolution.Moved && OfForeignTactic(reference, old, way, domain, of) is { } foreign)
        {
            return foreign;
        }

        return Finished(reference, old[0], Narrowed(way.Ends.OfType<Tactic>(), of), way);
    }

    /// <summary>A tactic of another release than the old one: nothing changed where it means the same in both, and it is right now where the new one has it as written.</summary>
    ReferenceChange? OfForeignTactic(string reference, IReadOnlyList<Tactic> old, Way way, string? domain, IReadOnlyList<Technique> of)
    {
        if (To.Lineage.ResolveTactic(reference) is TacticResolution.Live)
        {
            var live = Narrowed(ToTactics(reference, domain), of);
            return Revived(reference, old[0], [.. live], way.Steps) with { Proposed = WordsOf(reference, live), IsBroken = false };
        }

        return old.Select(static t => t.StixId).ToHashSet(StringComparer.Ordinal).SetEquals(way.Ends.Select(static t => t.StixId))
            ? new ReferenceChange(reference, old[0], way.Ends, ReferenceEffects.None, way.Steps, []) { Proposed = WordsOf(reference, way.Ends.OfType<Tactic>()) }
            : null;
    }

    static ReferenceChange Finished(string reference, Tactic old, List<Tactic> ends, Way way)
    {
        var proposed = WordsOf(reference, ends);
        var isBroken = proposed.Count != 1 || !string.Equals(proposed[0], Written(reference), StringComparison.OrdinalIgnoreCase);
        var (effects, details) = (ends.Count == 0 ? way.Effects : ReferenceEffects.None, new List<string>());
        if (isBroken && ends.Count > 0)
        {
            effects |= ReferenceEffects.TacticRenamed | (proposed.Count > 1 ? ReferenceEffects.Split : ReferenceEffects.None);
        }

        if (ends.Count == 1 && !string.Equals(ends[0].Name, old.Name, StringComparison.Ordinal))
        {
            effects |= ReferenceEffects.Renamed;
            details.Add($"name {old.Name} → {ends[0].Name}");
        }

        return new ReferenceChange(reference, old, [.. ends], effects, way.Steps, details) { IsBroken = isBroken, Proposed = proposed };
    }

    void FollowTactic(Tactic old, string? domain, Way way)
    {
        if (!To.TryFindStix(old.StixId, out var found))
        {
            AddTactics(old, ToTactics(old.Shortname, domain), way, ReferenceEffects.Deleted);
            return;
        }

        if (found is not Tactic { IsLive: true } renamed)
        {
            FollowRevocations(found, way, new HashSet<string>(StringComparer.Ordinal));
            if (!way.Ends.OfType<Tactic>().Any())
            {
                AddTactics(old, ToTactics(old.Shortname, domain), way, found.IsRevoked ? ReferenceEffects.Revoked : ReferenceEffects.Deprecated);
            }

            return;
        }

        AddTactics(old, [renamed], way, ReferenceEffects.None);
        if (!string.Equals(renamed.Shortname, old.Shortname, StringComparison.Ordinal)
            && To.Lineage.ResolveTactic(old.Shortname) is TacticResolution.Moved moved)
        {
            AddTactics(old, [.. moved.Tactics.Where(t => t.Domains.Intersect(old.Domains, StringComparer.Ordinal).Any())], way, ReferenceEffects.None);
        }
    }

    void AddTactics(Tactic old, List<Tactic> found, Way way, ReferenceEffects otherwise)
    {
        foreach (var tactic in found.Where(t => !way.Ends.Contains(t)))
        {
            way.Ends.Add(tactic);
            if (!string.Equals(tactic.Shortname, old.Shortname, StringComparison.Ordinal))
            {
                way.Steps.Add($"{old.Shortname} renamed to {tactic.Shortname}");
            }
        }

        if (found.Count == 0)
        {
            way.Effects |= old.Domains.Any(d => To.Domains.Contains(d, StringComparer.Ordinal)) ? otherwise : ReferenceEffects.OutOfDomain;
        }
    }

    List<Tactic> ToTactics(string reference, string? domain)
    {
        var found = To.Lineage.ResolveTactic(reference) switch
        {
            TacticResolution.Live live => live.Tactics,
            TacticResolution.Moved moved => moved.Tactics,
            _ => [],
        };
        return [.. found.Where(t => domain is null || t.Domains.Contains(domain, StringComparer.Ordinal))];
    }

    static List<Tactic> Narrowed(IEnumerable<Tactic> tactics, IReadOnlyList<Technique> of)
    {
        List<Tactic> all = [.. tactics];
        List<Tactic> under = [.. all.Where(tactic => of.Any(t => t.Phases.Any(p => string.Equals(p.Shortname, tactic.Shortname, StringComparison.Ordinal))))];
        return under.Count > 0 ? under : all;
    }

    /// <summary>Shortnames, or ids where the reference is one; each once, in order.</summary>
    static List<string> WordsOf(string reference, IEnumerable<Tactic> tactics)
    {
        var isId = reference.Length > 2 && char.IsAsciiDigit(reference[^1]);
        return [.. tactics.Select(t => isId ? t.Id : t.Shortname).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    static string Written(string reference) => reference.Replace('_', '-');
}
