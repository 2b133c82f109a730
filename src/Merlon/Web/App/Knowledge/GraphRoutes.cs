using System.Text.Json;
using Merlon.Attack;
using Merlon.Web.Api;
using Merlon.Web.Serving;
using Microsoft.AspNetCore.Mvc;

namespace Merlon.Web.App.Knowledge;

/// <summary>What is around an object, and how two objects are connected.</summary>
static class GraphRoutes
{
    public static void Map(IEndpointRouteBuilder routes, KnowledgeShelf shelf)
    {
        routes.MapGet("/knowledge/{word}/graph", (string word, string? release, int? depth, string[]? kind, int? limit, HttpContext context)
            => ShowAsync(shelf, word, new AroundQuestion(release, depth ?? 1, kind ?? [], limit ?? Neighbourhood.PerGroupDefault), context)).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapGet("/knowledge/paths", (string? from, string? to, bool? all, string? release, HttpContext context) => ShowPathsAsync(shelf, new PathQuestion(from ?? "", to ?? "", release, GraphView.StepsDefault, all == true), context))
            .For(TeamRole.Viewer).ExcludeFromDescription();
        var api = routes.MapGroup("/api/v1").WithTags("Knowledge");
        api.MapGet("/objects/{id}/graph", (string id, string? release, int? depth, string[]? kind, int? limit) =>
        {
            AroundQuestion question = new(release, depth ?? 1, kind ?? [], limit ?? Neighbourhood.PerGroupDefault);
            var open = shelf.Open(release);
            var found = ObjectRoutes.Find(open.Release, id);
            return Answer.Json(json => Write(json, question.Of(open.Release, found)), ObjectRoutes.TagOf(open, $"graph {found.StixId} {question}"));
        }).For(TeamRole.Viewer).WithName("GetNeighbours").WithSummary("What is one step away from an object, and with depth=2 what its neighbours share.");
        api.MapGet("/paths", (string from, string to, string? release, [FromQuery(Name = "max-steps")] int? maxSteps, bool? all, string? format)
            => Paths(shelf, new PathQuestion(from, to, release, maxSteps ?? GraphView.StepsDefault, all == true), format ?? "json"))
            .For(TeamRole.Viewer).WithName("FindPaths").WithSummary("How two objects are connected, the most telling paths first, as merlon graph. format: json, mermaid or dot.");
    }

    static async Task ShowAsync(KnowledgeShelf shelf, string word, AroundQuestion question, HttpContext context)
    {
        var open = shelf.Open(question.Release);
        var found = ObjectRoutes.Find(open.Release, word);
        var href = new KnowledgeHref(open.Release, open.Asked);
        var words = context.Words();
        var around = question.Of(open.Release, found);
        var drawing = open.Kept.Get($"drawing {words.Language} {found.StixId} {question}", () => NeighbourDrawing.Of(around, href, words["knowledge.graph.of", found.ToString()], words));
        await (AppPage.Of<GraphPage>(words["knowledge.graph.of", found.ToString()], "knowledge", (nameof(GraphPage.Sheet), new GraphSheet(href, around, question, drawing))) with
        {
            Styles = ["knowledge.css"],
            Scripts = ["knowledge-graph.js"],
            IsWide = true,
        }).AnswerAsync(context);
    }

    static void Write(Utf8JsonWriter json, Neighbourhood around)
    {
        json.WriteStartObject();
        json.WriteString("release", around.Release.Version);
        json.WriteStartObject("object");
        ObjectJson.WriteReference(json, around.Object);
        json.WriteString("stix_id", around.Object.StixId);
        json.WriteString("type", ObjectKind.NameOf(around.Object));
        json.WriteEndObject();
        json.WriteObjects("groups", around.Groups, group =>
        {
            json.WriteString("type", group.Type);
            json.WriteString("direction", group.IsForward ? "forward" : "backward");
            json.WriteString("kind", group.Kind);
            json.WriteNumber("total", group.Steps.Count);
            json.WriteObjects("objects", group.Shown, step =>
            {
                ObjectJson.WriteReference(json, step.To);
                json.WriteString("stix_id", step.To.StixId);
                json.WriteStrings("relationships", step.Statements.Select(static statement => statement.StixId));
            });
        });
        json.WriteObjects("shared", around.Second, shared =>
        {
            ObjectJson.WriteReference(json, shared.Object);
            json.WriteString("stix_id", shared.Object.StixId);
            json.WriteString("type", ObjectKind.NameOf(shared.Object));
            json.WriteStrings("by", shared.Steps.Select(static step => step.From.Id.Length > 0 ? step.From.Id : step.From.StixId));
        });
        json.WriteEndObject();
    }

