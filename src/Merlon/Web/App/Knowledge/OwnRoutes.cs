using Merlon.Attack;
using Merlon.Authoring;
using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.Knowledge;

/// <summary>Pages of the organisation's own knowledge.</summary>
static class OwnRoutes
{
    public static void Map(IEndpointRouteBuilder routes, KnowledgeShelf shelf, OwnDesk desk)
    {
        routes.MapGet("/knowledge/own", (HttpContext context) => ShowAsync(desk, context)).For(TeamRole.Viewer).ExcludeFromDescription();
        routes.MapPost("/knowledge/own", async (HttpContext context) =>
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            if (!OwnPrefix.TryParse(form["prefix"].ToString(), out var prefix) || form["name"].ToString().Trim() is not { Length: > 0 } name)
            {
                throw new InvalidDataException("a collection has a name and a prefix of two to five letters, perhaps with a hyphen, such as HB or HB-");
            }

            var publisher = form["publisher"].ToString().Trim();
            await desk.ChangeAsync(new OwnChangeRequest("init", name), seen: null, input => OwnTree.Begin(input, name, prefix, publisher.Length > 0 ? publisher : name), context.RequestAborted);
            return Results.Redirect("/knowledge/own");
        }).For(TeamRole.Analyst).ExcludeFromDescription();
        routes.MapGet("/knowledge/own/edit", (string? id, string? type, HttpContext context) => EditAsync(shelf, desk, id, type, context)).For(TeamRole.Analyst).ExcludeFromDescription();
        routes.MapPost("/knowledge/own/edit", (HttpContext context) => SaveAsync(shelf, desk, context)).For(TeamRole.Analyst).ExcludeFromDescription();
        routes.MapPost("/knowledge/own/remove", async (HttpContext context) =>
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            var id = form["id"].ToString();
            await OwnApi.RemoveAsync(desk, id, new SeenEntry(id, form["tag"].ToString()), context.RequestAborted);
            return Results.Redirect("/knowledge/own");
        }).For(TeamRole.Analyst).ExcludeFromDescription();
        routes.MapPost("/knowledge/own/merge", async (HttpContext context) =>
        {
            await OwnApi.MergeAsync(desk, release: null, record: true, context.RequestAborted);
            return Results.Redirect("/knowledge/own");
        }).For(TeamRole.Analyst).ExcludeFromDescription();
    }

    static Task ShowAsync(OwnDesk desk, HttpContext context)
    {
        var (revisions, release) = desk.Served.Read(static workspace => (workspace.ListOwnRevisions(), workspace.ListReleases().First(static one => one.IsPinned)));
        var sheet = new OwnSheet(desk.Load(), revisions, release, desk.Served.Release()?.Release);
        return (AppPage.Of<OwnPage>(context.Words()["knowledge.own"], "knowledge", (nameof(OwnPage.Sheet), sheet)) with { Styles = ["knowledge.css"] }).AnswerAsync(context);
    }

    static Task EditAsync(KnowledgeShelf shelf, OwnDesk desk, string? id, string? type, HttpContext context)
    {
        desk.Require();
        return AnswerAsync(SheetOf(shelf, desk, id, type), context);
    }

    static Task AnswerAsync(OwnEditSheet sheet, HttpContext context, int status = StatusCodes.Status200OK)
        => (AppPage.Of<OwnEditPage>(context.Words()[sheet.Id.Length > 0 ? "knowledge.own.edit" : "knowledge.own.add"], "knowledge", (nameof(OwnEditPage.Sheet), sheet)) with { Styles = ["knowledge.css"], Status = status })
            .AnswerAsync(context);

    static OwnEditSheet SheetOf(KnowledgeShelf shelf, OwnDesk desk, string? id, string? type)
    {
        var open = shelf.Open(version: null);
        if (string.IsNullOrEmpty(id))
        {
            var kind = OwnKind.Find(type ?? "technique") ?? throw new InvalidDataException($"type takes one of {string.Join(", ", OwnKind.All.Select(static one => one.Name))}");
            return new OwnEditSheet(open.Release, "", kind.Name, new OwnFieldValues("", "", "", "", "", ""), "");
        }

        var found = ObjectRoutes.Find(open.Release, id);
        OwnEntry? entry = desk.Load() is { } own && own.TryFind(found.StixId, out var there) ? there : null;
        return new OwnEditSheet(open.Release, id, ObjectKind.NameOf(found), OwnFieldValues.Of(open.Release, found), OwnDesk.TagOf(entry)) { IsOwn = entry is not null };
    }

    static async Task SaveAsync(KnowledgeShelf shelf, OwnDesk desk, HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (id, type, tag) = (form["id"].ToString(), form["type"].ToString(), form["tag"].ToString());
        OwnFieldValues given = new(form["name"].ToString().Trim(), form["description"].ToString().Replace("\r\n", "\n", StringComparison.Ordinal), form["tactics"].ToString(), form["platforms"].ToString(), form["aliases"].ToString(), form["parent"].ToString().Trim());
        var sheet = SheetOf(shelf, desk, id, type);
        try
        {
            var before = id.Length > 0 ? sheet.Values : null;
            var fields = given.ToWish(before);
            var changed = id.Length > 0
                ? await OwnApi.EditAsync(desk, id, fields, form["major"] == "true", new SeenEntry(id, tag), context.RequestAborted)
                : await OwnApi.AddAsync(desk, new OwnAddition(type, fields, null, null, null, null, null), context.RequestAborted);
            var saved = id.Length > 0 ? id : changed.Differences.Select(static one => one.Entry.Id).FirstOrDefault(static one => one.Length > 0) ?? "";
            context.Response.Redirect(saved.Length > 0 ? "/knowledge/" + Uri.EscapeDataString(saved) : "/knowledge/own");
        }
        catch (InvalidDataException e)
        {
            await AnswerAsync(sheet with { Given = given, Complaint = e.Message }, context, StatusCodes.Status400BadRequest);
        }
        catch (ProblemException e) when (e.Problem.Status == StatusCodes.Status412PreconditionFailed)
        {
            // The form comes back with what was typed, the new state beside it and its tag: saving again is a decision.
            await AnswerAsync(SheetOf(shelf, desk, id, type) with { Given = given, IsConflict = true }, context, StatusCodes.Status412PreconditionFailed);
        }
    }
}

