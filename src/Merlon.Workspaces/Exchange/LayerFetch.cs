using Merlon.Documents;
using Merlon.Layers;

namespace Merlon.Workspaces.Exchange;

/// <summary>Layers from an address that a person gave: https, public addresses only, no redirect to another host, bounded in time and bytes.</summary>
public static class LayerFetch
{
    /// <summary>Fetches and reads a layer file.</summary>
    /// <exception cref="InvalidDataException">The address is none of a layer: not https, with credentials, or no address at all.</exception>
    /// <exception cref="FetchException">It could not be had.</exception>
    public static async Task<Parsed<LayerFile>> ReadAsync(string address, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps || uri.UserInfo.Length > 0)
        {
            throw new InvalidDataException("a layer is fetched from an https address without a user's name in it");
        }

        using FetchClient client = new(FetchOptions.Default, isPublished: true);
        var document = await client.GetAsync(uri, "application/json", LayerReader.LayerBytesMax, cancellationToken);
        return LayerReader.Read(document.Bytes, FetchClient.Shown(uri), ReadLimits.Default);
    }
}
