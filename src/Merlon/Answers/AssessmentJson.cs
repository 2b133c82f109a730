using System.Text.Json;
using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Intelligence;

namespace Merlon.Answers;

/// <summary>
/// An assessment as one JSON document, on standard output and as gaps.json: docs/guide/command-line.md lists the keys.
/// Numbers have six decimals at most; everything stands in an order that the assessment fixes.
/// </summary>
static class AssessmentJson
{
    const int FormatVersion = 1;

    public static void Write(Utf8JsonWriter json, GapAssessment assessment)
    {
        json.WriteStartObject();
        json.WriteStartObject("merlon");
        json.WriteNumber("format", FormatVersion);
        json.WriteString("version", AnswerWords.Version);
        json.WriteEndObject();
        WriteOrganisation(json, assessment.Organisation);
        json.WriteDay("as_of", assessment.AsOf);
        WriteRelease(json, assessment.Context.Release);
        WriteProfile(json, assessment.Profile);
        WriteSummary(json, assessment.Summary);
        WriteCoverage(json, assessment.Coverage);
        json.WriteObjects("gaps", assessment.Gaps, gap => WriteGap(json, gap, assessment.Context.Release));
        PlanJson.Write(json, assessment.Plan);
        json.WriteObjects(
            "evidence", assessment.Evidence.Values.OrderBy(static evidence => evidence.Id, StringComparer.Ordinal), evidence => EvidenceJson.Write(json, evidence));
        json.WriteObjects("unresolved", assessment.Unresolved, reference => WriteUnresolved(json, reference));
        WriteRules(json, assessment.Rules);
        DiagnosticJson.Write(json, "diagnostics", assessment.Diagnostics);
        json.WriteEndObject();
    }

    /// <summary>Some of an assessment's gaps as a document of their own.</summary>
    public static void WriteGaps(Utf8JsonWriter json, GapAssessment assessment, IReadOnlyList<Gap> gaps)
    {
        json.WriteStartObject();
        json.WriteString("organisation", assessment.Organisation.Name);
        json.WriteDay("as_of", assessment.AsOf);
        WriteRelease(json, assessment.Context.Release);
        json.WriteNumber("gaps_in_all", assessment.Gaps.Count);
        json.WriteObjects("gaps", gaps, gap => WriteGap(json, gap, assessment.Context.Release));
        json.WriteEndObject();
    }

    static void WriteOrganisation(Utf8JsonWriter json, Organisation organisation)
    {
        json.WriteStartObject("organisation");
        json.WriteString("name", organisation.Name);
        json.WriteString("document", organisation.Document);
        json.WriteStrings("sectors", organisation.Sectors);
        json.WriteStrings("regions", organisation.Regions);
        json.WriteStrings("domains", organisation.Domains);
        json.WriteStrings("platforms", organisation.Platforms);
        json.WriteObjects("scopes", organisation.Scopes, scope =>
        {
            json.WriteString("name", scope.Name);
            json.WriteRounded("weight", scope.Weight);
            json.WriteStrings("platforms", scope.Platforms);
        });
        json.WriteEndObject();
    }

    static void WriteRelease(Utf8JsonWriter json, AttackRelease release)
    {
        json.WriteStartObject("release");
        json.WriteString("version", release.Version);
        json.WriteStrings("domains", release.Domains);
        json.WriteBoolean("texts", release.HasTexts);
        json.WriteEndObject();
    }

