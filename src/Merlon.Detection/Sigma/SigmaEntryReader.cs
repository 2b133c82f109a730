using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Merlon.Documents;

namespace Merlon.Sigma;

/// <summary>Reads what rules, correlations and filters say of themselves: title, id, status and the like, given up field by field.</summary>
/// <param name="entry">The mapping of the rule, correlation or filter.</param>
/// <param name="kind">What it is, for people.</param>
/// <param name="log">Takes what is noticed.</param>
sealed class SigmaEntryReader(YamlNode.Mapping entry, string kind, DiagnosticLog log)
{
    static readonly ImmutableArray<string> DateFormats = ["yyyy-MM-dd", "yyyy/MM/dd"];

    /// <summary>The title, or null with an error in the log.</summary>
    public string? ReadTitle()
    {
        var title = TextOf(entry, "title");
        if (title.Length == 0)
        {
            log.Error(
                "SIGMA010",
                LocationOf("title"),
                $"the {kind} has no title, so it was not read",
                advice: NearMissAdvice(entry, "title") ?? "add 'title:'");
            return null;
        }

        if (title.Length > SigmaVocabulary.TitleCharsMax)
        {
            log.Note(
                "SIGMA029", LocationOf("title"),
                FormattableString.Invariant($"the title has {title.Length:N0} characters; the specification allows {SigmaVocabulary.TitleCharsMax}"),
                title);
        }

        return title;
    }

    /// <summary>The log source, or null with an error in the log.</summary>
    public SigmaLogSource? ReadLogSource()
    {
        if (!entry.TryFind("logsource", out var node) || node is not YamlNode.Mapping mapping)
        {
            log.Error(
                "SIGMA011", LocationOf("logsource"),
                node is null ? $"the {kind} has no logsource, so it was not read" : $"logsource must be a mapping; the {kind} was not read",
                advice: NearMissAdvice(entry, "logsource") ?? "add 'logsource:' with product, category or service");
            return null;
        }

        NoteNearMisses(mapping, SigmaVocabulary.LogSourceKeys);
        var source = new SigmaLogSource(LogSourcePart(mapping, "product"), LogSourcePart(mapping, "category"), LogSourcePart(mapping, "service"));
        if (source is { Product: "", Category: "", Service: "" })
        {
            log.Error(
                "SIGMA011", mapping.Location, $"logsource names no product, category or service, so the {kind} was not read",
                advice: "add at least one of them");
            return null;
        }

        return source;
    }

    string LogSourcePart(YamlNode.Mapping mapping, string key)
        => TextOf(mapping, key).ToLowerInvariant();

    /// <summary>The id in lower case, or empty.</summary>
    public string ReadId()
    {
        var id = TextOf(entry, "id").ToLowerInvariant();
        if (id.Length > 0 && !Guid.TryParseExact(id, "D", out _))
        {
            log.Warn(
                "SIGMA023", LocationOf("id"), "the id is no UUID; it was kept as it is", id,
                "use a random UUID such as 929a690e-bef0-4204-a928-ef5e620d6fcc");
        }

        return id;
    }

    /// <summary>The status, or empty.</summary>
    public string ReadStatus() => ReadWord("status", SigmaVocabulary.Statuses, "SIGMA020");

    /// <summary>The level, or empty.</summary>
    public string ReadLevel() => ReadWord("level", SigmaVocabulary.Levels, "SIGMA021");

    /// <summary>The tags as written.</summary>
    public ImmutableArray<SigmaTag> ReadTags()
    {
        var tags = ScalarsOf("tags");
        var read = ImmutableArray.CreateBuilder<SigmaTag>(tags.Count);
        foreach (var tag in tags)
        {
            read.Add(new SigmaTag(tag.Text, tag.Location));
        }

        return read.MoveToImmutable();
    }

