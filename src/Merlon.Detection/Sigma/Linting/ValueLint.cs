using System.Collections.Immutable;
using Merlon.Documents;

namespace Merlon.Sigma.Linting;

/// <summary>Fields, modifiers and values of selections as they are written: what costs time, and what hardly means what it says.</summary>
sealed class ValueLint(DiagnosticLog log)
{
    static readonly ImmutableArray<string> Positions = ["contains", "startswith", "endswith"];

    /// <summary>Modifiers whose values are no text with wildcards.</summary>
    static readonly ImmutableArray<string> NoText =
        ["re", "cidr", "exists", "fieldref", "gt", "gte", "lt", "lte", "minute", "hour", "day", "week", "month", "year"];

    /// <summary>Looks at a selection: a map, a list of maps, or keywords.</summary>
    public void Check(YamlNode selection)
    {
        foreach (var part in (selection as YamlNode.Sequence)?.Items ?? [selection])
        {
            switch (part)
            {
                case YamlNode.Mapping mapping:
                    foreach (var (key, value) in mapping.Entries)
                    {
                        CheckItem(key, value);
                    }

                    break;
                case YamlNode.Scalar keyword:
                    CheckText(keyword, [], isKeyword: true, isOneForm: true);
                    break;
                default:
                    break;
            }
        }
    }

    void CheckItem(YamlNode.Scalar key, YamlNode value)
    {
        var parts = key.Text.Split('|');
        ImmutableArray<string> modifiers = [.. parts[1..]];
        ImmutableArray<YamlNode.Scalar> values = value is YamlNode.Sequence list ? [.. list.Items.OfType<YamlNode.Scalar>()] : value is YamlNode.Scalar one ? [one] : [];
        CheckAll(key, modifiers, values);
        if (modifiers.Contains("base64offset", StringComparer.Ordinal) && !modifiers.Contains("contains", StringComparer.Ordinal))
        {
            log.Warn("SIGMA148", key.Location, "base64offset stands for text inside other encoded text, so without 'contains' it hardly ever matches", key.Text, "add |contains");
        }

        // A list that mixes patterns and plain values cannot take one modifier for all.
        var forms = values.Where(static v => !v.IsNull).Select(static v => FormOf(SigmaPattern.Parse(v.Text).Canonical)).Distinct().ToList();
        var isText = !modifiers.Any(static m => NoText.Contains(m, StringComparer.Ordinal));
        foreach (var scalar in values.Where(static v => !v.IsNull))
        {
            if (isText && !modifiers.Contains("expand", StringComparer.Ordinal))
            {
                CheckText(scalar, modifiers, isKeyword: parts[0].Length == 0, isOneForm: forms.Count == 1);
            }
            else if (modifiers.Contains("re", StringComparer.Ordinal))
            {
                RegexLint.Check(scalar, modifiers, log);
            }
        }
    }

    void CheckAll(YamlNode.Scalar key, ImmutableArray<string> modifiers, ImmutableArray<YamlNode.Scalar> values)
    {
        if (!modifiers.Contains("all", StringComparer.Ordinal))
        {
            return;
        }

        if (values.Length == 1)
        {
            log.Note("SIGMA146", key.Location, "'all' says that every value of a list must match, but there is only one", key.Text, "take |all away, or add the values that are missing");
        }
        else if (modifiers.Length == 1 && !key.Text.StartsWith('|')
            && values.Where(static v => v.Text.AsSpan().IndexOfAny('*', '?') < 0).Select(static v => v.Text).Distinct(StringComparer.OrdinalIgnoreCase).Count() > 1)
        {
            log.Warn("SIGMA147", key.Location, "one value cannot be equal to several at once, so this matches only a field that is itself a list", key.Text, "write |contains|all if parts of the value are meant, or take |all away");
        }
    }

