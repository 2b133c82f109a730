using System.Text;
using Merlon.Authoring;
using Merlon.Documents;
using Merlon.Stix;
using Merlon.Web.Api;
using Merlon.Web.Serving;
using Merlon.Workspaces;
using Microsoft.AspNetCore.Mvc;

namespace Merlon.Web.App.Knowledge;

/// <summary>The organisation's own knowledge over HTTP: what <c>merlon extend</c> does.</summary>
static class OwnApi
{
    public static void Map(IEndpointRouteBuilder routes, OwnDesk desk)
    {
        var api = routes.MapGroup("/api/v1/own").WithTags("Own knowledge");
        MapReading(api, desk);
        MapExport(api, desk);
        api.MapPost("", async (OwnBeginning wish, CancellationToken cancellationToken) =>
        {
            if (!OwnPrefix.TryParse(wish.Prefix, out var prefix) || string.IsNullOrWhiteSpace(wish.Name))
            {
                throw new InvalidDataException("a collection has a name and a prefix of two to five letters, perhaps with a hyphen, such as HB or HB-");
            }

            var name = wish.Name.Trim();
            return Done(await desk.ChangeAsync(new OwnChangeRequest("init", name), seen: null, input => OwnTree.Begin(input, name, prefix, string.IsNullOrWhiteSpace(wish.Publisher) ? name : wish.Publisher.Trim()), cancellationToken));
        }).For(TeamRole.Analyst).WithName("BeginOwn").WithSummary("Begins the collection of own knowledge, as merlon extend init.");
        api.MapPost("/entries", async (OwnAddition wish, CancellationToken cancellationToken) => Done(await AddAsync(desk, wish, cancellationToken))).For(TeamRole.Analyst).WithName("AddOwn")
            .WithSummary("Adds one object (type: technique, group …), a relationship or a note, as merlon extend add.");
        api.MapPatch("/entries/{id}", async (string id, OwnFieldsWish fields, bool? major, HttpContext context) => Done(await EditAsync(desk, id, fields, major == true, Seen(id, context), context.RequestAborted)))
            .For(TeamRole.Analyst).WithIfMatch().WithName("EditOwn").WithSummary("Changes an own object, or makes the organisation's version of a published one. If-Match: the entry's ETag (\"published\" for an object that was not changed yet); 412 with what is there now when it is another.");
        api.MapDelete("/entries/{id}", async (string id, HttpContext context) => Done(await RemoveAsync(desk, id, Seen(id, context), context.RequestAborted)))
            .For(TeamRole.Analyst).WithIfMatch().WithName("RemoveOwn").WithSummary("Takes an own object out, or a change back; the history keeps both.");
        api.MapPost("/entries/{id}/resolve", async (string id, OwnDecision wish, HttpContext context) =>
        {
            var value = wish.Take is OwnTree.Mine or OwnTree.Theirs ? null : wish.Value?.GetRawText() ?? throw new InvalidDataException("take is mine, theirs, or value with a value");
            return Done(await desk.ChangeAsync(new OwnChangeRequest("resolve", $"{id} {wish.Field}".Trim()), Seen(id, context), input => OwnTree.Resolve(input, id, wish.Field, wish.Take, value), context.RequestAborted));
        }).For(TeamRole.Analyst).WithIfMatch().WithName("ResolveOwn").WithSummary("Decides a conflict: take mine, theirs or value, of one field or of all.");
        api.MapPost("/merge", async (OwnMergeWish wish, CancellationToken cancellationToken) =>
        {
            var result = await MergeAsync(desk, wish.Release, wish.DryRun != true, cancellationToken);
            return Answer.Json(json => OwnJson.WriteMerge(json, result));
        }).For(TeamRole.Analyst).Refuses(404).WithName("MergeOwn").WithSummary("Brings own knowledge to a release, three ways; dry_run shows what it would do.");
        api.MapPost("/import", async (string? name, HttpContext context) => Done(await ImportAsync(desk, name ?? "upload", context))).For(TeamRole.Analyst).WithName("ImportOwn").Accepts<IFormFile>("application/octet-stream", "application/json", "application/yaml")
            .WithSummary("Takes an own.yaml or a STIX 2.1 collection in: the body is the file.");
    }

