using System.Text.Json;
using Merlon.Attack;
using Merlon.Documents;

namespace Merlon.Controls;

/// <summary>
/// Mappings Explorer's format: <c>metadata</c> and <c>mapping_objects</c>, each object a capability, a technique, a mapping type and
/// perhaps a score. docs/formats/mappings.md. What a file leaves out or writes otherwise is judged row by row, never by the file's name.
/// </summary>
sealed class MappingsExplorerReader
{
    public const string RowsField = "mapping_objects";

    const string DomainSuffix = "-attack";

    readonly JsonElement root;
    readonly JsonElement metadata;
    readonly MappingContext context;
    readonly DiagnosticLog log;
    readonly MappingRows rows;
    readonly MappedControls controls = new();
    readonly List<MappingEdge> edges = [];
    readonly SortedDictionary<string, int> unknownTypes = new(StringComparer.Ordinal);
    readonly string declaredType;
    readonly Dictionary<string, string> typeNames;

    MappingsExplorerReader(JsonElement root, MappingContext context, DiagnosticLog log)
    {
        this.root = root;
        this.context = context;
        this.log = log;
        rows = new MappingRows(log);
        metadata = root.ObjectOf("metadata");
        declaredType = OnlyTypeOf(metadata);
        typeNames = TypeNamesOf(metadata, context);
    }

    public static ControlMapping? Read(JsonElement root, MappingContext context, DiagnosticLog log) => new MappingsExplorerReader(root, context, log).Read();

    ControlMapping? Read()
    {
        if (metadata.ValueKind != JsonValueKind.Object)
        {
            log.Warn("MAP003", new SourceLocation(0, 0, "$.metadata"), "the file has no metadata; framework and ATT&CK version are taken from elsewhere where possible");
        }

        var index = 0;
        foreach (var row in root.ListOf(RowsField))
        {
            if (rows.Begin())
            {
                ReadRow(row, index);
            }

            index++;
        }

        foreach (var (type, count) in unknownTypes)
        {
            log.Warn(
                "MAP005", SourceLocation.Whole, $"{count} rows have the mapping type {(type.Length == 0 ? "(none)" : type)}, which is not known: they are shown and count for nothing",
                type, "mapping types that count are mitigates, protects, detects, and rows with a score category");
        }

        var framework = Framework();
        if (framework.Id.Length == 0)
        {
            log.Error("MAP002", new SourceLocation(0, 0, "$.metadata.mapping_framework"), "nothing says which framework the file maps", advice: "name it with --framework, or framework: beside path:");
            return null;
        }

        var counts = rows.ToCounts();
        return new ControlMapping
        {
            FrameworkId = framework.Id,
            FrameworkName = framework.Name,
            Words = framework.Words,
            Source = Source(),
            Domain = Domain(),
            Kind = KindOf(edges),
            Groups = Groups(),
            Controls = controls.ToList(),
            Edges = [.. edges.Select(edge => edge with { Control = controls.SpellingOf(edge.Control) })],
            Counts = counts,
        };
    }

    /// <summary>What a mapping is good for: for controls when one edge says that its capability does something, for weaknesses when one says so.</summary>
    internal static MappingKind KindOf(IReadOnlyCollection<MappingEdge> edges)
        => edges.Count == 0 || edges.Any(static edge => edge.Category is EdgeCategory.Protect or EdgeCategory.Detect or EdgeCategory.Respond) ? MappingKind.Controls
            : edges.Any(static edge => edge.Category == EdgeCategory.Weakness) ? MappingKind.Weaknesses
            : MappingKind.Related;

    void ReadRow(JsonElement row, int index)
    {
        if (row.ValueKind != JsonValueKind.Object)
        {
            rows.Refuse("the row is no object", $"row {index}");
            return;
        }

        var capability = row.TextOf("capability_id");
        var technique = row.TextOf("attack_object_id");
        var type = row.TextOf("mapping_type");
        if (capability.Length > MappingLimits.IdCharsMax)
        {
            rows.Refuse("its capability's id is too long", $"row {index}");
            return;
        }

        if (MappingTypes.IsNonMappable(row.TextOf("status")) || MappingTypes.IsNonMappable(type))
        {
            AddControl(capability, row);
            rows.LeaveUnmapped();
            return;
        }

        if (capability.Length == 0)
        {
            rows.Refuse("it names no capability", $"row {index}: {technique}");
            return;
        }

        var key = AddControl(capability, row);
        if (technique.Length == 0)
        {
            rows.Refuse("it names no technique", $"row {index}: {capability}");
            return;
        }

        if (!TechniqueId.TryParse(technique, out var id))
        {
            rows.Refuse("what it maps to is no technique id", $"row {index}: {technique}");
            return;
        }

        var (category, mappingType) = CategoryOf(row, type);
        edges.Add(new MappingEdge(key, id, category, MappingTypes.GradeOf(row.TextOf("score_value")), mappingType, index)
        {
            Comment = row.TextOf("comments"),
            References = row.TextsOf("references"),
        });
        rows.Map();
    }

