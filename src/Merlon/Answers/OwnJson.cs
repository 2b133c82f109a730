using System.Globalization;
using System.Text.Json;
using Merlon.Attack;
using Merlon.Authoring;
using Merlon.Workspaces;

namespace Merlon.Answers;

/// <summary>Entries of an own collection as people and JSON documents name them.</summary>
static class OwnWords
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

    /// <summary>When a revision was recorded, as JSON and people write it.</summary>
    public static string MomentOf(OwnRevision revision) => revision.RecordedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>What a merge did to an entry.</summary>
    public static string NameOf(OwnMergeKind kind) => kind switch
    {
        OwnMergeKind.Merged => "merged",
        OwnMergeKind.Conflict => "conflict",
        OwnMergeKind.Adopted => "adopted",
        OwnMergeKind.Gone => "gone",
        OwnMergeKind.Revoked => "revoked",
        OwnMergeKind.Moved => "moved",
        _ => "clash",
    };

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
static class OwnJson
{
    /// <summary>What a change did to the collection.</summary>
    public static void WriteDifferences(Utf8JsonWriter json, OwnCollection after, IReadOnlyList<OwnDifference> differences, IReadOnlyList<Documents.Diagnostic> diagnostics)
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
    }

    /// <summary>The collection with all entries.</summary>
    public static void Write(Utf8JsonWriter json, OwnCollection own)
    {
        json.WriteStartObject();
        WriteHead(json, own);
        json.WriteObjects("entries", own.Entries, entry => WriteEntry(json, entry));
        json.WriteEndObject();
    }

    /// <summary>One entry with its fields.</summary>
    public static void WriteWhole(Utf8JsonWriter json, OwnEntry entry)
    {
        json.WriteStartObject();
        WriteEntry(json, entry);
        json.WriteStrings("changed_fields", entry.IsChange ? entry.ChangedFields : []);
        WriteConflicts(json, entry.Conflicts.Select(conflict => (entry, conflict)));
        json.WritePropertyName("object");
        json.WriteRawValue(entry.Json);
        json.WriteEndObject();
    }

    /// <summary>Every revision, newest first.</summary>
    public static void WriteHistory(Utf8JsonWriter json, IEnumerable<OwnRevision> revisions)
    {
        json.WriteStartObject();
        json.WriteObjects("revisions", revisions, revision =>
        {
            json.WriteNumber("revision", revision.Number);
            json.WriteString("recorded_at", OwnWords.MomentOf(revision));
            json.WriteString("action", revision.Action);
            json.WriteString("note", revision.Note);
            json.WriteString("version", revision.Version);
            json.WriteNumber("entries", revision.EntryCount);
            json.WriteString("sha256", revision.Sha256);
        });
        json.WriteEndObject();
    }

    /// <summary>What a merge did.</summary>
    public static void WriteMerge(Utf8JsonWriter json, OwnMergeResult result)
    {
        json.WriteStartObject();
        json.WriteString("release", result.Release);
        WriteHead(json, result.Collection);
        json.WriteObjects("steps", result.Steps, step =>
        {
            json.WriteString("kind", OwnWords.NameOf(step.Kind));
            json.WriteString("stix_id", step.StixId);
            json.WriteString("name", step.Name);
            json.WriteString("message", step.Message);
        });
        json.WriteEndObject();
    }

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
        json.WriteString("kind", OwnWords.KindOf(entry));
        json.WriteString("name", entry.Type is "relationship" ? entry.ToString() : entry.Name);
        json.WriteString("version", entry.Version);
        json.WriteString("modified", entry.Modified);
        json.WriteString("state", OwnWords.StateOf(entry));
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