    /// <summary>Adds an object, relationship or note.</summary>
    public static Task<OwnChanged> AddAsync(OwnDesk desk, OwnAddition wish, CancellationToken cancellationToken)
    {
        var type = wish.Type.Trim();
        YamlNode.Mapping root;
        if (OwnKind.Find(type) is { } kind)
        {
            root = OwnTree.Mapping((kind.Key, OwnTree.List(OwnDesk.TreeOf(wish.Fields ?? throw new InvalidDataException("fields are missing")))));
        }
        else if (type == "relationship")
        {
            root = OwnTree.Mapping(("relationships", OwnTree.List(OwnTree.Mapping(
                ("source", Text(wish.Source)), ("type", Text(wish.Verb)), ("target", Text(wish.Target)), ("description", Text(wish.Fields?.Description))))));
        }
        else if (type == "note")
        {
            root = OwnTree.Mapping(("notes", OwnTree.List(OwnTree.Mapping(
                ("on", wish.On is { Count: > 0 } on ? OwnTree.List([.. on.Select(OwnTree.Text)]) : null), ("title", Text(wish.Title)), ("text", Text(wish.Fields?.Description))))));
        }
        else
        {
            throw new InvalidDataException($"type takes one of {string.Join(", ", OwnKind.All.Select(static one => one.Name))}, relationship or note, not '{type}'");
        }

        var note = wish.Fields?.Name is { } name ? $"{type} {name}" : type;
        return desk.ChangeAsync(new OwnChangeRequest("add", note), seen: null, input => OwnTree.Apply(root, "request", input, VersionStep.Minor), cancellationToken);
    }

    /// <summary>Changes an own or a published object.</summary>
    public static Task<OwnChanged> EditAsync(OwnDesk desk, string id, OwnFieldsWish fields, bool isMajor, SeenEntry? seen, CancellationToken cancellationToken)
    {
        var given = OwnDesk.TreeOf(fields with { Id = null });
        return given.Entries.Count == 0
            ? throw new InvalidDataException("there is nothing to change")
            : desk.ChangeAsync(new OwnChangeRequest("edit", id), seen, input => OwnTree.Apply(OwnTree.Edit(id, given, input), "request", input, isMajor ? VersionStep.Major : VersionStep.Minor), cancellationToken);
    }

    /// <summary>Takes an entry out.</summary>
    public static Task<OwnChanged> RemoveAsync(OwnDesk desk, string id, SeenEntry? seen, CancellationToken cancellationToken) => desk.ChangeAsync(
        new OwnChangeRequest("remove", id), seen, input => OwnTree.Apply(OwnTree.Mapping(("remove", OwnTree.List(OwnTree.Text(id)))), "request", input, VersionStep.Minor), cancellationToken);

    /// <summary>Merges with a release.</summary>
    public static async Task<OwnMergeResult> MergeAsync(OwnDesk desk, string? release, bool record, CancellationToken cancellationToken)
    {
        OwnMergeResult? result = null;
        await desk.ChangeAsync(
            new OwnChangeRequest("merge", release ?? "release in use", release, record), seen: null,
            input =>
            {
                result = input.Collection is { } own ? OwnMerge.Of(own, input.Release, input.Now) : throw new FileNotFoundException("There is no own knowledge yet; begin it first");
                return new Parsed<OwnCollection>(result.Collection, []);
            },
            cancellationToken);
        return result!; // made by the change, which was called
    }

    static void MapReading(RouteGroupBuilder api, OwnDesk desk)
    {
        api.MapGet("", () => desk.Require() is var own ? Answer.Json(json => OwnJson.Write(json, own)) : null).For(TeamRole.Viewer).Refuses(404).WithName("GetOwn").WithSummary("The collection of own knowledge with all entries, as merlon extend list --json.");
        api.MapGet("/entries/{id}", (string id, int? revision) =>
        {
            var own = revision is { } number ? desk.Served.Read(workspace => workspace.LoadOwn(number)).Value ?? throw new FileNotFoundException($"There is no revision {number}") : desk.Require();
            var entry = OwnDesk.Find(own, id);
            return Answer.Json(json => OwnJson.WriteWhole(json, entry), OwnDesk.TagOf(entry));
        }).For(TeamRole.Viewer).WithName("GetOwnEntry").WithSummary("An entry with its fields, as it is or as it was at a revision.");
        api.MapGet("/history", () => Answer.Json(json => OwnJson.WriteHistory(json, desk.Served.Read(static workspace => workspace.ListOwnRevisions()).Reverse()))).For(TeamRole.Viewer).WithName("GetOwnHistory").WithSummary("Every revision, newest first.");
        api.MapGet("/conflicts", () =>
        {
            var own = desk.Require();
            return Answer.Json(json =>
            {
                json.WriteStartObject();
                OwnJson.WriteConflicts(json, own.Entries.SelectMany(static entry => entry.Conflicts.Select(conflict => (entry, conflict))));
                json.WriteEndObject();
            });
        }).For(TeamRole.Viewer).Refuses(404).WithName("GetOwnConflicts").WithSummary("What the organisation and a release both changed, each with its three values.");
        api.MapGet("/check", (bool? relaxed) =>
        {
            var own = desk.Require();
            var strictness = relaxed == true ? BundleStrictness.Relaxed : BundleStrictness.Strict;
            var release = desk.Served.Read(static workspace => workspace.LoadPublishedRelease(version: null, progress: null)).Value;
            var findings = BundleValidation.Of(new StixBundle("own", OwnBundle.Of(own)), strictness, release, ReadLimits.Default);
            return Answer.Json(json =>
            {
                json.WriteStartObject();
                json.WriteString("measured", strictness == BundleStrictness.Strict ? "strict" : "relaxed");
                DiagnosticJson.Write(json, "validation", findings);
                json.WriteEndObject();
            });
        }).For(TeamRole.Viewer).Refuses(404).WithName("CheckOwn").WithSummary("Own knowledge measured by STIX and the ATT&CK specification.");
    }

