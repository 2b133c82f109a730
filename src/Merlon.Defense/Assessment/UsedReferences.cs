using System.Globalization;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Sigma;

namespace Merlon.Assessment;

/// <summary>Finds the references to ATT&amp;CK in what somebody has. Nothing is resolved here.</summary>
public static class UsedReferences
{
    const string AttackNamespace = "attack";

    /// <summary>Statements of the journal, those of one technique and kind together.</summary>
    public static IReadOnlyList<UsedReference> OfEvidence(IReadOnlyList<Evidence> inForce) =>
    [
        .. inForce.GroupBy(static e => (e.Technique, e.Kind))
            .OrderBy(static g => g.Key.Technique).ThenBy(static g => g.Key.Kind)
            .Select(static g => new UsedReference(
                ImpactArea.Evidence, g.Min(static e => e.Place) ?? "", SourceLocation.Whole, ReferenceKind.Technique, g.Key.Technique.ToString(),
                string.Create(CultureInfo.InvariantCulture, $"{g.Count()} {WordOf(g.Key.Kind)} {(g.Count() == 1 ? "statement" : "statements")}"))
            {
                Evidence = [.. g.Select(static e => e.Id).Order(StringComparer.Ordinal)],
            }),
    ];

    /// <summary>The tags of Sigma rules.</summary>
    public static IReadOnlyList<UsedReference> OfRules(IReadOnlyList<SigmaRule> rules)
    {
        List<UsedReference> found = [];
        foreach (var rule in rules)
        {
            SigmaTag[] tags = [.. rule.Tags.Where(static t => string.Equals(t.Namespace, AttackNamespace, StringComparison.OrdinalIgnoreCase))];
            string[] techniques = [.. tags.Select(static t => t.Value.ToUpperInvariant()).Where(static t => TechniqueId.TryParse(t, out _)).Distinct(StringComparer.Ordinal)];
            foreach (var tag in tags)
            {
                var kind = KindOf(tag.Value);
                found.Add(new UsedReference(
                    ImpactArea.Rule, rule.Document, tag.Location, kind, kind == ReferenceKind.Tactic ? tag.Value : tag.Value.ToUpperInvariant(), rule.Title)
                {
                    Beside = kind == ReferenceKind.Tactic ? techniques : [],
                });
            }
        }

        return found;
    }

    /// <summary>What an organisation file names: groups, mitigations, tests, platforms, log sources, cost measures, and the techniques that its controls are mapped to.</summary>
    public static IReadOnlyList<UsedReference> OfOrganisation(YamlNode root, string document, AttackRelease from, ControlMappings controls)
        => new OrganisationReferences(document, from, controls).Of(root);

    static ReferenceKind KindOf(string tag)
        => TechniqueId.TryParse(tag, out _) ? ReferenceKind.Technique
            : tag.Length > 1 && char.IsAsciiDigit(tag[^1]) && !tag.StartsWith("TA", StringComparison.OrdinalIgnoreCase) ? ReferenceKind.OtherObject
            : ReferenceKind.Tactic;

    static string WordOf(EvidenceKind kind) => kind switch
    {
        EvidenceKind.LogSource => "log source",
        EvidenceKind.Rule => "rule",
        EvidenceKind.Mitigation => "mitigation",
        EvidenceKind.Control => "control",
        EvidenceKind.Test => "test",
        EvidenceKind.Inventory => "inventory",
        EvidenceKind.Score => "score",
        EvidenceKind.Replay => "replay",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a kind of evidence"),
    };
}

/// <summary>Reads an organisation file as written, unresolved: what a release no longer knows must not have been left out before it is looked for.</summary>
sealed class OrganisationReferences(string document, AttackRelease from, ControlMappings controls)
{
    readonly List<UsedReference> found = [];
    readonly Lazy<ILookup<string, AttackObject>> named = new(() => from.All<Group>().Cast<AttackObject>().Concat(from.All<Mitigation>())
        .OrderByDescending(static o => o.IsLive)
        .SelectMany(static o => o.Aliases.Append(o.Name).Select(n => (Name: n, Object: o)))
        .ToLookup(static p => p.Name, static p => p.Object, StringComparer.OrdinalIgnoreCase));

