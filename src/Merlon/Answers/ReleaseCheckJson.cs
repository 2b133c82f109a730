using System.Text.Json;
using Merlon.Attack;

namespace Merlon.Answers;

/// <summary>Where a release contradicts itself, as JSON.</summary>
static class ReleaseCheckJson
{
    /// <summary>Writes the document.</summary>
    public static void Write(Utf8JsonWriter json, AttackRelease release, IReadOnlyList<ReleaseFinding> contradictions)
    {
        json.WriteStartObject();
        json.WriteString("version", release.Version);
        json.WriteStrings("domains", release.Domains);
        json.WriteNumber("findings", contradictions.Count);
        WriteContradictions(json, contradictions);
        json.WriteEndObject();
    }

    /// <summary>The findings, as a member of the object that is being written.</summary>
    public static void WriteContradictions(Utf8JsonWriter json, IReadOnlyList<ReleaseFinding> contradictions) => json.WriteObjects("contradictions", contradictions, finding =>
    {
        json.WriteString("code", finding.Code);
        json.WriteString("id", finding.About.Id);
        json.WriteString("stix_id", finding.About.StixId);
        json.WriteString("name", finding.About.Name);
        json.WriteString("message", finding.Message);
    });
}
