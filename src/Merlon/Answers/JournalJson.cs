using System.Globalization;
using System.Text.Json;
using Merlon.Workspaces;

namespace Merlon.Answers;

/// <summary>Entries and statements of the journal as JSON and CSV.</summary>
static class JournalJson
{
    /// <summary>Entries as one document.</summary>
    public static void WriteEntries(Utf8JsonWriter json, IReadOnlyList<JournalEntry> entries)
    {
        json.WriteStartObject();
        json.WriteObjects("entries", entries, entry => Write(json, entry));
        json.WriteEndObject();
    }

    /// <summary>A statement with its last change, as members of an object.</summary>
    public static void Write(Utf8JsonWriter json, JournalStatement one)
    {
        json.WriteNumber("sequence", one.Sequence);
        json.WriteString("changed_at", Moment(one.ChangedAt));
        json.WriteBoolean("in_force", one.IsInForce);
        json.WriteStartObject("evidence");
        EvidenceJson.Write(json, one.Evidence);
        json.WriteEndObject();
    }

    /// <summary>Statements as CSV.</summary>
    /// <param name="items">The statements.</param>
    /// <param name="hasHeader">True for the first part of a file.</param>
    public static string Csv(IReadOnlyList<JournalStatement> items, bool hasHeader)
    {
        using StringWriter text = new(CultureInfo.InvariantCulture);
        CsvWriter csv = new(text);
        if (hasHeader)
        {
            csv.Header(["id", "in force", "changed at", "technique", "kind", "axis", "scope", "strength", "outcome", "date", "source", "place", "statement", "release"]);
        }

        foreach (var one in items)
        {
            var said = one.Evidence;
            csv.Text(said.Id);
            csv.Text(one.IsInForce ? "true" : "false");
            csv.Text(Moment(one.ChangedAt));
            csv.Text(said.Technique.ToString());
            csv.Text(EvidenceJson.NameOf(said.Kind));
            csv.Text(EvidenceJson.NameOf(said.Axis));
            csv.Text(said.Scope);
            csv.Number(said.Strength);
            csv.Text(said.Outcome is { } outcome ? EvidenceJson.NameOf(outcome) : "");
            csv.Day(said.Date);
            csv.Text(said.Source);
            csv.Text(said.Place);
            csv.Text(said.Statement);
            csv.Text(said.Release);
            csv.EndRecord();
        }

        return text.ToString();
    }

    static void Write(Utf8JsonWriter json, JournalEntry entry)
    {
        json.WriteNumber("sequence", entry.Sequence);
        json.WriteString("recorded_at", Moment(entry.RecordedAt));
        json.WriteBoolean("withdrawn", entry.IsWithdrawn);
        json.WriteStartObject("evidence");
        EvidenceJson.Write(json, entry.Evidence);
        json.WriteEndObject();
        if (entry.Moves.Count > 0)
        {
            json.WriteObjects(entry.IsWithdrawn ? "moved_to" : "moved_from", entry.Moves, move =>
            {
                json.WriteString("kind", EvidenceJson.NameOf(move.Kind));
                json.WriteString("technique", move.Technique);
                json.WriteString("evidence", move.Evidence);
                json.WriteString("release", move.Release);
                json.WriteStrings("steps", move.Steps);
            });
        }
    }

    static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
