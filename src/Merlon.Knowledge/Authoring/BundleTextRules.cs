using System.Buffers;

namespace Merlon.Authoring;

/// <summary>Rules about texts: what they cite, and where their links lead.</summary>
static class BundleTextRules
{
    const string Opening = "(Citation: ";
    const string LinkById = "(LinkById: ";
    static readonly SearchValues<char> AddressEnds = SearchValues.Create(")\"' \n\t>");
    static readonly string[] TextFields = ["description", "x_mitre_detection", "x_mitre_first_seen_citation", "x_mitre_last_seen_citation"];

    public static void Check(BundleObject about, StixValue.Mapping fields, BundleFindings findings)
    {
        var references = fields.ItemsOf("external_references").Select(static item => item as StixValue.Mapping).ToList();
        List<string> names = [.. references.Select(static r => r?.TextOf("source_name") ?? "")];
        var cited = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (path, text) in TextsOf(fields))
        {
            Citations(about, text, path, names, cited, findings);
            Links(about, text, path, findings);
        }

        for (var i = 0; i < references.Count; i++)
        {
            if (references[i] is { } reference)
            {
                Reference(about, fields, reference, i, names, cited, findings);
            }
        }
    }

    static IEnumerable<(string Path, StixValue.Text Text)> TextsOf(StixValue.Mapping fields)
    {
        foreach (var field in TextFields)
        {
            if (fields.Find(field) is StixValue.Text { Value.Length: > 0 } text)
            {
                yield return (field, text);
            }
        }

        foreach (var list in new[] { "x_mitre_mutable_elements", "x_mitre_related_assets", "external_references" })
        {
            var items = fields.ItemsOf(list);
            for (var i = 0; i < items.Count; i++)
            {
                if (items[i] is StixValue.Mapping item && item.Find("description") is StixValue.Text { Value.Length: > 0 } text)
                {
                    yield return ($"{list}[{i}].description", text);
                }
            }
        }
    }

    static void Citations(BundleObject about, StixValue.Text text, string path, List<string> names, HashSet<string> cited, BundleFindings findings)
    {
        var value = text.Value;
        for (var at = value.IndexOf(Opening, StringComparison.Ordinal); at >= 0; at = value.IndexOf(Opening, at, StringComparison.Ordinal))
        {
            at += Opening.Length;
            var name = names.Where(name => IsAt(value, at, name)).MaxBy(static name => name.Length);
            if (name is not null)
            {
                cited.Add(name);
            }
            else if (path.StartsWith("external_references", StringComparison.Ordinal) is false)
            {
                findings.Add("BUNDLE018", text.Offset, $"{about.Path}.{path}", "the text cites what the object's references do not have", UpToClosing(value, at), "add a reference of that source_name");
            }
        }

        if (value.Contains(LinkById, StringComparison.Ordinal))
        {
            findings.Add("BUNDLE046", text.Offset, $"{about.Path}.{path}", "(LinkById: …) is Workbench's own markup; readers do not know it", advice: "write a link: [Name](https://attack.mitre.org/…)");
        }
    }

    static void Reference(
        BundleObject about, StixValue.Mapping fields, StixValue.Mapping reference, int place, List<string> names, HashSet<string> cited, BundleFindings findings)
    {
        var name = reference.TextOf("source_name");
        var path = $"{about.Path}.external_references[{place}]";
        if (name.Length == 0)
        {
            findings.Add("BUNDLE006", reference.Offset, $"{path}.source_name", "a reference needs a source_name");
            return;
        }

        if (names.IndexOf(name) is var first && first < place && reference.TextOf("external_id").Length == 0)
        {
            findings.Add("BUNDLE020", reference.Offset, path, $"the reference is listed twice, first at [{first}]", name);
        }

        if (reference.Find("url") is StixValue.Text { Value.Length: > 0 } url && !IsWebAddress(url.Value))
        {
            findings.Add("BUNDLE021", url.Offset, $"{path}.url", "an address begins with https:// or http://; nothing else is followed", url.Value);
        }

        // What carries an id, or explains an alias, need not be cited.
        var isAlias = OwnFields.AliasField(about.Type) is { } field && fields.TextsOf(field).Contains(name, StringComparer.Ordinal);
        if (reference.TextOf("external_id").Length == 0 && !isAlias && !cited.Contains(name))
        {
            findings.Add("BUNDLE019", reference.Offset, path, "no text cites the reference", name);
        }
    }

    static void Links(BundleObject about, StixValue.Text text, string path, BundleFindings findings)
    {
        foreach (var opening in new[] { "](", "href=\"", "href='", "src=\"", "src='" })
        {
            for (var at = text.Value.IndexOf(opening, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.Value.IndexOf(opening, at, StringComparison.OrdinalIgnoreCase))
            {
                at += opening.Length;
                var rest = text.Value.AsSpan(at).TrimStart();
                var end = rest.IndexOfAny(AddressEnds);
                var address = end < 0 ? rest : rest[..end];
                if (SchemeOf(address) is { Length: > 0 } scheme && !scheme.Equals("http", StringComparison.OrdinalIgnoreCase) && !scheme.Equals("https", StringComparison.OrdinalIgnoreCase))
                {
                    findings.Add("BUNDLE021", text.Offset, $"{about.Path}.{path}", "a link leads elsewhere than to the web; it is not followed", address.ToString());
                }
            }
        }
    }

    /// <summary>What stands before the colon where that is the name of a scheme; control characters inside are passed over, as browsers do.</summary>
    static string SchemeOf(ReadOnlySpan<char> address)
    {
        var colon = address.IndexOf(':');
        if (colon <= 0)
        {
            return "";
        }

        var name = new string([.. address[..colon].ToArray().Where(static c => !char.IsControl(c))]);
        return name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.') ? name : "";
    }

    static bool IsWebAddress(string url)
        => Uri.TryCreate(url, UriKind.Absolute, out var parsed) && (parsed.Scheme == Uri.UriSchemeHttps || parsed.Scheme == Uri.UriSchemeHttp);

    /// <summary>True when the name and a closing parenthesis stand there; names have parentheses themselves.</summary>
    static bool IsAt(string text, int at, string name)
    {
        var rest = text.AsSpan(at).TrimStart();
        var trimmed = name.AsSpan().Trim();
        return !trimmed.IsEmpty && rest.StartsWith(trimmed, StringComparison.Ordinal) && rest[trimmed.Length..].TrimStart().StartsWith(")", StringComparison.Ordinal);
    }

    static string UpToClosing(string text, int at)
    {
        var depth = 1;
        for (var i = at; i < text.Length; i++)
        {
            depth += text[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (depth == 0)
            {
                return text[at..i];
            }
        }

        return text[at..];
    }
}