    static void MapExport(RouteGroupBuilder api, OwnDesk desk) => api.MapGet("/export", ([FromQuery(Name = "with-release")] bool? withRelease, string? domain) =>
    {
        var own = desk.Require();
        if (withRelease != true)
        {
            return Results.File(OwnBundle.Of(own), "application/json", "own-knowledge.json");
        }

        var release = desk.Served.Read(static workspace => workspace.LoadPublishedRelease(version: null, progress: null)).Value ?? throw new InvalidDataException("the release in use cannot be read");
        var wanted = domain ?? release.Domains[0];
        return release.HasTexts && release.Domains.Contains(wanted, StringComparer.Ordinal)
            ? Results.File(OwnBundle.With(own, release, wanted), "application/json", $"{wanted}-own.json")
            : throw new InvalidDataException(release.HasTexts ? $"ATT&CK {release.Version} has no domain {wanted}; there is {string.Join(", ", release.Domains)}" : "the built-in release has no texts to export");
    }).For(TeamRole.Viewer).Refuses(404).WithName("ExportOwn").WithSummary("Own knowledge as a STIX 2.1 collection; with-release: the whole domain with it laid over.");

    static async Task<OwnChanged> ImportAsync(OwnDesk desk, string name, HttpContext context)
    {
        if (context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = OwnDesk.ImportBytesMax;
        }

        using var copy = new MemoryStream();
        await context.Request.Body.CopyToAsync(copy, context.RequestAborted);
        var bytes = copy.ToArray();
        var text = bytes.AsSpan();
        text = (text.StartsWith(Encoding.UTF8.Preamble) ? text[Encoding.UTF8.Preamble.Length..] : text).TrimStart(" \t\r\n"u8);
        var isJson = text.StartsWith("{"u8);
        return await desk.ChangeAsync(
            new OwnChangeRequest("import", Path.GetFileName(name)), seen: null,
            input => isJson
                ? OwnBundleReader.Read(bytes, "upload", input.Collection, input.Release, input.Now, ReadLimits.Default)
                : OwnSource.Read(bytes, "upload", new OwnSourceContext(input.Collection, input.Release, input.Now), ReadLimits.Default),
            context.RequestAborted);
    }

    static SeenEntry? Seen(string id, HttpContext context)
        => context.Request.Headers.IfMatch is { Count: > 0 } match && match[0] is { } tag and not "*" ? new SeenEntry(id, tag.Trim('"')) : null;

    static YamlNode.Scalar? Text(string? text) => text is null ? null : OwnTree.Text(text);

    static IResult Done(OwnChanged changed) => Answer.Json(json => OwnJson.WriteDifferences(json, changed.Collection, changed.Differences, changed.Diagnostics));
}

/// <summary>How a collection begins.</summary>
/// <param name="Name">Name of the collection.</param>
/// <param name="Prefix">Two to five letters, perhaps with a hyphen, that ids of own objects begin with: <c>HB</c>.</param>
/// <param name="Publisher">Who publishes it; the name when it is left out.</param>
sealed record OwnBeginning(string Name, string Prefix, string? Publisher);

/// <summary>What is added.</summary>
/// <param name="Type">Kind of the object, <c>relationship</c> or <c>note</c>.</param>
/// <param name="Fields">Of an object; of the others its description is the text.</param>
/// <param name="Source">Of a relationship: what it is about.</param>
/// <param name="Verb">Of a relationship: uses, mitigates …</param>
/// <param name="Target">Of a relationship: what it leads to.</param>
/// <param name="On">Of a note: what it is about.</param>
/// <param name="Title">Of a note.</param>
sealed record OwnAddition(string Type, OwnFieldsWish? Fields, string? Source, string? Verb, string? Target, IReadOnlyList<string>? On, string? Title);

/// <summary>How a conflict is decided.</summary>
/// <param name="Take"><c>mine</c>, <c>theirs</c> or <c>value</c>.</param>
/// <param name="Field">The field; all that conflict when it is left out.</param>
/// <param name="Value">What shall stand there instead, with <c>take</c> value.</param>
sealed record OwnDecision(string Take, string? Field, System.Text.Json.JsonElement? Value);

/// <summary>Which release own knowledge comes to.</summary>
/// <param name="Release">Such as <c>18.1</c>; the one in use when it is left out.</param>
/// <param name="DryRun">True to see what it would do, and to change nothing.</param>
sealed record OwnMergeWish(string? Release, bool? DryRun);
