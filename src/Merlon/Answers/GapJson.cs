using System.Text.Json;
using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Web.Reports.Tables;

namespace Merlon.Answers;

/// <summary>Gaps as JSON and as a table: one of them opened into its parts, and all columns of a list.</summary>
static class GapJson
{
    /// <summary>A gap opened: priority and visibility as trees, and what would change it.</summary>
    public static void Write(Utf8JsonWriter json, GapExplanation explanation)
    {
        var gap = explanation.Gap;
        json.WriteStartObject();
        json.WriteString("technique", gap.Technique.Id);
        json.WriteNumber("rank", gap.Rank);
        json.WriteRounded("covered", gap.Coverage.Covered);
        AssessmentJson.WriteInterval(json, "covered_interval", explanation.Covered);
        json.WriteString("basis", AssessmentJson.NameOf(explanation.Basis));
        json.WriteStrings("reasons", gap.Reasons);
        json.WriteStartObject("priority");
        Write(json, explanation.Priority);
        json.WriteEndObject();
        json.WriteStartObject("visibility");
        Write(json, explanation.Visibility);
        json.WriteEndObject();
        json.WriteObjects("changes", explanation.Changes, change =>
        {
            json.WriteString("kind", change.Kind.ToString().ToLowerInvariant());
            json.WriteString("what", change.What);
            json.WriteString("id", change.Id);
            json.WriteRounded("covered_after", change.CoveredAfter);
        });
        json.WriteEndObject();
    }

    /// <summary>Why a technique is no gap, in a sentence without a full stop.</summary>
    public static string WhyNone(GapAssessment assessment, TechniqueId id)
    {
        var release = assessment.Context.Release;
        return !release.TryFind(id, out var technique) ? $"ATT&CK {release.Version} has no {id}"
            : !technique.IsLive ? $"{id} is revoked or deprecated in ATT&CK {release.Version}"
            : $"{id} has no weight in this profile: no group that matters is known to use it on the organisation's platforms";
    }

    /// <summary>Gaps with all columns, as <c>merlon gaps list --csv</c> has them.</summary>
    public static ReportTable TableOf(IReadOnlyList<Gap> gaps) => new(
        "gaps", "Gaps",
        [
            new("rank", "rank", 7), new("technique", "technique", 12), new("name", "name", 38), new("class", "class", 10), new("weight", "weight", 9), new("covered", "covered", 9), new("covered_low", "covered_low", 9),
            new("covered_high", "covered_high", 9), new("basis", "basis", 12), new("refuted", "refuted", 9), new("visibility", "visibility", 9), new("detection", "detection", 9), new("prevention", "prevention", 9),
            new("priority", "priority", 9), new("reasons", "reasons", 80), new("measures", "measures", 40),
        ],
        [
            .. gaps.Select(static IReadOnlyList<ReportCell> (gap) =>
            [
                (double)gap.Rank, gap.Technique.Id, gap.Technique.Name, AssessmentJson.NameOf(gap.Class), gap.Weight, gap.Coverage.Covered, gap.Covered.Low, gap.Covered.High, AssessmentJson.NameOf(gap.Basis),
                gap.Coverage.IsRefuted ? "true" : "false", gap.Coverage.Visibility, gap.Coverage.Detection, gap.Coverage.Prevention, gap.Priority, string.Join("; ", gap.Reasons), string.Join("; ", gap.Measures),
            ]),
        ]);

    static void Write(Utf8JsonWriter json, ScorePart part)
    {
        json.WriteString("name", part.Name);
        json.WriteNumber("value", part.Value);
        json.WriteString("operation", part.Operation.ToString().ToLowerInvariant());
        json.WriteString("detail", part.Detail);
        json.WriteString("place", part.Place);
        if (part.EvidenceId.Length > 0)
        {
            json.WriteString("evidence", part.EvidenceId);
        }

        json.WriteObjects("parts", part.Parts, below => Write(json, below));
    }
}
