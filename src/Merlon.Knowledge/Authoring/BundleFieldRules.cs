using System.Text;
using Merlon.Attack;
using Merlon.Stix;

namespace Merlon.Authoring;

/// <summary>Rules about the fields of one object.</summary>
static class BundleFieldRules
{
    const string References = "external_references";

    public static void Check(BundleObject about, StixValue.Mapping fields, BundleFindings findings, bool isV20)
    {
        Identity(about, fields, findings, isV20);
        var rules = BundleRules.Known;
        var isAttack = rules.LettersOf(about.Type) is not null;
        var known = isAttack ? rules.FieldsOf("*").Concat(rules.FieldsOf(about.Type)).ToList() : [.. rules.FieldsOf(about.Type)];
        if (known.Count == 0)
        {
            return;
        }

        foreach (var rule in known)
        {
            Field(about, fields, rule, findings, isV20);
        }

        Unknown(about, fields, known, findings);
        if (isAttack)
        {
            AttackId(about, fields, rules.LettersOf(about.Type) ?? "", findings);
            Aliases(about, fields, findings);
        }

        Version(about, fields, findings);
        Times(about, fields, findings);
    }

    static void Identity(BundleObject about, StixValue.Mapping fields, BundleFindings findings, bool isV20)
    {
        var dash = about.StixId.IndexOf("--", StringComparison.Ordinal);
        if (dash < 0 || !string.Equals(about.StixId[..dash], about.Type, StringComparison.Ordinal) || !NameUuid.TryOfStixId(about.StixId, out _))
        {
            findings.Add("BUNDLE004", OffsetOf(fields, "id"), $"{about.Path}.id", $"the id of a {about.Type} is {about.Type}-- and a UUID", about.StixId);
        }

        if (!isV20 && fields.TextOf("spec_version") is not Stix21.Version)
        {
            findings.Add("BUNDLE010", fields.Offset, about.Path, "an object of STIX 2.1 has spec_version 2.1", fields.TextOf("spec_version"));
        }
    }

    static void Field(BundleObject about, StixValue.Mapping fields, FieldRule rule, BundleFindings findings, bool isV20)
    {
        var value = fields.Find(rule.Name);
        var mayBeEmpty = rule.Shape.EndsWith('?');
        var isMissing = value is null or StixValue.Nothing || !mayBeEmpty && value is StixValue.Text { Value.Length: 0 };
        if (isMissing)
        {
            // STIX 2.0 says by a label what 2.1 says by is_family.
            var code = rule.Need switch
            {
                "must" when isV20 && rule.Name is "is_family" => null,
                "must" => "BUNDLE006",
                "live" when about.IsLive => "BUNDLE049",
                "strict" => "BUNDLE048",
                _ => null,
            };
            if (code is not null)
            {
                findings.Add(code, fields.Offset, $"{about.Path}.{rule.Name}", $"{about.Type} needs {rule.Name}, and {about} has none");
            }

            return;
        }

        if (!HasShape(value, rule.Shape.TrimEnd('?'), out var isTimeBroken))
        {
            findings.Add(
                isTimeBroken ? "BUNDLE008" : rule.Need is "must" ? "BUNDLE007" : "BUNDLE052", value?.Offset ?? -1, $"{about.Path}.{rule.Name}",
                isTimeBroken ? "this is no moment such as 2026-01-31T12:00:00.000Z" : $"{rule.Name} is {Describe(rule.Shape.TrimEnd('?'))}", value?.Canonical);
        }
    }

    static bool HasShape(StixValue? value, string shape, out bool isTimeBroken)
    {
        isTimeBroken = false;
        switch (shape)
        {
            case "time":
                isTimeBroken = value is StixValue.Text text && !IsTime(text.Value);
                return value is StixValue.Text && !isTimeBroken;
            case "text" or "ref":
                return value is StixValue.Text;
            case "texts" or "refs":
                return value is StixValue.Sequence { Items: var items } && items.All(static item => item is StixValue.Text);
            case "flag":
                return value is StixValue.Flag;
            case "number":
                return value is StixValue.Number;
            case "map":
                return value is StixValue.Mapping;
            default:
                return value is StixValue.Sequence;
        }
    }

    static string Describe(string shape) => shape switch
    {
        "text" => "a text",
        "ref" => "the STIX id of an object",
        "texts" => "a list of texts",
        "refs" => "a list of STIX ids",
        "flag" => "true or false",
        "number" => "a number",
        "map" => "an object",
        "time" => "a moment",
        _ => "a list",
    };

    static bool IsTime(string text) => text.EndsWith('Z') && text.Contains('T', StringComparison.Ordinal) && StixTimestamp.TryParse(Encoding.UTF8.GetBytes(text), out _);