    static void WriteProfile(Utf8JsonWriter json, ThreatProfile profile)
    {
        json.WriteStartObject("profile");
        json.WriteDay("as_of", profile.AsOf);
        WriteParameters(json, profile.Parameters);
        json.WriteObjects("groups", profile.Groups, group =>
        {
            ObjectJson.WriteReference(json, group.Group);
            json.WriteRounded("relevance", group.Relevance);
            json.WriteBoolean("named", group.IsNamed);
            json.WriteStrings("reasons", group.Reasons);
        });
        json.WriteObjects("techniques", profile.Techniques, technique =>
        {
            ObjectJson.WriteReference(json, technique.Technique);
            json.WriteRounded("weight", technique.Weight);
            json.WriteRounded("prevalence", technique.Prevalence);
            json.WriteRounded("prevalence_part", technique.PrevalencePart);
            json.WriteObjects("uses", technique.Uses, use =>
            {
                json.WriteString("group", use.Group.Id);
                json.WriteRounded("part", use.Part);
                json.WriteBoolean("direct", use.IsDirect);
                json.WriteDay("last_seen", use.LastSeen);
                if (use.Via.Length > 0)
                {
                    json.WriteString("via", use.Via);
                }
            });
        });
        json.WriteEndObject();
    }

    static void WriteParameters(Utf8JsonWriter json, ThreatParameters parameters)
    {
        json.WriteStartObject("parameters");
        json.WriteRounded("sector_relevance", parameters.SectorRelevance);
        json.WriteRounded("region_lift", parameters.RegionLift);
        json.WriteRounded("background_relevance", parameters.BackgroundRelevance);
        json.WriteRounded("inherited_use", parameters.InheritedUse);
        json.WriteRounded("recency_half_life_years", parameters.RecencyHalfLifeYears);
        json.WriteRounded("recency_floor", parameters.RecencyFloor);
        json.WriteRounded("prevalence_share", parameters.PrevalenceShare);
        json.WriteEndObject();
    }

    static void WriteSummary(Utf8JsonWriter json, CoverageSummary summary)
    {
        json.WriteStartObject("summary");
        WriteAxes(json, summary.Visibility, summary.Detection, summary.Prevention, summary.Covered);
        WriteInterval(json, "covered_interval", summary.Interval);
        json.WriteNumber("techniques", summary.Techniques);
        json.WriteNumber("refuted", summary.Refuted);
        json.WriteNumber("tested", summary.Tested);
        json.WriteEndObject();
    }

    static void WriteCoverage(Utf8JsonWriter json, Coverage coverage)
    {
        json.WriteStartObject("coverage");
        json.WriteDay("as_of", coverage.AsOf);
        json.WriteStartObject("parameters");
        json.WriteNumber("test_half_life_days", coverage.Parameters.TestHalfLifeDays);
        json.WriteNumber("claim_half_life_days", coverage.Parameters.ClaimHalfLifeDays);
        json.WriteRounded("detection_claim_max", coverage.Parameters.DetectionClaimMax);
        json.WriteRounded("prevention_claim_max", coverage.Parameters.PreventionClaimMax);
        json.WriteRounded("test_pass", coverage.Parameters.TestPass);
        json.WriteRounded("parent_claim_share", coverage.Parameters.ParentClaimShare);
        json.WriteEndObject();
        json.WriteObjects("techniques", coverage.Techniques, technique =>
        {
            ObjectJson.WriteReference(json, technique.Technique);
            WriteTechniqueCoverage(json, technique);
            var rolled = technique.RolledUp;
            json.WriteStartObject("rolled_up");
            WriteAxes(json, rolled.Visibility, rolled.Detection, rolled.Prevention, rolled.Covered);
            json.WriteEndObject();
            json.WriteStrings("evidence", technique.EvidenceIds);
        });
        json.WriteEndObject();
    }

    /// <summary>One gap as members of an object.</summary>
    public static void WriteGap(Utf8JsonWriter json, Gap gap, AttackRelease release)
    {
        json.WriteNumber("rank", gap.Rank);
        json.WriteStartObject("technique");
        ObjectJson.WriteReference(json, gap.Technique);
        json.WriteStrings(
            "tactics",
            gap.Technique.Domains.SelectMany(domain => release.TacticsOf(gap.Technique, domain)).Select(static tactic => tactic.Shortname).Distinct(StringComparer.Ordinal));
        json.WriteEndObject();
        json.WriteRounded("weight", gap.Weight);
        json.WriteString("class", NameOf(gap.Class));
        json.WriteRounded("open", gap.Open);
        json.WriteRounded("priority", gap.Priority);
        WriteInterval(json, "covered_interval", gap.Covered);
        json.WriteString("basis", NameOf(gap.Basis));
        json.WriteStartObject("coverage");
        WriteTechniqueCoverage(json, gap.Coverage);
        json.WriteEndObject();
        json.WriteStrings("reasons", gap.Reasons);
        json.WriteStrings("evidence", gap.Coverage.EvidenceIds);
        json.WriteStrings("measures", gap.Measures);
    }

