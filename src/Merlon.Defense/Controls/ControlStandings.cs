using Merlon.Assessment;
using Merlon.Attack;

namespace Merlon.Controls;

/// <summary>How all controls of a framework stand in an assessment.</summary>
public sealed class ControlStandings
{
    readonly GapAssessment assessment;
    readonly ControlRefold refold;
    readonly ControlSights sights;
    readonly ILookup<(string, string), DeclaredControl> declared;

    ControlStandings(GapAssessment assessment)
    {
        this.assessment = assessment;
        refold = new ControlRefold(assessment);
        sights = new ControlSights(assessment);
        declared = assessment.Organisation.Controls.ToLookup(static control => (control.FrameworkId, control.ControlId));
    }

    /// <summary>
    /// Controls of a framework in its order: those that are declared or that touch anything. What one buys is found by folding the techniques that it
    /// touches again, with all else as it is; the numbers of several do not add up, because they overlap.
    /// </summary>
    public static IReadOnlyList<ControlStanding> Of(GapAssessment assessment, ControlFramework framework)
    {
        var standings = new ControlStandings(assessment);
        return [.. framework.Controls.Select(control => standings.StandingOf(framework, control)).OfType<ControlStanding>()];
    }

    /// <summary>One control; null when it neither is declared nor touches anything.</summary>
    public static ControlStanding? Of(GapAssessment assessment, ControlFramework framework, string controlId) => new ControlStandings(assessment).StandingOf(framework, controlId);

    ControlStanding? StandingOf(ControlFramework framework, string control)
    {
        var own = declared[(framework.Id, control)].ToArray();
        var edges = EdgesOf(framework.Id, control);
        var sight = sights.Of(framework.Id, control);
        if (own.Length == 0 && edges.Count == 0 && sight is null)
        {
            return null;
        }

        var touched = refold.Reached(edges.Keys);
        var before = touched.ToDictionary(static id => id, id => assessment.Coverage.Of(id).Covered);
        var isOwn = IsOf(framework.Id, control);
        var without = own.Length == 0 ? before : refold.Covered(touched, isOwn, []);
        var raised = refold.Covered(touched, isOwn, RaisedEvidence(assessment, framework.Id, control));
        return new ControlStanding
        {
            FrameworkId = framework.Id,
            ControlId = control,
            Title = framework.Titles.GetValueOrDefault(control, ""),
            Declared = own,
            Techniques = TechniquesOf(edges, before, without, raised),
            Keeps = -refold.Difference(before, without),
            Gains = refold.Difference(before, raised),
            Contradictions = ContradictionsOf(edges, own),
            Through = [.. edges.Values.SelectMany(static edge => edge.Path).Distinct().OrderBy(static step => step.FrameworkId, StringComparer.Ordinal).ThenBy(static step => step.ControlId, ControlOrder.Comparer)],
            Sight = sight,
        };
    }

    /// <summary>Edges of a control by the live technique that they stand for in the release; the strongest of several, claims before what claims nothing.</summary>
    Dictionary<TechniqueId, ControlEdge> EdgesOf(string frameworkId, string control) => EdgesOf(assessment.Context, frameworkId, control);

    internal static Dictionary<TechniqueId, ControlEdge> EdgesOf(OrganisationContext context, string frameworkId, string control)
    {
        var edges = new Dictionary<TechniqueId, ControlEdge>();
        foreach (var edge in context.Controls.TechniquesOf(frameworkId, control).OrderByDescending(ControlStrength.OfEdge))
        {
            foreach (var technique in TechniquesOf(context.Release, edge.TechniqueId))
            {
                edges.TryAdd(technique.TechniqueId, edge);
            }
        }

        return edges;
    }

    internal static IReadOnlyList<Technique> TechniquesOf(AttackRelease release, string id) => release.Lineage.Resolve(id) switch
    {
        TechniqueResolution.Live live => [live.Technique],
        TechniqueResolution.Moved moved => moved.Techniques,
        _ => [],
    };

    /// <summary>True for a statement that the control itself makes, directly or through others.</summary>
    internal static Func<Evidence, bool> IsOf(string frameworkId, string control)
    {
        var source = $"control:{frameworkId}:{control}";
        return statement => statement.Kind == EvidenceKind.Control && statement.Source.StartsWith(source, StringComparison.Ordinal)
            && (statement.Source.Length == source.Length || statement.Source[source.Length] == '>');
    }

    /// <summary>What the control would say in place to a significant degree everywhere, confirmed today.</summary>
    internal static IReadOnlyList<Evidence> RaisedEvidence(GapAssessment assessment, string frameworkId, string control)
    {
        var raised = new DeclaredControl(frameworkId, control, Degree.Significant, [], Since: null, "", Documents.SourceLocation.Whole);
        return DeclaredEvidence.OfControls(assessment.Organisation with { Controls = [raised] }, assessment.Context);
    }

    List<ControlTechnique> TechniquesOf(
        Dictionary<TechniqueId, ControlEdge> edges, Dictionary<TechniqueId, double> before, Dictionary<TechniqueId, double> without, Dictionary<TechniqueId, double> raised)
    {
        var techniques = new List<ControlTechnique>(edges.Count);
        foreach (var (id, edge) in edges)
        {
            var coverage = assessment.Coverage.Of(id);
            techniques.Add(new ControlTechnique(
                coverage.Technique, edge, assessment.Profile.WeightOf(id), before[id], without.GetValueOrDefault(id, before[id]), raised.GetValueOrDefault(id, before[id]),
                coverage.Scopes.Count > 0));
        }

        techniques.Sort(static (left, right) => left.Weight.Equals(right.Weight) ? left.Technique.TechniqueId.CompareTo(right.Technique.TechniqueId) : right.Weight.CompareTo(left.Weight));
        return techniques;
    }

    /// <summary>The tests that speak in a scope of the control and ended otherwise than it claims.</summary>
    IReadOnlyList<Evidence> ContradictionsOf(Dictionary<TechniqueId, ControlEdge> edges, DeclaredControl[] own)
    {
        var found = new SortedDictionary<string, Evidence>(StringComparer.Ordinal);
        foreach (var (id, edge) in edges.Where(_ => own.Any(static entry => entry.Degree != Degree.None)))
        {
            foreach (var scope in assessment.Coverage.Of(id).Scopes.Where(scope => SpeaksIn(own, scope.Scope)))
            {
                if (scope.EvidenceIds.Count > 0 && assessment.Evidence.TryGetValue(scope.EvidenceIds[0], out var first)
                    && first is { Kind: EvidenceKind.Test, Outcome: { } outcome } && Contradicts(edge, outcome))
                {
                    found[first.Id] = first;
                }
            }
        }

        return [.. found.Values.OrderByDescending(static test => test.Date).ThenBy(static test => test.Technique).ThenBy(static test => test.Id, StringComparer.Ordinal)];
    }

    static bool SpeaksIn(DeclaredControl[] own, string scope)
        => own.Any(entry => entry.Degree != Degree.None && (entry.Scopes.Count == 0 || entry.Scopes.Contains(scope, StringComparer.Ordinal)));

    // what was alerted on ran: it was not prevented
    static bool Contradicts(ControlEdge edge, Outcome outcome) => ControlStrength.AxisOf(edge) switch
    {
        Axis.Prevention => outcome != Outcome.Blocked,
        Axis.Detection => outcome is Outcome.None or Outcome.Logged,
        _ => false,
    };
}