    string AddControl(string capability, JsonElement row)
        => capability.Length == 0 ? "" : controls.Add(capability, row.TextOf("capability_description"), row.TextOf("capability_group"));

    // The row's own score category says most; then its mapping type; then the only type that the file declares.
    (EdgeCategory Category, string MappingType) CategoryOf(JsonElement row, string type)
    {
        var word = type.Length == 0 ? declaredType : typeNames.GetValueOrDefault(type, type);
        if (context.Types.ScoredCategoryOf(row.TextOf("score_category")) is { } scored)
        {
            return (scored, word);
        }

        if (context.Types.CategoryOf(word) is { } known)
        {
            return (known, word);
        }

        unknownTypes[word] = unknownTypes.GetValueOrDefault(word) + 1;
        return (EdgeCategory.Related, word);
    }

    NamedFramework Framework()
    {
        var name = context.Framework.Length > 0 ? context.Framework : metadata.TextOf("mapping_framework");
        var version = context.Framework.Length > 0 ? "" : metadata.TextOf("mapping_framework_version");
        var named = context.Names.Of(name, version);
        return named.Id.Length is 0 or > MappingLimits.IdCharsMax ? NamedFramework.None : named;
    }

    MappingSource Source() => new(
        metadata.TextOf("mapping_framework_version"), metadata.TextOf("attack_version"),
        context.Licence.Length > 0 ? context.Licence : LicenceOf(metadata), context.Document)
    {
        Hash = context.Hash,
        Updated = First(metadata.TextOf("last_update"), metadata.TextOf("creation_date")),
    };

    static string LicenceOf(JsonElement metadata)
        => First(metadata.TextOf("license"), First(metadata.TextOf("organization"), First(metadata.TextOf("author"), metadata.TextOf("contact"))));

    static string First(string one, string other) => one.Length > 0 ? one : other;

    string Domain()
    {
        var domain = metadata.TextOf("technology_domain").ToLowerInvariant();
        return domain.Length == 0 || domain.EndsWith(DomainSuffix, StringComparison.Ordinal) ? domain : domain + DomainSuffix;
    }

    Dictionary<string, string> Groups()
    {
        var groups = new Dictionary<string, string>(StringComparer.Ordinal);
        if (metadata.ValueKind != JsonValueKind.Object || !metadata.TryGetProperty("capability_groups", out var written))
        {
            return groups;
        }

        if (written.ValueKind == JsonValueKind.Object)
        {
            foreach (var group in written.EnumerateObject().Take(MappingLimits.RowsMax))
            {
                groups[JsonFields.Clean(group.Name)] = group.Value.ValueKind == JsonValueKind.Object ? group.Value.TextOf("name") : group.Value.ToText();
            }
        }
        else if (written.ValueKind == JsonValueKind.Array)
        {
            foreach (var group in written.EnumerateArray().Take(MappingLimits.RowsMax))
            {
                var id = group.ValueKind == JsonValueKind.Object ? First(group.TextOf("id"), group.TextOf("name")) : group.ToText();
                groups[id] = group.ValueKind == JsonValueKind.Object ? group.TextOf("name") : id;
            }
        }

        return groups;
    }

    /// <summary>The only mapping type that the metadata declare beside that of rows which map nothing; empty when there are several or none.</summary>
    static string OnlyTypeOf(JsonElement metadata)
    {
        if (metadata.ValueKind != JsonValueKind.Object || !metadata.TryGetProperty("mapping_types", out var written))
        {
            return "";
        }

        IEnumerable<string> types = written.ValueKind switch
        {
            JsonValueKind.Object => written.EnumerateObject().Select(static type => type.Name),
            JsonValueKind.Array => written.EnumerateArray().Select(static type => type.ValueKind == JsonValueKind.Object ? First(type.TextOf("id"), type.TextOf("name")) : type.ToText()),
            JsonValueKind.String => [written.ToText()],
            _ => [],
        };
        var named = types.Select(JsonFields.Clean).Where(static type => type.Length > 0 && !MappingTypes.IsNonMappable(type)).Take(2).ToArray();
        return named.Length == 1 ? named[0] : "";
    }

    /// <summary>Mapping types that rows name by a key which is no known word, with the name that the metadata give it.</summary>
    static Dictionary<string, string> TypeNamesOf(JsonElement metadata, MappingContext context)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        if (metadata.ValueKind != JsonValueKind.Object || !metadata.TryGetProperty("mapping_types", out var written))
        {
            return names;
        }

        var pairs = written.ValueKind switch
        {
            JsonValueKind.Object => written.EnumerateObject().Select(static type => (Key: JsonFields.Clean(type.Name), Name: type.Value.TextOf("name"))),
            JsonValueKind.Array => written.EnumerateArray().Select(static type => (Key: type.TextOf("id"), Name: type.TextOf("name"))),
            _ => [],
        };
        foreach (var (key, name) in pairs.Take(MappingLimits.RowsMax))
        {
            if (context.Types.CategoryOf(key) is null && context.Types.CategoryOf(name) is not null)
            {
                names[key] = name;
            }
        }

        return names;
    }
}
