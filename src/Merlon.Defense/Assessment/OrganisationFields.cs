using System.Globalization;
using Merlon.Documents;

namespace Merlon.Assessment;

/// <summary>
/// Typed access to one mapping of the file. What is unknown, wrongly shaped or out of range is said with its place and given as
/// null; nothing is guessed.
/// </summary>
sealed class OrganisationFields
{
    readonly YamlNode.Mapping mapping;
    readonly string path;
    readonly DiagnosticLog log;

    public OrganisationFields(YamlNode.Mapping mapping, string path, string[] knownKeys, DiagnosticLog log)
    {
        this.mapping = mapping;
        this.path = path;
        this.log = log;
        foreach (var (key, _) in mapping.Entries)
        {
            if (!knownKeys.Contains(key.Text, StringComparer.Ordinal))
            {
                var near = Spelling.Nearest(key.Text, knownKeys);
                log.Warn(
                    "ORG004", At(key, key.Text), $"the key {Quoted(key.Text)} is not known here and was left out", excerpt: null,
                    near is null ? $"known keys: {string.Join(", ", knownKeys)}" : $"did you mean {near}?");
            }
        }
    }

    /// <summary>Where the mapping begins.</summary>
    public SourceLocation Location => mapping.Location with { Path = path.Length == 0 ? null : path };

    /// <summary>Path of one of its keys.</summary>
    public string PathOf(string key) => path.Length == 0 ? key : $"{path}.{key}";

    /// <summary>Place of a key's value, or of the mapping where the key is absent.</summary>
    public SourceLocation LocationOf(string key) => mapping.TryFind(key, out var node) ? At(node, key) : Location;

    /// <summary>True when the key is there with something in it.</summary>
    public bool Has(string key) => Find(key) is not null;

    /// <summary>A text without surrounding space; null when absent, empty or not a text.</summary>
    public string? Text(string key)
    {
        if (Find(key) is not { } node)
        {
            return null;
        }

        if (node is YamlNode.Scalar scalar)
        {
            return Clean(scalar, At(node, key));
        }

        log.Warn("ORG005", At(node, key), $"{key} is one word or text; this is a list or mapping and was left out");
        return null;
    }

    /// <summary>A text that an entry cannot do without; says so when it is absent.</summary>
    public string? RequiredText(string key, string entry)
    {
        var text = Text(key);
        if (text is null)
        {
            log.Warn("ORG030", LocationOf(key), $"{entry} needs {key}; it was left out");
        }

        return text;
    }

    /// <summary>A text of a small known list, as its index; null (said) when it is another word, null (silent) when absent.</summary>
    public int? Choice(string key, string[] words)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        var index = Array.FindIndex(words, w => string.Equals(w, text, StringComparison.OrdinalIgnoreCase));
        if (index >= 0)
        {
            return index;
        }

