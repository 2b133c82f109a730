using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Merlon.Documents;

namespace Merlon.Sigma.Linting;

/// <summary>What a rule says about itself: whether people can find, rank, trust and maintain it.</summary>
sealed class MetadataLint(YamlNode.Mapping rule, SigmaLintOptions options, DiagnosticLog log)
{
    /// <summary>Longest title that fits into a list, in characters; the specification allows more.</summary>
    const int TitleCharsShown = 120;

    static readonly FrozenSet<string> RelatedTypes = FrozenSet.Create(StringComparer.Ordinal, "derived", "obsolete", "obsoletes", "merged", "renamed", "similar", "correlation");

    static readonly ImmutableArray<(string Key, Severity Severity, string Why, string Advice)> Recommended =
    [
        ("id", Severity.Warning, "correlations, filters, tests and baselines cannot name it", "add a random UUID"),
        ("level", Severity.Warning, "its findings cannot be ranked", "add one of informational, low, medium, high and critical"),
        ("description", Severity.Warning, "whoever gets its findings has only the title to go by", "say what it sees and why that matters"),
        ("status", Severity.Note, "nobody knows how far it has been tried", "add one of experimental, test and stable"),
        ("author", Severity.Note, "nobody knows whom to ask", "name a person or team"),
        ("date", Severity.Note, "nobody knows how old it is", "add the day it was written, as 2024-01-31"),
        ("falsepositives", Severity.Note, "whoever gets its findings does not know what else they may be", "list what is harmless and looks like it, or Unlikely"),
    ];

    /// <summary>Looks at every key but the detection.</summary>
    public void Check(SigmaRule read)
    {
        foreach (var (key, severity, why, advice) in Recommended)
        {
            if (IsMissing(key))
            {
                Add(severity, "SIGMA" + (key is "id" ? "100" : "102"), rule.Location, $"the rule has no {key}: {why}", advice: advice);
            }
        }

        CheckTitle(read);
        CheckDates(read);
        CheckRelated(read);
        foreach (var key in (ReadOnlySpan<string>)["references", "tags", "falsepositives"])
        {
            CheckRepetition(key);
        }

        if (rule.TryFind("tags", out var tags) && tags is YamlNode.Sequence list)
        {
            foreach (var tag in list.Items.OfType<YamlNode.Scalar>())
            {
                TagForm.Check(tag, log);
            }
        }
    }

    void CheckTitle(SigmaRule read)
    {
        if (!rule.TryFind("title", out var node))
        {
            return;
        }

        if (read.Title.Length is > TitleCharsShown and <= SigmaVocabulary.TitleCharsMax)
        {
            log.Note("SIGMA103", node.Location, FormattableString.Invariant($"the title has {read.Title.Length} characters; lists and alerts cut it"), read.Title, $"keep it within {TitleCharsShown}");
        }
        else if (read.Title.EndsWith('.') && !read.Title.EndsWith("..", StringComparison.Ordinal))
        {
            log.Note("SIGMA103", node.Location, "the title ends with a full stop; it is a heading, no sentence", read.Title, "take it away");
        }
    }

    void CheckDates(SigmaRule read)
    {
        if (read.Date is { } date && read.Modified is { } modified && modified < date)
        {
            log.Warn("SIGMA105", LocationOf("modified"), "the rule was modified before it was written", modified.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), "correct one of the dates");
        }

        foreach (var (key, day) in (ReadOnlySpan<(string, DateOnly?)>)[("date", read.Date), ("modified", read.Modified)])
        {
            if (day > options.Today)
            {
                log.Warn("SIGMA105", LocationOf(key), $"'{key}' lies in the future", day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), "correct it");
            }

            if (rule.TryFind(key, out var node) && node is YamlNode.Scalar scalar && scalar.Text.Contains('/', StringComparison.Ordinal))
            {
                log.Note("SIGMA108", node.Location, "the date is written as Sigma no longer does", scalar.Text, "write it as 2024-01-31");
            }
        }
    }

    void CheckRelated(SigmaRule read)
    {
        if (!rule.TryFind("related", out var node))
        {
            return;
        }

        foreach (var item in (node as YamlNode.Sequence)?.Items ?? [node])
        {
            if (item is not YamlNode.Mapping mapping || !mapping.TryFind("id", out var idNode) || idNode is not YamlNode.Scalar id)
            {
                log.Warn("SIGMA106", item.Location, "a related rule is not named by an id", advice: "write '- id: UUID' and 'type: similar' below it");
                continue;
            }

            if (!Guid.TryParseExact(id.Text.Trim(), "D", out _))
            {
                log.Warn("SIGMA106", id.Location, "the id of a related rule is no UUID", id.Text, "copy the id of the rule that is meant");
            }
            else if (string.Equals(id.Text.Trim(), read.Id, StringComparison.OrdinalIgnoreCase))
            {
                log.Warn("SIGMA106", id.Location, "the rule is related to itself", id.Text, "name the other rule, or take the entry out");
            }

            if (!mapping.TryFind("type", out var typeNode) || typeNode is not YamlNode.Scalar type || !RelatedTypes.Contains(type.Text))
            {
                log.Warn(
                    "SIGMA106", typeNode?.Location ?? item.Location, "how the rule is related is not one of Sigma's words", (typeNode as YamlNode.Scalar)?.Text,
                    "use one of derived, obsolete, merged, renamed, similar");
            }
        }
    }

    void CheckRepetition(string key)
    {
        if (!rule.TryFind(key, out var node) || node is not YamlNode.Sequence list)
        {
            return;
        }

        var seen = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in list.Items.OfType<YamlNode.Scalar>())
        {
            if (!seen.TryAdd(item.Text.Trim(), item.Location.Line))
            {
                log.Note("SIGMA107", item.Location, FormattableString.Invariant($"'{key}' says this twice, first on line {seen[item.Text.Trim()]}"), item.Text, "take one of them out");
            }
        }
    }

    bool IsMissing(string key) => !rule.TryFind(key, out var node) || node is YamlNode.Scalar { Text: "" } or YamlNode.Scalar { IsNull: true } or YamlNode.Sequence { Items.Count: 0 };

    SourceLocation LocationOf(string key) => rule.TryFind(key, out var node) ? node.Location : rule.Location;

    void Add(Severity severity, string code, SourceLocation location, string message, string advice)
    {
        if (severity == Severity.Warning)
        {
            log.Warn(code, location, message, advice: advice);
        }
        else
        {
            log.Note(code, location, message, advice: advice);
        }
    }
}
