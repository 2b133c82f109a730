using System.Globalization;
using Merlon.Web.Api;
using Merlon.Web.Serving;

namespace Merlon.Web.App.Knowledge;

/// <summary>Log sources as ATT&amp;CK names them, with the organisation's own beside them.</summary>
static class LogSourceRoutes
{
    public static void Map(IEndpointRouteBuilder routes, KnowledgeShelf shelf)
    {
        routes.MapGet("/knowledge/log-sources", (string? name, string? text, string? state, string? release, string? sort, HttpContext context) => ShowAsync(shelf, new LogSourceQuestion(name ?? "", text ?? "", state ?? "", release, sort ?? ""), context))
            .For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapGet("/api/v1/log-sources", async (string? text, string? state, string? release, Paging paging, CancellationToken cancellationToken) =>
        {
            var (open, standing) = (shelf.Open(release), await shelf.Served.StandingAsync(cancellationToken));
            var rows = RowsOf(open, standing, new LogSourceQuestion("", text ?? "", state ?? "", release));
            return Answer.Page(paging, rows, (json, row) =>
            {
                json.WriteStartObject();
                json.WriteString("name", row.Source.Name);
                json.WriteString("state", WordOf(row.State));
                json.WriteStrings("collected_as", row.State?.Sources ?? []);
                json.WriteStrings("channels", row.Source.Channels.Select(static channel => channel.Channel));
                json.WriteStrings("data_components", row.Source.Components.Select(static one => one.Id));
                json.WriteStrings("analytics", row.Source.Analytics.Select(static one => one.Id));
                json.WriteStrings("techniques", row.Source.Techniques.Select(static one => one.Id));
                json.WriteEndObject();
            }, ObjectRoutes.TagOf(open, $"log-sources {standing.Tag} {text} {state}"));
        }).For(TeamRole.Viewer).WithTags("Knowledge").WithName("ListLogSources")
            .WithSummary("Log sources that ATT&CK's analytics ask for, with what they show and whether the organisation has them (state: seen, collected, other-events, missing, unknown).");
    }

    /// <summary>How a state is written in addresses and JSON.</summary>
    public static string WordOf(LogSourceState? state) => state?.Standing switch
    {
        null => "unknown",
        LogSourceStanding.Seen => "seen",
        LogSourceStanding.Collected => "collected",
        LogSourceStanding.OtherEvents => "other-events",
        _ => "missing",
    };

    static async Task ShowAsync(KnowledgeShelf shelf, LogSourceQuestion question, HttpContext context)
    {
        var open = shelf.Open(question.Release);
        var standing = await shelf.Served.StandingAsync(context.RequestAborted);
        var href = new KnowledgeHref(open.Release, open.Asked);
        var words = context.Words();
        if (question.Name.Length > 0)
        {
            var source = open.LogSources.FirstOrDefault(one => string.Equals(one.Name, question.Name, StringComparison.OrdinalIgnoreCase))
                ?? throw new FileNotFoundException($"ATT&CK {open.Release.Version} names no log source '{question.Name[..Math.Min(question.Name.Length, 80)]}'");
            var sheet = new LogSourceSheet(href, source, LogSourceStates.Of(standing));
            await (AppPage.Of<LogSourcePage>(source.Name, "knowledge", (nameof(LogSourcePage.Sheet), sheet)) with { Styles = ["knowledge.css"], Scripts = ["knowledge-page.js"], ScriptTexts = ["knowledge-script"] }).AnswerAsync(context);
            return;
        }

        var list = new LogSourcesSheet(href, question, RowsOf(open, standing, question));
        await (AppPage.Of<LogSourcesPage>(words["knowledge.kind.log-sources"], "knowledge", (nameof(LogSourcesPage.Sheet), list)) with { Styles = ["knowledge.css"], Scripts = ["knowledge-list.js"], IsWide = true }).AnswerAsync(context);
    }

    static IReadOnlyList<LogSourceRow> RowsOf(OpenRelease open, Standing standing, LogSourceQuestion question)
    {
        var states = LogSourceStates.Of(standing);
        var rows = open.LogSources.Select(source => new LogSourceRow(source, states is null ? null : StateOf(source, states)));
        if (question.Text.Length > 0)
        {
            rows = rows.Where(row => row.Source.Name.Contains(question.Text, StringComparison.OrdinalIgnoreCase) || row.Source.Channels.Any(channel => channel.Channel.Contains(question.Text, StringComparison.OrdinalIgnoreCase)));
        }

        rows = rows.Where(row => question.State.Length == 0 || WordOf(row.State) == question.State);
        return
        [
            .. question.Sort switch
            {
                "techniques" => rows.OrderByDescending(static row => row.Source.Techniques.Count), // stable: by name where they are alike
                "analytics" => rows.OrderByDescending(static row => row.Source.Analytics.Count),
                _ => rows,
            },
        ];
    }

    // A source is as its best channel is.
    static LogSourceState StateOf(NamedLogSource source, LogSourceStates states)
        => source.Channels.Select(channel => states.Of(new Attack.LogSource(source.Name, channel.Channel))).MaxBy(static state => state.Standing)
            ?? states.Of(new Attack.LogSource(source.Name, ""));
}

/// <summary>What is asked about log sources.</summary>
sealed record LogSourceQuestion(string Name, string Text, string State, string? Release, string Sort = "");

/// <summary>A log source and how it stands.</summary>
sealed record LogSourceRow(NamedLogSource Source, LogSourceState? State);

/// <summary>What the page of all log sources shows.</summary>
public sealed class LogSourcesSheet
{
    internal LogSourcesSheet(KnowledgeHref href, LogSourceQuestion question, IReadOnlyList<LogSourceRow> rows)
    {
        Href = href;
        Question = question;
        Rows = rows;
    }

    internal KnowledgeHref Href { get; }

    internal LogSourceQuestion Question { get; }

    internal IReadOnlyList<LogSourceRow> Rows { get; }

    internal static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}

/// <summary>What the page of one log source shows.</summary>
public sealed class LogSourceSheet
{
    internal LogSourceSheet(KnowledgeHref href, NamedLogSource source, LogSourceStates? states)
    {
        Href = href;
        Source = source;
        States = states;
    }

    internal KnowledgeHref Href { get; }

    internal NamedLogSource Source { get; }

    internal LogSourceStates? States { get; }
}
