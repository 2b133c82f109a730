using System.Globalization;
using System.Text;
using System.Text.Json;
using Merlon.Documents;
using Merlon.Sigma;
using Merlon.Sigma.Backends;
using Merlon.Workspaces;
using Merlon.Workspaces.Exchange;

namespace Merlon.Cli;

/// <summary>What became of every rule of some files in one language, and how it is printed, written and counted.</summary>
sealed class TranslatedRules
{
    const int RulesPerReport = 64, NameCharsMax = 60;

    readonly List<Entry> entries = [];
    readonly TranslationTarget target;

    sealed record Entry(string Document, SourceLocation Location, string Title, string Id, string Level, string Kind, string Pipeline, Translation Translation);

    TranslatedRules(TranslationTarget target) => this.target = target;

    /// <summary>How many rules and correlations there were.</summary>
    public int Count => entries.Count;

    /// <summary>A warning for each that was refused.</summary>
    public IReadOnlyList<Diagnostic> Refusals =>
    [
        .. entries.Where(static entry => entry.Translation is Translation.Refused).Select(entry =>
        {
            var refused = (Translation.Refused)entry.Translation;
            return new Diagnostic(
                "TRANS001", Severity.Warning, entry.Document, refused.Location == default ? entry.Location : refused.Location,
                $"the {entry.Kind} cannot be said exactly in {target.Title}: {refused.Feature}", entry.Title, refused.Advice.Length > 0 ? refused.Advice : null);
        }),
    ];

    /// <summary>Translates every rule, filters joined; each with the pipeline that was named, or the one that knows its log source.</summary>
    public static TranslatedRules Of(
        SigmaContent content, TranslationTarget target, TranslationOptions options, PipelineChoice pipelines, IProgress<WorkProgress> progress, CancellationToken cancellationToken)
    {
        var translated = new TranslatedRules(target);
        var rules = content.FilteredRules();
        for (var i = 0; i < rules.Count; i++)
        {
            if (i % RulesPerReport == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress.Report(new WorkProgress("Translating rules", i, rules.Count));
            }

            var rule = rules[i];
            var pipeline = pipelines.Forced ?? target.PipelineFor(rule, pipelines.Pipelines);
            translated.entries.Add(new Entry(
                rule.Document, rule.Location, rule.Title, rule.Id, rule.Level, "rule", pipeline?.Name ?? "", target.Translate(rule, options with { Pipeline = pipeline })));
        }

        foreach (var correlation in content.Correlations)
        {
            translated.entries.Add(new Entry(
                correlation.Document, correlation.Location, correlation.Title, correlation.Id, correlation.Level, "correlation", "",
                new Translation.Refused($"correlation {correlation.Type}", "merlon hunt evaluates correlations", correlation.Location)));
        }

        return translated;
    }

    /// <summary>Every query, as text that its language reads, on standard output.</summary>
    public void Print(Terminal terminal)
    {
        var isFirst = true;
        foreach (var entry in entries)
        {
            if (entry.Translation is Translation.Query query)
            {
                // A query must reach its database as it is; a screen gets what is safe to look at.
                var text = Headed(entry, query);
                terminal.Out.Write(isFirst ? "" : "\n");
                terminal.Out.Write(terminal.IsOutTerminal ? SafeText.Block(text) : text);
                isFirst = false;
            }
        }
    }

    /// <summary>A file for each query, named by the rule's id, else by its title.</summary>
    public IReadOnlyList<OutputFile> Files()
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var files = new List<OutputFile>();
        foreach (var entry in entries)
        {
            if (entry.Translation is Translation.Query query)
            {
                var stem = Guid.TryParseExact(entry.Id, "D", out _) ? entry.Id : Plain(entry.Title);
                var name = stem + target.Extension;
                for (var i = 2; !taken.Add(name); i++)
                {
                    name = string.Create(CultureInfo.InvariantCulture, $"{stem}-{i}{target.Extension}");
                }

                files.Add(new OutputFile(name, stream => stream.Write(Encoding.UTF8.GetBytes(Headed(entry, query)))));
            }
        }

