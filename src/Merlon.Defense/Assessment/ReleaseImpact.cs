using Merlon.Attack;

namespace Merlon.Assessment;

/// <summary>What a change of release means for what somebody has: every reference that touches what changed, and what to write instead.</summary>
public sealed record ReleaseImpact
{
    /// <summary>Version that the references were made against.</summary>
    public required string From { get; init; }

    /// <summary>Version that they are carried to.</summary>
    public required string To { get; init; }

    /// <summary>References that are touched: broken ones first, then by area, document, place.</summary>
    public required IReadOnlyList<ImpactItem> Items { get; init; }

    /// <summary>One per area that has references, in the order of <see cref="ImpactArea"/>.</summary>
    public required IReadOnlyList<ImpactCount> Counts { get; init; }

    /// <summary>References that neither release knows, each once with how often it occurs; by reference.</summary>
    public required IReadOnlyList<UnknownReference> Unknown { get; init; }

    /// <summary>Files that were looked at, in order.</summary>
    public required IReadOnlyList<ImpactFile> Files { get; init; }

    /// <summary>Follows every reference.</summary>
    public static ReleaseImpact Of(ReleasePassage passage, IReadOnlyList<UsedReference> references, IReadOnlyList<ImpactFile> files)
    {
        List<ImpactItem> items = [];
        var counts = new SortedDictionary<ImpactArea, ImpactCount>();
        var unknown = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var used in references)
        {
            var change = ChangeOf(passage, used);
            var isTouched = change.IsTouched && (used.Area != ImpactArea.Mapping || change.IsBroken || (change.Effects & ReferenceEffects.Merged) != ReferenceEffects.None);
            var count = counts.GetValueOrDefault(used.Area) ?? new ImpactCount(used.Area, 0, 0, 0);
            counts[used.Area] = new ImpactCount(used.Area, count.References + 1, count.Touched + (isTouched ? 1 : 0), count.Broken + (isTouched && change.IsBroken ? 1 : 0));
            if (isTouched)
            {
                items.Add(new ImpactItem(used, change));
            }

            if (change.IsUnknown)
            {
                unknown[used.Reference] = unknown.GetValueOrDefault(used.Reference) + 1;
            }
        }

        items.Sort(ImpactItem.Compare);
        return new ReleaseImpact
        {
            From = passage.From.Version,
            To = passage.To.Version,
            Items = items,
            Counts = [.. counts.Values],
            Unknown = [.. unknown.Select(static u => new UnknownReference(u.Key, u.Value))],
            Files = files,
        };
    }

    static ReferenceChange ChangeOf(ReleasePassage passage, UsedReference used) => used.Kind switch
    {
        ReferenceKind.Technique => passage.ResolveTechnique(used.Reference),
        ReferenceKind.Tactic => OfTactic(passage, used),
        ReferenceKind.OtherObject => passage.ResolveObject(used.Reference),
        ReferenceKind.StixObject => passage.From.TryFindStix(used.Reference, out var old)
            ? passage.ResolveObject(old) : new ReferenceChange(used.Reference, null, [], ReferenceEffects.None, [], []),
        ReferenceKind.Platform => passage.ResolvePlatform(used.Reference),
        ReferenceKind.LogSource => passage.ResolveLogSource(used.Reference),
        _ => throw new ArgumentOutOfRangeException(nameof(used), used.Kind, "not a kind of reference"),
    };

    static ReferenceChange OfTactic(ReleasePassage passage, UsedReference used)
    {
        Technique[] beside = [.. used.Beside.SelectMany(id => passage.ResolveTechnique(id).New).OfType<Technique>().Distinct()];
        var domain = used.Domain is { } named && passage.From.Domains.Contains(named, StringComparer.Ordinal) ? named
            : beside.Length > 0 && beside.All(t => t.Domains.SequenceEqual(beside[0].Domains, StringComparer.Ordinal)) && beside[0].Domains.Count == 1 ? beside[0].Domains[0]
            : null;
        var change = passage.ResolveTactic(used.Reference, domain, beside);
        return IsLeft(passage, used, change, beside) ? MovedOutOf(change, beside) : change;
    }

    /// <summary>True when the techniques beside a tactic stood under it and no longer stand under what it is now.</summary>
    static bool IsLeft(ReleasePassage passage, UsedReference used, ReferenceChange change, Technique[] beside)
        => beside.Length > 0 && change is { Old: Tactic old, New.Count: > 0 }
            && !beside.Any(t => change.New.OfType<Tactic>().Any(tactic => StandsUnder(t, tactic)))
            && used.Beside.Any(id => passage.ResolveTechnique(id).Old is Technique before && StandsUnder(before, old));

    static ReferenceChange MovedOutOf(ReferenceChange change, Technique[] beside) => change with
    {
        Effects = change.Effects | ReferenceEffects.TacticMoved,
        IsBroken = true,
        Proposed = [.. beside.SelectMany(static t => t.Phases).Select(static p => p.Shortname).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
    };

    static bool StandsUnder(Technique technique, Tactic tactic)
        => technique.Phases.Any(p => string.Equals(p.Shortname, tactic.Shortname, StringComparison.Ordinal));
}

/// <summary>A reference that a change of release touches.</summary>
/// <param name="Used">Where it stands.</param>
/// <param name="Change">What happened to what it names.</param>
public sealed record ImpactItem(UsedReference Used, ReferenceChange Change)
{
    internal static int Compare(ImpactItem left, ImpactItem right)
    {
        var order = right.Change.IsBroken.CompareTo(left.Change.IsBroken);
        order = order != 0 ? order : left.Used.Area.CompareTo(right.Used.Area);
        order = order != 0 ? order : string.CompareOrdinal(left.Used.Document, right.Used.Document);
        order = order != 0 ? order : left.Used.Location.Line.CompareTo(right.Used.Location.Line);
        order = order != 0 ? order : left.Used.Location.Column.CompareTo(right.Used.Location.Column);
        order = order != 0 ? order : string.CompareOrdinal(left.Used.Location.Path, right.Used.Location.Path);
        order = order != 0 ? order : string.CompareOrdinal(left.Used.Reference, right.Used.Reference);
        return order != 0 ? order : string.CompareOrdinal(left.Used.Subject, right.Used.Subject);
    }
}

/// <summary>What of one area is touched.</summary>
/// <param name="Area">The area.</param>
/// <param name="References">References read.</param>
/// <param name="Touched">Of them touched by the change.</param>
/// <param name="Broken">Of those the ones that no longer name what they named.</param>
public sealed record ImpactCount(ImpactArea Area, int References, int Touched, int Broken);

/// <summary>A reference that neither release knows.</summary>
/// <param name="Reference">As written.</param>
/// <param name="Count">How often it occurs.</param>
public readonly record struct UnknownReference(string Reference, int Count);
