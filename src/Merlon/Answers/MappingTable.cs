using System.Text.Json;
using Merlon.Attack;
using Merlon.Controls;
using Merlon.Workspaces;

namespace Merlon.Answers;

/// <summary>One framework of a mapping file with what became of it.</summary>
sealed record MappingRow(string File, ControlMapping Mapping, MappingPassage Passage, bool IsKnown);

/// <summary>Mapping files as a table.</summary>
static class MappingTable
{
    static readonly IReadOnlyList<ListColumn<MappingRow>> Columns =
    [
        new("framework", "framework", static row => row.Mapping.FrameworkId, IsOnPage: true, WidthChars: 20),
        new("name", "name", static row => row.Mapping.FrameworkName, WidthChars: 30),
        new("kind", "kind", static row => WordOf(row.Mapping.Kind), IsOnPage: true, WidthChars: 12),
        new("domain", "domain", static row => row.Mapping.Domain.Replace("-attack", "", StringComparison.Ordinal), IsOnPage: true, WidthChars: 12),
        new("read", "read", static row => row.Mapping.Counts.Read, IsOnPage: true, IsNumber: true),
        new("mapped", "mapped", static row => row.Mapping.Counts.Mapped, IsOnPage: true, IsNumber: true),
        new("non_mappable", "not mappable", static row => row.Mapping.Counts.NonMappable, IsOnPage: true, IsNumber: true),
        new("refused", "refused", static row => row.Mapping.Counts.Refused, IsOnPage: true, IsNumber: true),
        new("retargeted", "re-targeted", static row => row.Passage.Moved, IsOnPage: true, IsNumber: true),
        new("lost", "lost", static row => row.Passage.Lost, IsOnPage: true, IsNumber: true),
        new("controls", "controls", static row => row.Mapping.Edges.Select(static edge => edge.Control).Concat(row.Mapping.Links.Select(static link => link.Control)).Distinct(StringComparer.Ordinal).Count(), IsOnPage: true, IsNumber: true),
        new("named", "named", static row => row.Mapping.Controls.Count, IsNumber: true),
        new("techniques", "techniques", static row => row.Passage.Techniques, IsOnPage: true, IsNumber: true),
        new("live_techniques", "live", static row => row.Passage.LiveTechniques, IsOnPage: true, IsNumber: true),
        new("other_domain", "other domain", static row => row.Passage.OtherDomain, IsNumber: true),
        new("links", "links", static row => row.Mapping.Links.Count, IsNumber: true),
        new("attack_version", "ATT&CK", static row => row.Mapping.Source.AttackVersion, IsOnPage: true, WidthChars: 8),
        new("version", "version", static row => row.Mapping.Source.Version, WidthChars: 12),
        new("updated", "updated", static row => row.Mapping.Source.Updated, WidthChars: 12),
        new("licence", "licence", static row => row.Mapping.Source.Licence, WidthChars: 30),
        new("file", "file", static row => row.File, WidthChars: 40),
        new("sha256", "SHA-256", static row => row.Mapping.Source.Hash, WidthChars: 20),
        new("known", "known", static row => row.IsKnown),
    ];

    public static ListTable<MappingRow> Of(IReadOnlyList<ImportedMapping> imported, AttackRelease release) => new(
        "mappings", Columns,
        [.. imported.SelectMany(one => (one.Read?.Mappings ?? []).Select(mapping => new MappingRow(Path.GetFileName(one.Path), mapping, MappingPassage.Of(mapping, release), one.IsKnown)))]);

    public static string WordOf(MappingKind kind) => kind switch
    {
        MappingKind.Controls => "controls",
        MappingKind.Weaknesses => "weaknesses",
        _ => "related",
    };

    /// <summary>Mappings with what became of every row.</summary>
    public static void Write(Utf8JsonWriter json, ListTable<MappingRow> table, IReadOnlyList<ImportedMapping> imported, AttackRelease release)
    {
        json.WriteStartObject();
        json.WriteString("release", release.Version);
        json.WriteObjects("mappings", table.Rows, row =>
        {
            table.WriteJson(json, row);
            json.WriteObjects("refusals", row.Mapping.Counts.Reasons, reason =>
            {
                json.WriteString("reason", reason.Key);
                json.WriteNumber("rows", reason.Value);
            });
            json.WriteObjects("moves", row.Passage.Retargeted, moved =>
            {
                json.WriteString("written", moved.Written.ToString());
                json.WriteNumber("pairs", moved.Pairs);
                json.WriteStrings("targets", moved.Targets.Select(static id => id.ToString()));
                json.WriteStrings("steps", moved.Steps);
            });
        });
        json.WriteStrings("unreadable", imported.Where(static one => one.Read is null).Select(static one => one.Path));
        DiagnosticJson.Write(json, "diagnostics", [.. imported.SelectMany(static one => one.Diagnostics)]);
        json.WriteEndObject();
    }
}
