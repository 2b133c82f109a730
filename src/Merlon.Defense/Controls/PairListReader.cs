using System.Text.Json;
using Merlon.Attack;
using Merlon.Documents;

namespace Merlon.Controls;

/// <summary>
/// Lists of pairs as JSON: <c>mappings</c>, each an object with one text, the control, and one list, what it maps to. The list's own
/// name says which framework it is of, unless it holds techniques.
/// </summary>
static class PairListReader
{
    const string RowsField = "mappings";

    public static bool IsPairList(JsonElement root) => root.ListOf(RowsField).Any(static row => ControlOf(row).Value.Length > 0 && TargetsOf(row).Name.Length > 0);

    public static ControlMapping? Read(JsonElement root, MappingContext context, DiagnosticLog log)
    {
        var rows = new MappingRows(log);
        var controls = new MappedControls();
        var (edges, links) = (new List<MappingEdge>(), new List<MappingLink>());
        var (from, to) = CrosswalkColumns.FrameworksOf(context.Document, context.Names);
        var relation = MappingTypes.RelationOf(root.TextOf("relation"), out _) ?? LinkRelation.Unspecified;
        var index = 0;
        foreach (var row in root.ListOf(RowsField))
        {
            var control = ControlOf(row).Value;
            var (field, targets) = TargetsOf(row);
            var framework = context.Target.Length > 0 ? context.Target : context.Names.Find(field)?.Id ?? to;
            if ((control.Length is 0 or > MappingLimits.IdCharsMax || targets.Count == 0) && rows.Begin())
            {
                if (control.Length is > 0 and <= MappingLimits.IdCharsMax && field.Length > 0)
                {
                    controls.Add(control, "", "");
                    rows.LeaveUnmapped();
                }
                else
                {
                    rows.Refuse("it names no control", $"row {index}");
                }
            }
            else
            {
                foreach (var target in targets.Where(_ => rows.Begin()))
                {
                    if (TechniqueId.TryParse(target, out var technique))
                    {
                        edges.Add(new MappingEdge(controls.Add(control, "", ""), technique, EdgeCategory.Protect, Grade: null, "", index));
                        rows.Map();
                    }
                    else if (framework.Length > 0 && target.Length is > 0 and <= MappingLimits.IdCharsMax)
                    {
                        links.Add(new MappingLink(controls.Add(control, "", ""), framework, target, relation, Grade: null, index));
                        rows.Map();
                    }
                    else
                    {
                        rows.Refuse("it is no technique id, and nothing says of which framework it is", $"row {index}: {target}");
                    }
                }
            }

            index++;
        }

        var named = context.Names.Of(Known(root.TextOf("framework"), from, context), "");
        if (named.Id.Length is 0 or > MappingLimits.IdCharsMax)
        {
            log.Error("MAP002", SourceLocation.Whole, "nothing says which framework the file maps", advice: "name it with --framework, or framework: beside path:");
            return null;
        }

        var counts = rows.ToCounts();
        return new ControlMapping
        {
            FrameworkId = named.Id,
            FrameworkName = named.Name,
            Words = named.Words,
            Source = new MappingSource("", root.TextOf("attack_version"), context.Licence.Length > 0 ? context.Licence : root.TextOf("source"), context.Document) { Hash = context.Hash },
            Kind = MappingKind.Controls,
            Controls = controls.ToList(),
            Edges = [.. edges.Select(edge => edge with { Control = controls.SpellingOf(edge.Control) })],
            Links = [.. links.Select(link => link with { Control = controls.SpellingOf(link.Control) })],
            Counts = counts,
        };
    }

    // what the user says, the file's own word as far as it is a known name, the file's name, the file's own word
    static string Known(string written, string from, MappingContext context)
    {
        var head = written.Split(',', ';')[0].Trim();
        return context.Framework.Length > 0 ? context.Framework
            : context.Names.Find(head) is not null ? head
            : context.Names.Find(from) is not null || head.Length == 0 ? from
            : head;
    }

    static (string Name, string Value) ControlOf(JsonElement row)
    {
        if (row.ValueKind == JsonValueKind.Object)
        {
            foreach (var field in row.EnumerateObject().Where(static field => field.Value.ValueKind == JsonValueKind.String))
            {
                return (field.Name, field.Value.ToText());
            }
        }

        return ("", "");
    }

    static (string Name, IReadOnlyList<string> Values) TargetsOf(JsonElement row)
    {
        if (row.ValueKind == JsonValueKind.Object)
        {
            foreach (var field in row.EnumerateObject().Where(static field => field.Value.ValueKind == JsonValueKind.Array))
            {
                return (field.Name, [.. field.Value.EnumerateArray().Where(static value => value.ValueKind == JsonValueKind.String).Select(JsonFields.ToText)]);
            }
        }

        return ("", []);
    }
}
