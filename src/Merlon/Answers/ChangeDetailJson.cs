using System.Text.Json;
using Merlon.Changes;
using Merlon.Web.Changes;

namespace Merlon.Answers;

/// <summary>The changed objects of a domain with everything that is known of each change, as JSON.</summary>
static class ChangeDetailJson
{
    public static void Write(Utf8JsonWriter json, DomainDiff domain, DiffView view)
    {
        json.WriteStartArray("objects");
        foreach (var type in view.TypesOf(domain))
        {
            foreach (var change in type.Changes)
            {
                WriteChange(json, type.Type, change);
            }
        }

        json.WriteEndArray();
        json.WriteStartArray("technique_relations");
        if (view.Shows("techniques"))
        {
            foreach (var (technique, relations) in domain.ChangedRelations())
            {
                WriteRelations(json, technique, relations);
            }
        }

        json.WriteEndArray();
    }

    static void WriteChange(Utf8JsonWriter json, ComparedType type, ObjectChange change)
    {
        json.WriteStartObject();
        json.WriteString("id", change.StixId);
        json.WriteString("attack_id", change.Shown.Id);
        json.WriteString("name", change.Shown.Name);
        json.WriteString("type", type.Key);
        json.WriteString("category", change.Category.Key());
        json.WriteString("old_version", change.Old?.Version);
        json.WriteString("new_version", change.New?.Version);
        json.WriteString("old_modified", change.Old?.Modified);
        json.WriteString("new_modified", change.New?.Modified);
        json.WriteObjects("fields", change.Fields(), field => WriteField(json, field));
        json.WriteEndObject();
    }

    static void WriteField(Utf8JsonWriter json, FieldChange field)
    {
        json.WriteString("field", field.Field);
        switch (field)
        {
            case FieldChange.Appeared appeared:
                json.WriteString("new", appeared.Value);
                break;
            case FieldChange.Vanished vanished:
                json.WriteString("old", vanished.Value);
                break;
            case FieldChange.Replaced replaced:
                json.WriteString("old", replaced.Old);
                json.WriteString("new", replaced.New);
                WriteWords(json, replaced);
                break;
            case FieldChange.Items items:
                json.WriteStrings("dropped", items.Dropped);
                json.WriteStrings("added", items.Added);
                break;
            case FieldChange.Reordered reordered:
                json.WriteStrings("old_order", reordered.Old);
                json.WriteStrings("new_order", reordered.New);
                break;
            default:
                throw new System.Diagnostics.UnreachableException(field.Field);
        }
    }

    // Pairs of a sign and a text: = stayed, - went, + came.
    static void WriteWords(Utf8JsonWriter json, FieldChange.Replaced replaced)
    {
        if (!ChangeProse.IsProse(replaced))
        {
            return;
        }

        json.WriteStartArray("words");
        foreach (var segment in replaced.Words())
        {
            json.WriteStartArray();
            json.WriteStringValue(segment.Kind switch { TextSegmentKind.Same => "=", TextSegmentKind.Dropped => "-", _ => "+" });
            json.WriteStringValue(segment.Text);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    static void WriteRelations(Utf8JsonWriter json, ObjectChange technique, TechniqueRelations relations)
    {
        json.WriteStartObject();
        json.WriteString("id", technique.StixId);
        json.WriteString("attack_id", technique.Shown.Id);
        WriteRelation(json, "mitigations", relations.Mitigations);
        WriteRelation(json, "datacomponents", relations.DataComponents);
        WriteRelation(json, "detectionstrategies", relations.DetectionStrategies);
        WriteRelation(json, "procedures", relations.Procedures);
        json.WriteEndObject();
    }

    static void WriteRelation(Utf8JsonWriter json, string name, RelationChange change)
    {
        json.WriteStartObject(name);
        json.WriteStrings("new", change.Added);
        json.WriteStrings("dropped", change.Dropped);
        json.WriteNumber("shared", change.Shared.Count);
        json.WriteEndObject();
    }
}
