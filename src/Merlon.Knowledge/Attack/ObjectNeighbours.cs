using System.Numerics;

namespace Merlon.Attack;

/// <summary>What is one step away from an object, and what steps cost.</summary>
sealed class ObjectNeighbours(AttackRelease release)
{
    const string InTactic = "in-tactic", HasTactic = "has-tactic", HasAnalytic = "has-analytic", Reads = "reads", ComponentOf = "component-of";

    readonly Dictionary<AttackObject, List<ObjectStep>> known = new(ReferenceEqualityComparer.Instance);

    /// <summary>Steps from an object, by the other end's id and then by type; two ends and a type make one step.</summary>
    public IReadOnlyList<ObjectStep> Of(AttackObject found)
    {
        if (known.TryGetValue(found, out var steps))
        {
            return steps;
        }

        steps = [.. Stated(found), .. Fields(found)];
        steps.Sort(static (left, right) => ReleaseOrder.Compare(left.To, right.To) is var byEnd && byEnd != 0 ? byEnd
            : string.CompareOrdinal(left.Type, right.Type) is var byType && byType != 0 ? byType : right.IsForward.CompareTo(left.IsForward));
        known.Add(found, steps);
        return steps;
    }

    /// <summary>
    /// What a step costs. That two objects stand under one tactic says nearly nothing; that a mitigation or a log's component has
    /// to do with both says less than who uses what.
    /// </summary>
    public static int CostOf(ObjectStep step) => step.Type switch
    {
        RelationshipTypes.Mitigates or RelationshipTypes.Targets => 12,
        Reads or ComponentOf => 15,
        InTactic or HasTactic => 40,
        _ => 10,
    };

    /// <summary>What it costs to pass an object: the more it is connected, the less it tells that a path leads through it.</summary>
    public int CostOfPassing(AttackObject found) => 2 * BitOperations.Log2((uint)Of(found).Count + 1);

    IEnumerable<ObjectStep> Stated(AttackObject found)
    {
        foreach (var step in Steps(release.From(found), found, isForward: true))
        {
            yield return step;
        }

        foreach (var step in Steps(release.To(found), found, isForward: false))
        {
            yield return step;
        }
    }

    static IEnumerable<ObjectStep> Steps(IReadOnlyList<Relationship> relationships, AttackObject found, bool isForward) => relationships
        .Where(static relationship => relationship.IsLive || relationship.Is(RelationshipTypes.RevokedBy))
        .GroupBy(relationship => (Other: isForward ? relationship.Target : relationship.Source, relationship.Type))
        .Where(pair => !ReferenceEquals(pair.Key.Other, found))
        .Select(pair => new ObjectStep(found, pair.Key.Other, pair.Key.Type, isForward, [.. pair]));

    IEnumerable<ObjectStep> Fields(AttackObject found) => found switch
    {
        Technique technique => technique.IsLive
            ? Field(found, technique.Domains.SelectMany(domain => release.TacticsOf(technique, domain)).Distinct(), InTactic, isForward: true)
            : [],
        Tactic tactic =>
        [
            .. Field(found, release.TechniquesOf(tactic), InTactic, isForward: false),
            .. Field(found, release.All<Matrix>().Where(matrix => matrix.IsLive && matrix.TacticRefs.Contains(tactic.StixId, StringComparer.Ordinal)), HasTactic, isForward: false),
        ],
        Matrix matrix => Field(found, matrix.TacticRefs.Select(id => release.TryFindStix(id, out var tactic) ? tactic : null).OfType<Tactic>().Distinct(), HasTactic, isForward: true),
        DetectionStrategy strategy => Field(found, release.AnalyticsOf(strategy), HasAnalytic, isForward: true),
        Analytic analytic =>
        [
            .. Field(found, release.DetectionStrategiesOf(analytic), HasAnalytic, isForward: false),
            .. Field(found, release.DataComponentsOf(analytic), Reads, isForward: true),
        ],
        DataComponent component =>
        [
            .. Field(found, release.AnalyticsOf(component), Reads, isForward: false),
            .. Field(found, release.TryFindSourceOf(component, out var source) ? [source] : [], ComponentOf, isForward: true),
        ],
        DataSource source => Field(found, release.DataComponentsOf(source), ComponentOf, isForward: false),
        _ => [],
    };

    static IEnumerable<ObjectStep> Field(AttackObject found, IEnumerable<AttackObject> others, string type, bool isForward)
        => others.Where(static other => other.IsLive).Select(other => new ObjectStep(found, other, type, isForward, []));
}
