using System.Globalization;

namespace Merlon.Workspaces.Exchange;

/// <summary>
/// Fetches one file from an address that somebody gave to a server: https, public addresses only (looked at again when connecting, so that a name cannot lead elsewhere in between),
/// no credentials, redirects within the host, bounded in bytes and time. Where private sources are allowed, any http or https address is fetched, within the same bounds.
/// </summary>
public static class OutboundFetch
{
    /// <summary>An address as typed.</summary>
    /// <exception cref="InvalidDataException">It is no address of the web: a path, another scheme, or nothing at all.</exception>
    public static Uri AddressOf(string text)
        => Uri.TryCreate(text.Trim(), UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.Host.Length > 0 && !address.IsFile && !address.IsUnc
            ? address : throw new InvalidDataException("an address begins with https:// and names a server");

    /// <summary>Bounds for what is fetched on a server's behalf.</summary>
    /// <param name="isPrivateAllowed">True when the server's owner allows private addresses and plain http (<c>--allow-private-imports</c>).</param>
    public static FetchOptions Options(bool isPrivateAllowed) => FetchOptions.Default with { IsPublicOnly = !isPrivateAllowed, TotalTimeout = TimeSpan.FromMinutes(10), AttemptsMax = 2 };

    /// <summary>Fetches a file into a stream.</summary>
    /// <param name="address">From where, see <see cref="AddressOf"/>.</param>
    /// <param name="into">Gets the bytes as they come; after a failure it holds what came until then.</param>
    /// <param name="bytesMax">Largest file, in bytes as sent.</param>
    /// <param name="options">Bounds, see <see cref="Options"/>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Bytes that came.</returns>
    /// <exception cref="FetchException">It is not allowed, cannot be reached, or does not behave; the message says what to do.</exception>
    public static async Task<long> FetchAsync(Uri address, Stream into, long bytesMax, FetchOptions options, CancellationToken cancellationToken)
    {
        using var client = new FetchClient(options with { AttemptsMax = 1 }, isPublished: false); // what went into the stream cannot be taken back for another attempt
        using var total = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        total.CancelAfter(options.TotalTimeout);
        try
        {
            return await client.AskAsync(
                address,
                static request => request.Headers.TryAddWithoutValidation("Accept", "*/*"),
                async (response, token) =>
                {
                    FetchClient.RequireSuccess(response);
                    FetchClient.RequireEncoding(response, allowsGzip: false);
                    return await client.ReadAsync(response, bytesMax, piece => into.WriteAsync(piece, token), token);
                },
                progressed: static () => 0,
                total.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new FetchException(string.Create(CultureInfo.InvariantCulture, $"{FetchClient.Shown(address)} took longer than {options.TotalTimeout.TotalMinutes:0.#} minutes"), e);
        }
    }
}
