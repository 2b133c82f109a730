using System.Text.Json;
using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Layers;
using Merlon.Search;
using Merlon.Web.Api;
using Merlon.Web.Serving;
using Merlon.Workspaces.Exchange;

namespace Merlon.Web.App.Matrix;

/// <summary>What the command line's merlon layer does, over HTTP; nothing is saved.</summary>
static class LayerToolApi
{
    /// <summary>What to make a layer from: one of subjects with log sources, overview, search, a view of the assessment, or a sector for the groups that target it.</summary>
    /// <param name="Subjects">Ids or names of groups, software, mitigations, campaigns and so on.</param>
    /// <param name="LogSources">Log sources: what they show.</param>
    /// <param name="Overview">What is counted for each technique, such as <c>groups</c>.</param>
    /// <param name="Search">Words: techniques that they find.</param>
    /// <param name="View">A view of the assessment, such as <c>detection</c>.</param>
    /// <param name="Sector">A sector: the groups that target it.</param>
    /// <param name="Domain">Such as <c>enterprise-attack</c>.</param>
    /// <param name="Name">Name of the layer.</param>
    /// <param name="Release">Such as <c>18.1</c>; the one in use when it is left out.</param>
    internal sealed record LayerToMake(
        IReadOnlyList<string>? Subjects, IReadOnlyList<string>? LogSources, string? Overview, string? Search, string? View, string? Sector, string? Domain, string? Name, string? Release);

    /// <summary>A file as somebody dropped it.</summary>
    /// <param name="Document">What it holds, as JSON.</param>
    /// <param name="Name">Its name; only shown.</param>
    /// <param name="Release">What it is held against, such as <c>18.1</c>; the one in use when it is left out.</param>
    internal sealed record LayerToRead(JsonElement Document, string? Name, string? Release);

    /// <summary>Layers to compare; the other may be groups.</summary>
    /// <param name="Left">The layer.</param>
    /// <param name="Right">Another layer.</param>
    /// <param name="Groups">Groups in its place.</param>
    /// <param name="Sector">A sector, whose groups stand in its place.</param>
    /// <param name="Release">Such as <c>18.1</c>; the one in use when it is left out.</param>
    internal sealed record LayersToCompare(LayerGiven Left, LayerGiven? Right, IReadOnlyList<string>? Groups, string? Sector, string? Release);

    /// <summary>Layers to combine by a formula; the parts name letters of layers.</summary>
    /// <param name="Expression">The formula of scores: <c>a + b</c>.</param>
    /// <param name="Layers">The layers that are called a, b, c …</param>
    /// <param name="Name">Name of the outcome.</param>
    /// <param name="Comments">Letter of the layer whose comments are taken.</param>
    /// <param name="Links">Letter of the layer whose links are taken.</param>
    /// <param name="Metadata">Letter of the layer whose metadata is taken.</param>
    /// <param name="Colors">Letter of the layer whose colours are taken.</param>
    /// <param name="Enabled">Letter of the layer that says what is disabled.</param>
    /// <param name="Filters">Letter of the layer whose filters are taken.</param>
    /// <param name="Legend">Letter of the layer whose legend is taken.</param>
    /// <param name="Gradient">Letter of the layer whose gradient is taken.</param>
    /// <param name="Release">Such as <c>18.1</c>; the one in use when it is left out.</param>
    internal sealed record LayersToCombine(
        string? Expression, IReadOnlyList<LayerGiven>? Layers, string? Name, string? Comments, string? Links, string? Metadata, string? Colors, string? Enabled, string? Filters, string? Legend,
        string? Gradient, string? Release);

    /// <summary>A layer to bring to another release.</summary>
    /// <param name="Layer">The layer.</param>
    /// <param name="To">The release that it comes to, such as <c>18.1</c>.</param>
    /// <param name="Before">The release that it was made for; what the layer says when it is left out.</param>
    internal sealed record LayerToUpgrade(LayerGiven Layer, string To, string? Before);

    /// <summary>A layer to draw.</summary>
    /// <param name="Layer">The layer.</param>
    /// <param name="Format">As what: svg, html, xlsx and so on.</param>
    /// <param name="Release">Such as <c>18.1</c>; the one in use when it is left out.</param>
    internal sealed record LayerToDraw(LayerGiven Layer, string Format, string? Release);