        log.Warn("ORG008", LocationOf(key), $"{key} is one of {string.Join(", ", words)}, not {Quoted(text)}", excerpt: null, DidYouMean(text, words));
        return null;
    }

    /// <summary>A decimal number within bounds; null when absent or (said) not one.</summary>
    public decimal? Number(string key, decimal least, decimal most)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (!decimal.TryParse(text, style, CultureInfo.InvariantCulture, out var number))
        {
            log.Warn(
                "ORG006", LocationOf(key), $"{key} is a number; {Quoted(text)} is not and was left out", excerpt: null,
                "write it with a decimal point and without separators, such as 120000 or 0.5");
            return null;
        }

        if (number >= least && number <= most)
        {
            return number;
        }

        log.Warn("ORG006", LocationOf(key), string.Create(CultureInfo.InvariantCulture, $"{key} is between {least} and {most}; {text} is not and was left out"));
        return null;
    }

    /// <summary>A share as <c>85%</c>, 0..1; null when absent or (said) not one.</summary>
    public double? Percent(string key)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        var digits = text.AsSpan().TrimEnd('%').TrimEnd();
        if (text.EndsWith('%')
            && decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent)
            && percent <= 100)
        {
            return (double)(percent / 100);
        }

        log.Warn("ORG006", LocationOf(key), $"{key} is a share from 0% to 100%; {Quoted(text)} is not", excerpt: null, "write it with its per cent sign, such as 85%");
        return null;
    }

    /// <summary>A day as <c>2025-03-01</c>; null when absent or (said) not one. A day after <paramref name="asOf"/> is noted.</summary>
    public DateOnly? Date(string key, DateOnly? asOf)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            log.Warn("ORG007", LocationOf(key), $"{key} is a day such as 2026-09-14; {Quoted(text)} is not");
            return null;
        }

        if (asOf is { } day && date > day)
        {
            log.Warn("ORG027", LocationOf(key), $"{text} lies after {day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}: it is kept and counts from its day on");
        }

        return date;
    }

    /// <summary>A list of words with their places; one word stands for a list of one. Empty when absent.</summary>
    public IReadOnlyList<OrganisationWord> Words(string key)
    {
        var node = Find(key);
        var items = node switch
        {
            null => [],
            YamlNode.Sequence sequence => sequence.Items,
            _ => [node],
        };
        var words = new List<OrganisationWord>();
        for (var i = 0; i < items.Count; i++)
        {
            var place = items[i].Location with { Path = node is YamlNode.Sequence ? $"{PathOf(key)}[{i}]" : PathOf(key) };
            if (words.Count == OrganisationLimits.WordsMax)
            {
                log.Warn("ORG026", place, $"{key} has more than {OrganisationLimits.WordsMax} entries; the rest was left out");
                break;
            }

            if (items[i] is not YamlNode.Scalar scalar)
            {
                log.Warn("ORG005", place, $"{key} is a list of words; this entry is a list or mapping and was left out");
            }
            else if (Clean(scalar, place) is { } text)
            {
                words.Add(new OrganisationWord(text, place));
            }
            else
            {
                log.Warn("ORG005", place, $"an empty entry of {key} was left out");
            }
        }

        return words;
    }

    /// <summary>A mapping below a key; null when absent or (said) something else.</summary>
    public YamlNode.Mapping? Mapping(string key)
    {
        switch (Find(key))
        {
            case null:
                return null;
            case YamlNode.Mapping found:
                return found;
            case { } other:
                log.Warn("ORG005", At(other, key), $"{key} is a mapping of keys and values; this is not and was left out");
                return null;
        }
    }

    /// <summary>The entries of a list of mappings, at most <paramref name="entriesMax"/>.</summary>
    public IEnumerable<OrganisationFields> Entries(string key, string[] knownKeys, int entriesMax)
    {
        var node = Find(key);
        if (node is null)
        {
            yield break;
        }

        if (node is not YamlNode.Sequence sequence)
        {
            log.Warn("ORG005", At(node, key), $"{key} is a list; this is not and was left out", excerpt: null, "begin each entry with a hyphen");
            yield break;
        }

        for (var i = 0; i < sequence.Items.Count; i++)
        {
            var entryPath = $"{PathOf(key)}[{i}]";
            var item = sequence.Items[i];
            if (i == entriesMax)
            {
                log.Warn("ORG026", item.Location with { Path = entryPath }, $"{key} has more than {entriesMax} entries; the rest was left out");
                yield break;
            }

            if (item is YamlNode.Mapping entry)
            {
                yield return new OrganisationFields(entry, entryPath, knownKeys, log);
            }
            else
            {
                log.Warn("ORG005", item.Location with { Path = entryPath }, $"an entry of {key} is a mapping with {string.Join(", ", knownKeys)}; this is not and was left out");
            }
        }
    }

    /// <summary>Words in quotation marks, for a message.</summary>
    public static string Quoted(string text) => $"\"{Diagnostic.ExcerptOf(text)}\"";

    /// <summary>Advice with the nearest of some words, or null when none is near.</summary>
    public static string? DidYouMean(string text, IEnumerable<string> words) => Spelling.Nearest(text, words) is { } near ? $"did you mean {near}?" : null;

    YamlNode? Find(string key) => mapping.TryFind(key, out var node) && node is not YamlNode.Scalar { IsNull: true } ? node : null;

    SourceLocation At(YamlNode node, string key) => node.Location with { Path = PathOf(key) };

    string? Clean(YamlNode.Scalar scalar, SourceLocation place)
    {
        var text = string.Create(scalar.Text.Length, scalar.Text, static (chars, from) =>
        {
            for (var i = 0; i < chars.Length; i++)
            {
                chars[i] = char.IsControl(from[i]) ? ' ' : from[i];
            }
        }).Trim();
        if (text.Length > OrganisationLimits.TextCharsMax)
        {
            log.Warn("ORG026", place, $"this text has {text.Length} characters; it was cut after {OrganisationLimits.TextCharsMax}");
            text = text[..OrganisationLimits.TextCharsMax];
        }

        return text.Length == 0 ? null : text;
    }
}

/// <summary>A word of a list and where it stands.</summary>
readonly record struct OrganisationWord(string Text, SourceLocation Location);