    static void WriteTechniqueCoverage(Utf8JsonWriter json, TechniqueCoverage coverage)
    {
        WriteAxes(json, coverage.Visibility, coverage.Detection, coverage.Prevention, coverage.Covered);
        json.WriteBoolean("refuted", coverage.IsRefuted);
        json.WriteBoolean("tested", coverage.IsTested);
        json.WriteObjects("scopes", coverage.Scopes, scope =>
        {
            json.WriteString("scope", scope.Scope);
            json.WriteRounded("weight", scope.Weight);
            WriteAxes(json, scope.Visibility, scope.Detection, scope.Prevention, scope.Covered);
            json.WriteBoolean("refuted", scope.IsRefuted);
            json.WriteBoolean("tested", scope.IsTested);
        });
    }

    static void WriteAxes(Utf8JsonWriter json, double visibility, double detection, double prevention, double covered)
    {
        json.WriteRounded("visibility", visibility);
        json.WriteRounded("detection", detection);
        json.WriteRounded("prevention", prevention);
        json.WriteRounded("covered", covered);
    }

    static void WriteUnresolved(Utf8JsonWriter json, UnresolvedReference reference)
    {
        json.WriteString("reference", reference.Reference);
        json.WriteString("what", reference.What);
        json.WriteNumber("count", reference.Count);
        json.WriteString("resolution", reference.Resolution);
        json.WriteStrings("moved_to", reference.MovedTo);
        json.WriteStrings("steps", reference.Steps);
        json.WriteStrings("examples", reference.Examples);
    }

    static void WriteRules(Utf8JsonWriter json, RuleCensus rules)
    {
        json.WriteStartObject("rules");
        json.WriteNumber("read", rules.Read);
        json.WriteNumber("deployed", rules.Deployed);
        json.WriteNumber("tagged", rules.Tagged);
        json.WriteNumber("fed", rules.Fed);
        json.WriteNumber("dormant", rules.Dormant);
        json.WriteNumber("unknown_log_source", rules.UnknownLogSource);
        json.WriteEndObject();
    }

    /// <summary>An interval as its two ends.</summary>
    public static void WriteInterval(Utf8JsonWriter json, string name, CoverageInterval interval)
    {
        json.WriteStartArray(name);
        json.WriteNumberValue(Math.Round(interval.Low, 6));
        json.WriteNumberValue(Math.Round(interval.High, 6));
        json.WriteEndArray();
    }

    /// <summary>What coverage rests on in one word: <c>tested</c>, <c>tested-in-part</c>, <c>measured</c>, <c>declared</c>, <c>unknown</c>.</summary>
    public static string NameOf(CoverageBasis basis) => basis switch
    {
        CoverageBasis.Tested => "tested",
        CoverageBasis.TestedInPart => "tested-in-part",
        CoverageBasis.Measured => "measured",
        CoverageBasis.Declared => "declared",
        _ => "unknown",
    };

    /// <summary>A class of weight in one word: <c>critical</c>, <c>high</c>, <c>moderate</c>, <c>low</c>, <c>minimal</c>.</summary>
    public static string NameOf(WeightClass weightClass) => weightClass switch
    {
        WeightClass.Critical => "critical",
        WeightClass.High => "high",
        WeightClass.Moderate => "moderate",
        WeightClass.Low => "low",
        _ => "minimal",
    };
}