    /// <summary>An address to fetch a layer from.</summary>
    /// <param name="Url">An https address of the public network.</param>
    /// <param name="Release">What it is held against, such as <c>18.1</c>; the one in use when it is left out.</param>
    internal sealed record LayerToFetch(string Url, string? Release);

    /// <summary>Layers to write as format 4.5.</summary>
    /// <param name="Layers">The layers; several become an array.</param>
    internal sealed record LayersToConvert(IReadOnlyList<LayerGiven> Layers);

    /// <summary>Its routes.</summary>
    public static void Map(IEndpointRouteBuilder routes, MatrixRoom room)
    {
        var tools = routes.MapGroup("/api/v1/layer-tools").WithTags("Layers").AskingOnly().WithMetadata(new LargeBody());
        tools.MapPost("/read", (LayerToRead given) => Answer.Json(json => WriteRead(json, LayerJson.Read(given.Document, given.Name ?? "layer"), ReleaseOf(room, given.Release)))).For(TeamRole.Viewer)
            .WithName("ReadLayer").WithSummary("Reads a layer file of any format: its layers as format 4.5, what was noticed, and what a release has against it (merlon layer check, convert, show).");
        tools.MapPost("/fetch", async (LayerToFetch given, HttpContext context) =>
        {
            var fetched = await LayerFetch.ReadAsync(given.Url ?? "", OutboundFetch.Options(room.Served.Settings.AllowsPrivateImports), context.RequestAborted);
            return Answer.Json(json => WriteRead(json, fetched, ReleaseOf(room, given.Release)));
        }).For(TeamRole.Administrator).Refuses(502).WithName("FetchLayer").WithSummary("Fetches a layer from an https address of the public network; from others where the server's owner allows it.");
        tools.MapPost("/convert", (LayersToConvert given) => Results.Bytes(
            Written(new LayerFile([.. LayersOf(given.Layers).Select((layer, i) => LayerJson.Read(layer, room, $"layer {i + 1}"))], IsArray: LayersOf(given.Layers).Count != 1)), "application/json; charset=utf-8"))
            .For(TeamRole.Viewer).WithName("ConvertLayers").WithSummary("Writes layers as format 4.5, several as an array.");
        tools.MapPost("/make", async (LayerToMake given, HttpContext context) =>
        {
            if (given.View is { Length: > 0 })
            {
                await room.StandingAsync(waits: true, context.RequestAborted);
            }

            return Answer.Json(json => LayerJson.WriteDocument(json, Make(room, given)));
        }).For(TeamRole.Viewer)
            .WithName("MakeLayer").WithSummary("Makes a layer from groups, software, mitigations …, log sources, a count, a search, or the assessment.");
        tools.MapPost("/compare", (LayersToCompare given) => Compare(room, given)).For(TeamRole.Viewer)
            .WithName("CompareLayers").WithSummary("Which techniques one layer covers that another, groups, or a sector's groups have and it lacks.");
        tools.MapPost("/combine", (LayersToCombine given) => Combine(room, given)).For(TeamRole.Viewer)
            .WithName("CombineLayers").WithSummary("Makes a layer from others by a formula over their scores: a, b, c … in the order given.");
        tools.MapPost("/upgrade", (LayerToUpgrade given) => Upgrade(room, given)).For(TeamRole.Viewer)
            .WithName("UpgradeLayer").WithSummary("Brings a layer to another release, with what to review; nothing is dropped.");
        tools.MapPost("/render", (LayerToDraw given, [AsParameters] DrawingQuery drawing, HttpContext context) =>
        {
            var layer = LayerJson.Read(given.Layer, room, "the layer");
            var release = ReleaseOf(room, given.Release);
            MatrixRoom.DomainOf(layer.Domain, layers: null, release, assessment: null);
            var (bytes, type) = MatrixExport.Draw(given.Format ?? "", layer, release, drawing.Read(), context.RequestAborted);
            return MatrixArea.File(bytes, type, MatrixExport.FileName(layer.Name, given.Format ?? ""), context);
        }).For(TeamRole.Viewer).WithName("RenderLayer").WithSummary($"Draws a layer: {string.Join(", ", MatrixExport.Formats)}.");
    }

    static AttackRelease ReleaseOf(MatrixRoom room, string? version) => room.ReleaseOf(version ?? "", room.Served.Last?.Assessment);