    static IResult Paths(KnowledgeShelf shelf, PathQuestion question, string format)
    {
        var open = shelf.Open(question.Release);
        var view = question.Of(open.Release);
        return format switch
        {
            "json" => Answer.Json(json => GraphJson.Write(json, view), ObjectRoutes.TagOf(open, $"paths {view.From.StixId} {view.To.StixId} {question.StepsMax} {question.IsAll}")),
            "mermaid" => Results.Text(GraphDiagram.Mermaid(view.Connection.Paths), "text/plain; charset=utf-8"),
            "dot" => Results.Text(GraphDiagram.Dot(view.Connection.Paths), "text/plain; charset=utf-8"),
            _ => throw new InvalidDataException($"format takes json, mermaid or dot, not '{format}'"),
        };
    }

    static Task ShowPathsAsync(KnowledgeShelf shelf, PathQuestion question, HttpContext context)
    {
        var open = shelf.Open(question.Release);
        GraphView? view = null;
        var complaint = "";
        if (question.From.Trim().Length > 0 && question.To.Trim().Length > 0)
        {
            try
            {
                view = question.Of(open.Release);
            }
            catch (ProblemException e)
            {
                complaint = e.Problem.Detail;
            }
            catch (InvalidDataException e)
            {
                complaint = e.Message;
            }
        }

        var words = context.Words();
        var sheet = new PathsSheet(new KnowledgeHref(open.Release, open.Asked), question, view, complaint);
        return (AppPage.Of<PathsPage>(words["knowledge.paths"], "knowledge", (nameof(PathsPage.Sheet), sheet)) with { Styles = ["knowledge.css"] }).AnswerAsync(context);
    }
}

/// <summary>What is asked about the surroundings of an object.</summary>
sealed record AroundQuestion(string? Release, int Depth, IReadOnlyList<string> Kinds, int Limit)
{
    /// <summary>Looks.</summary>
    /// <exception cref="InvalidDataException">A value is out of range or names no kind.</exception>
    public Neighbourhood Of(AttackRelease release, AttackObject found)
    {
        if (Depth is not (1 or 2) || Limit is < 1 or > Neighbourhood.PerGroupMax)
        {
            throw new InvalidDataException($"depth takes 1 or 2, limit 1 to {Neighbourhood.PerGroupMax}");
        }

        IReadOnlyList<ObjectKind> kinds = [.. Kinds.Where(static word => word.Length > 0).Select(static word => ObjectKind.Find(word) ?? throw new InvalidDataException($"there is no kind '{word}'; there is {string.Join(", ", ObjectKind.All.Select(static kind => kind.Plural))}"))];
        return Neighbourhood.Of(release, found, Depth, kinds, Limit);
    }

    public override string ToString() => FormattableString.Invariant($"{Depth} {Limit} {string.Join(',', Kinds)}");
}

/// <summary>Between what paths are looked for.</summary>
sealed record PathQuestion(string From, string To, string? Release, int StepsMax, bool IsAll)
{
    /// <summary>Looks.</summary>
    /// <exception cref="InvalidDataException">Both ends are one, or the steps are out of range.</exception>
    public GraphView Of(AttackRelease release)
    {
        if (StepsMax is < 1 or > ObjectGraph.StepsMax)
        {
            throw new InvalidDataException($"max-steps takes 1 to {ObjectGraph.StepsMax}");
        }

        var (from, to) = (ObjectRoutes.Find(release, From), ObjectRoutes.Find(release, To));
        return ReferenceEquals(from, to) ? throw new InvalidDataException($"both are {from}: a path leads from one object to another") : GraphView.Of(release, from, to, StepsMax, IsAll);
    }
}

/// <summary>What the page of a graph shows.</summary>
public sealed class GraphSheet
{
    internal GraphSheet(KnowledgeHref href, Neighbourhood around, AroundQuestion question, string drawing)
    {
        Href = href;
        Around = around;
        Question = question;
        Drawing = drawing;
    }

    internal KnowledgeHref Href { get; }

    internal Neighbourhood Around { get; }

    internal AroundQuestion Question { get; }

    /// <summary>SVG of our own making.</summary>
    internal string Drawing { get; }
}

/// <summary>What the page of connections shows.</summary>
public sealed class PathsSheet
{
    internal PathsSheet(KnowledgeHref href, PathQuestion question, GraphView? view, string complaint)
    {
        Href = href;
        Question = question;
        View = view;
        Complaint = complaint;
    }

    internal KnowledgeHref Href { get; }

    internal PathQuestion Question { get; }

    internal GraphView? View { get; }

    internal string Complaint { get; }
}
