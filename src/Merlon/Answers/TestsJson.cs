using System.Text.Json;
using Merlon.Assessment;

namespace Merlon.Answers;

/// <summary>How a test stands, as JSON and in fixed words.</summary>
static class TestsJson
{
    /// <summary>Writes the members of a test into an open object.</summary>
    public static void Write(Utf8JsonWriter json, GapAssessment assessment, TestStanding standing)
    {
        var test = standing.Test;
        json.WriteString("technique", standing.Technique.Id);
        json.WriteString("name", standing.Technique.Name);
        json.WriteText("scope", standing.Scope);
        json.WriteDay("date", test.Date);
        json.WriteString("outcome", WordOf(test.Outcome));
        json.WriteText("what", test.Name);
        json.WriteText("rule", test.Rule);
        json.WriteText("log_source", test.LogSource);
        json.WriteText("mitigation", test.Mitigation);
        json.WriteText("control", test.Control);
        WriteMinutes(json, "minutes_to_detect", test.MinutesToDetect);
        WriteMinutes(json, "minutes_to_alert", test.MinutesToAlert);
        json.WriteText("evidence", test.EvidenceLink);
        json.WriteString("place", $"{assessment.Organisation.Document}:{test.Location}");
        json.WriteString("statement", standing.EvidenceId);
        json.WriteRounded("freshness", FreshnessOf(test, assessment));
        json.WriteString("stands", StandingOf(standing));
        json.WriteStrings("voided_by", standing.Changes);
        json.WriteObjects("rests_on", (standing.Stamped ?? standing.Basis).Lines, line =>
        {
            json.WriteString("kind", line.Kind.ToString());
            json.WriteString("key", line.Key);
            json.WriteString("value", line.Value);
            json.WriteString("name", line.Name);
        });
    }

    /// <summary>Whether it holds.</summary>
    public static string StandingOf(TestStanding standing) => standing.IsVoid ? "void" : standing.Stamped is null ? "new" : "holds";

    /// <summary>How it ended.</summary>
    public static string WordOf(Outcome outcome) => outcome switch
    {
        Outcome.None => "none",
        Outcome.Logged => "logged",
        Outcome.Alerted => "alerted",
        _ => "blocked",
    };

    /// <summary>How far it outweighs claims today.</summary>
    public static double FreshnessOf(RecordedTest test, GapAssessment assessment)
        => Math.Pow(2, -(assessment.AsOf.DayNumber - test.Date.DayNumber) / (double)assessment.Coverage.Parameters.TestHalfLifeDays) / test.Techniques.Count;

    static void WriteMinutes(Utf8JsonWriter json, string name, decimal? minutes)
    {
        if (minutes is { } known)
        {
            json.WriteNumber(name, known);
        }
    }
}
