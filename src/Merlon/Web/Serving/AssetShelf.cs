using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Merlon.Web.Serving;

/// <summary>Styles, scripts and pictures of the application, as they are embedded: under an address that changes when any of them does, so that a browser keeps them for good.</summary>
sealed class AssetShelf
{
    const string Prefix = "app/";

    /// <summary>Assets that reports carry inside themselves and pages of the application share.</summary>
    static readonly string[] Shared = ["charts.css"];

    readonly FrozenDictionary<string, Asset> assets;

    AssetShelf(FrozenDictionary<string, Asset> assets, string version)
    {
        this.assets = assets;
        Folder = $"/assets/{version}";
    }

    /// <summary>Path of the folder of all assets, without a slash at its end.</summary>
    public string Folder { get; }

    /// <summary>Opens what the binary carries.</summary>
    public static AssetShelf Open()
    {
        var assembly = typeof(AssetShelf).Assembly;
        using var version = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var found = new Dictionary<string, Asset>(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames().Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal) || Shared.Contains(name, StringComparer.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(name)!; // the name is one of the assembly's own
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            version.AppendData(copy.GetBuffer().AsSpan(0, (int)copy.Length));
            found.Add(name[(name.LastIndexOf('/') + 1)..], new Asset(copy.ToArray(), TypeOf(name)));
        }

        return new AssetShelf(found.ToFrozenDictionary(StringComparer.Ordinal), Convert.ToHexStringLower(version.GetHashAndReset())[..12]);
    }

    /// <summary>Serves them.</summary>
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/assets/{version}/{name}", (string version, string name, HttpContext context) =>
    {
        if (!assets.TryGetValue(name, out var asset))
        {
            return Results.NotFound();
        }

        // While servers of two versions run side by side, the other one's page may ask here: what it gets is not kept under its name.
        context.Response.Headers.CacheControl = Folder.EndsWith("/" + version, StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-store";
        context.Response.Headers.Vary = "Accept-Encoding";
        if (!context.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal))
        {
            return Results.Bytes(asset.Bytes, asset.Type);
        }

        context.Response.Headers.ContentEncoding = "br";
        return Results.Bytes(asset.Packed.Value, asset.Type);
    }).For(TeamRole.Nobody).ExcludeFromDescription();

    static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };

    sealed class Asset(byte[] bytes, string type)
    {
        public byte[] Bytes { get; } = bytes;

        public string Type { get; } = type;

        public Lazy<byte[]> Packed { get; } = new(() =>
        {
            using var packed = new MemoryStream();
            using (var brotli = new BrotliStream(packed, CompressionLevel.SmallestSize))
            {
                brotli.Write(bytes);
            }

            return packed.ToArray();
        });
    }
}