        return files;
    }

    /// <summary>One JSON document of every rule, refused ones with the feature.</summary>
    public void Write(Utf8JsonWriter json, IReadOnlyList<Diagnostic> diagnostics)
    {
        json.WriteStartObject();
        json.WriteString("target", target.Name);
        json.WriteNumber("translated", entries.Count(static entry => entry.Translation is Translation.Query));
        json.WriteNumber("refused", entries.Count(static entry => entry.Translation is Translation.Refused));
        json.WriteObjects("rules", entries, entry =>
        {
            json.WriteString("document", entry.Document);
            json.WriteString("title", entry.Title);
            json.WriteText("id", entry.Id);
            json.WriteText("level", entry.Level);
            json.WriteText("pipeline", entry.Pipeline);
            TranslationJson.Write(json, entry.Translation);
        });
        json.WriteObjects("refusals", Features(), feature =>
        {
            json.WriteString("feature", feature.Feature);
            json.WriteNumber("rules", feature.Rules);
        });
        DiagnosticJson.Write(json, "diagnostics", diagnostics);
        json.WriteEndObject();
    }

    /// <summary>Counts, by feature what was refused, and what must hold of the data; on the error stream unless files were written.</summary>
    public void PrintSummary(Terminal terminal, string? folder)
    {
        var page = new Page(folder is null ? terminal with { Out = terminal.Error, IsOutTerminal = terminal.IsErrorTerminal, UsesColour = false } : terminal);
        var translated = entries.Count(static entry => entry.Translation is Translation.Query);
        page.Paragraph(SafeText.Line(
            $"{Page.Count(translated, "rule")} of {Page.Count(entries.Count)} translated to {target.Title}{(folder is null ? "" : $", written to {folder}")}; {Page.Count(entries.Count - translated)} refused."));
        var features = Features();
        if (features.Count > 0)
        {
            var table = new TextTable { Columns = [new("rules", IsNumber: true), new("refused for", IsFlexible: true)] };
            foreach (var (feature, rules) in features)
            {
                table.Add(Page.Count(rules), SafeText.Line(feature));
            }

            page.Table(table);
        }

        foreach (var (warning, rules) in entries.Select(static entry => entry.Translation).OfType<Translation.Query>().SelectMany(static query => query.Warnings)
            .CountBy(static warning => warning, StringComparer.Ordinal).OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            page.Paragraph(SafeText.Line($"note: {warning} ({Page.Count(rules, "rule")})"));
        }
    }

    List<(string Feature, int Rules)> Features()
        => [.. entries.Select(static entry => entry.Translation).OfType<Translation.Refused>()
            .CountBy(static refused => refused.Feature, StringComparer.Ordinal)
            .OrderByDescending(static pair => pair.Value).ThenBy(static pair => pair.Key, StringComparer.Ordinal)
            .Select(static pair => (pair.Key, pair.Value))];

    // Comments are one line each whatever the rule says, so that nothing of it becomes part of the query.
    string Headed(Entry entry, Translation.Query query)
    {
        var text = new StringBuilder();
        if (target.Comment.Length > 0)
        {
            Comment(text, entry.Title);
            Comment(text, string.Join(", ", new[] { entry.Id, entry.Level, entry.Pipeline.Length > 0 ? $"pipeline {entry.Pipeline}" : "" }.Where(static part => part.Length > 0)));
            foreach (var warning in query.Warnings)
            {
                Comment(text, $"note: {warning}");
            }
        }

        return text.Append(query.Text).Append(target.Name is "splunk" or "elasticsearch-lucene" or "esql" or "kql" ? "\n" : ";\n").ToString();
    }

    void Comment(StringBuilder text, string line) => text.Append(line.Length > 0 ? target.Comment + SafeText.Line(line) + "\n" : "");

    static string Plain(string title)
    {
        var plain = string.Concat(title.Take(NameCharsMax).Select(static c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-')).Trim('-');
        return plain.Length == 0 ? "rule" : plain;
    }
}
