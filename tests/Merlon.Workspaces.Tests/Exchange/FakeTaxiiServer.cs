using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Merlon.Workspaces.Tests.Exchange;

/// <summary>A TAXII 2.1 server with one API root: discovery, collections, objects in pages, versions. Keeps every version of every object.</summary>
sealed class FakeTaxiiServer : IDisposable
{
    public const string MediaType = "application/taxii+json;version=2.1";

    readonly Dictionary<string, (string Title, List<JsonObject> Objects)> collections = new(StringComparer.Ordinal);

    public FakeTaxiiServer() => Server = new FakeServer(Answer);

    public FakeServer Server { get; }

    public string Discovery => Server.Address("/api/v21/");

    public int PageObjectsMax { get; set; } = 4;

    /// <summary>Misbehaves before anything else is tried; null lets the server answer.</summary>
    public Func<FakeRequest, FakeAnswer?> Before { get; set; } = static _ => null;

    /// <summary>Changes a page before it is sent.</summary>
    public Func<FakeRequest, FakeAnswer, FakeAnswer> After { get; set; } = static (_, answer) => answer;

    public bool SaysNext { get; set; } = true;

    public IEnumerable<FakeRequest> PageRequests => Server.Requests.Where(static r => r.Path.EndsWith("/objects/", StringComparison.Ordinal) && r.Query("match[type]") is null);

    /// <summary>Publishes a release into the collection of its domain; what was there stays as older versions.</summary>
    public FakeTaxiiServer Publish(string id, string title, IEnumerable<JsonObject> objects)
    {
        if (!collections.TryGetValue(id, out var collection))
        {
            collections.Add(id, collection = (title, []));
        }

        collection.Objects.AddRange(objects);
        return this;
    }

    public FakeTaxiiServer Publish(MiniRelease release) => Publish("c1", "Demo ATT&CK", release.Objects);

    public void Dispose() => Server.Dispose();

    FakeAnswer Answer(FakeRequest request)
    {
        if (Before(request) is { } other)
        {
            return other;
        }

        if (!(request.Header("Accept") ?? "").Contains("application/taxii+json", StringComparison.Ordinal))
        {
            return FakeAnswer.Error(406);
        }

        return request.Path.Trim('/').Split('/') switch
        {
            ["api", "v21"] => Json(new JsonObject { ["title"] = "Demo", ["default"] = Server.Address("/attack/"), ["api_roots"] = new JsonArray(Server.Address("/attack/")) }),
            ["attack", "collections"] => Json(new JsonObject
            {
                ["collections"] = new JsonArray([.. collections.Select(JsonNode (c) => new JsonObject { ["id"] = c.Key, ["title"] = c.Value.Title, ["can_read"] = true, ["can_write"] = false, ["media_types"] = new JsonArray("application/stix+json;version=2.1") })]),
            }),
            ["attack", "collections", var id, "objects"] when collections.ContainsKey(id) => After(request, Page(request, collections[id].Objects)),
            ["attack", "collections", var id, "objects", var one] when collections.ContainsKey(id) => Page(request, [.. collections[id].Objects.Where(o => IsNamed(o, one))]),
            ["attack", "collections", var id, "objects", var one, "versions"] when collections.ContainsKey(id)
                => Json(new JsonObject { ["versions"] = new JsonArray([.. collections[id].Objects.Where(o => IsNamed(o, one)).Select(JsonNode? (o) => (string?)o["modified"])]) }),
            _ => FakeAnswer.Error(404),
        };
    }

    FakeAnswer Page(FakeRequest request, List<JsonObject> all)
    {
        var version = request.Query("match[version]") ?? "last";
        var type = request.Query("match[type]");
        var wanted = all.Select(static (o, index) => (Object: o, Added: index))
            .Where(p => type is null || string.Equals((string?)p.Object["type"], type, StringComparison.Ordinal))
            .GroupBy(static p => (string?)p.Object["id"], StringComparer.Ordinal)
            .SelectMany(versions => version switch
            {
                "all" => versions,
                "last" => versions.OrderByDescending(static v => (string?)v.Object["modified"], StringComparer.Ordinal).Take(1),
                _ => versions.Where(v => string.Equals((string?)v.Object["modified"], version, StringComparison.Ordinal)),
            })
            .OrderBy(static p => p.Added).ToList();
        var start = request.Query("next") is { } next ? int.Parse(next["at-".Length..], CultureInfo.InvariantCulture)
            : request.Query("added_after") is { } after ? wanted.FindLastIndex(p => string.CompareOrdinal(Added(p.Added), after) <= 0) + 1 : 0;
        var count = Math.Min(PageObjectsMax, int.Parse(request.Query("limit") ?? "1000", CultureInfo.InvariantCulture));
        var page = wanted.Skip(start).Take(count).ToList();
        var hasMore = start + page.Count < wanted.Count;
        JsonObject envelope = new() { ["more"] = hasMore, ["objects"] = new JsonArray([.. page.Select(static p => (JsonNode)p.Object.DeepClone())]) };
        if (hasMore && SaysNext)
        {
            envelope["next"] = string.Create(CultureInfo.InvariantCulture, $"at-{start + page.Count}");
        }

        var answer = Json(envelope);
        return page.Count == 0 ? answer : answer with { Headers = [("X-TAXII-Date-Added-First", Added(page[0].Added)), ("X-TAXII-Date-Added-Last", Added(page[^1].Added))] };
    }

    static string Added(int index) => new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(index).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    static bool IsNamed(JsonObject one, string id) => string.Equals((string?)one["id"], Uri.UnescapeDataString(id), StringComparison.Ordinal);

    static FakeAnswer Json(JsonObject body) => FakeAnswer.Of(Encoding.UTF8.GetBytes(body.ToJsonString(JsonSerializerOptions.Default))) with { MediaType = MediaType };
}