    static void WriteRead(Utf8JsonWriter json, Parsed<LayerFile> parsed, AttackRelease release)
    {
        json.WriteStartObject();
        json.WriteBoolean("read", parsed.Value is not null);
        DiagnosticJson.Write(json, "diagnostics", parsed.Diagnostics);
        json.WriteObjects("layers", parsed.Value?.Layers ?? [], layer =>
        {
            DiagnosticLog log = new(layer.Name, ReadLimits.Default);
            LayerCheck.Against(layer, "$", release, log);
            var cells = LayerComparison.CellsOf(layer, release);
            json.WriteString("name", layer.Name);
            json.WriteString("domain", layer.Domain);
            json.WriteString("attack", layer.AttackVersion);
            json.WriteString("release", release.Version);
            json.WriteBoolean("is_current", string.Equals(LayerVersion.MajorOf(layer.AttackVersion), LayerVersion.MajorOf(release.Version), StringComparison.Ordinal));
            json.WriteNumber("cells", cells.Count);
            json.WriteNumber("scored", cells.Values.Count(static one => one.Score is not null));
            json.WriteNumber("commented", cells.Values.Count(static one => one.Comment.Length > 0));
            json.WriteNumber("disabled", cells.Values.Count(static one => !one.Enabled));
            DiagnosticJson.Write(json, "findings", log.ToList());
            json.WritePropertyName("document");
            LayerJson.WriteDocument(json, LayerEditing.PerTactic(layer, release));
        });
        json.WriteEndObject();
    }

    /// <summary>Makes one.</summary>
    /// <exception cref="InvalidDataException">A word that is none, or nothing to annotate.</exception>
    public static Layer Make(MatrixRoom room, LayerToMake given)
    {
        var release = ReleaseOf(room, given.Release);
        var domain = MatrixRoom.DomainOf(given.Domain ?? "", layers: null, release, room.Served.Last?.Assessment);
        var layer = given switch
        {
            { Overview.Length: > 0 } => LayerMaking.Of(
                Enum.TryParse<LayerOverview>(given.Overview, ignoreCase: true, out var overview) && Enum.IsDefined(overview) ? overview
                    : throw new InvalidDataException($"overview takes {string.Join(", ", Enum.GetNames<LayerOverview>().Select(static name => name.ToLowerInvariant()))}, not '{given.Overview}'"),
                domain, release),
            { Search.Length: > 0 } => Found(room, given.Search, domain, given.Release),
            { View.Length: > 0 } => OfAssessment(room, given.View, domain),
            { Sector.Length: > 0 } => LayerMaking.Of(LayerSubjectsGiven.OfSector(given.Sector, release), domain, release),
            _ => LayerMaking.Of([.. LayerSubjectsGiven.Find(given.Subjects ?? [], release), .. LayerSubjectsGiven.FindLogSources(given.LogSources ?? [], release)], domain, release),
        };
        return layer is not { Techniques.Count: > 0 } ? throw new InvalidDataException($"there is no technique to annotate in {domain}") : given.Name is { Length: > 0 } name ? layer with { Name = name } : layer;
    }

    static Layer Found(MatrixRoom room, string words, string domain, string? version)
    {
        var indexed = room.Served.Release(version) ?? throw new FileNotFoundException($"there is no ATT&CK release {version} here");
        var found = indexed.Search(new SearchQuery(words, SearchFilter.None, HitsMax: indexed.Release.Objects.Count)).Hits.Select(static hit => hit.Found).OfType<Technique>()
            .Select(static technique => (technique, 1.0, "")).ToList();
        return LayerMaking.Of($"search: {words}", found, 1, $"found by '{words}'", domain, indexed.Release);
    }

    /// <summary>A view of the assessment as a layer.</summary>
    /// <exception cref="InvalidDataException">There is no assessment, or no such view.</exception>
    public static Layer OfAssessment(MatrixRoom room, string view, string domain)
    {
        var assessment = room.Served.Last?.Assessment ?? throw new InvalidDataException("there is no assessment yet");
        return view switch
        {
            "gap" => AssessmentLayers.GapOf(assessment, domain),
            "threat" => AssessmentLayers.ThreatOf(assessment, domain),
            "coverage" => AssessmentLayers.CoverageOf(assessment, domain),
            _ => throw new InvalidDataException($"view takes gap, coverage or threat, not '{view}'"),
        };
    }

