namespace Merlon.Attack;

/// <summary>
/// The way from one release to another: where a reference made against the first lives in the second, and what changed of what it
/// names. Objects are recognised by their STIX id, which outlives ids and names; what is not there by STIX id is looked for by its
/// ATT&amp;CK id, along <c>revoked-by</c> and the known renumberings (<see cref="Lineage"/>). Either release may be the newer one.
/// For one thread at a time.
/// </summary>
public sealed partial class ReleasePassage
{
    readonly Dictionary<string, ReferenceChange> techniques = new(StringComparer.OrdinalIgnoreCase);
    readonly Dictionary<string, ReferenceChange> objects = new(StringComparer.OrdinalIgnoreCase);
    readonly Lazy<Dictionary<string, List<Technique>>> origins;

    /// <summary>Joins two releases; nothing is computed before it is asked for.</summary>
    public ReleasePassage(AttackRelease from, AttackRelease to)
    {
        From = from;
        To = to;
        origins = new Lazy<Dictionary<string, List<Technique>>>(OriginsByEnd);
    }

    /// <summary>The release that references were made against.</summary>
    public AttackRelease From { get; }

    /// <summary>The release that they are carried to.</summary>
    public AttackRelease To { get; }

    /// <summary>Carries a technique's id over, letter case ignored. What is not an id is unknown.</summary>
    public ReferenceChange ResolveTechnique(string id)
    {
        if (!techniques.TryGetValue(id, out var change))
        {
            change = TechniqueId.TryParse(id, out _) ? OfTechnique(id) : Unknown(id);
            techniques.Add(id, change);
        }

        return change;
    }

    /// <summary>
    /// Carries the id of any object over (group, software, campaign, mitigation, asset …); a technique's goes to
    /// <see cref="ResolveTechnique"/>, a tactic's to <see cref="ResolveTactic"/>.
    /// </summary>
    public ReferenceChange ResolveObject(string id)
    {
        if (TechniqueId.TryParse(id, out _))
        {
            return ResolveTechnique(id);
        }

        if (!objects.TryGetValue(id, out var change))
        {
            change = From.TryFind(id, out var old)
                ? old is Tactic ? ResolveTactic(id, domain: null, []) : OfObject(id, old)
                : To.TryFind(id, out var found) && found.IsLive
                    ? found is Tactic ? ResolveTactic(id, domain: null, []) : Revived(id, old: null, [found], [])
                    : Unknown(id);
            objects.Add(id, change);
        }

        return change;
    }

    /// <summary>Carries an object of <see cref="From"/> over.</summary>
    public ReferenceChange ResolveObject(AttackObject old) => old switch
    {
        Technique { IsLive: true } technique => OfLiveOrDead(technique.Id, technique),
        Technique dead => ResolveTechnique(dead.Id), // in both releases it means its successor
        Tactic tactic => ResolveTactic(tactic.Shortname, domain: null, []),
        _ => OfObject(old.Id, old),
    };

    ReferenceChange OfTechnique(string id) => From.Lineage.Resolve(id) switch
    {
        TechniqueResolution.Live live => OfLiveOrDead(id, live.Technique),
        TechniqueResolution.Dead dead => OfLiveOrDead(id, dead.Technique),
        TechniqueResolution.Moved moved => OfForeign(id, moved),
        _ => OfNew(id),
    };

    /// <summary>The old release knows it under this id.</summary>
    ReferenceChange OfLiveOrDead(string reference, Technique old)
    {
        var way = Follow(old);
        if (!old.IsLive)
        {
            return way.Ends.Count == 0
                ? new ReferenceChange(reference, old, [], ReferenceEffects.None, [], [])
                : Revived(reference, old, way.Ends, way.Steps);
        }

        return Changed(reference, old, way);
    }

