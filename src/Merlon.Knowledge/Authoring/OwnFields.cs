using Merlon.Attack;
using Merlon.Documents;

namespace Merlon.Authoring;

/// <summary>A key of a source file and what it sets.</summary>
/// <param name="Key">As people write it: <c>platforms</c>.</param>
/// <param name="Set">Gives the object with the value set, or null where the value cannot be taken; null where the key is read elsewhere.</param>
sealed record OwnField(string Key, Func<OwnFieldInput, StixValue.Mapping?>? Set);

/// <summary>The value of a key, and the object that it is set in.</summary>
sealed record OwnFieldInput(OwnSourceRun Run, OwnKind Kind, StixValue.Mapping Fields, YamlNode Node)
{
    public bool IsNull => Node is YamlNode.Scalar { IsNull: true };

    public StixValue.Mapping? Refuse(string message, string? excerpt = null, string? advice = null)
    {
        Run.Log.Warn("OWN005", Node.Location, message, excerpt ?? (Node as YamlNode.Scalar)?.Text, advice);
        return null;
    }
}

/// <summary>The keys of each kind, in the order in which they are read.</summary>
static class OwnFields
{
    static readonly OwnField[] Common =
    [
        new("id", null),
        new("name", static input => Text(input, "name", isRequired: true)),
        new("description", static input => Text(input, "description")),
        new("domains", Domains),
        new("platforms", static input => Texts(input, "x_mitre_platforms")),
        new("contributors", static input => Texts(input, "x_mitre_contributors")),
        new("references", OwnReferenceList.Set),
        new("deprecated", static input => Flag(input, "x_mitre_deprecated")),
        new("revoked_by", null),
        new("fields", Raw),
    ];

    /// <summary>Fields that only Merlon sets.</summary>
    static readonly string[] Fixed = ["type", "id", "spec_version", "created", "modified", "created_by_ref", "x_mitre_version", "revoked", "external_references"];

    public static IReadOnlyList<OwnField> Of(OwnKind kind) => [.. Common[..^1], .. Special(kind.Type), Common[^1]];

    /// <summary>The field that holds other names; null for kinds without.</summary>
    public static string? AliasField(string type) => type switch
    {
        StixTypes.Group or StixTypes.Campaign => "aliases",
        StixTypes.Malware or StixTypes.Tool => "x_mitre_aliases",
        _ => null,
    };

    public static StixValue.Mapping PhaseOf(TacticPhase phase) => StixValue.Mapping.Of(
        ("kill_chain_name", new StixValue.Text(phase.KillChain)), ("phase_name", new StixValue.Text(phase.Shortname)));

    static OwnField[] Special(string type) => type switch
    {
        StixTypes.Technique => [new("tactics", Tactics), new("parent", null)],
        StixTypes.Tactic => [new("shortname", static input => Text(input, "x_mitre_shortname", isRequired: true))],
        StixTypes.Group => [new("aliases", Aliases)],
        StixTypes.Malware => [new("kind", null), new("aliases", Aliases)],
        StixTypes.Campaign =>
        [
            new("aliases", Aliases),
            new("first_seen", static input => Moment(input, "first_seen")),
            new("last_seen", static input => Moment(input, "last_seen")),
            new("first_seen_citation", static input => Text(input, "x_mitre_first_seen_citation")),
            new("last_seen_citation", static input => Text(input, "x_mitre_last_seen_citation")),
        ],
        StixTypes.Mitigation => [new("labels", static input => Texts(input, "labels"))],
        StixTypes.Asset => [new("sectors", static input => Texts(input, "x_mitre_sectors"))],
        StixTypes.DataComponent => [new("log_sources", static input => OwnRecordList.Set(input, "x_mitre_log_sources", ["name", "channel"], [], null))],
        StixTypes.Analytic =>
        [
            new("log_sources", static input => OwnRecordList.Set(input, "x_mitre_log_source_references", ["component", "name", "channel"], [], "component")),
            new("mutable_elements", static input => OwnRecordList.Set(input, "x_mitre_mutable_elements", ["field"], ["description"], null)),
        ],
        StixTypes.DetectionStrategy => [new("analytics", static input => OwnRecordList.SetRefs(input, "x_mitre_analytic_refs", StixTypes.Analytic)), new("detects", null)],
        _ => [],
    };

