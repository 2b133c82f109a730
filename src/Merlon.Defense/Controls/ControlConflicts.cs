using System.Globalization;
using Merlon.Assessment;
using Merlon.Attack;

namespace Merlon.Controls;

/// <summary>What declarations of controls contradict: each other, tests, the platforms, the calendar, and mappings each other.</summary>
public static class ControlConflicts
{
    /// <summary>Days after which a declaration that nobody confirmed is out of date: the half-life of a claim.</summary>
    public static int ConfirmedDaysMax => CoverageParameters.Default.ClaimHalfLifeDays;

    /// <summary>Most major versions of ATT&amp;CK that a mapping may lie behind the release.</summary>
    public const int VersionsBehindMax = 2;

    const int NamesMax = 5;

    /// <summary>Conflicts of an assessment, by kind, framework and control.</summary>
    public static IReadOnlyList<ControlConflict> Of(GapAssessment assessment)
    {
        var found = new List<ControlConflict>();
        foreach (var group in assessment.Organisation.Controls.GroupBy(static control => (control.FrameworkId, control.ControlId)))
        {
            if (assessment.Context.Controls.TryFindFramework(group.Key.FrameworkId, out var framework))
            {
                AddOfControl(assessment, framework, [.. group], found);
            }
        }

        AddDegrees(assessment, found);
        AddMappings(assessment, found);
        AddGrades(assessment, found);
        return [.. found.OrderBy(static one => one.Kind).ThenBy(static one => one.Subject, ControlOrder.Comparer).ThenBy(static one => one.Says, StringComparer.Ordinal)];
    }

    static void AddOfControl(GapAssessment assessment, ControlFramework framework, DeclaredControl[] declared, List<ControlConflict> found)
    {
        var control = declared[0].ControlId;
        var subject = $"{framework.Id}:{control}";
        foreach (var entry in declared.Where(entry => entry.Degree != Degree.None && entry.Since is { } since && assessment.AsOf.DayNumber - since.DayNumber > ConfirmedDaysMax))
        {
            var days = assessment.AsOf.DayNumber - (entry.Since ?? assessment.AsOf).DayNumber;
            found.Add(Conflict(
                assessment, ControlConflictKind.OutOfDate, subject, [entry],
                string.Create(CultureInfo.InvariantCulture, $"last confirmed {entry.Since:yyyy-MM-dd}, {days} days ago: its claim counts less than half")));
        }

        if (framework.Kind != MappingKind.Controls)
        {
            found.Add(Conflict(assessment, ControlConflictKind.NoControl, subject, declared, $"{framework.Name} lists no controls that anybody can have in place, so this counts for nothing"));
            return;
        }

        if (declared.All(static entry => entry.Degree == Degree.None))
        {
            return;
        }

        var standing = ControlStandings.Of(assessment, framework, control);
        if (standing is { Techniques.Count: > 0 } && standing.Techniques.All(static technique => !technique.IsPossible))
        {
            found.Add(Conflict(
                assessment, ControlConflictKind.NoPlatform, subject, declared,
                $"none of the {standing.Techniques.Count} techniques that it is mapped to is on the organisation's platforms, so it counts for nothing"));
        }

        foreach (var test in (standing?.Contradictions ?? []).Where(static test => test.Outcome is Outcome.None or Outcome.Logged))
        {
            var claims = declared.Where(entry => entry.Degree == Degree.Significant && (entry.Scopes.Count == 0 || test.Scope.Length == 0 || entry.Scopes.Contains(test.Scope, StringComparer.Ordinal))).ToArray();
            if (claims.Length > 0)
            {
                found.Add(Conflict(assessment, ControlConflictKind.TestMissed, subject, claims, $"significant, yet {test.Statement} ({test.Technique}, {test.Place})"));
            }
        }
    }

    /// <summary>Two declarations about the same scope, of controls that a crosswalk relates directly, with different degrees.</summary>
    static void AddDegrees(GapAssessment assessment, List<ControlConflict> found)
    {
        var declared = assessment.Organisation.Controls.ToLookup(static control => (control.FrameworkId, control.ControlId));
        var said = new HashSet<(string, string)>();
        foreach (var one in assessment.Organisation.Controls)
        {
            foreach (var step in assessment.Context.Controls.RelatedTo(one.FrameworkId, one.ControlId))
            {
                foreach (var other in declared[(step.FrameworkId, step.ControlId)].Where(other => other.Degree != one.Degree && SharesScope(one, other)))
                {
                    var (subject, second) = ($"{one.FrameworkId}:{one.ControlId}", step.ToString());
                    if (said.Add((subject, second)) && !said.Contains((second, subject)))
                    {
                        found.Add(Conflict(
                            assessment, ControlConflictKind.DegreesDiffer, subject, [one, other],
                            $"{WordOf(one.Degree)}, and {second}, which {RelationOf(step.Relation)}, {WordOf(other.Degree)}"));
                    }
                }
            }
        }
    }

    static bool SharesScope(DeclaredControl one, DeclaredControl other)
        => one.Scopes.Count == 0 || other.Scopes.Count == 0 || one.Scopes.Intersect(other.Scopes, StringComparer.Ordinal).Any();

