using System.Text.Json;
using Merlon.Intelligence;

namespace Merlon.Answers;

/// <summary>A story as JSON.</summary>
static class StoryJson
{
    public static void Write(Utf8JsonWriter json, AttackStory story)
    {
        json.WriteObjects("hosts", story.Hosts, host =>
        {
            json.WriteString("host", host.Host);
            FindingJson.WriteTime(json, "first", host.First);
            FindingJson.WriteTime(json, "last", host.Last);
            json.WriteObjects("stages", host.Stages, stage => WriteStage(json, stage));
            json.WriteObjects("sessions", host.Sessions, session =>
            {
                json.WriteString("session", session.Name);
                json.WriteSome("users", session.Users);
                json.WriteStrings("tactics", session.Tactics.Select(static tactic => tactic.Shortname));
                json.WriteNumber("findings", session.Findings);
                FindingJson.WriteTime(json, "first", session.First);
                FindingJson.WriteTime(json, "last", session.Last);
            });
        });
        json.WriteNumber("findingsWithoutStage", story.Unplaced);
        json.WriteStartObject("actors");
        WriteActors(json, story.Actors);
        json.WriteEndObject();
    }

    static void WriteStage(Utf8JsonWriter json, StoryStage stage)
    {
        json.WriteString("tactic", stage.Tactic.Shortname);
        json.WriteString("id", stage.Tactic.Id);
        FindingJson.WriteTime(json, "first", stage.First);
        FindingJson.WriteTime(json, "last", stage.Last);
        json.WriteStrings("techniques", stage.Techniques.Select(static technique => technique.Id));
        json.WriteObjects("findings", stage.Findings, one =>
        {
            FindingJson.WriteTime(json, "time", one.Finding.Time);
            json.WriteString("rule", one.Finding.Rule.Title);
            json.WriteText("ruleId", one.Finding.Rule.Id);
            json.WriteText("level", one.Finding.Rule.Level);
            json.WriteText("session", HostStory.SessionOf(one.Finding));
            json.WriteString("document", one.Finding.Document);
            json.WriteNumber("record", one.Finding.Record);
            json.WriteNumber("count", one.Finding.Count);
        });
    }

    static void WriteActors(Utf8JsonWriter json, ActorRanking actors)
    {
        json.WriteBoolean("unknown", actors.IsUnknown);
        json.WriteRounded("lead", actors.Lead);
        json.WriteStartObject("reliability");
        json.WriteNumber("right", actors.Reliability.Right);
        json.WriteNumber("cases", actors.Reliability.Cases);
        json.WriteEndObject();
        json.WriteStrings("techniques", actors.Techniques.Select(static technique => technique.Id));
        json.WriteStrings("software", actors.Software.Select(static software => software.Id));
        json.WriteObjects("hypotheses", actors.Hypotheses, one =>
        {
            json.WriteString("id", one.Group.Id);
            json.WriteString("name", one.Group.Name);
            json.WriteRounded("score", one.Score);
            json.WriteStartObject("for");
            WriteTelling(json, one.Techniques);
            json.WriteStrings("software", one.Software.Select(static software => software.Id));
            json.WriteEndObject();
            json.WriteStartObject("against");
            WriteTelling(json, one.StrangeTechniques);
            json.WriteStrings("software", one.StrangeSoftware.Select(static software => software.Id));
            json.WriteEndObject();
        });
    }

    static void WriteTelling(Utf8JsonWriter json, IReadOnlyList<TellingTechnique> techniques)
        => json.WriteObjects("techniques", techniques, telling =>
        {
            json.WriteString("id", telling.Technique.Id);
            json.WriteNumber("groups", telling.Groups);
        });
}