    static void Unknown(BundleObject about, StixValue.Mapping fields, IReadOnlyList<FieldRule> known, BundleFindings findings)
    {
        foreach (var (key, value) in fields.Entries)
        {
            var isKnown = key is "type" or "id" or "spec_version" or OwnBundle.ExtensionField || known.Any(rule => string.Equals(rule.Name, key, StringComparison.Ordinal));
            if (!isKnown && known.Any(static rule => rule.Name is "created_by_ref"))
            {
                findings.Add("BUNDLE047", value.Offset, $"{about.Path}.{key}", $"the ATT&CK specification has no such field of a {about.Type}", key);
            }
        }
    }

    static void AttackId(BundleObject about, StixValue.Mapping fields, string letters, BundleFindings findings)
    {
        var references = fields.ItemsOf(References);
        var path = $"{about.Path}.{References}";
        if (about.AttackId.Length == 0)
        {
            // Data components had no ids before v18; that references are missing is said anyway.
            if (about.IsLive && about.Type is not StixTypes.DataComponent)
            {
                findings.Add(about.Type is StixTypes.Technique ? "BUNDLE011" : "BUNDLE012", OffsetOf(fields, References), path, $"{about} has no ATT&CK id: a reference with external_id, whose source_name is mitre-attack");
            }

            return;
        }

        var first = references.Count > 0 ? references[0] as StixValue.Mapping : null;
        if (!string.Equals(first?.TextOf("external_id"), about.AttackId, StringComparison.Ordinal) || !CitationList.IsOwn(first?.TextOf("source_name") ?? ""))
        {
            findings.Add("BUNDLE015", OffsetOf(fields, References), $"{path}[0]", "the first reference carries the ATT&CK id, since Navigator reads it there", about.AttackId);
        }

        if (letters.Length > 0 && !FitsLetters(about, letters))
        {
            findings.Add(
                about.IsLive ? "BUNDLE012" : "BUNDLE051", OffsetOf(fields, References), $"{path}[0].external_id",
                $"the id of a {about.Type} is {letters} and four digits{(about.Type is StixTypes.Technique ? ", of a sub-technique a point and three more" : "")}; letters of your own may stand before it", about.AttackId);
        }
    }

    /// <summary>The letters of the type directly before four digits, and before them nothing, or letters and perhaps a hyphen.</summary>
    static bool FitsLetters(BundleObject about, string letters)
    {
        var id = about.AttackId.AsSpan();
        if (about.Type is StixTypes.Technique && id.Length > 4 && id[^4] == '.')
        {
            if (id[^3..].ContainsAnyExceptInRange('0', '9'))
            {
                return false;
            }

            id = id[..^4];
        }

        if (id.Length < letters.Length + 4 || id[^4..].ContainsAnyExceptInRange('0', '9') || !id[..^4].EndsWith(letters, StringComparison.Ordinal))
        {
            return false;
        }

        var prefix = id[..^(4 + letters.Length)];
        return prefix.IsEmpty || OwnPrefix.TryParse(prefix.ToString(), out var parsed) && prefix.SequenceEqual(parsed.Text);
    }

    static void Aliases(BundleObject about, StixValue.Mapping fields, BundleFindings findings)
    {
        if (OwnFields.AliasField(about.Type) is not { } field || fields.Find(field) is not StixValue.Sequence list)
        {
            return;
        }

        List<string> aliases = [.. list.Texts];
        if (aliases.Count > 0 && !string.Equals(aliases[0], about.Name, StringComparison.Ordinal))
        {
            findings.Add("BUNDLE016", list.Offset, $"{about.Path}.{field}[0]", $"the first alias is the name, {about.Name}", aliases[0]);
        }

        foreach (var twice in aliases.CountBy(static alias => alias, StringComparer.Ordinal).Where(static pair => pair.Value > 1))
        {
            findings.Add("BUNDLE017", list.Offset, $"{about.Path}.{field}", "an alias stands twice", twice.Key);
        }
    }

    static void Version(BundleObject about, StixValue.Mapping fields, BundleFindings findings)
    {
        if (fields.Find("x_mitre_version") is StixValue.Text { Value.Length: > 0 } version && !OwnVersion.TryParse(version.Value, out _, out _))
        {
            findings.Add("BUNDLE033", version.Offset, $"{about.Path}.x_mitre_version", "a version is two numbers and a point, such as 1.0", version.Value);
        }
    }

    static void Times(BundleObject about, StixValue.Mapping fields, BundleFindings findings)
    {
        Ordered("created", "modified");
        Ordered("first_seen", "last_seen");

        void Ordered(string earlier, string later)
        {
            if (StixTimestamp.TryParse(Encoding.UTF8.GetBytes(fields.TextOf(earlier)), out var first)
                && StixTimestamp.TryParse(Encoding.UTF8.GetBytes(fields.TextOf(later)), out var second) && second < first)
            {
                findings.Add("BUNDLE009", OffsetOf(fields, later), $"{about.Path}.{later}", $"{later} is before {earlier}", fields.TextOf(later));
            }
        }
    }

    static int OffsetOf(StixValue.Mapping fields, string key) => fields.Find(key)?.Offset ?? fields.Offset;
}
