using System.Globalization;
using System.Text;
using Merlon.Attack;
using Merlon.Sheets;
using Merlon.Web.Api;
using Merlon.Web.Serving;
using Microsoft.AspNetCore.Mvc;

namespace Merlon.Web.App.Knowledge;

/// <summary>Objects of a kind, filtered: as a page, as JSON, CSV and XLSX; and which group uses which technique.</summary>
static class ListRoutes
{
    /// <summary>Rows of a page.</summary>
    public const int RowsPerPage = 100;

    public static void Map(IEndpointRouteBuilder routes, KnowledgeShelf shelf)
    {
        var api = routes.MapGroup("/api/v1").WithTags("Knowledge");
        api.MapGet("/objects", ([AsParameters] ObjectListQuery query, HttpContext context) => List(shelf, query, context)).For(TeamRole.Viewer).WithName("ListObjects")
            .WithSummary("Objects of a kind that pass filters, as merlon list; every filter has to hold, of a repeated one any. format: json (paged), csv or xlsx (all rows).");
        api.MapGet("/uses", (string? release, string[]? domain, string[]? technique, string[]? group, string? format, Paging paging) => Uses(shelf, new UseQuestion(release, domain ?? [], technique ?? [], group ?? [], format ?? "json"), paging))
            .For(TeamRole.Viewer).WithName("ListUses").WithSummary("Pairs of group and technique, direct and inherited from campaigns told apart, as merlon list uses. format: json (paged), csv or xlsx.");
    }