    /// <summary>
    /// A reference of another release than the old one, which the old one's lineage resolves: a rule that is already tagged for the
    /// next release, a mapping made for an earlier one.
    /// </summary>
    ReferenceChange OfForeign(string reference, TechniqueResolution.Moved old)
    {
        var (ends, steps) = EndsByIdOf(reference);
        if (ends.Count == 0)
        {
            var way = new Way();
            foreach (var technique in old.Techniques)
            {
                way.Add(Follow(technique));
            }

            (ends, steps) = (way.Ends, [.. old.Steps, .. way.Steps]);
        }

        var first = old.Techniques[0];
        if (ends.Count == 0)
        {
            return Finish(new ReferenceChange(reference, first, [], Follow(first).Effects, steps, []));
        }

        var isAsWritten = ends.Count == 1 && IsWritten(reference, ends[0]);
        var isSame = old.Techniques.Select(static t => t.StixId).Order(StringComparer.Ordinal).SequenceEqual(ends.Select(static e => e.StixId).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        return isSame && !isAsWritten ? new ReferenceChange(reference, first, ends, ReferenceEffects.None, steps, []) { Proposed = IdsOf(ends) }
            : isAsWritten ? Revived(reference, first, ends, steps)
            : Finish(new ReferenceChange(reference, first, ends, ReferenceEffects.Renumbered | SplitOf(ends), steps, []));
    }

    ReferenceChange OfNew(string reference)
    {
        var (ends, steps) = EndsByIdOf(reference);
        return ends.Count == 0 ? Unknown(reference) : Revived(reference, old: null, ends, steps);
    }

    ReferenceChange OfObject(string reference, AttackObject old)
    {
        var way = Follow(old);
        if (!old.IsLive)
        {
            // Who names a dead group means its successor, in both releases.
            var before = From.Lineage.SuccessorOf(old)?.StixId;
            return way.Ends.Count == 0 || (way.Ends.Count == 1 && string.Equals(way.Ends[0].StixId, before, StringComparison.Ordinal))
                ? new ReferenceChange(reference, old, way.Ends, ReferenceEffects.None, way.Steps, []) { Proposed = IdsOf(way.Ends) }
                : Revived(reference, old, way.Ends, way.Steps);
        }

        return Changed(reference, old, way);
    }

    ReferenceChange Changed(string reference, AttackObject old, Way way)
    {
        var (effects, details) = (way.Effects, new List<string>());
        effects |= SplitOf(way.Ends);
        if (old is Technique && way.Ends.Any(e => origins.Value.TryGetValue(e.StixId, out var from) && from.Count > 1))
        {
            effects |= ReferenceEffects.Merged;
            details.Add($"joined by {string.Join(", ", way.Ends.SelectMany(e => origins.Value.GetValueOrDefault(e.StixId) ?? []).Where(t => !string.Equals(t.StixId, old.StixId, StringComparison.Ordinal)).Select(static t => t.Id).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))}");
        }

        if (way.Ends.Count == 1)
        {
            effects |= Compare(old, way.Ends[0], details);
        }

        return Finish(new ReferenceChange(reference, old, way.Ends, effects, way.Steps, details));
    }

    static ReferenceChange Revived(string reference, AttackObject? old, IReadOnlyList<AttackObject> ends, IReadOnlyList<string> steps)
        => Finish(new ReferenceChange(reference, old, ends, ReferenceEffects.Revived | SplitOf(ends), steps, []));

    static ReferenceChange Unknown(string reference) => new(reference, Old: null, [], ReferenceEffects.None, [], []) { IsUnknown = true };

    static ReferenceChange Finish(ReferenceChange change) => change with
    {
        IsBroken = change.New.Count != 1 || !IsWritten(change.Reference, change.New[0]),
        Proposed = IdsOf(change.New),
    };

    static ReferenceEffects SplitOf(IReadOnlyList<AttackObject> ends) => ends.Count > 1 ? ReferenceEffects.Split : ReferenceEffects.None;

    static bool IsWritten(string reference, AttackObject found) => string.Equals(reference, found.Id, StringComparison.OrdinalIgnoreCase);

    static List<string> IdsOf(IReadOnlyList<AttackObject> objects) => [.. objects.Select(static o => o.Id).Distinct(StringComparer.Ordinal)];

    /// <summary>Where an object of the old release is in the new one.</summary>
    Way Follow(AttackObject old)
    {
        var way = new Way();
        if (!To.TryFindStix(old.StixId, out var found))
        {
            FollowPredecessors(old, way, new HashSet<string>(StringComparer.Ordinal));
            if (way.Ends.Count == 0)
            {
                FollowById(old, way, ReferenceEffects.Deleted);
            }
            else
            {
                way.Ends.Sort(ReleaseOrder.Compare);
                way.Effects |= ReferenceEffects.Renumbered;
            }

            return way;
        }

        if (found.IsLive)
        {
            way.Ends.Add(found);
            if (!IsWritten(old.Id, found))
            {
                way.Steps.Add($"{old.Id} is {found.Id} now");
                way.Effects |= ReferenceEffects.Renumbered;
            }

            return way;
        }

        FollowRevocations(found, way, new HashSet<string>(StringComparer.Ordinal));
        if (way.Ends.Count > 0)
        {
            way.Ends.Sort(ReleaseOrder.Compare);
            way.Effects |= ReferenceEffects.Revoked;
            return way;
        }

        FollowById(old, way, found.IsRevoked ? ReferenceEffects.Revoked : ReferenceEffects.Deprecated);
        return way;
    }

    void FollowRevocations(AttackObject dead, Way way, HashSet<string> seen)
    {
        if (!seen.Add(dead.StixId))
        {
            return;
        }

        foreach (var revocation in To.From(dead).Where(static r => r.Is(RelationshipTypes.RevokedBy) && !r.IsRevoked && !r.IsDeprecated))
        {
            var (ends, steps) = (way.Ends.Count, way.Steps.Count);
            way.Steps.Add($"{dead.Id} revoked-by {revocation.Target.Id}");
            if (!revocation.Target.IsLive)
            {
                FollowRevocations(revocation.Target, way, seen);
            }
            else if (!way.Ends.Contains(revocation.Target))
            {
                way.Ends.Add(revocation.Target);
            }

            if (way.Ends.Count == ends)
            {
                way.Steps.RemoveRange(steps, way.Steps.Count - steps);
            }
        }
    }

    /// <summary>Back to an earlier release: what was revoked in favour of the object, as far as it lives there.</summary>
    void FollowPredecessors(AttackObject now, Way way, HashSet<string> seen)
    {
        if (!seen.Add(now.StixId))
        {
            return;
        }

        foreach (var before in From.To(now).Where(static r => r.Is(RelationshipTypes.RevokedBy) && !r.IsRevoked && !r.IsDeprecated).Select(static r => r.Source))
        {
            var (ends, steps) = (way.Ends.Count, way.Steps.Count);
            way.Steps.Add($"{now.Id} was {before.Id}");
            if (!To.TryFindStix(before.StixId, out var there) || !there.IsLive)
            {
                FollowPredecessors(before, way, seen);
            }
            else if (!way.Ends.Contains(there))
            {
                way.Ends.Add(there);
            }

            if (way.Ends.Count == ends)
            {
                way.Steps.RemoveRange(steps, way.Steps.Count - steps);
            }
        }
    }

    /// <summary>By ATT&amp;CK id where the STIX id leads nowhere: bundles of other publishers, renumberings that only a table knows.</summary>
    void FollowById(AttackObject old, Way way, ReferenceEffects otherwise)
    {
        if (old is Technique)
        {
            var (found, steps) = EndsByIdOf(old.Id);
            var ends = found.Where(end => !IsNamesake(old, end)).ToList();
            way.Ends.AddRange(ends);
            way.Steps.AddRange(ends.Count > 0 ? steps : []);
            way.Effects |= ends.Count > 0 && !(ends.Count == 1 && IsWritten(old.Id, ends[0])) ? ReferenceEffects.Renumbered : ReferenceEffects.None;
        }
        else if (old.Id.Length > 0 && To.TryFind(old.Id, out var same) && same.IsLive && same.GetType() == old.GetType() && !IsNamesake(old, same))
        {
            way.Ends.Add(same);
        }

        if (way.Ends.Count == 0)
        {
            way.Effects |= old.Domains.Count > 0 && !old.Domains.Any(d => To.Domains.Contains(d, StringComparer.Ordinal)) ? ReferenceEffects.OutOfDomain : otherwise;
        }
    }

    /// <summary>True for another object that had the same id in the old release already: ids are not unique.</summary>
    bool IsNamesake(AttackObject old, AttackObject end)
        => IsWritten(old.Id, end) && !string.Equals(end.StixId, old.StixId, StringComparison.Ordinal) && From.TryFindStix(end.StixId, out var before) && before.IsLive;

    (List<AttackObject> Ends, IReadOnlyList<string> Steps) EndsByIdOf(string id) => To.Lineage.Resolve(id) switch
    {
        TechniqueResolution.Live live => ([live.Technique], []),
        TechniqueResolution.Moved moved => ([.. moved.Techniques], moved.Steps),
        _ => ([], []),
    };

    Dictionary<string, List<Technique>> OriginsByEnd()
    {
        var byEnd = new Dictionary<string, List<Technique>>(StringComparer.Ordinal);
        foreach (var technique in From.Techniques.Where(static t => t.IsLive))
        {
            foreach (var end in Follow(technique).Ends)
            {
                if (!byEnd.TryGetValue(end.StixId, out var from))
                {
                    byEnd.Add(end.StixId, from = []);
                }

                from.Add(technique);
            }
        }

        return byEnd;
    }

    /// <summary>What was found on the way from an old object to what lives of it.</summary>
    sealed class Way
    {
        public List<AttackObject> Ends { get; } = [];

        public List<string> Steps { get; } = [];

        public ReferenceEffects Effects { get; set; }

        public void Add(Way other)
        {
            Ends.AddRange(other.Ends.Except(Ends).ToList());
            Steps.AddRange(other.Steps);
            Effects |= other.Effects;
        }
    }
}
