using System.Globalization;
using System.Text;
using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Web.Api;
using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.Journal;

/// <summary>Every statement that the judgement rests on.</summary>
static class JournalArea
{
    /// <summary>Statements that are read at a time while a file is written.</summary>
    const int ExportPage = 1_000;

    const string FilterWords = "technique, kind, axis, scope, source, text, from and to (days of the last change, UTC), state (in-force, withdrawn, all)";

    static readonly (string Name, string Text)[] Filters =
    [
        ("technique", "Id of a technique, such as T1059.001."), ("kind", "Kind of evidence, such as test."), ("axis", "visibility, detection or prevention."), ("scope", "Name of a scope; - for statements of none."),
        ("source", "Where it comes from."), ("text", "Text that must occur."), ("from", "Earliest day of the last change (UTC)."), ("to", "Latest day of the last change (UTC)."), ("state", "in-force (when left out), withdrawn or all."),
    ];

    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, ServedWorkspace served)
    {
        routes.MapGet("/journal", ListPageAsync).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapGet("/journal/{id}", OnePageAsync).For(TeamRole.Viewer).ExcludeFromDescription();
        var api = routes.MapGroup("/api/v1/journal").WithTags("Journal");
        api.MapGet("", List).For(TeamRole.Viewer).WithQuery(Filters).WithName("ListJournal").WithSummary($"Statements with their last change, the latest first; filters: {FilterWords}.");
        api.MapGet("/export", ExportAsync).For(TeamRole.Viewer).WithQuery(Filters).WithName("ExportJournal").WithSummary("The statements that the same filters ask for as one file: format=ndjson or csv.");
        api.MapGet("/entries", ListEntries).For(TeamRole.Viewer).WithName("ListJournalEntries").WithSummary("Entries as they were recorded, newest first, as `merlon journal list --json`: technique, kind, max.");
        api.MapGet("/{id}", One).For(TeamRole.Viewer).WithName("GetJournalStatement").WithSummary("Everything recorded about one statement, oldest first, as `merlon journal show --json`.");
    }

    static IResult List(HttpContext context, ServedWorkspace served, Paging paging)
    {
        var query = JournalRequest.Of(context.Request.Query) with { Offset = paging.Offset, Limit = paging.Limit };
        var page = served.Read(workspace => workspace.PageJournal(query));
        return Answer.Part(paging, page.Items, page.Total, static (json, one) =>
        {
            json.WriteStartObject();
            JournalJson.Write(json, one);
            json.WriteEndObject();
        });
    }

    static IResult ListEntries(ServedWorkspace served, string? technique, string? kind, int? max)
    {
        const int entriesDefault = 50, entriesMax = 100_000;
        if (technique is not null && !TechniqueId.TryParse(technique, out _))
        {
            throw new InvalidDataException($"technique takes an id such as T1059 or T1059.001, not '{technique}'");
        }

        if (max is < 1 or > entriesMax)
        {
            throw new InvalidDataException($"max takes a number from 1 to {entriesMax}");
        }

        var entries = served.Read(workspace => workspace.ListJournal(new JournalFilter(technique?.ToUpperInvariant(), JournalRequest.KindOf(kind), max ?? entriesDefault)));
        return Answer.Json(json => JournalJson.WriteEntries(json, entries));
    }

    static IResult One(ServedWorkspace served, string id)
    {
        var entries = served.Read(workspace => workspace.FindJournal(id));
        return entries.Count == 0 ? throw new ProblemException(404, "There is no such statement", $"The journal has nothing called {id}") : Answer.Json(json => JournalJson.WriteEntries(json, entries));
    }

    static async Task ExportAsync(HttpContext context, ServedWorkspace served, string? format)
    {
        var isCsv = format switch { null or "ndjson" => false, "csv" => true, _ => throw new InvalidDataException($"format takes ndjson or csv, not '{format}'") };
        var query = JournalRequest.Of(context.Request.Query) with { Limit = ExportPage };
        context.Response.ContentType = isCsv ? "text/csv; charset=utf-8" : "application/x-ndjson; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"journal.{(isCsv ? "csv" : "ndjson")}\"";
        var isFirst = true;
        while (true)
        {
            // A page at a time, each from where the last one ended: never the whole journal in memory.
            var asked = query;
            var page = served.Read(workspace => workspace.PageJournal(asked));
            var (items, header) = (page.Items, isFirst);
            await context.Response.WriteAsync(isCsv ? JournalJson.Csv(items, header) : string.Concat(items.Select(static one => JsonText.Line(json => WriteLine(json, one)) + "\n")), Encoding.UTF8, context.RequestAborted);
            isFirst = false;
            if (items.Count < ExportPage)
            {
                return;
            }

            query = query with { Before = items[^1].Sequence };
        }
    }

    static void WriteLine(System.Text.Json.Utf8JsonWriter json, JournalStatement one)
    {
        json.WriteStartObject();
        JournalJson.Write(json, one);
        json.WriteEndObject();
    }

    static async Task ListPageAsync(HttpContext context, ServedWorkspace served, Paging paging)
    {
        var query = JournalRequest.Of(context.Request.Query) with { Offset = paging.Offset, Limit = paging.Limit };
        var (page, summary) = served.Read(workspace => (workspace.PageJournal(query), workspace.SummariseJournal()));
        var words = context.Words();
        await (AppPage.Of<JournalPageView>(
            words["journal.title"], "journal", (nameof(JournalPageView.Query), query), (nameof(JournalPageView.Found), page), (nameof(JournalPageView.Summary), summary),
            (nameof(JournalPageView.Assessment), (await served.StandingAsync(context.RequestAborted)).Assessment)) with
        {
            Styles = ["insight.css"],
            Scripts = ["insight.js"],
        }).AnswerAsync(context);
    }

    static async Task OnePageAsync(HttpContext context, ServedWorkspace served, string id)
    {
        var entries = served.Read(workspace => workspace.FindJournal(id));
        var assessment = (await served.StandingAsync(context.RequestAborted)).Assessment;
        var evidence = entries.Count > 0 ? entries[^1].Evidence : assessment?.Evidence.GetValueOrDefault(id);
        if (evidence is null)
        {
            throw new ProblemException(404, "There is no such statement", $"The journal has nothing called {id}");
        }

        await (AppPage.Of<StatementPage>(
            evidence.Id, "journal", (nameof(StatementPage.Evidence), evidence), (nameof(StatementPage.Entries), entries), (nameof(StatementPage.Assessment), assessment),
            (nameof(StatementPage.Explanation), assessment is null ? null : GapExplanation.Of(assessment, evidence.Technique))) with
        {
            Styles = ["insight.css"],
        }).AnswerAsync(context);
    }
}

