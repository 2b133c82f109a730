using System.Globalization;
using System.Text.Json;
using Merlon.Search;
using Merlon.Web.Api;
using Merlon.Web.Serving;

namespace Merlon.Web.App.Knowledge;

/// <summary>Searches: what a person types, answered at once, as a page and as JSON.</summary>
static class SearchRoutes
{
    /// <summary>Most hits of one answer.</summary>
    public const int HitsMax = 500;

    /// <summary>Hits of one answer when nobody says.</summary>
    public const int HitsDefault = 25;

    /// <summary>Furthest hit that paging reaches.</summary>
    public const int OffsetMax = 10_000;

    const int SnippetChars = 200;

    public static void Map(IEndpointRouteBuilder routes, KnowledgeShelf shelf)
    {
        routes.MapGet("/knowledge/search", (HttpContext context) => ShowAsync(shelf, context)).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapGet("/api/v1/search", (string q, string? release, string[]? type, string[]? tactic, string[]? platform, string[]? domain, int? limit, int? offset, [Microsoft.AspNetCore.Mvc.FromQuery(Name = "include-dead")] bool? includeDead)
            => Json(shelf, new SearchQuestion(q, release, type ?? [], tactic ?? [], platform ?? [], domain ?? [], includeDead == true, limit ?? HitsDefault, offset ?? 0)))
            .For(TeamRole.Viewer).WithTags("Knowledge").WithName("Search")
            .WithSummary("Objects by words in ids, names, aliases and texts, best first, with facets, corrections and snippets, as merlon search --json.");
        routes.MapGet("/api/v1/suggestions", (string? q, string? release, int? limit, HttpContext context) => Suggest(shelf, q ?? "", release, limit ?? 8, context))
            .For(TeamRole.Viewer).WithTags("Knowledge").WithName("Suggest")
            .WithSummary("What the search box offers while somebody types: pages of the application and objects, small and quick.");
    }

    static IResult Json(KnowledgeShelf shelf, SearchQuestion question)
    {
        var open = shelf.Open(question.Release);
        var text = open.Kept.Get(question.Key, () =>
        {
            var answer = Ask(open, question);
            return JsonText.Line(json => SearchJson.Write(json, open.Release, question.Words, question.Of(answer)));
        });
        return Answer.Json(json => json.WriteRawValue(text, skipInputValidation: true), ObjectRoutes.TagOf(open, question.Key));
    }

    static IResult Suggest(KnowledgeShelf shelf, string q, string? release, int limit, HttpContext context)
    {
        var open = shelf.Open(release);
        var words = context.Words();
        var wanted = q.Trim();
        if (limit is < 1 or > 20 || wanted.Length > SearchQuery.TextCharsMax)
        {
            throw new InvalidDataException($"limit takes 1 to 20, and q up to {SearchQuery.TextCharsMax} characters");
        }

        var key = $"suggest {words.Language} {limit} {wanted}";
        var text = open.Kept.Get(key, () => JsonText.Line(json =>
        {
            var href = new KnowledgeHref(open.Release, open.Asked);
            var answer = wanted.Length == 0 ? null : open.Indexed.Search(new SearchQuery(wanted, SearchFilter.None, limit * 4, SnippetChars: 80));
            json.WriteStartObject();
            json.WriteString("query", wanted);
            json.WriteNumber("total", answer?.Total ?? 0);
            json.WriteString("did_you_mean", answer?.DidYouMean);
            json.WriteObjects("pages", AppCommands.Matching(wanted, words), page =>
            {
                json.WriteString("name", page.Name);
                json.WriteString("href", page.Href);
            });
            json.WriteObjects("objects", (answer?.Hits ?? []).OrderBy(hit => Place(hit, wanted)).Take(limit), hit =>
            {
                json.WriteString("id", hit.Found.Id);
                WriteMarked(json, "name", hit.Name);
                json.WriteString("type", ObjectKind.InWords(ObjectKind.NameOf(hit.Found)));
                json.WriteString("href", href.Of(hit.Found));
                if (hit.Alias is { } alias)
                {
                    WriteMarked(json, "alias", alias);
                }
            });
            json.WriteEndObject();
        }));
        return Answer.Json(json => json.WriteRawValue(text, skipInputValidation: true), ObjectRoutes.TagOf(open, key));
    }

    // Who types a few letters means a name: what is called so comes before what is said so. The order within is the search's.
    static int Place(SearchHit hit, string typed) => hit.IsExact ? 0
        : hit.Found.Id.StartsWith(typed, StringComparison.OrdinalIgnoreCase) || hit.Found.Name.StartsWith(typed, StringComparison.OrdinalIgnoreCase) ? 1
        : hit.Name.Highlights.Count > 0 || hit.Alias is not null ? 2 : 3;

    // Pieces of text, every second one marked: nothing for the browser to count in characters.
    static void WriteMarked(Utf8JsonWriter json, string name, Snippet snippet)
    {
        json.WriteStartArray(name);
        var at = 0;
        foreach (var mark in snippet.Highlights)
        {
            json.WriteStringValue(snippet.Text.AsSpan(at, mark.Start - at));
            json.WriteStringValue(snippet.Text.AsSpan(mark.Start, mark.Length));
            at = mark.Start + mark.Length;
        }

        json.WriteStringValue(snippet.Text.AsSpan(at));
        json.WriteEndArray();
    }

