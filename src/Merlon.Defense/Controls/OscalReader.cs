using System.Text.Json;
using Merlon.Attack;
using Merlon.Documents;

namespace Merlon.Controls;

/// <summary>
/// NIST OSCAL 1.x as JSON: a catalogue names controls, a profile selects those of a catalogue, a component definition says which
/// controls components implement, a mapping collection (1.2) relates the controls of two frameworks. docs/formats/mappings.md.
/// </summary>
sealed class OscalReader
{
    const string Catalog = "catalog", Profile = "profile", Components = "component-definition", Collection = "mapping-collection";

    readonly JsonElement model;
    readonly MappingContext context;
    readonly DiagnosticLog log;
    readonly Dictionary<string, string> resources = new(StringComparer.OrdinalIgnoreCase);

    OscalReader(JsonElement model, MappingContext context, DiagnosticLog log)
    {
        this.model = model;
        this.context = context;
        this.log = log;
        foreach (var resource in model.ObjectOf("back-matter").ListOf("resources").Take(MappingLimits.RowsMax))
        {
            var link = resource.ListOf("rlinks").Select(static link => link.TextOf("href")).FirstOrDefault(static href => href.Length > 0) ?? "";
            resources["#" + resource.TextOf("uuid")] = resource.TextOf("title") is { Length: > 0 } title ? title : link;
        }
    }

    public static bool IsOscal(JsonElement root) => ((string[])[Catalog, Profile, Components, Collection]).Any(name => root.ObjectOf(name).ValueKind == JsonValueKind.Object);

    public static IReadOnlyList<ControlMapping> Read(JsonElement root, MappingContext context, DiagnosticLog log)
    {
        if (root.ObjectOf(Collection) is { ValueKind: JsonValueKind.Object } collection)
        {
            return new OscalReader(collection, context, log).ReadCollection();
        }

        return root.ObjectOf(Catalog) is { ValueKind: JsonValueKind.Object } catalog ? MappingFile.One(new OscalReader(catalog, context, log).ReadCatalog())
            : root.ObjectOf(Profile) is { ValueKind: JsonValueKind.Object } profile ? MappingFile.One(new OscalReader(profile, context, log).ReadProfile())
            : MappingFile.One(new OscalReader(root.ObjectOf(Components), context, log).ReadComponents());
    }

    ControlMapping? ReadCatalog()
    {
        var draft = new Draft(log);
        var groups = new Dictionary<string, string>(StringComparer.Ordinal);
        AddControls(model, "", draft, groups);
        return ToMapping(draft, OwnFramework(), groups);
    }

    // groups and controls stand in groups and controls; the reader's depth bounds the recursion
    static void AddControls(JsonElement owner, string group, Draft draft, Dictionary<string, string> groups)
    {
        foreach (var control in owner.ListOf("controls").Where(_ => draft.Rows.Begin()))
        {
            var id = IdOf(control.TextOf("id"));
            if (id.Length is 0 or > MappingLimits.IdCharsMax)
            {
                draft.Rows.Refuse("a control has no id that can be used", control.TextOf("title"));
            }
            else
            {
                draft.Controls.Add(id, control.TextOf("title"), group);
                draft.Rows.LeaveUnmapped();
            }

            AddControls(control, group, draft, groups);
        }

        foreach (var inner in owner.ListOf("groups"))
        {
            var id = inner.TextOf("id") is { Length: > 0 } written ? written : group;
            groups.TryAdd(id, inner.TextOf("title"));
            AddControls(inner, id, draft, groups);
        }
    }

    ControlMapping? ReadProfile()
    {
        var draft = new Draft(log);
        foreach (var import in model.ListOf("imports"))
        {
            var target = context.Target.Length > 0 ? context.Target : FrameworkOf(import.TextOf("href")).Id;
            foreach (var id in import.ListOf("include-controls").SelectMany(static part => part.ListOf("with-ids")).Select(JsonFields.ToText).Where(_ => draft.Rows.Begin()))
            {
                draft.Add(IdOf(id), "", target, IdOf(id), "equal");
            }
        }

        return ToMapping(draft, OwnFramework(), []);
    }

    ControlMapping? ReadComponents()
    {
        var draft = new Draft(log);
        foreach (var component in model.ListOf("components").Concat(model.ListOf("capabilities")))
        {
            var title = component.TextOf("title") is { Length: > 0 } written ? written : component.TextOf("name");
            foreach (var implementation in component.ListOf("control-implementations"))
            {
                var target = context.Target.Length > 0 ? context.Target : FrameworkOf(implementation.TextOf("source")).Id;
                foreach (var requirement in implementation.ListOf("implemented-requirements").Where(_ => draft.Rows.Begin()))
                {
                    draft.Add(title, component.TextOf("type"), target, IdOf(requirement.TextOf("control-id")), "");
                }
            }
        }

        return ToMapping(draft, OwnFramework(), []);
    }

    List<ControlMapping> ReadCollection()
    {
        var read = new List<ControlMapping>();
        foreach (var mapping in model.ListOf("mappings").Take(MappingLimits.FrameworksMax))
        {
            var draft = new Draft(log);
            var source = context.Framework.Length > 0 ? context.Names.Of(context.Framework, "") : FrameworkOf(HrefOf(mapping.ObjectOf("source-resource")));
            var target = context.Target.Length > 0 ? context.Target : FrameworkOf(HrefOf(mapping.ObjectOf("target-resource"))).Id;
            foreach (var map in mapping.ListOf("maps"))
            {
                var relation = RelationOf(map);
                foreach (var from in IdsOf(map, "sources"))
                {
                    foreach (var to in IdsOf(map, "targets").Where(_ => draft.Rows.Begin()))
                    {
                        draft.Add(from, "", target, to, relation);
                    }
                }
            }

            if (ToMapping(draft, source, []) is { } made)
            {
                read.Add(made);
            }
        }

        return read;
    }