/// <summary>What a query string asks of the journal.</summary>
static class JournalRequest
{
    /// <summary>Reads the words; throws for those that mean nothing.</summary>
    public static JournalQuery Of(IQueryCollection query)
    {
        const int charsMax = 200;
        string? Word(string name)
        {
            var word = query[name].ToString().Trim();
            return word.Length > charsMax ? throw new InvalidDataException($"{name} takes {charsMax} characters at most") : word.Length == 0 ? null : word;
        }

        DateOnly? Day(string name) => Word(name) is not { } word ? null
            : DateOnly.TryParseExact(word, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
            : throw new InvalidDataException($"{name} takes a day such as 2026-11-22, not '{word}'");

        return new JournalQuery
        {
            Technique = Word("technique")?.ToUpperInvariant(),
            Kind = KindOf(Word("kind")),
            Axis = Word("axis") is not { } axis ? null : Enum.GetValues<Axis>().Where(one => string.Equals(EvidenceJson.NameOf(one), axis, StringComparison.OrdinalIgnoreCase)).Cast<Axis?>().FirstOrDefault() ?? throw new InvalidDataException($"axis takes visibility, detection or prevention, not '{axis}'"),
            Scope = Word("scope") is "-" ? "" : Word("scope"),
            Source = Word("source"),
            Text = Word("text"),
            From = Day("from"),
            To = Day("to"),
            State = Word("state") switch { null or "in-force" => JournalState.InForce, "withdrawn" => JournalState.Withdrawn, "all" => JournalState.All, var other => throw new InvalidDataException($"state takes in-force, withdrawn or all, not '{other}'") },
        };
    }

    /// <summary>A kind of evidence by its word; null for none.</summary>
    public static EvidenceKind? KindOf(string? word) => word is null ? null
        : Enum.GetValues<EvidenceKind>().Where(one => string.Equals(EvidenceJson.NameOf(one), word, StringComparison.OrdinalIgnoreCase)).Cast<EvidenceKind?>().FirstOrDefault()
            ?? throw new InvalidDataException($"kind takes one of {string.Join(", ", Enum.GetValues<EvidenceKind>().Select(EvidenceJson.NameOf))}, not '{word}'");
}
