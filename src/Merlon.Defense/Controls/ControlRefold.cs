using Merlon.Assessment;
using Merlon.Attack;

namespace Merlon.Controls;

/// <summary>
/// What would be covered with other claims of controls. Only the techniques that they touch are folded again, exactly as the whole is: a claim on a
/// technique reaches its sub-techniques and no further, so nothing else can change (docs/design/controls.md).
/// </summary>
sealed class ControlRefold
{
    readonly GapAssessment assessment;
    readonly Dictionary<TechniqueId, List<Evidence>> byTechnique = [];
    readonly Dictionary<TechniqueId, TechniqueId> parents = [];

    public ControlRefold(GapAssessment assessment)
    {
        this.assessment = assessment;
        foreach (var statement in assessment.Input.Evidence)
        {
            Add(statement);
        }

        foreach (var technique in Release.Techniques)
        {
            foreach (var sub in Release.SubTechniquesOf(technique))
            {
                parents[sub.TechniqueId] = technique.TechniqueId;
            }
        }

        WeightSum = assessment.Profile.Techniques.Sum(static weight => weight.Weight);
    }

    /// <summary>Σ weight over the profile's techniques: what shares are shares of.</summary>
    public double WeightSum { get; }

    AttackRelease Release => assessment.Context.Release;

    /// <summary>Makes further statements part of what everything is compared with.</summary>
    public void Add(Evidence statement)
    {
        if (!byTechnique.TryGetValue(statement.Technique, out var list))
        {
            byTechnique.Add(statement.Technique, list = []);
        }

        list.Add(statement);
    }

    /// <summary>The techniques that statements speak of, with their sub-techniques, by id.</summary>
    public SortedSet<TechniqueId> Reached(IEnumerable<TechniqueId> techniques)
    {
        var reached = new SortedSet<TechniqueId>();
        foreach (var id in techniques.Where(reached.Add).ToArray())
        {
            if (Release.TryFind(id, out var technique))
            {
                reached.UnionWith(Release.SubTechniquesOf(technique).Select(static sub => sub.TechniqueId));
            }
        }

        return reached;
    }

    /// <summary>Covered, 0..1, of each technique when some statements are left out and others are there; only techniques that are folded at all.</summary>
    public Dictionary<TechniqueId, double> Covered(IReadOnlyCollection<TechniqueId> techniques, Func<Evidence, bool> isLeftOut, IReadOnlyList<Evidence> more)
    {
        var needed = new HashSet<TechniqueId>(techniques);
        foreach (var id in techniques)
        {
            if (parents.TryGetValue(id, out var parent))
            {
                needed.Add(parent);
            }
        }

        var evidence = new List<Evidence>();
        foreach (var id in needed)
        {
            if (byTechnique.TryGetValue(id, out var statements))
            {
                evidence.AddRange(statements.Where(statement => !isLeftOut(statement)));
            }
        }

        evidence.AddRange(more.Where(statement => needed.Contains(statement.Technique)));
        var fold = CoverageFold.Of(evidence, assessment.Organisation, Release, assessment.AsOf, assessment.Coverage.Parameters);
        var covered = new Dictionary<TechniqueId, double>();
        foreach (var id in techniques)
        {
            if (fold.TryFind(id, out var unit))
            {
                covered[id] = fold.Units[unit].Covered;
            }
        }

        return covered;
    }

    /// <summary>Share of the profile's weight by which one state covers more than the other.</summary>
    public double Difference(IReadOnlyDictionary<TechniqueId, double> before, IReadOnlyDictionary<TechniqueId, double> after)
    {
        var sum = 0.0;
        foreach (var (id, value) in after.OrderBy(static pair => pair.Key))
        {
            sum += assessment.Profile.WeightOf(id) * (value - before.GetValueOrDefault(id));
        }

        return WeightSum > 0 ? sum / WeightSum : 0;
    }
}