    static SearchAnswer Ask(OpenRelease open, SearchQuestion question)
    {
        var complaints = new List<string>();
        var read = new ObjectFilter(open.Release, (message, advice) => complaints.Add(advice is null ? message : $"{message}. {advice}"));
        if (question.Types.FirstOrDefault(static type => ObjectKind.Find(type) is null) is { } unknown)
        {
            throw new InvalidDataException($"there is no kind '{unknown}'; there is {string.Join(", ", ObjectKind.All.Select(static kind => kind.Name))}");
        }

        SearchFilter filter = new(
            ObjectKind.TypesOf(question.Types), read.Tactics("tactic", question.Tactics), read.Platforms("platform", question.Platforms), read.Domains("domain", question.Domains), question.IncludesDead);
        return read.IsWhole
            ? open.Indexed.Search(new SearchQuery(question.Words, filter, question.Offset + question.Limit, SnippetChars))
            : throw new InvalidDataException(string.Join("; ", complaints));
    }

    static Task ShowAsync(KnowledgeShelf shelf, HttpContext context)
    {
        var query = context.Request.Query;
        var open = shelf.Open(query["release"]);
        var offset = int.TryParse(query["offset"], NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? Math.Min(given, OffsetMax) : 0;
        var question = new SearchQuestion(
            query["q"].ToString().Trim(), open.Asked, Several(query["type"]), Several(query["tactic"]), Several(query["platform"]), Several(query["domain"]),
            query["include-dead"] == "true", HitsDefault, offset);
        var shown = new SearchSheet(new KnowledgeHref(open.Release, open.Asked), question, question.Words.Length == 0 ? null : Ask(open, question));
        return (AppPage.Of<SearchPage>(question.Words.Length == 0 ? context.Words()["knowledge.search"] : question.Words, "knowledge", (nameof(SearchPage.Sheet), shown)) with
        {
            Styles = ["knowledge.css"],
        }).AnswerAsync(context);
    }

    static IReadOnlyList<string> Several(Microsoft.Extensions.Primitives.StringValues values) => [.. values.OfType<string>().Where(static value => value.Length > 0)];
}

/// <summary>What is searched for.</summary>
sealed record SearchQuestion(
    string Words, string? Release, IReadOnlyList<string> Types, IReadOnlyList<string> Tactics, IReadOnlyList<string> Platforms, IReadOnlyList<string> Domains, bool IncludesDead, int Limit, int Offset)
{
    public int Limit { get; } = Limit is >= 1 and <= SearchRoutes.HitsMax ? Limit : throw new InvalidDataException($"limit takes 1 to {SearchRoutes.HitsMax}");

    public int Offset { get; } = Offset is >= 0 and <= SearchRoutes.OffsetMax ? Offset : throw new InvalidDataException($"offset takes 0 to {SearchRoutes.OffsetMax}");

    public string Words { get; } = Words.Length <= SearchQuery.TextCharsMax ? Words : throw new InvalidDataException($"q takes up to {SearchQuery.TextCharsMax} characters");

    /// <summary>Another text for every other question of one release.</summary>
    public string Key => $"search {Limit} {Offset} {IncludesDead} {string.Join(',', Types)} {string.Join(',', Tactics)} {string.Join(',', Platforms)} {string.Join(',', Domains)} {Words}";

    /// <summary>The part of the answer that was asked for.</summary>
    public SearchAnswer Of(SearchAnswer answer) => Offset == 0 ? answer : answer with { Hits = [.. answer.Hits.Skip(Offset)] };
}

/// <summary>What the page of a search shows.</summary>
public sealed class SearchSheet
{
    internal SearchSheet(KnowledgeHref href, SearchQuestion question, SearchAnswer? answer)
    {
        Href = href;
        Question = question;
        Answer = answer;
    }

    internal KnowledgeHref Href { get; }

    internal SearchQuestion Question { get; }

    /// <summary>Null when nothing was asked.</summary>
    internal SearchAnswer? Answer { get; }

    internal IReadOnlyList<SearchHit> Hits => Answer is null ? [] : Question.Of(Answer).Hits;

    /// <summary>The same search with one facet's value taken or left.</summary>
    internal string Toggle(string facet, string value)
    {
        var values = Values(facet);
        return Address(facet, values.Contains(value, StringComparer.OrdinalIgnoreCase) ? [.. values.Where(one => !string.Equals(one, value, StringComparison.OrdinalIgnoreCase))] : [.. values, value], 0);
    }

    /// <summary>The same search further on.</summary>
    internal string At(int offset) => Address("", [], offset);

    /// <summary>The same search for other words.</summary>
    internal string For(string words) => Href.Path("/knowledge/search", ("q", words));

    internal IReadOnlyList<string> Values(string facet) => facet switch
    {
        "type" => Question.Types,
        "tactic" => Question.Tactics,
        "platform" => Question.Platforms,
        "domain" => Question.Domains,
        _ => [],
    };

    string Address(string changed, IReadOnlyList<string> values, int offset)
    {
        List<(string, string)> query = [("q", Question.Words)];
        foreach (var facet in new[] { "type", "tactic", "platform", "domain" })
        {
            query.AddRange((facet == changed ? values : Values(facet)).Select(value => (facet, value)));
        }

        query.Add(("include-dead", Question.IncludesDead ? "true" : ""));
        query.Add(("offset", offset > 0 ? offset.ToString(CultureInfo.InvariantCulture) : ""));
        return Href.Path("/knowledge/search", [.. query]);
    }
}