    void CheckText(YamlNode.Scalar value, ImmutableArray<string> modifiers, bool isKeyword, bool isOneForm)
    {
        var text = value.Text;
        if (text.Any(char.IsControl))
        {
            log.Warn("SIGMA145", value.Location, "the value holds a control character, such as double quotes make of \\t or \\n; a path or command would hold a backslash there", text, "put it into single quotes if the backslash is meant");
        }

        if (FindTrap(text) is var trap and >= 0)
        {
            log.Note("SIGMA144", value.Location, $"'\\{text[trap]}' is the character {text[trap]} itself, no backslash before a wildcard", text, $"write '\\\\{text[trap]}' if a wildcard behind a backslash is meant");
        }

        var pattern = SigmaPattern.Parse(text).Canonical;
        if (pattern.Length == 0 || pattern.AsSpan().IndexOfAny(SigmaPattern.AnyRun, SigmaPattern.AnyOne) < 0)
        {
            return;
        }

        if (pattern.Length == 1 && pattern[0] == SigmaPattern.AnyRun)
        {
            log.Note("SIGMA140", value.Location, "a lone wildcard matches whatever the field holds, also nothing", text, isKeyword ? "name what is looked for" : "write |exists: true if the field must be there, or name what it must hold");
            return;
        }

        CheckEdges(value, pattern, modifiers, isKeyword, isOneForm);
    }

    // Where a pattern has its wildcards: 1 at the beginning, 2 at the end, 4 inside.
    static int FormOf(string pattern)
    {
        if (pattern.Length == 0)
        {
            return 0;
        }

        var (begins, ends) = (pattern[0] == SigmaPattern.AnyRun, pattern.Length > 1 && pattern[^1] == SigmaPattern.AnyRun);
        var inner = pattern.AsSpan((begins ? 1 : 0)..(pattern.Length - (ends ? 1 : 0)));
        return (begins ? 1 : 0) + (ends ? 2 : 0) + (inner.IndexOfAny(SigmaPattern.AnyRun, SigmaPattern.AnyOne) >= 0 ? 4 : 0);
    }

    void CheckEdges(YamlNode.Scalar value, string pattern, ImmutableArray<string> modifiers, bool isKeyword, bool isOneForm)
    {
        var (begins, ends) = (pattern[0] == SigmaPattern.AnyRun, pattern[^1] == SigmaPattern.AnyRun);
        var position = isKeyword ? "contains" : modifiers.FirstOrDefault(static m => Positions.Contains(m, StringComparer.Ordinal));
        var inner = pattern.AsSpan((begins ? 1 : 0)..(pattern.Length - (ends && pattern.Length > 1 ? 1 : 0)));
        var isInnerPlain = inner.IndexOfAny(SigmaPattern.AnyRun, SigmaPattern.AnyOne) < 0;
        var redundant = position switch
        {
            "contains" => begins || ends,
            "startswith" => ends,
            "endswith" => begins,
            _ => false,
        };
        if (redundant)
        {
            log.Note("SIGMA141", value.Location, $"the wildcard at the edge says again what {(isKeyword ? "a keyword" : $"'{position}'")} says", value.Text, "take it away; escape it with a backslash if the character is meant");
        }
        else if (position is "startswith" && begins || position is "endswith" && ends)
        {
            log.Note("SIGMA141", value.Location, $"with the wildcard '{position}' means 'contains'", value.Text, "write |contains without the wildcard; escape it with a backslash if the character is meant");
        }
        else if (position is null && isOneForm && isInnerPlain && !inner.IsEmpty && (begins || ends) && !modifiers.Contains("cased", StringComparer.Ordinal))
        {
            var modifier = begins && ends ? "contains" : begins ? "endswith" : "startswith";
            log.Note("SIGMA142", value.Location, $"the wildcard does what |{modifier} says plainly", value.Text, $"write |{modifier} and take the wildcard away");
        }
        else if (position is "contains" && inner.Contains(SigmaPattern.AnyRun))
        {
            log.Note("SIGMA143", value.Location, "a wildcard inside 'contains' is looked for at every place of the value, which takes longer than plain text", value.Text, "write two values with |contains|all where their order does not matter; escape it with a backslash if the character is meant");
        }
    }

    // A backslash that takes the meaning from a wildcard, behind what looks like a path.
    static int FindTrap(string text)
    {
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] is '\\' && i + 1 < text.Length)
            {
                if (text[i + 1] is '*' && (char.IsAsciiLetterOrDigit(text[i - 1]) || text[i - 1] is ':' or '%'))
                {
                    return i + 1;
                }

                i += text[i + 1] is '\\' or '*' or '?' ? 1 : 0;
            }
        }

        return -1;
    }
}
