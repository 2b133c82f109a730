using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Merlon.Documents;

namespace Merlon.Sigma;

/// <summary>Reads one rule from its mapping. What a rule cannot be without makes an error; the rest is given up field by field.</summary>
sealed class SigmaRuleReader(YamlNode.Mapping rule, DiagnosticLog log)
{
    static readonly ImmutableArray<string> DateFormats = ["yyyy-MM-dd", "yyyy/MM/dd"];

    /// <summary>The rule, or null with at least one error in the log.</summary>
    public SigmaRule? Read()
    {
        NoteNearMisses(rule, SigmaVocabulary.RuleKeys);
        var title = ReadTitle();
        var logSource = ReadLogSource();
        var detection = SigmaDetection.Read(rule, log);
        if (title is null || logSource is null || detection is null)
        {
            return null;
        }

        return new SigmaRule
        {
            Document = log.Document,
            Location = rule.Location,
            Title = title,
            Id = ReadId(),
            Name = TextOf(rule, "name"),
            Status = ReadWord("status", SigmaVocabulary.Statuses, "SIGMA020"),
            Level = ReadWord("level", SigmaVocabulary.Levels, "SIGMA021"),
            Description = TextOf(rule, "description"),
            Author = TextOf(rule, "author"),
            Date = ReadDate("date"),
            Modified = ReadDate("modified"),
            References = TextsOf("references"),
            Tags = [.. ScalarsOf("tags").Select(static tag => new SigmaTag(tag.Text, tag.Location))],
            FalsePositives = TextsOf("falsepositives"),
            LogSource = logSource.Value,
            Detection = detection.Selections,
            Conditions = detection.Conditions,
            Fields = detection.Fields,
        };
    }

    string? ReadTitle()
    {
        var title = TextOf(rule, "title");
        if (title.Length == 0)
        {
            log.Error(
                "SIGMA010",
                LocationOf("title"),
                "the rule has no title, so it was not read",
                advice: NearMissAdvice(rule, "title") ?? "add 'title:'");
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

    SigmaLogSource? ReadLogSource()
    {
        if (!rule.TryFind("logsource", out var node) || node is not YamlNode.Mapping mapping)
        {
            log.Error(
                "SIGMA011", LocationOf("logsource"),
                node is null ? "the rule has no logsource, so it was not read" : "logsource must be a mapping; the rule was not read",
                advice: NearMissAdvice(rule, "logsource") ?? "add 'logsource:' with product, category or service");
            return null;
        }

        NoteNearMisses(mapping, SigmaVocabulary.LogSourceKeys);
        var source = new SigmaLogSource(LogSourcePart(mapping, "product"), LogSourcePart(mapping, "category"), LogSourcePart(mapping, "service"));
        if (source is { Product: "", Category: "", Service: "" })
        {
            log.Error(
                "SIGMA011", mapping.Location, "logsource names no product, category or service, so the rule was not read",
                advice: "add at least one of them");
            return null;
        }

        return source;
    }

    string LogSourcePart(YamlNode.Mapping mapping, string key)
        => TextOf(mapping, key).ToLowerInvariant();

    string ReadId()
    {
        var id = TextOf(rule, "id").ToLowerInvariant();
        if (id.Length > 0 && !Guid.TryParseExact(id, "D", out _))
        {
            log.Warn(
                "SIGMA023", LocationOf("id"), "the id is no UUID; it was kept as it is", id,
                "use a random UUID such as 929a690e-bef0-4204-a928-ef5e620d6fcc");
        }

        return id;
    }

    string ReadWord(string key, ImmutableArray<string> words, string code)
    {
        var word = TextOf(rule, key).ToLowerInvariant();
        if (word.Length > 0 && !words.Contains(word, StringComparer.Ordinal))
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

    DateOnly? ReadDate(string key)
    {
        var text = TextOf(rule, key);
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

    ImmutableArray<string> TextsOf(string key) => [.. ScalarsOf(key).Select(static scalar => scalar.Text)];

    List<YamlNode.Scalar> ScalarsOf(string key)
    {
        var scalars = new List<YamlNode.Scalar>();
        if (!rule.TryFind(key, out var node))
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

    SourceLocation LocationOf(string key) => rule.TryFind(key, out var node) ? node.Location : rule.Location;

    /// <summary>"did you mean …" where a key of the mapping is nearly <paramref name="wanted"/>, else null.</summary>
    internal static string? NearMissAdvice(YamlNode.Mapping mapping, string wanted)
        => mapping.Entries
            .Where(entry => !string.Equals(entry.Key.Text, wanted, StringComparison.Ordinal) && Spelling.Nearest(entry.Key.Text, [wanted]) is not null)
            .Select(entry => FormattableString.Invariant($"did you mean '{wanted}' by '{Diagnostic.ExcerptOf(entry.Key.Text)}' on line {entry.Key.Location.Line}?"))
            .FirstOrDefault();
}
