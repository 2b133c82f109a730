using System.Text.Json;
using Merlon.Changes;
using Merlon.Documents;

namespace Merlon.Answers;

/// <summary>
/// A comparison as JSON: under <c>domains</c> the ten types of the change logs and nothing else, each with every category;
/// what goes beyond them stands beside it.
/// </summary>
static class ReleaseDiffJson
{
    public static void Write(Utf8JsonWriter json, DiffView view, IReadOnlyList<Diagnostic> diagnostics, bool withDetails)
    {
        json.WriteStartObject();
        json.WriteString("from", view.Diff.From);
        json.WriteString("to", view.Diff.To);
        WriteDomains(json, "domains", view, domain => WriteTypes(json, domain.Types, view));
        WriteDomains(json, "structure", view, domain =>
        {
            WriteTypes(json, domain.Structure, view);
            if (view.Shows(DiffView.RelationshipsKey))
            {
                WriteRelationships(json, domain);
            }
        });
        WriteDomains(json, "statistics", view, domain => WriteStatistics(json, view.TypesOf(domain)));
        json.WriteObjects("not_compared", view.Diff.NotCompared, one =>
        {
            json.WriteString("domain", one.Domain);
            json.WriteString("only_in", one.IsInOld ? "old" : "new");
        });
        json.WriteObjects("contributors", view.Contributors(), credit =>
        {
            json.WriteString("name", credit.Name);
            json.WriteStrings("objects", credit.Objects.Select(static one => one.StixId));
        });
        WriteFindings(json, view);
        if (withDetails)
        {
            WriteDomains(json, "details", view, domain => ChangeDetailJson.Write(json, domain, view));
        }

        DiagnosticJson.Write(json, "diagnostics", diagnostics);
        json.WriteEndObject();
    }

    static void WriteDomains(Utf8JsonWriter json, string name, DiffView view, Action<DomainDiff> write)
    {
        json.WriteStartObject(name);
        foreach (var domain in view.Domains)
        {
            json.WriteStartObject(domain.Domain);
            write(domain);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    static void WriteTypes(Utf8JsonWriter json, IReadOnlyList<TypeDiff> types, DiffView view)
    {
        foreach (var type in types.Where(type => view.Shows(type.Type.Key)))
        {
            json.WriteStartObject(type.Type.Key);
            foreach (var category in ChangeCategories.All)
            {
                if (category == ChangeCategory.Revocation)
                {
                    json.WriteObjects(category.Key(), type.Of(category), change =>
                    {
                        json.WriteString("id", change.StixId);
                        json.WriteString("by", change.Successor?.StixId);
                    });
                }
                else
                {
                    json.WriteStrings(category.Key(), type.Of(category).Select(static change => change.StixId));
                }
            }

            json.WriteEndObject();
        }
    }

    static void WriteRelationships(Utf8JsonWriter json, DomainDiff domain)
    {
        json.WriteStartObject(DiffView.RelationshipsKey);
        foreach (var one in domain.Relationships)
        {
            json.WriteStartObject(one.Type);
            json.WriteNumber("old", one.OldCount);
            json.WriteNumber("new", one.NewCount);
            json.WriteStrings("additions", one.Additions);
            json.WriteStrings("changes", one.Changes);
            json.WriteStrings("deletions", one.Deletions);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    static void WriteStatistics(Utf8JsonWriter json, IReadOnlyList<TypeDiff> types)
    {
        foreach (var row in DiffCounts.Of(types))
        {
            json.WriteStartObject(row.Key);
            json.WriteNumber("live_old", row.OldLive);
            json.WriteNumber("live_new", row.NewLive);
            foreach (var category in ChangeCategories.All)
            {
                json.WriteNumber(category.Key(), row.Of(category));
            }

            json.WriteNumber("in_no_category", row.Dead);
            json.WriteEndObject();
        }
    }

    static void WriteFindings(Utf8JsonWriter json, DiffView view)
    {
        json.WriteStartArray("findings");
        foreach (var domain in view.Domains)
        {
            foreach (var finding in view.FindingsOf(domain))
            {
                json.WriteStartObject();
                json.WriteString("kind", finding.Kind);
                json.WriteString("domain", domain.Domain);
                json.WriteString("type", finding.Type.Key);
                json.WriteString("id", finding.About.StixId);
                json.WriteString("attack_id", finding.About.Shown.Id);
                json.WriteString("name", finding.About.Shown.Name);
                json.WriteString("message", finding.Message);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }
}