    /// <summary>The page of a kind.</summary>
    public static Task ShowAsync(KnowledgeShelf shelf, ObjectKind kind, HttpContext context)
    {
        var query = context.Request.Query;
        var open = shelf.Open(query["release"]);
        List<string> complaints = [];
        var asked = ObjectListQuery.Of(query, kind);
        ObjectListing? list = null;
        try
        {
            list = Listed(open, kind, asked.ToRequest(), complaints);
        }
        catch (InvalidDataException e)
        {
            complaints.Add(e.Message);
        }

        var offset = int.TryParse(query["offset"], NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 0;
        var sheet = new ListSheet(new KnowledgeHref(open.Release, open.Asked), kind, asked, list, complaints) { Offset = Math.Min(offset, Math.Max(0, (list?.Found.Count ?? 0) - 1) / RowsPerPage * RowsPerPage) };
        var title = context.Words()["knowledge.kind." + kind.Plural];
        return (AppPage.Of<ListPage>(title, "knowledge", (nameof(ListPage.Sheet), sheet)) with { Styles = ["knowledge.css"], Scripts = ["knowledge-list.js"], IsWide = true }).AnswerAsync(context);
    }

    static ObjectListing? Listed(OpenRelease open, ObjectKind kind, ListRequest request, List<string> complaints)
    {
        var read = new ObjectFilter(open.Release, (message, advice) => complaints.Add(InWords(advice is null ? message : $"{message}. {advice}")));
        return request.Of(open.Release, open.Indexed, kind, read);
    }

    // The words of the command line's options are parameters here.
    static string InWords(string message) => message.Replace("--", "", StringComparison.Ordinal);

    static IResult List(KnowledgeShelf shelf, ObjectListQuery query, HttpContext context)
    {
        var open = shelf.Open(query.Release);
        var kind = ObjectKind.Find(query.Kind ?? "") ?? throw new InvalidDataException($"kind takes one of {string.Join(", ", ObjectKind.All.Select(static one => one.Plural))}");
        List<string> complaints = [];
        var list = Listed(open, kind, query.ToRequest(), complaints) ?? throw new InvalidDataException(string.Join("; ", complaints));
        var table = ListOrder.Sorted(list.Table, query.Sort);
        var tag = ObjectRoutes.TagOf(open, $"list {context.Request.QueryString}");
        return Answered(table, query.Format ?? "json", new Paging(query.Offset ?? 0, query.Limit ?? Paging.ItemsDefault), tag, $"{kind.Plural}-{open.Release.Version}");
    }

    static IResult Uses(KnowledgeShelf shelf, UseQuestion question, Paging paging)
    {
        var open = shelf.Open(question.Release);
        List<string> complaints = [];
        var read = new ObjectFilter(open.Release, (message, advice) => complaints.Add(InWords(advice is null ? message : $"{message}. {advice}")));
        var (domains, techniques, groups) = (
            read.Domains("domain", question.Domains), read.Objects<Technique>("technique", question.Techniques, "technique"), read.Objects<Group>("group", question.Groups, "group"));
        if (!read.IsWhole)
        {
            throw new InvalidDataException(string.Join("; ", complaints));
        }

        return Answered(UseListing.Of(open.Release, domains, groups, techniques).Table, question.Format, paging, tag: null, $"uses-{open.Release.Version}");
    }

    /// <summary>A table in the form that was asked for.</summary>
    public static IResult Answered<T>(ListTable<T> table, string format, Paging paging, string? tag, string name)
    {
        switch (format)
        {
            case "json":
                if (paging.Offset < 0 || paging.Limit is < 1 or > Paging.ItemsMax)
                {
                    throw new InvalidDataException($"offset takes 0 or more, limit 1 to {Paging.ItemsMax}");
                }

                return Answer.Page(
                    paging, table.Rows,
                    (json, row) =>
                    {
                        json.WriteStartObject();
                        table.WriteJson(json, row);
                        json.WriteEndObject();
                    },
                    tag);
            case "csv":
                var text = new StringWriter(CultureInfo.InvariantCulture);
                table.WriteCsv(text, keepsFormulas: false);
                return Results.File(Encoding.UTF8.GetBytes(text.ToString()), "text/csv; charset=utf-8", name + ".csv");
            case "xlsx":
                var bytes = new MemoryStream();
                Workbook.Write(bytes, [table.ToSheet()], name, CancellationToken.None);
                return Results.File(bytes.ToArray(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name + ".xlsx");
            default:
                throw new InvalidDataException($"format takes json, csv or xlsx, not '{format}'");
        }
    }

    sealed record UseQuestion(string? Release, string[] Domains, string[] Techniques, string[] Groups, string Format);
}

/// <summary>Parameters of a list of objects, as addresses have them.</summary>
sealed record ObjectListQuery
{
    /// <summary>What is listed, such as <c>techniques</c>.</summary>
    public string? Kind { get; init; }

    /// <summary>The release; the one in use when it is left out.</summary>
    public string? Release { get; init; }

    public string[]? Domain { get; init; }

    public string[]? Platform { get; init; }

    public string[]? Tactic { get; init; }

    public string[]? Technique { get; init; }

    public string[]? Group { get; init; }

    public string[]? Software { get; init; }

    public string[]? Campaign { get; init; }

    public string[]? Mitigation { get; init; }

    public string[]? Asset { get; init; }

    [FromQuery(Name = "data-component")]
    public string[]? DataComponent { get; init; }

    [FromQuery(Name = "data-source")]
    public string[]? DataSource { get; init; }

    [FromQuery(Name = "detection-strategy")]
    public string[]? DetectionStrategy { get; init; }

    public string[]? Analytic { get; init; }

    [FromQuery(Name = "log-source")]
    public string[]? LogSource { get; init; }

    /// <summary>Words that have to occur.</summary>
    public string? Text { get; init; }

    [FromQuery(Name = "changed-after")]
    public string? ChangedAfter { get; init; }

    [FromQuery(Name = "created-after")]
    public string? CreatedAfter { get; init; }

    public bool? Unused { get; init; }

    [FromQuery(Name = "sub-techniques")]
    public bool? SubTechniques { get; init; }

    [FromQuery(Name = "no-sub-techniques")]
    public bool? NoSubTechniques { get; init; }

    [FromQuery(Name = "without-detection")]
    public bool? WithoutDetection { get; init; }

    [FromQuery(Name = "without-mitigation")]
    public bool? WithoutMitigation { get; init; }

    [FromQuery(Name = "include-dead")]
    public bool? IncludeDead { get; init; }

    /// <summary>Key of a column; with <c>-</c> before it the other way round.</summary>
    public string? Sort { get; init; }

    /// <summary>json, csv or xlsx.</summary>
    public string? Format { get; init; }

    public int? Offset { get; init; }

    public int? Limit { get; init; }

    /// <summary>What a page's address asks for; fields that a form left empty count as left out.</summary>
    public static ObjectListQuery Of(IQueryCollection query, ObjectKind kind) => new()
    {
        Kind = kind.Plural,
        Domain = Several(query, "domain"),
        Platform = Several(query, "platform"),
        Tactic = Several(query, "tactic"),
        Technique = Several(query, "technique"),
        Group = Several(query, "group"),
        Software = Several(query, "software"),
        Campaign = Several(query, "campaign"),
        Mitigation = Several(query, "mitigation"),
        Asset = Several(query, "asset"),
        DataComponent = Several(query, "data-component"),
        DataSource = Several(query, "data-source"),
        DetectionStrategy = Several(query, "detection-strategy"),
        Analytic = Several(query, "analytic"),
        LogSource = Several(query, "log-source"),
        Text = Text1(query, "text"),
        ChangedAfter = Text1(query, "changed-after"),
        CreatedAfter = Text1(query, "created-after"),
        Unused = query["unused"] == "true",
        SubTechniques = query["sub"] == "only" || query["sub-techniques"] == "true",
        NoSubTechniques = query["sub"] == "none" || query["no-sub-techniques"] == "true",
        WithoutDetection = query["without-detection"] == "true",
        WithoutMitigation = query["without-mitigation"] == "true",
        IncludeDead = query["include-dead"] == "true",
        Sort = Text1(query, "sort"),
    };

    /// <summary>As the lists of the command line are asked for.</summary>
    /// <exception cref="InvalidDataException">A day is none.</exception>
    public ListRequest ToRequest() => new()
    {
        Domains = Domain ?? [],
        Platforms = Platform ?? [],
        Tactics = Tactic ?? [],
        Related = Related().Where(static pair => pair.Values is { Length: > 0 }).ToDictionary(static pair => pair.Kind, static pair => (IReadOnlyList<string>)(pair.Values ?? []), StringComparer.Ordinal),
        LogSources = LogSource ?? [],
        Text = string.IsNullOrWhiteSpace(Text) ? null : Text.Length <= Search.SearchQuery.TextCharsMax ? Text : throw new InvalidDataException($"text takes up to {Search.SearchQuery.TextCharsMax} characters"),
        ChangedAfter = Day("changed-after", ChangedAfter),
        CreatedAfter = Day("created-after", CreatedAfter),
        IsUnused = Unused == true,
        IsSubTechnique = SubTechniques == true,
        IsNoSubTechnique = NoSubTechniques == true,
        IsWithoutDetection = WithoutDetection == true,
        IsWithoutMitigation = WithoutMitigation == true,
        IncludesDead = IncludeDead == true,
    };

    /// <summary>Every filter by relation that was given.</summary>
    public IEnumerable<(string Kind, string[]? Values)> Related() =>
    [
        ("technique", Technique), ("group", Group), ("software", Software), ("campaign", Campaign), ("mitigation", Mitigation), ("asset", Asset),
        ("data-component", DataComponent), ("data-source", DataSource), ("detection-strategy", DetectionStrategy), ("analytic", Analytic),
    ];

    static DateOnly? Day(string name, string? text) => string.IsNullOrEmpty(text) ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : throw new InvalidDataException($"{name} takes a day such as 2025-10-01, not '{text}'");

    static string[] Several(IQueryCollection query, string name) => [.. query[name].OfType<string>().Where(static value => value.Length > 0)];

    static string? Text1(IQueryCollection query, string name) => query[name].ToString() is { Length: > 0 } text ? text : null;
}

/// <summary>The order of a table's rows.</summary>
static class ListOrder
{
    /// <summary>The table by a column, ties as they were.</summary>
    /// <exception cref="InvalidDataException">There is no such column.</exception>
    public static ListTable<T> Sorted<T>(ListTable<T> table, string? sort)
    {
        if (string.IsNullOrEmpty(sort))
        {
            return table;
        }

        var isDown = sort[0] == '-';
        var key = sort.TrimStart('-');
        var column = table.Columns.FirstOrDefault(one => string.Equals(one.Key, key, StringComparison.Ordinal))
            ?? throw new InvalidDataException($"sort takes one of {string.Join(", ", table.Columns.Select(static one => one.Key))}, not '{key}'");
        var rows = table.Rows.Select(row => (Row: row, Value: column.Of(row))).ToList();
        var sorted = isDown ? rows.OrderByDescending(static row => row.Value, Values) : rows.OrderBy(static row => row.Value, Values);
        return table with { Rows = [.. sorted.Select(static row => row.Row)] };
    }

    static readonly Comparer<ListValue> Values = Comparer<ListValue>.Create(static (left, right) => (left, right) switch
    {
        (ListValue.Number one, ListValue.Number other) => one.Value.CompareTo(other.Value),
        (ListValue.Decimal one, ListValue.Decimal other) => one.Value.CompareTo(other.Value),
        (ListValue.Day one, ListValue.Day other) => Nullable.Compare(one.Value, other.Value),
        (ListValue.Flag one, ListValue.Flag other) => one.Value.CompareTo(other.Value),
        _ => string.Compare(left.ToText(), right.ToText(), StringComparison.OrdinalIgnoreCase),
    });
}

/// <summary>What the page of a list shows.</summary>
public sealed class ListSheet
{
    internal ListSheet(KnowledgeHref href, ObjectKind kind, ObjectListQuery query, ObjectListing? list, IReadOnlyList<string> complaints)
    {
        Href = href;
        Kind = kind;
        Query = query;
        Complaints = complaints;
        List = list;
        Table = list is null ? null : Sorted(list.Table, query.Sort);
    }

    internal KnowledgeHref Href { get; }

    internal ObjectKind Kind { get; }

    internal ObjectListQuery Query { get; }

    /// <summary>What was wrong with the question.</summary>
    internal IReadOnlyList<string> Complaints { get; }

    internal ObjectListing? List { get; }

    internal ListTable<AttackObject>? Table { get; }

    internal int Offset { get; init; }

    /// <summary>Columns that a page has room for.</summary>
    internal IReadOnlyList<ListColumn<AttackObject>> Columns => [.. (Table?.Columns ?? []).Where(static column => column.IsOnPage && column.Key is not ("id" or "name"))];

    internal IEnumerable<AttackObject> Rows => (Table?.Rows ?? []).Skip(Offset).Take(ListRoutes.RowsPerPage);

    /// <summary>Platforms that objects of the kind have.</summary>
    internal IReadOnlyList<string> Platforms => [.. Href.Release.Objects.Where(Kind.Holds).SelectMany(static found => found.Platforms).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Tactics, where the kind has to do with techniques.</summary>
    internal IReadOnlyList<Tactic> Tactics => Kind.Name is "tactic" or "matrix" ? [] : [.. Href.Release.Domains.SelectMany(Href.Release.TacticsOf).Distinct()];

    /// <summary>The same list in another order.</summary>
    internal string SortBy(string key) => Address(Query.Sort == key ? "-" + key : key, 0);

    /// <summary>The same list further on.</summary>
    internal string At(int offset) => Address(Query.Sort ?? "", offset);

    /// <summary>The same list as a file.</summary>
    internal string As(string format) => Href.Path("/api/v1/objects", [("kind", Kind.Plural), .. Parameters(), ("sort", Query.Sort ?? ""), ("format", format)]);

    string Address(string sort, int offset) => Href.Path(
        "/knowledge/" + Kind.Plural, [.. Parameters(), ("sort", sort), ("offset", offset > 0 ? offset.ToString(CultureInfo.InvariantCulture) : "")]);

    IEnumerable<(string, string)> Parameters()
    {
        foreach (var (name, values) in Query.Related().Concat([("domain", Query.Domain), ("platform", Query.Platform), ("tactic", Query.Tactic), ("log-source", Query.LogSource)]))
        {
            foreach (var value in values ?? [])
            {
                yield return (name, value);
            }
        }

        yield return ("text", Query.Text ?? "");
        yield return ("changed-after", Query.ChangedAfter ?? "");
        yield return ("created-after", Query.CreatedAfter ?? "");
        foreach (var (name, flag) in new[]
        {
            ("unused", Query.Unused), ("sub-techniques", Query.SubTechniques), ("no-sub-techniques", Query.NoSubTechniques),
            ("without-detection", Query.WithoutDetection), ("without-mitigation", Query.WithoutMitigation), ("include-dead", Query.IncludeDead),
        })
        {
            yield return (name, flag == true ? "true" : "");
        }
    }

    static ListTable<AttackObject> Sorted(ListTable<AttackObject> table, string? sort)
        => sort is not null && table.Columns.Any(column => column.Key == sort.TrimStart('-')) ? ListOrder.Sorted(table, sort) : table;
}