    static StixValue.Mapping? Text(OwnFieldInput input, string field, bool isRequired = false)
    {
        if (input.Node is not YamlNode.Scalar scalar)
        {
            return input.Refuse("a text belongs here; it was left out");
        }

        if (input.IsNull || scalar.Text.Trim().Length == 0)
        {
            return isRequired ? input.Refuse("this cannot be empty; it was left as it was") : input.Fields.With(field, null);
        }

        if (scalar.Text.Length > OwnSource.TextCharsMax)
        {
            input.Run.Log.Warn("OWN016", input.Node.Location, $"the text has {scalar.Text.Length} characters, more than the {OwnSource.TextCharsMax} that are taken; it was left out", field);
            return null;
        }

        return input.Fields.With(field, new StixValue.Text(scalar.Text.TrimEnd()));
    }

    static StixValue.Mapping? Texts(OwnFieldInput input, string field)
        => input.IsNull ? input.Fields.With(field, null)
            : ListOf(input) is { } texts ? input.Fields.With(field, StixValue.Sequence.OfTexts(texts)) : null;

    /// <summary>A list of texts, or one text as a list of one.</summary>
    public static List<string>? ListOf(OwnFieldInput input)
    {
        List<YamlNode> items = input.Node is YamlNode.Sequence list ? [.. list.Items] : [input.Node];
        if (items.Exists(static item => item is not YamlNode.Scalar { Text.Length: > 0 }))
        {
            input.Refuse("a list of texts belongs here; it was left out");
            return null;
        }

        return [.. items.OfType<YamlNode.Scalar>().Select(static item => item.Text.Trim()).Distinct(StringComparer.Ordinal)];
    }

    static StixValue.Mapping? Flag(OwnFieldInput input, string field) => input.Node is YamlNode.Scalar { Text: "true" or "false" } scalar
        ? input.Fields.With(field, new StixValue.Flag(scalar.Text is "true"))
        : input.Refuse("true or false belongs here; it was left out");

    static StixValue.Mapping? Moment(OwnFieldInput input, string field)
    {
        if (input.IsNull)
        {
            return input.Fields.With(field, null);
        }

        var style = System.Globalization.DateTimeStyles.AssumeUniversal | System.Globalization.DateTimeStyles.AdjustToUniversal;
        return input.Node is YamlNode.Scalar scalar && DateTimeOffset.TryParse(scalar.Text, System.Globalization.CultureInfo.InvariantCulture, style, out var moment)
            ? input.Fields.With(field, new StixValue.Text(StixTime.Of(moment)))
            : input.Refuse("a day such as 2026-09-14 belongs here; it was left out");
    }

    static StixValue.Mapping? Aliases(OwnFieldInput input)
        => AliasField(input.Fields.TextOf("type")) is { } field ? Texts(input, field) : null;

    static StixValue.Mapping? Domains(OwnFieldInput input)
    {
        if (ListOf(input) is not { } domains)
        {
            return null;
        }

        foreach (var unknown in domains.Where(domain => !input.Run.Vocabulary.IsDomain(domain)))
        {
            input.Run.Log.Warn(
                "OWN013", input.Node.Location, $"ATT&CK {input.Run.Release.Version} has no such domain here; it was kept, but nothing shows it", unknown,
                OwnSourceHead.Suggest(unknown, input.Run.Vocabulary.Domains) ?? $"there is {string.Join(", ", input.Run.Vocabulary.Domains)}");
        }

        return input.Fields.With("x_mitre_domains", StixValue.Sequence.OfTexts(domains));
    }