    static string RelationOf(JsonElement map)
        => map.ObjectOf("relationship") is { ValueKind: JsonValueKind.Object } structured
            ? structured.TextOf("type") is { Length: > 0 } type ? type : structured.TextOf("value")
            : map.TextOf("relationship");

    static IEnumerable<string> IdsOf(JsonElement map, string field)
        => map.ListOf(field).Select(static end => IdOf(end.ValueKind == JsonValueKind.Object ? end.TextOf("id-ref") : end.ToText()));

    static string HrefOf(JsonElement resource) => resource.TextOf("href") is { Length: > 0 } href ? href : resource.TextOf("title");

    /// <summary>A control's id as people write it: of a statement its control, of <c>ac-2.1</c> the enhancement <c>ac-2(1)</c>.</summary>
    internal static string IdOf(string id)
    {
        var end = id.IndexOf('_', StringComparison.Ordinal);
        var control = end > 0 && id.AsSpan(end + 1) is var part && (part.StartsWith("smt", StringComparison.Ordinal) || part.StartsWith("obj", StringComparison.Ordinal) || part.StartsWith("gdn", StringComparison.Ordinal))
            ? id[..end]
            : id;
        var point = control.LastIndexOf('.');
        var isEnhancement = point > 0 && control[(point + 1)..] is { Length: > 0 } number && number.All(char.IsAsciiDigit)
            && control[..point].Split('-') is [var family, var rest] && family.Length == 2 && family.All(char.IsAsciiLetter) && rest.All(char.IsAsciiDigit);
        return isEnhancement ? $"{control[..point]}({control[(point + 1)..].TrimStart('0')})" : control;
    }

    NamedFramework OwnFramework()
    {
        var metadata = model.ObjectOf("metadata");
        return context.Framework.Length > 0 ? context.Names.Of(context.Framework, "") : Named(metadata.TextOf("title"));
    }

    /// <summary>The framework behind an address: a resource of the file by its title, else what the address ends with.</summary>
    NamedFramework FrameworkOf(string href)
    {
        var word = resources.GetValueOrDefault(href, href);
        return Named(word.Contains('/', StringComparison.Ordinal) || word.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
            ? Path.GetFileNameWithoutExtension(word.TrimEnd('/').Split('/')[^1])
            : word);
    }

    // "NIST_SP-800-53_rev5_catalog", "NIST Special Publication 800-53 Revision 5: Controls of …": the longest beginning that is a known name
    NamedFramework Named(string word)
    {
        var text = word.Length > MappingLimits.IdCharsMax ? word[..MappingLimits.IdCharsMax] : word;
        for (var length = text.Length; length > 2; length--)
        {
            var isEnd = length == text.Length || !char.IsLetterOrDigit(text[length]);
            if (isEnd && context.Names.Find(text[..length]) is { } known)
            {
                return new(known.Id, known.Name, []);
            }
        }

        return context.Names.Of(text, "");
    }

    ControlMapping? ToMapping(Draft draft, NamedFramework framework, Dictionary<string, string> groups)
    {
        if (framework.Id.Length is 0 or > MappingLimits.IdCharsMax)
        {
            log.Error("MAP002", SourceLocation.Whole, "nothing says which framework the file maps", advice: "name it with --framework, or framework: beside path:");
            return null;
        }

        var metadata = model.ObjectOf("metadata");
        return new ControlMapping
        {
            FrameworkId = framework.Id,
            FrameworkName = framework.Name,
            Words = framework.Words,
            Source = new MappingSource(metadata.TextOf("version"), "", context.Licence, context.Document) { Hash = context.Hash, Updated = metadata.TextOf("last-modified") },
            Kind = MappingKind.Controls,
            Groups = groups,
            Counts = draft.Rows.ToCounts(),
            Controls = draft.Controls.ToList(),
            Edges = [.. draft.Edges.Select(edge => edge with { Control = draft.Controls.SpellingOf(edge.Control) })],
            Links = [.. draft.Links.Select(link => link with { Control = draft.Controls.SpellingOf(link.Control) })],
        };
    }

    /// <summary>One framework's pairs while they are read.</summary>
    sealed class Draft(DiagnosticLog log)
    {
        public MappingRows Rows { get; } = new(log);

        public MappedControls Controls { get; } = new();

        public List<MappingEdge> Edges { get; } = [];

        public List<MappingLink> Links { get; } = [];

        /// <summary>Adds a row that was begun.</summary>
        public void Add(string control, string title, string framework, string target, string relationWord)
        {
            var row = Rows.Read - 1;
            if (control.Length is 0 or > MappingLimits.IdCharsMax || target.Length is 0 or > MappingLimits.IdCharsMax)
            {
                Rows.Refuse("it lacks a control or what it maps to, or one is too long", $"pair {row}: {control} {target}");
                return;
            }

            var relation = MappingTypes.RelationOf(relationWord, out var isNone);
            var key = Controls.Add(control, title, "");
            if (isNone)
            {
                Rows.LeaveUnmapped();
            }
            else if (TechniqueId.TryParse(target, out var technique))
            {
                Edges.Add(new MappingEdge(key, technique, EdgeCategory.Protect, Grade: null, relationWord, row));
                Rows.Map();
            }
            else if (framework.Length == 0)
            {
                Rows.Refuse("it is no technique id, and nothing says of which framework it is", $"pair {row}: {target}");
            }
            else
            {
                Links.Add(new MappingLink(key, framework, target, relation ?? LinkRelation.Unspecified, Grade: null, row));
                Rows.Map();
            }
        }
    }
}