    /// <summary>Mappings in use that were made for an ATT&amp;CK version far behind the release.</summary>
    static void AddMappings(GapAssessment assessment, List<ControlConflict> found)
    {
        foreach (var id in assessment.Organisation.Controls.Select(static control => control.FrameworkId).Distinct(StringComparer.Ordinal))
        {
            if (assessment.Context.Controls.TryFindFramework(id, out var framework) && MajorOf(framework.AttackVersion) is { } made && MajorOf(assessment.Context.Release.Version) is { } now
                && now - made > VersionsBehindMax)
            {
                found.Add(new ControlConflict(
                    ControlConflictKind.MappingOld, id, $"its mapping was made for ATT&CK {framework.AttackVersion}, {now - made} versions before {assessment.Context.Release.Version}: techniques that came since have no statement",
                    [.. framework.Sources.Select(static source => source.Document).Distinct(StringComparer.Ordinal)], []));
            }
        }
    }

    static int? MajorOf(string version) => int.TryParse(version.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : null;

    /// <summary>Techniques for which one product's mapping grades what is in place significant and another's minimal, on the same axis.</summary>
    static void AddGrades(GapAssessment assessment, List<ControlConflict> found)
    {
        var best = new Dictionary<(TechniqueId Technique, EdgeCategory Category), SortedDictionary<string, Degree>>();
        foreach (var one in assessment.Organisation.Controls.Where(static control => control.Degree != Degree.None))
        {
            foreach (var edge in assessment.Context.Controls.TechniquesOf(one.FrameworkId, one.ControlId).Where(static edge => edge.Grade is not null && ControlStrength.AxisOf(edge) is not null))
            {
                foreach (var technique in ControlStandings.TechniquesOf(assessment.Context.Release, edge.TechniqueId))
                {
                    var key = (technique.TechniqueId, edge.Category);
                    if (!best.TryGetValue(key, out var grades))
                    {
                        best.Add(key, grades = new(StringComparer.Ordinal));
                    }

                    grades[one.FrameworkId] = (Degree)Math.Max((int)grades.GetValueOrDefault(one.FrameworkId), (int)(edge.Grade ?? Degree.None));
                }
            }
        }

        var pairs = best.SelectMany(static one => one.Value.SelectMany(high => one.Value.Where(low => high.Value == Degree.Significant && low.Value == Degree.Minimal)
            .Select(low => (High: high.Key, Low: low.Key, one.Key.Category, one.Key.Technique))));
        foreach (var pair in pairs.GroupBy(static pair => (pair.High, pair.Low, pair.Category)))
        {
            var techniques = pair.Select(static one => one.Technique).Order().ToArray();
            var more = techniques.Length > NamesMax ? $" and {techniques.Length - NamesMax} more" : "";
            found.Add(new ControlConflict(
                ControlConflictKind.GradesDiffer, pair.Key.High,
                $"its mapping grades what is in place significant ({(pair.Key.Category == EdgeCategory.Detect ? "detect" : "protect")}) where that of {pair.Key.Low} grades it minimal: {string.Join(", ", techniques.Take(NamesMax))}{more}", [], []));
        }
    }

    static ControlConflict Conflict(GapAssessment assessment, ControlConflictKind kind, string subject, IReadOnlyList<DeclaredControl> declared, string says)
        => new(kind, subject, says, [.. declared.Select(entry => $"{assessment.Organisation.Document}:{entry.Location}").Distinct(StringComparer.Ordinal)], declared);

    static string WordOf(Degree degree) => degree switch
    {
        Degree.Minimal => "minimal",
        Degree.Partial => "partial",
        Degree.Significant => "significant",
        _ => "not in place",
    };

    static string RelationOf(LinkRelation relation) => relation switch
    {
        LinkRelation.Equal => "asks for the same",
        LinkRelation.SubsetOf => "asks for all of it and more",
        LinkRelation.SupersetOf => "asks for a part of it",
        LinkRelation.IntersectsWith => "overlaps with it",
        _ => "is related to it",
    };
}

/// <summary>Kinds of conflicts, the gravest first.</summary>
public enum ControlConflictKind
{
    /// <summary>Declared significant, and a test in force of what it touches was missed.</summary>
    TestMissed,

    /// <summary>Controls that a crosswalk relates have different degrees for the same scope.</summary>
    DegreesDiffer,

    /// <summary>Nothing that it is mapped to is on the organisation's platforms.</summary>
    NoPlatform,

    /// <summary>The framework holds no controls: weaknesses or incident vocabulary.</summary>
    NoControl,

    /// <summary>Nobody confirmed it for longer than a claim's half-life.</summary>
    OutOfDate,

    /// <summary>One mapping grades significant what another grades minimal.</summary>
    GradesDiffer,

    /// <summary>The mapping's ATT&amp;CK version lies far behind the release.</summary>
    MappingOld,
}

/// <summary>A conflict.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Subject">Framework and control (<c>nist-800-53-r5:AC-2</c>), or the framework.</param>
/// <param name="Says">What contradicts, one sentence without a full stop.</param>
/// <param name="Places">Where it is written.</param>
/// <param name="Declared">The declarations that it is about.</param>
public sealed record ControlConflict(ControlConflictKind Kind, string Subject, string Says, IReadOnlyList<string> Places, IReadOnlyList<DeclaredControl> Declared);