    public IReadOnlyList<UsedReference> Of(YamlNode root)
    {
        if (root is not YamlNode.Mapping file)
        {
            return found;
        }

        AddAll(Words(file, "platforms"), ReferenceKind.Platform, "platforms");
        foreach (var scope in Entries(file, "scopes"))
        {
            AddAll(Words(scope, "platforms"), ReferenceKind.Platform, $"scope {TextOf(scope, "name")}");
        }

        foreach (var word in EntryWords(file, "groups", "group"))
        {
            AddNamed<Group>(word, "group of interest");
        }

        foreach (var word in EntryWords(file, "mitigations", "mitigation"))
        {
            AddNamed<Mitigation>(word, "mitigation in place");
        }

        AddAll(EntryWords(file, "tests", "technique"), ReferenceKind.Technique, "recorded test");
        AddAll(EntryWords(file, "log_sources", "source").Where(static w => w.Text.Contains(':', StringComparison.Ordinal)), ReferenceKind.LogSource, "log source");
        AddCosts(file);
        foreach (var control in Entries(file, "controls"))
        {
            AddControl(control);
        }

        return found;
    }

    void AddCosts(YamlNode.Mapping file)
    {
        if (file.TryFind("costs", out var costs) && costs is YamlNode.Mapping table && table.TryFind("measures", out var measures) && measures is YamlNode.Mapping byKey)
        {
            AddAll(byKey.Entries.Select(static e => e.Key).Where(static k => k.Text.Length > 1 && char.IsAsciiDigit(k.Text[^1])), ReferenceKind.OtherObject, "cost of a measure");
        }
    }

    void AddControl(YamlNode.Mapping entry)
    {
        if (TextOf(entry, "framework") is not { Length: > 0 } word || !controls.TryFindFramework(word, out var framework))
        {
            return;
        }

        foreach (var control in Words(entry, "control").Concat(Words(entry, "controls")))
        {
            foreach (var edge in controls.Canonical(framework.Id, control.Text) is { } id ? controls.TechniquesOf(framework.Id, id) : [])
            {
                found.Add(new UsedReference(ImpactArea.Mapping, document, control.Location, ReferenceKind.Technique, edge.TechniqueId, $"{framework.Id} {control.Text}"));
            }
        }
    }

    void AddNamed<T>(YamlNode.Scalar word, string subject) where T : AttackObject
    {
        var isId = from.TryFind(word.Text, out var byId) && byId is T;
        var known = isId ? byId : named.Value[word.Text].OfType<T>().FirstOrDefault();
        found.Add(new UsedReference(
            ImpactArea.Organisation, document, word.Location, ReferenceKind.OtherObject, known?.Id ?? word.Text, isId || known is null ? subject : $"{subject} {word.Text}"));
    }

    void AddAll(IEnumerable<YamlNode.Scalar> words, ReferenceKind kind, string subject)
        => found.AddRange(words.Select(w => new UsedReference(ImpactArea.Organisation, document, w.Location, kind, w.Text, subject)));

    static IEnumerable<YamlNode.Mapping> Entries(YamlNode.Mapping file, string key)
        => file.TryFind(key, out var list) && list is YamlNode.Sequence sequence ? sequence.Items.OfType<YamlNode.Mapping>() : [];

    /// <summary>The word of each entry: under its key, or the entry itself where it is a word alone.</summary>
    static IEnumerable<YamlNode.Scalar> EntryWords(YamlNode.Mapping file, string list, string key)
        => file.TryFind(list, out var node) && node is YamlNode.Sequence sequence
            ? sequence.Items.Select(item => item is YamlNode.Mapping entry && entry.TryFind(key, out var word) ? word : item).OfType<YamlNode.Scalar>().Where(static s => s.Text.Length > 0)
            : [];

    static IEnumerable<YamlNode.Scalar> Words(YamlNode.Mapping entry, string key)
        => !entry.TryFind(key, out var node) ? []
            : node is YamlNode.Scalar one ? [one]
            : node is YamlNode.Sequence several ? several.Items.OfType<YamlNode.Scalar>() : [];

    static string TextOf(YamlNode.Mapping entry, string key) => entry.TryFind(key, out var node) && node is YamlNode.Scalar text ? text.Text : "";
}