/// <summary>What the page of own knowledge shows.</summary>
public sealed class OwnSheet
{
    internal OwnSheet(OwnCollection? own, IReadOnlyList<OwnRevision> revisions, StoredRelease inUse, AttackRelease? release)
    {
        Own = own;
        Revisions = revisions;
        InUse = inUse;
        Release = release;
    }

    internal OwnCollection? Own { get; }

    internal IReadOnlyList<OwnRevision> Revisions { get; }

    internal StoredRelease InUse { get; }

    internal AttackRelease? Release { get; }

    /// <summary>True when changes were made against another release than the one in use.</summary>
    internal bool IsBehind => Own?.Entries.Any(entry => entry.Base is { } basis && basis.Release != InUse.Version) == true;
}

/// <summary>What the form of an own object shows.</summary>
public sealed record OwnEditSheet
{
    internal OwnEditSheet(AttackRelease release, string id, string type, OwnFieldValues values, string tag)
    {
        Release = release;
        Id = id;
        Type = type;
        Values = values;
        Given = values;
        Tag = tag;
    }

    internal AttackRelease Release { get; }

    /// <summary>Empty for a new object.</summary>
    internal string Id { get; }

    internal string Type { get; }

    /// <summary>As it is.</summary>
    internal OwnFieldValues Values { get; }

    /// <summary>As somebody wants it.</summary>
    internal OwnFieldValues Given { get; init; }

    internal string Tag { get; }

    /// <summary>True for an entry of the collection, which can be taken out.</summary>
    internal bool IsOwn { get; init; }

    internal bool IsConflict { get; init; }

    internal string Complaint { get; init; } = "";
}

/// <summary>The fields of the form, lists with a comma between.</summary>
public sealed record OwnFieldValues(string Name, string Description, string Tactics, string Platforms, string Aliases, string Parent)
{
    /// <summary>Fields that stand in the form, in its order, with their keys.</summary>
    internal IEnumerable<(string Key, string Value)> All => [("name", Name), ("description", Description), ("tactics", Tactics), ("platforms", Platforms), ("aliases", Aliases), ("parent", Parent)];

    internal static OwnFieldValues Of(AttackRelease release, AttackObject found) => new(
        found.Name, found.Description, found is Technique technique ? string.Join(", ", technique.Phases.Select(static phase => phase.Shortname).Distinct(StringComparer.Ordinal)) : "",
        string.Join(", ", found.Platforms), string.Join(", ", found.Aliases), found is Technique sub ? release.ParentOf(sub)?.Id ?? "" : "");

    /// <summary>What differs from before, or what is said of a new object.</summary>
    internal OwnFieldsWish ToWish(OwnFieldValues? before) => new(
        Id: null, Changed(Name, before?.Name), Changed(Description, before?.Description), Domains: null, Several(Tactics, before?.Tactics), Several(Platforms, before?.Platforms),
        Several(Aliases, before?.Aliases), Changed(Parent, before?.Parent), References: null, Set: null);

    static string? Changed(string now, string? before) => now == (before ?? "") ? null : now;

    static string[]? Several(string now, string? before)
        => now == (before ?? "") ? null : now.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