    string ReadWord(string key, ImmutableArray<string> words, string code)
    {
        var text = TextOf(entry, key);
        foreach (var known in words)
        {
            if (text.Equals(known, StringComparison.OrdinalIgnoreCase))
            {
                return known;
            }
        }

        var word = text.ToLowerInvariant();
        if (word.Length > 0)
        {
            var advice = Spelling.Nearest(word, words) is { } nearest ? $"did you mean '{nearest}'?" : $"use one of {string.Join(", ", words)}";
            log.Warn(
                code,
                LocationOf(key),
                $"the {key} is not one that Sigma knows; it was kept as it is and counts as none",
                word,
                advice);
        }

        return word;
    }

    /// <summary>A date, or null.</summary>
    public DateOnly? ReadDate(string key)
    {
        var text = TextOf(entry, key);
        if (text.Length == 0)
        {
            return null;
        }

        foreach (var format in DateFormats)
        {
            if (DateOnly.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            {
                return date;
            }
        }

        log.Warn("SIGMA022", LocationOf(key), $"'{key}' is no date that Sigma knows; it was left out", text, "write it as 2024-01-31");
        return null;
    }

    /// <summary>The texts of a list.</summary>
    public ImmutableArray<string> TextsOf(string key)
    {
        var scalars = ScalarsOf(key);
        var texts = ImmutableArray.CreateBuilder<string>(scalars.Count);
        foreach (var scalar in scalars)
        {
            texts.Add(scalar.Text);
        }

        return texts.MoveToImmutable();
    }

    List<YamlNode.Scalar> ScalarsOf(string key)
    {
        var scalars = new List<YamlNode.Scalar>();
        if (!entry.TryFind(key, out var node))
        {
            return scalars;
        }

        if (node is YamlNode.Scalar single)
        {
            if (!single.IsNull)
            {
                log.Note("SIGMA026", single.Location, $"'{key}' should be a list; it was read as a list of one", single.Text);
                scalars.Add(single);
            }

            return scalars;
        }

        foreach (var item in (node as YamlNode.Sequence)?.Items ?? [node])
        {
            if (item is YamlNode.Scalar { IsNull: false } scalar)
            {
                scalars.Add(scalar);
            }
            else
            {
                log.Warn("SIGMA025", item.Location, $"'{key}' takes a list of texts, but this is none; it was left out");
            }
        }

        return scalars;
    }

    /// <summary>A text of the entry, without white space around; empty where there is none.</summary>
    public string TextOf(string key) => TextOf(entry, key);

    string TextOf(YamlNode.Mapping mapping, string key)
    {
        if (!mapping.TryFind(key, out var node))
        {
            return "";
        }

        if (node is YamlNode.Scalar scalar)
        {
            return scalar.IsNull ? "" : scalar.Text.Trim();
        }

        log.Warn("SIGMA025", node.Location, $"'{key}' takes a text, but a list or mapping stands here; it was left out");
        return "";
    }

    /// <summary>Warns of keys that are nearly one that Sigma knows.</summary>
    public void NoteNearMisses(FrozenSet<string> keys) => NoteNearMisses(entry, keys);

    void NoteNearMisses(YamlNode.Mapping mapping, FrozenSet<string> keys)
    {
        foreach (var (key, _) in mapping.Entries)
        {
            if (!keys.Contains(key.Text) && Spelling.Nearest(key.Text, keys) is { } nearest)
            {
                log.Warn(
                    "SIGMA024", key.Location, "Sigma has no such key, but one much like it; what it holds was left out", key.Text,
                    $"did you mean '{nearest}'?");
            }
        }
    }

    SourceLocation LocationOf(string key) => entry.TryFind(key, out var node) ? node.Location : entry.Location;

    /// <summary>"did you mean …" where a key of the mapping is nearly <paramref name="wanted"/>, else null.</summary>
    internal static string? NearMissAdvice(YamlNode.Mapping mapping, string wanted)
        => mapping.Entries
            .Where(entry => !string.Equals(entry.Key.Text, wanted, StringComparison.Ordinal) && Spelling.Nearest(entry.Key.Text, [wanted]) is not null)
            .Select(entry => FormattableString.Invariant($"did you mean '{wanted}' by '{Diagnostic.ExcerptOf(entry.Key.Text)}' on line {entry.Key.Location.Line}?"))
            .FirstOrDefault();
}
