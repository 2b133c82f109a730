using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Merlon.Workspaces.Tests.Exchange;

/// <summary>A repository of releases as its publisher lays one out: <c>index.json</c> and <c>DOMAIN/DOMAIN-VERSION.json</c>, with ETags and ranges.</summary>
sealed class FakeRepository : IDisposable
{
    readonly Dictionary<string, byte[]> files = new(StringComparer.Ordinal);

    public FakeRepository(params MiniRelease[] releases) : this([.. releases.Select(static r => (r.FileName, r.Utf8))]) { }

    public FakeRepository(params (string FileName, byte[] Bytes)[] bundles)
    {
        foreach (var (name, bytes) in bundles)
        {
            files.Add($"/{name[..name.LastIndexOf('-')]}/{name}", bytes);
        }

        Server = new FakeServer(Answer);
    }

    public FakeServer Server { get; }

    /// <summary>Misbehaves before anything else is tried; null lets the repository answer.</summary>
    public Func<FakeRequest, FakeAnswer?> Before { get; set; } = static _ => null;

    /// <summary>Where the index says that bundles are; the published one names the publisher's host.</summary>
    public string Published { get; set; } = "https://raw.example.org/mitre-attack/attack-stix-data/master";

    public string Index => Server.Address("/mirror/index.json");

    public byte[] this[string path]
    {
        get => files[path];
        set => files[path] = value;
    }

    public string TagOf(string path) => $"\"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(files[path]))[..12]}\"";

    public FakeAnswer File(FakeRequest request)
    {
        var path = request.Path["/mirror".Length..];
        var bytes = files[path];
        var range = request.Header("Range");
        if (string.Equals(request.Header("If-None-Match"), TagOf(path), StringComparison.Ordinal))
        {
            return FakeAnswer.Error(304);
        }

        if (range is null || !string.Equals(request.Header("If-Range"), TagOf(path), StringComparison.Ordinal))
        {
            return FakeAnswer.Of(bytes, ("ETag", TagOf(path)));
        }

        var from = int.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture);
        return from >= bytes.Length
            ? FakeAnswer.Error(416, ("Content-Range", string.Create(CultureInfo.InvariantCulture, $"bytes */{bytes.Length}")))
            : new FakeAnswer(206, bytes[from..]) { Headers = [("ETag", TagOf(path)), ("Content-Range", string.Create(CultureInfo.InvariantCulture, $"bytes {from}-{bytes.Length - 1}/{bytes.Length}"))] };
    }

    public void Dispose() => Server.Dispose();

    FakeAnswer Answer(FakeRequest request)
        => Before(request)
            ?? (request.Path.EndsWith("/index.json", StringComparison.Ordinal) ? FakeAnswer.Of(IndexBytes(), ("ETag", "\"i\""))
            : request.Path.StartsWith("/mirror", StringComparison.Ordinal) && files.ContainsKey(request.Path["/mirror".Length..]) ? File(request)
            : FakeAnswer.Error(404));

    byte[] IndexBytes()
    {
        var collections = files.Keys.GroupBy(static path => path.Split('/')[1], StringComparer.Ordinal).Select(JsonNode (domain) => new JsonObject
        {
            ["name"] = domain.Key,
            ["versions"] = new JsonArray([.. domain.Select(JsonNode (path) => new JsonObject
            {
                ["version"] = path[(path.LastIndexOf('-') + 1)..^".json".Length],
                ["url"] = Published + path,
            })]),
        });
        return Encoding.UTF8.GetBytes(new JsonObject { ["id"] = "1", ["collections"] = new JsonArray([.. collections]) }.ToJsonString());
    }
}
