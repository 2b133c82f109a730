using System.Collections.Immutable;
using Merlon.Pipelines;

namespace Merlon.Sigma.Backends;

/// <summary>A language that rules can be said in.</summary>
public sealed class TranslationTarget
{
    readonly Func<TranslationOptions, QueryBackend> make;

    TranslationTarget(string name, string title, string extension, string comment, string pipeline, Func<TranslationOptions, QueryBackend> make)
    {
        Name = name;
        Title = title;
        Extension = extension;
        Comment = comment;
        DefaultPipeline = pipeline;
        this.make = make;
    }

    /// <summary>Word for it, such as <c>postgres</c>.</summary>
    public string Name { get; }

    /// <summary>What it is called, for people.</summary>
    public string Title { get; }

    /// <summary>How files of it end, with the point.</summary>
    public string Extension { get; }

    /// <summary>What a line of comment begins with; empty where the language has no comments.</summary>
    public string Comment { get; }

    /// <summary>Name of the pipeline whose names of fields its data has where nothing else is said.</summary>
    public string DefaultPipeline { get; }

    /// <summary>Every target, in the order of the help.</summary>
    public static ImmutableArray<TranslationTarget> All { get; } =
    [
        new("sqlite", "SQLite", ".sql", "-- ", "windows", static options => new SqliteBackend(options)),
        new("postgres", "PostgreSQL", ".sql", "-- ", "windows", static options => new PostgresBackend(options)),
        new("clickhouse", "ClickHouse", ".sql", "-- ", "windows", static options => new ClickHouseBackend(options)),
        new("duckdb", "DuckDB", ".sql", "-- ", "windows", static options => new DuckDbBackend(options)),
        new("elasticsearch-lucene", "Elasticsearch query string", ".lucene", "", "winlogbeat", static options => new LuceneBackend(options)),
        new("esql", "Elasticsearch ES|QL", ".esql", "// ", "winlogbeat", static options => new EsqlBackend(options)),
        new("splunk", "Splunk SPL", ".spl", "", "splunk", static options => new SplunkBackend(options)),
        new("kql", "Microsoft KQL (Kusto)", ".kql", "// ", "defender", static options => new KqlBackend(options)),
    ];

    /// <summary>The target of a name, or null.</summary>
    public static TranslationTarget? Find(string name) => All.FirstOrDefault(target => string.Equals(target.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// The pipeline whose records a rule reads, where nobody says which: the target's own where it knows the log source, else
    /// the first that does; the target's own where none does.
    /// </summary>
    public Pipeline? PipelineFor(SigmaRule rule, PipelineSet pipelines)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(pipelines);
        var own = pipelines.Find(DefaultPipeline);
        return own is not null && !RecordOrigins.Of(own, rule.LogSource).IsEmpty ? own
            : pipelines.Pipelines.FirstOrDefault(pipeline => !RecordOrigins.Of(pipeline, rule.LogSource).IsEmpty) ?? own;
    }

    /// <summary>
    /// Says a rule in this language. The query means exactly the rule, over data as docs/guide/rules-translate.md describes it;
    /// a rule that cannot be said so is refused. The same rule and options give the same text.
    /// </summary>
    public Translation Translate(SigmaRule rule, TranslationOptions options)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(options);
        return make(options).Translate(rule);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
