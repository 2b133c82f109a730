using Merlon.Documents;
using Merlon.Layers;

namespace Merlon.Workspaces.Exchange;

/// <summary>Layers from an address that a person gave: no redirect to another host, bounded in time and bytes; https and public addresses only, unless the options allow more.</summary>
public static class LayerFetch
{
    /// <summary>Fetches and reads a layer file.</summary>
    /// <param name="address">As typed.</param>
    /// <param name="options">Bounds, see <see cref="OutboundFetch.Options"/>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidDataException">The address is none of a layer: another scheme, with credentials, or no address at all.</exception>
    /// <exception cref="FetchException">It could not be had.</exception>
    public static async Task<Parsed<LayerFile>> ReadAsync(string address, FetchOptions options, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttps && (options.IsPublicOnly || uri.Scheme != Uri.UriSchemeHttp)) || uri.UserInfo.Length > 0)
        {
            throw new InvalidDataException("a layer is fetched from an https address without a user's name in it");
        }

        using FetchClient client = new(options, isPublished: options.IsPublicOnly);
        var document = await client.GetAsync(uri, "application/json", LayerReader.LayerBytesMax, cancellationToken);
        return LayerReader.Read(document.Bytes, FetchClient.Shown(uri), ReadLimits.Default);
    }
}