    static IResult Compare(MatrixRoom room, LayersToCompare given)
    {
        var release = ReleaseOf(room, given.Release);
        var left = LayerJson.Read(given.Left, room, "left");
        var subjects = given.Sector is { Length: > 0 } sector ? LayerSubjectsGiven.OfSector(sector, release) : LayerSubjectsGiven.Find(given.Groups ?? [], release);
        var right = given.Right is not null ? LayerJson.Read(given.Right, room, "right")
            : LayerMaking.Of(subjects, left.Domain, release) ?? throw new InvalidDataException("right, groups or sector say what to compare with, and there is none of them, or it touches nothing");
        if (left.Domain != right.Domain)
        {
            throw new InvalidDataException($"'{left.Name}' is of {left.Domain}, '{right.Name}' of {right.Domain}; only layers of one domain can be compared");
        }

        var overlap = LayerOverlap.Of(left, right, release);
        return Answer.Json(json => LayerAnswers.WriteOverlap(json, left, right, overlap));
    }

    /// <summary>What is taken from where, of so many layers.</summary>
    /// <exception cref="InvalidDataException">A letter that no layer has.</exception>
    public static LayerCombination CombinationOf(LayersToCombine given, int layers)
    {
        var letters = LayerOperation.Letters(Math.Min(layers, LayerOperation.CombinedLayersMax));
        int? Of(string? letter, string part)
            => string.IsNullOrEmpty(letter) ? null
                : letters.ToList().IndexOf(letter.ToLowerInvariant()) is >= 0 and var place ? place
                : throw new InvalidDataException($"{part} names the layer '{letter}'; the layers are {string.Join(", ", letters)}, in the order given");
        return new LayerCombination
        {
            Expression = given.Expression ?? "",
            Name = given.Name is { Length: > 0 } name ? name : new LayerCombination().Name,
            Comments = Of(given.Comments, "comments"),
            Links = Of(given.Links, "links"),
            Metadata = Of(given.Metadata, "metadata"),
            Colors = Of(given.Colors, "colors"),
            Enabled = Of(given.Enabled, "enabled"),
            Filters = Of(given.Filters, "filters"),
            Legend = Of(given.Legend, "legend"),
            Gradient = Of(given.Gradient, "gradient"),
        };
    }

    static IResult Combine(MatrixRoom room, LayersToCombine given)
    {
        var layers = LayersOf(given.Layers);
        var letters = LayerOperation.Letters(Math.Min(layers.Count, LayerOperation.CombinedLayersMax));
        var combination = CombinationOf(given, layers.Count);
        var combined = LayerOperation.Combine(combination, [.. layers.Select((layer, i) => LayerJson.Read(layer, room, $"layer {letters.ElementAtOrDefault(i)}"))], ReleaseOf(room, given.Release));
        return combined.Value is { } layer
            ? Answer.Json(json =>
            {
                json.WriteStartObject();
                json.WritePropertyName("document");
                LayerJson.WriteDocument(json, layer);
                DiagnosticJson.Write(json, "diagnostics", combined.Diagnostics);
                json.WriteEndObject();
            })
            : throw new InvalidDataException(LayerJson.Said(combined.Diagnostics));
    }

    static IResult Upgrade(MatrixRoom room, LayerToUpgrade given)
    {
        var layer = LayerJson.Read(given.Layer, room, "the layer");
        var release = ReleaseOf(room, given.To ?? throw new InvalidDataException("to names the release to bring the layer to"));
        MatrixRoom.DomainOf(layer.Domain, layers: null, release, assessment: null);
        var major = LayerVersion.MajorOf(layer.AttackVersion);
        var known = given.Before ?? room.Served.Read(workspace => workspace.ListReleases().Select(static one => one.Version).FirstOrDefault(version => LayerVersion.MajorOf(version) == major));
        var before = known is null || known == release.Version ? null : room.Served.Release(known)?.Release;
        var upgraded = LayerUpgrade.To(layer, release, before);
        return Answer.Json(json => LayerAnswers.WriteUpgraded(json, release, upgraded));
    }

    static IReadOnlyList<LayerGiven> LayersOf(IReadOnlyList<LayerGiven>? given) => given is { Count: > 0 } ? given : throw new InvalidDataException("layers holds at least one layer");

    static byte[] Written(LayerFile file)
    {
        using var buffer = new MemoryStream();
        LayerWriter.Write(file, buffer);
        return buffer.ToArray();
    }
}