    /// <summary>Shortnames, names or ids of tactics, each in the kill chains of the object's domains that have it.</summary>
    static StixValue.Mapping? Tactics(OwnFieldInput input)
    {
        if (ListOf(input) is not { } words)
        {
            return null;
        }

        var phases = new List<StixValue>();
        foreach (var word in words)
        {
            var found = input.Fields.TextsOf("x_mitre_domains").SelectMany(domain => PhasesIn(input.Run, domain, word)).ToList();
            if (found.Count == 0)
            {
                var known = input.Fields.TextsOf("x_mitre_domains").SelectMany(input.Run.Vocabulary.TacticsOf);
                input.Run.Log.Warn(
                    "OWN011", input.Node.Location, $"{string.Join(", ", input.Fields.TextsOf("x_mitre_domains"))} has no such tactic; it was left out", word, OwnSourceHead.Suggest(word, known));
            }

            phases.AddRange(found);
        }

        return input.Fields.With("kill_chain_phases", new StixValue.Sequence([.. phases.Distinct()]));
    }

    static IEnumerable<StixValue> PhasesIn(OwnSourceRun run, string domain, string word)
    {
        var shortname = word.Trim().Replace(' ', '-').Replace('_', '-').ToLowerInvariant();
        var published = run.Release.TacticsOf(domain)
            .Where(t => string.Equals(t.Shortname, shortname, StringComparison.Ordinal) || string.Equals(t.Id, word, StringComparison.OrdinalIgnoreCase) || string.Equals(t.Name, word, StringComparison.OrdinalIgnoreCase))
            .Select(static t => t.Shortname);
        var own = run.Collection.Entries
            .Where(e => e.Type is StixTypes.Tactic && e.Fields.TextsOf("x_mitre_domains").Contains(domain, StringComparer.Ordinal)
                && (string.Equals(e.Fields.TextOf("x_mitre_shortname"), shortname, StringComparison.Ordinal) || string.Equals(e.Id, word, StringComparison.OrdinalIgnoreCase) || string.Equals(e.Name, word, StringComparison.OrdinalIgnoreCase)))
            .Select(static e => e.Fields.TextOf("x_mitre_shortname"));
        return run.Vocabulary.KillChainOf(domain) is { } chain
            ? published.Concat(own).Distinct(StringComparer.Ordinal).Select(name => PhaseOf(new TacticPhase(chain, name)))
            : [];
    }

    /// <summary>Fields as STIX names them, for everything that has no key of its own here.</summary>
    static StixValue.Mapping? Raw(OwnFieldInput input)
    {
        if (input.Node is not YamlNode.Mapping mapping)
        {
            return input.Refuse("fields is a mapping of STIX properties; it was left out");
        }

        var fields = input.Fields;
        foreach (var (key, node) in mapping.Entries)
        {
            if (Fixed.Contains(key.Text, StringComparer.Ordinal))
            {
                input.Run.Log.Warn("OWN004", key.Location, "this field has a key of its own or is Merlon's to set; it was left out", key.Text);
                continue;
            }

            var value = node is YamlNode.Scalar { IsNull: true } ? null : OwnYaml.ToStix(node);
            if (value?.Depth >= OwnCollection.ObjectDepthMax)
            {
                input.Run.Log.Warn("OWN016", key.Location, $"an object is nested at most {OwnCollection.ObjectDepthMax} levels; the field was left out", key.Text);
                continue;
            }

            fields = fields.With(StixValue.WithoutLoneSurrogates(key.Text), value);
        }

        return fields;
    }
}

/// <summary>YAML values as STIX has them.</summary>
static class OwnYaml
{
    public static StixValue ToStix(YamlNode node) => node switch
    {
        YamlNode.Mapping mapping => new StixValue.Mapping([.. mapping.Entries.Select(static entry => KeyValuePair.Create(StixValue.WithoutLoneSurrogates(entry.Key.Text), ToStix(entry.Value)))]),
        YamlNode.Sequence sequence => new StixValue.Sequence([.. sequence.Items.Select(ToStix)]),
        YamlNode.Scalar { IsNull: true } => new StixValue.Nothing(),
        YamlNode.Scalar { IsPlain: true, Text: "true" or "false" } flag => new StixValue.Flag(flag.Text is "true"),
        YamlNode.Scalar { IsPlain: true } number when long.TryParse(number.Text, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var whole)
            => new StixValue.Number(whole.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        YamlNode.Scalar scalar => new StixValue.Text(scalar.Text),
        _ => new StixValue.Nothing(),
    };
}
