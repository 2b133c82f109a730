using System.Text.Json;
using Merlon.Attack;
using Merlon.Authoring;

namespace Merlon.Cli;

/// <summary>Entries of an own collection as people and JSON documents name them.</summary>
static class ExtendText
{
    /// <summary>What an entry is: <c>technique</c>, <c>relationship</c>, <c>note</c>.</summary>
    public static string KindOf(OwnEntry entry) => OwnKind.OfType(entry.Type)?.Name ?? entry.Type;

    /// <summary>Id and name; of a relationship the ids of its ends where the collection or the release knows them.</summary>
    public static string NameOf(OwnEntry entry, OwnCollection collection, AttackRelease? release)
        => entry.Type is not "relationship" ? entry.ToString() : string.Join(' ', entry.ToString().Split(' ').Select(word => IdOf(word, collection, release)));

    static string IdOf(string word, OwnCollection collection, AttackRelease? release)
        => collection.TryFind(word, out var own) && own.Id.Length > 0 ? own.Id
            : release is not null && release.TryFindStix(word, out var found) && found.Id.Length > 0 ? found.Id : word;

    public static string StateOf(OwnEntry entry) => entry.Conflicts.Count > 0 ? "conflict" : entry.IsChange ? "changed" : "own";

    /// <summary>The moment of an entry as a day.</summary>
    public static string DayOf(OwnEntry entry) => entry.Modified.Length >= 10 ? entry.Modified[..10] : entry.Modified;

    /// <summary>A JSON value as people read it: a text without its quotes, nothing as a dash.</summary>
    public static string ValueOf(string json)
    {
        if (json.Length == 0)
        {
            return "(none)";
        }

        using var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind switch
        {
            JsonValueKind.String => document.RootElement.GetString() ?? "",
            JsonValueKind.Array when document.RootElement.EnumerateArray().All(static item => item.ValueKind == JsonValueKind.String)
                => string.Join(", ", document.RootElement.EnumerateArray().Select(static item => item.GetString())),
            _ => json,
        };
    }
}

/// <summary>Own collections as JSON documents.</summary>
static class ExtendJson
{
    public static void PrintDifferences(Terminal terminal, OwnCollection after, IReadOnlyList<ExtendDifference> differences, IReadOnlyList<Documents.Diagnostic> diagnostics)
        => JsonPrint.To(terminal, json =>
        {
            json.WriteStartObject();
            WriteHead(json, after);
            json.WriteObjects("changes", differences, difference =>
            {
                json.WriteString("change", difference.Verb);
                WriteEntry(json, difference.Entry);
            });
            DiagnosticJson.Write(json, "diagnostics", diagnostics);
            json.WriteEndObject();
        });

    public static void WriteHead(Utf8JsonWriter json, OwnCollection collection)
    {
        json.WriteStartObject("collection");
        json.WriteString("stix_id", collection.Head.StixId);
        json.WriteString("name", collection.Head.Name);
        json.WriteString("publisher", collection.Head.Publisher);
        json.WriteString("prefix", collection.Head.Prefix.Text);
        json.WriteString("version", collection.Head.Version);
        json.WriteString("modified", collection.Head.Modified);
        json.WriteNumber("entries", collection.Entries.Count);
        json.WriteNumber("conflicts", collection.ConflictCount);
        json.WriteEndObject();
    }

    public static void WriteEntry(Utf8JsonWriter json, OwnEntry entry)
    {
        json.WriteString("id", entry.Id);
        json.WriteString("stix_id", entry.StixId);
        json.WriteString("kind", ExtendText.KindOf(entry));
        json.WriteString("name", entry.Type is "relationship" ? entry.ToString() : entry.Name);
        json.WriteString("version", entry.Version);
        json.WriteString("modified", entry.Modified);
        json.WriteString("state", ExtendText.StateOf(entry));
        json.WriteString("base_release", entry.Base?.Release);
    }

    public static void WriteConflicts(Utf8JsonWriter json, IEnumerable<(OwnEntry Entry, OwnConflict Conflict)> conflicts)
        => json.WriteObjects("conflicts", conflicts, pair =>
        {
            json.WriteString("id", pair.Entry.Id);
            json.WriteString("stix_id", pair.Entry.StixId);
            json.WriteString("name", pair.Entry.Name);
            json.WriteString("field", pair.Conflict.Field);
            json.WriteString("release", pair.Conflict.Release);
            WriteValue(json, "base", pair.Conflict.Base);
            WriteValue(json, "mine", pair.Conflict.Mine);
            WriteValue(json, "theirs", pair.Conflict.Theirs);
        });

    static void WriteValue(Utf8JsonWriter json, string name, string value)
    {
        json.WritePropertyName(name);
        if (value.Length == 0)
        {
            json.WriteNullValue();
        }
        else
        {
            json.WriteRawValue(value);
        }
    }
}
