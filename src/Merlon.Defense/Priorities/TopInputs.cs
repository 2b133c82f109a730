using System.Globalization;
using Merlon.Assessment;
using Merlon.Attack;

namespace Merlon.Priorities;

/// <summary>
/// Fills the calculator's inputs from what an assessment has: controls of the directly mapped frameworks, rules and the release's analytics,
/// procedure examples as sightings, flows and co-use for before and after.
/// </summary>
sealed class TopInputs
{
    readonly AttackRelease release;
    readonly ChokePoints chokes;
    readonly Dictionary<TechniqueId, int> controls = [];
    readonly Dictionary<TechniqueId, int> rules = [];
    readonly string frameworks;

    public TopInputs(GapAssessment assessment, ChokePoints chokes)
    {
        release = assessment.Context.Release;
        this.chokes = chokes;
        var resolver = new ReferenceResolver(release);
        var named = new List<string>();
        foreach (var framework in assessment.Context.Controls.Frameworks)
        {
            var edges = framework.Controls.SelectMany(control => assessment.Context.Controls.TechniquesOf(framework.Id, control)).Where(static edge => edge.Hops == 1).ToArray();
            if (edges.Length > 0)
            {
                named.Add(framework.Id);
            }

            foreach (var technique in edges.SelectMany(edge => resolver.Techniques(edge.TechniqueId, "control mapping", framework.Id)))
            {
                controls[technique.TechniqueId] = controls.GetValueOrDefault(technique.TechniqueId) + 1;
            }
        }

        frameworks = string.Join(" and ", named);
        foreach (var used in assessment.Input.Rules)
        {
            var tagged = used.Rule.Tags.Where(static tag => string.Equals(tag.Namespace, "attack", StringComparison.OrdinalIgnoreCase) && TechniqueId.TryParse(tag.Value, out _));
            foreach (var technique in tagged.SelectMany(tag => resolver.Techniques(tag.Value.ToUpperInvariant(), "technique tag", used.Rule.Document)).DistinctBy(static one => one.TechniqueId))
            {
                rules[technique.TechniqueId] = rules.GetValueOrDefault(technique.TechniqueId) + 1;
            }
        }
    }

    public TopTechniqueRow Of(Technique technique)
    {
        var id = technique.TechniqueId;
        var choke = chokes.Of(id);
        var (ruleCount, analytics, examples) = (rules.GetValueOrDefault(id), release.AnalyticsOf(technique).Count, release.ProceduresOf(technique));
        var (before, after) = choke.Flow is null ? (choke.UsualBefore, choke.UsualAfter) : (Math.Max(choke.UsualBefore, choke.FlowBefore.Count), Math.Max(choke.UsualAfter, choke.FlowAfter.Count));
        return new TopTechniqueRow
        {
            Technique = technique.Id,
            Before = before,
            After = after,
            Mitigations = controls.GetValueOrDefault(id),
            Detections = ruleCount + analytics,
            Sightings = [.. examples.Select(static use => new Sighting(DayOf(use), 1))],
            Place = string.Create(CultureInfo.InvariantCulture, $"{controls.GetValueOrDefault(id)} controls of {frameworks}; {ruleCount} rules and {analytics} analytics; {examples.Count} procedure examples of ATT&CK {release.Version}; {before} techniques usual before, {after} after"),
        };
    }

    static DateOnly DayOf(Relationship use)
        => DateOnly.FromDateTime((use.Source is Campaign campaign ? campaign.LastSeen ?? campaign.FirstSeen ?? use.Created : use.Created).UtcDateTime);
}
