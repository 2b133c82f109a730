using Merlon.Documents;

namespace Merlon.Attack;

/// <summary>
/// Where a technique id or a tactic shortname made against one release lives in another: along <c>revoked-by</c> to the end
/// of the chain inside the release, and along known renumberings forwards and backwards (rules are already tagged for v19
/// while 18.1 is pinned).
/// </summary>
public sealed partial class Lineage
{
    readonly AttackRelease release;

    internal Lineage(AttackRelease release) => this.release = release;

    /// <summary>Resolves a technique reference against the release.</summary>
    /// <param name="id">The reference as written, letter case of the T ignored; surrounding text is not accepted.</param>
    public TechniqueResolution Resolve(string id)
    {
        if (!TechniqueId.TryParse(id, out var parsed))
        {
            return new TechniqueResolution.Unknown(Nearest(id));
        }

        if (release.TryFind(parsed, out var known) && known.IsLive)
        {
            return new TechniqueResolution.Live(known);
        }

        var way = new Way();
        Follow(parsed, way);
        if (way.Ends.Count > 0)
        {
            return new TechniqueResolution.Moved([.. way.Ends], way.Steps);
        }

        return known is not null ? new TechniqueResolution.Dead(known) : new TechniqueResolution.Unknown(Nearest(parsed));
    }

    /// <summary>
    /// The live object at the end of the <c>revoked-by</c> chain that begins at <paramref name="origin"/>, of whatever kind
    /// (malware may become a tool); the object itself when it is live, null when the chain ends at a dead object or in a circle.
    /// </summary>
    public AttackObject? SuccessorOf(AttackObject origin)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var current = origin;
        while (!current.IsLive)
        {
            var next = release.From(current).FirstOrDefault(static r => r.Is(RelationshipTypes.RevokedBy) && !r.IsRevoked && !r.IsDeprecated);
            if (next is null || !seen.Add(current.StixId))
            {
                return null;
            }

            current = next.Target;
        }

        return current;
    }

    /// <summary>Collects the live techniques that an id leads to: revoked-by first, then renumberings, forwards before backwards.</summary>
    void Follow(TechniqueId id, Way way)
    {
        if (!way.Seen.Add(id))
        {
            return;
        }

        var isKnown = release.TryFind(id, out var technique);
        if (technique is { IsLive: true })
        {
            way.Ends.Add(technique);
            return;
        }

        var found = way.Ends.Count;
        if (isKnown)
        {
            FollowRevocations(id, way);
        }

        if (way.Ends.Count == found)
        {
            FollowRenumbering(id, "renumbered to", Renumbering.Known.After(Renumbering.TechniqueKind, id.ToString()), way);
        }

        if (way.Ends.Count == found)
        {
            FollowRenumbering(id, "was", Renumbering.Known.Before(Renumbering.TechniqueKind, id.ToString()), way);
        }
    }

    void FollowRevocations(TechniqueId id, Way way)
    {
        foreach (var dead in release.Techniques.Where(t => t.TechniqueId == id))
        {
            foreach (var revocation in release.From(dead).Where(static r => r.Is(RelationshipTypes.RevokedBy) && !r.IsRevoked && !r.IsDeprecated))
            {
                if (revocation.Target is Technique target)
                {
                    Step(id, "revoked-by", target.TechniqueId, way);
                }
            }
        }
    }

    void FollowRenumbering(TechniqueId id, string verb, IReadOnlyList<string> references, Way way)
    {
        foreach (var reference in references)
        {
            Step(id, verb, TechniqueId.Parse(reference, provider: null), way);
        }
    }

    /// <summary>Goes one step on, and forgets the step again where it leads to nothing that lives.</summary>
    void Step(TechniqueId from, string verb, TechniqueId to, Way way)
    {
        var (found, steps) = (way.Ends.Count, way.Steps.Count);
        way.Steps.Add($"{from} {verb} {to}");
        Follow(to, way);
        if (way.Ends.Count == found)
        {
            way.Steps.RemoveRange(steps, way.Steps.Count - steps);
        }
    }

    /// <summary>The technique that an unknown sub-technique's id names as its parent, else the id that is spelt nearest.</summary>
    string? Nearest(TechniqueId id)
        => id.IsSubTechnique && release.TryFind(id.Parent, out var parent) && parent.IsLive
            ? parent.Id
            : Nearest(id.ToString());

    string? Nearest(string word)
        => Spelling.Nearest(word, release.Techniques.Where(static t => t.IsLive).Select(static t => t.Id));

    /// <summary>What was found on the way from a reference to what lives.</summary>
    sealed class Way
    {
        public HashSet<TechniqueId> Seen { get; } = [];

        public SortedSet<Technique> Ends { get; } = new(Comparer<Technique>.Create(ReleaseOrder.Compare));

        public List<string> Steps { get; } = [];
    }
}
